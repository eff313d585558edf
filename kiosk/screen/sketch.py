"""Rules. A portal's screen as our own drawing: a small browser with the place to touch marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.guide.model import Piece
from kiosk.guide.prose import Span
from kiosk.page.model import Drawing
from kiosk.screen.look import BLACK, CAP_HEIGHT, LINE_HEIGHT, SKETCH_HUES, SKETCH_MARK, WHITE, Colour, colour
from kiosk.screen.shapes import Box, Glyphs, Rect, Sheet
from kiosk.screen.typeset import Line, wrap
from kiosk.screen.units import Pen, Unit

GREY = colour("#D5DAE1")
EDGE = colour("#5B6675")
WHOLE_WIDTH = ("field", "lines", "picture")
"""The pieces drawn across their whole cell: the hand that points to one stands within it."""


def sketch_unit(pen: Pen, block: Drawing, width: float, room: float) -> Unit:
    """The caption and the drawing, with text as large as the room allows, never below 3.5 mm capitals.

    Where even that is too tall (large text, low panel), the drawing shows only the part of the page around the mark.
    """
    look = pen.look
    caption = pen.text(block.caption, look.bar, width, after=look.gap * 0.5)
    head = caption.height + caption.after
    least = min(look.bar, look.mm(3.55) / CAP_HEIGHT)
    rows = tuple(row if isinstance(row, tuple) else (row,) for row in block.sketch.body)
    fewer = list(_nearer(rows))
    tries = [(px, rows, head) for px in (look.bar, (look.bar + least) / 2, least)]
    tries += [(least, some, head) for some in fewer] + [(least, fewer[-1] if fewer else rows, 0.0)]
    for px, shown, above in tries:
        body = _Browser(pen, block, shown, width, px)
        if above + body.height <= room:
            break
    head = above
    height = head + body.height

    def put(sheet: Sheet, x: float, y: float) -> None:
        if head:
            caption.put(sheet, x, y)
        body.put(sheet, x, y + head)

    return Unit(height, put, (block.caption, *block.described), look.gap)


def _nearer(rows: tuple[tuple[Piece, ...], ...]) -> Iterator[tuple[tuple[Piece, ...], ...]]:
    """The rows of a page with those farthest from the mark left out, one more each time."""
    marked = next((at for at, row in enumerate(rows) if any(piece.here for piece in row)), 0)
    first, last = 0, len(rows)
    while last - first > 1:
        if last - 1 - marked >= marked - first:
            last -= 1
        else:
            first += 1
        yield rows[first:last]


@dataclass(frozen=True)
class _Cell:
    """A piece with its lines, before it has a place."""

    piece: Piece
    lines: tuple[Line, ...]
    width: float
    height: float


class _Browser:
    """A drawn browser window of a width at a text size; knows its height, then puts itself."""

    def __init__(self, pen: Pen, block: Drawing, rows: tuple[tuple[Piece, ...], ...], width: float, px: float) -> None:
        self.pen, self.block, self.width, self.px = pen, block, width, px
        self.gap = pen.look.gap * 0.9
        self.hand = px * 1.5
        strong = not pen.look.palette.tiles  # the two strongest contrasts: black on white
        self.ink = BLACK if strong else colour("#10243E")
        self.bar = WHITE if strong else colour("#E9EDF2")
        self.hue = BLACK if strong else SKETCH_HUES[block.sketch.colour]
        self.high = px * LINE_HEIGHT
        self.hosts = wrap((Span(block.host),), px, width - self.gap * 3 - px * 1.2, pen.measure)
        inner = width - 2 * self.gap
        self.band = self._row(block.sketch.band, inner) if block.sketch.band else ()
        self.rows = [self._row(row, inner) for row in rows]
        self.bar_height = len(self.hosts) * self.high + self.gap
        self.band_height = max((cell.height for cell in self.band), default=0.0) + (self.gap * 2 if self.band else 0.0)
        below = sum(max(cell.height for cell in row) + self.gap for row in self.rows) + self.gap * 1.5
        self.height = self.bar_height + self.band_height + below

    def _row(self, pieces: tuple[Piece, ...], inner: float) -> tuple[_Cell, ...]:
        each = (inner - self.gap * (len(pieces) - 1)) / len(pieces)
        return tuple(self._cell(piece, each) for piece in pieces)

    def _cell(self, piece: Piece, width: float) -> _Cell:
        pad = {"button": self.gap * 2, "field": 0.0, "box": self.px * 1.6, "picture": self.gap * 2}.get(piece.kind, 0.0)
        if piece.here and piece.kind not in WHOLE_WIDTH:
            pad += self.hand + self.gap  # room for the hand that points to it
        bold = piece.kind in ("title", "button")
        lines = wrap((Span(piece.label, bold=bold),), self.px, width - pad, self.pen.measure) if piece.label else ()
        text = len(lines) * self.high
        height = {
            "button": text + self.gap * 1.1,
            "field": text + self.high * 1.3,
            "picture": text + self.gap * 2,
            "lines": (piece.lines or 0) * self.px * 0.75,
        }.get(piece.kind, text)
        return _Cell(piece, lines, width, height)

    def put(self, sheet: Sheet, x: float, y: float) -> None:
        """Draws the browser: address bar, band, page."""
        look = self.pen.look
        whole = Rect(x, y, self.width, self.height)
        sheet.shapes.append(Box(whole, WHITE, look.mm(2.2), EDGE, look.line))
        bar = Rect(x + look.line, y + look.line, self.width - 2 * look.line, self.bar_height)
        sheet.shapes.append(Box(bar, self.bar, look.mm(2)))
        self.pen.icon(sheet, "lock", x + self.gap, y + self.gap * 0.6, self.px * 1.1, self.ink, self.bar)
        self._text(sheet, self.hosts, x + self.gap * 1.6 + self.px * 1.1, y + self.gap * 0.5, self.ink, self.bar)
        y += self.bar_height
        if self.band:
            ground = self.hue
            sheet.shapes.append(Box(Rect(bar.x, y, bar.w, self.band_height), ground))
            self._put_row(sheet, self.band, x + self.gap, y + self.gap, ground, WHITE)
            y += self.band_height
        y += self.gap
        for row in self.rows:
            self._put_row(sheet, row, x + self.gap, y, WHITE, self.ink)
            y += max(cell.height for cell in row) + self.gap

    def _put_row(self, sheet: Sheet, cells: tuple[_Cell, ...], x: float, y: float, ground: Colour, ink: Colour) -> None:
        tall = max(cell.height for cell in cells)
        for cell in cells:
            self._put_cell(sheet, cell, x, y + (tall - cell.height) / 2, ground, ink)
            x += cell.width + self.gap

    def _put_cell(self, sheet: Sheet, cell: _Cell, x: float, y: float, ground: Colour, ink: Colour) -> None:
        look, piece = self.pen.look, cell.piece
        broad = max((line.width for line in cell.lines), default=cell.width)
        rect = Rect(x, y, min(cell.width, broad + self.gap * 2) if piece.kind == "button" else cell.width, cell.height)
        match piece.kind:
            case "button":
                sheet.shapes.append(Box(rect, WHITE, look.mm(1.4), self.ink, look.line * 0.8))
                self._text(sheet, cell.lines, x + self.gap, y + self.gap * 0.55, self.ink, WHITE)
            case "field":
                box = Rect(x, y + len(cell.lines) * self.high, cell.width, self.high * 1.2)
                self._text(sheet, cell.lines, x, y, ink, ground)
                sheet.shapes.append(Box(box, WHITE, look.mm(1), EDGE, look.line * 0.8))
                rect = box
            case "box":
                side = self.px
                sheet.shapes.append(Box(Rect(x, y + self.px * 0.15, side, side), WHITE, 2, self.ink, look.line * 0.8))
                self._text(sheet, cell.lines, x + self.px * 1.5, y, ink, ground)
                rect = Rect(x, y, self.px * 1.5 + broad, cell.height)
            case "link":
                self._text(sheet, cell.lines, x, y, ink, ground)
                for at, line in enumerate(cell.lines):
                    under = Rect(x, y + (at + 1) * self.high - look.line * 1.2, line.width, look.line * 0.7)
                    sheet.shapes.append(Box(under, ink))
                rect = Rect(x, y, broad, cell.height)
            case "picture":
                sheet.shapes.append(Box(rect, self.bar, look.mm(1.4), EDGE, look.line * 0.6))
                self._text(sheet, cell.lines, x + self.gap, y + self.gap, self.ink, self.bar)
            case "lines":
                for at in range(piece.lines or 0):
                    wide = cell.width * (0.9, 0.75, 0.85, 0.6)[at % 4]
                    top = y + at * self.px * 0.75
                    sheet.shapes.append(Box(Rect(x, top, wide, self.px * 0.32), GREY, self.px * 0.16))
            case _:
                self._text(sheet, cell.lines, x, y, ink, ground)
                rect = Rect(x, y, broad, cell.height)
        if piece.here:
            self._mark(sheet, rect, inside=piece.kind in WHOLE_WIDTH)

    def _mark(self, sheet: Sheet, rect: Rect, inside: bool) -> None:
        """A thick ring around the place to touch, and a hand that points to it."""
        look = self.pen.look
        grow = look.mm(1.0)
        ring = Rect(rect.x - grow, rect.y - grow, rect.w + 2 * grow, rect.h + 2 * grow)
        sheet.shapes.append(Box(ring, None, look.mm(2), SKETCH_MARK, look.mm(0.9)))
        left = rect.right - self.hand - look.line * 2 if inside else ring.right + look.line
        self._hand(sheet, left, rect.y + (rect.h - self.hand) / 2, self.hand)

    def _hand(self, sheet: Sheet, x: float, y: float, side: float) -> None:
        sheet.shapes.append(Box(Rect(x, y, side, side), SKETCH_MARK, side / 2))
        self.pen.icon(sheet, "hand-finger", x + side * 0.17, y + side * 0.17, side * 0.66, BLACK, SKETCH_MARK)

    def _text(self, sheet: Sheet, lines: tuple[Line, ...], x: float, y: float, ink: Colour, ground: Colour) -> None:
        for at, line in enumerate(lines):
            for run in line.runs:
                rect = Rect(x + run.x, y + at * self.high, run.width, self.high)
                sheet.shapes.append(Glyphs(rect, run.text, run.font, self.px, ink, ground))
