"""I/O. Who may see the desk: a name and its six-digit PIN, patience with mistakes, sessions that end."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.desk.memory.registry import HASHER, MOST_ERRORS, Attempt, Registry

Elapsed = Callable[[], float]
"""Seconds of a clock that nobody can set."""
FREE_ERRORS = 5
"""Wrong PINs of one person before the door pauses for them."""
FIRST_PAUSE = 15.0
"""Seconds paused after the fifth error; doubling with each further one."""
IDLE = 30 * 60.0
WHOLE = 12 * 3600.0
"""Seconds that a session lives without use, and in all."""


def since_start() -> float:
    """Seconds since this machine was started, asleep or awake."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Locked(Exception):
    """Too many wrong PINs; `seconds` to wait, None when only a new PIN helps."""

    def __init__(self, seconds: int | None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Session:
    """A professional signed in. `csrf` stands in each form; `began` and `used` are of the door's clock; `pin` is the
    hash of the PIN that opened."""

    name: str
    pin: str = field(repr=False)
    csrf: str
    began: float
    used: float


class Door:
    """Checks PINs, one at a time, and keeps the sessions: in memory, so that a restart signs everybody out. A person
    who is removed, or whose PIN is another one, is signed out too, whichever desk on the same database did it.

    Errors are counted on disk before a PIN is looked at: neither a restart nor a cut of power gives tries away. A name
    that nobody bears is answered as a wrong PIN is, in the same time; all such names are counted as one.
    """

    def __init__(self, registry: Registry, elapsed: Elapsed = since_start, hasher: PasswordHasher = HASHER) -> None:
        self._registry = registry
        self._elapsed = elapsed
        self._hasher = hasher
        self._decoy = hasher.hash(secrets.token_urlsafe(24))
        self._strangers = 0
        self._checking = threading.Lock()
        self._pauses: dict[str, float] = {}  # by the hash of the PIN, so that a new PIN knows no pause
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def enter(self, name: str, pin: str) -> str | None:
        """The secret for the session cookie, or None for a wrong PIN. Raises Locked, even for the right one."""
        with self._checking:
            kept = self._right(name, pin)
            if kept is None:
                return None
            secret = secrets.token_urlsafe(32)
            now = self._elapsed()
            with self._lock:
                self._sessions = {key: one for key, one in self._sessions.items() if _alive(one, now)}
                self._sessions[_key(secret)] = Session(name, kept, secrets.token_urlsafe(24), now, now)
            return secret

    def confirm(self, name: str, pin: str) -> bool:
        """Whether this is the PIN of somebody who is signed in already. Raises Locked; errors count as at the door."""
        with self._checking:
            return self._right(name, pin) is not None

    def session(self, secret: str | None, *, use: bool) -> Session | None:
        """The session of a cookie, if it still lives. `use` keeps it alive; what a page does by itself must not."""
        if not secret:
            return None
        now = self._elapsed()
        with self._lock:
            found = self._sessions.get(_key(secret))
        if found is None:
            return None
        if not (_alive(found, now) and self._registry.hash_of(found.name) == found.pin):
            self.leave(secret)
            return None
        if use:
            found.used = now
        return found

    def leave(self, secret: str | None) -> None:
        """Ends a session."""
        with self._lock:
            self._sessions.pop(_key(secret or ""), None)

    def _right(self, name: str, pin: str) -> str | None:
        """Counts the try, then checks it: the hash of the PIN when it is right."""
        kept = self._registry.hash_of(name)
        wait = self._pauses.get(kept or self._decoy, 0.0) - self._elapsed()
        if wait > 0:
            raise Locked(math.ceil(wait))
        attempt = self._registry.attempt(name)
        if attempt is None:
            self._strangers += 1
        tried = attempt or Attempt(self._decoy, self._strangers)
        if tried.errors > MOST_ERRORS:
            raise Locked(None)
        if self._verified(tried.pin, pin) and attempt is not None:
            self._registry.forgive(name)
            return tried.pin
        if tried.errors == MOST_ERRORS:
            raise Locked(None)
        if tried.errors >= FREE_ERRORS:
            pause = FIRST_PAUSE * 2.0 ** (tried.errors - FREE_ERRORS)
            self._pauses[tried.pin] = self._elapsed() + pause
            raise Locked(math.ceil(pause))
        return None

    def _verified(self, kept: str, pin: str) -> bool:
        try:
            return self._hasher.verify(kept, pin)
        except (VerificationError, InvalidHashError):
            return False


def _alive(session: Session, now: float) -> bool:
    return now - session.used < IDLE and now - session.began < WHOLE


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
