"""I/O. Launching on a screen: a guide, a change in life, a comfort; and what became of what was proposed."""

from __future__ import annotations

from functools import partial

from anyio.to_thread import run_sync
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.door.doorway import Guest, Refused, signed_in
from kiosk.desk.office import Office
from kiosk.desk.pages import preset, view
from kiosk.desk.pages.guide_pages import found_guide, shelf, slug
from kiosk.desk.pages.screens import known, screens
from kiosk.visit.comfort import Comfort

KINDS = {"guide": "Un guide", "evenement": "Un changement de vie", "confort": "Un confort seul"}
"""What may be launched."""


async def _proposals(office: Office) -> dict[str, object]:
    today = await run_sync(office.store.proposals)
    return {"proposals": [view.proposed(proposal, office.library) for proposal in today]}


async def launch_page(guest: Guest) -> Response:
    """Chooses what is launched, where, and how it is shown."""
    asked, office = guest.request.query_params, guest.office
    kind = asked.get("quoi", "guide")
    words: dict[str, object] = {
        "page_title": "Lancer",
        "kinds": KINDS,
        "kind": kind if kind in KINDS else "guide",
        "shelf": shelf(office),
        "events": sorted(office.library.events, key=lambda event: event.title),
        "screens": (await screens(office)).values(),
        "chosen": found_guide(office, asked["guide"]) if asked.get("guide") else None,
        "step": asked.get("etape", ""),
        "kiosk": slug(asked.get("borne")),
        "comfort": preset.FORM,
    }
    return guest.page("lancer.html", {**words, **await _proposals(office)})


async def launch_part(guest: Guest) -> Response:
    """The part of the launching page that changes."""
    return guest.page("lancer_etat.html", await _proposals(guest.office))


async def launch(guest: Guest) -> Response:
    """Proposes it; the resident accepts or declines on the screen."""
    form, office = guest.form, guest.office
    kind = form.get("quoi", "guide")
    if kind not in KINDS:
        raise Refused(400, "Cela ne se fait pas ainsi.")
    guide = event = step = None
    if kind == "guide":
        chosen = found_guide(office, form.get("guide", ""))
        guide, step = chosen.id, form.get("etape") or None
        if step is not None and step not in {one.id for one in chosen.steps}:
            raise Refused(404, "Cette étape n'existe pas.")
    if kind == "evenement":
        event = form.get("evenement", "")
        if office.library.event(event) is None:
            raise Refused(404, "Ce changement de vie n'est pas sur l'étagère.")
    comfort = _comfort(form) if kind == "confort" or form.get("confort") == "choisi" else None
    kiosk = await known(office, form.get("borne", ""))
    await run_sync(partial(office.store.propose, kiosk.id, guide, step, comfort, event=event))
    return RedirectResponse(f"/lancer?quoi={kind}&borne={kiosk.id}#propositions", 303)


def _comfort(form: dict[str, str]) -> Comfort:
    try:
        return preset.comfort_of(form)
    except ValueError:
        raise Refused(400, "Ces réglages n'existent pas.") from None


ROUTES = [
    Route("/lancer", signed_in(launch_page), methods=["GET"]),
    Route("/lancer", signed_in(launch), methods=["POST"]),
    Route("/lancer/etat", signed_in(launch_part, by_itself=True), methods=["GET"]),
]
