"""I/O. The desk's database: its tables, and connections that keep what they promise through a power cut."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, create_engine, event
from sqlalchemy.engine import Connection

BUSY = 10.0
"""Seconds that a write waits for another desk on the same database."""
READING = {"desk_reading": True}

metadata = MetaData()

tickets = Table(  # the open requests
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("body", String, nullable=False),  # the Ticket as JSON
    Column("day", String, nullable=False),  # the desk's day, ISO
    Column("at", Float, nullable=False),  # arrival by the desk's clock, seconds since 1970
    Column("answer", String),
    Column("answered", Float),
    Column("reply", Integer),  # the number of the message that carried the answer
)
closed = Table(  # the ids of the day's closed requests, so that one sent again does not rise from the dead
    "closed",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", String, nullable=False),
)
history = Table(  # one anonymous line for each closed request
    "history",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("day", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("guide", String),
    Column("outcome", String, nullable=False),
)
kiosks = Table(
    "kiosks",
    metadata,
    Column("name", String, primary_key=True),
    Column("last", Integer, nullable=False),  # the number of the last message made for it
)
messages = Table(
    "messages",
    metadata,
    Column("kiosk", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("ticket", String),  # which request it answers, if any
    Column("body", String, nullable=False),  # the Reply, Offer or Voicing as JSON
    Column("day", String, nullable=False),
)
offers = Table(
    "offers",
    metadata,
    Column("id", String, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("guide", String, nullable=False),
    Column("step", String),
    Column("day", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("state", String, nullable=False),
)
settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


def open_engine(url: str) -> Engine:
    """An engine on SQLite whose transactions take the write lock at once, except those marked `READING`.

    Two desks on one database then queue behind each other instead of failing half-way. Creates missing tables.
    """
    engine = create_engine(url, connect_args={"timeout": BUSY}, hide_parameters=True)  # errors are logged, tickets not

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, by us
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("desk_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    with engine.begin() as connection:
        metadata.create_all(connection)
    return engine


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


def truncate_log(engine: Engine) -> None:
    """Moves the write-ahead log into the database and empties it: what was erased is then nowhere on the disk."""
    connection = engine.raw_connection()
    try:
        raw = connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
