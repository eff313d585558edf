"""Rules. Codes as units of a column: the QR code of an address, and the badge somebody is called by."""

from __future__ import annotations

from kiosk.guide.prose import Span
from kiosk.page.frame import code_told
from kiosk.page.model import Badge, Qr
from kiosk.screen.look import CAP_HEIGHT, LINE_HEIGHT
from kiosk.screen.qr import QUIET, matrix
from kiosk.screen.shapes import Box, Glyphs, QrCode, Rect, Sheet
from kiosk.screen.typeset import wrap
from kiosk.screen.units import Pen, Unit


def qr_unit(pen: Pen, block: Qr, width: float, room: float) -> Unit:
    """The code as large as it can be up to 80 mm, on whole pixels, the host in words under it."""
    look, palette = pen.look, pen.look.palette
    px = min(look.body, look.bar * 1.05)
    host = wrap((Span(block.host, bold=True),), px, width, pen.measure)
    high = px * LINE_HEIGHT
    modules = len(matrix(block.url)) + 2 * QUIET
    words = len(host) * high + look.gap
    side = min(width, look.mm(80), max(look.mm(36), room - words))
    module = max(1, int(side // modules))
    side = module * modules

    def put(sheet: Sheet, x: float, y: float) -> None:
        left = int(x + (width - side) / 2)
        sheet.shapes.append(QrCode(Rect(left, int(y), side, side), block.url, module))
        top = int(y) + side + look.gap
        for line in host:
            pen.line(sheet, line, x + (width - line.width) / 2, top, px, False, palette.ink, palette.paper)
            top += high

    return Unit(side + 1 + words, put, (), look.gap)


def badge_unit(pen: Pen, block: Badge, width: float, room: float) -> Unit:
    """A code on a plate of its colour: the number and the picture, its words under it."""
    look, palette = pen.look, pen.look.palette
    caption = pen.lines(block.caption, look.body, width)
    name = wrap((Span(code_told(block.code), bold=True),), look.title, width, pen.measure)
    small, large = look.body * LINE_HEIGHT, look.title * LINE_HEIGHT
    side = min(look.mm(34), width / 2, max(look.mm(14), room - small * len(caption) - large * len(name) - look.gap))
    height = small * len(caption) + side + look.gap + large * len(name)

    def put(sheet: Sheet, x: float, y: float) -> None:
        for line in caption:
            left = x + (width - line.width) / 2
            pen.line(sheet, line, left, y, look.body, pen.spoken is block.caption, palette.ink, palette.paper)
            y += small
        fill, ink = pen.code_colours(block.code.colour.value)
        rect = Rect(x + width / 2 - side, y, 2 * side, side)
        sheet.shapes.append(Box(rect, fill, look.mm(6), palette.edge, look.line))
        digit, px = str(block.code.number), side * 0.56 / CAP_HEIGHT
        wide, tall = pen.measure(digit, "bold", px), px * LINE_HEIGHT
        place = Rect(rect.x + side * 0.56 - wide / 2, rect.y + (side - tall) / 2, wide, tall)
        sheet.shapes.append(Glyphs(place, digit, "bold", px, ink, fill))
        picture = side * 0.7
        pen.icon(sheet, block.code.icon, rect.x + side * 1.44 - picture / 2, y + side * 0.15, picture, ink, fill)
        y += side + look.gap
        for line in name:
            pen.line(sheet, line, x + (width - line.width) / 2, y, look.title, False, palette.ink, palette.paper)
            y += large

    return Unit(height, put, (block.caption,), look.gap)
