"""Rules. Distress: the numbers to call, and what people type when they are in danger (`config/urgency.yaml`).

A phrase of danger is a set of words, in any order: « mari/copain frappe/tape » is any of the first two with any of the
others. A typed word is one of them when it is written, sounds or begins like it, or with one slip of the finger. What
is typed is looked at and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from rapidfuzz.distance import OSA

from kiosk.guide.model import Confidence, Part, Prose, Short, Slug
from kiosk.guide.spelling import neighbours, sound, stem, words

Number = Literal["112", "15", "17", "18", "114", "115", "119", "3919", "3114"]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]

SMALL, ALIKE = 2, 4
"""Words as small as « il » and « me » say little: a phrase with one must stand nearly together. From `ALIKE`
letters on, a word may be written otherwise."""
ROOM = 1
"""How many other words may stand within such a phrase."""
FAR = 8
"""How far apart the words of any phrase may stand."""
LEAST_SLIPPED = 6
"""How long a word is in which a slip is believed."""


class Telephone(Part):
    """A number that answers in an emergency."""

    number: Number = Field(alias="numero", description="Le numéro, tel qu'on le tape.")
    who: Short = Field(alias="qui", description="Qui répond, en mots simples.")
    detail: Short | None = Field(default=None, alias="dit", description="Ce qui est sûr : gratuit, jour et nuit.")
    source: str = Field(min_length=1, description="D'où vient ce numéro.")
    confidence: Confidence = Field(alias="confiance", description="haute, moyenne ou basse.")


class Group(Part):
    """One kind of distress: what to say first, whom to call, and the phrases that tell it."""

    id: Slug
    title: Short = Field(alias="titre", description="Le titre de la page, calme.")
    calm: Prose = Field(alias="calme", description="Les premières phrases, courtes et calmes.")
    first: tuple[Number, ...] = Field(
        default=(), alias="numeros", max_length=3, description="Les numéros de cette situation, le premier d'abord."
    )
    professional: bool = Field(
        default=False, alias="professionnel_d_abord", description="Vrai quand le professionnel aide avant tout numéro."
    )
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)] = Field(
        alias="mots", description="Des mots dans n'importe quel ordre ; « mari/copain » : l'un ou l'autre."
    )

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The phrases made ready to be compared."""
        return tuple(map(_pattern, self.phrases))


class Urgency(Part):
    """What the kiosk knows of distress, in `config/urgency.yaml`."""

    numbers: Annotated[tuple[Telephone, ...], Field(min_length=1)] = Field(alias="numeros")
    harmless: tuple[Short, ...] = Field(
        default=(), alias="mots_sans_danger", description="Mots qui ressemblent à un danger sans en être un : violette."
    )
    groups: Annotated[tuple[Group, ...], Field(min_length=1)] = Field(alias="situations")

    @model_validator(mode="after")
    def _numbers_are_described(self) -> Urgency:
        known = [one.number for one in self.numbers]
        named = [one.id for one in self.groups]
        if len(set(known)) < len(known) or len(set(named)) < len(named):
            raise PydanticCustomError("twice", "twice")
        if not {number for group in self.groups for number in group.first} <= set(known):
            raise PydanticCustomError("number", "number")
        return self

    def group(self, group_id: str) -> Group | None:
        """The group of that id."""
        return next((group for group in self.groups if group.id == group_id), None)

    def telephones(self, group: Group | None) -> tuple[Telephone, ...]:
        """The numbers of a group, in its order; without a group, all of them."""
        if group is None:
            return self.numbers
        known = {one.number: one for one in self.numbers}
        return tuple(known[number] for number in group.first)

    @cached_property
    def vocabulary(self) -> Mapping[str, tuple[Word, ...]]:
        """The words of the phrases, by their first letter and by their sound."""
        every = (slot for group in self.groups for pattern in group.patterns for slot in pattern.slots)
        found: dict[str, tuple[Word, ...]] = {}
        for word in map(_word, sorted(frozenset().union(*every))):
            for key in {word.text[0], word.sound}:
                found[key] = (*found.get(key, ()), word)
        return found

    @cached_property
    def quiet(self) -> frozenset[str]:
        """The harmless words, as they are typed."""
        return frozenset(word for phrase in self.harmless for word in words(phrase))


