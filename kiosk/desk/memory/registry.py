"""I/O. Who the desk knows: the professionals with the hash of their PIN, the kiosks with the hash of their token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from kiosk.desk.door.pin import DIGITS, weak
from kiosk.desk.memory.database import Database
from kiosk.desk.memory.tables import kiosks, people

HASHER = PasswordHasher()
"""argon2id with the library's parameters."""
LONGEST_NAME = 40
FIRST_NAME = "Bureau"
"""Who the first start makes."""
MOST_ERRORS = 15
"""Wrong PINs one after another; from then on only a new PIN helps."""


class RegistryError(Exception):
    """Something that the registry does not take. `str(error)` is a French sentence for the professional."""


class WeakPin(RegistryError):
    """A PIN that is too easy to guess."""


class NotThere(RegistryError):
    """Nobody of that name."""

    def __init__(self) -> None:
        super().__init__("Cette personne n'est pas dans l'équipe.")


@dataclass(frozen=True)
class Attempt:
    """A try to sign in, counted before it is looked at: `errors` includes it."""

    pin: str
    errors: int


class Registry:
    """The people and kiosks of the desk, in its database. Safe from several threads; each change is on disk when its
    method returns. PINs and tokens are given once, when they are made: only their hashes are kept."""

    def __init__(self, database: Database, hasher: PasswordHasher = HASHER) -> None:
        self._database = database
        self._hasher = hasher

    # people

    def people(self) -> tuple[str, ...]:
        """Their names, in the order of the alphabet."""
        with self._database.reading() as db:
            return tuple(sorted(_names(db), key=str.casefold))

    def locked(self) -> frozenset[str]:
        """Those whose PIN no longer opens, after too many errors, until it is renewed."""
        with self._database.reading() as db:
            return frozenset(db.scalars(select(people.c.name).where(people.c.errors >= MOST_ERRORS)))

    def add(self, name: str) -> str:
        """Adds somebody and returns their PIN. Raises RegistryError for a name that is empty, too long or taken."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise RegistryError(f"Le nom doit avoir de 1 à {LONGEST_NAME} lettres.")
        pin = _strong_pin()
        kept = self._hasher.hash(pin)
        with self._database.writing() as db:
            if name.casefold() in map(str.casefold, _names(db)):
                raise RegistryError("Ce nom est déjà pris.")
            db.execute(insert(people).values(name=name, pin=kept, errors=0))
        return pin

    def first(self) -> str | None:
        """At the first start adds "Bureau" and returns their PIN; None when there is somebody already."""
        try:
            return None if self.people() else self.add(FIRST_NAME)
        except RegistryError:  # another desk on the same database came first
            return None

    def remove(self, name: str) -> None:
        """Removes somebody, who is signed out. Raises NotThere; RegistryError for the last one."""
        with self._database.writing() as db:
            if name not in (names := _names(db)):
                raise NotThere
            if len(names) == 1:
                raise RegistryError("Il faut au moins une personne dans l'équipe.")
            db.execute(delete(people).where(people.c.name == name))

    def set_pin(self, name: str, pin: str) -> None:
        """Changes a PIN, which signs that person out and clears their lock. Raises WeakPin or NotThere."""
        if (why := weak(pin)) is not None:
            raise WeakPin(why)
        kept = self._hasher.hash(pin)
        with self._database.writing() as db:
            if not db.execute(update(people).where(people.c.name == name).values(pin=kept, errors=0)).rowcount:
                raise NotThere

    def renew(self, name: str) -> str:
        """Gives somebody a new PIN, which signs them out and clears their lock. Raises NotThere."""
        pin = _strong_pin()
        self.set_pin(name, pin)
        return pin

    def hash_of(self, name: str) -> str | None:
        """The hash of somebody's PIN, another one for each PIN; None when there is nobody of that name."""
        with self._database.reading() as db:
            return db.scalar(select(people.c.pin).where(people.c.name == name))

    def attempt(self, name: str) -> Attempt | None:
        """Counts a try to sign in; None when there is nobody of that name."""
        with self._database.writing() as db:
            mine = people.c.name == name
            db.execute(update(people).where(mine).values(errors=people.c.errors + 1))
            row = db.execute(select(people.c.pin, people.c.errors).where(mine)).first()
        return Attempt(row.pin, row.errors) if row else None

    def forgive(self, name: str) -> None:
        """Forgets the errors: the PIN was right."""
        with self._database.writing() as db:
            db.execute(update(people).where(people.c.name == name).values(errors=0))

    # kiosks

    def issue(self, kiosk: str, day: date) -> str:
        """A new token for a kiosk, paired on that day; one that it had before is worth nothing any more."""
        token = secrets.token_urlsafe(32)
        values = {"token": _hash(token), "paired": day.isoformat()}
        with self._database.writing() as db:
            if not db.execute(update(kiosks).where(kiosks.c.name == kiosk).values(values)).rowcount:
                db.execute(insert(kiosks).values(name=kiosk, last=0, **values))
        return token

    def revoke(self, kiosk: str) -> None:
        """Ends a kiosk's token at once."""
        with self._database.writing() as db:
            db.execute(update(kiosks).where(kiosks.c.name == kiosk).values(token=None, paired=None))

    def kiosk_with(self, token: str) -> str | None:
        """The kiosk that has this token. Only hashes are compared, so the time taken tells nothing."""
        with self._database.reading() as db:
            return db.scalar(select(kiosks.c.name).where(kiosks.c.token == _hash(token)))

    def paired(self) -> dict[str, str]:
        """The paired kiosks, each with the day of its pairing, ISO."""
        with self._database.reading() as db:
            chosen = select(kiosks.c.name, kiosks.c.paired).where(kiosks.c.token.is_not(None)).order_by(kiosks.c.name)
            return {row.name: row.paired for row in db.execute(chosen)}


def _names(db: Connection) -> list[str]:
    return list(db.scalars(select(people.c.name)))


def _strong_pin() -> str:
    while weak(pin := f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"):
        pass
    return pin


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
