"""Rules. How kiosk and desk prove to each other that both know the eight digits, without ever sending them (SPAKE2).

Each side makes a `Half` from the code and sends its message; both then have the same key if the code was the same. Who
listens learns nothing to guess with, who pretends to be the other has one guess. The kiosk proves that it has the key
for the certificate it saw: a machine in between shows another one, and is found out. The desk proves it over the token.
"""

from __future__ import annotations

import hmac

from spake2 import SPAKE2_A, SPAKE2_B, SPAKEError
from spake2.ed25519_basic import NotOnCurve

DIGITS = 8
"""The length of a code."""
SERVICE = "_maxilien-desk._tcp.local."
"""What a desk is called on the local network (zeroconf); its property `fingerprint` is that of its certificate."""


class Mismatch(Exception):
    """The other side's message is none."""


class Half:
    """One side of an exchange: `message` is sent to the other one. Of use once."""

    def __init__(self, code: str, kiosk: str, *, desk: bool) -> None:
        side = SPAKE2_B if desk else SPAKE2_A
        self._side = side(code.encode(), idA=b"kiosk " + kiosk.encode(), idB=b"desk")
        self.message: str = self._side.start().hex()

    def key(self, message: str) -> bytes:
        """The key, from the other side's message. Raises Mismatch when that is no such message."""
        try:
            return bytes(self._side.finish(bytes.fromhex(message)))
        except (SPAKEError, NotOnCurve, ValueError, AssertionError):
            raise Mismatch from None


def kiosk_proof(key: bytes, kiosk: str, fingerprint: str) -> str:
    """What the kiosk proves: this is my name, and I see this certificate."""
    return _proof(key, "kiosk", kiosk, fingerprint)


def desk_proof(key: bytes, fingerprint: str, token: str) -> str:
    """What the desk proves: this is my certificate, and your token."""
    return _proof(key, "desk", fingerprint, token)


def same(given: str, expected: str) -> bool:
    """Whether two proofs are equal, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def _proof(key: bytes, *said: str) -> str:
    return hmac.digest(key, "\n".join(said).encode(), "sha256").hex()
