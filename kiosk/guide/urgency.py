"""Rules. Distress: the numbers to call, and what people type when they are in danger (`config/urgency.yaml`).

A phrase of danger is a few words in their order, each with little between: « mari/copain me FRAPPER » is either of the
first two, then « me », then a word of the family FRAPPER. A typed word is one of them when it is written, sounds or
begins like it, or with a slip of the finger. What is typed is looked at and kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from rapidfuzz.distance import OSA

from kiosk.guide.model import Confidence, Part, Prose, Short, Slug
from kiosk.guide.spelling import neighbours, sound, stem, words

Number = Literal["112", "15", "17", "18", "114", "115", "119", "3919", "3114"]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=600)]
Family = Annotated[str, StringConstraints(pattern=r"^[A-Z_]{2,20}$")]

ANYTHING, BUT = "…", "sauf"
"""In a phrase: many other words may stand here; what follows must not stand beside."""
SMALL, ALIKE = 2, 4
"""A glued little word leaves more than `SMALL` letters. From `ALIKE` letters on, a word may be written otherwise."""
NEAR, FAR = 2, 8
"""How many other words may stand between two words of a phrase, and where it says « … »."""
BESIDE = 2
"""How near to a phrase a word must stand that makes it harmless."""
LEAST_SLIPPED, SURE = 6, 2
"""How long a word is in which a slip is believed. In a shorter one it is, beside `SURE` words or more."""


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
        alias="mots", description="Des mots dans l'ordre ; « mari/copain » : l'un ou l'autre ; « sauf argent »."
    )


class Urgency(Part):
    """What the kiosk knows of distress, in `config/urgency.yaml`."""

    numbers: Annotated[tuple[Telephone, ...], Field(min_length=1)] = Field(alias="numeros")
    harmless: tuple[Short, ...] = Field(
        default=(), alias="mots_sans_danger", description="Mots qui ressemblent à un danger sans en être un : violette."
    )
    worrying: tuple[Short, ...] = Field(
        default=(), alias="mots_d_alerte", description="Mots qui montrent « Urgence » parmi les réponses, sans y mener."
    )
    families: dict[Family, Phrase] = Field(
        default_factory=dict, alias="familles", description="Des mots l'un pour l'autre, sous un nom en majuscules."
    )
    groups: Annotated[tuple[Group, ...], Field(min_length=1)] = Field(alias="situations")

    @model_validator(mode="after")
    def _numbers_are_described(self) -> Urgency:
        known = [one.number for one in self.numbers]
        named = [one.id for one in self.groups]
        if len(set(known)) < len(known) or len(set(named)) < len(named):
            raise PydanticCustomError("twice", "twice")
        unknown = {number for group in self.groups for number in group.first} - set(known)
        if unknown:
            raise PydanticCustomError("number", "number", {"given": min(unknown)})
        used = {name for group in self.groups for phrase in group.phrases for name in re.findall(r"[A-Z_]{2,}", phrase)}
        if not used <= set(self.families):
            raise PydanticCustomError("family", "family", {"given": min(used - set(self.families))})
        for phrase in (phrase for group in self.groups for phrase in group.phrases):
            if not words(phrase.partition(f" {BUT} ")[0]):
                raise PydanticCustomError("phrase", "phrase", {"given": phrase})
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
    def patterns(self) -> Mapping[str, tuple[Pattern, ...]]:
        """The phrases of each group made ready to be compared."""
        return {group.id: tuple(_pattern(one, self.families) for one in group.phrases) for group in self.groups}

    @cached_property
    def vocabulary(self) -> Mapping[str, tuple[Word, ...]]:
        """The words of the phrases, by their first letter and by their sound."""
        every = (slot for patterns in self.patterns.values() for pattern in patterns for slot in pattern.slots)
        found: dict[str, tuple[Word, ...]] = {}
        for word in map(_word, sorted(frozenset().union(*every))):
            for key in {word.text[0], word.sound}:
                found[key] = (*found.get(key, ()), word)
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of the phrases."""
        return frozenset(word.text for some in self.vocabulary.values() for word in some)

    @cached_property
    def alarming(self) -> frozenset[str]:
        """The endings off of the words that show the way without taking it."""
        return frozenset(stem(word) for phrase in self.worrying for word in words(phrase))

    @cached_property
    def quiet(self) -> frozenset[str]:
        """The harmless words, as they are typed."""
        return frozenset(word for phrase in self.harmless for word in words(phrase))


