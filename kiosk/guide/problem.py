"""Rules. One mistake found in a file that people write, told so that they can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

Where = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake: its place (line and column count from 1; 0 means the whole file), what is wrong, the remedy."""

    file: str
    line: int
    column: int
    what: str
    remedy: str
    grave: bool = True  # a grave one keeps the guide off the shelf

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place} : {self.what} {self.remedy}"

    def as_data(self) -> dict[str, object]:
        """The same, for a program to read."""
        return asdict(self)


class BadFile(ValueError):
    """A file that cannot be used; carries every problem found in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = sorted(problems)


def place_of(places: Mapping[Where, Place], where: Where) -> Place:
    """The place of a value, or of the nearest thing around it that stands in the file."""
    while where and where not in places:
        where = where[:-1]
    return places.get(where, (1, 1))
