"""The library: a broken guide is set aside and the others stay; without glossary, themes or sites nothing is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from guide_files import GUIDE, ROOT, TODAY, spoiled

from kiosk.guide.library import guide_files, load, read_hosts
from kiosk.guide.model import Action, Information
from kiosk.guide.problem import BadFile

GLOSSARY = (
    "mots:\n- {mot: RSA, sens: Une aide., entier: revenu de solidarité active}\n- {mot: mot de passe, sens: Un code.}\n"
)
THEMES = (
    "themes:\n- {id: argent, titre: Argent, pictogramme: coin-euro, mots: [sous]}\n"
    "- {id: sante, titre: Santé, pictogramme: stethoscope}\n"
)
HOSTS = '[[host]]\nname = "www.caf.fr"\nconfidence = "high"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with two good guides."""
    (tmp_path / "config").mkdir()
    (tmp_path / "guides").mkdir()
    (tmp_path / "config" / "glossary.yaml").write_text(GLOSSARY, "utf-8")
    (tmp_path / "config" / "themes.yaml").write_text(THEMES, "utf-8")
    (tmp_path / "config" / "official_hosts.toml").write_text(HOSTS, "utf-8")
    shutil.copy(ROOT / "config" / "urgency.yaml", tmp_path / "config")
    for name, title in (("demo", "Demander une aide"), ("autre", "Avoir autre chose")):
        put(root=tmp_path, name=name, text=spoiled(("id: demo", f"id: {name}"), ("Demander une aide", title)))
    return tmp_path


def put(root: Path, name: str, text: str) -> None:
    """A guide on the shelf."""
    (root / "guides" / f"{name}.yaml").write_text(text, "utf-8")


def test_good_guides_are_found_by_their_id_and_on_their_theme_by_title(root: Path) -> None:
    library = load(root, TODAY)
    assert library.problems == ()
    assert [path.name for path in guide_files(root)] == ["autre.yaml", "demo.yaml"]
    assert [guide.id for guide in library.on("argent")] == ["autre", "demo"]
    assert library.on("sante") == ()
    assert library.guide("demo") in library.guides
    assert library.guide("perdu") is None


@pytest.mark.parametrize(
    "text", ["", "a: [", spoiled(("theme: argent", "theme: perdu")), spoiled(("duree: 20", "duree: 0"))]
)
def test_a_broken_guide_is_set_aside_and_the_others_stay(root: Path, text: str) -> None:
    put(root, "demo", text)
    library = load(root, TODAY)
    assert [guide.id for guide in library.guides] == ["autre"]
    assert {problem.file for problem in library.problems} == {"demo.yaml"}
    assert all(problem.grave for problem in library.problems)


@pytest.mark.parametrize(("today", "told"), [(date(2027, 4, 1), 0), (date(2027, 4, 2), 2), (date(2026, 9, 30), 2)])
def test_a_guide_with_a_passed_review_stays_and_is_told(root: Path, today: date, told: int) -> None:
    library = load(root, today)
    assert len(library.guides) == 2
    assert [problem.grave for problem in library.problems] == [False] * told


def test_what_is_no_guide_in_the_folder_is_left_alone(root: Path) -> None:
    (root / "guides" / "notes.txt").write_text("rien", "utf-8")
    (root / "guides" / "demo.yaml~").write_text("rien", "utf-8")
    assert len(load(root, TODAY).guides) == 2


def test_the_digest_changes_with_any_file_and_with_nothing_else(root: Path) -> None:
    first = load(root, TODAY).digest
    assert len(first) == 16
    assert load(root, date(2030, 1, 1)).digest == first
    seen = {first}
    for path in (root / "guides" / "demo.yaml", root / "config" / "glossary.yaml"):
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(load(root, TODAY).digest)
    (root / "guides" / "demo.yaml").rename(root / "guides" / "other.yaml")
    seen.add(load(root, TODAY).digest)
    assert len(seen) == 4
    shutil.copytree(root, copy := root / "copy")
    assert load(copy, TODAY).digest == load(root, TODAY).digest, "wherever it is"


def test_an_empty_shelf_is_a_library_all_the_same(root: Path) -> None:
    for path in guide_files(root):
        path.unlink()
    assert load(root, TODAY).guides == ()


def test_themes_and_words_are_found_capitals_apart(root: Path) -> None:
    library = load(root, TODAY)
    theme = library.theme("sante")
    assert theme is not None
    assert (theme.title, library.theme("perdu")) == ("Santé", None)
    assert [one.id for one in library.themes] == ["argent", "sante"]
    for asked in ("RSA", "rsa", "Rsa"):
        word = library.word(asked)
        assert word is not None
        assert (word.word, word.full) == ("RSA", "revenu de solidarité active")
    assert library.word("mot de  passe") is None


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("glossary.yaml", None, "glossary.yaml : Le fichier ne peut pas être lu"),
        ("themes.yaml", None, "themes.yaml : Le fichier ne peut pas être lu"),
        ("official_hosts.toml", None, "official_hosts.toml : La liste des sites officiels est illisible"),
        ("glossary.yaml", "mots: []\n", "glossary.yaml:1:7 : « mots » n'a pas assez d'éléments"),
        ("glossary.yaml", "mots:\n- {mot: RSA}\n", "glossary.yaml:2:3 : Il manque « sens »"),
        ("themes.yaml", "themes:\n- {id: A b, titre: A, pictogramme: b}\n", "themes.yaml:2:8 : « A b »"),
        ("official_hosts.toml", "[[host]\n", "est illisible"),
        ("official_hosts.toml", "[host]\nname = 'a'\n", "est illisible"),
        ("official_hosts.toml", "[[host]]\nnom = 'a'\n", "est illisible"),
        ("official_hosts.toml", "[[host]]\nname = ['a']\n", "est illisible"),
        ("official_hosts.toml", "", "est illisible"),
    ],
)
def test_nothing_is_told_without_glossary_themes_and_official_sites(
    root: Path, name: str, text: str | None, told: str
) -> None:
    path = root / "config" / name
    path.unlink()
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(BadFile) as caught:
        load(root, TODAY)
    assert told in str(caught.value)


def test_the_list_of_sites_may_carry_the_mark_of_windows(root: Path) -> None:
    path = root / "config" / "official_hosts.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HOSTS.encode())
    assert read_hosts(path) == {"www.caf.fr"}


def test_every_real_theme_has_its_own_name_and_every_word_is_explained_once() -> None:
    library = load(ROOT, TODAY)
    words = [entry.word.lower() for entry in library.glossary.words]
    assert len(set(words)) == len(words)
    assert len({theme.id for theme in library.themes}) == len(library.themes)
    assert {guide.theme for guide in library.guides} <= {theme.id for theme in library.themes}


def test_a_sketch_knows_its_pieces_in_reading_order(root: Path) -> None:
    guide = load(root, TODAY).guide("demo")
    assert guide is not None
    action = guide.step("page")
    assert isinstance(action, Action)
    assert [(piece.kind, piece.label, piece.here) for piece in action.sketch.pieces()] == [
        ("title", "Caf", False), ("lines", "", False), ("field", "Nom", False), ("button", "Suite", True),
    ]  # fmt: skip
    assert isinstance(guide.steps[0], Information)
    assert [guide.ways(step) for step in guide.steps] == [
        ("argent",), ("papiers",), ("compte",), ("page", "fin-pro"), ("fin-fait",), (), (),
    ]  # fmt: skip
    assert GUIDE.count("suite:") == 1
