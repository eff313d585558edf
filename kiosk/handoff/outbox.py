"""I/O. The letters on their way to the desk, on disk: once `put` or `say` has returned, a power cut does not lose them.

A letter is a ticket, or a word about one; its id is its idempotency key. They leave in the order in which they came.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError

from kiosk.handoff.age import Moment, too_late
from kiosk.handoff.identity import new_id
from kiosk.handoff.port import HandoffError
from kiosk.visit.ticket import Saying, Ticket, Word

log = logging.getLogger(__name__)
T = TypeVar("T")

SORRY = "Cet écran n'arrive pas à garder votre demande. Allez au bureau, à côté, s'il vous plaît."
SET_ASIDE = ".abime"
"""Added to the name of a database that could not be read; only the last one is kept."""
BOOT = Path("/proc/sys/kernel/random/boot_id")

_TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  body TEXT,
  attempts INTEGER NOT NULL,
  boot TEXT NOT NULL,
  up REAL NOT NULL,
  wall REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS heard (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
DELETE FROM letters WHERE body IS NULL;
"""
_FORMER = "SELECT 1 FROM sqlite_master WHERE name = 'tickets'"
_ADOPT = """
INSERT OR IGNORE INTO letters
SELECT place, id, 'ticket', body, attempts + 1, ?, ?, ? FROM tickets WHERE body NOTNULL
"""

_KINDS: dict[str, type[Ticket] | type[Word]] = {"ticket": Ticket, "word": Word}


@dataclass(frozen=True)
class Pending:
    """A letter not yet at the desk, how many times it was tried, and since when it is here."""

    letter: Ticket | Word
    attempts: int
    since: Moment


def read_moment() -> Moment:
    """Now, by clocks that a suspended machine does not stop."""
    try:
        boot = BOOT.read_text("ascii").strip()
    except OSError:
        boot = ""
    return Moment(boot, time.clock_gettime(time.CLOCK_BOOTTIME), time.time())


class Outbox:
    """The outbox at `path`. Opened on first use, so that a full disk does not keep the kiosk from starting.

    Safe from several threads. Every method raises HandoffError when the disk fails. A database that cannot be read is
    set aside and a new one begun: an honest empty outbox beats a kiosk that cannot call anybody.
    """

    def __init__(self, path: Path, moment: Callable[[], Moment] = read_moment) -> None:
        self.path = path
        self._moment = moment
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def put(self, ticket: Ticket) -> None:
        """Keeps the ticket; on disk when it returns. The same id a second time changes nothing, even once delivered."""
        now = self._moment()
        self._do(lambda db: _insert(db, ticket, now))

    def say(self, word: Word) -> None:
        """Keeps the word, behind what it is about; on disk when it returns. The same id again changes nothing.

        With a word that ends its ticket, one that is still here is erased in the same transaction; when it was never
        tried nobody knows of it, and nobody needs the word. A ticket that is still here itself says that it waits.
        """
        now = self._moment()

        def keep(db: sqlite3.Connection) -> bool:
            found = db.execute("SELECT attempts FROM letters WHERE id = ? AND body NOTNULL", (str(word.ticket),))
            here = found.fetchone()
            if here is not None and word.saying is Saying.STILL:
                return False
            if here is None or here[0] > 0:
                _insert(db, word, now)
            return here is not None and _erase(db, word.ticket)

        if self._do(keep):
            self._truncate()

    def pending(self) -> tuple[Pending, ...]:
        """What waits to be sent, oldest first."""
        return tuple(self._do(_pending))

    def begin(self, letter: UUID) -> bool:
        """Counts a try, on disk, before anything is sent; False when the letter is here no more."""
        count = "UPDATE letters SET attempts = attempts + 1 WHERE id = ? AND body NOTNULL"
        return self._do(lambda db: db.execute(count, (str(letter),)).rowcount > 0)

    def erase(self, letter: UUID) -> bool:
        """The desk has it, or will never take it: what it said is erased from the disk; its number stays until the next
        start. False when it was here no more."""
        if erased := self._do(lambda db: _erase(db, letter)):
            self._truncate()
        return erased

    def expire(self) -> tuple[Ticket, ...]:
        """The tickets that waited too long, now erased, each with a word to the desk in its place."""
        now = self._moment()

        def work(db: sqlite3.Connection) -> tuple[Ticket, ...]:
            late = tuple(
                one.letter
                for one in _pending(db)
                if isinstance(one.letter, Ticket) and too_late(one.letter, one.since, now)
            )
            for ticket in late:
                _erase(db, ticket.id)
                _insert(db, Word(id=new_id(), ticket=ticket.id, kiosk=ticket.kiosk, saying=Saying.EXPIRED), now)
            return late

        if late := self._do(work):
            self._truncate()
        return late

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

    def _truncate(self) -> None:
        """Lets what was erased be nowhere on the disk; best effort, for the next start does it again."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.execute(_TRUNCATE).fetchall()

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs one transaction, on disk when it returns. A damaged file is replaced by a new one, the work redone."""
        with self._lock:
            for last_try in (False, True):
                try:
                    if self._connection is None:
                        self._connection = _open(self.path, self._moment())
                    return _within(self._connection, work)
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


def _insert(db: sqlite3.Connection, letter: Ticket | Word, now: Moment) -> None:
    kind = "ticket" if isinstance(letter, Ticket) else "word"
    db.execute(
        "INSERT OR IGNORE INTO letters (id, kind, body, attempts, boot, up, wall) VALUES (?, ?, ?, 0, ?, ?, ?)",
        (str(letter.id), kind, letter.model_dump_json(), now.boot, now.up, now.wall),
    )


def _erase(db: sqlite3.Connection, letter: UUID | str) -> bool:
    return db.execute("UPDATE letters SET body = NULL WHERE id = ? AND body NOTNULL", (str(letter),)).rowcount > 0


def _pending(db: sqlite3.Connection) -> list[Pending]:
    asked = "SELECT id, kind, body, attempts, boot, up, wall FROM letters WHERE body NOTNULL ORDER BY place"
    found = []
    for key, kind, body, attempts, boot, up, wall in db.execute(asked).fetchall():
        try:
            found.append(Pending(_KINDS[kind].model_validate_json(body), attempts, Moment(boot, up, wall)))
        except (ValidationError, KeyError):  # written by another version of the kiosk: it will never be understood
            log.error("a letter in the outbox is not understood and was removed")
            _erase(db, key)
    return found


def _within(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        done = work(db)
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    return done


def _open(path: Path, now: Moment) -> sqlite3.Connection:
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
        _within(connection, lambda db: _adopt(db, now))
        connection.execute(_TRUNCATE).fetchall()  # a crash may have left in the log what was erased
    except BaseException:
        connection.close()
        raise
    return connection


def _adopt(db: sqlite3.Connection, now: Moment) -> None:
    """Takes over the tickets of the former outbox, which counted a try only after it."""
    if db.execute(_FORMER).fetchone():
        db.execute(_ADOPT, (now.boot, now.up, now.wall))
        db.execute("DROP TABLE tickets")


def _damaged(error: Exception) -> bool:
    """Whether the file itself is wrong (as against a full disk or missing rights). SQLite says so by the bare class."""
    return type(error) is sqlite3.DatabaseError
