"""Through a line that drops, delays, doubles and cuts: every request once, every word once, every reply in order."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from desk_fixtures import PARIS, TOKEN, Hands, ticket, word
from faulty_line import faulty_line
from wire import START, Moments, bare_desk_at, free

from kiosk.desk.memory.store import Store
from kiosk.handoff.age import HOUR
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import LONGEST_PAUSE, Courier, Pause
from kiosk.handoff.outbox import Outbox, read_moment
from kiosk.handoff.port import Delivered, Event, Expired, Heard, Turned, Unreachable
from kiosk.visit.ticket import Answer, Colour, Reply, Saying, Ticket

pytest_plugins = ["postgresql"]

KIOSKS = ("tablette-1", "tablette-2")


class Kiosk:
    """A kiosk without its window; `events` in the order in which its host has them, turns aside."""

    def __init__(self, folder: Path, name: str, url: str, pause: Pause, moments: Moments | None = None) -> None:
        self.events: list[Event] = []
        self.outbox = Outbox(folder / f"{name}.sqlite", moments or read_moment)
        self.courier = Courier(
            self.outbox, DeskClient(url, name, TOKEN), self._deliver, free, pause=pause, jitter=lambda: 1.0
        )
        self._news = threading.Condition()

    def _deliver(self, event: Event) -> None:
        if not isinstance(event, Turned):
            with self._news:
                self.events.append(event)
                self._news.notify_all()

    def wait(self, enough: Callable[[], bool]) -> None:
        """Until the host has heard enough."""
        with self._news:
            assert self._news.wait_for(enough, 60), self.events[-5:]

    @property
    def replies(self) -> list[Reply]:
        return [one.message for one in self.events if isinstance(one, Heard) and isinstance(one.message, Reply)]


@contextmanager
def kiosks(folder: Path, url: str, pause: Pause, moments: Moments | None = None) -> Iterator[dict[str, Kiosk]]:
    made = {name: Kiosk(folder, name, url, pause, moments) for name in KIOSKS}
    for one in made.values():
        one.courier.start()
    try:
        yield made
    finally:
        for one in made.values():
            one.courier.close()


def soon(event: threading.Event, seconds: float | None) -> None:
    event.wait(None if seconds is None else 0.01)


def wait_at_desk(store: Store, enough: Callable[[], bool]) -> None:
    """Until the desk's memory is as awaited."""
    number = store.changes.number
    while not enough():
        after = asyncio.run(store.changes.wait(number, 20))
        assert after > number, "nothing happens at the desk any more"
        number = after


