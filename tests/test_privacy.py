"""`kiosk privacy` and docs/donnees-personnelles.md tell all that is kept, and nothing of what is in it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest
from desk_fixtures import Hands, ticket

from kiosk.__main__ import main
from kiosk.desk.memory.store import Store
from kiosk.desk.memory.tables import metadata
from kiosk.desk.state import DATABASE, database_url
from kiosk.handoff.outbox import Outbox
from kiosk.staff.kept import KEPT
from kiosk.staff.privacy import OUTBOX
from kiosk.visit.ticket import Reason

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "donnees-personnelles.md"
CANARY = "0612345678"


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """The folder of a kiosk and its desk: one request on its way, one open."""
    outbox = Outbox(tmp_path / OUTBOX)
    outbox.put(ticket(id=UUID(int=1)))
    outbox.close()
    store = Store(database_url(tmp_path), Hands())
    store.put(ticket(id=UUID(int=2), reason=Reason.CALL_BACK, phone=CANARY))
    store.close()
    return tmp_path


def tables_of(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name for name in names if not name.startswith("sqlite_")}


def test_every_table_that_exists_is_told_and_no_other(used: Path) -> None:
    assert {kept.table for kept in KEPT if kept.table} == tables_of(used / DATABASE) | tables_of(used / OUTBOX)
    assert metadata.tables.keys() == tables_of(used / DATABASE)


def test_it_counts_without_showing(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "--state", str(used), "--json"]) == 0
    told = capsys.readouterr().out
    counts = {one["table"]: one["count"] for one in json.loads(told) if one["table"]}
    assert (counts["letters"], counts["tickets"], counts["history"]) == (1, 1, 0)
    assert main(["privacy", "--state", str(used)]) == 0
    assert CANARY not in told + capsys.readouterr().out


def test_a_folder_that_is_not_there_holds_nothing_and_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nulle-part"
    assert main(["privacy", "--state", str(nowhere), "--json"]) == 0
    assert not any(one["count"] for one in json.loads(capsys.readouterr().out))
    assert not nowhere.exists()


def test_a_database_that_is_broken_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / DATABASE).write_bytes(b"pas une base de donnees, " * 200)
    assert main(["privacy", "--state", str(tmp_path)]) == 2
    assert capsys.readouterr().err.strip().count("\n") == 0


def test_the_document_for_the_register_says_the_same() -> None:
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \| (.+) \|$", DOCUMENT.read_text("utf-8"), re.M)
    told = [row for row in rows if row[0] != "quoi" and not row[0].startswith("-")]
    assert told == [(one.what, one.where, one.until, one.why, one.basis) for one in KEPT]
