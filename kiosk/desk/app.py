"""I/O. The desk joined: store, library, door and pages as one application."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from argon2 import PasswordHasher
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kiosk.desk.door import pairing_door
from kiosk.desk.door.auth import Door, Elapsed, since_start
from kiosk.desk.door.doorway import Refused, refusal
from kiosk.desk.door.guard import HEADERS, Guard
from kiosk.desk.door.limits import Limits, Throttle
from kiosk.desk.door.pairing import Pairing
from kiosk.desk.kiosks import api
from kiosk.desk.kiosks.presence import Presence
from kiosk.desk.memory.registry import HASHER, Registry
from kiosk.desk.memory.store import Clock, Store
from kiosk.desk.office import Office, office_of
from kiosk.desk.pages import joined, view
from kiosk.guide.library import Library
from kiosk.guide.prose import sentences

HERE = Path(__file__).parent
TICK = 15.0
"""Seconds between two refreshes of a live page that nothing else refreshes: it shows minutes and who is online."""


class _Static(StaticFiles):
    """Files that a browser may keep, but asks about each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or the error that Starlette raises."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def make_app(
    store: Store,
    library: Library,
    token: str,
    clock: Clock,
    *,
    assets: Path | None = None,
    hosts: Collection[str] = (),
    fingerprint: str = "",
    hasher: PasswordHasher = HASHER,
    elapsed: Elapsed = since_start,
    limits: Limits | None = None,
    tick: float = TICK,
) -> Starlette:
    """The desk. `token` is what the kiosk of this machine knows; `clock` gives aware local times, as the store's does,
    `elapsed` the seconds of a clock that nobody can set.

    `assets` holds fonts/ (without it the pages use the machine's own font). `hosts`: names under which the desk may be
    reached, besides those of the loopback; `fingerprint`: that of its certificate. Nobody can sign in before
    `Registry.first` made the first person.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=view.spaced,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(sentences=sentences, phone=view.phone)
    routes: list[BaseRoute] = [*api.ROUTES, *pairing_door.ROUTES, *joined.ROUTES]
    if assets is not None and (assets / "fonts").is_dir():
        routes.append(Mount("/static/fonts", _Static(directory=assets / "fonts")))
    routes.append(Mount("/static", _Static(directory=HERE / "static")))
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, hosts=hosts),
            Middleware(Throttle, limits=limits or Limits(), elapsed=elapsed, refuse=_too_often),
        ],
        exception_handlers={HTTPException: _http_error, 500: _broken},
    )
    registry = Registry(store.database, hasher)
    app.state.office = Office(
        store=store,
        library=library,
        token=token,
        fingerprint=fingerprint,
        clock=clock,
        registry=registry,
        door=Door(registry, elapsed, hasher),
        pairing=Pairing(registry, fingerprint, clock, elapsed),
        presence=Presence(store.changes.tell, elapsed),
        templates=templates,
        tick=tick,
    )
    return app


_MESSAGES = {404: "Cette page n'existe pas.", 405: "Cela ne se fait pas ainsi."}


def _too_often(request: Request) -> Response:
    return _say(request, 429, "Trop de demandes à la fois. Attendez un peu, puis recommencez.")


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _say(request, status, _MESSAGES.get(status, "Cette demande n'est pas comprise."))


async def _broken(request: Request, _error: Exception) -> Response:
    answer = _say(request, 500, "Le bureau a eu un problème. Rechargez la page.")
    answer.headers.update({**HEADERS, "Cache-Control": "no-store"})  # Starlette answers this one outside the Guard
    return answer


def _say(request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": str(status), "message": message}, status)
    return refusal(office_of(request), Refused(status, message))
