"""The command `kiosk check`, as staff and programs call it: what it answers, and with which exit code."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from guide_files import ROOT, TODAY

from kiosk.__main__ import main
from kiosk.staff import check

GUIDE = Path("guides") / "caf-rsa.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the house, on the day when its guides were reviewed."""

    class Today(date):
        @classmethod
        def today(cls) -> date:
            return TODAY

    monkeypatch.setattr(check, "date", Today)
    for folder in ("guides", "config"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def ask(root: Path, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """The exit code and the answer."""
    code = main(["--root", str(root), "check", *map(str, words)])
    return code, capsys.readouterr().out


def spoil(path: Path, before: str, after: str) -> None:
    """That file with one passage written otherwise."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_a_house_in_order_answers_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = len(list((root / "guides").glob("*.yaml")))
    assert ask(root, capsys) == (0, f"{count} guides : tout est en ordre.\n")
    assert ask(root, capsys, root / GUIDE) == (0, "1 guide : tout est en ordre.\n")
    assert ask(root, capsys, "--json") == (0, '{\n "problems": []\n}\n')


def test_a_guide_with_a_problem_answers_1_with_its_place(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(root / GUIDE, "version: 1", "version: 2")
    code, said = ask(root, capsys)
    assert (code, said) == (1, "caf-rsa.yaml:2:10 : « 2 » n'est pas possible pour « version ». Choisissez parmi : 1.\n")
    assert ask(root, capsys, root / GUIDE) == (code, said)
    assert ask(root, capsys, root / "guides" / "arnaques.yaml")[0] == 0, "only the guides that are named"


def test_for_a_program_each_problem_is_data(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(root / GUIDE, "version: 1", "version: 2")
    code, said = ask(root, capsys, "--json")
    assert code == 1
    assert json.loads(said) == {
        "problems": [
            {
                "file": "caf-rsa.yaml",
                "line": 2,
                "column": 10,
                "what": "« 2 » n'est pas possible pour « version ».",
                "remedy": "Choisissez parmi : 1.",
                "grave": True,
            }
        ]
    }


def test_a_guide_that_is_absent_or_new_is_checked_by_its_path(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ask(root, capsys, "perdu.yaml")
    assert code == 1
    assert said.startswith("perdu.yaml : Le fichier ne peut pas être lu")
    new = tmp_path / "nouveau.yaml"
    shutil.copy(root / GUIDE, new)
    spoil(new, "id: caf-rsa", "id: nouveau")
    assert ask(root, capsys, new) == (0, "1 guide : tout est en ordre.\n")


def test_an_overdue_guide_answers_1_although_it_is_still_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(root / GUIDE, "  le: 2026-11-22\n", "  le: 2026-11-23\n")
    code, said = ask(root, capsys, "--json")
    assert (code, [problem["grave"] for problem in json.loads(said)["problems"]]) == (1, [False])


@pytest.mark.parametrize("name", ["glossary.yaml", "themes.yaml", "official_hosts.toml"])
@pytest.mark.parametrize("how", [(), ("--json",), ("--to-verify",), (GUIDE,)])
def test_a_check_that_cannot_be_made_answers_2(
    root: Path, capsys: pytest.CaptureFixture[str], name: str, how: tuple[object, ...]
) -> None:
    (root / "config" / name).unlink()
    code, said = ask(root, capsys, *how)
    assert (code, name in said) == (2, True)


def test_a_schema_out_of_step_is_told_and_mended(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = root / check.SCHEMA
    for spoiled in (b"{}", b"\xff", None):
        schema.unlink() if spoiled is None else schema.write_bytes(spoiled)
        code, said = ask(root, capsys)
        assert code == 1
        assert said.startswith(
            f"{check.SCHEMA} : Le schéma n'est plus celui du modèle. Lancez « kiosk check --write-schema »"
        )
        assert ask(root, capsys, "--write-schema") == (0, f"{check.SCHEMA} est écrit.\n")
        assert ask(root, capsys)[0] == 0


def test_a_schema_that_cannot_be_written_answers_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ask(tmp_path, capsys, "--write-schema")
    assert (code, "ne peut pas être écrit" in said) == (2, True)


def test_the_schema_in_the_repository_is_that_of_the_model_in_french() -> None:
    text = (ROOT / check.SCHEMA).read_text("utf-8")
    schema = json.loads(text)
    assert text == check.schema_text()
    assert {"titre", "etapes", "relecture"} <= set(schema["required"])
    assert all("description" in one for one in schema["properties"].values())
    assert schema["additionalProperties"] is False


def test_what_stays_to_verify_is_listed_for_people_and_programs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ask(root, capsys, "--to-verify")
    assert code == 0
    *lines, last = said.splitlines()
    assert last == f"{len(lines)} points à vérifier."
    assert all(" · " in line and " : " in line for line in lines)
    code, said = ask(root, capsys, "--to-verify", "--json")
    rows = json.loads(said)
    assert (code, len(rows)) == (0, len(lines))
    assert f"{rows[0]['guide']} · {', '.join(rows[0]['steps'])} : {rows[0]['what']}" == lines[0]
    assert {tuple(row) for row in rows} == {("guide", "steps", "what")}
    assert len({(row["guide"], row["what"]) for row in rows}) == len(rows), "each point is told once"
