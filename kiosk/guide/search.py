"""Rules. Finds a guide from words as people type them: no accents, swapped letters, half a word, SMS French.

Each word of the question is compared with every word of the library, and the closest are kept: the same word, the same
sound, the same stem, the beginning (for the word being typed), or a slip of the finger. A word counts more in a title
than deep in a step, and more when few guides have it. A guide's score says how much of the question it answers.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import NamedTuple

import snowballstemmer
from pydantic import Field
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiosk.guide.check import prose_of
from kiosk.guide.glossary import Theme
from kiosk.guide.library import Library
from kiosk.guide.model import Guide, Part, Question, Short

# How much a word counts by the place where it stands.
TITLE, WORDS, SUMMARY, STEPS = 0.9, 0.8, 0.5, 0.25
# An everyday name says nearly as much as the word it stands for; a sound or a stem, nearly as much as the spelling.
OTHER_NAME, SOUND, STEM, BEGINNING = 0.9, 0.95, 0.9, 0.85
# A word with slips is at most as likely as this, and those less likely than the best by more than CLOSE are dropped.
SLIP, CLOSE = 0.9, 0.1
# How much a word that no guide knows weighs against the score: people tell a story around what they want.
UNKNOWN = 0.6
# Below this, the library does not answer the question.
FLOOR = 0.2


class Everyday(Part):
    """How people talk, in `config/search.yaml`: the words that say nothing, and the names that say the same."""

    empty: tuple[str, ...] = Field(default=(), alias="mots_vides", description="Mots qui ne disent pas le sujet.")
    same: tuple[tuple[Short, ...], ...] = Field(
        default=(), alias="meme_sens", description="Groupes de noms pour une même chose : anciens noms, sigles, argot."
    )


class Hit(NamedTuple):
    """A guide that answers, and how well (0 to 1)."""

    id: str
    title: str
    score: float


def words(text: str) -> list[str]:
    """The words of a text without capitals, accents, apostrophes or ligatures."""
    folded = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return re.findall(r"[a-z0-9]+", bare)


_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = (
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"c(?!h)|qu?"), "k"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"[ae]?i[nm](?![aeiou])"), "in"),
    (re.compile(r"[ea][nm](?![aeiou])"), "an"),
    (re.compile(r"o[nm](?![aeiou])"), "on"),
    (re.compile(r"[ae]i"), "e"),
    (re.compile(r"(?<=..)(?:e(?:e|es|r|rs|s|t|ts|z)?|[dpstx]+)$"), ""),
)


def sound(word: str) -> str:
    """Roughly how a French word is heard: « périmer », « périmés » and « perrimé » sound alike."""
    word = _DOUBLED.sub(r"\1", word)
    for spelling, heard in _SOUNDS:
        word = spelling.sub(heard, word)
    return word


_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_PLACE = {letter: (row, column) for row, letters in enumerate(_ROWS) for column, letter in enumerate(letters)}


def _neighbours(one: str, other: str) -> bool:
    """Whether two keys touch on our keyboard."""
    if one not in _PLACE or other not in _PLACE:
        return False
    (row, column), (other_row, other_column) = _PLACE[one], _PLACE[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def _most_slips(word: str) -> int:
    """How many slips of the finger are believed in a word of that length."""
    return (len(word) > 2) + (len(word) > 7) + (len(word) > 11)


def _after_slips(typed: str, meant: str, slips: float) -> float:
    """How likely it is that who typed one word meant the other; 0 when that is not believable.

    A neighbouring key is the likeliest slip. In a short word no other key is believed: it would be another word.
    """
    if len(meant) < 3:
        return 0.0
    trembled = len(typed) == len(meant) and all(
        one == other or _neighbours(one, other) for one, other in zip(typed, meant, strict=True)
    )
    if len(typed) == len(meant) < 5 and not trembled and sorted(typed) != sorted(meant):
        return 0.0
    return SLIP - slips / len(meant) * (0.5 if trembled else 1)


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
        self._empty = frozenset(word for phrase in everyday.empty for word in words(phrase))
        self._known_stem = cache(_stem)  # of our own words; what a resident types is kept nowhere
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
        self._words = sorted(self._places)
        self._by_sound = _grouped(self._words, sound)
        self._by_start = _grouped(self._words, _start)

    def rank(self, text: str, floor: float) -> list[Hit]:
        """The documents that answer, best first."""
        asked = self._asked(text)
        whole = sum(word.rarity for word in asked)
        alone: dict[int, float] = {}
        together: dict[_Place, float] = {}
        for word in asked:
            best = self._best_places(word.meanings)
            for place, likeness in best.items():
                together[place] = together.get(place, 0) + likeness * word.rarity
            for number, likeness in _best_documents(best).items():
                alone[number] = alone.get(number, 0) + likeness * word.rarity
        in_one_text = _best_documents(together)  # « carte » and « perdue » say more side by side than far apart
        hits = [
            Hit(document.id, document.title, round((alone[number] + in_one_text[number]) / 2 / whole, 4))
            for number, document in enumerate(self._documents)
            if number in alone
        ]
        return sorted((hit for hit in hits if hit.score >= floor), key=lambda hit: (-hit.score, hit.title, hit.id))

    def _asked(self, text: str) -> list[_Asked]:
        every = words(text)
        unfinished = every[-1] if every and not text[-1].isspace() else ""
        telling = [word for word in every if word not in self._empty and (len(word) > 1 or word.isdigit())]
        if not telling and unfinished:
            telling = [unfinished]
        asked = []
        for word in dict.fromkeys(telling):
            meanings = self._meanings(word, unfinished=word == unfinished)
            asked.append(_Asked(meanings, self._rarity(meanings)))
        return asked

    def _meanings(self, typed: str, unfinished: bool) -> dict[str, float]:
        stem = _stem(typed)
        found = {word: STEM for word in self._by_start.get(_start(typed), ()) if self._known_stem(word) == stem}
        heard = sound(typed)
        if len(heard) > 1:  # « aaaa » sounds like one letter, and so like nothing in particular
            found |= dict.fromkeys(self._by_sound.get(heard, ()), SOUND)
        if unfinished:
            found = dict.fromkeys(self._beginning(typed), BEGINNING) | found
        if typed in self._places:
            found[typed] = 1.0
        return found or self._slips(typed, unfinished) or self._glued(typed)

    def _beginning(self, typed: str) -> list[str]:
        at = bisect_left(self._words, typed)
        return self._words[at : bisect_left(self._words, typed + "\x7f", at)]

    def _slips(self, typed: str, unfinished: bool) -> dict[str, float]:
        """The words nearest to what trembling fingers typed; of the word being typed, only as much as is there."""
        most = _most_slips(typed)
        near = process.extract(typed, self._words, scorer=OSA.distance, score_cutoff=most, limit=None) if most else []
        likely = {word: _after_slips(typed, word, slips) for word, slips, _ in near}
        if unfinished and not likely and len(typed) > 4:
            starts = [word[: len(typed)] for word in self._words]
            near = process.extract(typed, starts, scorer=OSA.distance, score_cutoff=most, limit=None)
            likely = {self._words[at]: _after_slips(typed, start, slips) for start, slips, at in near}
        best = max(likely.values(), default=0)
        return {word: likeness for word, likeness in likely.items() if likeness > max(0.0, best - CLOSE)}

    def _glued(self, typed: str) -> dict[str, float]:
        """Two words typed without the space between them: the known ones."""
        for cut in range(len(typed) - 2, 1, -1):
            if typed[:cut] in self._places and typed[cut:] in self._places:
                return {typed[:cut]: SLIP, typed[cut:]: SLIP}
        return {}

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


def _grouped(all_words: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word in all_words:
        groups.setdefault(key(word), []).append(word)
    return groups


def _stem(word: str) -> str:
    """The word without its ending. A stemmer remembers its last word, so each is used once."""
    return str(snowballstemmer.stemmer("french").stemWord(word))


def _start(word: str) -> str:
    return word[:3]


class Index:
    """A library made ready for searching: built once, when the library is read."""

    def __init__(self, library: Library, everyday: Everyday | None = None) -> None:
        self.shelf = _Shelf(map(_of_guide, library.guides), everyday or Everyday())


def search(index: Index, text: str, limit: int = 6) -> list[Hit]:
    """The guides that answer, best first; none when the library does not speak of that."""
    return index.shelf.rank(text, FLOOR)[:limit]


def nearest_themes(library: Library, text: str, everyday: Everyday | None = None) -> list[Theme]:
    """The themes to offer when no guide answers, best first, from their own words; none when they say nothing of it."""
    themes = [theme for theme in library.themes if library.on(theme.id)]
    found = _Shelf(map(_of_theme, themes), everyday or Everyday()).rank(text, 0.0)
    return [theme for hit in found for theme in themes if theme.id == hit.id]