NO_URGENCY = Urgency.model_construct(numbers=(), harmless=(), worrying=(), families={}, groups=())
"""Nothing known of distress: for libraries made by hand."""


@dataclass(frozen=True)
class Word:
    """A word with its ending off, and as it is heard."""

    text: str
    sound: str
    length: int  # doubled letters counted once: « frape » is whole

    @cached_property
    def stem(self) -> str:
        """Slow, so only made where it may tell something."""
        return stem(self.text)


@dataclass(frozen=True)
class Pattern:
    """A phrase of danger: one word of each slot must be there, in this order. `room`: how far each may stand from the
    one before. `harmless`: words that must not stand beside."""

    slots: tuple[frozenset[str], ...]
    room: tuple[int, ...]
    harmless: frozenset[str]


@dataclass(frozen=True)
class _Typed:
    """A typed word: the words of the phrases that it surely is, those that it may be with a slip of the finger in a
    short word; `quiet`: it may still become a harmless one."""

    text: str
    sure: frozenset[str]
    slipped: frozenset[str]
    quiet: bool


def worrying(text: str, urgency: Urgency) -> bool:
    """Whether a typed word may tell of danger: then the way to help is shown among the answers, and not taken."""
    return any(stem(word) in urgency.alarming for word in words(text) if word not in urgency.quiet)


def danger(text: str, urgency: Urgency) -> Group | None:
    """The first group that these typed words tell of; none when nobody seems to be in danger."""
    typed = words(text)
    growing = len(typed) - 1 if typed and not text[-1].isspace() else -1
    heard = [part for at, one in enumerate(typed) for part in _heard(one, at == growing, urgency)]
    present = frozenset[str]().union(*(one.sure | one.slipped for one in heard))
    for group in urgency.groups:
        for pattern in urgency.patterns[group.id]:
            if not any(slot.isdisjoint(present) for slot in pattern.slots) and _tells(pattern, heard):
                return group
    return None


def _pattern(phrase: str, families: Mapping[str, str]) -> Pattern:
    """A line of the file made ready to be compared; a name in capitals stands for its family."""
    for name, family in families.items():
        phrase = re.sub(rf"\b{name}\b", "/".join(family.split()), phrase)
    told, _, but = phrase.partition(f" {BUT} ")
    slots: list[frozenset[str]] = []
    room: list[int] = []
    near = NEAR
    for piece in told.split():
        if piece == ANYTHING:
            near = FAR
        else:
            slots.append(frozenset(words(piece)))
            room.append(near + 1)
            near = NEAR
    return Pattern(tuple(slots), tuple(room), frozenset(words(but)))


def _word(text: str) -> Word:
    return Word(text, sound(text), sum(1 for _ in groupby(text)))


GLUED = ("qu", *"ldjmtsnc")
"""Little words that lose their vowel, and often their apostrophe: « lelectricite », « metrangle »."""


def _heard(typed: str, growing: bool, urgency: Urgency) -> Iterator[_Typed]:
    """A typed word; two, where a little word is glued to it."""
    whole = _one_heard(typed, growing, urgency)
    if not whole.sure and typed not in urgency.quiet:
        for glued in GLUED:
            if typed.startswith(glued) and len(typed) - len(glued) > SMALL:
                rest = _one_heard(typed[len(glued) :], growing, urgency)
                if rest.sure and (not growing or rest.text in urgency.known):
                    yield _Typed(glued, frozenset({glued}), frozenset(), quiet=whole.quiet)
                    yield _Typed(rest.text, rest.sure, rest.slipped, whole.quiet or rest.quiet)
                    return
    yield whole


