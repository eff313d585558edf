"""I/O. The page of the requests, and what is done to them."""

from __future__ import annotations

from uuid import UUID

from anyio.to_thread import run_sync
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.door.doorway import Guest, Refused, signed_in
from kiosk.desk.memory.store import Unknown, Waiting
from kiosk.desk.pages import cards
from kiosk.desk.pages.screens import screens
from kiosk.desk.pages.view import hour
from kiosk.visit.request import CLOSINGS, Impossible, Outcome
from kiosk.visit.ticket import ANSWERS, MOST_SAID, Answer

OUTCOMES = {outcome for group in CLOSINGS.values() for outcome in group}
GONE = "Cette demande est déjà close."


async def _queue(guest: Guest, notice: str = "") -> dict[str, object]:
    """What the queue shows now."""
    office, me = guest.office, guest.session.name
    now = office.clock()
    here = await screens(office)
    queue = await run_sync(office.store.queue)
    heard = {one: office.presence.heard(one) for one in here}
    groups = cards.cards(queue, me, office.library, now, here, heard, await run_sync(office.store.proposals))
    waiting = len(groups[cards.WAITING])
    return {
        "groups": groups,
        "heading": cards.heading(waiting),
        "page_title": f"({waiting}) Demandes" if waiting else "Demandes",
        "screens": here.values(),
        "ready": cards.READY,
        "drafts": cards.DRAFTS,
        "closings": CLOSINGS,
        "longest": MOST_SAID,
        "colleagues": [name for name in await run_sync(office.registry.people) if name != me],
        "now": hour(now),
        "notice": notice,
    }


async def queue(guest: Guest) -> Response:
    """Who waits, since when, and why."""
    return guest.page("demandes.html", await _queue(guest))


async def queue_part(guest: Guest) -> Response:
    """The part of the queue's page that changes."""
    return guest.page("demandes_liste.html", await _queue(guest))


async def back(guest: Guest) -> Response:
    """The address of an act, asked for again: the queue, at that request."""
    return RedirectResponse(f"/demandes#d-{guest.request.path_params['id']}", 303)


async def act(guest: Guest) -> Response:
    """Does something to a request: what the button pressed says."""
    ticket: UUID = guest.request.path_params["id"]
    try:
        await _do(guest, ticket, guest.form.get("geste", "repondre"))
    except Unknown:
        return await _instead(guest, 404, GONE)
    except Impossible:
        return await _instead(guest, 409, await _who_has(guest, ticket))
    return await back(guest)


async def _do(guest: Guest, ticket: UUID, gesture: str) -> None:
    """Raises Refused, Unknown, Impossible."""
    store, me, form = guest.office.store, guest.session.name, guest.form
    if gesture == "prendre":
        await run_sync(store.take, ticket, me)
    elif gesture == "prendre-a-sa-place":
        await run_sync(store.pass_on, ticket, me, me)
    elif gesture == "repondre":
        answer, text = _answer(form)
        await _make_mine(guest, ticket)
        await run_sync(store.answer, ticket, answer, me, text)
    elif gesture == "pause":
        await _make_mine(guest, ticket)
        await run_sync(store.hold, ticket, me)
    elif gesture == "passer":
        if form.get("vers") not in await run_sync(guest.office.registry.people):
            raise Refused(404, "Cette personne n'est pas dans l'équipe.")
        await _make_mine(guest, ticket)
        await run_sync(store.pass_on, ticket, me, form["vers"])
    elif gesture == "remettre":
        await _make_mine(guest, ticket)
        await run_sync(store.put_back, ticket)
    elif gesture == "clore" and form.get("issue") in {one.value for one in OUTCOMES}:
        await _make_mine(guest, ticket)
        await run_sync(store.close_request, ticket, Outcome(form["issue"]))
    else:
        raise Refused(400, "Cela ne se fait pas ainsi.")


async def _make_mine(guest: Guest, ticket: UUID) -> None:
    """Takes a request that nobody has; of two who touch it at once, one is first. Raises Impossible for the other."""
    found = await _find(guest, ticket)
    if found is None:
        raise Unknown
    if found.by is None:
        await run_sync(guest.office.store.take, ticket, guest.session.name)
    elif found.by != guest.session.name:
        raise Impossible


async def _find(guest: Guest, ticket: UUID) -> Waiting | None:
    return next((one for one in await run_sync(guest.office.store.queue) if one.ticket.id == ticket), None)


def _answer(form: dict[str, str]) -> tuple[Answer, str]:
    """The answer chosen, and its words when they are not the ready ones. Raises Refused."""
    try:
        chosen = Answer(form.get("reponse", Answer.OTHER.value))
    except ValueError:
        raise Refused(400, "Cette réponse n'existe pas.") from None
    text = " ".join(form.get("message", "").split())
    if len(text) > MOST_SAID:
        raise Refused(400, f"Ce message est trop long : {MOST_SAID} signes au plus.")
    if chosen is Answer.CLOSED or (chosen is Answer.OTHER and not text):
        raise Refused(400, "Ce message est vide.")
    return chosen, "" if text == ANSWERS[chosen][1] else text


async def _instead(guest: Guest, status: int, notice: str) -> Response:
    """The queue as it is now, and why nothing was done."""
    page = guest.page("demandes.html", await _queue(guest, notice))
    page.status_code = status
    return page


async def _who_has(guest: Guest, ticket: UUID) -> str:
    found = await _find(guest, ticket)
    by = found.by if found else None
    if by and by != guest.session.name:
        return f"{by} l'a déjà prise."
    return "Cette demande a changé entre-temps. La voici comme elle est maintenant."


ROUTES = [
    Route("/demandes", signed_in(queue), methods=["GET"]),
    Route("/demandes/liste", signed_in(queue_part, by_itself=True), methods=["GET"]),
    Route("/demandes/{id:uuid}", signed_in(back), methods=["GET"]),
    Route("/demandes/{id:uuid}", signed_in(act), methods=["POST"]),
]
