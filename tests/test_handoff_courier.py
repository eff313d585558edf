"""The courier on a wire held in the hand, and the fake desk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from desk_fixtures import ticket

from kiosk.handoff.client import DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.courier import FIRST_PAUSE, LONGEST_PAUSE, POLL, SOON, Courier
from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.outbox import SORRY, Outbox
from kiosk.handoff.port import Delivered, Event, Handoff, HandoffError, Heard, Unreachable
from kiosk.visit.ticket import Answer, FromDesk, Offer, Reply, Ticket, VoiceName, Voicing


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "etat" / "outbox.sqlite")
    yield box
    box.close()


class Wire:
    """A client that does as the test says; `sent` holds what passed."""

    def __init__(self) -> None:
        self.sent: list[UUID] = []
        self.offers: list[tuple[UUID, bool]] = []
        self.down = False
        self.refusing = False
        self.asked: queue.Queue[int] = queue.Queue()
        self.waits: list[float] = []
        self.said: queue.Queue[list[FromDesk] | Exception] = queue.Queue()

    def send(self, ticket: Ticket) -> Delivered:
        if self.down:
            raise DeskUnreachable
        if self.refusing:
            raise DeskRefused
        self.sent.append(ticket.id)
        return Delivered(ticket.id)

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        if self.down:
            raise DeskUnreachable
        self.offers.append((offer_id, accepted))

    def messages(self, after: int, wait: float) -> list[FromDesk]:
        self.waits.append(wait)
        self.asked.put(after)
        answer = self.said.get()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def cut(self) -> None:
        self.said.put(DeskUnreachable())


class Waits:
    """Stands for waiting: notes how long, and goes on when the event comes or the test says so."""

    def __init__(self) -> None:
        self.seconds: queue.Queue[float | None] = queue.Queue()
        self._over = threading.Event()

    def __call__(self, event: threading.Event, seconds: float | None) -> None:
        self.seconds.put(seconds)
        event.wait(10)

    def next(self) -> float | None:
        """The next wait that was begun."""
        return self.seconds.get(timeout=5)


@contextmanager
def running(outbox: Outbox, wire: Wire, **options: object) -> Iterator[tuple[Courier, queue.Queue[Event]]]:
    events: queue.Queue[Event] = queue.Queue()
    courier = Courier(outbox, wire, events.put, **options)  # type: ignore[arg-type]
    courier.start()
    try:
        yield courier, events
    finally:
        courier.close()


def test_a_ticket_is_sent_and_said(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (courier, events):
        courier.post(one := ticket())
        assert events.get(timeout=5) == Delivered(one.id)
    assert wire.sent == [one.id]
    assert outbox.pending() == ()


def test_a_desk_that_is_away_is_said_once_and_tried_ever_more_slowly(outbox: Outbox) -> None:
    wire, waits = Wire(), Waits()
    wire.down = True
    outbox.put(first := ticket(1))
    with running(outbox, wire, pause=waits, jitter=lambda: 1.0) as (courier, events):
        assert events.get(timeout=5) == Unreachable(first.id)
        paused = [waits.next()]
        for _ in range(6):
            courier.answer_offer(first.id, True)  # any errand wakes it
            paused.append(waits.next())
        assert paused == [FIRST_PAUSE * 2**n for n in range(5)] + [LONGEST_PAUSE] * 2
        courier.post(second := ticket(2))
        assert events.get(timeout=5) == Unreachable(second.id)
        waits.next()
        wire.down = False
        courier.answer_offer(first.id, False)
        assert [events.get(timeout=5) for _ in range(2)] == [Delivered(first.id), Delivered(second.id)]
        assert waits.next() is None, "nothing left: waits for work only"
    assert wire.offers[-1] == (first.id, False)
    assert events.empty()


def test_chance_spreads_the_tries(outbox: Outbox) -> None:
    for chance, expected in ((0.0, 0.5), (1.0, 1.0)):
        wire, waits = Wire(), Waits()
        wire.down = True
        outbox.put(ticket())
        with running(outbox, wire, pause=waits, jitter=lambda chance=chance: chance):
            assert waits.next() == expected * FIRST_PAUSE


def test_the_desks_return_is_noticed_by_listening(outbox: Outbox) -> None:
    wire = Wire()
    wire.down = True
    listening_again = threading.Event()

    def pause(event: threading.Event, seconds: float | None) -> None:
        (listening_again if threading.current_thread().name == "courier-listening" else event).wait(10)

    with running(outbox, wire, pause=pause) as (courier, events):
        courier.post(one := ticket())
        assert events.get(timeout=5) == Unreachable(one.id)
        wire.said.put(DeskUnreachable())
        wire.said.put([])
        wire.down = False
        listening_again.set()
        assert events.get(timeout=5) == Delivered(one.id)


def test_a_refusal_is_final_and_does_not_stop_the_next(outbox: Outbox) -> None:
    wire, waits = Wire(), Waits()
    wire.refusing = True
    with running(outbox, wire, pause=waits) as (courier, events):
        courier.post(one := ticket(1))
        assert events.get(timeout=5) == Unreachable(one.id, final=True)
        wire.refusing = False
        courier.post(two := ticket(2))
        assert events.get(timeout=5) == Delivered(two.id)
    assert outbox.pending() == ()


def replies(*numbers: int, epoch: int = 1) -> list[FromDesk]:
    return [Reply(number=number, ticket=uuid4(), epoch=epoch, answer=Answer.COMING) for number in numbers]


def test_a_message_is_acknowledged_once_the_host_has_it(outbox: Outbox) -> None:
    wire = Wire()
    seen: list[tuple[int, int]] = []

    def deliver(event: Event) -> None:
        assert isinstance(event, Heard)
        seen.append((event.message.number, outbox.last_heard()))

    courier = Courier(outbox, wire, deliver)
    courier.start()
    assert wire.asked.get(timeout=5) == 0
    wire.said.put(replies(1, 2))
    assert wire.asked.get(timeout=5) == 2
    wire.said.put(replies(2, 3))  # the desk says one again
    assert wire.asked.get(timeout=5) == 3
    courier.close()
    assert seen == [(1, 0), (2, 1), (3, 2)], "heard by the host first, remembered after, each once"
    assert outbox.last_heard() == 3


def test_one_poll_is_short_after_a_voicing_and_the_next_is_long_again(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (_, events):
        voicing = Voicing(number=2, name=VoiceName.PICO)
        for said in ([Reply(number=1, ticket=uuid4(), epoch=1, answer=Answer.SOON), voicing], [], []):
            wire.asked.get(timeout=5)
            wire.said.put(said)
        wire.asked.get(timeout=5)
        assert [events.get(timeout=5) for _ in range(2)][1] == Heard(voicing)
    assert wire.waits[:4] == [POLL, SOON, POLL, POLL]
    assert outbox.last_heard() == 2


def test_a_reply_to_another_visit_keeps_its_epoch(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (_, events):
        wire.said.put(replies(1, epoch=4))
        heard = events.get(timeout=5)
        assert isinstance(heard, Heard)
        assert isinstance(heard.message, Reply)
        assert heard.message.epoch == 4


def test_a_desk_that_begins_again_is_heard_again(outbox: Outbox) -> None:
    outbox.heard(50)
    wire = Wire()
    with running(outbox, wire) as (_, events):
        assert wire.asked.get(timeout=5) == 50
        wire.said.put(DeskForgot())
        assert wire.asked.get(timeout=5) == 0
        wire.said.put(replies(1))
        assert isinstance(events.get(timeout=5), Heard)
        assert wire.asked.get(timeout=5) == 1
    assert outbox.last_heard() == 1


def test_a_host_that_fails_does_not_stop_the_post(outbox: Outbox) -> None:
    wire = Wire()
    calls: queue.Queue[Event] = queue.Queue()

    def deliver(event: Event) -> None:
        calls.put(event)
        raise RuntimeError

    courier = Courier(outbox, wire, deliver)
    courier.start()
    for number in (1, 2):
        courier.post(one := ticket(number))
        assert calls.get(timeout=5) == Delivered(one.id)
    courier.close()


def test_a_disk_that_fails_while_sending_is_tried_again(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    wire, waits = Wire(), Waits()
    outbox.put(one := ticket())

    def failing() -> None:
        raise HandoffError(SORRY)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "pending", failing)
        with running(outbox, wire, pause=waits) as (courier, events):
            assert waits.next() is not None
            patch.undo()
            courier.answer_offer(uuid4(), True)
            assert events.get(timeout=5) == Delivered(one.id)


def test_nothing_comes_after_closing(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (courier, events):
        wire.asked.get(timeout=5)
    wire.said.put(replies(1))
    courier.post(kept := ticket())
    courier.start()
    assert events.empty()
    assert [one.ticket for one in outbox.pending()] == [kept], "kept for the next start"


def test_the_courier_is_a_handoff(outbox: Outbox) -> None:
    handoff: Handoff = Courier(outbox, Wire(), [].append)
    handoff.close()


def test_the_fake_desk_speaks_the_fields_words() -> None:
    events: list[Event] = []
    desk = FakeDesk(events.append)
    handoff: Handoff = desk
    handoff.start()
    handoff.post(one := ticket(1))
    handoff.post(one)
    desk.answers(one.id, Answer.COMING)
    desk.goes_offline()
    handoff.post(two := ticket(2, epoch=2))
    offer = desk.offers("caf-rsa", "papiers")
    assert desk.tickets == [one]
    desk.comes_back()
    handoff.answer_offer(offer.id, True)
    desk.answers(two.id, Answer.SOON)
    assert events == [
        Delivered(one.id),
        Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COMING)),
        Unreachable(two.id),
        Delivered(two.id),
        Heard(Offer(number=2, id=offer.id, guide="caf-rsa", step="papiers")),
        Heard(Reply(number=3, ticket=two.id, epoch=2, answer=Answer.SOON)),
    ]
    assert desk.wants_voice(VoiceName.PIPER, keep=True) == Voicing(number=4, name=VoiceName.PIPER, keep=True)
    assert desk.offer_answers == {offer.id: True}
    with pytest.raises(KeyError):
        desk.answers(uuid4(), Answer.COMING)
    handoff.close()


def test_the_fake_desk_can_answer_by_itself() -> None:
    events: list[Event] = []
    FakeDesk(events.append, by_itself=Answer.COMING).post(one := ticket())
    assert events == [Delivered(one.id), Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COMING))]
