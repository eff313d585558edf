"""The desk's memory: nothing twice, nothing lost, nothing kept that need not be."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from desk_fixtures import MORNING, Hands, ticket

from kiosk.desk import state
from kiosk.desk.store import Conflict, Line, OfferState, Store, StoreError, Unknown
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer, Offer, Reason, Reply, VoiceName, Voicing


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands):
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


def on_disk(folder: Path) -> bytes:
    """Everything the folder's files hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_a_ticket_is_kept_once(store: Store) -> None:
    first = ticket()
    assert store.put(first) is True
    assert store.put(first) is False
    assert [waiting.ticket for waiting in store.queue()] == [first]


def test_the_same_id_with_other_contents_is_refused(store: Store) -> None:
    first = ticket()
    store.put(first)
    with pytest.raises(Conflict):
        store.put(first.model_copy(update={"reason": Reason.PRIVATE}))
    assert store.queue()[0].ticket == first


def test_the_queue_goes_by_the_desks_own_clock(store: Store, clock: Hands) -> None:
    early, late = ticket(1), ticket(2)
    store.put(early)
    clock.move(minutes=12)
    store.put(late)
    assert [(one.ticket, one.since) for one in store.queue()] == [
        (early, MORNING),
        (late, MORNING + timedelta(minutes=12)),
    ]


def test_every_message_has_its_number(store: Store) -> None:
    here, there = ticket(1), ticket(2, kiosk="tablette-2")
    store.put(here)
    store.put(there)
    store.answer(here.id, Answer.SOON)
    store.answer(there.id, Answer.COMING)
    store.answer(here.id, Answer.COMING)
    offer = store.propose("tablette-1", "caf-rsa", "papiers", Comfort(size=4))
    last, messages = store.messages("tablette-1", 0)
    assert last == 3
    assert messages == (
        Reply(number=1, ticket=here.id, epoch=1, answer=Answer.SOON),
        Reply(number=2, ticket=here.id, epoch=1, answer=Answer.COMING),
        Offer(number=3, id=offer.id, guide="caf-rsa", step="papiers", comfort=Comfort(size=4)),
    )
    assert [message.number for message in store.messages("tablette-1", 2)[1]] == [3]
    assert store.messages("tablette-2", 0)[0] == 1
    assert store.messages("tablette-3", 0) == (0, ())


def test_the_same_answer_twice_is_one(store: Store) -> None:
    one = ticket()
    store.put(one)
    store.answer(one.id, Answer.COMING)
    store.answer(one.id, Answer.COMING)
    assert store.messages("tablette-1", 0)[0] == 1
    assert store.queue()[0].reply == 1


def test_closing_leaves_one_anonymous_line_and_nothing_on_disk(store: Store, tmp_path: Path) -> None:
    one = ticket(step="canari-etape", kiosk="tablette-1")
    store.put(one)
    store.answer(one.id, Answer.COME_IN)
    assert b"canari-etape" in on_disk(tmp_path)
    store.answer(one.id, Answer.CLOSED)
    assert store.queue() == ()
    assert store.history() == (Line("2026-03-02", "bloque", "caf-rsa", "venez-au-bureau"),)
    assert [message.answer for message in store.messages("tablette-1", 0)[1]] == [Answer.CLOSED]
    left = on_disk(tmp_path)
    assert b"canari-etape" not in left
    assert b"Bleu" not in left
    with pytest.raises(Unknown):
        store.answer(one.id, Answer.COMING)


def test_a_closed_ticket_sent_again_does_not_rise_from_the_dead(store: Store) -> None:
    one = ticket()
    store.put(one)
    store.answer(one.id, Answer.CLOSED)
    assert store.put(one) is False
    assert store.queue() == ()


def test_what_is_older_than_today_goes_at_the_start(tmp_path: Path, clock: Hands) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    store = Store(url, clock)
    store.put(ticket(step="canari-etape"))
    store.put(answered := ticket(2, reason=Reason.PRIVATE, guide=None, step=None))
    store.answer(answered.id, Answer.SOON)
    store.propose("tablette-1", "caf-rsa")
    store.close()
    clock.move(days=1)
    store = Store(url, clock)
    assert (store.queue(), store.proposals()) == ((), ())
    assert Counter(store.history()) == Counter(
        [Line("2026-03-02", "bloque", "caf-rsa", "sans-suite"), Line("2026-03-02", "prive", None, "dans-10-minutes")]
    )
    assert store.messages("tablette-1", 0) == (2, ()), "numbers go on growing"
    assert b"canari-etape" not in on_disk(tmp_path)
    store.close()


