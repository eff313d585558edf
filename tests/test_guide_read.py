"""Reading a guide: every mistake told in French at its place with a remedy, all at once, whatever the file holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from guide_files import GROUND, GUIDE, ROOT, place, spoiled, write
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.guide import read
from kiosk.guide.glossary import Glossary
from kiosk.guide.library import inspect
from kiosk.guide.model import Checklist, Verdict
from kiosk.guide.problem import BadFile, Problem, place_of
from kiosk.guide.read import read_guide, read_model

FAR = f"0x{'f' * 5000}"  # a number that Python refuses to write out
DEEP = f"{'[' * 9} [ 1{']' * 10}"
# what is wrong: what the good guide says, what is written instead, the passage that is shown, what is told, the remedy
MISTAKES = {
    "a line is missing": ("duree: 20\n", "", "version:", "Il manque « duree »", "Ajoutez une ligne « duree: … »"),
    "a line is missing inside": ("  le: 2026-10-01\n", "", "avant:", "Il manque « le »", "Ajoutez une ligne « le: … »"),
    "a step has no title": ("    titre: Bravo\n", "", "genre: fin", "Il manque « titre »", "Ajoutez une ligne"),
    "a key is misspelt": ("suite:", "suit:", "suit:", "« suit » n'existe pas ici", "Corrigez son nom"),
    "a key is in English": ("suite:", "next:", "next:", "« next » n'existe pas ici", "Corrigez son nom"),
    "a key of another kind": ("bilan: fait", "bilan: fait\n    suite: a", "suite: a", "« suite » n'existe", "retirez"),
    "no kind": ("genre: attention\n    id", "id", "id: argent", "genre de cette étape", "Écrivez genre: information"),
    "unknown kind": ("genre: liste", "genre: liset", "genre: liset", "genre de cette étape", "liste, action"),
    "outside the choice": ("email: necessaire", "email: oui", "oui", "« oui » n'est pas possible", "utile, non"),
    "unknown version": ("version: 1", "version: 2", "2\n", "« 2 » n'est pas possible pour « version »", "parmi : 1"),
    "too long": ("Demander une aide", "a" * 49, "a" * 49, "« titre » est trop long (49 signes)", "Au plus 48 signes"),
    "empty": ("titre: Bravo", "titre: ''", "''", "« titre » est vide", "Écrivez un texte"),
    "blank": ("titre: Bravo", "titre: '  '", "'  '", "« titre » est vide", "Écrivez un texte"),
    "nothing written": (
        "titre: Bravo",
        "titre:",
        "\n    texte: C'est fini",
        "« titre » doit être un texte",
        "guillemets",
    ),
    "id with accents": ("id: debut", "id: début", "début", "« début » n'est pas bien écrit", "minuscules sans accent"),
    "source key": ("cle: S1", "cle: Source1", "Source1", "n'est pas bien écrit pour « cle »", "S1, S2, S3"),
    "phone number": ('"3230"', "32.30.00", "32.30.00", "pas bien écrit pour « numero »", "chiffres et des espaces"),
    "number for text": ('numero: "3230"', "numero: 3230", "3230", "« numero » doit être un texte", "guillemets"),
    "date for text": ("titre: Bravo", "titre: 2026-11-22", "2026-11", "« titre » doit être un texte", "guillemets"),
    "list for text": ("titre: Bravo", "titre: [a, b]", "[a, b]", "« titre » doit être un texte", "guillemets"),
    "text for number": ("duree: 20", "duree: vingt", "vingt", "« duree » doit être un nombre", "chiffres seulement"),
    "half a minute": ("duree: 20", "duree: 2.5", "2.5", "« duree » doit être un nombre entier", "chiffres"),
    "number too large": ("duree: 20", "duree: 181", "181", "181 n'est pas possible pour « duree »", "limite est 180"),
    "number too small": ("duree: 20", "duree: 0", "0\nmots", "0 n'est pas possible pour « duree »", "limite est 1."),
    "number beyond measure": ("duree: 20", f"duree: {FAR}", FAR, "« duree » doit être un nombre entier", "chiffres"),
    "date in words": ("le: 2026-10-01", "le: octobre", "octobre", "« le » n'est pas une date", "2026-11-22"),
    "French date": ("le: 2026-10-01", "le: 01/10/2026", "01/10", "« le » n'est pas une date", "2026-11-22"),
    "no such day": ("le: 2026-10-01", "le: 2026-02-30", "2026-02-30", "« le » n'est pas une date", "2026-11-22"),
    "hour on a date": ("2026-10-01", "2026-10-01 10:30:00", "2026-10", "« le » n'est pas une date", "2026-11-22"),
    "year alone": ("le: 2026-10-01", "le: 2026", "2026\n", "« le » n'est pas une date", "2026-11-22"),
    "neither true nor false": (
        "ici: true",
        "ici: peut-être",
        "peut",
        "« ici » doit être vrai ou faux",
        "true ou false",
    ),
    "no list": ("[aide, argent, sous]", "aide", "aide\na_prep", "« mots » doit être une liste", "tiret"),
    "too few": ("[aide, argent, sous]", "[aide]", "[aide]", "« mots » n'a pas assez d'éléments", "au moins 3"),
    "too many": ("[autre]", "[a, b, c, d]", "[a, b", "« voir » a trop d'éléments", "Gardez-en 3 au plus"),
    "text for a part": (
        "\n  nom: le site de la Caf\n  url: https://www.caf.fr/aides",
        " caf",
        "caf",
        "« portail »",
        "C",
    ),
    "two in one drawing": ("{champ: Nom}", "{champ: A, lien: B}", "{champ: A", "dire une seule chose", "un seul mot"),
    "none in a drawing": ("- titre: Caf", "- ici: false", "ici: false", "dire une seule chose", "parmi titre, texte"),
    "key twice": ("duree: 20", "duree: 20\nduree: 30", "duree: 30", "« duree » est écrite deux fois", "Gardez-en une"),
    "reference": ("titre: Bravo", "titre: *x", "*x", "Un renvoi « * » est interdit", "guillemets"),
    "merged key": ("{champ: Nom}", "{<<: {champ: Nom}}", "<<", "La clé « << » n'existe pas", "retirez"),
    "list as a key": ("duree: 20", "duree: 20\n[a, b]: c", "[a, b]", "La clé « ? » n'existe pas", "retirez"),
    "a set": ("[aide, argent, sous]", "!!set {a, b, c}", "!!set", "Une marque « ! » est interdite", "guillemets"),
    "text marked so": ("titre: Bravo", "titre: !!str 12", "!!str", "Une marque « ! » est interdite", "guillemets"),
    "nested": ("titre: Bravo", f"titre: {DEEP}", "[ 1", "emboîtés trop profondément", "alignement"),
    "colon in a text": ("titre: Bravo", "titre: Oui : fini", ": fini", "L'écriture YAML est cassée", "deux-points"),
    "tab": ("    titre: Bravo", "\ttitre: Bravo", "\ttitre: Bravo", "L'écriture YAML est cassée", "alignement"),
    "open quote": ("titre: Bravo", 'titre: "Bravo', '"Bravo', "L'écriture YAML est cassée", "guillemets"),
    "open at the end": ("professionnel\n    faits: [cout-1]\n", "professionnel\n    faits: [X", "[X", "YAML", "Reg"),
    "stray sign": ("titre: Bravo", "titre: @Bravo", "@Bravo", "L'écriture YAML est cassée", "guillemets"),
    "two files in one": ("duree: 20", "---\nduree: 20", "---", "L'écriture YAML est cassée", "Regardez"),
    "NUL": ("titre: Bravo", "titre: Bra\0vo", "\0vo", "Un signe invisible", "retapez cette ligne"),
    "bell": ("titre: Bravo", "titre: Bra\x07vo", "\x07vo", "Un signe invisible", "Effacez-le"),
}


def told(folder: Path, text: str | bytes) -> list[Problem]:
    """What is told of a guide file with that text; reading it must fail."""
    with pytest.raises(BadFile) as caught:
        read_guide(write(folder, text))
    return caught.value.problems


@pytest.mark.parametrize(("before", "after", "shown", "what", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_at_its_place_with_its_remedy(
    tmp_path: Path, before: str, after: str, shown: str, what: str, remedy: str
) -> None:
    text = spoiled((before, after))
    problems = told(tmp_path, text)
    assert [(problem.file, problem.line, problem.column) for problem in problems] == [
        ("demo.yaml", *place(text, shown))
    ]
    assert what in problems[0].what
    assert remedy in problems[0].remedy
    assert len(str(problems[0])) < 300


def test_ten_different_mistakes_are_told_at_once_each_at_its_place(tmp_path: Path) -> None:
    names = (
        "too long", "phone number", "too few", "outside the choice", "French date", "id with accents", "key twice",
        "two in one drawing", "neither true nor false", "too many",
    )  # fmt: skip
    rows = [MISTAKES[name] for name in names]
    text = spoiled(*((before, after) for before, after, *_ in rows))
    problems = told(tmp_path, text)
    assert [(problem.line, problem.column) for problem in problems] == sorted(place(text, row[2]) for row in rows)
    assert all(any(row[3] in problem.what for problem in problems) for row in rows)
    assert len(problems) == 10
    assert sorted(problems) == problems


def test_a_good_guide_is_read_with_the_places_of_its_values(tmp_path: Path) -> None:
    guide, places = read_guide(write(tmp_path, GUIDE))
    checklist = guide.step("papiers")
    assert (guide.minutes, guide.review.on, guide.words) == (20, date(2026, 10, 1), ("aide", "argent", "sous"))
    assert isinstance(checklist, Checklist)
    assert checklist.items[0].what == "Une photo"
    assert guide.steps[-1].verdict is Verdict.PROFESSIONAL
    assert place_of(places, ("etapes", 2, "elements", 0, "quoi")) == place(GUIDE, "Une photo")
    assert place_of(places, ("etapes", 0, "faits")) == place(GUIDE, "genre: information")  # not written: the step
    with pytest.raises(KeyError):
        guide.step("nulle-part")


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + GUIDE.encode(),
        GUIDE.replace("\n", "\r\n"),
        f"# une note\n{GUIDE}\n\n",
        spoiled(("titre: Bravo", "titre: '2026-02-30'")),
        spoiled(("titre: Bravo", "titre: 2026-02-30")),  # no such day, so it is a text
        spoiled(("titre: Bravo", "titre: =")),
        spoiled(("titre: Bravo", "titre: &bien Bravo")),  # a name that nothing refers to harms nobody
    ],
    ids=["mark of Windows", "lines of Windows", "comment", "quoted date", "no date", "equals sign", "unused name"],
)
def test_harmless_ways_of_writing_are_accepted(tmp_path: Path, text: str | bytes) -> None:
    assert read_guide(write(tmp_path, text))[0].id == "demo"


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "Le fichier est vide"),
        (b"# rien\n", "Le fichier est vide"),
        (GUIDE.encode("latin-1"), "pas écrit en UTF-8"),
        (GUIDE.encode("utf-16"), "pas écrit en UTF-8"),
        (b"#" * (256 * 1024 + 1), "trop gros"),
    ],
    ids=["empty", "only a comment", "Latin-1", "UTF-16", "too big"],
)
def test_a_file_that_is_wrong_as_a_whole_is_told_without_a_line(tmp_path: Path, raw: bytes, what: str) -> None:
    (problem,) = told(tmp_path, raw)
    assert (problem.line, what in problem.what) == (0, True)
    assert str(problem).startswith("demo.yaml : Le fichier")


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "dossier.yaml").mkdir()
    for name, told in (("dossier.yaml", "pas un fichier ordinaire"), ("absent.yaml", "ne peut pas être lu")):
        with pytest.raises(BadFile, match=told):
            read_guide(tmp_path / name)
    path = write(tmp_path, GUIDE)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BadFile, match="Vérifiez son nom et ses droits"):
        read_guide(path)


@pytest.mark.parametrize("text", ["bonjour", "12", "[a, b]", "- a\n- b", "null", "{}"])
def test_a_file_that_is_no_guide_at_all_is_told(tmp_path: Path, text: str) -> None:
    assert {(problem.line, problem.column) for problem in told(tmp_path, text)} == {(1, 1)}


def test_the_id_must_be_the_name_of_the_file(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, spoiled(("id: demo", "id: autre")))
    assert (problem.line, problem.column) == place(GUIDE, "demo")
    assert "« id: demo »" in problem.remedy


@pytest.mark.parametrize("kind", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    "bomb",
    [
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 11)),
        "a: &a [*a, *a]\n",
        "a: &a {b: *a}\n",
        "a: &a {b: 1}\nc: {<<: [*a, *a]}\n",
        "[" * 200_000,
        "- " * 100_000 + "x",
        "{a: " * 50_000,
        "? " * 50_000,
    ],
    ids=["laughs", "circle", "circle of parts", "merged", "brackets", "dashes", "braces", "question marks"],
)
def test_a_bomb_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, bomb: str) -> None:
    monkeypatch.setattr(read, "_Loader", getattr(yaml, kind))
    start = time.process_time()
    assert {problem.what for problem in told(tmp_path, bomb)} <= {
        "Un renvoi « * » est interdit.",
        "Les éléments sont emboîtés trop profondément.",
    }
    assert time.process_time() - start < 1


def test_deep_nesting_does_not_bring_the_process_down(tmp_path: Path) -> None:
    path = write(tmp_path, "[" * 200_000)
    ask = "import sys, pathlib; from kiosk.guide.read import read_guide; read_guide(pathlib.Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", ask, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, "a crash inside libyaml would show as a negative code"
    assert "BadFile" in done.stderr


@pytest.mark.parametrize(
    "marked",
    [
        "!!python/object/apply:os.mkdir [{folder}]",
        "!!python/object/new:os.mkdir {{args: [{folder}]}}",
        "!!python/name:os.mkdir ''",
        "!!binary aGVs",
        "!moi {{a: b}}",
    ],
)
def test_a_mark_that_would_run_code_is_refused_and_not_run(tmp_path: Path, marked: str) -> None:
    made = tmp_path / "made"
    (problem,) = told(tmp_path, spoiled(("titre: Bravo", f"titre: {marked.format(folder=made)}")))
    assert "Une marque « ! » est interdite" in problem.what
    assert not made.exists()


def test_the_slow_reader_tells_the_same_as_the_quick_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = [spoiled((before, after)) for before, after, *_ in MISTAKES.values()]
    quick = [[(problem.line, problem.what) for problem in told(tmp_path, text)] for text in spoilt]
    monkeypatch.setattr(read, "_Loader", yaml.SafeLoader)
    assert [[(problem.line, problem.what) for problem in told(tmp_path, text)] for text in spoilt] == quick


def test_any_model_is_read_with_the_same_care(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"mots.yaml:1:9 : La clé « word » n'existe pas ici"):
        read_model(write(tmp_path, "mots: [{word: RSA, sens: Une aide.}]", "mots.yaml"), Glossary)


def lines_of(text: str) -> int:
    """How many lines an editor shows, and YAML counts."""
    return len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))


PIECES = st.one_of(
    st.sampled_from(
        ["\t", "\n", " ", ":", "- ", "*", "&a ", "*a", "!", "!!set ", "[", "{", "}", '"', "'", "|", ">", "\0"]
    ),
    st.sampled_from(
        ["<<: ", "? ", "%", "@", "#", "---\n", "...\n", "\ufeff", "\u2028", "é", "0x9", "2026-13-45", "null", "~"]
    ),
    st.text(max_size=8),
).map(str.encode) | st.binary(min_size=1, max_size=4)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "insert", "delete line", "double line", "insert line", "swap lines"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 30),
        PIECES,
    ),
    min_size=1,
    max_size=4,
)


def mutated(raw: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    """The file as clumsy hands leave it."""
    for kind, where, length, piece in edits:
        parts: list[bytes] | list[int] = raw.splitlines(keepends=True) if "line" in kind else list(raw)
        at = int(where * len(parts))
        if kind.startswith("insert"):
            parts[at:at] = [piece + b"\n"] if "line" in kind else list(piece)
        elif kind.startswith("swap"):
            parts[at : at + 2] = parts[at : at + 2][::-1]
        elif "line" in kind:
            parts[at : at + 1] = parts[at : at + 1] * (2 if "double" in kind else 0)
        else:
            parts[at : at + length] = parts[at : at + length] * (2 if kind == "double" else 0)
        raw = b"".join(parts) if "line" in kind else bytes(parts)  # type: ignore[arg-type]
    return raw


@pytest.mark.parametrize("kind", ["CSafeLoader", "SafeLoader"])
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(edits=EDITS)
@example(edits=[("insert", 0.5, 1, b"\0")])
@example(edits=[("insert line", 0.99, 1, b"'")])
def test_a_file_changed_at_random_is_read_or_told_within_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, edits: list[tuple[str, float, int, bytes]]
) -> None:
    monkeypatch.setattr(read, "_Loader", getattr(yaml, kind))
    raw = mutated(GUIDE.encode(), edits)
    guide, problems = inspect(write(tmp_path, raw), GROUND)
    last = lines_of(raw.decode("utf-8-sig", "replace"))
    assert guide is not None or problems
    for problem in problems:
        assert 0 <= problem.line <= last, problem
        assert problem.what.endswith("."), problem
        assert problem.remedy.endswith((".", "…")), problem


def test_a_pipe_among_the_guides_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "tuyau.yaml"
    os.mkfifo(pipe)
    with pytest.raises(BadFile, match="pas un fichier ordinaire"):
        read_guide(pipe)
