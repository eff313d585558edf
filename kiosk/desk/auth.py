"""I/O. Who may see the desk: one six-digit PIN, patience with mistakes, sessions that end."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.desk.store import Clock, Store

FREE_ERRORS = 5
"""Wrong PINs before the door locks."""
FIRST_LOCK = 15.0
LONGEST_LOCK = 900.0
"""Seconds locked after the fifth error; doubling with each further one, up to the longest."""
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
"""How long a session lives without use, and in all."""
_PIN = "pin"
HASHER = PasswordHasher()
"""argon2id with the library's parameters."""


class Locked(Exception):
    """Too many wrong PINs; `seconds` to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Session:
    """A professional signed in. `csrf` stands in each form."""

    csrf: str
    began: datetime
    used: datetime


def ensure_pin(store: Store, hasher: PasswordHasher = HASHER) -> str | None:
    """Makes the PIN at the first start and returns it, once; None when there is one (only its hash is kept)."""
    if store.setting(_PIN) is not None:
        return None
    pin = _random_pin()
    return pin if store.keep_setting(_PIN, hasher.hash(pin), unless_known=True) else None


def new_pin(store: Store, hasher: PasswordHasher = HASHER) -> str:
    """Replaces the PIN and returns the new one, once."""
    pin = _random_pin()
    store.keep_setting(_PIN, hasher.hash(pin))
    return pin


def _random_pin() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


class Door:
    """Checks PINs, one at a time, and keeps the sessions: in memory, so that a restart signs everybody out."""

    def __init__(self, store: Store, clock: Clock, hasher: PasswordHasher = HASHER) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher
        self._checking = threading.Lock()
        self._errors = 0
        self._until: datetime | None = None
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def enter(self, pin: str) -> str | None:
        """The secret for the session cookie, or None for a wrong PIN. Raises Locked, even for the right one."""
        with self._checking:
            wait = self.locked_for()
            if wait:
                raise Locked(wait)
            if not self._right(pin):
                self._errors += 1
                if self._errors >= FREE_ERRORS:
                    longer = min(LONGEST_LOCK, FIRST_LOCK * 2.0 ** min(self._errors - FREE_ERRORS, 10))
                    self._until = self._clock() + timedelta(seconds=longer)
                    raise Locked(math.ceil(longer))
                return None
            self._errors = 0
            self._until = None
        secret = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions = {key: one for key, one in self._sessions.items() if _alive(one, now)}
            self._sessions[_key(secret)] = Session(secrets.token_urlsafe(24), now, now)
        return secret

    def locked_for(self) -> int:
        """Whole seconds before a PIN may be tried; 0 when it may."""
        return 0 if self._until is None else max(0, math.ceil((self._until - self._clock()).total_seconds()))

    def session(self, secret: str | None, *, use: bool) -> Session | None:
        """The session of a cookie, if it still lives. `use` keeps it alive; what a page does by itself must not."""
        if not secret:
            return None
        now = self._clock()
        with self._lock:
            found = self._sessions.get(_key(secret))
            if found is None:
                return None
            if not _alive(found, now):
                del self._sessions[_key(secret)]
                return None
            if use:
                found.used = now
            return found

    def leave(self, secret: str | None) -> None:
        """Ends a session."""
        with self._lock:
            self._sessions.pop(_key(secret or ""), None)

    def _right(self, pin: str) -> bool:
        kept = self._store.setting(_PIN)
        if kept is None or not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
            return False
        try:
            return self._hasher.verify(kept, pin)
        except (VerificationError, InvalidHashError):
            return False


def _alive(session: Session, now: datetime) -> bool:
    return now - session.used < IDLE and now - session.began < WHOLE


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
