"""What the tests of the hand-off share: clocks held in the hand, a desk without its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desk_fixtures import TOKEN, Hands, library
from starlette.applications import Starlette

from kiosk.desk.kiosks.api import ROUTES
from kiosk.desk.kiosks.presence import Presence
from kiosk.desk.memory.registry import Registry
from kiosk.desk.memory.store import Store
from kiosk.desk.office import Office
from kiosk.desk.serving.server import DeskServer
from kiosk.handoff.age import HOUR, Moment
from kiosk.visit.ticket import KioskState

START = 1_772_440_200.0  # a morning of March 2026, seconds since 1970


def here(boot: str = "one", up: float = 0.0, wall: float = 0.0) -> Moment:
    """A moment, so many seconds after the first one by each clock."""
    return Moment(boot, 5000 + up, START + wall)


class Moments:
    """The kiosk's clocks, moved by hand."""

    def __init__(self) -> None:
        self.boots, self.up, self.wall = 1, 5000.0, START

    def __call__(self) -> Moment:
        return Moment(f"boot {self.boots}", self.up, self.wall)

    def move(self, hours: float = 0.0, seconds: float = 0.0) -> None:
        """Time goes by."""
        self.up += hours * HOUR + seconds
        self.wall += hours * HOUR + seconds

    def restart(self, wall: float = 0.0) -> None:
        """The machine is started again, its wall clock so many seconds off."""
        self.boots, self.up, self.wall = self.boots + 1, 10.0, self.wall + wall


def free(busy: bool) -> KioskState:
    """The state of a kiosk without voices."""
    return KioskState(busy=busy, mute=False, guides="")


def bare_desk(store: Store, clock: Hands) -> Starlette:
    """The desk as kiosks know it, without its pages."""
    app = Starlette(routes=ROUTES)
    parts: dict[str, Any] = dict.fromkeys(Office.__dataclass_fields__)
    parts |= {"store": store, "token": TOKEN, "clock": clock, "library": library()}
    parts |= {"registry": Registry(store.database), "presence": Presence(store.changes.tell, lambda: 0.0)}
    app.state.office = Office(**parts)
    return app


@contextmanager
def bare_desk_at(url: str, clock: Hands | None = None, port: int = 0) -> Iterator[tuple[str, Store]]:
    """Such a desk served on loopback, on the database at `url`: its address and its store."""
    clock = clock or Hands()
    store = Store(url, clock)
    server = DeskServer(bare_desk(store, clock), port=port)
    server.start()
    try:
        yield server.url, store
    finally:
        server.stop()
        store.close()