def some_tickets(kiosk: str) -> list[Ticket]:
    return [ticket(1 + number % 9, tuple(Colour)[number // 9], kiosk=kiosk, epoch=1 + number) for number in range(24)]


@pytest.mark.parametrize("seed", [1, 2])
def test_with_every_third_request_lost_each_ticket_and_word_counts_once(tmp_path: Path, url: str, seed: int) -> None:
    with (
        bare_desk_at(url) as (address, store),
        faulty_line(int(address.rsplit(":", 1)[1]), seed) as line,
        kiosks(tmp_path, line.url, soon) as made,
    ):
        tickets = {name: some_tickets(name) for name in made}
        for name, one in made.items():
            for request in tickets[name]:
                one.courier.post(request)
        for name, one in made.items():
            mine = {request.id for request in tickets[name]}
            one.wait(lambda one=one, mine=mine: mine == {e.ticket_id for e in one.events if isinstance(e, Delivered)})
        everything = [request for name in made for request in tickets[name]]
        assert Counter(waiting.ticket for waiting in store.queue()) == Counter(everything)

        staying = [request for number, request in enumerate(everything) if number % 3]
        for number, request in enumerate(everything):
            saying = Saying.STILL if number % 3 else Saying.LEFT
            made[request.kiosk].courier.say(word(request, saying))
        wait_at_desk(store, lambda: len(store.queue()) == len(staying) and all(one.still for one in store.queue()))
        for request in staying:
            for answer in (Answer.SOON, Answer.COMING):
                store.answer(request.id, answer, "Anne")
        for name, one in made.items():
            epochs = [request.epoch for request in staying if request.kiosk == name for _ in range(2)]
            one.wait(lambda one=one, epochs=epochs: len(one.replies) >= len(epochs))
            assert [reply.epoch for reply in one.replies] == epochs, "in order, each of its own visit"
            assert len({reply.number for reply in one.replies}) == len(epochs), "none twice"
        assert {waiting.ticket for waiting in store.queue()} == set(staying)
        assert [entry.outcome for entry in store.history()] == ["parti"] * (len(everything) - len(staying))
        fates = line.fates
    assert fates["carried"] < 0.7 * fates.total()
    assert len(fates) > 6, "the line did what it is made for"


def test_a_ticket_that_arrives_after_its_own_word_does_not_rise(tmp_path: Path) -> None:
    with bare_desk_at(f"sqlite:///{tmp_path / 'desk.sqlite'}") as (address, store):
        client = DeskClient(address, "tablette-1", TOKEN)
        one = ticket()
        for letter in (word(one, Saying.LEFT), one, one):
            client.send(letter)
        assert store.queue() == ()
        assert [line.outcome for line in store.history()] == ["parti"]


class EightHours:
    """A wait that is over at once, moving the kiosk's clocks instead; after so many hours, it waits for the test."""

    def __init__(self, moments: Moments, hours: float) -> None:
        self.tries = 0
        self.over = threading.Event()
        self.go_on = threading.Event()
        self._moments = moments
        self._end = moments.up + hours * HOUR

    def __call__(self, event: threading.Event, seconds: float | None) -> None:
        if seconds is None or self.go_on.is_set():
            event.wait(None if seconds is None else 0.01)
        elif threading.current_thread().name == "courier-listening":
            self.go_on.wait(60)
        elif self._moments.up < self._end:
            self.tries += 1
            self._moments.move(seconds=seconds)
        else:
            self.over.set()
            self.go_on.wait(60)


@pytest.mark.parametrize(
    ("desk", "kiosk"),
    [
        (datetime(2026, 3, 2, 17, 0, tzinfo=PARIS), START),
        (datetime(1999, 12, 31, 23, 0, tzinfo=PARIS), START + 6 * 365 * 24 * HOUR),
        (datetime(2037, 1, 1, 0, 30, tzinfo=PARIS), 0.0),
    ],
    ids=["right clocks", "the kiosk's ahead by 33 years", "the kiosk's behind by 67 years"],
)
def test_a_desk_that_was_down_for_eight_hours_gets_all(tmp_path: Path, desk: datetime, kiosk: float) -> None:
    path = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    with bare_desk_at(path, Hands(desk)) as (address, store):
        store.put(early := ticket(9, kiosk="tablette-2"))
    moments = Moments()
    moments.wall = kiosk
    wait = EightHours(moments, hours=8)
    one = Kiosk(tmp_path, "tablette-1", address, wait, moments)
    for request in (tickets := [ticket(number) for number in range(1, 6)]):
        one.courier.post(request)
    one.courier.start()
    try:
        assert wait.over.wait(60)
        moments.wall -= 3 * 365 * 24 * HOUR  # somebody sets the kiosk's clock; its time since start-up stays
        assert one.events == [Unreachable(request.id) for request in tickets]
        assert 8 * HOUR / LONGEST_PAUSE <= wait.tries <= 8 * HOUR / LONGEST_PAUSE + 6
        with bare_desk_at(path, Hands(desk), port=int(address.rsplit(":", 1)[1])) as (_, store):
            wait.go_on.set()
            one.wait(lambda: len(one.events) == 10)
            assert one.events[5:] == [Delivered(request.id) for request in tickets]
            assert Counter(waiting.ticket for waiting in store.queue()) == Counter([early, *tickets])
    finally:
        wait.go_on.set()
        one.courier.close()


def test_what_waited_too_long_is_told_here_and_there(tmp_path: Path) -> None:
    path = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    with bare_desk_at(path) as (address, _):
        pass
    moments = Moments()
    wait = EightHours(moments, hours=13)
    one = Kiosk(tmp_path, "tablette-1", address, wait, moments)
    one.courier.post(late := ticket())
    one.courier.start()
    try:
        assert wait.over.wait(60)
        assert one.events == [Unreachable(late.id), Expired(late.id)]
        with bare_desk_at(path, port=int(address.rsplit(":", 1)[1])) as (_, store):
            wait.go_on.set()
            wait_at_desk(store, lambda: bool(store.history()))
            assert [(line.outcome, line.reason) for line in store.history()] == [("expiree", None)]
            assert store.queue() == ()
    finally:
        wait.go_on.set()
        one.courier.close()
