"""I/O. New identities: UUIDs of version 7, which a database keeps in the order they were made (RFC 9562)."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: 48 bits of milliseconds since 1970 by this machine's clock, 74 bits of chance.

    Only the chance makes it unique: a clock that is wrong, or goes back, does no harm.
    """
    milliseconds = time.time_ns() // 1_000_000 & (1 << 48) - 1
    chance = secrets.randbits(74)
    high = milliseconds << 16 | 7 << 12 | chance >> 62
    low = 2 << 62 | chance & (1 << 62) - 1
    return UUID(int=high << 64 | low)
