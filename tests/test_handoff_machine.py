"""Both sides of the hand-off against a model, by Hypothesis: a real outbox and courier, a real store, a faulty link.

The model is what docs/handoff.md says, in memory: the kiosk's letters in order, the desk's requests with their states,
the lines that closed ones leave. After each step both sides must be as the model is, whatever was lost, doubled,
delayed or killed in between; at the end, with an honest link, everything must have arrived once.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

from desk_fixtures import Hands, ticket, word
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, lists, sampled_from
from wire import Moments, free

from kiosk.desk.memory.store import Store
from kiosk.handoff.age import HOUR
from kiosk.handoff.client import DeskForgot, DeskUnreachable
from kiosk.handoff.courier import Courier
from kiosk.handoff.identity import new_id
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Delivered, Event, Expired, Heard, Turned
from kiosk.visit.request import OPEN, Act, Impossible, Outcome, State, after
from kiosk.visit.ticket import Answer, Batch, Reply, Saying, Ticket, Turn, Word

FATES = ("unanswered", "lost", "late", "killed before", "killed after", "recanted", "twice", "carried")
"""What may happen to a request; "recanted": while it is on its way, the resident takes the ticket back."""
SOME_FATES = lists(sampled_from(FATES), max_size=3)
"""Those of the first requests of a round; the others are carried."""
LISTENINGS = sampled_from(("killed before", "killed after", "carried", "unanswered"))
"""What may happen to a poll; killed before or after the host has taken what it brought."""
MEMORY = Path("/dev/shm")  # where a disk that is never waited for is to be had


class Killed(BaseException):
    """The kiosk's process ends here."""


@dataclass
class Letter:
    """A letter as the model knows it; `saying` is None for a ticket."""

    about: UUID
    saying: Saying | None
    since: float
    tried: bool = False


@dataclass
class Model:
    """What both sides should be like."""

    letters: list[Letter] = field(default_factory=list)  # on the kiosk, in order
    desk: dict[UUID, State] = field(default_factory=dict)  # every request that the desk has heard of
    lines: Counter[tuple[UUID | None, str]] = field(default_factory=Counter)
    words: set[UUID] = field(default_factory=set)  # those that changed something
    ended: set[UUID] = field(default_factory=set)  # taken back, or expired

    def find(self, about: UUID, saying: Saying | None) -> Letter | None:
        return next((one for one in self.letters if (one.about, one.saying) == (about, saying)), None)

    def say(self, about: UUID, saying: Saying, now: float) -> None:
        """The resident speaks, on the kiosk."""
        here = self.find(about, None)
        if saying is Saying.STILL and here:
            return
        if saying is not Saying.STILL:
            self.ended.add(about)
        if here:
            self.letters.remove(here)
        if not here or here.tried or saying is Saying.EXPIRED:
            self.letters.append(Letter(about, saying, now))

    def close(self, about: UUID, outcome: str) -> None:
        """A request the desk has, or has not, heard of is over there."""
        self.lines[about if about in self.desk else None, outcome] += 1
        self.desk[about] = State.CLOSED

    def arrive(self, letter: Ticket | Word) -> bool:
        """A letter reaches the desk; whether it is new there."""
        if isinstance(letter, Ticket):
            new = letter.id not in self.desk
            self.desk.setdefault(letter.id, State.WAITING)
            return new
        state, still = self.desk.get(letter.ticket), letter.saying is Saying.STILL
        if letter.id in self.words or state is State.CLOSED or (state is None and still):
            return False
        self.words.add(letter.id)
        if not still:
            self.close(letter.ticket, letter.saying.value)
        return True


