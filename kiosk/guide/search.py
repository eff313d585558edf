"""Rules. Finds a guide from words as people type them: no accents, swapped letters, half a word, SMS French.

Each word of the question is compared with every word of the library, and the closest are kept: the same word, the same
sound, the same stem, the beginning (for the word being typed), or a slip of the finger (`vocabulary.py`). A word counts
more in a title than deep in a step, more when few guides have it, and more when the guide comes back to it. A guide's
score says how well it answers, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

from pydantic import Field

from kiosk.guide.check import prose_of
from kiosk.guide.event import Event
from kiosk.guide.glossary import Theme
from kiosk.guide.library import Library
from kiosk.guide.model import Guide, Part, Question, Short
from kiosk.guide.spelling import words
from kiosk.guide.vocabulary import Vocabulary

# How much a word counts by the place where it stands.
TITLE, WORDS, SUMMARY, STEPS = 0.9, 0.8, 0.5, 0.25
# An everyday name says nearly as much as the word it stands for; a word of the story around, little more than half.
OTHER_NAME, FAINT = 0.9, 0.6
# What makes a score: the words wherever they stand, the words in one text, and a line that says just what is asked.
ALONE, TOGETHER, LINE_FOR_LINE = 0.6, 0.4, 0.5
# How much more a word counts in a document that comes back to it.
OFTEN = 0.6
# From so many letters on, the word being typed counts as much as one that is finished.
CLEAR = 5
# How much a word that no guide knows weighs against the score: people tell a story around what they want.
UNKNOWN = 0.8
# Below this part of the question, the library does not answer it.
FLOOR = 0.2
# Below this part of it, a theme is not near.
NEAR = 0.1
# Below this, a change in life is not what is asked for; and a guide that answers better by more than this is.
EVENT_FLOOR, EVENT_SLACK = 0.7, 0.0


class Everyday(Part):
    """How people talk, in `config/search.yaml`: the words that say nothing, and the names that say the same."""

    empty: tuple[str, ...] = Field(default=(), alias="mots_vides", description="Mots qui ne disent pas le sujet.")
    faint: tuple[str, ...] = Field(
        default=(), alias="mots_faibles", description="Mots de l'histoire autour du besoin : ils comptent moins."
    )
    same: tuple[tuple[Short, ...], ...] = Field(
        default=(), alias="meme_sens", description="Groupes de noms pour une même chose : anciens noms, sigles, argot."
    )


class Hit(NamedTuple):
    """A guide that answers, and how well (0 to 1)."""

    id: str
    title: str
    score: float


_Place = tuple[int, int]  # a document and one of its texts, by their numbers


@dataclass(frozen=True)
class _Document:
    """What can be found: its texts, each with the weight of its place."""

    id: str
    title: str
    texts: tuple[tuple[float, str], ...]


def _of_guide(guide: Guide) -> _Document:
    answers = (choice.answer for step in guide.steps if isinstance(step, Question) for choice in step.choices)
    prose = (text for where, text in prose_of(guide) if where != ("resume",))
    deep = " ".join((*(step.title for step in guide.steps), *answers, *prose))
    texts = (
        (TITLE, guide.title),
        *((WORDS, name) for name in guide.words),
        (SUMMARY, f"{guide.summary} {guide.organisation}"),
        (STEPS, deep),
    )
    return _Document(guide.id, guide.title, texts)


def _of_event(event: Event) -> _Document:
    """Its title and its own names only: its tasks speak of what the guides are for."""
    return _Document(event.id, event.title, ((TITLE, event.title), *((WORDS, name) for name in event.words)))


def _of_theme(theme: Theme) -> _Document:
    return _Document(theme.id, theme.title, ((TITLE, theme.title), *((WORDS, name) for name in theme.words)))


class _OtherNames:
    """Adds to a text the everyday names of what it speaks of: where a guide says « argent », « sous » finds it too."""

    def __init__(self, same: Iterable[Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], frozenset[str]]]] = {}
        for group in same:
            names = [name for name in map(words, group) if name]
            everything = frozenset(word for name in names for word in name)
            for name in names:
                self._by_first.setdefault(name[0], []).append((name, everything))

    def of(self, text: list[str]) -> set[str]:
        """The other names of what is named in that text."""
        return {
            other
            for at, word in enumerate(text)
            for name, everything in self._by_first.get(word, ())
            if text[at : at + len(name)] == name
            for other in everything
        }


@dataclass(frozen=True)
class _Asked:
    """One word of the question: what it may mean, as {word of the library: likeness}, and how much it matters."""

    meanings: Mapping[str, float]
    rarity: float


class _Shelf:
    """Documents made ready for searching."""

    def __init__(self, documents: Iterable[_Document], everyday: Everyday) -> None:
        self._documents = tuple(documents)
        self._faint = frozenset(word for phrase in everyday.faint for word in words(phrase))
        self._places: dict[str, dict[_Place, float]] = {}
        other_names = _OtherNames(everyday.same)
        for number, document in enumerate(self._documents):
            for line, (weight, text) in enumerate(document.texts):
                said = words(text)
                others = other_names.of(said) if weight > STEPS else ()
                for word in others:
                    self._places.setdefault(word, {})[number, line] = weight * OTHER_NAME
                for word in said:
                    self._places.setdefault(word, {})[number, line] = weight
        empty = frozenset(word for phrase in everyday.empty for word in words(phrase))
        self._vocabulary = Vocabulary(self._places, empty)
        self._whole_line = self._whole_lines(empty)

    def _whole_lines(self, empty: frozenset[str]) -> dict[_Place, float]:
        """How much each line says in all, the steps left aside."""
        rarity = {word: self._rarity({word: 1.0}) * self._share(word) for word in self._places}
        return {
            (number, line): sum(rarity[word] for word in set(words(text)) - empty)
            for number, document in enumerate(self._documents)
            for line, (weight, text) in enumerate(document.texts)
            if weight > STEPS
        }

    def rank(self, text: str, floor: float) -> list[Hit]:
        """The documents that answer, best first."""
        asked = self._asked(text)
        whole = sum(word.rarity for word in asked)
        alone: dict[int, float] = {}
        dwelt: dict[int, float] = {}
        together: dict[_Place, float] = {}
        alike: dict[_Place, float] = {}
        for word in asked:
            best = self._best_places(word.meanings)
            lines: dict[int, int] = {}
            for place, likeness in best.items():
                together[place] = together.get(place, 0) + likeness * word.rarity
                if place in self._whole_line:
                    unweighted = likeness / self._documents[place[0]].texts[place[1]][0]
                    alike[place] = alike.get(place, 0) + unweighted * word.rarity
                    lines[place[0]] = lines.get(place[0], 0) + 1
            for number, likeness in _best_documents(best).items():
                value = likeness * word.rarity
                alone[number] = alone.get(number, 0) + value
                dwelt[number] = dwelt.get(number, 0) + value * (1 + OFTEN * log(1 + lines.get(number, 0)))
        in_one_text = _best_documents(together)  # « carte » and « perdue » say more side by side than far apart
        line_for_line = _best_documents(
            {place: said * said / (whole * max(said, self._whole_line[place])) for place, said in alike.items()}
        )
        hits = [
            Hit(document.id, document.title, round(1 - exp(-answer), 4))
            for number, document in enumerate(self._documents)
            if number in alone and (alone[number] + in_one_text[number]) / 2 / whole >= floor
            for answer in [
                (ALONE * dwelt[number] + TOGETHER * in_one_text[number]) / whole
                + LINE_FOR_LINE * line_for_line.get(number, 0)
            ]
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.title, hit.id))

    def _asked(self, text: str) -> list[_Asked]:
        every = self._vocabulary.read(text)
        unfinished = every[-1] if every and not text[-1].isspace() else ""
        long = [word for word in every if len(word) > 1 or word.isdigit()]
        telling = [word for word in long if not self._vocabulary.is_empty(word)]
        if not telling and unfinished:
            telling = [unfinished]
        asked = []
        for word in dict.fromkeys(telling):
            meanings = self._vocabulary.meanings(word, unfinished=word == unfinished)
            meant = max(meanings, key=meanings.__getitem__, default=word)
            share = min(self._share(word), self._share(meant))
            if word == unfinished and word not in meanings:  # « so » may yet become anything
                share *= min(1, len(word) / CLEAR)
            asked.append(_Asked(meanings, self._rarity(meanings) * share))
        return asked

    def _share(self, word: str) -> float:
        return FAINT if word in self._faint else 1

    def _rarity(self, meanings: Mapping[str, float]) -> float:
        """How much a word says, 0 to 1: all when one document has it, little when each has it as much."""
        if not meanings:
            return UNKNOWN
        weights = _best_documents(self._best_places(meanings)).values()
        among = sum(weights) / max(weights)
        return log(1 + len(self._documents) / among) / log(1 + len(self._documents))

    def _best_places(self, meanings: Mapping[str, float]) -> dict[_Place, float]:
        best: dict[_Place, float] = {}
        for word, likeness in meanings.items():
            for place, weight in self._places[word].items():
                best[place] = max(best.get(place, 0), weight * likeness)
        return best


def _best_documents(places: Mapping[_Place, float]) -> dict[int, float]:
    best: dict[int, float] = {}
    for (number, _), value in places.items():
        best[number] = max(best.get(number, 0), value)
    return best


class Index:
    """A library made ready for searching: built once, when the library is read."""

    def __init__(self, library: Library, everyday: Everyday | None = None) -> None:
        self.shelf = _Shelf(map(_of_guide, library.guides), everyday or Everyday())
        self.events = _Shelf(map(_of_event, library.events), everyday or Everyday())
        self.offered = {theme.id: theme for theme in library.themes if library.on(theme.id)}
        self.themes = _Shelf(map(_of_theme, self.offered.values()), everyday or Everyday())
        self.theme_of = {guide.id: guide.theme for guide in library.guides}


def search(index: Index, text: str, limit: int = 6) -> list[Hit]:
    """The guides that answer, best first; none when the library does not speak of that."""
    return index.shelf.rank(text, FLOOR)[:limit]


def search_events(index: Index, text: str, limit: int = 1) -> list[Hit]:
    """The changes in life that these words tell well, best first. They stand on a shelf of their own: what is asked of
    them is more, since there are few and each speaks of much."""
    return index.events.rank(text, EVENT_FLOOR)[:limit]


def nearest_themes(index: Index, text: str) -> list[Theme]:
    """The themes to offer when no guide answers, best first: from their own words, or else from the guides that answer
    a little; none when nothing is said of it."""
    own = [hit.id for hit in index.themes.rank(text, NEAR)]
    near = own or [index.theme_of[hit.id] for hit in index.shelf.rank(text, NEAR)]
    return [index.offered[theme] for theme in dict.fromkeys(near) if theme in index.offered]
