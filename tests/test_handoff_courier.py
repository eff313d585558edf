"""The courier on a wire held in the hand, and the fake desk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from desk_fixtures import ticket, word
from wire import Moments, free

from kiosk.handoff.client import DeskFailed, DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.courier import FIRST_PAUSE, LONGEST_PAUSE, LOST, POLL, SOON, Courier
from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.outbox import SORRY, Outbox
from kiosk.handoff.port import Delivered, Event, Expired, Handoff, HandoffError, Heard, Turned, Unreachable
from kiosk.visit.request import State
from kiosk.visit.ticket import (
    Answer,
    Batch,
    FromDesk,
    KioskState,
    Offer,
    Reply,
    Saying,
    Ticket,
    Turn,
    VoiceName,
    Voicing,
    Word,
)


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def outbox(tmp_path: Path, moments: Moments) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "etat" / "outbox.sqlite", moments)
    yield box
    box.close()


class Wire:
    """A client that does as the test says; `sent` holds what passed."""

    def __init__(self) -> None:
        self.url = "http://first"
        self.sent: list[UUID] = []
        self.took: queue.Queue[UUID] = queue.Queue()
        self.offers: list[tuple[UUID, bool]] = []
        self.states: queue.Queue[KioskState] = queue.Queue()
        self.down = False
        self.refusing = False
        self.rest = 0
        self.asked: queue.Queue[int] = queue.Queue()
        self.stamps: list[str] = []
        self.waits: list[float] = []
        self.said: queue.Queue[Batch | Exception] = queue.Queue()

    def send(self, letter: Ticket | Word) -> None:
        if self.down:
            raise DeskUnreachable(rest=self.rest)
        if self.refusing:
            raise DeskRefused
        self.sent.append(letter.id)
        self.took.put(letter.id)

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        if self.down:
            raise DeskUnreachable
        self.offers.append((offer_id, accepted))

    def tell(self, state: KioskState) -> None:
        if self.down:
            raise DeskUnreachable
        self.states.put(state)
        if self.refusing:
            raise DeskRefused

    def listen(self, after: int, stamp: str, wait: float) -> Batch:
        self.waits.append(wait)
        self.stamps.append(stamp)
        self.asked.put(after)
        answer = self.said.get()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def cut(self) -> None:
        self.said.put(DeskUnreachable())


def batch(*messages: FromDesk, turns: tuple[Turn, ...] = (), stamp: str = "", known: bool = True) -> Batch:
    """What a desk answers to a poll."""
    last = max((message.number for message in messages), default=0)
    return Batch(last=last, messages=messages, turns=turns, stamp=stamp, known=known)


class Waits:
    """Stands for waiting: notes how long, and goes on when the event comes or the test says so."""

    def __init__(self) -> None:
        self.seconds: queue.Queue[float | None] = queue.Queue()

    def __call__(self, event: threading.Event, seconds: float | None) -> None:
        self.seconds.put(seconds)
        event.wait(10)

    def next(self) -> float | None:
        """The next wait that was begun."""
        return self.seconds.get(timeout=5)


@contextmanager
def running(outbox: Outbox, wire: Wire, **options: object) -> Iterator[tuple[Courier, queue.Queue[Event]]]:
    events: queue.Queue[Event] = queue.Queue()
    courier = Courier(outbox, wire, events.put, options.pop("state", free), **options)  # type: ignore[arg-type]
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


def test_a_word_goes_after_its_ticket(outbox: Outbox) -> None:
    wire = Wire()
    outbox.put(one := ticket(1))
    outbox.begin(one.id)  # tried in vain by an earlier run
    outbox.put(two := ticket(2))
    outbox.say(still := word(ticket(3), Saying.STILL))
    with running(outbox, wire) as (courier, events):
        assert [events.get(timeout=5) for _ in range(2)] == [Delivered(one.id), Delivered(two.id)]
        courier.say(left := word(one, Saying.LEFT))
        assert [wire.took.get(timeout=5) for _ in range(4)] == [one.id, two.id, still.id, left.id]


def test_a_try_is_counted_before_anything_leaves(outbox: Outbox) -> None:
    wire = Wire()
    counted: list[int] = []
    wire.send = lambda letter: counted.extend(one.attempts for one in outbox.pending())  # type: ignore[method-assign]
    with running(outbox, wire) as (courier, events):
        courier.post(ticket())
        events.get(timeout=5)
    assert counted == [1]


def test_a_ticket_taken_back_on_its_way_is_not_said_to_have_arrived(outbox: Outbox) -> None:
    wire = Wire()
    left = word(one := ticket(), Saying.LEFT)
    sent: queue.Queue[UUID] = queue.Queue()

    def send(letter: Ticket | Word) -> None:
        if letter == one:
            courier.say(left)
        sent.put(letter.id)

    wire.send = send  # type: ignore[method-assign]
    with running(outbox, wire) as (courier, events):
        courier.post(one)
        assert [sent.get(timeout=5) for _ in range(2)] == [one.id, left.id]
    assert events.empty()
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


def test_a_desk_that_asks_for_rest_gets_it_whatever_comes_meanwhile(outbox: Outbox) -> None:
    wire, waits = Wire(), Waits()
    wire.down, wire.rest = True, 60
    asked: list[threading.Event] = []

    def pause(event: threading.Event, seconds: float | None) -> None:
        asked.append(event)
        waits(event, seconds)

    outbox.put(ticket())
    with running(outbox, wire, pause=pause) as (courier, _):
        assert waits.next() == 60
        assert asked == [courier._end]
        wire.said.put(DeskUnreachable(rest=90))
        assert waits.next() == 90


def test_chance_spreads_the_tries(outbox: Outbox) -> None:
    for chance, expected in ((0.0, 0.5), (1.0, 1.0)):
        wire, waits = Wire(), Waits()
        wire.down = True
        outbox.put(ticket())
        with running(outbox, wire, pause=waits, jitter=lambda chance=chance: chance):
            assert waits.next() == expected * FIRST_PAUSE


def test_a_visit_that_waits_is_told_when_its_ticket_expires(outbox: Outbox, moments: Moments) -> None:
    wire, waits = Wire(), Waits()
    wire.down = True
    with running(outbox, wire, pause=waits) as (courier, events):
        courier.post(one := ticket())
        assert events.get(timeout=5) == Unreachable(one.id)
        moments.move(hours=13)
        courier.answer_offer(uuid4(), True)  # stands for the end of a pause, thirty seconds at most
        assert events.get(timeout=5) == Expired(one.id)
        wire.down = False
        courier.post(two := ticket())
        assert events.get(timeout=5) == Delivered(two.id)
    assert one.id not in wire.sent
    assert len(wire.sent) == 2, "the desk is told"


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
        wire.said.put(batch())
        wire.down = False
        listening_again.set()
        assert events.get(timeout=5) == Delivered(one.id)


def test_a_desk_that_does_not_answer_is_looked_for_elsewhere(outbox: Outbox) -> None:
    wire = Wire()
    found: Iterator[str | Exception | None] = iter([None, OSError(), "http://second"])
    looked: queue.Queue[int] = queue.Queue()

    def relocate() -> str | None:
        looked.put(len(wire.waits))
        answer = next(found)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with running(outbox, wire, relocate=relocate, pause=lambda *_: None):
        for _ in range(3 * LOST):
            wire.said.put(DeskUnreachable())
        assert [looked.get(timeout=5) for _ in range(3)] == [LOST, 2 * LOST, 3 * LOST]
        for _ in range(3 * LOST + 1):
            wire.asked.get(timeout=5)
        assert wire.url == "http://second"


def test_a_refusal_is_final_and_does_not_stop_the_next(outbox: Outbox) -> None:
    wire, waits = Wire(), Waits()
    wire.refusing = True
    with running(outbox, wire, pause=waits) as (courier, events):
        courier.say(word(ticket(), Saying.LEFT))
        courier.post(one := ticket(1))
        assert events.get(timeout=5) == Unreachable(one.id, final=True)
        wire.refusing = False
        courier.post(two := ticket(2))
        assert events.get(timeout=5) == Delivered(two.id)
    assert outbox.pending() == ()


def test_a_letter_on_which_the_desk_breaks_keeps_no_other_waiting_but_those_on_the_same_ticket(outbox: Outbox) -> None:
    wire, waits = Wire(), Waits()
    odd, other = ticket(1), ticket(2)
    left = word(odd, Saying.LEFT)
    take = wire.send

    def send(letter: Ticket | Word) -> None:
        if letter.id == odd.id and wire.rest == 0:
            raise DeskFailed
        take(letter)

    wire.send = send  # type: ignore[method-assign]
    outbox.put(odd)
    outbox.put(other)
    with running(outbox, wire, pause=waits) as (courier, events):
        assert [events.get(timeout=5) for _ in range(2)] == [Unreachable(odd.id), Unreachable(other.id)]
        assert events.get(timeout=5) == Delivered(other.id)
        assert waits.next() is not None, "the odd one is tried again"
        wire.rest = 1
        courier.say(left)
        assert wire.took.get(timeout=5) == other.id
        assert wire.took.get(timeout=5) == left.id
    assert outbox.pending() == ()


# what the kiosk is like


def test_the_state_is_told_when_it_changes_and_when_the_desk_does_not_know_it(outbox: Outbox) -> None:
    wire = Wire()
    mute = False

    def state(busy: bool) -> KioskState:
        return KioskState(busy=busy, mute=mute, guides="")

    with running(outbox, wire, state=state) as (courier, _):
        assert wire.states.get(timeout=5) == state(False)
        courier.in_use(True)
        courier.in_use(True)
        assert wire.states.get(timeout=5) == state(True)
        mute = True
        wire.said.put(batch())  # what changes by itself is seen at the next answer
        assert wire.states.get(timeout=5) == state(True)
        wire.said.put(batch(known=False))
        assert wire.states.get(timeout=5) == state(True), "a desk that began again is told again"
        wire.refusing = True
        courier.in_use(False)
        assert wire.states.get(timeout=5) == state(False)
        courier.answer_offer(uuid4(), True)
    assert wire.states.empty()


# listening


def replies(*numbers: int, epoch: int = 1) -> list[Reply]:
    return [Reply(number=number, ticket=uuid4(), epoch=epoch, answer=Answer.COMING) for number in numbers]


def test_a_message_is_acknowledged_once_the_host_has_it(outbox: Outbox) -> None:
    wire = Wire()
    seen: list[tuple[int, int]] = []

    def deliver(event: Event) -> None:
        assert isinstance(event, Heard)
        seen.append((event.message.number, outbox.last_heard()))

    courier = Courier(outbox, wire, deliver, free)
    courier.start()
    assert wire.asked.get(timeout=5) == 0
    wire.said.put(batch(*replies(1, 2)))
    assert wire.asked.get(timeout=5) == 2
    wire.said.put(batch(*replies(2, 3)))  # the desk says one again
    assert wire.asked.get(timeout=5) == 3
    courier.close()
    assert seen == [(1, 0), (2, 1), (3, 2)], "heard by the host first, remembered after, each once"
    assert outbox.last_heard() == 3


def test_the_turns_are_told_when_their_stamp_changes(outbox: Outbox) -> None:
    wire = Wire()
    turn = Turn(ticket=uuid4(), epoch=1, state=State.WAITING, ahead=2, attended=True)
    with running(outbox, wire) as (_, events):
        for told in (batch(*replies(1), turns=(turn,), stamp="a"), batch(turns=(turn,), stamp="a"), batch(stamp="b")):
            wire.asked.get(timeout=5)
            wire.said.put(told)
        wire.asked.get(timeout=5)
        assert isinstance(events.get(timeout=5), Heard), "an answer first, then what it changed"
        assert [events.get(timeout=5) for _ in range(2)] == [Turned((turn,)), Turned(())]
    assert wire.stamps[:4] == ["", "a", "a", "b"]
    assert events.empty()


def test_one_poll_is_short_after_a_voicing_and_the_next_is_long_again(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (_, events):
        voicing = Voicing(number=2, name=VoiceName.PICO)
        for said in (batch(*replies(1), voicing), batch(), batch()):
            wire.asked.get(timeout=5)
            wire.said.put(said)
        wire.asked.get(timeout=5)
        assert [events.get(timeout=5) for _ in range(2)][1] == Heard(voicing)
    assert wire.waits[:4] == [POLL, SOON, POLL, POLL]
    assert outbox.last_heard() == 2


def test_a_reply_to_another_visit_keeps_its_epoch(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (_, events):
        wire.said.put(batch(*replies(1, epoch=4)))
        heard = events.get(timeout=5)
        assert isinstance(heard, Heard)
        assert isinstance(heard.message, Reply)
        assert heard.message.epoch == 4


def test_a_desk_that_begins_again_is_heard_again(outbox: Outbox) -> None:
    outbox.heard(50)
    wire = Wire()
    with running(outbox, wire) as (_, events):
        assert wire.asked.get(timeout=5) == 50
        wire.said.put(batch(stamp="old"))
        assert events.get(timeout=5) == Turned(())
        assert wire.asked.get(timeout=5) == 50
        wire.said.put(DeskForgot())
        assert wire.asked.get(timeout=5) == 0
        wire.said.put(batch(*replies(1)))
        assert isinstance(events.get(timeout=5), Heard)
        assert wire.asked.get(timeout=5) == 1
    assert wire.stamps[:3] == ["", "old", ""]
    assert outbox.last_heard() == 1


def test_a_host_that_fails_does_not_stop_the_post(outbox: Outbox) -> None:
    wire = Wire()
    calls: queue.Queue[Event] = queue.Queue()

    def deliver(event: Event) -> None:
        calls.put(event)
        raise RuntimeError

    courier = Courier(outbox, wire, deliver, free)
    courier.start()
    for number in (1, 2):
        courier.post(one := ticket(number))
        assert calls.get(timeout=5) == Delivered(one.id)
    courier.close()


@pytest.mark.parametrize("step", ["expire", "pending", "begin"])
def test_a_disk_that_fails_while_sending_is_tried_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    wire, waits = Wire(), Waits()
    outbox.put(one := ticket())

    def failing(*_: object) -> None:
        raise HandoffError(SORRY)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, step, failing)
        with running(outbox, wire, pause=waits) as (courier, events):
            assert waits.next() is not None
            assert wire.sent == [], "nothing leaves that is not counted"
            patch.undo()
            courier.answer_offer(uuid4(), True)
            assert events.get(timeout=5) == Delivered(one.id)


def test_nothing_comes_after_closing(outbox: Outbox) -> None:
    wire = Wire()
    with running(outbox, wire) as (courier, events):
        wire.asked.get(timeout=5)
    wire.said.put(batch(*replies(1)))
    courier.post(kept := ticket())
    courier.start()
    assert events.empty()
    assert [one.letter for one in outbox.pending()] == [kept], "kept for the next start"


def test_the_courier_is_a_handoff(outbox: Outbox) -> None:
    handoff: Handoff = Courier(outbox, Wire(), [].append, free)
    handoff.close()


class Ears:
    """What a host hears of a fake desk: the turns apart, as they are now."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.turns: dict[UUID, State] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, Turned):
            self.turns = {turn.ticket: turn.state for turn in event.turns}
        else:
            self.events.append(event)


