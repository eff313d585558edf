"""Rules. Numbers in French words, from 0 to 999: what the groups of a telephone number and the ordinals need."""

from __future__ import annotations

_UP_TO_16 = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def _below_100(number: int) -> str:
    if number <= 16:
        return _UP_TO_16[number]
    if number < 20:
        return f"dix-{_UP_TO_16[number - 10]}"
    ten, unit = divmod(number, 10)
    if ten in (7, 9):
        ten, unit = ten - 1, unit + 10
    if unit == 0:
        return "quatre-vingts" if ten == 8 else _TENS[ten]
    if unit in (1, 11) and ten != 8:
        return f"{_TENS[ten]} et {_UP_TO_16[unit]}"
    return f"{_TENS[ten]}-{_below_100(unit)}"


def number(value: int) -> str:
    """A number in words. Raises ValueError outside 0–999."""
    if not 0 <= value <= 999:
        raise ValueError(value)
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_100(rest)
    head = "cent" if hundreds == 1 else f"{_UP_TO_16[hundreds]} cent"
    return f"{head} {_below_100(rest)}" if rest else head + ("s" if hundreds > 1 else "")


def ordinal(value: int) -> str:
    """A rank in words: 1 is "premier", 2 "deuxième". Raises ValueError outside 1–999."""
    if value == 1:
        return "premier"
    if value < 1:
        raise ValueError(value)
    words = number(value).removesuffix("s") if value % 100 in (0, 80) else number(value)
    if words.endswith("cinq"):
        return words + "uième"
    if words.endswith("neuf"):
        return words[:-1] + "vième"
    return words.removesuffix("e") + "ième"


def digits(group: str) -> str:
    """A group of a telephone number as it is dictated: "06" is "zéro six", "00" is "zéro zéro", "809" is a number."""
    zeros = len(group) - len(group.lstrip("0"))
    said = ["zéro"] * zeros
    if group[zeros:]:
        said.append(number(int(group[zeros:])))
    return " ".join(said)