def _one_heard(typed: str, growing: bool, urgency: Urgency) -> _Typed:
    if typed in urgency.quiet:
        return _Typed(typed, frozenset(), frozenset(), quiet=True)
    one, known = _word(typed), typed in urgency.known
    near = set(urgency.vocabulary.get(one.sound, ()))
    if not known and len(typed) > SMALL:
        near.update(urgency.vocabulary.get(typed[0], ()))
    sure = frozenset(word.text for word in near if _same(one, word, growing, known)) | ({typed} if known else set())
    slipped = frozenset() if known else frozenset(word.text for word in near if _short_slip(one, word)) - sure
    return _Typed(typed, sure, slipped, growing and any(word.startswith(typed) for word in urgency.quiet))


def _tells(pattern: Pattern, heard: list[_Typed]) -> bool:
    """Whether the words of a phrase follow one another here, each near enough to the one before.

    One word of three may have a slip that makes it doubtful. What may still become a harmless word counts only beside
    another word right before it: « au feu », but not « maison feu(ille) ».
    """
    doubts = 1 if len(pattern.slots) > SURE else 0
    ways = {(at, at, doubt) for at, one in enumerate(heard) for doubt in _doubt(pattern.slots[0], one)}
    for slot, room in zip(pattern.slots[1:], pattern.room[1:], strict=True):
        ways = {
            (first, at, before + doubt)
            for first, last, before in ways
            for at in range(last + 1, min(last + room + 1, len(heard)))
            for doubt in _doubt(slot, heard[at])
            if not heard[at].quiet or at == last + 1
        }
    return any(doubt <= doubts and _meant(pattern, heard, first, last) for first, last, doubt in ways)


def _meant(pattern: Pattern, heard: list[_Typed], first: int, last: int) -> bool:
    """Whether nothing beside these words makes them harmless."""
    if first == last and heard[last].quiet:
        return False
    return pattern.harmless.isdisjoint(one.text for one in heard[max(first - BESIDE, 0) : last + BESIDE + 1])


def _doubt(slot: frozenset[str], typed: _Typed) -> tuple[int, ...]:
    """0: the typed word is surely one of these; 1: it may be one; nothing: it is none."""
    return (0,) if slot & typed.sure else (1,) if slot & typed.slipped else ()


def _same(typed: Word, meant: Word, growing: bool, known: bool) -> bool:
    """Whether somebody who typed one word meant the other. Of a word that is being typed, the end that is heard
    may still come. A word that is known has no slip in it."""
    if typed.text == meant.text:
        return True
    if min(len(typed.text), len(meant.text)) < ALIKE:
        return False
    if typed.sound == meant.sound and (len(typed.sound) >= ALIKE or typed.stem == meant.stem):
        return True
    if known or typed.text[0] != meant.text[0] or (growing and meant.text.startswith(typed.text)):
        return False
    return (typed.text[:3] == meant.text[:3] and typed.stem == meant.stem) or _slipped(typed.text, meant.text)


def _slipped(typed: str, meant: str) -> bool:
    """One key beside the right one, two keys in the wrong order; in a long word, any key, one too few or too many."""
    if len(meant) < LEAST_SLIPPED or OSA.distance(typed, meant, score_cutoff=1) > 1:
        return False
    if len(typed) != len(meant):
        return len(meant) > LEAST_SLIPPED
    wrong = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return len(wrong) == 2 or len(meant) > LEAST_SLIPPED + 1 or neighbours(*wrong[0])


def _short_slip(typed: Word, meant: Word) -> bool:
    """Whether one slip makes a word of four to six letters of the other: believed only beside words that are sure."""
    return (
        ALIKE <= len(meant.text) <= LEAST_SLIPPED
        and len(typed.text) >= ALIKE - 1
        and OSA.distance(typed.text, meant.text, score_cutoff=1) == 1
    )
