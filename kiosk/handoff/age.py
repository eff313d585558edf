"""Rules. How long a request has waited on this kiosk, and when that is too long to be of use to anybody."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.visit.ticket import Reason, Ticket

HOUR = 3600.0
TOO_LONG = 12 * HOUR
TOO_LONG_TO_CALL = 48 * HOUR
"""Seconds that a request may wait here; the second when it says where to call back."""
UNLIKELY = 20 * 24 * HOUR
"""Seconds that nobody leaves a kiosk without current: a wall clock that says so has been set."""


@dataclass(frozen=True)
class Moment:
    """A moment by the machine's two clocks: `up`, seconds since the start-up named `boot`; `wall`, since 1970."""

    boot: str
    up: float
    wall: float


def waited(since: Moment, now: Moment) -> float | None:
    """Seconds from one moment to the other; None when no clock can tell."""
    if since.boot and since.boot == now.boot:
        return now.up - since.up
    seconds = now.wall - since.wall
    return seconds if 0 <= seconds <= UNLIKELY else None


def too_late(ticket: Ticket, since: Moment, now: Moment) -> bool:
    """Whether a ticket kept since then is to be erased instead of sent; not when its age is unknown."""
    to_call = ticket.reason is Reason.CALL_BACK and ticket.phone is not None
    seconds = waited(since, now)
    return seconds is not None and seconds > (TOO_LONG_TO_CALL if to_call else TOO_LONG)
