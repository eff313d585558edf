"""The desk's store against the table of `kiosk/visit/request.py`: any order of anything, on SQLite and PostgreSQL."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from desk_fixtures import MORNING, Hands, ticket, word
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk.desk.memory.store import Conflict, Line, Store, Unknown
from kiosk.visit.request import AFTER, CLOSINGS, OPEN, Act, Outcome, State
from kiosk.visit.request import Impossible as Forbidden
from kiosk.visit.ticket import Answer, Reason, Saying

pytest_plugins = ["postgresql"]

TICKETS = [ticket(n + 1, id=UUID(int=n + 1), kiosk=f"tablette-{n % 2}", guide=f"guide-{n}") for n in range(4)]
ACTS = {Saying.STILL: Act.STILL, Saying.LEFT: Act.LEAVE, Saying.SOLVED: Act.SOLVE, Saying.EXPIRED: Act.EXPIRE}
numbers = st.integers(0, len(TICKETS) - 1)
names = st.sampled_from(["Anne", "Karim"])
answers = st.sampled_from([(Answer.COMING, ""), (Answer.SOON, ""), (Answer.SOON, "Dans une heure.")])
outcomes = st.sampled_from([outcome for kind in CLOSINGS.values() for outcome in kind])


class Request:
    """What the model knows of one request: its state by the table, and who has it."""

    def __init__(self) -> None:
        self.state = State.KEPT
        self.leave()

    def leave(self) -> None:
        """Nobody has it, nobody answered it."""
        self.by: str | None = None
        self.passed = False
        self.said: tuple[Answer | None, str] = (None, "")


class Desk(RuleBasedStateMachine):
    """Days at a desk with two professionals and two kiosks."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.clock = url, Hands()
        self.requests = [Request() for _ in TICKETS]
        self.arrived: list[int] = []  # those in the queue, oldest first
        self.over: list[Line] = []
        self.said: set[UUID] = set()
        self.last = {"tablette-0": 0, "tablette-1": 0}
        self.open()

    def open(self) -> None:
        self.store = Store(self.url, self.clock, elapsed=self.clock.elapsed)

    def teardown(self) -> None:
        self.store.close()

    # the model

    def close(self, number: int, outcome: Outcome, *, known: bool = True) -> None:
        reason, guide = (Reason.STUCK.value, f"guide-{number}") if known else (None, None)
        self.over.append(Line(self.day, reason, guide, outcome.value))
        if known:
            self.arrived.remove(number)

    @property
    def day(self) -> str:
        return self.clock.now.date().isoformat()

    def act(self, number: int, act: Act, do: Callable[[], None]) -> bool:
        """Does something to a request at the desk; whether the table lets it happen."""
        request = self.requests[number]
        if request.state not in OPEN:
            refusal: type[Exception] | None = Unknown
        else:
            refusal = None if act in AFTER[request.state] else Forbidden
        if refusal:
            with pytest.raises(refusal):
                do()
            return False
        do()
        request.state = AFTER[request.state][act]
        return True

    # what kiosks send

    @rule(number=numbers)
    def put(self, number: int) -> None:
        request = self.requests[number]
        self.clock.move(seconds=1)
        assert self.store.put(TICKETS[number]) is (request.state is State.KEPT)
        if request.state is State.KEPT:
            self.arrived.append(number)
        request.state = AFTER[request.state][Act.ARRIVE]

    @rule(number=numbers)
    def put_with_other_contents(self, number: int) -> None:
        changed = TICKETS[number].model_copy(update={"epoch": 2})
        if self.requests[number].state in OPEN:
            with pytest.raises(Conflict):
                self.store.put(changed)
        elif self.requests[number].state is State.CLOSED:
            assert self.store.put(changed) is False

    @rule(number=numbers, saying=st.sampled_from(Saying), copy=st.integers(0, 1))
    def hear(self, number: int, saying: Saying, copy: int) -> None:
        request, key = self.requests[number], UUID(int=1000 + number * 10 + list(Saying).index(saying) * 2 + copy)
        state = AFTER[request.state][ACTS[saying]]
        counts = key not in self.said and (request.state in OPEN or state is not request.state)
        assert self.store.hear(word(TICKETS[number], saying, id=key)) is counts
        if counts:
            self.said.add(key)
            if state is State.CLOSED:
                self.close(number, Outcome(saying.value), known=request.state is not State.KEPT)
            request.state = state

    # what professionals do

    @rule(number=numbers, by=names)
    def take(self, number: int, by: str) -> None:
        if self.act(number, Act.TAKE, lambda: self.store.take(TICKETS[number].id, by)):
            self.requests[number].by, self.requests[number].passed = by, False

    @rule(number=numbers, by=names, answer=answers)
    def answer(self, number: int, by: str, answer: tuple[Answer, str]) -> None:
        request, one = self.requests[number], TICKETS[number]
        if self.act(number, Act.ANSWER, lambda: self.store.answer(one.id, answer[0], by, answer[1])):
            self.last[one.kiosk] += request.said != answer
            request.by, request.passed, request.said = by, False, answer

    @rule(number=numbers, by=names)
    def hold(self, number: int, by: str) -> None:
        if self.act(number, Act.HOLD, lambda: self.store.hold(TICKETS[number].id, by)):
            self.requests[number].by, self.requests[number].passed = by, False

    @rule(number=numbers, by=names, to=names)
    def pass_on(self, number: int, by: str, to: str) -> None:
        if self.act(number, Act.PASS, lambda: self.store.pass_on(TICKETS[number].id, by, to)):
            self.requests[number].by, self.requests[number].passed = to, to != by

    @rule(number=numbers)
    def put_back(self, number: int) -> None:
        if self.act(number, Act.REQUEUE, lambda: self.store.put_back(TICKETS[number].id)):
            self.requests[number].leave()

    @rule(number=numbers, outcome=outcomes)
    def close_request(self, number: int, outcome: Outcome) -> None:
        if self.act(number, Act.CLOSE, lambda: self.store.close_request(TICKETS[number].id, outcome)):
            self.last[TICKETS[number].kiosk] += 1
            self.close(number, outcome)

    # what happens to the desk

    @rule()
    def start_again(self) -> None:
        self.store.close()
        self.open()

    @precondition(lambda self: self.clock.now.year < MORNING.year + 20)
    @rule(days=st.sampled_from([-1000, -1, 1, 1000]))
    def set_the_clock(self, days: int) -> None:
        self.clock.set(self.clock.now + timedelta(days=days))
        self.store.begin_day()

    @rule()
    def next_day(self) -> None:
        for number in [*self.arrived]:
            self.requests[number].state = AFTER[self.requests[number].state][Act.EXPIRE]
            self.close(number, Outcome.FORGOTTEN)
        self.clock.move(days=1)
        self.store.begin_day()

    # what always holds

    @invariant()
    def the_queue_is_that_of_the_model(self) -> None:
        queue = {one.ticket.id: one for one in self.store.queue()}
        assert sorted(queue) == sorted(TICKETS[number].id for number in self.arrived)
        for number in self.arrived:
            request, one = self.requests[number], queue[TICKETS[number].id]
            assert (one.state, one.by, one.passed) == (request.state, request.by, request.passed)
            assert (one.answer, one.text) == request.said

    @invariant()
    def each_request_is_once_in_the_queue_or_once_in_the_history(self) -> None:
        states = [request.state for request in self.requests]
        assert [state in OPEN for state in states] == [number in self.arrived for number in range(len(states))]
        assert len(self.over) == states.count(State.CLOSED)
        assert [line.outcome for line in self.store.history()] == [line.outcome for line in self.over]
        assert [line.guide for line in self.store.history()] == [line.guide for line in self.over]

    @invariant()
    def numbers_grow(self) -> None:
        for kiosk, known in self.last.items():
            last, messages = self.store.messages(kiosk, 0)
            found = [message.number for message in messages]
            assert last == known
            assert found == sorted(set(found))
            assert all(number <= last for number in found)

    @invariant()
    def turns_count_who_waits_before(self) -> None:
        for kiosk in self.last:
            for turn in self.store.turns(kiosk, True):
                before = self.arrived[: self.arrived.index(turn.ticket.int - 1)]
                waiting = [number for number in before if self.requests[number].state is State.WAITING]
                assert turn.ahead == (len(waiting) if turn.state is State.WAITING else 0)


def run(new: Callable[[], str], examples: int, steps: int) -> None:
    quiet = settings(
        max_examples=examples, stateful_step_count=steps, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate],  # to shrink a failure takes minutes
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(lambda: Desk(new()), settings=quiet)


def test_on_sqlite_any_order_of_anything_follows_the_table(tmp_path: Path) -> None:
    run(lambda: f"sqlite:///{tempfile.mkdtemp(dir=tmp_path)}/desk.sqlite", 50, 30)


def test_on_postgresql_any_order_of_anything_follows_the_table(new_postgresql: Callable[[], str]) -> None:
    run(new_postgresql, 6, 30)
