"""From the kiosk to the desk and back: nothing lost, nothing doubled, whatever breaks in between."""

from __future__ import annotations

import queue
import random
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import pytest
from desk_fixtures import MORNING, TOKEN, Hands, desk_at, ticket

from kiosk.handoff.client import DeskClient, DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.courier import FIRST_PAUSE, LONGEST_PAUSE, Courier
from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.outbox import SORRY, Outbox
from kiosk.handoff.port import Delivered, Event, Handoff, HandoffError, Heard, Unreachable
from kiosk.visit.ticket import Answer, FromDesk, Offer, Reply, Ticket

# the outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "etat" / "outbox.sqlite")
    yield box
    box.close()


def on_disk(box: Outbox) -> bytes:
    return b"".join(path.read_bytes() for path in box.path.parent.iterdir())


def test_what_is_put_waits_in_order_and_survives(outbox: Outbox) -> None:
    first, second = ticket(1), ticket(2)
    outbox.put(first)
    outbox.put(second)
    outbox.put(first)
    outbox.tried(first.id)
    outbox.close()
    again = Outbox(outbox.path)
    assert [(one.ticket, one.attempts) for one in again.pending()] == [(first, 1), (second, 0)]
    assert outbox.path.stat().st_mode & 0o077 == 0
    again.close()


@pytest.mark.parametrize("end", ["delivered", "refused"])
def test_what_arrived_leaves_nothing_behind(outbox: Outbox, end: str) -> None:
    one = ticket(step="canari-etape")
    outbox.put(one)
    outbox.heard(12)
    assert b"canari-etape" in on_disk(outbox)
    getattr(outbox, end)(one.id)
    assert outbox.pending() == ()
    assert b"canari-etape" not in on_disk(outbox)
    assert b"Bleu" not in on_disk(outbox)
    outbox.put(one)
    assert outbox.pending() == (), "the same ticket again is still delivered"
    outbox.close()
    assert outbox.last_heard() == 12
    assert str(one.id).encode() not in on_disk(outbox), "not even its number, after a restart"


def test_the_disk_is_asked_to_be_sure(outbox: Outbox) -> None:
    outbox.put(ticket())
    connection = outbox._connection
    assert connection is not None
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    assert connection.execute("PRAGMA secure_delete").fetchone()[0] == 1


def damage_whole(path: Path) -> None:
    path.write_bytes(b"ceci n'est pas une base" * 300)


def damage_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [damage_whole, damage_inside])
def test_a_damaged_file_is_set_aside(outbox: Outbox, damage: Callable[[Path], None]) -> None:
    outbox.put(ticket(1))
    outbox.close()
    damage(outbox.path)
    outbox.put(fresh := ticket(2))
    assert [one.ticket for one in outbox.pending()] == [fresh]
    assert (outbox.path.parent / "outbox.sqlite.abime").exists()


def test_a_disk_that_refuses_is_said_to_the_resident(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    box = Outbox(tmp_path / "file" / "outbox.sqlite")
    with pytest.raises(HandoffError) as error:
        box.put(ticket(step="canari-etape"))
    assert str(error.value) == SORRY
    with pytest.raises(HandoffError):
        Courier(box, Wire(), [].append).post(ticket())


def test_a_full_disk_is_said_and_nothing_else_is_lost(outbox: Outbox) -> None:
    outbox.put(first := ticket(1))
    connection = outbox._connection
    assert connection is not None
    connection.execute("PRAGMA max_page_count = 1")
    connection.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON tickets BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(HandoffError):
        outbox.put(ticket(2))
    assert [one.ticket for one in outbox.pending()] == [first]


def test_a_ticket_of_another_version_does_not_block_the_others(outbox: Outbox) -> None:
    outbox.put(ticket(1))
    outbox.put(second := ticket(2))
    other = sqlite3.connect(outbox.path)
    other.execute("UPDATE tickets SET body = '{\"future\": 1}' WHERE place = 1")
    other.commit()
    other.close()
    assert [one.ticket for one in outbox.pending()] == [second]
    assert [one.ticket for one in outbox.pending()] == [second]


# the courier, on a wire held in the hand


class Wire:
    """A client that does as the test says; `sent` holds what passed."""

    def __init__(self) -> None:
        self.sent: list[UUID] = []
        self.offers: list[tuple[UUID, bool]] = []
        self.down = False
        self.refusing = False
        self.asked: queue.Queue[int] = queue.Queue()
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


# with a real desk


def client_of(url: str, token: str = TOKEN) -> DeskClient:
    return DeskClient(url, "tablette-1", token)


@contextmanager
def kiosk(box: Outbox, url: str) -> Iterator[tuple[Courier, queue.Queue[Event]]]:
    """A kiosk that does not wait long between its tries."""
    events: queue.Queue[Event] = queue.Queue()

    def soon(event: threading.Event, seconds: float | None) -> None:
        event.wait(None if seconds is None else 0.02)

    courier = Courier(box, client_of(url), events.put, pause=soon)
    courier.start()
    try:
        yield courier, events
    finally:
        courier.close()


def test_there_and_back(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(one := ticket())
        assert events.get(timeout=5) == Delivered(one.id)
        store.answer(one.id, Answer.COME_IN)
        heard = events.get(timeout=5)
        assert heard == Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COME_IN))
        offer = store.propose("tablette-1", "caf-rsa", "papiers")
        assert events.get(timeout=5) == Heard(offer)
        number = store.changes.number
        courier.answer_offer(offer.id, True)
        while store.proposals()[0].state.value != "accepté":
            number = wait_for_change(store.changes, number)
        assert store.proposals()[0].state.value == "accepté"


