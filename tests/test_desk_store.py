"""The desk's memory, on SQLite and on PostgreSQL: nothing lost, nothing twice, nothing kept that need not be."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from desk_fixtures import MORNING, Hands, ticket, word
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from kiosk.desk.memory.days import REMEMBERED
from kiosk.desk.memory.store import Conflict, Line, OfferState, Store, StoreError, Unknown
from kiosk.desk.memory.tables import tickets
from kiosk.visit.comfort import Comfort
from kiosk.visit.request import Outcome
from kiosk.visit.ticket import Answer, Offer, Reason, Reply, Saying, VoiceName, Voicing

pytest_plugins = ["postgresql"]
CANARY = "canari-etape"
YEARS = 3 * 365


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(url: str, clock: Hands) -> Iterator[Store]:
    store = Store(url, clock, elapsed=clock.elapsed)
    yield store
    store.close()


@pytest.fixture
def lite(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    """On SQLite, for what is about its files."""
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


def on_disk(folder: Path) -> bytes:
    """Everything the folder's files hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def waiting(store: Store) -> list[object]:
    return [one.ticket for one in store.queue()]


# messages


def test_every_message_has_its_number(store: Store) -> None:
    here, there = ticket(1), ticket(2, kiosk="tablette-2")
    store.put(here)
    store.put(there)
    store.answer(here.id, Answer.SOON, "Anne")
    store.answer(there.id, Answer.COMING, "Anne")
    store.answer(here.id, Answer.OTHER, "Anne", "Je vous attends.")
    offer = store.propose("tablette-1", "caf-rsa", "papiers", Comfort(size=4))
    last, messages = store.messages("tablette-1", 0)
    assert last == 3
    assert messages == (
        Reply(number=1, ticket=here.id, epoch=1, answer=Answer.SOON),
        Reply(number=2, ticket=here.id, epoch=1, answer=Answer.OTHER, text="Je vous attends."),
        Offer(number=3, id=offer.id, guide="caf-rsa", step="papiers", comfort=Comfort(size=4)),
    )
    assert [message.number for message in store.messages("tablette-1", 2)[1]] == [3]
    assert store.messages("tablette-2", 0)[0] == 1
    assert store.messages("tablette-3", 0) == (0, ())
    assert store.kiosks() == ("tablette-1", "tablette-2")


def test_a_proposal_is_a_guide_with_its_answers_a_change_in_life_or_a_comfort(store: Store, clock: Hands) -> None:
    guide = store.propose("tablette-1", "caf-rsa", "papiers", ways=(0, 2), about=ticket(epoch=4))
    event = store.propose("tablette-2", event="demenagement")
    clock.move(minutes=1)
    comfort = store.propose("tablette-1", comfort=Comfort(size=4))
    assert (guide.ways, guide.epoch) == ((0, 2), 4)
    first, *others = store.proposals()
    assert (first.kiosk, first.offer, first.at) == ("tablette-1", comfort, MORNING + timedelta(minutes=1))
    assert {one.id: one.offer for one in others} == {guide.id: guide, event.id: event}
    assert {one.state for one in others} == {OfferState.PROPOSED}
    with pytest.raises(ValueError, match="an offer of nothing"):
        store.propose("tablette-1")
    assert store.messages("tablette-1", 0)[0] == 2, "no number was used up"


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
    store.answer(one.id, Answer.COMING, "Anne")
    store.settle(store.propose("tablette-1", "caf-rsa").id, True)
    store.voice("tablette-1", VoiceName.PICO)
    assert store.changes.number == before + 5
    store.begin_day()
    assert store.changes.number == before + 5, "nothing to do, nothing to tell"


# days


def fill(store: Store) -> list[object]:
    """A working morning: one request open, one answered, one proposal, one voice."""
    store.put(first := ticket(step=CANARY))
    store.put(second := ticket(2, reason=Reason.PRIVATE, guide=None, step=None))
    store.answer(second.id, Answer.SOON, "Anne")
    store.hear(word(second, Saying.STILL))
    store.propose("tablette-1", "caf-rsa")
    store.voice("tablette-1", VoiceName.PICO)
    return [first, second]


FORGOTTEN = Counter(
    [Line("2026-03-02", "bloque", "caf-rsa", "sans-suite"), Line("2026-03-02", "prive", None, "sans-suite")]
)


