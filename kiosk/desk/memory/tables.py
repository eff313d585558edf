"""Rules. The tables of the desk's database, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, MetaData, String, Table

metadata = MetaData()

tickets = Table(  # the open requests
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("body", String, nullable=False),  # the Ticket as JSON
    Column("day", String, nullable=False),  # the desk's day, ISO
    Column("at", Float, nullable=False),  # arrival by the desk's clock, seconds since 1970
    Column("state", String, nullable=False),  # a State that is open
    Column("by", String),  # the professional who has it
    Column("passed", Boolean, nullable=False, default=False),  # by a colleague
    Column("answer", String),
    Column("text", String),  # the answer's own words
    Column("answered", Float),
    Column("reply", Integer),  # the number of the message that carried the answer
    Column("still", Float),  # when the resident last said that they still wait
)
words = Table(  # the idempotency keys of what residents said today
    "words",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", String, nullable=False),
)
closed = Table(  # digests of the ids of closed requests, so that one sent again does not rise from the dead
    "closed",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", String, nullable=False),
)
history = Table(  # one anonymous line for each closed request
    "history",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("day", String, nullable=False),
    Column("reason", String),  # nothing for one that never arrived
    Column("guide", String),
    Column("outcome", String, nullable=False),
)
kiosks = Table(
    "kiosks",
    metadata,
    Column("name", String, primary_key=True),
    Column("last", Integer, nullable=False),  # the number of the last message made for it
    Column("token", String, unique=True),  # the SHA-256 of its token; nothing for one that is not paired
    Column("paired", String),  # the day it was paired, ISO
)
messages = Table(
    "messages",
    metadata,
    Column("kiosk", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # reply, offer or voice
    Column("ticket", String),  # which request it answers, if any
    Column("body", String, nullable=False),  # the Reply, Offer or Voicing as JSON
    Column("day", String, nullable=False),
)
offers = Table(
    "offers",
    metadata,
    Column("id", String, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("body", String, nullable=False),  # the Offer as JSON
    Column("day", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("ticket", String),  # the request whose guide was handed back, if any
)
people = Table(  # the professionals
    "people",
    metadata,
    Column("name", String, primary_key=True),
    Column("pin", String, nullable=False),  # the hash of their PIN
    Column("errors", Integer, nullable=False),  # wrong PINs since the last right one
)