def wait_for_change(changes, since: int) -> int:
    import asyncio

    number = asyncio.run(changes.wait(since, 5))
    assert number > since
    return number


def test_a_late_reply_comes_with_the_epoch_of_its_visit(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(old := ticket(1, epoch=1))
        courier.post(new := ticket(2, epoch=2))
        assert {events.get(timeout=5), events.get(timeout=5)} == {Delivered(old.id), Delivered(new.id)}
        store.answer(old.id, Answer.COMING)
        store.answer(new.id, Answer.COMING)
        heard = [events.get(timeout=5) for _ in range(2)]
        assert [event.message.epoch for event in heard if isinstance(event, Heard)] == [1, 2]


def test_the_desk_goes_down_and_comes_back(tmp_path: Path, outbox: Outbox) -> None:
    path = tmp_path / "desk.sqlite"
    with desk_at(path) as (url, store):
        port = int(url.rsplit(":", 1)[1])
        store.put(early := ticket(1))
    with kiosk(outbox, url) as (courier, events):
        courier.post(one := ticket(2))
        assert events.get(timeout=5) == Unreachable(one.id)
        with desk_at(path, port=port) as (_, store):
            assert events.get(timeout=5) == Delivered(one.id)
            assert {waiting.ticket.id for waiting in store.queue()} == {early.id, one.id}
            store.answer(early.id, Answer.SOON)
            assert isinstance(events.get(timeout=5), Heard)
        courier.post(two := ticket(3))
        assert events.get(timeout=5) == Unreachable(two.id)
        with desk_at(path, port=port) as (_, store):
            assert events.get(timeout=5) == Delivered(two.id)
            store.answer(two.id, Answer.COMING)
            heard = events.get(timeout=5)
            assert isinstance(heard, Heard)
            assert (heard.message.number, heard.message.kind) == (2, "reply")
            assert len(store.queue()) == 3
    assert events.empty()


class Thief:
    """A line to the desk that loses the desk's answer to the first `losses` tickets, after the desk has kept them."""

    def __init__(self, desk: str, losses: int) -> None:
        host, port = desk.removeprefix("http://").split(":")
        self._desk = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.losses = losses
        self.lost = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                kiosk, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(kiosk,), daemon=True).start()

    def _carry(self, kiosk: socket.socket) -> None:
        with kiosk, socket.create_connection(self._desk) as desk:
            asked = self._message(kiosk)
            if not asked:
                return
            desk.sendall(asked.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answer = b"".join(iter(lambda: desk.recv(65536), b""))
            if asked.startswith(b"POST /api/tickets") and self.lost < self.losses:
                self.lost += 1
                return  # the line breaks here
            kiosk.sendall(answer)

    @staticmethod
    def _message(kiosk: socket.socket) -> bytes:
        found = b""
        while b"\r\n\r\n" not in found:
            piece = kiosk.recv(65536)
            if not piece:
                return b""
            found += piece
        head, _, body = found.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        while lengths and len(body) < int(lengths[0]):
            body += kiosk.recv(65536)
        return head + b"\r\n\r\n" + body


def test_an_answer_lost_after_the_commit_makes_no_second_ticket(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store):
        thief = Thief(url, losses=3)
        # The desk checks the Host header: 127.0.0.1 with another port is still this machine.
        with kiosk(outbox, thief.url) as (courier, events):
            courier.post(one := ticket())
            assert events.get(timeout=5) == Unreachable(one.id), "as far as the kiosk can know"
            assert events.get(timeout=5) == Delivered(one.id)
        thief.close()
        assert thief.lost == 3
        assert [waiting.ticket for waiting in store.queue()] == [one]
    assert outbox.pending() == ()


def test_errors_have_their_kind(tmp_path: Path) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store):
        one = ticket()
        assert client_of(url).send(one) == Delivered(one.id)
        assert client_of(url).send(one) == Delivered(one.id)
        with pytest.raises(DeskUnreachable):
            client_of(url, "un-mauvais-jeton").send(one)
        with pytest.raises(DeskRefused):
            client_of(url).send(one.model_copy(update={"epoch": 9}))
        with pytest.raises(DeskRefused):
            client_of(url).answer_offer(uuid4(), True)
        with pytest.raises(DeskForgot):
            client_of(url).messages(7, 20)
        store.propose("tablette-1", "apa")
        store.propose("tablette-1", "caf-rsa")
        assert [message.number for message in client_of(url).messages(0, 20)] == [1, 2]
        assert client_of(url).messages(2, 0) == []
    with pytest.raises(DeskUnreachable):
        client_of(url).send(one)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 302 Found\r\nLocation: http://evil.example\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"garbage\r\n\r\n",
        b"",
    ],
)
def test_a_desk_out_of_its_mind_is_an_absent_desk(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            one, _ = listening.accept()
            with one:
                one.recv(65536)
                one.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(DeskUnreachable):
            client_of(f"http://127.0.0.1:{listening.getsockname()[1]}").messages(0, 0)


def test_closing_is_prompt_in_the_middle_of_a_poll(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store):
        number = store.changes.number
        with kiosk(outbox, url) as (courier, _):
            wait_for_change(store.changes, number)  # the poll is there
            began = monotonic()
            courier.close()
            assert monotonic() - began < 1.0
            assert not any(thread.is_alive() for thread in courier._threads)


def test_closing_is_prompt_when_the_desk_never_answers(outbox: Outbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        with kiosk(outbox, f"http://127.0.0.1:{listening.getsockname()[1]}") as (courier, _):
            line, _ = listening.accept()
            began = monotonic()
            courier.close()
            assert monotonic() - began < 1.0
        line.close()


# killed at any moment

KIOSK = """
import sys
from pathlib import Path
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import Outbox
from kiosk.visit.ticket import Ticket
courier = Courier(Outbox(Path({box!r})), DeskClient({url!r}, "tablette-1", {token!r}), lambda event: None)
courier.start()
code = {{"colour": "Bleu", "number": 7}}
for line in sys.stdin:
    courier.post(Ticket(id=line.strip(), kiosk="tablette-1", epoch=1, code=code, reason="bloque"))
    print(line.strip(), flush=True)
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_moment_no_ticket_is_lost_or_doubled(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    box = tmp_path / "outbox.sqlite"
    promised: list[UUID] = []
    given: list[UUID] = []
    with desk_at(tmp_path / "desk.sqlite") as (url, store):
        script = KIOSK.format(box=str(box), url=url, token=TOKEN)
        for _ in range(2):
            child = subprocess.Popen(
                [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert child.stdin is not None
            assert child.stdout is not None
            some = [UUID(int=chance.getrandbits(128), version=4) for _ in range(40)]
            given += some
            child.stdin.write("".join(f"{one}\n" for one in some))
            child.stdin.flush()
            for _ in range(chance.randrange(1, 36)):
                promised.append(UUID(child.stdout.readline().strip()))
            child.kill()
            promised += [
                UUID(line.strip()) for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")
            ]
            child.wait()
            child.stdin.close()
            child.stdout.close()
        outbox = Outbox(box)
        late = {pending.ticket.id for pending in outbox.pending()}
        with kiosk(outbox, url) as (_, events):
            while late:
                event = events.get(timeout=10)
                late -= {event.ticket_id} if isinstance(event, Delivered) else set()
        arrived = Counter(waiting.ticket.id for waiting in store.queue())
    assert set(promised) <= set(arrived), "a promise was broken"
    assert set(arrived) <= set(given)
    assert set(arrived.values()) == {1}, "somebody would be called twice"
    assert outbox.pending() == ()


# the fake desk


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
    assert desk.offer_answers == {offer.id: True}
    with pytest.raises(KeyError):
        desk.answers(uuid4(), Answer.COMING)
    handoff.close()


def test_the_fake_desk_can_answer_by_itself() -> None:
    events: list[Event] = []
    FakeDesk(events.append, by_itself=Answer.COMING).post(one := ticket())
    assert events == [Delivered(one.id), Heard(Reply(number=1, ticket=one.id, epoch=1, answer=Answer.COMING))]


def test_the_courier_is_a_handoff(outbox: Outbox) -> None:
    handoff: Handoff = Courier(outbox, Wire(), [].append)
    handoff.close()


def test_the_desks_time_is_the_desks(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite", Hands()) as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(ticket())
        events.get(timeout=5)
        assert store.queue()[0].since == MORNING
