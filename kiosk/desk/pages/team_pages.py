"""I/O. The page of the team: who may sign in, and with which PIN. Every change asks for one's own PIN again."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.door.doorway import SIGN_IN, Guest, Refused, signed_in
from kiosk.desk.memory.registry import LONGEST_NAME, RegistryError


async def _team(guest: Guest, **words: object) -> Response:
    registry = guest.office.registry
    needed: dict[str, object] = {
        "page_title": "Équipe",
        "people": await run_sync(registry.people),
        "locked": await run_sync(registry.locked),
        "longest": LONGEST_NAME,
        "given": None,
        "notice": None,
    }
    return guest.page("equipe.html", {**needed, **words})


async def _refused(guest: Guest, status: int, message: str) -> Response:
    page = await _team(guest, notice=message)
    page.status_code = status
    return page


async def team(guest: Guest) -> Response:
    """Who may sign in."""
    return await _team(guest)


async def change(guest: Guest) -> Response:
    """Adds or removes somebody, gives a colleague another PIN, or changes one's own."""
    registry, form = guest.office.registry, guest.form
    gesture, name = form.get("geste"), form.get("nom", "")
    try:
        await guest.confirm(form.get("pin", ""))
        if gesture == "ajouter":
            name = " ".join(name.split())
            return await _team(guest, given=(name, _grouped(await run_sync(registry.add, name))))
        if gesture == "renouveler" and name != guest.session.name:
            return await _team(guest, given=(name, _grouped(await run_sync(registry.renew, name))))
        if gesture == "retirer":
            await run_sync(registry.remove, name)
            return RedirectResponse(SIGN_IN if name == guest.session.name else "/equipe", 303)
        if gesture == "changer":
            return await _change_own(guest)
    except (Refused, RegistryError) as refused:
        return await _refused(guest, refused.status if isinstance(refused, Refused) else 400, str(refused))
    raise Refused(400, "Cela ne se fait pas ainsi.")


async def _change_own(guest: Guest) -> Response:
    """Raises WeakPin or Refused. Everybody signed in under that name is signed out, here too."""
    new, again = (guest.form.get(name, "").replace(" ", "") for name in ("nouveau", "encore"))
    if new != again:
        raise Refused(400, "Les deux nouveaux codes ne sont pas les mêmes.")
    await run_sync(guest.office.registry.set_pin, guest.session.name, new)
    return guest.page("change.html", {"page_title": "Votre code a changé"})


def _grouped(pin: str) -> str:
    """Six digits in two groups."""
    return f"{pin[:3]} {pin[3:]}"


ROUTES = [
    Route("/equipe", signed_in(team), methods=["GET"]),
    Route("/equipe", signed_in(change), methods=["POST"]),
]
