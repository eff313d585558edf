"""The documentation says what the program is: its commands, settings, keys, pictures, tests and paths all exist."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from kiosk import __version__
from kiosk.__main__ import parser
from kiosk.guide.check import Ground
from kiosk.guide.glossary import Themes
from kiosk.guide.library import guide_files, inspect, load
from kiosk.guide.model import Guide
from kiosk.guide.read import read_model
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
MOST_BYTES_OF_PICTURES = 1_500_000


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def code_of(text: str) -> list[str]:
    """The lines of code blocks and the pieces of code within a line."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", rest)


# ---- commands


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(next(actions).choices)


def options_of(command: argparse.ArgumentParser) -> set[str]:
    """The long options that `--help` shows."""
    shown = (action for action in command._actions if action.help is not argparse.SUPPRESS)
    return {option for action in shown for option in action.option_strings if option.startswith("--")} - {"--help"}


def sections() -> dict[str, str]:
    """What docs/commands.md says of each command."""
    parts = re.split(r"^## ", text_of(DOCS / "commands.md"), flags=re.M)[1:]
    return {part.split()[1]: part for part in parts if part.startswith("kiosk ")}


def test_every_command_is_told_and_no_other() -> None:
    assert sections().keys() == commands().keys()


@pytest.mark.parametrize("name", commands())
def test_every_option_is_told_and_no_other(name: str) -> None:
    told = {option for code in code_of(sections()[name]) for option in re.findall(r"--[a-z][a-z-]*", code)}
    assert told == options_of(commands()[name])


@pytest.mark.parametrize("name", commands())
def test_the_exit_codes_are_those_of_the_docstring(name: str) -> None:
    def codes(text: str) -> list[str]:
        return re.findall(r"(?:Exit code: |, |; )(\d)(?= )", text[text.index("Exit code: ") :])

    assert codes(sections()[name]) == codes(commands()[name].get_default("run").__doc__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_can_be_typed(page: Path) -> None:
    top = options_of(parser())
    for code in code_of(text_of(page)):
        for name, rest in re.findall(r"(?:^|/)kiosk ([a-z]+)(.*)", code.partition("#")[0]):
            assert name in commands(), code
            assert set(re.findall(r"--[a-z][a-z-]*", rest)) <= options_of(commands()[name]) | top, code


# ---- settings


def test_every_setting_is_told_with_its_default_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", text_of(DOCS / "settings.md"), re.M)
    told = {name: tomllib.loads(f"value = {default}")["value"] for name, default in rows}
    assert told == {field.name: field.default for field in fields(Settings)}


def test_the_file_of_settings_shows_every_default_and_tells_each() -> None:
    text = text_of(ROOT / "config" / "kiosk.toml")
    assert tomllib.loads(text) == {field.name: field.default for field in fields(Settings)}
    assert all("#" in line for line in text.splitlines() if " = " in line)


# ---- the format of guides


def a_guide(folder: Path, text: str) -> tuple[Guide | None, list[str]]:
    """The guide of the documentation and its problems, on the day of its review."""
    path = folder / "attestation-exemple.yaml"
    path.write_text(text, "utf-8")
    day = read_model(path, Guide).review.on
    library = load(ROOT, day)
    ids = {one.stem for one in guide_files(ROOT)} | {path.stem}
    ground = Ground(library.hosts, library.glossary, Themes(themes=library.themes), ids, day)
    guide, problems = inspect(path, ground)
    return guide, [str(problem) for problem in problems]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(DOCS / "guide-format.md"), re.S | re.M)


def test_the_example_is_a_valid_guide(tmp_path: Path) -> None:
    guide, problems = a_guide(tmp_path, blocks("yaml")[0])
    assert problems == []
    assert guide is not None


def test_the_error_shown_is_the_error_told(tmp_path: Path) -> None:
    wrong = blocks("yaml")[0].replace("vers: entrer", "vers: entre")
    assert a_guide(tmp_path, wrong)[1][0] == blocks("text")[0].strip()


def test_every_key_of_a_guide_is_told() -> None:
    schema: dict[str, Any] = json.loads(text_of(ROOT / "config" / "guide.schema.json"))
    shapes = [schema, *schema["$defs"].values()]
    keys = {key for shape in shapes for key in shape.get("properties", {})}
    values = {value for shape in shapes for value in shape.get("enum", ())}
    told = {piece for code in code_of(text_of(DOCS / "guide-format.md")) for piece in re.findall(r"[a-z_]+", code)}
    assert keys | values <= told


# ---- links, pictures, names


def links(page: Path) -> Iterator[str]:
    """The addresses a page links to within the project."""
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.S | re.M)
    for target in re.findall(r'(?:\]\(|src=")([^)"\s]+)', prose):
        if "://" not in target:
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target.partition("#")[0]).exists()] == []


def test_every_page_and_picture_is_linked() -> None:
    linked = {(page.parent / target).resolve() for page in PAGES for target in links(page)}
    written = {*PAGES[1:], *(DOCS / "pictures").glob("*.png")}
    assert {path.relative_to(ROOT) for path in written - linked} == set()


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in (DOCS / "pictures").iterdir()) < MOST_BYTES_OF_PICTURES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_test_named_exists(page: Path) -> None:
    tests = "\n".join(text_of(path) for path in (ROOT / "tests").glob("test_*.py"))
    rooms = "kiosk|config|guides|script|tests|assets|docs"
    for code in code_of(text_of(page)):
        for path in re.findall(rf"(?<![\w./])(?:{rooms})/[\w./-]+", code):
            assert path == "guides/attestation-exemple.yaml" or (ROOT / path).exists(), code
        for name in re.findall(r"^test_\w+$", code):
            assert f"def {name}(" in tests, code


def test_the_changelog_begins_with_this_version() -> None:
    found = re.search(r"^## \[([\d.]+)\]", text_of(ROOT / "CHANGELOG.md"), re.M)
    assert found is not None
    assert found[1] == __version__


# ---- the project alone


def written_files() -> list[Path]:
    """Every file that is tracked, or would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_place_of_one_machine() -> None:
    folders = "|".join(("work", "root", "home"))
    registries = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"))
    hosts = "|".join(re.escape(".".join(parts)) for parts in registries)
    place = re.compile(rf"(?<![\w.])/(?:{folders})/|\b(?:{hosts})\b")
    found = []
    for path in written_files():
        try:
            text = text_of(path)
        except UnicodeDecodeError:
            continue  # a font or a picture
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in place.finditer(text)]
    assert found == []