def test_what_is_older_than_today_goes_at_the_start(url: str, clock: Hands) -> None:
    store = Store(url, clock)
    fill(store)
    store.close()
    clock.move(days=1)
    store = Store(url, clock)
    assert (store.queue(), store.proposals(), store.voicings()) == ((), (), {})
    assert Counter(store.history()) == FORGOTTEN
    assert store.messages("tablette-1", 0) == (3, ()), "numbers go on growing"
    store.close()


def test_a_desk_left_running_erases_yesterday_by_itself(store: Store, clock: Hands) -> None:
    fill(store)
    before = store.changes.number
    clock.move(hours=14)
    store.begin_day()
    assert len(store.queue()) == 2, "23:30"
    clock.move(minutes=30)
    store.begin_day()
    assert (store.queue(), store.proposals()) == ((), ())
    assert Counter(store.history()) == FORGOTTEN
    assert store.changes.number == before + 1, "the pages are told"


def test_no_act_meets_a_request_of_yesterday(store: Store, clock: Hands) -> None:
    old, _ = fill(store)
    clock.move(days=1)
    with pytest.raises(Unknown):
        store.take(old.id, "Anne")
    store.put(today := ticket(2))
    assert waiting(store) == [today]


def test_a_request_sent_again_on_another_day_does_not_rise(store: Store, clock: Hands) -> None:
    old, closed = fill(store)
    store.close_request(closed.id, Outcome.INFORMED)
    clock.move(days=2)
    assert (store.put(old), store.put(closed)) == (False, False)
    assert (store.queue(), len(store.history())) == ((), 2)
    clock.move(days=REMEMBERED.days)
    assert store.put(old) is True, "by then it is another request"


@pytest.mark.parametrize("jump", [timedelta(days=YEARS), timedelta(days=-YEARS), timedelta(hours=-4)], ids=str)
def test_a_clock_that_is_set_while_the_desk_runs_takes_the_requests_along(
    store: Store, clock: Hands, jump: timedelta
) -> None:
    first, second = fill(store)
    store.hear(word(gone := ticket(3), Saying.LEFT))
    proposal, messages, voicings = store.proposals()[0].offer, store.messages("tablette-1", 0), store.voicings()
    clock.move(minutes=10)
    clock.set(clock.now + jump)
    store.begin_day()
    assert waiting(store) == [first, second] or waiting(store) == [second, first]
    assert {one.since for one in store.queue()} == {MORNING + jump}
    answered = next(one for one in store.queue() if one.ticket == second)
    assert (answered.answered, answered.still) == (MORNING + jump, MORNING + jump), "ten minutes ago, as before"
    assert [(one.offer, one.at) for one in store.proposals()] == [(proposal, MORNING + jump)]
    assert (store.messages("tablette-1", 0), store.voicings()) == (messages, voicings)
    assert store.history() == (Line("2026-03-02", None, None, "parti"),)
    assert store.put(gone) is False
    store.close_request(first.id, Outcome.INFORMED)
    assert store.history()[-1].day == (MORNING + jump).date().isoformat()
    clock.move(days=1)
    store.begin_day()
    assert waiting(store) == [], "a night is a night"
    assert store.history()[-1].outcome == "sans-suite"


def test_a_night_during_which_the_clock_is_set_is_a_night(store: Store, clock: Hands) -> None:
    fill(store)
    clock.move(days=1)
    clock.set(clock.now + timedelta(days=YEARS))
    store.begin_day()
    assert store.queue() == ()
    assert Counter(store.history()) == FORGOTTEN


def test_a_machine_that_starts_in_1970_and_learns_the_time_later_loses_nothing(url: str, clock: Hands) -> None:
    store = Store(url, clock, elapsed=clock.elapsed)
    mine = fill(store)
    clock.move(minutes=5)
    store.put(late := ticket(3))
    store.close()
    before, clock.now = clock.now, MORNING.replace(year=1970, month=1, day=1)
    store = Store(url, clock, elapsed=clock.elapsed)
    assert waiting(store)[-1] == late
    assert store.queue()[-1].since - store.queue()[0].since == timedelta(minutes=5)
    assert store.messages("tablette-1", 0)[0] == 3
    store.begin_day()
    clock.set(before)
    store.begin_day()
    assert len(waiting(store)) == len(mine) + 1
    assert (store.queue()[0].since, store.queue()[-1].since) == (MORNING, before)
    assert store.history() == ()
    store.close()


