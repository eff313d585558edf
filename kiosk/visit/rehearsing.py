"""Rules. The places of a rehearsal: the list, one screen of a made-up site, its keyboard, the end.

What is typed stands only in the place where it is typed. It is kept out of what Python prints of a place, and forgotten
as soon as the screen is left for something else than a look at the comfort or at "where am I".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar


@dataclass(frozen=True)
class Practices:
    """The rehearsals."""


@dataclass(frozen=True)
class Practising:
    """A screen of a rehearsal, from 0. `typed`: what stands rightly in its fields; `wrong`: the correction shown, if
    any; `done`: it was right, and is told why."""

    rehearsal: str
    screen: int = 0
    typed: tuple[tuple[int, str], ...] = field(default=(), repr=False)  # number of the piece, text
    ticked: frozenset[int] = frozenset()
    wrong: str = ""
    done: bool = False


@dataclass(frozen=True)
class Writing:
    """The keyboard of one field of that screen; `layer`: which of its keys are shown."""

    rehearsal: str
    screen: int
    piece: int
    text: str = field(default="", repr=False)
    layer: str = "small"
    wrong: str = ""


@dataclass(frozen=True)
class Practised:
    """The end of a rehearsal."""

    rehearsal: str


Rehearsing = Practices | Practising | Writing | Practised
Kind = TypeVar("Kind")


def forgetful(place: Kind) -> Kind:
    """A place with nothing of what was typed or ticked in a rehearsal."""
    if isinstance(place, Practising):
        return replace(place, typed=(), ticked=frozenset(), wrong="", done=False)
    if isinstance(place, Writing):
        return replace(place, text="", wrong="")
    return place