class HandOff(RuleBasedStateMachine):
    """One kiosk, one desk, and the link between them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.model = Model()
        self.moments, self.clock = Moments(), Hands()
        self.tickets: list[Ticket] = []
        self.limbo: list[str] = []  # requests that the kiosk has given up and the desk has not seen yet
        self.fates: list[str] = []
        self.heard = 0
        self.replies: set[int] = set()  # those that a host was given
        self.turns: tuple[Turn, ...] = ()
        self.wrong: list[AssertionError] = []

    @initialize()
    def both_start(self) -> None:
        """With requests there: Hypothesis often leaves a rule out, that of calling too."""
        self.desk_starts()
        self.kiosk_starts()
        for fates in (["carried"], ["carried"], ["unanswered"], []):
            self.somebody_calls(fates)

    def desk_starts(self) -> None:
        self.store = Store(f"sqlite:///{self.folder.name}/desk.sqlite", self.clock)

    def kiosk_starts(self) -> None:
        self.outbox = Outbox(Path(self.folder.name) / "outbox.sqlite", self.moments)
        link = SimpleNamespace(url="", send=self.carry, listen=self.poll, tell=lambda state: None)
        self.courier = Courier(self.outbox, link, self.deliver, free)  # type: ignore[arg-type]

    def teardown(self) -> None:
        self.fates = []
        for request in (*self.limbo, *self.limbo):
            self.reach(request)
        self.send()
        self.listen(fate="carried")
        self.both_are_as_the_model_is()
        assert self.model.letters == []
        for one in self.tickets:
            times = sum(self.model.lines[one.id, outcome.value] for outcome in Outcome)
            times += self.model.desk.get(one.id) in OPEN
            assert times == 1 or (times == 0 and one.id in self.model.ended)
        kept = {message.number for message in self.store.messages("tablette-1", 0)[1]}
        assert kept <= self.replies, "every answer that still matters was heard"
        self.outbox.close()
        self.store.close()
        self.folder.cleanup()

    @property
    def opened(self) -> dict[UUID, State]:
        """The requests that the desk should show."""
        return {one: state for one, state in self.model.desk.items() if state in OPEN}

    # the residents

    @rule(fates=SOME_FATES)
    def somebody_calls(self, fates: list[str]) -> None:
        number = new_id()
        one = ticket(1 + len(self.tickets) % 9, id=number, guide=f"g-{number.hex}", epoch=1 + len(self.tickets))
        self.tickets.append(one)
        self.courier.post(one)
        self.model.letters.append(Letter(one.id, None, self.moments.up))
        self.the_courier_goes(fates)

    @precondition(lambda self: self.tickets)
    @rule(back=integers(1, 3), saying=sampled_from((Saying.LEFT, Saying.STILL, Saying.SOLVED)), fates=SOME_FATES)
    def somebody_says(self, back: int, saying: Saying, fates: list[str]) -> None:
        self.say(self.tickets[-min(back, len(self.tickets))], saying)
        self.the_courier_goes(fates)

    def say(self, about: Ticket, saying: Saying) -> None:
        self.courier.say(word(about, saying))
        self.model.say(about.id, saying, self.moments.up)

    @rule(hours=integers(1, 14))
    def time_goes_by(self, hours: int) -> None:
        self.moments.move(hours=hours)

    # the courier's rounds

    @rule(fates=SOME_FATES)
    def the_courier_goes(self, fates: list[str]) -> None:
        """A round, unless it is resting: then there are no fates."""
        self.fates = [*fates]
        if fates:
            self.send()

    def send(self) -> None:
        for one in tuple(self.model.letters):
            if one.saying is None and self.moments.up - one.since > 12 * HOUR:
                self.model.say(one.about, Saying.EXPIRED, self.moments.up)
        with self.kiosk_that_may_be_killed():
            try:
                self.courier.send_all()
            except DeskUnreachable:
                return
        while self.fates == [] and self.outbox.pending():  # the words that came while others were sent
            self.courier.send_all()

    @rule(fate=LISTENINGS)
    def the_courier_listens(self, fate: str) -> None:
        self.listen(fate)

    def listen(self, fate: str) -> None:
        self.fates = [fate]
        with self.kiosk_that_may_be_killed():
            try:
                self.courier.listen(0.0)
            except DeskForgot:
                raise AssertionError from None
            except DeskUnreachable:
                return
            assert {turn.ticket: turn.state for turn in self.turns} == self.opened

    @contextmanager
    def kiosk_that_may_be_killed(self) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.the_kiosk_restarts()

    @rule()
    def the_kiosk_restarts(self) -> None:
        self.outbox.close()
        self.kiosk_starts()

    def deliver(self, event: Event) -> None:
        """The host's ears; the courier outlives what a host raises, this test does not."""
        try:
            self.hear(event)
        except AssertionError as error:
            self.wrong.append(error)

    def hear(self, event: Event) -> None:
        if isinstance(event, Delivered):
            assert event.ticket_id not in self.model.ended, "it was taken back"
            assert event.ticket_id in self.model.desk
        elif isinstance(event, Expired):
            assert event.ticket_id in self.model.ended
        elif isinstance(event, Turned):
            self.turns = event.turns
        elif isinstance(event, Heard):
            if self.fates[:1] == ["killed before"]:
                raise Killed
            reply = event.message
            assert isinstance(reply, Reply)
            assert reply.number >= self.heard, "in order; only the last one may come again, after a kill"
            self.heard = reply.number
            self.replies.add(reply.number)
            assert [reply.epoch] == [one.epoch for one in self.tickets if one.id == reply.ticket]
            if self.fates[:1] == ["killed after"]:
                raise Killed

    # the link

    def carry(self, letter: Ticket | Word) -> None:
        saying = None if isinstance(letter, Ticket) else letter.saying
        mine = self.model.find(letter.id if isinstance(letter, Ticket) else letter.ticket, saying)
        assert mine is self.model.letters[0], "the oldest first"
        mine.tried = True
        fate = self.fates.pop(0) if self.fates else "carried"
        request = letter.model_dump_json()
        if fate == "killed before":
            raise Killed
        if fate == "recanted" and isinstance(letter, Ticket):
            self.say(letter, Saying.LEFT)
        if fate == "late":
            self.limbo.append(request)
        if fate not in ("lost", "late"):
            self.reach(request)
        if fate == "twice":
            self.reach(request)
        if fate == "killed after":
            raise Killed
        if fate in ("lost", "late", "unanswered"):
            raise DeskUnreachable
        if mine in self.model.letters:
            self.model.letters.remove(mine)

    def reach(self, request: str) -> None:
        """A request at the desk."""
        kind = Word if "saying" in request else Ticket
        letter = kind.model_validate_json(request)
        new = self.model.arrive(letter)
        assert (self.store.put if isinstance(letter, Ticket) else self.store.hear)(letter) is new  # type: ignore[operator]

    def poll(self, after: int, stamp: str, wait: float) -> Batch:
        last, messages = self.store.messages("tablette-1", after)
        turns = self.store.turns("tablette-1", attended=False)
        if self.fates == ["unanswered"]:
            raise DeskUnreachable
        return Batch(last=last, messages=messages, turns=turns, stamp=repr(turns), known=True)

    @precondition(lambda self: self.limbo)
    @rule(place=integers(0, 2))
    def a_late_request_arrives(self, place: int) -> None:
        self.reach(self.limbo.pop(place % len(self.limbo)))

    # the professional

    @rule()
    def the_desk_restarts(self) -> None:
        self.store.close()
        self.desk_starts()

    @precondition(lambda self: self.opened)
    @rule(
        place=integers(0, 3),
        act=sampled_from((Act.ANSWER, Act.TAKE, Act.HOLD, Act.PASS, Act.REQUEUE, Act.CLOSE)),
        closing=sampled_from((Outcome.INFORMED, Outcome.TO_OPERATOR)),
        soon=booleans(),
        fate=LISTENINGS,
    )
    def the_professional_acts(self, place: int, act: Act, closing: Outcome, soon: bool, fate: str) -> None:
        about = tuple(self.opened)[place % len(self.opened)]
        try:
            state = after(self.model.desk[about], act)
        except Impossible:
            state = None
        try:
            if act is Act.TAKE:
                self.store.take(about, "Anne")
            elif act is Act.ANSWER:
                self.store.answer(about, Answer.SOON if soon else Answer.COMING, "Anne")
            elif act is Act.HOLD:
                self.store.hold(about, "Anne")
            elif act is Act.PASS:
                self.store.pass_on(about, "Anne", "Paul")
            elif act is Act.REQUEUE:
                self.store.put_back(about)
            else:
                self.store.close_request(about, closing)
        except Impossible:
            assert state is None
            return
        assert state is not None
        if state is State.CLOSED:
            self.model.close(about, closing.value)
        else:
            self.model.desk[about] = state
        self.listen(fate)

    # both

    @invariant()
    def both_are_as_the_model_is(self) -> None:
        if not hasattr(self, "store"):
            return
        assert self.wrong == []
        found = []
        for one in self.outbox.pending():
            about, saying = (
                (one.letter.id, None) if isinstance(one.letter, Ticket) else (one.letter.ticket, one.letter.saying)
            )
            found.append((about, saying, one.attempts > 0))
        assert found == [(one.about, one.saying, one.tried) for one in self.model.letters]
        queue = {waiting.ticket.id: waiting.state for waiting in self.store.queue()}
        assert queue == self.opened
        lines: Counter[tuple[UUID | None, str]] = Counter()
        for line in self.store.history():
            lines[UUID(line.guide.removeprefix("g-")) if line.guide else None, line.outcome] += 1
        assert lines == self.model.lines


TestHandOff = HandOff.TestCase
TestHandOff.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
