"""I/O. What the desk remembers: today's requests, the messages to the kiosks, what is proposed on them.

Times are the desk's own, from an injected clock that gives aware local times; a kiosk's clock is never trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Row, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.memory.changes import Changes
from kiosk.desk.memory.database import Database
from kiosk.desk.memory.days import Days, day_of, erase, kept, mark, note_closed
from kiosk.desk.memory.tables import closed, history, kiosks, messages, offers, tickets, words
from kiosk.visit.comfort import Comfort
from kiosk.visit.request import Act, Outcome, State, after
from kiosk.visit.ticket import Answer, FromDesk, Offer, Reply, Saying, Ticket, Turn, VoiceName, Voicing, Word

Clock = Callable[[], datetime]
_MESSAGE: TypeAdapter[FromDesk] = TypeAdapter(FromDesk)
_UNANSWERED = {"answer": None, "text": None, "answered": None, "reply": None}


class StoreError(Exception):
    """The database cannot be used. `str(error)` is a French sentence for the professional."""


class Conflict(Exception):
    """The same id with other contents."""


class Unknown(Exception):
    """No such request or proposal; most often it has been closed."""


class OfferState(str, Enum):
    """What became of a proposal."""

    PROPOSED = "proposé"
    ACCEPTED = "accepté"
    REFUSED = "refusé"


@dataclass(frozen=True)
class Waiting:
    """An open request. `by`: the professional who has it, `passed` when a colleague gave it to them; `text`: the
    answer's own words; `reply`: the number of the message that carried it; `still`: when the resident last said that
    they still wait."""

    ticket: Ticket
    since: datetime
    state: State = State.WAITING
    by: str | None = None
    passed: bool = False
    answer: Answer | None = None
    text: str = ""
    answered: datetime | None = None
    reply: int | None = None
    still: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """What was proposed on a kiosk today; `about`: the request whose guide it hands back."""

    id: UUID
    kiosk: str
    offer: Offer
    at: datetime
    state: OfferState
    about: UUID | None = None


@dataclass(frozen=True)
class Line:
    """What stays of a closed request: nothing about anybody. `day` is an ISO date, `outcome` an Outcome; `reason` is
    None for one that was taken back before it arrived."""

    day: str
    reason: str | None
    guide: str | None
    outcome: str


class Store:
    """The desk's memory at an SQLAlchemy URL: SQLite or PostgreSQL. Safe from several threads, and from two desks.

    Every write is on disk when its method returns, and is then told to `changes`. Opening it erases what is older than
    today. `elapsed`: seconds since the machine's start-up, also those it slept, to recognise a clock that is set while
    the desk runs; None: not looked for. Raises StoreError when the database cannot be opened.
    """

    def __init__(self, url: str, clock: Clock, *, elapsed: Callable[[], float] | None = None) -> None:
        self.changes = Changes()
        self._clock = clock
        try:
            self.database = Database(url)
            self._days = Days(self.database, clock, elapsed)
            self._days.begin()
        except (SQLAlchemyError, ImportError, ValueError):  # the latter two for a URL that leads to no database
            reason = "disque plein, protégé ou fichier abîmé" if url.startswith("sqlite") else "la base ne répond pas"
            raise StoreError(f"La mémoire du bureau ne s'ouvre pas : {reason}.") from None

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()

    def begin_day(self) -> None:
        """Erases what is older than today, once a day; to be called often, for the end of the day to be the end."""
        if self._days.begin():
            self.changes.tell()

    # what kiosks send

    def put(self, ticket: Ticket) -> bool:
        """Keeps a request: True when it is new, False when it was known. Raises Conflict for the same id, changed."""
        self.begin_day()
        key = str(ticket.id)
        with self.database.writing() as db:
            known = db.execute(select(tickets.c.body).where(tickets.c.id == key)).scalar_one_or_none()
            if known is not None:
                if kept(known) != ticket:
                    raise Conflict
                return False
            if _is_closed(db, key):
                return False
            self._know(db, ticket.kiosk)
            row = {"id": key, "kiosk": ticket.kiosk, "body": ticket.model_dump_json(), "state": State.WAITING.value}
            db.execute(insert(tickets).values(**row, **self._now()))
        self.changes.tell()
        return True

    def hear(self, word: Word) -> bool:
        """Does what a resident says of their request: True when it is new, False when it was known or changes nothing.

        A request never seen is noted as closed, so that it does not rise when it comes after the word. Of another
        kiosk's request, a kiosk has nothing to say.
        """
        self.begin_day()
        key, now = str(word.ticket), self._now()
        with self.database.writing() as db:
            if db.execute(select(words.c.id).where(words.c.id == str(word.id))).first():
                return False
            row = db.execute(select(tickets).where(tickets.c.id == key)).first()
            if row is None and (word.saying is Saying.STILL or _is_closed(db, key)):
                return False
            if row is not None and row.kiosk != word.kiosk:
                return False
            db.execute(insert(words).values(id=str(word.id), day=now["day"]))
            if word.saying is Saying.STILL:
                db.execute(update(tickets).where(tickets.c.id == key).values(still=now["at"]))
            elif row is not None:
                erase(db, row, Outcome(word.saying.value))
            else:
                note_closed(db, key, None, Outcome(word.saying.value), now["day"])
        if word.saying is not Saying.STILL:
            self.database.scrub()
        self.changes.tell()
        return True

    def settle(self, offer_id: UUID, accepted: bool) -> None:
        """Notes what the resident said to a proposal; again is fine, otherwise is Conflict. Raises Unknown."""
        state = OfferState.ACCEPTED if accepted else OfferState.REFUSED
        mine = offers.c.id == str(offer_id)
        with self.database.writing() as db:
            known = db.execute(select(offers.c.state).where(mine)).scalar_one_or_none()
            if known is None:
                raise Unknown
            if known == state.value:
                return
            if known != OfferState.PROPOSED.value:
                raise Conflict
            db.execute(update(offers).where(mine).values(state=state.value))
        self.changes.tell()

    # what professionals do; each raises Unknown for a request that is closed, and Impossible where its state forbids

    def take(self, ticket_id: UUID, by: str) -> None:
        """A professional takes a request that nobody has, or one that is held."""
        self._act(ticket_id, Act.TAKE, by=by, passed=False)

    def answer(self, ticket_id: UUID, answer: Answer, by: str, text: str = "") -> None:
        """Answers a request and takes it; the same answer twice is one message. `text` stands for the ready words.

        Raises ValueError for CLOSED (see `close`), and for words that cannot be sent.
        """
        if answer is Answer.CLOSED:
            raise ValueError("a request is closed by close()")
        self.begin_day()
        with self.database.writing() as db:
            row, ticket = _open(db, ticket_id)
            facts: dict[str, object] = {"state": after(State(row.state), Act.ANSWER).value, "by": by, "passed": False}
            if (row.answer, row.text) != (answer.value, text):
                facts |= {"answer": answer.value, "text": text, "answered": self._now()["at"]}
                facts["reply"] = self._reply(db, ticket, answer, text)
            db.execute(update(tickets).where(tickets.c.id == row.id).values(**facts))
        self.changes.tell()

    def hold(self, ticket_id: UUID, by: str) -> None:
        """A professional keeps a request for later."""
        self._act(ticket_id, Act.HOLD, by=by, passed=False)

    def pass_on(self, ticket_id: UUID, by: str, to: str) -> None:
        """A professional gives a request to a colleague, or takes a colleague's."""
        self._act(ticket_id, Act.PASS, by=to, passed=to != by)

    def put_back(self, ticket_id: UUID) -> None:
        """Back to the queue, at its place, as if nobody had answered."""
        self._act(ticket_id, Act.REQUEUE, by=None, passed=False, **_UNANSWERED)

    def close_request(self, ticket_id: UUID, outcome: Outcome) -> None:
        """Erases a request and tells its kiosk; one anonymous line stays."""
        self.begin_day()
        with self.database.writing() as db:
            row, ticket = _open(db, ticket_id)
            after(State(row.state), Act.CLOSE)
            erase(db, row, outcome)
            self._reply(db, ticket, Answer.CLOSED)
        self.database.scrub()
        self.changes.tell()

    # what the desk sends

    def propose(
        self,
        kiosk: str,
        guide: str | None = None,
        step: str | None = None,
        comfort: Comfort | None = None,
        *,
        ways: tuple[int, ...] | None = None,
        event: str | None = None,
        about: Ticket | None = None,
    ) -> Offer:
        """Proposes a guide, a change in life, a comfort on a kiosk, as in Offer. Raises ValueError for nothing.

        `about`: the request whose guide is handed back: for its visit and no other, and erased with it.
        """
        self.begin_day()
        facts = {"guide": guide, "step": step, "comfort": comfort, "ways": ways, "event": event}
        key = str(about.id) if about else None
        with self.database.writing() as db:
            named = {"number": self._number(db, kiosk), "id": uuid4(), "epoch": about.epoch if about else None}
            offer = Offer.model_validate(named | facts)
            self._say(db, kiosk, offer, key)
            row = {"id": str(offer.id), "kiosk": kiosk, "body": offer.model_dump_json(), "ticket": key}
            db.execute(insert(offers).values(**row, **self._now(), state=OfferState.PROPOSED.value))
        self.changes.tell()
        return offer

    def voice(self, kiosk: str, name: VoiceName, keep: bool = False) -> Voicing:
        """Asks a kiosk to let a voice be heard, or to keep it."""
        self.begin_day()
        with self.database.writing() as db:
            voicing = Voicing(number=self._number(db, kiosk), name=name, keep=keep)
            self._say(db, kiosk, voicing)
        self.changes.tell()
        return voicing

    # what is remembered

    def queue(self) -> tuple[Waiting, ...]:
        """The open requests, oldest first."""
        with self.database.reading() as db:
            rows = db.execute(select(tickets).order_by(tickets.c.at, tickets.c.id))
            return tuple(self._waiting(row, ticket) for row in rows if (ticket := kept(row.body)))

    def turns(self, kiosk: str, attended: bool) -> tuple[Turn, ...]:
        """Where the open requests of a kiosk stand, oldest first. `attended`: whether somebody looks at the queue."""
        turns, waiting = [], 0
        for one in self.queue():
            its, free = one.ticket, one.state is State.WAITING
            if its.kiosk == kiosk:
                ahead = waiting if free else 0
                turns.append(Turn(ticket=its.id, epoch=its.epoch, state=one.state, ahead=ahead, attended=attended))
            waiting += free
        return tuple(turns)

    def proposals(self) -> tuple[Proposal, ...]:
        """Today's proposals, newest first."""
        with self.database.reading() as db:
            found = [
                Proposal(
                    offer.id,
                    row.kiosk,
                    offer,
                    self._when(row.at),
                    OfferState(row.state),
                    UUID(row.ticket) if row.ticket else None,
                )
                for row in db.execute(select(offers))
                if (offer := Offer.model_validate_json(row.body))
            ]
        return tuple(sorted(found, key=lambda one: (one.at, one.offer.number), reverse=True))

    def voicings(self) -> dict[str, Voicing]:
        """The last voice asked for today, by kiosk."""
        of_voice = select(messages).where(messages.c.kind == "voice").order_by(messages.c.number)
        with self.database.reading() as db:
            return {row.kiosk: Voicing.model_validate_json(row.body) for row in db.execute(of_voice)}

    def messages(self, kiosk: str, after: int) -> tuple[int, tuple[FromDesk, ...]]:
        """The number of the last message ever made for this kiosk, and the messages above `after`, oldest first."""
        with self.database.reading() as db:
            last = db.execute(select(kiosks.c.last).where(kiosks.c.name == kiosk)).scalar_one_or_none() or 0
            new = select(messages.c.body).where(messages.c.kiosk == kiosk, messages.c.number > after)
            bodies = db.execute(new.order_by(messages.c.number).limit(100)).scalars()
            return last, tuple(_MESSAGE.validate_json(body) for body in bodies)

    def history(self) -> tuple[Line, ...]:
        """The closed requests, oldest first."""
        with self.database.reading() as db:
            rows = db.execute(select(history).order_by(history.c.number))
            return tuple(Line(row.day, row.reason, row.guide, row.outcome) for row in rows)

    def know(self, kiosk: str) -> None:
        """Notes that this kiosk exists."""
        with self.database.writing() as db:
            self._know(db, kiosk)

    def kiosks(self) -> tuple[str, ...]:
        """The kiosks that ever spoke, by name."""
        with self.database.reading() as db:
            return tuple(db.execute(select(kiosks.c.name).order_by(kiosks.c.name)).scalars())

    # inside

    def _act(self, ticket_id: UUID, act: Act, **facts: object) -> None:
        self.begin_day()
        with self.database.writing() as db:
            row, _ = _open(db, ticket_id)
            state = after(State(row.state), act)
            db.execute(update(tickets).where(tickets.c.id == row.id).values(state=state.value, **facts))
        self.changes.tell()

    def _reply(self, db: Connection, ticket: Ticket, answer: Answer, text: str = "") -> int:
        number = self._number(db, ticket.kiosk)
        reply = Reply(number=number, ticket=ticket.id, epoch=ticket.epoch, answer=answer, text=text)
        self._say(db, ticket.kiosk, reply, str(ticket.id))
        return number

    def _know(self, db: Connection, kiosk: str) -> None:
        if not db.execute(select(kiosks.c.name).where(kiosks.c.name == kiosk)).first():
            db.execute(insert(kiosks).values(name=kiosk, last=0))

    def _number(self, db: Connection, kiosk: str) -> int:
        """The next number for that kiosk; never given twice, for it is taken inside the writing transaction."""
        self._know(db, kiosk)
        mine = kiosks.c.name == kiosk
        number: int = db.execute(select(kiosks.c.last).where(mine)).scalar_one() + 1
        db.execute(update(kiosks).where(mine).values(last=number))
        return number

    def _say(self, db: Connection, kiosk: str, message: FromDesk, ticket: str | None = None) -> None:
        row = {"kiosk": kiosk, "number": message.number, "kind": message.kind, "ticket": ticket}
        db.execute(insert(messages).values(**row, day=self._now()["day"], body=message.model_dump_json()))

    def _now(self) -> dict[str, Any]:
        """This moment, as rows keep it."""
        now = self._clock()
        return {"day": day_of(now), "at": now.timestamp()}

    def _when(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, self._clock().tzinfo)

    def _waiting(self, row: Row[Any], ticket: Ticket) -> Waiting:
        return Waiting(
            ticket,
            self._when(row.at),
            State(row.state),
            row.by,
            row.passed,
            Answer(row.answer) if row.answer else None,
            row.text or "",
            None if row.answered is None else self._when(row.answered),
            row.reply,
            None if row.still is None else self._when(row.still),
        )


def _open(db: Connection, ticket_id: UUID) -> tuple[Row[Any], Ticket]:
    """An open request. Raises Unknown."""
    row = db.execute(select(tickets).where(tickets.c.id == str(ticket_id))).first()
    if row is None or (ticket := kept(row.body)) is None:
        raise Unknown
    return row, ticket


def _is_closed(db: Connection, key: str) -> bool:
    return db.execute(select(closed.c.id).where(closed.c.id == mark(key))).first() is not None
