"""From the kiosk to a real desk and back: nothing lost, nothing doubled, whatever breaks in between."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from desk_fixtures import MORNING, TOKEN, Hands, desk_at, library, ticket, word
from faulty_line import message_of
from wire import free

from kiosk.handoff.client import LONGEST_REST, DeskClient, DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Delivered, Event, Heard, Turned, Unreachable
from kiosk.settings import Settings
from kiosk.terminal import kiosk_state
from kiosk.visit.request import Outcome, State
from kiosk.visit.ticket import Answer, KioskState, Referent, Reply, Saying, Turn, VoiceName, Voices

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "etat" / "outbox.sqlite")
    yield box
    box.close()


def client_of(url: str, token: str = TOKEN) -> DeskClient:
    return DeskClient(url, "tablette-1", token)


@contextmanager
def kiosk(box: Outbox, url: str) -> Iterator[tuple[Courier, queue.Queue[Event]]]:
    """A kiosk that does not wait long between its tries. Its turns are not among the events."""
    events: queue.Queue[Event] = queue.Queue()

    def deliver(event: Event) -> None:
        if not isinstance(event, Turned):
            events.put(event)

    def soon(event: threading.Event, seconds: float | None) -> None:
        event.wait(None if seconds is None else 0.02)

    courier = Courier(box, client_of(url), deliver, free, pause=soon)
    courier.start()
    try:
        yield courier, events
    finally:
        courier.close()


def test_there_and_back(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(one := ticket())
        assert events.get(timeout=5) == Delivered(one.id)
        store.answer(one.id, Answer.COME_IN, "Anne")
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


def test_a_voice_asked_for_is_heard_and_what_became_of_it_is_told_soon(tmp_path: Path, outbox: Outbox) -> None:
    events: queue.Queue[Event] = queue.Queue()
    present = VoiceName.ESPEAK
    told: queue.Queue[KioskState] = queue.Queue()

    def state(busy: bool) -> KioskState:
        voices = Voices(installed=tuple(VoiceName), present=present)
        return KioskState(busy=busy, mute=False, guides="", voices=voices)

    class Client(DeskClient):
        def tell(self, state: KioskState) -> None:
            super().tell(state)
            told.put(state)

    with desk_at(tmp_path / "desk.sqlite") as (url, store):
        courier = Courier(outbox, Client(url, "tablette-1", TOKEN), events.put, state)
        courier.start()
        try:
            assert events.get(timeout=5) == Turned(())  # the next poll would last twenty seconds
            assert told.get(timeout=5) == state(False)
            asked = store.voice("tablette-1", VoiceName.PICO, keep=True)
            assert events.get(timeout=5) == Heard(asked)
            present = VoiceName.PICO
            assert told.get(timeout=5) == state(False)
        finally:
            courier.close()


def test_where_a_request_stands_is_told_until_it_is_open_no_more(tmp_path: Path, outbox: Outbox) -> None:
    turned: queue.Queue[tuple[Turn, ...]] = queue.Queue()

    def deliver(event: Event) -> None:
        if isinstance(event, Turned):
            turned.put(event.turns)

    with desk_at(tmp_path / "desk.sqlite", clock := Hands()) as (url, store):
        store.put(before := ticket(1, kiosk="tablette-2"))
        clock.move(minutes=1)
        courier = Courier(outbox, client_of(url), deliver, free)
        courier.start()
        try:
            assert turned.get(timeout=5) == ()
            courier.post(one := ticket(2))
            turn = Turn(ticket=one.id, epoch=1, state=State.WAITING, ahead=1, attended=False)
            assert turned.get(timeout=5) == (turn,)
            store.close_request(before.id, Outcome.INFORMED)
            assert turned.get(timeout=5) == (turn.model_copy(update={"ahead": 0}),)
            store.hold(one.id, "Anne")
            assert turned.get(timeout=5) == (turn.model_copy(update={"ahead": 0, "state": State.HELD}),)
            courier.say(word(one, Saying.SOLVED))
            assert turned.get(timeout=5) == ()
            assert [line.outcome for line in store.history()] == ["informe", "regle"]
        finally:
            courier.close()


def test_a_late_reply_comes_with_the_epoch_of_its_visit(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite") as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(old := ticket(1, epoch=1))
        courier.post(new := ticket(2, epoch=2))
        assert {events.get(timeout=5), events.get(timeout=5)} == {Delivered(old.id), Delivered(new.id)}
        store.answer(old.id, Answer.COMING, "Anne")
        store.answer(new.id, Answer.COMING, "Anne")
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
            store.answer(early.id, Answer.SOON, "Anne")
            assert isinstance(events.get(timeout=5), Heard)
        courier.post(two := ticket(3))
        assert events.get(timeout=5) == Unreachable(two.id)
        with desk_at(path, port=port) as (_, store):
            assert events.get(timeout=5) == Delivered(two.id)
            store.answer(two.id, Answer.COMING, "Anne")
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
            asked = message_of(kiosk)
            if not asked:
                return
            desk.sendall(asked.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answer = b"".join(iter(lambda: desk.recv(65536), b""))
            if asked.startswith(b"POST /api/tickets") and self.lost < self.losses:
                self.lost += 1
                return  # the line breaks here
            kiosk.sendall(answer)


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
        client_of(url).send(one)
        client_of(url).send(one)
        client_of(url).send(word(one, Saying.STILL))
        client_of(url).tell(free(True))
        with pytest.raises(DeskUnreachable):
            client_of(url, "un-mauvais-jeton").send(one)
        with pytest.raises(DeskRefused):
            client_of(url).send(one.model_copy(update={"epoch": 9}))
        with pytest.raises(DeskRefused):
            client_of(url).answer_offer(uuid4(), True)
        with pytest.raises(DeskForgot):
            client_of(url).listen(7, "", 20)
        store.propose("tablette-1", "apa")
        store.propose("tablette-1", "caf-rsa")
        batch = client_of(url).listen(0, "", 20)
        assert [message.number for message in batch.messages] == [1, 2]
        assert [turn.ticket for turn in batch.turns] == [one.id]
        assert client_of(url).listen(2, batch.stamp, 0).messages == ()
    with pytest.raises(DeskUnreachable):
        client_of(url).send(one)


@pytest.mark.parametrize(
    ("rest", "seconds"), [("7", 7), ("100000", LONGEST_REST), ("", 0), ("-1", 0), ("9" * 5000, 0), ("soon", 0)]
)
def test_a_desk_may_ask_for_rest(rest: str, seconds: int) -> None:
    head = f"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {rest}\r\nContent-Length: 0\r\n\r\n"
    with answering(head.encode()) as url, pytest.raises(DeskUnreachable) as error:
        client_of(url).send(ticket())
    assert error.value.rest == seconds


def test_the_kiosk_tells_what_its_settings_say() -> None:
    settings = Settings(village="Souilly" * 20, referent="Mme Petit", appointment_url="https://rdv.example/souilly")
    told = kiosk_state(settings, library(), busy=True, mute=False, voices=None)
    assert (told.busy, told.appointment, told.village) == (True, True, settings.village[:100])
    assert told.referent == Referent(name="Mme Petit")
    assert kiosk_state(Settings(), library(), busy=False, mute=True, voices=None) == KioskState(
        busy=False, mute=True, guides=library().digest
    )


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of something that gives this answer, once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            one, _ = listening.accept()
            with one:
                one.recv(65536)
                one.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


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
    with answering(answer) as url, pytest.raises(DeskUnreachable):
        client_of(url).listen(0, "", 0)


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


@pytest.mark.parametrize("status", [200, 201, 404, 405])
def test_another_program_in_the_desks_place_takes_no_ticket(outbox: Outbox, status: int) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<p>Bonjour</p>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 (the library's name)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the kiosk hangs up when it closes
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with kiosk(outbox, f"http://127.0.0.1:{server.server_port}") as (courier, events):
            courier.post(one := ticket())
            assert events.get(timeout=5) == Unreachable(one.id)
        assert [pending.letter for pending in outbox.pending()] == [one]
        server.shutdown()


def test_the_desks_time_is_the_desks(tmp_path: Path, outbox: Outbox) -> None:
    with desk_at(tmp_path / "desk.sqlite", Hands()) as (url, store), kiosk(outbox, url) as (courier, events):
        courier.post(ticket())
        events.get(timeout=5)
        assert store.queue()[0].since == MORNING


def test_killed_at_any_moment_no_ticket_is_lost_or_doubled() -> None:
    """Either side, by SIGKILL; `script/torture` does so a thousand times."""
    line = [sys.executable, "-W", "ignore", "tests/torture_handoff.py", "--kills", "24", "--seed", "5"]
    done = subprocess.run(
        line, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["tickets"] > 24
    assert found["desk_kills"] + found["kiosk_kills"] == found["kills"] == 24
