"""I/O. The guides as the professional reads them, and a guide handed back to the screen that it came from."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from anyio.to_thread import run_sync
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.door.doorway import Guest, Refused, signed_in
from kiosk.desk.office import Office
from kiosk.desk.pages import cards
from kiosk.desk.pages.queue_pages import GONE
from kiosk.desk.pages.reading import Carried, reading, walk_of, walk_url
from kiosk.desk.pages.view import HUES, Proposed, kiosk_name
from kiosk.guide.model import Guide, Slug
from kiosk.visit.ticket import Ticket
from kiosk.visit.walk import Walk

_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


def shelf(office: Office) -> list[tuple[str, tuple[Guide, ...]]]:
    """The guides by theme."""
    found = ((theme.title, office.library.on(theme.id)) for theme in office.library.themes)
    return [(title, guides) for title, guides in found if guides]


def found_guide(office: Office, guide_id: str) -> Guide:
    """The guide of that id. Raises Refused."""
    guide = office.library.guide(guide_id)
    if guide is None:
        raise Refused(404, "Ce guide n'est pas sur l'étagère.")
    return guide


def slug(value: str | None) -> str | None:
    """What an address says, if it can be an id."""
    try:
        return _SLUG.validate_python(value) if value else None
    except ValidationError:
        return None


async def guides(guest: Guest) -> Response:
    """Every guide, by theme."""
    return guest.page("guides.html", {"page_title": "Guides", "shelf": shelf(guest.office)})


async def guide(guest: Guest) -> Response:
    """A guide at one of its steps."""
    asked = guest.request.query_params
    walk = _walk(guest, asked.get("chemin", ""))
    ticket = await _open(guest.office, asked.get("demande", ""))
    carried = Carried(ticket.kiosk, ticket.id) if ticket else Carried(slug(asked.get("borne")))
    words = {
        "page_title": walk.guide.title,
        "reading": reading(walk, guest.office.library, carried),
        "request": ticket,
        "hue": HUES[ticket.code.colour] if ticket else "",
        "screen": kiosk_name(ticket.kiosk) if ticket else "",
        "handed": await _handed(guest.office, ticket),
    }
    return guest.page("guide.html", words)


async def handed_part(guest: Guest) -> Response:
    """What became of the guide that was handed back."""
    ticket = await _open(guest.office, guest.request.query_params.get("demande", ""))
    return guest.page("guide_rendu.html", {"handed": await _handed(guest.office, ticket), "request": ticket})


async def hand_back(guest: Guest) -> Response:
    """Proposes the guide at this step, with these answers, to the very visit that the request came from."""
    walk = _walk(guest, guest.form.get("chemin", ""))
    ticket = await _open(guest.office, guest.form.get("demande", ""))
    if ticket is None:
        raise Refused(404, GONE)
    propose = partial(guest.office.store.propose, ways=walk.answers, about=ticket)
    await run_sync(propose, ticket.kiosk, walk.guide.id, walk.step.id)
    return RedirectResponse(walk_url(walk, Carried(ticket.kiosk, ticket.id)), 303)


def _walk(guest: Guest, way: str) -> Walk:
    walk = walk_of(found_guide(guest.office, guest.request.path_params["id"]), way)
    if walk is None:
        raise Refused(404, "Cette étape n'existe pas.")
    return walk


async def _open(office: Office, ticket: str) -> Ticket | None:
    """The request of that id, while it is open."""
    try:
        wanted = UUID(ticket)
    except ValueError:
        return None
    queue = await run_sync(office.store.queue)
    return next((one.ticket for one in queue if one.ticket.id == wanted), None)


async def _handed(office: Office, ticket: Ticket | None) -> Proposed | None:
    return cards.handed(ticket, await run_sync(office.store.proposals), office.library) if ticket else None


ROUTES = [
    Route("/guides", signed_in(guides), methods=["GET"]),
    Route("/guides/{id}", signed_in(guide), methods=["GET"]),
    Route("/guides/{id}", signed_in(hand_back), methods=["POST"]),
    Route("/rendu", signed_in(handed_part, by_itself=True), methods=["GET"]),
]
