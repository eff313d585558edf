"""The outbox: what was promised is on disk, what arrived is nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk_fixtures import ticket

from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import SORRY, Outbox
from kiosk.handoff.port import HandoffError


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
        Courier(box, DeskClient("http://127.0.0.1:9", "tablette-1", "x"), [].append).post(ticket())


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
