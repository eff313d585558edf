"""Rules. Who is there: the kiosks, by what they ask and tell; a professional, by the page of the queue being open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from kiosk.visit.ticket import KioskState, Voices

FRESH = timedelta(seconds=30)
"""A kiosk that polled less than this ago is online."""
LINGER = 20.0
"""Seconds that the queue counts as attended after its page was left: between two pages nobody has gone away."""


class Presence:
    """What is known since the desk started; kiosks that are there poll and tell again within seconds of a restart.

    `changed` is called when a professional comes to the queue; `elapsed` gives the seconds of a clock that nobody can
    set. Safe from several threads.
    """

    def __init__(self, changed: Callable[[], None], elapsed: Callable[[], float]) -> None:
        self._changed = changed
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}
        self._heard: dict[str, int] = {}
        self._states: dict[str, KioskState] = {}
        self._watching = 0
        self._left: float | None = None  # when the last one stopped watching

    def polled(self, kiosk: str, after: int, now: datetime) -> bool:
        """Notes a poll; True when this changes what the pages show."""
        with self._lock:
            news = not self._online(kiosk, now) or self._heard.get(kiosk) != after
            self._seen[kiosk] = now
            self._heard[kiosk] = after
            return news

    def told(self, kiosk: str, state: KioskState) -> bool:
        """Notes what a kiosk tells of itself; True when it is news."""
        with self._lock:
            news = self._states.get(kiosk) != state
            self._states[kiosk] = state
            return news

    def online(self, kiosk: str, now: datetime) -> bool:
        """Whether this kiosk is there."""
        with self._lock:
            return self._online(kiosk, now)

    def state(self, kiosk: str) -> KioskState | None:
        """What this kiosk told of itself last; None when it has not told."""
        with self._lock:
            return self._states.get(kiosk)

    def mute(self, kiosk: str) -> bool:
        """Whether this kiosk said that it has no sound."""
        state = self.state(kiosk)
        return state is not None and state.mute

    def voices(self, kiosk: str) -> Voices | None:
        """The voices this kiosk has; None when it has not told."""
        state = self.state(kiosk)
        return state.voices if state is not None else None

    def heard(self, kiosk: str) -> int:
        """The number of the last message this kiosk has shown; 0 when not known."""
        with self._lock:
            return self._heard.get(kiosk, 0)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Somebody has the queue in front of them meanwhile."""
        was = self.attended
        with self._lock:
            self._watching += 1
        if not was:
            self._changed()
        try:
            yield
        finally:
            with self._lock:
                self._watching -= 1
                self._left = self._elapsed()

    @property
    def attended(self) -> bool:
        """Whether a professional has the queue in front of them, or had it a moment ago."""
        with self._lock:
            lingers = self._left is not None and self._elapsed() - self._left < LINGER
            return self._watching > 0 or lingers

    def _online(self, kiosk: str, now: datetime) -> bool:
        seen = self._seen.get(kiosk)
        return seen is not None and timedelta() <= now - seen < FRESH  # not one that polled before the clock went back
