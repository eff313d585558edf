"""The declaration of accessibility is honest: each line answers, names a test that exists, or says what is missing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk import __version__

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "accessibilite.md").read_text("utf-8")
ANSWERS = ("Oui", "En partie", "Non", "Sans objet")
HEAD = "| n° | ce qui est demandé | réponse | ce qui le montre, ou ce qui manque |"
MISSING = "Manque : "

REQUIRED = """
5.1.2.2 5.1.3.1 5.1.3.2 5.1.3.3 5.1.3.4 5.1.3.5 5.1.3.6 5.1.3.7 5.1.3.8 5.1.3.9 5.1.3.10 5.1.3.11 5.1.3.12 5.1.3.13
5.1.3.14 5.1.3.15 5.1.3.16 5.1.4 5.1.5 5.1.6.1 5.1.6.2 5.1.7 5.2 5.3 5.4 5.5.1 5.5.2 5.6.1 5.6.2 5.7 5.8 5.9
8.1.2 8.1.3 8.2.1.1 8.2.1.2 8.2.2 8.3.1 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6 8.4.1 8.4.2 8.4.3 8.5
11.5 11.6.1 11.6.2 11.7 11.8
1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12
1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4
2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3
"""
"""Chapters 5, 8 and 11 of EN 301 549 V3.2.1, then every criterion A and AA of WCAG 2.2, which has no 4.1.1."""


class Line(NamedTuple):
    """One line of a table: its number, what is asked, the answer, and what shows it or is missing."""

    number: str
    asked: str
    answer: str
    shown: str

    @property
    def clauses(self) -> list[str]:
        """The clauses it answers for: "1.2.1 à 1.2.5 (11.1.2)" is five."""
        first, _, last = self.number.partition(" (")[0].partition(" à ")
        if not last:
            return [first]
        head, _, start = first.rpartition(".")
        return [f"{head}.{at}" for at in range(int(start), int(last.rpartition(".")[2]) + 1)]


def lines() -> list[Line]:
    found: list[Line] = []
    for table in TEXT.split(HEAD)[1:]:
        rows = table.strip("\n").split("\n\n")[0].splitlines()
        found += [Line(*(cell.strip() for cell in row.strip("|").split("|"))) for row in rows[1:]]
    return found


LINES = lines()
each_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.number)


@cache
def functions_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named_in(text: str) -> list[str]:
    return re.findall(r"`(tests/[^`]+)`", text)


def test_every_table_is_read() -> None:
    assert TEXT.count(HEAD) == len(re.findall(r"^\| n° ", TEXT, re.M)) == 6
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| [^|]+ \| [^|]+ \|$", TEXT, re.M)
    assert [row for row in rows if row != HEAD] == [f"| {' | '.join(line)} |" for line in LINES]


@each_line
def test_a_line_has_one_of_the_four_answers(line: Line) -> None:
    assert line.answer in ANSWERS
    assert line.asked
    assert line.shown.strip(" .")


@each_line
def test_a_yes_names_a_test_and_lacks_nothing(line: Line) -> None:
    if line.answer == "Oui":
        assert named_in(line.shown)
        assert MISSING not in line.shown


@each_line
def test_in_part_and_no_say_what_is_missing(line: Line) -> None:
    if line.answer in ("En partie", "Non"):
        told = line.shown.partition(MISSING)[2]
        assert len(told.split()) >= 4
        assert not named_in(told)


@pytest.mark.parametrize("name", sorted(set(named_in(TEXT))))
def test_every_test_named_exists(name: str) -> None:
    path, _, function = name.partition("::")
    assert function.startswith("test_")
    assert function in functions_in(path)


def test_no_line_stands_twice() -> None:
    clauses = Counter(clause for line in LINES for clause in line.clauses)
    assert [clause for clause, times in clauses.items() if times > 1] == []
    assert len({line.number for line in LINES}) == len(LINES)


def test_no_requirement_is_left_out() -> None:
    answered = {clause for line in LINES for clause in line.clauses}
    assert [clause for clause in REQUIRED.split() if clause not in answered] == []


def test_the_head_tells_this_version_the_date_and_the_sum() -> None:
    head = dict(re.findall(r"^\| (version|date|bilan) \| (.+) \|$", TEXT, re.M))
    assert head["version"] == __version__
    assert re.fullmatch(r"\d{1,2} [a-zéû]+ 20\d\d", head["date"])
    counts = Counter(line.answer for line in LINES)
    assert head["bilan"] == ", ".join(f"{counts[answer]} « {answer} »" for answer in ANSWERS)
