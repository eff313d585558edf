"""I/O. What the desk remembers: today's requests, the messages to the kiosks, the guides proposed, the PIN's hash.

Times are the desk's own, from an injected clock that gives aware local times; a kiosk's clock is never trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.changes import Changes
from kiosk.desk.tables import READING, closed, history, kiosks, messages, offers, open_engine, settings, tickets
from kiosk.desk.tables import truncate_log as _truncate_log
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer, FromDesk, Offer, Reply, Ticket, VoiceName, Voicing

Clock = Callable[[], datetime]
FORGOTTEN = "sans-suite"
"""The outcome of a request that nobody closed on its day."""
_MESSAGE: TypeAdapter[FromDesk] = TypeAdapter(FromDesk)


class StoreError(Exception):
    """The database cannot be used. `str(error)` is a French sentence for the professional."""


class Conflict(Exception):
    """The same id with other contents."""


class Unknown(Exception):
    """No such request or proposal; most often it has been closed."""


class OfferState(str, Enum):
    """What became of a proposed guide."""

    PROPOSED = "proposé"
    ACCEPTED = "accepté"
    REFUSED = "refusé"


@dataclass(frozen=True)
class Waiting:
    """An open request. `reply` is the number of the message that carried the answer."""

    ticket: Ticket
    since: datetime
    answer: Answer | None = None
    answered: datetime | None = None
    reply: int | None = None


@dataclass(frozen=True)
class Proposal:
    """A guide proposed on a kiosk today."""

    id: UUID
    kiosk: str
    guide: str
    step: str | None
    at: datetime
    state: OfferState


@dataclass(frozen=True)
class Line:
    """What stays of a closed request: nothing about anybody. `day` is an ISO date."""

    day: str
    reason: str
    guide: str | None
    outcome: str


class Store:
    """The desk's memory at an SQLAlchemy URL on SQLite. Safe from several threads, and from two desks at once.

    Every write is on disk when its method returns, and is then told to `changes`. Opening it erases what is older than
    today. Raises StoreError when the database cannot be opened.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self.changes = Changes()
        self._clock = clock
        self._day = ""
        try:
            self._engine = open_engine(url)
            self._begin_day()
        except SQLAlchemyError:
            raise StoreError("La mémoire du bureau ne s'ouvre pas : disque plein, protégé ou fichier abîmé.") from None

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    # requests

    def put(self, ticket: Ticket) -> bool:
        """Keeps a request: True when it is new, False when it was known. Raises Conflict for the same id, changed."""
        self._begin_day()
        key, body = str(ticket.id), ticket.model_dump_json()
        with self._writing() as db:
            known = db.execute(select(tickets.c.body).where(tickets.c.id == key)).scalar_one_or_none()
            if known is not None:
                if known != body:
                    raise Conflict
                return False
            if db.execute(select(closed.c.id).where(closed.c.id == key)).first():
                return False
            self._know(db, ticket.kiosk)
            db.execute(
                insert(tickets).values(
                    id=key, kiosk=ticket.kiosk, body=body, day=self._day, at=self._clock().timestamp()
                )
            )
        self.changes.tell()
        return True

    def queue(self) -> tuple[Waiting, ...]:
        """The open requests, oldest first."""
        with self._reading() as db:
            rows = db.execute(select(tickets).order_by(tickets.c.at, tickets.c.id)).all()
        return tuple(
            Waiting(
                ticket,
                self._when(row.at),
                Answer(row.answer) if row.answer else None,
                self._when(row.answered) if row.answered else None,
                row.reply,
            )
            for row in rows
            if (ticket := _ticket(row.body))
        )

    def answer(self, ticket_id: UUID, answer: Answer) -> None:
        """Answers a request; the same answer twice is one. `CLOSED` erases it. Raises Unknown."""
        key = str(ticket_id)
        with self._writing() as db:
            row = db.execute(select(tickets).where(tickets.c.id == key)).first()
            if row is None:
                raise Unknown
            if row.answer == answer.value:
                return
            ticket = _ticket(row.body)
            if ticket is None:
                raise Unknown
            if answer is Answer.CLOSED:
                self._erase(db, key, row.body, row.answer or answer.value, row.day)
            number = self._number(db, ticket.kiosk)
            reply = Reply(number=number, ticket=ticket.id, epoch=ticket.epoch, answer=answer)
            self._say(db, ticket.kiosk, reply, key)
            now = self._clock().timestamp()
            db.execute(
                update(tickets).where(tickets.c.id == key).values(answer=answer.value, answered=now, reply=number)
            )
        if answer is Answer.CLOSED:
            _truncate_log(self._engine)
        self.changes.tell()

    def history(self) -> tuple[Line, ...]:
        """The closed requests, oldest first."""
        with self._reading() as db:
            rows = db.execute(select(history).order_by(history.c.number)).all()
        return tuple(Line(row.day, row.reason, row.guide, row.outcome) for row in rows)

    # proposals

    def propose(self, kiosk: str, guide: str, step: str | None = None, comfort: Comfort | None = None) -> Offer:
        """Proposes a guide on a kiosk."""
        self._begin_day()
        with self._writing() as db:
            offer = Offer(number=self._number(db, kiosk), id=uuid4(), guide=guide, step=step, comfort=comfort)
            self._say(db, kiosk, offer, None)
            now = self._clock().timestamp()
            state = OfferState.PROPOSED.value
            row = {"id": str(offer.id), "kiosk": kiosk, "guide": guide, "step": step}
            db.execute(insert(offers).values(**row, day=self._day, at=now, state=state))
        self.changes.tell()
        return offer

    def settle(self, offer_id: UUID, accepted: bool) -> None:
        """Notes what the resident said to a proposal; again is fine, otherwise is Conflict. Raises Unknown."""
        state = OfferState.ACCEPTED if accepted else OfferState.REFUSED
        mine = offers.c.id == str(offer_id)
        with self._writing() as db:
            known = db.execute(select(offers.c.state).where(mine)).scalar_one_or_none()
            if known is None:
                raise Unknown
            if known == state.value:
                return
            if known != OfferState.PROPOSED.value:
                raise Conflict
            db.execute(update(offers).where(mine).values(state=state.value))
        self.changes.tell()

    def proposals(self) -> tuple[Proposal, ...]:
        """Today's proposals, newest first."""
        with self._reading() as db:
            rows = db.execute(select(offers).order_by(offers.c.at.desc())).all()
        return tuple(
            Proposal(UUID(row.id), row.kiosk, row.guide, row.step, self._when(row.at), OfferState(row.state))
            for row in rows
        )

    # voices

    def voice(self, kiosk: str, name: VoiceName, keep: bool = False) -> Voicing:
        """Asks a kiosk to let a voice be heard, or to keep it."""
        self._begin_day()
        with self._writing() as db:
            voicing = Voicing(number=self._number(db, kiosk), name=name, keep=keep)
            self._say(db, kiosk, voicing, None)
        self.changes.tell()
        return voicing

    def voicings(self) -> dict[str, Voicing]:
        """The last voice asked for today, by kiosk."""
        of_voice = func.json_extract(messages.c.body, "$.kind") == "voice"
        with self._reading() as db:
            rows = db.execute(
                select(messages.c.kiosk, messages.c.body).where(of_voice).order_by(messages.c.number)
            ).all()
        return {row.kiosk: Voicing.model_validate_json(row.body) for row in rows}

    # kiosks

    def know(self, kiosk: str) -> None:
        """Notes that this kiosk exists."""
        with self._writing() as db:
            self._know(db, kiosk)

    def kiosks(self) -> tuple[str, ...]:
        """The kiosks that ever spoke, by name."""
        with self._reading() as db:
            return tuple(db.execute(select(kiosks.c.name).order_by(kiosks.c.name)).scalars())

    def messages(self, kiosk: str, after: int) -> tuple[int, tuple[FromDesk, ...]]:
        """The number of the last message ever made for this kiosk, and the messages above `after`, oldest first."""
        with self._reading() as db:
            last = db.execute(select(kiosks.c.last).where(kiosks.c.name == kiosk)).scalar_one_or_none() or 0
            bodies = db.execute(
                select(messages.c.body)
                .where(messages.c.kiosk == kiosk, messages.c.number > after)
                .order_by(messages.c.number)
                .limit(100)
            ).scalars()
            return last, tuple(_MESSAGE.validate_json(body) for body in bodies)

    # settings

    def setting(self, name: str) -> str | None:
        """A kept value."""
        with self._reading() as db:
            return db.execute(select(settings.c.value).where(settings.c.name == name)).scalar_one_or_none()

    def keep_setting(self, name: str, value: str, *, unless_known: bool = False) -> bool:
        """Keeps a value; False when it was `unless_known` and is known."""
        with self._writing() as db:
            known = db.execute(select(settings.c.value).where(settings.c.name == name)).first()
            if known and unless_known:
                return False
            db.execute(delete(settings).where(settings.c.name == name))
            db.execute(insert(settings).values(name=name, value=value))
        return True

    # inside

    def _begin_day(self) -> None:
        """Erases what is older than today, at the start and when a running desk meets a new day."""
        today = self._clock().date().isoformat()
        if today == self._day:
            return
        with self._writing() as db:
            for row in db.execute(select(tickets).where(tickets.c.day != today)).all():
                self._erase(db, row.id, row.body, row.answer or FORGOTTEN, row.day)
            for table in (closed, messages, offers):
                db.execute(delete(table).where(table.c.day != today))
        self._day = today
        _truncate_log(self._engine)

    def _erase(self, db: Connection, key: str, body: str, outcome: str, day: str) -> None:
        """Turns a request into its anonymous line; the answers made for it go too."""
        db.execute(delete(messages).where(messages.c.ticket == key))
        db.execute(delete(tickets).where(tickets.c.id == key))
        db.execute(insert(closed).values(id=key, day=day))
        if ticket := _ticket(body):
            line = {"day": day, "reason": ticket.reason.value, "guide": ticket.guide, "outcome": outcome}
            db.execute(insert(history).values(**line))

    def _know(self, db: Connection, kiosk: str) -> None:
        db.execute(upsert(kiosks).values(name=kiosk, last=0).on_conflict_do_nothing())

    def _number(self, db: Connection, kiosk: str) -> int:
        """The next number for that kiosk; never given twice, for it is taken inside the writing transaction."""
        self._know(db, kiosk)
        mine = kiosks.c.name == kiosk
        number: int = db.execute(select(kiosks.c.last).where(mine)).scalar_one() + 1
        db.execute(update(kiosks).where(mine).values(last=number))
        return number

    def _say(self, db: Connection, kiosk: str, message: FromDesk, ticket: str | None) -> None:
        row = {"kiosk": kiosk, "number": message.number, "ticket": ticket, "day": self._day}
        db.execute(insert(messages).values(**row, body=message.model_dump_json()))

    def _when(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, self._clock().tzinfo)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**READING) as connection:
            yield connection


def _ticket(body: str) -> Ticket | None:
    """A kept request; None for one that another version wrote and this one does not understand."""
    try:
        return Ticket.model_validate_json(body)
    except ValidationError:
        return None