# the disk


def test_closing_leaves_one_anonymous_line_and_nothing_on_disk(lite: Store, tmp_path: Path) -> None:
    lite.put(one := ticket(step=CANARY, phone="0612345678"))
    lite.answer(one.id, Answer.OTHER, "Anne", "canari-mots")
    assert CANARY.encode() in on_disk(tmp_path)
    lite.close_request(one.id, Outcome.APPOINTMENT)
    assert lite.history() == (Line("2026-03-02", "bloque", "caf-rsa", "rendez-vous"),)
    left = on_disk(tmp_path)
    assert [part for part in (b"canari", b"Bleu", b"0612345678") if part in left] == []


def test_what_is_taken_back_or_forgotten_leaves_nothing_on_disk(lite: Store, tmp_path: Path, clock: Hands) -> None:
    lite.put(one := ticket(step=CANARY))
    lite.hear(word(one, Saying.LEFT))
    assert b"canari" not in on_disk(tmp_path)
    fill(lite)
    assert b"canari" in on_disk(tmp_path)
    clock.move(days=1)
    lite.begin_day()
    assert b"canari" not in on_disk(tmp_path)


def test_closing_leaves_nothing_in_the_tables_of_postgresql(new_postgresql: Callable[[], str], clock: Hands) -> None:
    url = new_postgresql()
    store = Store(url, clock)
    store.put(one := ticket(step=CANARY))
    store.answer(one.id, Answer.OTHER, "Anne", "canari-mots")

    def in_tables() -> bool:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            found = connection.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
                " WHERE relkind IN ('r', 'i', 't') AND relnamespace <> 'pg_catalog'::regnamespace"
            )
            return any(b"canari" in contents for (contents,) in found)

    assert in_tables()
    store.close_request(one.id, Outcome.INFORMED)
    assert not in_tables()
    store.close()


def test_writers_in_many_threads(store: Store) -> None:
    requests = [ticket(number % 9 + 1) for number in range(40)]

    def write(part: int) -> None:
        for one in requests[part::2]:  # each ticket is put by two threads
            store.put(one)
            store.answer(one.id, Answer.COMING, "Anne")

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
from kiosk.desk.memory.store import Store
from kiosk.visit.ticket import Answer
store = Store({url!r}, Hands())
print("ready", flush=True)
for number in range(30):
    one = ticket()
    store.put(one); store.answer(one.id, Answer.COMING, "Anne")
    print("kept", one.id, flush=True)
sys.stdin.readline()
"""


def test_two_desks_at_once_and_one_killed(url: str) -> None:
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
    found = {str(one.ticket.id) for one in store.queue()}
    assert set(kept) <= found
    last, messages = store.messages("tablette-1", 0)
    assert [message.number for message in messages] == list(range(1, last + 1))
    store.close()


def test_a_file_that_is_no_database_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").write_bytes(b"rien de bon" * 500)
    with pytest.raises(StoreError, match="ne s'ouvre pas : disque plein"):
        Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", Hands())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:secret@127.0.0.1:9/desk",
        "bureau",
        "oracle://desk:secret@ici/desk",
        "postgresql://desk:p@ss:secret@ici/desk",
    ],
)
def test_a_database_that_does_not_answer_is_said_in_french_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="ne s'ouvre pas : la base ne répond pas") as error:
        Store(url, Hands())
    assert "secret" not in str(error.value)


def test_an_error_of_the_database_tells_nothing_personal(store: Store) -> None:
    store.put(one := ticket(step=CANARY))
    row = {"id": str(one.id), "kiosk": CANARY, "body": CANARY, "day": "2026-03-02", "at": 0.0, "passed": False}
    with pytest.raises(DBAPIError) as again, store.database.writing() as db:
        db.execute(insert(tickets).values(**row, state="en-attente"))
    with pytest.raises(DBAPIError) as incomplete, store.database.writing() as db:
        db.execute(insert(tickets).values(**row, state=None))
    told = "".join(f"{error.value} {error.value.orig}" for error in (again, incomplete))
    assert "canari" not in told
    assert str(one.id) not in told