def test_the_fake_desk_speaks_the_fields_words() -> None:
    ears = Ears()
    desk = FakeDesk(ears)
    handoff: Handoff = desk
    handoff.start()
    handoff.post(one := ticket(1))
    handoff.post(one)
    assert ears.turns == {one.id: State.WAITING}
    desk.answers(one.id, Answer.COMING)
    assert ears.turns == {one.id: State.TAKEN}
    desk.goes_offline()
    handoff.post(two := ticket(2, epoch=2))
    offer = desk.offers("caf-rsa", "papiers")
    assert desk.tickets == [one]
    desk.comes_back()
    handoff.answer_offer(offer.id, True)
    desk.answers(two.id, Answer.SOON)
    assert ears.events == [
        Delivered(one.id),
        Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COMING)),
        Unreachable(two.id),
        Delivered(two.id),
        Heard(Offer(number=2, id=offer.id, guide="caf-rsa", step="papiers")),
        Heard(Reply(number=3, ticket=two.id, epoch=2, answer=Answer.SOON)),
    ]
    assert desk.wants_voice(VoiceName.PIPER, keep=True) == Voicing(number=4, name=VoiceName.PIPER, keep=True)
    assert desk.offer_answers == {offer.id: True}
    handoff.say(left := word(one, Saying.LEFT))
    handoff.in_use(True)
    assert (desk.words, desk.busy) == ([left], [True])
    with pytest.raises(KeyError):
        desk.answers(uuid4(), Answer.COMING)
    handoff.close()


def test_the_fake_desk_can_answer_by_itself() -> None:
    ears = Ears()
    FakeDesk(ears, by_itself=Answer.COMING).post(one := ticket())
    assert ears.events == [
        Delivered(one.id),
        Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COMING)),
    ]


def test_what_a_fake_desk_cannot_be_told_grows_old() -> None:
    ears = Ears()
    desk = FakeDesk(ears)
    desk.goes_offline()
    desk.post(one := ticket(1))
    desk.post(two := ticket(2))
    desk.say(word(one, Saying.LEFT))
    desk.grows_old()
    assert ears.events == [Unreachable(one.id), Unreachable(two.id), Expired(two.id)]
