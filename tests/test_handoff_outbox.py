"""The outbox: what was promised is on disk and leaves in order, what arrived or was taken back is nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from desk_fixtures import ticket, word
from wire import Moments, free, here

from kiosk.handoff.age import HOUR, Moment, too_late, waited
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import SORRY, Outbox, read_moment
from kiosk.handoff.port import HandoffError
from kiosk.visit.ticket import Reason, Saying, Ticket, Word


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def outbox(tmp_path: Path, moments: Moments) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "etat" / "outbox.sqlite", moments)
    yield box
    box.close()


def on_disk(box: Outbox) -> bytes:
    return b"".join(path.read_bytes() for path in box.path.parent.iterdir())


def letters(box: Outbox) -> list[Ticket | Word]:
    return [one.letter for one in box.pending()]


def test_what_is_put_and_said_waits_in_order_and_survives(outbox: Outbox) -> None:
    first, second = ticket(1), ticket(2)
    about_another = word(ticket(), Saying.LEFT)
    outbox.put(first)
    outbox.say(about_another)
    outbox.put(second)
    outbox.put(first)
    outbox.say(about_another)
    assert outbox.begin(first.id)
    outbox.close()
    again = Outbox(outbox.path)
    assert [(one.letter, one.attempts) for one in again.pending()] == [(first, 1), (about_another, 0), (second, 0)]
    assert outbox.path.stat().st_mode & 0o077 == 0
    again.close()


def test_what_arrived_leaves_nothing_behind(outbox: Outbox) -> None:
    one = ticket(step="canari-etape")
    outbox.put(one)
    outbox.heard(12)
    assert b"canari-etape" in on_disk(outbox)
    assert outbox.erase(one.id)
    assert not outbox.erase(one.id)
    assert not outbox.begin(one.id)
    assert outbox.pending() == ()
    assert b"canari-etape" not in on_disk(outbox)
    assert b"Bleu" not in on_disk(outbox)
    outbox.put(one)
    assert outbox.pending() == (), "the same ticket again is still delivered"
    outbox.close()
    assert outbox.last_heard() == 12
    assert str(one.id).encode() not in on_disk(outbox), "not even its number, after a restart"


# taken back


@pytest.mark.parametrize("saying", [Saying.LEFT, Saying.SOLVED])
def test_a_ticket_taken_back_before_any_try_leaves_nothing_to_say(outbox: Outbox, saying: Saying) -> None:
    outbox.put(one := ticket(step="canari-etape"))
    outbox.say(word(one, saying))
    assert outbox.pending() == ()
    assert b"canari-etape" not in on_disk(outbox)
    assert not outbox.begin(one.id), "a courier that had it in hand lets go"


@pytest.mark.parametrize("saying", [Saying.LEFT, Saying.SOLVED])
def test_a_ticket_taken_back_after_a_try_is_erased_and_the_desk_told(outbox: Outbox, saying: Saying) -> None:
    outbox.put(one := ticket(step="canari-etape"))
    outbox.begin(one.id)
    outbox.say(said := word(one, saying))
    assert letters(outbox) == [said]
    assert b"canari-etape" not in on_disk(outbox)
    assert not outbox.erase(one.id), "the courier is told that it was taken back"


def test_a_ticket_that_is_still_here_says_itself_that_it_waits(outbox: Outbox) -> None:
    outbox.put(one := ticket())
    outbox.begin(one.id)
    outbox.say(word(one, Saying.STILL))
    assert letters(outbox) == [one]
    outbox.erase(one.id)
    outbox.say(said := word(one, Saying.STILL))
    assert letters(outbox) == [said]


# too late


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, 12),
        ({"reason": Reason.CALL_BACK}, 12),
        ({"reason": Reason.STUCK, "phone": "0612345678"}, 12),
        ({"reason": Reason.CALL_BACK, "phone": "0612345678"}, 48),
    ],
)
def test_how_long_a_request_is_of_use(changes: dict[str, object], hours: int) -> None:
    one = ticket(**changes)
    assert not too_late(one, here(), here(up=hours * HOUR))
    assert too_late(one, here(), here(up=hours * HOUR + 1))


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (here(up=60), 60),
        (here(up=60, wall=-9e9), 60),
        (here(up=60, wall=9e9), 60),
        (here(boot="other", up=-3600, wall=60), 60),
        (here(boot="other", up=60, wall=0), 0),
        (here(boot="other", up=60, wall=-1), None),
        (here(boot="other", wall=20 * 24 * HOUR), 20 * 24 * HOUR),
        (here(boot="other", wall=20 * 24 * HOUR + 1), None),
    ],
)
def test_time_is_that_since_the_start_up_and_otherwise_the_wall_clocks_if_it_is_sane(
    now: Moment, seconds: float | None
) -> None:
    assert waited(here(), now) == seconds


def test_a_machine_that_does_not_name_its_start_ups_has_its_wall_clock() -> None:
    assert waited(here(boot=""), here(boot="", up=99, wall=60)) == 60


def test_this_machine_tells_the_moment() -> None:
    first, second = read_moment(), read_moment()
    assert first.boot == second.boot
    assert UUID(first.boot)
    assert first.up <= second.up
    assert first.wall > 1.6e9


def test_what_is_too_late_is_erased_and_the_desk_told(outbox: Outbox, moments: Moments) -> None:
    outbox.put(old := ticket(1, step="canari-etape"))
    outbox.put(to_call := ticket(2, reason=Reason.CALL_BACK, phone="0612345678"))
    outbox.begin(to_call.id)
    moments.move(hours=6)
    outbox.put(young := ticket(3))
    moments.move(hours=6)
    assert outbox.expire() == ()
    moments.move(seconds=1)
    assert outbox.expire() == (old,)
    assert outbox.expire() == ()
    assert b"canari-etape" not in on_disk(outbox)
    assert letters(outbox)[:2] == [to_call, young]
    told = letters(outbox)[2]
    assert isinstance(told, Word)
    assert (told.ticket, told.saying) == (old.id, Saying.EXPIRED), "though it was never tried"
    moments.move(hours=48)
    assert outbox.expire() == (to_call, young)


def test_across_a_restart_of_the_machine(outbox: Outbox, moments: Moments) -> None:
    outbox.put(one := ticket())
    moments.restart(wall=-3 * 365 * 24 * HOUR)
    assert outbox.expire() == (), "its clock has lost the time: it is sent"
    moments.wall += 3 * 365 * 24 * HOUR + 13 * HOUR
    assert outbox.expire() == (one,), "and found it again"


# the file


def test_the_disk_is_asked_to_be_sure(outbox: Outbox) -> None:
    outbox.put(ticket())
    connection = outbox._connection
    assert connection is not None
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    assert connection.execute("PRAGMA secure_delete").fetchone()[0] == 1


def test_the_former_outbox_is_taken_over(outbox: Outbox) -> None:
    outbox.path.parent.mkdir()
    former = sqlite3.connect(outbox.path)
    former.executescript("""
        CREATE TABLE tickets (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT,
                              attempts INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE heard (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
        INSERT INTO heard VALUES (1, 5);
    """)
    arrived, first, second = ticket(1), ticket(2), ticket(3)
    for one, body in (
        (arrived, None),
        (first, first.model_dump_json(exclude_defaults=True)),
        (ticket(4), '{"canari": 1}'),
        (second, second.model_dump_json()),
    ):
        former.execute("INSERT INTO tickets (id, body) VALUES (?, ?)", (str(one.id), body))
    former.commit()
    former.close()
    assert [(one.letter, one.attempts) for one in outbox.pending()] == [(first, 1), (second, 1)], "perhaps tried"
    assert outbox.last_heard() == 5
    outbox.close()
    assert letters(outbox) == [first, second]
    assert b"canari" not in on_disk(outbox)


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
    assert letters(outbox) == [fresh]
    assert (outbox.path.parent / "outbox.sqlite.abime").exists()


def test_a_disk_that_refuses_is_said_to_the_resident(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    box = Outbox(tmp_path / "file" / "outbox.sqlite")
    with pytest.raises(HandoffError) as error:
        box.put(ticket(step="canari-etape"))
    assert str(error.value) == SORRY
    courier = Courier(box, DeskClient("http://127.0.0.1:9", "tablette-1", "x"), [].append, free)
    with pytest.raises(HandoffError):
        courier.post(ticket())
    with pytest.raises(HandoffError):
        courier.say(word(ticket(), Saying.LEFT))


def test_a_full_disk_is_said_and_nothing_else_is_lost(outbox: Outbox) -> None:
    outbox.put(first := ticket(1))
    outbox.begin(first.id)
    connection = outbox._connection
    assert connection is not None
    connection.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON letters BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(HandoffError):
        outbox.put(ticket(2))
    assert letters(outbox) == [first]
    connection = outbox._connection
    assert connection is not None
    connection.execute("CREATE TEMP TRIGGER full BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(HandoffError):
        outbox.say(word(first, Saying.LEFT))
    assert letters(outbox) == [first], "neither the word nor the erasure"


def test_a_letter_of_another_version_does_not_block_the_others(outbox: Outbox) -> None:
    for number in (1, 2, 3):
        outbox.put(ticket(number))
    outbox.put(last := ticket(4))
    other = sqlite3.connect(outbox.path)
    other.execute("UPDATE letters SET body = '{\"future\": 1}' WHERE place = 1")
    other.execute("UPDATE letters SET kind = 'future' WHERE place = 2")
    other.execute("UPDATE letters SET body = 'x' WHERE place = 3")
    other.commit()
    other.close()
    assert letters(outbox) == [last]
    assert letters(outbox) == [last]
