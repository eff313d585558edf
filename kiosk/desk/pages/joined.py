"""I/O. The professional's pages joined, and the streams that keep them fresh."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from kiosk.desk.door.doorway import Guest, sign_in, sign_in_page, sign_out, signed_in
from kiosk.desk.pages import guide_pages, launch_pages, queue_pages, screen_pages, team_pages


async def home(_request: Request) -> Response:
    """The first page is the queue."""
    return RedirectResponse("/demandes", 303)


async def stream(guest: Guest) -> Response:
    """Server-sent events: `change` when a page may differ, at least at each tick; `fin` when the session has ended."""
    return _streaming(guest, attending=False)


async def queue_stream(guest: Guest) -> Response:
    """The same for the page of the queue: as long as it is open, residents are told that somebody attends."""
    return _streaming(guest, attending=True)


def _streaming(guest: Guest, attending: bool) -> Response:
    office = guest.office
    secret = guest.secret

    async def events() -> AsyncIterator[str]:
        changes = office.store.changes
        number = changes.number
        yield "retry: 2000\nevent: change\ndata: 0\n\n"
        with office.presence.watch() if attending else contextlib.nullcontext():
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
    Route("/flux", signed_in(stream, by_itself=True), methods=["GET"]),
    Route("/demandes/flux", signed_in(queue_stream, by_itself=True), methods=["GET"]),
    *queue_pages.ROUTES,
    *guide_pages.ROUTES,
    *launch_pages.ROUTES,
    *screen_pages.ROUTES,
    *team_pages.ROUTES,
]
