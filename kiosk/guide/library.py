"""I/O. Reads all that the kiosk tells: guides, themes, glossary, official hosts. A broken guide is set aside."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiosk.guide.check import Ground, check, circles
from kiosk.guide.glossary import Glossary, Theme, Themes, Word
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem
from kiosk.guide.read import read_guide, read_model


@dataclass(frozen=True)
class Library:
    """Everything that can be told to a resident."""

    guides: tuple[Guide, ...]
    themes: tuple[Theme, ...]
    glossary: Glossary
    hosts: frozenset[str]
    problems: tuple[Problem, ...] = field(default=())

    def guide(self, guide_id: str) -> Guide | None:
        """The guide of that id, if it is on the shelf."""
        return next((guide for guide in self.guides if guide.id == guide_id), None)

    def theme(self, theme_id: str) -> Theme | None:
        """The theme of that id."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def on(self, theme_id: str) -> tuple[Guide, ...]:
        """The guides of a theme, by title."""
        return tuple(sorted((guide for guide in self.guides if guide.theme == theme_id), key=lambda g: g.title))

    def word(self, word: str) -> Word | None:
        """A glossary word."""
        return self.glossary.find(word)


def read_hosts(path: Path) -> frozenset[str]:
    """The exact official host names. Raises BadFile."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
        return frozenset(entry["name"] for entry in data["host"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadFile(
            [
                Problem(
                    path.name,
                    0,
                    0,
                    f"La liste des sites officiels est illisible ({error}).",
                    'Chaque site s\'écrit [[host]] puis name = "www.exemple.fr".',
                )
            ]
        ) from None


def guide_files(root: Path) -> list[Path]:
    """The files of the guides, by name."""
    return sorted((root / "guides").glob("*.yaml"))


def load(root: Path, today: date) -> Library:
    """The library below `root` (holding guides/ and config/). Guides with problems are left out, their problems kept.

    A guide whose review date has passed stays on the shelf: an old guide that says its date beats none; the problem is
    kept for staff. Raises BadFile when the glossary, themes or hosts cannot be read: nothing can be trusted without.
    """
    config = root / "config"
    glossary = read_model(config / "glossary.yaml", Glossary)
    themes = read_model(config / "themes.yaml", Themes)
    hosts = read_hosts(config / "official_hosts.toml")
    files = guide_files(root)
    ground = Ground(hosts, glossary, themes, {path.stem for path in files}, today)
    guides: list[Guide] = []
    problems: list[Problem] = []
    for path in files:
        guide, found = inspect(path, ground)
        problems += found
        if guide is not None and not any(problem.grave for problem in found):
            guides.append(guide)
    circling = circles(guides)
    problems += [
        Problem(f"{guide}.yaml", 0, 0, "Ce guide aide un guide qui l'aide lui-même.", "Retirez une de ces « aides ».")
        for guide in sorted(circling)
    ]
    guides = [guide for guide in guides if guide.id not in circling]
    return Library(tuple(guides), themes.themes, glossary, hosts, tuple(problems))


def inspect(path: Path, ground: Ground) -> tuple[Guide | None, list[Problem]]:
    """A guide file checked: the guide if it could be read at all, and its problems."""
    try:
        guide, places = read_guide(path)
    except BadFile as bad:
        return None, bad.problems
    return guide, check(guide, path.name, places, ground)
