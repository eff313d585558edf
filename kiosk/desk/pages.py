"""I/O. The professional's pages: requests, guides, launching, voices; and the stream that keeps them fresh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from anyio.to_thread import run_sync
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from kiosk.desk import preset, view
from kiosk.desk.doorway import COOKIE, Guest, Refused, sign_in, sign_in_page, sign_out, signed_in
from kiosk.desk.office import Office
from kiosk.desk.store import Unknown
from kiosk.guide.model import Guide, Slug
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer, VoiceName

_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


async def home(_request: Request) -> Response:
    """The first page is the queue."""
    return RedirectResponse("/demandes", 303)


# requests


async def _queue(office: Office) -> dict[str, object]:
    """What the queue shows now."""
    now = office.clock()
    cards = [
        view.card(waiting, office.library, now, office.presence.heard(waiting.ticket.kiosk))
        for waiting in await run_sync(office.store.queue)
    ]
    waiting = [card for card in cards if card.answer is None]
    return {
        "waiting": waiting,
        "answered": [card for card in cards if card.answer is not None],
        "heading": view.heading(len(waiting)),
        "page_title": f"({len(waiting)}) Demandes" if waiting else "Demandes",
        "kiosks": await _kiosks(office),
        "replies": view.REPLIES,
        "now": view.hour(now),
    }


async def _kiosks(office: Office) -> list[view.Kiosk]:
    now = office.clock()
    names = await run_sync(office.store.kiosks)
    return [
        view.Kiosk(name, view.kiosk_name(name), office.presence.online(name, now), office.presence.mute(name))
        for name in names
    ]


async def queue(guest: Guest) -> Response:
    """Who waits, since when, and why."""
    return guest.page("demandes.html", await _queue(guest.office))


async def queue_part(guest: Guest) -> Response:
    """The part of the queue's page that changes."""
    return guest.page("demandes_liste.html", await _queue(guest.office))


async def answer(guest: Guest) -> Response:
    """Answers a request, or closes it."""
    ticket: UUID = guest.request.path_params["id"]
    try:
        chosen = Answer(guest.form.get("reponse", ""))
    except ValueError:
        raise Refused(400, "Cette réponse n'existe pas.") from None
    try:
        await run_sync(guest.office.store.answer, ticket, chosen)
    except Unknown:
        raise Refused(404, "Cette demande est déjà close.") from None
    return RedirectResponse("/demandes" if chosen is Answer.CLOSED else f"/demandes#d-{ticket}", 303)


# guides


def _guide(guest: Guest, guide_id: str) -> Guide:
    guide = guest.office.library.guide(guide_id)
    if guide is None:
        raise Refused(404, "Ce guide n'est pas sur l'étagère.")
    return guide


def _slug(value: str | None) -> str | None:
    try:
        return _SLUG.validate_python(value) if value else None
    except ValidationError:
        return None


def _shelf(office: Office) -> list[tuple[str, tuple[Guide, ...]]]:
    shelf = ((theme.title, office.library.on(theme.id)) for theme in office.library.themes)
    return [(title, guides) for title, guides in shelf if guides]


async def guides(guest: Guest) -> Response:
    """Every guide, by theme."""
    return guest.page("guides.html", {"page_title": "Guides", "shelf": _shelf(guest.office)})


async def guide(guest: Guest) -> Response:
    """A guide at one of its steps."""
    found = _guide(guest, guest.request.path_params["id"])
    walk = view.walk_of(found, guest.request.query_params.get("chemin", ""))
    if walk is None:
        raise Refused(404, "Cette étape n'existe pas.")
    reading = view.reading(walk, guest.office.library, _slug(guest.request.query_params.get("borne")))
    return guest.page("guide.html", {"page_title": reading.guide.title, "reading": reading})


# launching


async def _proposals(office: Office) -> dict[str, object]:
    today = await run_sync(office.store.proposals)
    return {"proposals": [view.proposed(proposal, office.library) for proposal in today]}


async def launch_page(guest: Guest) -> Response:
    """Chooses a kiosk, a guide, then a step and how it is shown."""
    asked = guest.request.query_params
    chosen = _guide(guest, asked["guide"]) if asked.get("guide") else None
    words: dict[str, object] = {
        "page_title": "Lancer un guide",
        "shelf": _shelf(guest.office),
        "kiosks": await _kiosks(guest.office),
        "chosen": chosen,
        "step": asked.get("etape", ""),
        "kiosk": _slug(asked.get("borne")),
        "comfort": preset.FORM,
    }
    return guest.page("lancer.html", {**words, **await _proposals(guest.office)})


