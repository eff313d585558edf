"""Rules. What the polls tell of each kiosk: whether it is online or mute, what it has heard, which voices it has."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from kiosk.visit.ticket import Voices

FRESH = timedelta(seconds=30)
"""A kiosk that polled less than this ago is online."""


class Presence:
    """What the polls say, since the desk started; kiosks that are there poll again within seconds of a restart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}
        self._heard: dict[str, int] = {}
        self._mute: set[str] = set()
        self._voices: dict[str, Voices | None] = {}

    def polled(self, kiosk: str, after: int, now: datetime, mute: bool = False, voices: Voices | None = None) -> bool:
        """Notes a poll; True when this changes what the pages show."""
        with self._lock:
            known = self._seen.get(kiosk)
            news = known is None or now - known >= FRESH or self._heard.get(kiosk) != after
            news = news or mute is not (kiosk in self._mute) or self._voices.get(kiosk) != voices
            self._mute = self._mute | {kiosk} if mute else self._mute - {kiosk}
            self._seen[kiosk] = now
            self._heard[kiosk] = after
            self._voices[kiosk] = voices
            return news

    def online(self, kiosk: str, now: datetime) -> bool:
        """Whether this kiosk is there."""
        with self._lock:
            seen = self._seen.get(kiosk)
        return seen is not None and now - seen < FRESH

    def mute(self, kiosk: str) -> bool:
        """Whether this kiosk said that it has no sound."""
        with self._lock:
            return kiosk in self._mute

    def voices(self, kiosk: str) -> Voices | None:
        """The voices this kiosk has; None when it has not told."""
        with self._lock:
            return self._voices.get(kiosk)

    def heard(self, kiosk: str) -> int:
        """The number of the last message this kiosk has shown; 0 when not known."""
        with self._lock:
            return self._heard.get(kiosk, 0)
