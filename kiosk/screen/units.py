"""Rules. The pieces that pages are stacked from: each knows its height, puts its shapes on a sheet, and may be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.guide.prose import Sentence, Span
from kiosk.page.model import Action, Intent, Role, Verb
from kiosk.screen.icons import ICONS
from kiosk.screen.look import CODE_HUES, HUES, LINE_HEIGHT, Colour, Look, code_ink
from kiosk.screen.shapes import Box, Glyphs, Rect, Sheet, Target
from kiosk.screen.typeset import Line, Measure, wrap

Put = Callable[[Sheet, float, float], None]
"""Puts a piece on a sheet with its top left corner at a place."""


@dataclass(frozen=True)
class Unit:
    """A piece of a column. `cut(height)` splits it when it is taller than a leaf; `grow(height)` makes it taller."""

    height: float
    put: Put
    sources: tuple[Sentence | Action, ...] = ()
    after: float = 0.0  # space below
    cut: Callable[[float], tuple[Unit, Unit] | None] | None = None
    grow: Callable[[float], Unit] | None = None
    answer: bool = False  # an answer to a question: the button to the next leaf says how many are left
    keep: bool = False  # belongs with what follows: never the last on its leaf
    stretch: bool = False  # takes the room that is left on a leaf
    control: bool = False  # is touched
    head: float = 0.0  # how much of its top is not touched
    several: bool = False  # holds more than one sentence: cut between them


@dataclass(frozen=True)
class Pen:
    """How to write on one look: measures text, knows which sentence is being spoken."""

    look: Look
    measure: Measure
    spoken: Sentence | Action | None = None
    known: dict[object, Any] = field(default_factory=dict, compare=False)  # worked out before, for this page

    def lines(self, sentence: Sentence, px: float, width: float, bold: bool = False) -> tuple[Line, ...]:
        """A sentence in lines."""
        return self.wrap(sentence.spans, px, width, bold)

    def wrap(self, spans: tuple[Span, ...], px: float, width: float, bold: bool = False) -> tuple[Line, ...]:
        """A text in lines; worked out once for a page, since bars and leaves are tried several times."""
        key = ("lines", spans, px, width, bold)
        if key not in self.known:
            self.known[key] = wrap(spans, px, width, self.measure, bold)
        lines: tuple[Line, ...] = self.known[key]
        return lines

    def text(
        self, sentence: Sentence, px: float, width: float, bold: bool = False, after: float = 0.0,
        ink: Colour | None = None, ground: Colour | None = None,
    ) -> Unit:  # fmt: skip
        """A sentence as a unit; lit while it is spoken."""
        return self._text_of(sentence, self.lines(sentence, px, width, bold), px, after, ink, ground)

    def _text_of(
        self, sentence: Sentence, lines: Sequence[Line], px: float, after: float, ink: Colour | None,
        ground: Colour | None,
    ) -> Unit:  # fmt: skip
        high = px * LINE_HEIGHT
        palette = self.look.palette
        lit = self.spoken is sentence

        def put(sheet: Sheet, x: float, y: float) -> None:
            for at, line in enumerate(lines):
                self.line(sheet, line, x, y + at * high, px, lit, ink or palette.ink, ground or palette.paper)

        def cut(height: float) -> tuple[Unit, Unit] | None:
            first = int(height // high)
            if first < 1 or first >= len(lines):
                return None
            return (
                self._text_of(sentence, lines[:first], px, 0.0, ink, ground),
                self._text_of(sentence, lines[first:], px, after, ink, ground),
            )

        return Unit(high * len(lines), put, (sentence,), after, cut)

    def line(
        self, sheet: Sheet, line: Line, x: float, y: float, px: float, lit: bool, ink: Colour, ground: Colour
    ) -> None:
        """One line of text, with its glossary words underlined and touchable."""
        palette = self.look.palette
        high = px * LINE_HEIGHT
        if lit:
            grown = self.look.line
            sheet.shapes.append(Box(Rect(x - grown, y, line.width + 2 * grown, high), palette.spoken, grown * 2))
            ink, ground = palette.on_spoken, palette.spoken
        for run in line.runs:
            rect = Rect(x + run.x, y, run.width, high)
            sheet.shapes.append(Glyphs(rect, run.text, run.font, px, ink, ground))
            if run.word is not None:
                under = Rect(rect.x, y + high - self.look.line * 1.5, run.width, self.look.line * 0.8)
                sheet.shapes.append(Box(under, ink))
                sheet.targets.append(Target(rect, Action(Intent(Verb.WORD, run.word), run.text), inline=True))

    def icon(self, sheet: Sheet, name: str, x: float, y: float, px: float, ink: Colour, ground: Colour) -> None:
        """A pictogram with its top left corner at a place; `px` is its side."""
        sheet.shapes.append(Glyphs(Rect(x, y, px, px), ICONS.get(name, ICONS["point"]), "icon", px, ink, ground))

    # ---- buttons

    def colours(self, action: Action) -> tuple[Colour, Colour, Colour]:
        """Fill, ink and edge of a button."""
        palette = self.look.palette
        if action.hue in CODE_HUES:
            return *self.code_colours(action.hue), palette.edge
        if self.spoken is action:
            return palette.spoken, palette.on_spoken, palette.edge
        if action.role is Role.MAIN or (action.chosen and action.detail is None):
            return palette.main, palette.on_main, palette.main
        if palette.tiles and action.hue in HUES:
            return HUES[action.hue], palette.ink, palette.edge
        return (palette.paper if action.role is Role.DOUBT else palette.card), palette.ink, palette.edge

    def code_colours(self, hue: str) -> tuple[Colour, Colour]:
        """Fill and ink of a code; in the two strongest contrasts its name alone tells the colour."""
        palette = self.look.palette
        return (CODE_HUES[hue], code_ink(hue)) if palette.tiles else (palette.main, palette.on_main)

    def button(
        self, action: Action, width: float, least: float, px: float, centred: bool = False, detailed: bool = True,
        bare: bool = False, longer: bool = False,
    ) -> Unit:  # fmt: skip
        """A button of a width: pictogram (unless `bare`), words on as many lines as needed, a smaller second line."""
        look = self.look
        fill, ink, edge = self.colours(action)
        icon = None if bare else self._icon_of(action)
        icon_px = px * 1.35
        room = width - 2 * look.pad - (icon_px + look.pad * 0.8 if icon else 0.0)
        words = action.longer if longer and action.longer else action.label
        label = self.wrap((Span(words),), px, room, bold=True)
        small = max(look.mm(3.5) / 0.668, px * 0.82)
        detail = self.lines(action.detail, small, room) if action.detail is not None and detailed else ()
        high = len(label) * px * LINE_HEIGHT + len(detail) * small * LINE_HEIGHT
        height = max(least, high + look.pad * 1.4)

        def put_as(tall: float) -> Put:
            def put(sheet: Sheet, x: float, y: float) -> None:
                rect = Rect(x, y, width, tall)
                self.plate(sheet, rect, fill, edge)
                sheet.targets.append(Target(rect, action))
                broad = max((line.width for line in (*label, *detail)), default=0.0)
                left = x + look.pad
                if centred:
                    inner = broad + (icon_px + look.pad * 0.8 if icon else 0.0)
                    left = x + (width - inner) / 2
                if icon:
                    self.icon(sheet, icon, left, y + (tall - icon_px) / 2, icon_px, ink, fill)
                    left += icon_px + look.pad * 0.8
                top = y + (tall - high) / 2
                for line in label:
                    shift = (broad - line.width) / 2 if centred else 0.0
                    self.line(sheet, line, left + shift, top, px, False, ink, fill)
                    top += px * LINE_HEIGHT
                for line in detail:
                    plain_line = Line(tuple(replace(run, word=None) for run in line.runs), line.width)
                    self.line(sheet, plain_line, left, top, small, False, ink, fill)
                    top += small * LINE_HEIGHT

            return put

        def grow(tall: float) -> Unit:
            return Unit(tall, put_as(tall), (action,), look.gap, control=True)

        return Unit(height, put_as(height), (action,), look.gap, grow=grow, control=True)

    def _icon_of(self, action: Action) -> str | None:
        if action.chosen is not None and action.detail is not None:
            return "square-check" if action.chosen else "square"
        if action.chosen and action.icon is None:
            return "check"
        return action.icon

    def plate(self, sheet: Sheet, rect: Rect, fill: Colour, edge: Colour) -> None:
        """The body of a button."""
        sheet.shapes.append(Box(rect, fill, self.look.mm(2.2), edge, self.look.line))

    def tile(self, action: Action, width: float, least: float) -> Unit:
        """A large button: pictogram above the words, or beside them where height is short."""
        look = self.look
        fill, ink, edge = self.colours(action)
        beside = look.low or look.low_reach
        px, icon_px = look.body, look.body * (1.6 if beside else 1.9)
        shift = icon_px + look.pad * 0.7 if beside else 0.0
        label = self.wrap((Span(action.label),), px, width - 2 * look.pad - shift, bold=True)
        words = len(label) * px * LINE_HEIGHT
        high = max(icon_px, words) if beside else icon_px + look.pad * 0.6 + words

        def at(tall: float) -> Unit:
            def put(sheet: Sheet, x: float, y: float) -> None:
                rect = Rect(x, y, width, tall)
                self.plate(sheet, rect, fill, edge)
                sheet.targets.append(Target(rect, action))
                top = y + (tall - high) / 2
                icon_top = y + (tall - icon_px) / 2 if beside else top
                self.icon(sheet, action.icon or "point", x + look.pad, icon_top, icon_px, ink, fill)
                top = y + (tall - words) / 2 if beside else top + high - words
                for line in label:
                    self.line(sheet, line, x + look.pad + shift, top, px, False, ink, fill)
                    top += px * LINE_HEIGHT

            return Unit(tall, put, (action,), look.gap, grow=at, stretch=True, control=True)

        return at(max(least, high + 2 * look.pad))


def row(units: Sequence[Unit], xs: Sequence[float], after: float) -> Unit:
    """Units side by side as one, all as tall as the tallest; `xs` are their left edges within the row."""
    tall = max(unit.height for unit in units)

    def at(height: float) -> Unit:
        grown = [unit.grow(height) if unit.grow else unit for unit in units]

        def put(sheet: Sheet, x: float, y: float) -> None:
            for unit, dx in zip(grown, xs, strict=True):
                unit.put(sheet, x + dx, y)

        return Unit(height, put, tuple(source for unit in units for source in unit.sources), after, grow=at,
                    answer=any(unit.answer for unit in units), control=any(unit.control for unit in units))  # fmt: skip

    return at(tall)


def grid(units: Iterable[Unit], columns: int, width: float, gap: float) -> list[Unit]:
    """Units in rows of so many columns of equal width."""
    every = list(units)
    step = (width + gap) / columns
    return [
        row(every[at : at + columns], [step * column for column in range(len(every[at : at + columns]))], gap)
        for at in range(0, len(every), columns)
    ]