def test_a_desk_left_running_erases_yesterday_too(store: Store, clock: Hands) -> None:
    store.put(ticket(1))
    clock.move(days=1)
    store.put(today := ticket(2))
    assert [waiting.ticket for waiting in store.queue()] == [today]


def test_a_proposal_is_settled_once(store: Store) -> None:
    offer = store.propose("tablette-1", "caf-rsa")
    assert store.proposals()[0].state is OfferState.PROPOSED
    store.settle(offer.id, False)
    store.settle(offer.id, False)
    assert store.proposals()[0].state is OfferState.REFUSED
    with pytest.raises(Conflict):
        store.settle(offer.id, True)
    with pytest.raises(Unknown):
        store.settle(uuid4(), True)


def test_a_voice_is_asked_for_in_turn_with_the_other_messages(store: Store, clock: Hands) -> None:
    store.propose("tablette-1", "caf-rsa")
    tried = store.voice("tablette-1", VoiceName.PICO)
    assert store.voicings() == {"tablette-1": tried}
    kept = store.voice("tablette-1", VoiceName.PIPER, keep=True)
    other = store.voice("tablette-2", VoiceName.ESPEAK)
    assert store.messages("tablette-1", 1) == (3, (tried, kept))
    assert (tried, kept) == (
        Voicing(number=2, name=VoiceName.PICO),
        Voicing(number=3, name=VoiceName.PIPER, keep=True),
    )
    assert store.voicings() == {"tablette-1": kept, "tablette-2": other}, "the last one asked for"
    clock.move(days=1)
    store.put(ticket())
    assert store.voicings() == {}


def test_each_write_is_told(store: Store) -> None:
    before = store.changes.number
    store.put(one := ticket())
    store.put(one)
    store.answer(one.id, Answer.COMING)
    store.settle(store.propose("tablette-1", "caf-rsa").id, True)
    store.voice("tablette-1", VoiceName.PICO)
    assert store.changes.number == before + 5


def test_writers_in_many_threads(store: Store) -> None:
    tickets = [ticket(number % 9 + 1) for number in range(40)]

    def write(part: int) -> None:
        for one in tickets[part::2]:  # each ticket is put by two threads
            store.put(one)
            store.answer(one.id, Answer.COMING)

    threads = [threading.Thread(target=write, args=(part,)) for part in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.queue()) == 40
    last, messages = store.messages("tablette-1", 0)
    assert last == 40
    assert [message.number for message in messages] == list(range(1, 41))


DESK = """
import sys; sys.path.insert(0, {tests!r})
from desk_fixtures import Hands, ticket
from kiosk.desk.store import Store
from kiosk.visit.ticket import Answer
store = Store({url!r}, Hands())
print("ready", flush=True)
for number in range(30):
    one = ticket()
    store.put(one); store.answer(one.id, Answer.COMING)
    print("kept", one.id, flush=True)
sys.stdin.readline()
"""


def test_two_desks_at_once_and_one_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    script = DESK.format(tests=str(Path(__file__).parent), url=url)
    desks = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    kept: list[str] = []
    for desk, lines in ((desks[0], 12), (desks[1], 31)):
        assert desk.stdout is not None
        for _ in range(lines):
            word, *rest = desk.stdout.readline().split()
            kept += rest if word == "kept" else []
        if desk is desks[0]:
            desk.kill()
            kept += [line.split()[1] for line in desk.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    desks[1].communicate("\n")
    desks[0].wait()
    store = Store(url, Hands())
    found = {str(waiting.ticket.id) for waiting in store.queue()}
    assert set(kept) <= found
    last, messages = store.messages("tablette-1", 0)
    assert [message.number for message in messages] == list(range(1, last + 1))
    store.close()


def test_a_file_that_is_no_database_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").write_bytes(b"rien de bon" * 500)
    with pytest.raises(StoreError, match="ne s'ouvre pas"):
        Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", Hands())


def test_an_error_of_the_database_tells_nothing_personal(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "desk.sqlite")
    other.execute("DROP TABLE tickets")
    other.execute("CREATE TABLE tickets (id)")
    other.close()
    with pytest.raises(Exception, match="no such column") as error:
        store.put(ticket(step="canari-etape"))
    assert "canari" not in str(error.value)


def test_the_token_is_made_once_by_whoever_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "etat"
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(state.token(folder))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1
    assert (folder / "token").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["token"]


def test_a_damaged_token_is_said(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("court")
    with pytest.raises(state.StateError, match="abîmé"):
        state.token(tmp_path)