async def launch_part(guest: Guest) -> Response:
    """The part of the launching page that changes."""
    return guest.page("lancer_etat.html", await _proposals(guest.office))


async def launch(guest: Guest) -> Response:
    """Proposes the guide; the resident accepts or declines on the screen."""
    form = guest.form
    chosen = _guide(guest, form.get("guide", ""))
    kiosk = form.get("borne", "")
    if kiosk not in await run_sync(guest.office.store.kiosks):
        raise Refused(404, "Cet écran n'est pas connu.")
    step = form.get("etape") or None
    if step is not None and step not in {one.id for one in chosen.steps}:
        raise Refused(404, "Cette étape n'existe pas.")
    comfort = _comfort(form) if form.get("confort") == "choisi" else None
    await run_sync(guest.office.store.propose, kiosk, chosen.id, step, comfort)
    return RedirectResponse("/lancer#propositions", 303)


def _comfort(form: dict[str, str]) -> Comfort:
    try:
        return preset.comfort_of(form)
    except ValueError:
        raise Refused(400, "Ces réglages n'existent pas.") from None


# voices


async def _voices(office: Office) -> dict[str, object]:
    asked = await run_sync(office.store.voicings)
    shelf = [
        view.voices(kiosk, office.presence.voices(kiosk.id), asked.get(kiosk.id), office.presence.heard(kiosk.id))
        for kiosk in await _kiosks(office)
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
    kiosk, act = form.get("borne", ""), form.get("geste", "")
    if kiosk not in await run_sync(office.store.kiosks):
        raise Refused(404, "Cet écran n'est pas connu.")
    known = office.presence.voices(kiosk)
    if known is None or form.get("voix") not in {name.value for name in known.installed}:
        raise Refused(404, "Cette voix n'est pas sur cet écran.")
    if act not in ("ecouter", "choisir"):
        raise Refused(400, "Cela ne se fait pas ainsi.")
    if not office.presence.online(kiosk, office.clock()):
        raise Refused(409, "Cet écran ne répond pas. Recommencez quand il est en ligne.")
    await run_sync(office.store.voice, kiosk, VoiceName(form["voix"]), act == "choisir")
    return RedirectResponse(f"/voix#v-{kiosk}", 303)


# the stream


async def stream(guest: Guest) -> Response:
    """Server-sent events: `change` when a page may differ, at least at each tick; `fin` when the session has ended."""
    office = guest.office
    secret = guest.request.cookies.get(COOKIE)

    async def events() -> AsyncIterator[str]:
        changes = office.store.changes
        number = changes.number
        yield "retry: 2000\nevent: change\ndata: 0\n\n"
        while changes.open:
            number = await changes.wait(number, office.tick)
            if office.door.session(secret, use=False) is None:
                yield "event: fin\ndata: 0\n\n"
                return
            if changes.open:
                yield f"event: change\ndata: {number}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


ROUTES = [
    Route("/", home),
    Route("/entrer", sign_in_page, methods=["GET"]),
    Route("/entrer", sign_in, methods=["POST"]),
    Route("/sortir", signed_in(sign_out), methods=["POST"]),
    Route("/demandes", signed_in(queue), methods=["GET"]),
    Route("/demandes/liste", signed_in(queue_part, by_itself=True), methods=["GET"]),
    Route("/demandes/{id:uuid}", signed_in(answer), methods=["POST"]),
    Route("/guides", signed_in(guides), methods=["GET"]),
    Route("/guides/{id}", signed_in(guide), methods=["GET"]),
    Route("/lancer", signed_in(launch_page), methods=["GET"]),
    Route("/lancer", signed_in(launch), methods=["POST"]),
    Route("/lancer/etat", signed_in(launch_part, by_itself=True), methods=["GET"]),
    Route("/voix", signed_in(voices), methods=["GET"]),
    Route("/voix", signed_in(voice), methods=["POST"]),
    Route("/voix/liste", signed_in(voices_part, by_itself=True), methods=["GET"]),
    Route("/flux", signed_in(stream, by_itself=True), methods=["GET"]),
]
