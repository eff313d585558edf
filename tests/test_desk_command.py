"""`kiosk desk` and `kiosk pair` as real processes: what they say, what is kept when killed, how they end."""

from __future__ import annotations

import json
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
from desk_fixtures import CHEAP, ticket
from sealed_desk import sealed_desk

from kiosk.desk import state
from kiosk.desk.door.auth import Door
from kiosk.desk.memory.database import Database
from kiosk.desk.memory.registry import Registry
from kiosk.desk.serving.certificate import own_certificate
from kiosk.handoff.client import DeskClient
from kiosk.handoff.pairing import read_desk
from kiosk.settings import Settings
from kiosk.staff.run import local_desk

COMMAND = """
import argparse, sys
from pathlib import Path
from kiosk.staff import desk, pair
parser = argparse.ArgumentParser()
parser.add_argument("--root", type=Path)
commands = parser.add_subparsers()
desk.add_to(commands)
pair.add_to(commands)
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
    found = re.search(r"https?://127\.0\.0\.1:\d+", "\n".join(said))
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
        client.send(one)
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


def test_a_new_pin_for_one_of_several(root: Path) -> None:
    database = Database(state.database_url(state.prepare(root / "etat")))
    registry = Registry(database, CHEAP)
    for name in ("Lucie", "Karim"):
        registry.add(name)
    with command(root, "--new-pin", "Karim") as (_, said):
        pin = re.search(r"(\d{3}) (\d{3})$", said[1])
    assert pin is not None
    assert Door(registry).enter("Karim", pin[1] + pin[2])
    with command(root, "--new-pin") as (_, said):
        assert said[1] == "Pour qui ? Relancez avec --new-pin et un nom : Karim, Lucie."
    with command(root, "--new-pin", "Personne") as (_, said):
        assert said[1] == "Cette personne n'est pas dans l'équipe. Les noms : Karim, Lucie."
    database.close()


def pair(root: Path, *words: str) -> tuple[int, dict[str, object]]:
    """The exit code of `kiosk pair`, and what it said to a program."""
    arguments = ["--root", str(root), "pair", "--json", "--state", str(root / "borne"), *words]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_desk_on_the_network_and_a_kiosk_that_is_not_paired(root: Path) -> None:
    """The pairing itself, with a code, is in test_pairing.py: only the page of a signed-in professional shows codes."""
    with command(root, "--host", "0.0.0.0") as (_, said):
        url = address(said)
        assert url.startswith("https://")
        assert any(line.startswith("Sur le réseau : https://") for line in said)
        shown = next(line.partition(" : ")[2] for line in said if line.startswith("Empreinte"))
        fingerprint = shown.replace(" ", "")
        DeskClient(url, "tablette-1", state.token(root / "etat"), fingerprint).send(ticket())
        assert len(kept(root)) == 1
        code, answer = pair(root, "--desk", url, "1234", "5678")
        assert (code, answer["paired"]) == (2, False)
        assert "n'attend pas de borne" in str(answer["message"])
    for path in (root / "etat").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    with command(root, "--host", "0.0.0.0") as (_, said):
        assert shown in "\n".join(said), "the certificate stays"


def test_pairing_by_command(root: Path, tmp_path: Path) -> None:
    with sealed_desk(tmp_path / "bureau") as desk:
        opened = desk.office.pairing.open()
        code, answer = pair(root, "--desk", desk.url, opened[:4], opened[4:])
        assert code == 0
        assert (answer["paired"], answer["fingerprint"]) == (True, desk.certificate.fingerprint)
        kept_there = read_desk(root / "borne")
        assert kept_there is not None
        assert kept_there.token not in json.dumps(answer)
        assert desk.office.registry.kiosk_with(kept_there.token) == "tablette-1"
    assert pair(root, "--forget") == (0, {"forgotten": True, "message": "La borne a oublié son bureau."})
    assert pair(root, "--forget")[1]["forgotten"] is False
    for odd in ((), ("1234567",), ("x" * 8,), ("--desk", "https://127.0.0.1:1", "12345678")):
        code, answer = pair(root, *odd)
        assert (code, answer["paired"]) == (2, False)
        assert str(answer["message"]).endswith((".", "bureau."))


def test_the_kiosk_of_the_same_machine_knows_the_certificate(tmp_path: Path) -> None:
    assert local_desk(Settings(), tmp_path) == ("http://127.0.0.1:8765", None)
    url, fingerprint = local_desk(Settings(desk_host="0.0.0.0"), tmp_path)
    assert url == "https://127.0.0.1:8765"
    assert fingerprint == own_certificate(tmp_path, ()).fingerprint
    assert local_desk(Settings(), tmp_path, "http://localhost:1") == ("http://localhost:1", None)
    assert local_desk(Settings(), tmp_path, "https://localhost:1") == ("https://localhost:1", fingerprint)
    for elsewhere in ("http://192.168.1.10:8765", "https://bureau.local", "localhost:8765"):
        with pytest.raises(ValueError, match="kiosk pair"):
            local_desk(Settings(), tmp_path, elsewhere)


def test_a_certificate_that_cannot_be_used_is_said(root: Path) -> None:
    (root / "config" / "kiosk.toml").write_text('desk_certificate = "nowhere.pem"')
    with command(root, "--host", "0.0.0.0") as (desk, said):
        assert said == []
        assert desk.stderr is not None
        assert "ne peut pas être lu" in desk.stderr.read()
        assert desk.wait(10) == 2


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
