"""Rules. Text into lines: French spaces, words kept whole, styles kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.guide.prose import Span

Measure = Callable[[str, str, float], float]
"""The width in pixels of a text in a font (regular, bold, icon) at an em size in pixels."""

NBSP = "\u00a0"
_BEFORE = re.compile(r" ([?!:;»])")
_AFTER_NUMBER = re.compile(r"(\d) (?=(?:h|€|ans?|mois|jours?|minutes?|semaines?)\b)")


@dataclass(frozen=True)
class Run:
    """Words of one style that follow each other on a line."""

    text: str
    font: str
    x: float
    width: float
    word: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of text."""

    runs: tuple[Run, ...]
    width: float


def french(text: str) -> str:
    """Non-breaking spaces where French typography wants them, so that « and ? never stand alone on a line."""
    if " " not in text:
        return text
    text = _BEFORE.sub(NBSP + r"\1", text)
    text = _AFTER_NUMBER.sub(r"\1" + NBSP, text)
    return text.replace("« ", "«" + NBSP)


def wrap(spans: Iterable[Span], px: float, width: float, measure: Measure, bold: bool = False) -> tuple[Line, ...]:
    """The lines of a text at an em size within a width. A word wider than a line is cut, never pushed over the edge."""
    lines: list[Line] = []
    runs: list[Run] = []
    x = 0.0
    space = measure(" ", "regular", px)
    for word in _words(spans, bold, px, width, measure):
        wide = sum(measure(text, font, px) for text, font, _ in word)
        if runs and x + space + wide > width:
            lines.append(Line(tuple(runs), x))
            runs, x = [], 0.0
        gap = space if runs else 0.0
        for text, font, opens in word:
            end = x + gap + measure(text, font, px)
            if runs and runs[-1].font == font and runs[-1].word == opens:
                last = runs.pop()
                joined = last.text + (" " if gap else "") + text
                end = last.x + measure(joined, font, px)
                runs.append(Run(joined, font, last.x, end - last.x, opens))
            else:
                runs.append(Run(text, font, x + gap, end - x - gap, opens))
            x, gap = end, 0.0
    if runs:
        lines.append(Line(tuple(runs), x))
    return tuple(lines)


Fragment = tuple[str, str, str | None]  # text, font, the glossary word it opens


def _words(
    spans: Iterable[Span], bold: bool, px: float, width: float, measure: Measure
) -> Iterator[tuple[Fragment, ...]]:
    """What stands between two spaces, of one style or several: « Caf » in bold and its full stop stay together."""
    word: list[Fragment] = []
    for span in spans:
        font = "bold" if bold or span.bold else "regular"
        for at, part in enumerate(french(span.text).split(" ")):
            if at > 0 and word:
                yield tuple(word)
                word = []
            pieces = _cut(part, font, px, width, measure)
            for piece in pieces[:-1]:
                yield (*word, (piece, font, span.word))
                word = []
            if pieces[-1]:
                word.append((pieces[-1], font, span.word))
    if word:
        yield tuple(word)


def _cut(word: str, font: str, px: float, width: float, measure: Measure) -> list[str]:
    """A word in pieces that fit the width: cut after a dot, hyphen or slash where possible."""
    if measure(word, font, px) <= width or len(word) < 2:
        return [word]
    pieces: list[str] = []
    rest = word
    while rest and measure(rest, font, px) > width:
        fit = max((n for n in range(1, len(rest)) if measure(rest[:n], font, px) <= width), default=1)
        breaks = [n for n in range(2, fit + 1) if rest[n - 1] in ".-/"]
        at = breaks[-1] if breaks else fit
        pieces.append(rest[:at])
        rest = rest[at:]
    return [*pieces, rest] if rest else pieces
