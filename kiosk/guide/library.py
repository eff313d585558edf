"""I/O. Reads all that the kiosk tells: guides, themes, glossary, official hosts. A broken guide is set aside."""

from __future__ import annotations

import contextlib
import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from kiosk.guide.check import Ground, check, circles
from kiosk.guide.event import Event
from kiosk.guide.event_check import check_event
from kiosk.guide.glossary import Glossary, Theme, Themes, Word
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem
from kiosk.guide.read import read_event, read_guide, read_model, read_rehearsal
from kiosk.guide.rehearsal import Rehearsal
from kiosk.guide.rehearsal_check import check_rehearsal
from kiosk.guide.urgency import NO_URGENCY, Urgency

REHEARSALS, EVENTS = "exercices", "evenements"
"""The folders of the rehearsals and of the changes in life, among the guides."""
CONTENT = ("glossary.yaml", "themes.yaml", "urgency.yaml", "official_hosts.toml")
"""The files of the configuration that a library is made from."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class Library:
    """Everything that can be told to a resident."""

    guides: tuple[Guide, ...]
    themes: tuple[Theme, ...]
    glossary: Glossary
    hosts: frozenset[str]
    problems: tuple[Problem, ...] = field(default=())
    rehearsals: tuple[Rehearsal, ...] = field(default=())
    events: tuple[Event, ...] = field(default=())
    urgency: Urgency = NO_URGENCY
    digest: str = ""
    """Sixteen letters that change with any of the files that were read; to see whether two libraries are the same."""

    def guide(self, guide_id: str) -> Guide | None:
        """The guide of that id, if it is on the shelf."""
        return next((guide for guide in self.guides if guide.id == guide_id), None)

    def theme(self, theme_id: str) -> Theme | None:
        """The theme of that id."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def on(self, theme_id: str) -> tuple[Guide, ...]:
        """The guides of a theme, by title."""
        return tuple(sorted((guide for guide in self.guides if guide.theme == theme_id), key=lambda g: g.title))

    def rehearsal(self, rehearsal_id: str) -> Rehearsal | None:
        """The rehearsal of that id."""
        return next((one for one in self.rehearsals if one.id == rehearsal_id), None)

    def rehearsals_for(self, guide_id: str) -> tuple[Rehearsal, ...]:
        """The rehearsals that go with a guide."""
        return tuple(one for one in self.rehearsals if guide_id in one.guides)

    def event(self, event_id: str) -> Event | None:
        """The change in life of that id."""
        return next((event for event in self.events if event.id == event_id), None)

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


def rehearsal_files(root: Path) -> list[Path]:
    """The files of the rehearsals, by name."""
    return sorted((root / "guides" / REHEARSALS).glob("*.yaml"))


def event_files(root: Path) -> list[Path]:
    """The files of the changes in life, by name."""
    return sorted((root / "guides" / EVENTS).glob("*.yaml"))


def load(root: Path, today: date) -> Library:
    """The library below `root` (holding guides/ and config/). Guides with problems are left out, their problems kept.

    A guide whose review date has passed stays on the shelf: an old guide that says its date beats none; the problem is
    kept for staff. Raises BadFile when the glossary, themes, hosts or emergency numbers cannot be read: nothing can be
    trusted without.
    """
    config = root / "config"
    glossary = read_model(config / "glossary.yaml", Glossary)
    themes = read_model(config / "themes.yaml", Themes)
    hosts = read_hosts(config / "official_hosts.toml")
    urgency = read_model(config / "urgency.yaml", Urgency)
    files = guide_files(root)
    ground = Ground(hosts, glossary, themes, {path.stem for path in files}, today)
    guides, problems = _shelved(inspect, files, ground)
    circling = circles(guides)
    problems += [
        Problem(f"{guide}.yaml", 0, 0, "Ce guide aide un guide qui l'aide lui-même.", "Retirez une de ces « aides ».")
        for guide in sorted(circling)
    ]
    guides = [guide for guide in guides if guide.id not in circling]
    rehearsals, found = _shelved(inspect_rehearsal, rehearsal_files(root), ground)
    rehearsals.sort(key=lambda one: (one.rank, one.id))
    events, also = _shelved(inspect_event, event_files(root), ground)
    problems += [*found, *also]
    return Library(
        tuple(guides), themes.themes, glossary, hosts, tuple(problems), tuple(rehearsals), tuple(events), urgency,
        _digest(root),
    )  # fmt: skip


def _digest(root: Path) -> str:
    """A digest of the bytes that a library is made from."""
    config = [root / "config" / name for name in CONTENT]
    whole = hashlib.sha256()
    for path in (*guide_files(root), *rehearsal_files(root), *event_files(root), *config):
        with contextlib.suppress(OSError):  # set aside, or gone since
            data = path.read_bytes()
            whole.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    return whole.hexdigest()[:16]


def _shelved(
    look: Callable[[Path, Ground], tuple[Read | None, list[Problem]]], files: list[Path], ground: Ground
) -> tuple[list[Read], list[Problem]]:
    """What can be told of some files, those with a grave problem left out; and every problem found."""
    looked = [look(path, ground) for path in files]
    sound = [one for one, found in looked if one is not None and not any(problem.grave for problem in found)]
    return sound, [problem for _, found in looked for problem in found]


def inspect(path: Path, ground: Ground) -> tuple[Guide | None, list[Problem]]:
    """A guide file checked: the guide if it could be read at all, and its problems."""
    try:
        guide, places = read_guide(path)
    except BadFile as bad:
        return None, bad.problems
    return guide, check(guide, path.name, places, ground)


def inspect_rehearsal(path: Path, ground: Ground) -> tuple[Rehearsal | None, list[Problem]]:
    """A rehearsal's file checked, as a guide's."""
    try:
        rehearsal, places = read_rehearsal(path)
    except BadFile as bad:
        return None, bad.problems
    return rehearsal, check_rehearsal(rehearsal, path.name, places, ground)


def inspect_event(path: Path, ground: Ground) -> tuple[Event | None, list[Problem]]:
    """The file of a change in life checked, as a guide's."""
    try:
        event, places = read_event(path)
    except BadFile as bad:
        return None, bad.problems
    return event, check_event(event, path.name, places, ground)
