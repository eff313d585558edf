"""I/O. Everything that the desk's pages and its API work with, made once and carried by the application."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from starlette.requests import Request

from kiosk.desk.door.auth import Door
from kiosk.desk.door.pairing import Pairing
from kiosk.desk.kiosks.presence import Presence
from kiosk.desk.memory.registry import Registry
from kiosk.desk.memory.store import Clock, Store
from kiosk.guide.library import Library


@dataclass(frozen=True)
class Office:
    """The desk's parts. `token`: that of the kiosk of this machine. `fingerprint`: of the certificate, empty when the
    desk is not on the network. `tick`: seconds between two refreshes of a live page that nothing else refreshes."""

    store: Store
    library: Library
    token: str
    fingerprint: str
    clock: Clock
    registry: Registry
    door: Door
    pairing: Pairing
    presence: Presence
    templates: Environment
    tick: float


def office_of(request: Request) -> Office:
    """The office that this request came to."""
    office = request.app.state.office
    assert isinstance(office, Office)
    return office