NO_URGENCY = Urgency.model_construct(numbers=(), harmless=(), groups=())
"""Nothing known of distress: for libraries made by hand."""


@dataclass(frozen=True)
class Word:
    """A word with its ending off, and as it is heard."""

    text: str
    stem: str
    sound: str
    length: int  # doubled letters counted once: « frape » is whole


@dataclass(frozen=True)
class Pattern:
    """A phrase of danger: one word of each slot must be there. `tight`: nearly side by side."""

    slots: tuple[frozenset[str], ...]
    tight: bool


@dataclass(frozen=True)
class _Typed:
    """A typed word: the words of the phrases that it may be; `quiet`: it may become a harmless one."""

    meant: frozenset[str]
    quiet: bool


def danger(text: str, urgency: Urgency) -> Group | None:
    """The first group that these typed words tell of; none when nobody seems to be in danger."""
    typed = words(text)
    growing = len(typed) - 1 if typed and not text[-1].isspace() else -1
    heard = [_heard(one, at == growing, urgency) for at, one in enumerate(typed)]
    for group in urgency.groups:
        if any(_tells(pattern, heard) for pattern in group.patterns):
            return group
    return None


def _pattern(phrase: str) -> Pattern:
    slots = tuple(frozenset(words(slot)) for slot in phrase.split())
    return Pattern(slots, any(len(word) <= SMALL for slot in slots for word in slot))


def _word(text: str) -> Word:
    return Word(text, stem(text), sound(text), sum(1 for _ in groupby(text)))


def _heard(typed: str, growing: bool, urgency: Urgency) -> _Typed:
    if typed in urgency.quiet:
        return _Typed(frozenset(), quiet=True)
    near = ((one, word) for one in _readings(typed) for key in (one.text[0], one.sound)
            for word in urgency.vocabulary.get(key, ()))  # fmt: skip
    meant = (word.text for one, word in near if _same(one, word, growing))
    return _Typed(frozenset(meant), growing and any(word.startswith(typed) for word in urgency.quiet))


def _readings(typed: str) -> tuple[Word, ...]:
    """A typed word, also without the little word glued to it: « lelectricite », « mexpulse »."""
    for glued in ("qu", *"ldjmtsnc"):
        if typed.startswith(glued) and len(typed) - len(glued) > SMALL:
            return _word(typed), _word(typed[len(glued) :])
    return (_word(typed),)


def _tells(pattern: Pattern, heard: list[_Typed]) -> bool:
    """Whether each slot of a phrase finds a word of its own, near enough to the others.

    What may still become a harmless word counts only between small words: « au feu », but not « maison feu(ille) ».
    """
    places = [
        [at for at, typed in enumerate(heard) if slot & typed.meant and (pattern.tight or not typed.quiet)]
        for slot in pattern.slots
    ]
    room = len(pattern.slots) + (ROOM if pattern.tight else FAR)
    return all(places) and any(
        len(set(taken)) == len(taken) and max(taken) - min(taken) < room for taken in product(*places)
    )


def _same(typed: Word, meant: Word, growing: bool) -> bool:
    """Whether somebody who typed one word meant the other. A word that is being typed lacks no letter."""
    if typed.text == meant.text:
        return True
    if min(len(typed.text), len(meant.text)) < ALIKE or (growing and typed.length < meant.length):
        return False
    if typed.stem == meant.stem or (typed.sound == meant.sound and len(typed.sound) >= ALIKE):
        return True
    return typed.text[0] == meant.text[0] and _slipped(typed.text, meant.text)


def _slipped(typed: str, meant: str) -> bool:
    """One key beside the right one, two keys in the wrong order; in a long word, any key, one too few or too many."""
    if len(meant) < LEAST_SLIPPED or OSA.distance(typed, meant, score_cutoff=1) > 1:
        return False
    if len(typed) != len(meant):
        return len(meant) > LEAST_SLIPPED
    wrong = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return len(wrong) == 2 or len(meant) > LEAST_SLIPPED + 1 or neighbours(*wrong[0])
