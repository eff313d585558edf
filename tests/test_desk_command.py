"""`kiosk desk` as a real process: what it says, what it keeps when killed, how it ends."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from desk_fixtures import ticket

from kiosk.desk import state
from kiosk.handoff.client import DeskClient
from kiosk.handoff.port import Delivered

COMMAND = """
import argparse, sys
from pathlib import Path
from kiosk.staff import desk
parser = argparse.ArgumentParser()
parser.add_argument("--root", type=Path)
desk.add_to(parser.add_subparsers())
options = parser.parse_args()
sys.exit(options.run(options))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with a glossary, a theme and an official host, and no guide yet."""
    root = tmp_path / "maison"
    for folder in ("config", "guides", "assets"):
        (root / folder).mkdir(parents=True)
    (root / "config" / "glossary.yaml").write_text('mots: [{mot: "rsa", sens: "Une aide."}]')
    (root / "config" / "themes.yaml").write_text("themes: [{id: argent, titre: Argent, pictogramme: coin-euro}]")
    (root / "config" / "official_hosts.toml").write_text('[[host]]\nname = "www.caf.fr"\n')
    shutil.copy(Path(__file__).parents[1] / "config" / "urgency.yaml", root / "config")
    return root


@contextmanager
def command(root: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command running, and what it said before it began to serve."""
    arguments = ["--root", str(root), "desk", "--port", "0", "--state", str(root / "etat"), *more]
    desk = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert desk.stdout is not None
        said: list[str] = []
        for line in desk.stdout:
            said.append(line.strip())
            if "Ctrl+C" in line:
                break
        yield desk, said
    finally:
        desk.kill()
        desk.communicate()


def address(said: list[str]) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", "\n".join(said))
    assert found
    return found[0]


def kept(root: Path) -> list[str]:
    """The ids of the requests on the desk's disk."""
    with closing(sqlite3.connect(root / "etat" / state.DATABASE)) as database:
        return [row[0] for row in database.execute("SELECT id FROM tickets")]


def test_a_desk_killed_and_opened_again_keeps_everything(root: Path) -> None:
    with command(root) as (desk, said):
        assert re.search(r"Votre code à 6 chiffres : \d{3} \d{3}$", said[1])
        client = DeskClient(address(said), "tablette-1", state.token(root / "etat"))
        one = ticket()
        assert client.send(one) == Delivered(one.id)
        desk.send_signal(signal.SIGKILL)
        desk.wait()
    with command(root) as (desk, said):
        assert "avec votre code" in said[1], "the PIN is shown only once"
        client = DeskClient(address(said), "tablette-1", state.token(root / "etat"))
        assert kept(root) == [str(one.id)]
        client.send(one)
        assert kept(root) == [str(one.id)]
        desk.send_signal(signal.SIGTERM)
        assert desk.wait(10) == 0
    for path in (root / "etat").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    with command(root, "--new-pin") as (_, said):
        assert re.search(r"\d{3} \d{3}$", said[1])


def test_what_is_wrong_is_said_in_french(root: Path) -> None:
    (root / "etat").write_text("not a folder")
    with command(root) as (desk, said):
        assert said == []
        assert desk.stderr is not None
        assert "ne peut pas être créé" in desk.stderr.read()
        assert desk.wait(10) == 2


def test_a_desk_told_to_end_many_times_at_once_ends(root: Path) -> None:
    """As when the kiosk beside it is killed: the kernel tells the desk once for each thread that dies."""
    with command(root) as (desk, _):
        for _ in range(200):
            desk.send_signal(signal.SIGTERM)
        assert desk.wait(10) == 0
