"""I/O. The tickets on their way to the desk, on disk: once `put` has returned, a power cut does not lose them."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError

from kiosk.handoff.port import HandoffError
from kiosk.visit.ticket import Ticket

log = logging.getLogger(__name__)
T = TypeVar("T")

SORRY = "Cet écran n'arrive pas à garder votre demande. Allez au bureau, à côté, s'il vous plaît."
SET_ASIDE = ".abime"
"""Added to the name of a database that could not be read; only the last one is kept."""

_TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tickets (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  body TEXT,
  attempts INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS heard (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
DELETE FROM tickets WHERE body IS NULL;
"""


@dataclass(frozen=True)
class Pending:
    """A ticket not yet at the desk, and how many times it was tried in vain."""

    ticket: Ticket
    attempts: int


class Outbox:
    """The outbox at `path`. Opened on first use, so that a full disk does not keep the kiosk from starting.

    Safe from several threads. Every method raises HandoffError when the disk fails. A database that cannot be read is
    set aside and a new one begun: an honest empty outbox beats a kiosk that cannot call anybody.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def put(self, ticket: Ticket) -> None:
        """Keeps the ticket; on disk when it returns. The same id a second time changes nothing, even once delivered."""
        body = ticket.model_dump_json()
        self._do(
            lambda db: db.execute("INSERT OR IGNORE INTO tickets (id, body) VALUES (?, ?)", (str(ticket.id), body))
        )

    def pending(self) -> tuple[Pending, ...]:
        """What waits to be sent, oldest first."""
        rows = self._do(
            lambda db: db.execute(
                "SELECT id, body, attempts FROM tickets WHERE body IS NOT NULL ORDER BY place"
            ).fetchall()
        )
        found = []
        for key, body, attempts in rows:
            try:
                found.append(Pending(Ticket.model_validate_json(body), attempts))
            except ValidationError:  # written by another version of the kiosk: it will never be understood
                log.error("a ticket in the outbox is not understood and was removed")
                self._forget(key)
        return tuple(found)

    def tried(self, ticket_id: UUID) -> None:
        """Counts a try that failed."""
        self._do(lambda db: db.execute("UPDATE tickets SET attempts = attempts + 1 WHERE id = ?", (str(ticket_id),)))

    def delivered(self, ticket_id: UUID) -> None:
        """The desk has it: what it said is erased from the disk; its number stays until the next start."""
        self._forget(str(ticket_id))

    def refused(self, ticket_id: UUID) -> None:
        """The desk will never take it: erased in the same way."""
        self._forget(str(ticket_id))

    def last_heard(self) -> int:
        """The number of the last message received from the desk; 0 before the first."""
        row = self._do(lambda db: db.execute("SELECT number FROM heard").fetchone())
        return int(row[0]) if row else 0

    def heard(self, number: int) -> None:
        """Remembers that message as received."""
        self._do(lambda db: db.execute("INSERT OR REPLACE INTO heard (one, number) VALUES (1, ?)", (number,)))

    def close(self) -> None:
        """Closes the database; the next use opens it again."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()

    def _forget(self, key: str) -> None:
        self._do(lambda db: db.execute("UPDATE tickets SET body = NULL WHERE id = ?", (key,)))
        self._do(lambda db: db.execute(_TRUNCATE).fetchall())

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs one statement (each commits by itself). A damaged file is replaced by a new one and the work redone."""
        with self._lock:
            for last_try in (False, True):
                try:
                    if self._connection is None:
                        self._connection = _open(self.path)
                    return work(self._connection)
                except (sqlite3.Error, OSError) as error:
                    self.close()
                    log.error("the outbox failed: %s", type(error).__name__)
                    if last_try or not _damaged(error):
                        raise HandoffError(SORRY) from None
                    self._set_aside()
            raise AssertionError("unreachable")

    def _set_aside(self) -> None:
        """Renames the database, and removes its log, which belongs to no other."""
        try:
            os.replace(self.path, self.path.with_name(self.path.name + SET_ASIDE))
            for end in ("-wal", "-shm"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        except OSError:
            raise HandoffError(SORRY) from None


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("malformed")
        connection.executescript(_SCHEMA)
        connection.execute(_TRUNCATE).fetchall()  # a crash may have left in the log what was erased
    except BaseException:
        connection.close()
        raise
    return connection


def _damaged(error: Exception) -> bool:
    """Whether the file itself is wrong (as against a full disk or missing rights). SQLite says so by the bare class."""
    return type(error) is sqlite3.DatabaseError
