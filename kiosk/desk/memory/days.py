"""I/O. The desk's day: what is older than today is erased, and the requests follow a clock that is set.

The clock of a small computer may be off by years, and be put right while people wait. The time since the machine's
start-up, which nobody can set, tells that from a night.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, Table, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from kiosk.desk.memory.database import Database
from kiosk.desk.memory.tables import closed, history, messages, offers, tickets, words
from kiosk.visit.request import Outcome
from kiosk.visit.ticket import Ticket

SET = timedelta(hours=1)
"""The clock has been set when, from one look to the next, it moved by so much more or less than the machine ran."""
REMEMBERED = timedelta(days=30)
"""How long the bare ids of closed requests are known: a kiosk may have been silent for long before it asks again."""


class Days:
    """What is kept today and no longer. `elapsed` gives the seconds since the machine's start-up, also those it slept;
    without it, only a clock that went back by a day or more is recognised."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], elapsed: Callable[[], float] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._today = ""
        self._seen: tuple[datetime, float] | None = None

    def begin(self) -> bool:
        """Erases what is older than today, or moves it along with the clock; True when the day or the clock changed."""
        with self._lock:
            now = self._clock()
            seen = (now, self._elapsed()) if self._elapsed else None
            jump = self._jump(seen)
            if day_of(now) == self._today and not jump:
                self._seen = seen
                return False
            with self._database.writing() as db:
                self._follow(db, now, jump)
                _forget(db, now)
            self._today, self._seen = day_of(now), seen
        self._database.scrub()
        return True

    def _jump(self, seen: tuple[datetime, float] | None) -> timedelta:
        """By how much the clock was set since it was last seen; nothing when it was not."""
        if seen is None or self._seen is None:
            return timedelta()
        jump = seen[0] - self._seen[0] - timedelta(seconds=seen[1] - self._seen[1])
        return jump if abs(jump) > SET else timedelta()

    def _follow(self, db: Connection, now: datetime, jump: timedelta) -> None:
        """Gives today's date to what is today's by the time that really went by, and to what is dated after today."""

        def stays(table: Table) -> ColumnElement[bool]:
            later: ColumnElement[bool] = table.c.day > day_of(now + SET)
            return or_(later, table.c.day == self._today) if jump and day_of(now - jump) == self._today else later

        seconds = jump.total_seconds()
        if not jump and (last := db.execute(select(func.max(tickets.c.at)).where(stays(tickets))).scalar_one()):
            seconds = now.timestamp() - last
        moved = {name: tickets.c[name] + seconds for name in ("at", "answered", "still")}
        db.execute(update(tickets).where(stays(tickets)).values(**moved))
        db.execute(update(offers).where(stays(offers)).values(at=offers.c.at + seconds))
        for table in (tickets, words, closed, messages, offers):
            db.execute(update(table).where(stays(table)).values(day=day_of(now)))
        if jump:  # those of the days before too: by how many days they are older is not worth telling
            db.execute(update(closed).values(day=day_of(now)))


def day_of(moment: datetime) -> str:
    """The day of a moment as it is kept: ISO, so that days compare as texts."""
    return moment.date().isoformat()


def kept(body: str) -> Ticket | None:
    """A kept request; None for one that another version wrote and this one does not understand."""
    try:
        return Ticket.model_validate_json(body)
    except ValidationError:
        return None


def erase(db: Connection, row: Row[Any], outcome: Outcome) -> None:
    """Turns a row of `tickets` into its anonymous line; what was answered and handed back goes too."""
    for table in (messages, offers):
        db.execute(delete(table).where(table.c.ticket == row.id))
    db.execute(delete(tickets).where(tickets.c.id == row.id))
    note_closed(db, row.id, kept(row.body), outcome, row.day)


def mark(key: str) -> str:
    """What is kept of the id of a request that is over: a digest, for a UUIDv7 tells when it was made."""
    return hashlib.sha256(key.encode()).hexdigest()


def note_closed(db: Connection, key: str, ticket: Ticket | None, outcome: Outcome, day: str) -> None:
    """Remembers the id of a request that is over, and writes its line; `ticket` is None for one never seen here."""
    db.execute(insert(closed).values(id=mark(key), day=day))
    reason, guide = (ticket.reason.value, ticket.guide) if ticket else (None, None)
    db.execute(insert(history).values(day=day, reason=reason, guide=guide, outcome=outcome.value))


def _forget(db: Connection, now: datetime) -> None:
    """Erases what is older than today."""
    for row in db.execute(select(tickets).where(tickets.c.day < day_of(now)).order_by(tickets.c.at)).all():
        erase(db, row, Outcome.FORGOTTEN)
    for table in (words, messages, offers):
        db.execute(delete(table).where(table.c.day < day_of(now)))
    db.execute(delete(closed).where(closed.c.day < day_of(now - REMEMBERED)))
