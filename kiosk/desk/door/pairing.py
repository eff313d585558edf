"""I/O. The desk's side of pairing: a code on the professional's screen, used once, for ten minutes, by one kiosk."""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.desk.door.auth import Elapsed
from kiosk.desk.memory.registry import Registry
from kiosk.pairing import DIGITS, Half, desk_proof, kiosk_proof, same

OPEN = 600.0
"""Seconds that a code is good for."""
TRIES = 5
"""Wrong codes until it is dead."""
_MOST_SESSIONS = 8  # exchanges begun and not yet ended; the oldest gives way


class NotOpen(Exception):
    """Nobody is pairing, or no longer."""


class WrongCode(Exception):
    """The kiosk does not have the code, or sees another certificate than ours."""


@dataclass(frozen=True)
class Opening:
    """What the professional's page shows: the code, seconds and tries left."""

    code: str
    seconds: int
    tries: int


@dataclass
class _Code:
    digits: str
    until: float
    tries: int = TRIES
    sessions: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # kiosk and key


class Pairing:
    """One code at a time; safe from several threads. `fingerprint`: of the desk's certificate, empty without one."""

    def __init__(self, registry: Registry, fingerprint: str, clock: Callable[[], datetime], elapsed: Elapsed) -> None:
        self._registry = registry
        self._fingerprint = fingerprint
        self._clock = clock
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._code: _Code | None = None
        self._paired: str | None = None

    def open(self) -> str:
        """A new code of eight digits; one before it is dead."""
        with self._lock:
            self._paired = None
            self._code = _Code(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", self._elapsed() + OPEN)
            return self._code.digits

    def close(self) -> None:
        """Lets the code die."""
        with self._lock:
            self._code = None

    @property
    def opening(self) -> Opening | None:
        """The code that is good now, if any."""
        with self._lock:
            code = self._living()
            return Opening(code.digits, math.ceil(code.until - self._elapsed()), code.tries) if code else None

    @property
    def paired(self) -> str | None:
        """The kiosk that used the last code; None until one has."""
        with self._lock:
            return self._paired

    def begin(self, kiosk: str, message: str) -> tuple[str, str]:
        """Answers a kiosk's half: our own, and a number for the exchange. Raises NotOpen or kiosk.pairing.Mismatch."""
        with self._lock:
            code = self._living()
            if code is None:
                raise NotOpen
            half = Half(code.digits, kiosk, desk=True)
            session = secrets.token_urlsafe(16)
            code.sessions[session] = kiosk, half.key(message)
            if len(code.sessions) > _MOST_SESSIONS:
                del code.sessions[next(iter(code.sessions))]
            return half.message, session

    def finish(self, session: str, proof: str) -> tuple[str, str]:
        """The kiosk's token, with our proof over it; the code is then dead. Raises WrongCode, also for a session that
        is not known: one proof for each, and five wrong ones for a code."""
        with self._lock:
            code = self._living()
            kiosk, key = code.sessions.pop(session, ("", b"")) if code else ("", b"")
            if code is None or not key:
                raise WrongCode
            if not same(proof, kiosk_proof(key, kiosk, self._fingerprint)):
                code.tries -= 1
                raise WrongCode
            self._code = None
            token = self._registry.issue(kiosk, self._clock().date())
            self._paired = kiosk
            return token, desk_proof(key, self._fingerprint, token)

    def _living(self) -> _Code | None:
        if self._code is not None and (self._code.tries <= 0 or self._elapsed() >= self._code.until):
            self._code = None
        return self._code
