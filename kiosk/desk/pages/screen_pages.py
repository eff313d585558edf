"""I/O. The page of the screens: how each is, pairing a new one, revoking one; and the voices they speak with."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.door.doorway import Guest, Refused, signed_in
from kiosk.desk.office import Office
from kiosk.desk.pages.screens import known, screens
from kiosk.desk.pages.view import kiosk_name
from kiosk.desk.pages.voices import voices as voices_of
from kiosk.visit.ticket import VoiceName


async def _screens(office: Office) -> dict[str, object]:
    opening, paired = office.pairing.opening, office.pairing.paired
    return {
        "page_title": "Écrans",
        "screens": (await screens(office)).values(),
        "opening": opening,
        "minutes": -(-opening.seconds // 60) if opening else 0,
        "networked": bool(office.fingerprint),
        "welcomed": kiosk_name(paired) if paired else None,
    }


async def screens_page(guest: Guest) -> Response:
    """Each screen as it is."""
    return guest.page("ecrans.html", await _screens(guest.office))


async def screens_part(guest: Guest) -> Response:
    """The part of the screens' page that changes."""
    return guest.page("ecrans_liste.html", await _screens(guest.office))


async def pair(guest: Guest) -> Response:
    """Shows a code with which a new screen is paired, for ten minutes."""
    await guest.confirm(guest.form.get("pin", ""))
    guest.office.pairing.open()
    guest.office.store.changes.tell()
    return RedirectResponse("/ecrans#code", 303)


async def stop_pairing(guest: Guest) -> Response:
    """Lets the code die."""
    guest.office.pairing.close()
    guest.office.store.changes.tell()
    return RedirectResponse("/ecrans", 303)


async def revoke(guest: Guest) -> Response:
    """Ends the trust in a screen at once."""
    screen = await known(guest.office, guest.form.get("borne", ""))
    await guest.confirm(guest.form.get("pin", ""))
    await run_sync(guest.office.registry.revoke, screen.id)
    guest.office.store.changes.tell()
    return RedirectResponse("/ecrans", 303)


async def _voices(office: Office) -> dict[str, object]:
    asked = await run_sync(office.store.voicings)
    shelf = [
        voices_of(one, office.presence.voices(one.id), asked.get(one.id), office.presence.heard(one.id))
        for one in (await screens(office)).values()
    ]
    return {"shelf": shelf, "page_title": "Voix"}


async def voices(guest: Guest) -> Response:
    """The voices of each kiosk: which one it speaks with, and which ones it might."""
    return guest.page("voix.html", await _voices(guest.office))


async def voices_part(guest: Guest) -> Response:
    """The part of the voices' page that changes."""
    return guest.page("voix_liste.html", await _voices(guest.office))


async def voice(guest: Guest) -> Response:
    """Lets a voice be heard on a kiosk, from the kiosk's own loudspeaker, or chooses it there."""
    form, office = guest.form, guest.office
    kiosk, act = (await known(office, form.get("borne", ""))).id, form.get("geste", "")
    told = office.presence.voices(kiosk)
    if told is None or form.get("voix") not in {name.value for name in told.installed}:
        raise Refused(404, "Cette voix n'est pas sur cet écran.")
    if act not in ("ecouter", "choisir"):
        raise Refused(400, "Cela ne se fait pas ainsi.")
    if not office.presence.online(kiosk, office.clock()):
        raise Refused(409, "Cet écran ne répond pas. Recommencez quand il est en ligne.")
    await run_sync(office.store.voice, kiosk, VoiceName(form["voix"]), act == "choisir")
    return RedirectResponse(f"/voix#v-{kiosk}", 303)


ROUTES = [
    Route("/ecrans", signed_in(screens_page), methods=["GET"]),
    Route("/ecrans/liste", signed_in(screens_part, by_itself=True), methods=["GET"]),
    Route("/ecrans/associer", signed_in(pair), methods=["POST"]),
    Route("/ecrans/fermer", signed_in(stop_pairing), methods=["POST"]),
    Route("/ecrans/revoquer", signed_in(revoke), methods=["POST"]),
    Route("/voix", signed_in(voices), methods=["GET"]),
    Route("/voix", signed_in(voice), methods=["POST"]),
    Route("/voix/liste", signed_in(voices_part, by_itself=True), methods=["GET"]),
]
