"""I/O. The desk's database: SQLite, or PostgreSQL by a URL. Connections keep what they promise through a power cut.

Writers queue behind each other on both: SQLite's write lock is taken at once, PostgreSQL's by an advisory lock. What is
read and then written in one transaction cannot have changed in between, and two desks on one database do no harm.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DBAPIError

from kiosk.desk.memory.tables import metadata

BUSY = 10.0
"""Seconds that a write waits for another desk on the same database."""
_READING = {"desk_reading": True}
_LOCK = 0x6D6178696C69656E  # the advisory lock of the desk: "maxilien"


class Database:
    """The database at an SQLAlchemy URL; missing tables are made. Raises SQLAlchemyError when it cannot be opened."""

    def __init__(self, url: str) -> None:
        place = make_url(url)
        self._sqlite = place.get_backend_name() == "sqlite"
        if place.drivername == "postgresql":
            place = place.set(drivername="postgresql+psycopg")
        # Parameters are hidden: errors are logged, tickets not.
        options: dict[str, Any] = {"connect_args": {"timeout": BUSY}} if self._sqlite else {"pool_pre_ping": True}
        self._engine = create_engine(place, hide_parameters=True, **options)
        _prepare_sqlite(self._engine) if self._sqlite else _prepare_postgresql(self._engine)
        with self.writing() as connection:
            metadata.create_all(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, on disk when it ends without an error."""
        with self._engine.begin() as connection:
            if not self._sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it at one moment."""
        with self._engine.connect().execution_options(**_READING) as connection:
            yield connection

    def scrub(self) -> None:
        """Lets what was erased be nowhere in the database's files: SQLite's write-ahead log is emptied (it overwrites
        the rows themselves), PostgreSQL's tables are written anew. PostgreSQL's own log is its administrator's.

        Where another desk is in the way, it is done with the next one: the rows themselves are gone already.
        """
        with suppress(DBAPIError, sqlite3.OperationalError):
            if self._sqlite:
                with closing(self._engine.raw_connection()) as raw:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM FULL tickets, messages, offers, words")

    def close(self) -> None:
        """Lets go of it."""
        self._engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, by us
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("desk_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = {int(BUSY * 1000)}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if connection.get_execution_options().get("desk_reading", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        """Errors are logged, and the details of PostgreSQL's show the row."""
        said = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
        for error in (context.original_exception, context.sqlalchemy_exception):
            if said and error is not None:
                error.args = (said,)


def _write_ahead(connection: Any) -> None:
    """Turns on the write-ahead log of a new database.

    When two desks do so at the same moment, SQLite refuses one of them without waiting: so we wait, and look again.
    """
    end = time.monotonic() + BUSY
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
