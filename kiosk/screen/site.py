"""Rules. A made-up site to practise on: drawn like a browser's window, each piece large enough to be touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from kiosk.guide.model import Piece
from kiosk.guide.prose import Span
from kiosk.page.model import Action, Site, Spot
from kiosk.screen.look import BLACK, CAP_HEIGHT, LINE_HEIGHT, SKETCH_HUES, WHITE, Colour, colour
from kiosk.screen.shapes import Box, Rect, Sheet, Target
from kiosk.screen.sketch import EDGE, GREY
from kiosk.screen.typeset import Line
from kiosk.screen.units import Pen, Unit

LEAST_MM = 4.8
"""The height of a capital down to which the site gives way, so that it is seen whole: the usual size."""
PICTURES = {
    "bus": "bus", "voiture": "car", "auto": "car", "maison": "home", "vélo": "point", "carte": "id", "photo": "photo",
    "téléphone": "device-mobile", "clé": "key", "horloge": "clock", "soleil": "sun", "étoile": "star", "lune": "moon",
    "porte": "door",
}  # fmt: skip
"""The pictogram that stands with the words of a picture, by a word in them."""


def site_unit(pen: Pen, block: Site, width: float, room: float) -> Unit:
    """The site in text as large as lets it be seen whole, not below the usual size; longer ones are cut into leaves."""
    look = pen.look
    least = min(look.bar, look.mm(LEAST_MM) / CAP_HEIGHT)
    lower = room - look.display.height / 2 + look.gap if look.low_reach else room  # what is touched stands there
    for px, paired in product((look.body, look.bar, (look.bar + least) / 2, least), (False, True)):
        window = _Window(pen, block, width, px)
        unit = window.unit(window.parts(paired), room)
        if unit.height <= room and unit.height - unit.head <= lower:
            break
    return unit


@dataclass(frozen=True)
class _Cell:
    """A piece with its lines, before it has a place."""

    spot: Spot
    lines: tuple[Line, ...]
    typed: tuple[Line, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Part:
    """A strip of the window: the address bar, the band or a row of the page."""

    kind: str
    cells: tuple[_Cell, ...]
    height: float


class _Window:
    """A drawn browser's window of a width at a text size."""

    def __init__(self, pen: Pen, block: Site, width: float, px: float) -> None:
        self.pen, self.block, self.width, self.px = pen, block, width, px
        look = pen.look
        self.gap, self.high, self.target = look.gap, px * LINE_HEIGHT, look.target
        strong = not look.palette.tiles  # the two strongest contrasts: black on white
        self.ink = BLACK if strong else colour("#10243E")
        self.bar = WHITE if strong else colour("#E9EDF2")
        self.hue = BLACK if strong else SKETCH_HUES[block.colour]
        self.inner = width - 2 * self.gap

    # ---- measuring

    def parts(self, paired: bool) -> tuple[_Part, ...]:
        """The strips from above. `paired`: what is touched stands two by two where the words stay on one line."""
        block = self.block
        hosts = self.pen.wrap((Span(block.host, bold=True),), self.px, self.inner - self.px * 1.8)
        words = len(hosts) * self.high
        tall = max(self.target, words + self.gap) if block.address is not None else words
        spot = Spot(Piece(link=block.host), block.address)
        parts = [_Part("address", (_Cell(spot, hosts, (), self.inner, tall),), tall + self.gap * 1.4)]
        for cells in self._rows(block.band) if block.band else ():
            parts.append(_Part("band", cells, max(cell.height for cell in cells) + self.gap * 1.4))
        for row in self._paired(block.rows) if paired else block.rows:
            parts += [_Part("row", cells, max(cell.height for cell in cells) + self.gap) for cells in self._rows(row)]
        return tuple(parts)

    def _paired(self, rows: Sequence[tuple[Spot, ...]]) -> list[tuple[Spot, ...]]:
        """The rows, those of one short piece to touch joined with the next such."""
        joined: list[tuple[Spot, ...]] = []
        half = (self.inner - self.gap) / 2
        for row in rows:
            both = (*(joined[-1] if joined else ()), *row)
            short = all(
                spot.action is not None and self._wide(spot.piece.label, self._bold(spot)) <= self._room(spot, half)
                for spot in both
            )
            if len(both) == 2 and len(row) == 1 and short:
                joined[-1] = both
            else:
                joined.append(row)
        return joined

    def _rows(self, spots: Sequence[Spot]) -> list[tuple[_Cell, ...]]:
        """Pieces side by side; one under the other where a word would be cut."""
        each = (self.inner - self.gap * (len(spots) - 1)) / len(spots)
        if all(self._longest(spot) <= self._room(spot, each) for spot in spots):
            return [tuple(self._cell(spot, each) for spot in spots)]
        return [(self._cell(spot, self.inner),) for spot in spots]

    def _longest(self, spot: Spot) -> float:
        return max(self._wide(word, self._bold(spot)) for word in spot.piece.label.split(" "))

    def _wide(self, words: str, bold: bool) -> float:
        return self.pen.measure(words, "bold" if bold else "regular", self.px) * 1.02 if words else 0.0

    @staticmethod
    def _bold(spot: Spot) -> bool:
        return spot.piece.kind in ("title", "button", "field")

    def _room(self, spot: Spot, width: float) -> float:
        """The width that is left for the words of a piece."""
        pads = {"button": self.gap * 2, "box": self.px * 2.0, "picture": self.gap * 2}
        return width - pads.get(spot.piece.kind, 0.0)

    def _cell(self, spot: Spot, width: float) -> _Cell:
        piece, room = spot.piece, self._room(spot, width)
        lines = self.pen.wrap((Span(piece.label, bold=self._bold(spot)),), self.px, room) if piece.label else ()
        typed = self.pen.wrap((Span(spot.text),), self.px, width - 2 * self.gap) if spot.text else ()
        words = len(lines) * self.high
        height = {
            "button": words + self.gap * 1.1,
            "field": words + self._field_height(typed),
            "picture": words + self.px * 1.7 + self.gap * 1.4,
            "lines": (piece.lines or 0) * self.px * 0.75,
        }.get(piece.kind, words)
        return _Cell(spot, lines, typed, width, max(height, self.target) if spot.action is not None else height)

    def _field_height(self, typed: tuple[Line, ...]) -> float:
        return max(1, len(typed)) * self.high + self.gap

    # ---- cutting

    def unit(self, parts: tuple[_Part, ...], room: float) -> Unit:
        """Some strips in one frame; cut between two of them, the address never alone."""
        height = sum(part.height for part in parts) + self.gap * (1.0 if parts[-1].kind == "row" else 0.0)
        if any(part.kind == "row" for part in parts):
            height += self.gap * 0.4

        def put(sheet: Sheet, x: float, y: float) -> None:
            self._put(sheet, parts, Rect(x, y, self.width, height))

        def cut(tall: float) -> tuple[Unit, Unit] | None:
            heads = sum(part.kind != "row" for part in parts)
            if tall < room * (0.3 if self.pen.look.low_reach else 0.9):
                return None  # it begins on a leaf of its own
            for many in range(len(parts) - 1, 0, -1):
                first = self.unit(parts[:many], room)
                if first.height <= tall and (many > heads or many == 1):
                    return first, self.unit(parts[many:], room)
            return None

        sources = tuple(cell.spot.action for part in parts for cell in part.cells if cell.spot.action is not None)
        return Unit(height, put, sources, self.gap, cut, control=True, head=self._head(parts))

    def _head(self, parts: tuple[_Part, ...]) -> float:
        """How much of the top is not touched."""
        head = 0.0
        for at, part in enumerate(parts):
            if part.kind == "row" and (at == 0 or parts[at - 1].kind != "row"):
                head += self.gap
            if any(cell.spot.action is not None for cell in part.cells):
                return head
            head += part.height
        return head

    # ---- drawing

    def _put(self, sheet: Sheet, parts: tuple[_Part, ...], frame: Rect) -> None:
        look = self.pen.look
        sheet.shapes.append(Box(frame, WHITE, look.mm(2.2), EDGE, look.line))
        y, rows = frame.y, False
        for part in parts:
            if part.kind == "row" and not rows:
                y, rows = y + self.gap, True
            strip = Rect(frame.x + look.line, y + look.line, frame.w - 2 * look.line, part.height)
            ground, ink = {"address": (self.bar, self.ink), "band": (self.hue, WHITE)}.get(part.kind, (WHITE, self.ink))
            if part.kind != "row":
                sheet.shapes.append(Box(strip, ground, look.mm(1.6)))
            x, inset = frame.x + self.gap, 0.0 if part.kind == "row" else self.gap * 0.7 + look.line
            for cell in part.cells:
                shift = 0.0 if part.kind == "row" else (part.height - 1.4 * self.gap - cell.height) / 2
                if part.kind == "address":
                    self._put_address(sheet, cell, x, y + inset)
                else:
                    self._put_cell(sheet, cell, x, y + inset + shift, ground, ink)
                x += cell.width + self.gap
            y += part.height

    def _put_address(self, sheet: Sheet, cell: _Cell, x: float, y: float) -> None:
        rect = Rect(x, y, cell.width, cell.height)
        ground, ink = self.bar, self.ink
        if cell.spot.action is not None:
            ground, ink = self._touchable(sheet, cell.spot.action, rect, WHITE, self.ink, framed=True)
        words = len(cell.lines) * self.high
        top = y + (cell.height - words) / 2
        left = x + (self.gap * 0.5 if cell.spot.action is not None else 0.0)
        self.pen.icon(sheet, "world", left, top + self.high * 0.06, self.px * 1.1, ink, ground)
        self._words(sheet, cell.lines, left + self.px * 1.4, top, ink, ground)

    def _put_cell(self, sheet: Sheet, cell: _Cell, x: float, y: float, ground: Colour, ink: Colour) -> None:
        piece, action = cell.spot.piece, cell.spot.action
        broad = max((line.width for line in cell.lines), default=0.0)
        words = len(cell.lines) * self.high
        middle = y + (cell.height - words) / 2
        match piece.kind:
            case "button":
                rect = Rect(x, y, min(cell.width, max(broad + self.gap * 2, self.target)), cell.height)
                plain = ground is not WHITE
                fill, letters = (WHITE, self.ink) if plain else (self.hue, WHITE)
                fill, letters = self._touchable(sheet, action, rect, fill, letters, framed=True)
                self._words(sheet, cell.lines, x + (rect.w - broad) / 2, middle, letters, fill)
            case "field":
                self._field(sheet, cell, x, y, ground, ink)
            case "box":
                rect = Rect(x, y, min(cell.width, broad + self.px * 2.0), cell.height)
                ground, ink = self._touchable(sheet, action, rect, ground, ink, framed=False)
                name = "square-check" if action is not None and action.chosen else "square"
                self.pen.icon(sheet, name, x, y + (cell.height - self.px * 1.5) / 2, self.px * 1.5, ink, ground)
                self._words(sheet, cell.lines, x + self.px * 1.8, middle, ink, ground)
            case "link":
                rect = Rect(x, y, min(cell.width, max(broad, self.target)), cell.height)
                ground, ink = self._touchable(sheet, action, rect, ground, ink, framed=False)
                self._words(sheet, cell.lines, x, middle, ink, ground, underlined=True)
            case "picture":
                rect = Rect(x, y, cell.width, cell.height)
                fill, letters = self._touchable(sheet, action, rect, self.bar, self.ink, framed=True)
                side = self.px * 1.5
                self.pen.icon(sheet, _picture(piece.label), x + (cell.width - side) / 2, y + self.gap * 0.6, side,
                              letters, fill)  # fmt: skip
                self._words(sheet, cell.lines, x + (cell.width - broad) / 2, y + self.gap * 0.7 + self.px * 1.7,
                            letters, fill)  # fmt: skip
            case "lines":
                for at in range(piece.lines or 0):
                    line = Rect(x, y + at * self.px * 0.75, cell.width * (0.9, 0.75, 0.85, 0.6)[at % 4], self.px * 0.32)
                    sheet.shapes.append(Box(line, GREY, self.px * 0.16))
            case _:
                self._words(sheet, cell.lines, x, middle, ink, ground)

    def _field(self, sheet: Sheet, cell: _Cell, x: float, y: float, ground: Colour, ink: Colour) -> None:
        """The name of a field, and under it the box with what was typed or a pencil."""
        look, rect = self.pen.look, Rect(x, y, cell.width, cell.height)
        ground, ink = self._touchable(sheet, cell.spot.action, rect, ground, ink, framed=False)
        self._words(sheet, cell.lines, x, y, ink, ground)
        top = y + len(cell.lines) * self.high
        box = Rect(x, top, cell.width, rect.bottom - top)
        sheet.shapes.append(Box(box, WHITE, look.mm(1), EDGE, look.line))
        inside = (box.h - max(1, len(cell.typed)) * self.high) / 2
        if cell.typed:
            self._words(sheet, cell.typed, x + self.gap * 0.7, top + inside, self.ink, WHITE)
        else:
            self.pen.icon(sheet, "pencil", x + self.gap * 0.7, top + inside, self.px, self.ink, WHITE)

    def _touchable(
        self, sheet: Sheet, action: Action | None, rect: Rect, fill: Colour, ink: Colour, framed: bool
    ) -> tuple[Colour, Colour]:
        """The ground of a piece and its target; lit while it is spoken. Gives the colours of ground and words."""
        look = self.pen.look
        if action is not None and self.pen.spoken is action:
            fill, ink = look.palette.spoken, look.palette.on_spoken
        outline = self.ink if framed else None
        sheet.shapes.append(Box(rect, fill, look.mm(1.4), outline, look.line * 0.8 if framed else 0.0))
        if action is not None:
            sheet.targets.append(Target(rect, action))
        return fill, ink

    def _words(
        self, sheet: Sheet, lines: tuple[Line, ...], x: float, y: float, ink: Colour, ground: Colour,
        underlined: bool = False,
    ) -> None:  # fmt: skip
        look = self.pen.look
        for line in lines:
            self.pen.line(sheet, line, x, y, self.px, False, ink, ground)
            if underlined:
                under = Rect(x, y + self.high - look.line * 1.2, line.width, look.line * 0.7)
                sheet.shapes.append(Box(under, ink))
            y += self.high


def _picture(words: str) -> str:
    """The pictogram of a picture."""
    return next((icon for word, icon in PICTURES.items() if word in words.lower()), "photo")
