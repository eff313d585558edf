"""Rules. From a page's blocks to the units of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kiosk.guide.prose import Sentence, Span
from kiosk.page.model import (
    Action,
    Badge,
    Block,
    Choices,
    Drawing,
    Fact,
    Keys,
    Notice,
    Options,
    Qr,
    Role,
    Site,
    Text,
    Tiles,
    Typed,
    Words,
)
from kiosk.screen.codes import badge_unit, qr_unit
from kiosk.screen.look import CAP_HEIGHT, LINE_HEIGHT
from kiosk.screen.shapes import Box, Glyphs, Rect, Sheet, Target
from kiosk.screen.site import site_unit
from kiosk.screen.sketch import sketch_unit
from kiosk.screen.typeset import Line, french
from kiosk.screen.units import Pen, Unit, grid, row

LEAST_EMS = 9.0
"""How many letters' widths a line of words needs beside its button."""


def units(pen: Pen, blocks: Iterable[Block], width: float, room: float, columns: int = 1) -> list[Unit]:
    """The units of some blocks in a column `width` wide; `room` is the height of a leaf, which pictures may fill."""
    return [unit for block in blocks for unit in _of(pen, block, width, room, columns)]


def _of(pen: Pen, block: Block, width: float, room: float, columns: int) -> Iterator[Unit]:
    look = pen.look
    match block:
        case Text():
            px = {"small": look.bar, "lead": look.body * (1.1 if look.low else 1.5)}.get(block.tone, look.body)
            for at, sentence in enumerate(block.sentences):
                last = at == len(block.sentences) - 1
                heading = block.tone == "heading"
                unit = pen.text(sentence, px, width, heading, after=look.gap * (1.3 if last else 0.45))
                yield replace(unit, keep=heading)
        case Notice():
            yield _notice(pen, block, block.sentences, width, room)
        case Fact():
            yield _fact(pen, block, width)
        case Choices():
            each = (width - look.gap * (columns - 1)) / columns
            buttons = [unit for action in block.actions for unit in _choice(pen, block, action, each, room)]
            yield from grid(buttons, columns, width, look.gap) if columns > 1 else buttons
        case Tiles():
            yield from _tiles(pen, block, width)
        case Options():
            yield _options(pen, block, width)
        case Words():
            yield from _flow(pen, block.actions, width)
        case Typed():
            yield _typed(pen, block, width)
        case Keys():
            yield _keys(pen, block, width)
        case Qr():
            yield qr_unit(pen, block, width, room)
        case Drawing():
            yield sketch_unit(pen, block, width, room)
        case Badge():
            yield badge_unit(pen, block, width, room)
        case Site():
            yield site_unit(pen, block, width, room)


def _notice(pen: Pen, block: Notice, told: tuple[Sentence, ...], width: float, room: float, least: float = 0.0) -> Unit:
    """A box with a pictogram and its sentences; cut between two sentences when it is too tall."""
    look, palette = pen.look, pen.look.palette
    tones = {
        "caution": (palette.caution, palette.ink),
        "good": (palette.good, palette.ink),
        "panel": (palette.panel, palette.on_panel),
    }
    fill, ink = tones.get(block.tone, (palette.info, palette.ink))
    icon = look.body * 1.5
    left = look.pad + icon + look.pad * 0.8
    inner = [
        pen.text(one, look.body, width - left - look.pad, after=look.gap * 0.4, ink=ink, ground=fill) for one in told
    ]
    words = sum(unit.height + unit.after for unit in inner)
    height = max(least, words + 2 * look.pad)

    def put(sheet: Sheet, x: float, y: float) -> None:
        sheet.shapes.append(Box(Rect(x, y, width, height), fill, look.mm(2.2), palette.edge, look.line))
        top = y + (height - words) / 2
        pen.icon(sheet, block.icon, x + look.pad, top, icon, ink, fill)
        top += look.gap * 0.2
        for unit in inner:
            unit.put(sheet, x + left, top)
            top += unit.height + unit.after

    def cut(tall: float) -> tuple[Unit, Unit] | None:
        fit, used = 0, 2 * look.pad
        for unit in inner:
            used += unit.height + unit.after
            if used > tall:
                break
            fit += 1
        if fit == 0 or fit == len(told):
            return _torn(tall) if tall >= 0.95 * room else None
        return _notice(pen, block, told[:fit], width, room), _notice(pen, block, told[fit:], width, room)

    def _torn(tall: float) -> tuple[Unit, Unit] | None:
        """One sentence alone is taller than a leaf: its words are shared between two boxes."""
        words, bold = told[0].text.split(" "), told[0].spans[0].bold
        for many in range(len(words) - 1, 0, -1):
            first = replace(told[0], spans=(Span(" ".join(words[:many]), bold),))
            unit = _notice(pen, block, (first,), width, room)
            if unit.height <= tall:
                rest = replace(told[0], spans=(Span(" ".join(words[many:]), bold),))
                return unit, _notice(pen, block, (rest, *told[1:]), width, room)
        return None

    def grow(tall: float) -> Unit:
        return _notice(pen, block, told, width, room, tall)

    several = len(told) > 1
    return Unit(height, put, told, look.gap, cut, grow, stretch=block.tone == "panel", several=several)


def _choice(pen: Pen, block: Choices, action: Action, width: float, room: float) -> Iterator[Unit]:
    """A button; its second line stands below it where the whole would be taller than a leaf."""
    look = pen.look
    least = look.main if action.role is Role.MAIN else look.choice
    unit = pen.button(action, width, least, look.body)
    if unit.height > room and action.detail is not None:
        yield replace(pen.button(action, width, look.choice, look.body, detailed=False), keep=True)
        yield pen.text(action.detail, look.bar, width, after=look.gap)
    else:
        yield replace(unit, answer=block.numbered)


def _fact(pen: Pen, block: Fact, width: float) -> Unit:
    """A name and its value; its button at the end of the line, or below where the words have too little room."""
    look, palette = pen.look, pen.look.palette
    icon = look.body * 1.2
    left = icon + look.pad * 0.8 if block.icon else 0.0
    spans = (Span(f"{block.name} : ", bold=True), *block.value.spans)
    high = look.body * LINE_HEIGHT
    button, room = None, width - left
    if block.action is not None:
        wide = natural_width(pen, block.action, look.bar)
        button = pen.button(block.action, wide, look.target, look.bar, centred=True)
        beside = room - wide - look.gap
        room = beside if beside >= look.body * LEAST_EMS else room
    under = button is not None and room == width - left

    def of(lines: tuple[Line, ...], first: bool) -> Unit:
        words = len(lines) * high
        own = button if first else None
        tall = words if own is None else words + look.gap * 0.4 + own.height if under else max(words, own.height)
        top = 0.0 if under else max(0.0, (tall - words) / 2)

        def put(sheet: Sheet, x: float, y: float) -> None:
            if block.icon and first:
                pen.icon(sheet, block.icon, x, y + top + (high - icon) / 2, icon, palette.ink, palette.paper)
            for at, line in enumerate(lines):
                lit = pen.spoken is block.value
                pen.line(sheet, line, x + left, y + top + at * high, look.body, lit, palette.ink, palette.paper)
            if own is not None and block.action is not None:
                wide = natural_width(pen, block.action, look.bar)
                own.put(sheet, x + left if under else x + width - wide, y + tall - own.height if under else y)

        def cut(tall: float) -> tuple[Unit, Unit] | None:
            fit = int((tall - (own.height + look.gap * 0.4 if own is not None and under else 0.0)) // high)
            return (of(lines[:fit], first), of(lines[fit:], False)) if 0 < fit < len(lines) else None

        sources = (block.value,) if own is None or block.action is None else (block.value, block.action)
        head = words + look.gap * 0.4 if under else 0.0
        return Unit(tall, put, sources, look.gap, cut, control=own is not None, head=head)

    return of(pen.wrap(spans, look.body, room), True)


def _tiles(pen: Pen, block: Tiles, width: float) -> Iterator[Unit]:
    look = pen.look
    least = max(look.mm(46), look.body * (7.5 if look.low else 6.6) + 2 * look.pad)
    most = max(1, int((width + look.gap) // (least + look.gap)))
    rows = -(-len(block.actions) // most)
    columns = -(-len(block.actions) // rows)
    each = (width - look.gap * (columns - 1)) / columns
    yield from grid([pen.tile(action, each, look.mm(24)) for action in block.actions], columns, width, look.gap)


def _options(pen: Pen, block: Options, width: float) -> Unit:
    """The name of a setting and its values: side by side where they fit, else in two rows, else one under the other."""
    look, palette = pen.look, pen.look.palette
    name = pen.wrap((Span(block.name, bold=True),), look.bar, width)
    high = look.bar * LINE_HEIGHT
    count = len(block.actions)
    for columns in (count, -(-count // 2), 1):
        each = (width - look.gap * (columns - 1)) / columns
        buttons = [pen.button(action, each, look.target, look.bar, centred=True) for action in block.actions]
        if columns == 1 or all(_one_line(pen, action, each) for action in block.actions):
            break
    rows = grid(buttons, columns, width, look.gap)
    height = len(name) * high + look.gap * 0.3 + sum(unit.height + look.gap for unit in rows) - look.gap

    def put(sheet: Sheet, x: float, y: float) -> None:
        for line in name:
            pen.line(sheet, line, x, y, look.bar, False, palette.ink, palette.paper)
            y += high
        y += look.gap * 0.3
        for unit in rows:
            unit.put(sheet, x, y)
            y += unit.height + look.gap

    return Unit(height, put, block.actions, look.gap, control=True)


def _one_line(pen: Pen, action: Action, width: float) -> bool:
    return natural_width(pen, action, pen.look.bar) <= width


def natural_width(pen: Pen, action: Action, px: float, bare: bool = False, longer: bool = False) -> float:
    """The width of a button with its words on one line, the longer ones if asked; `bare`: without its pictogram."""
    look = pen.look
    icon = px * 1.35 + look.pad * 0.8 if (action.icon or action.chosen) and not bare else 0.0
    label = action.longer if longer and action.longer else action.label
    key = ("width", label, px)
    if key not in pen.known:
        words = french(label).split(" ")
        spaces = (len(words) - 1) * pen.measure(" ", "regular", px)
        apart = sum(pen.measure(word, "bold", px) for word in words) + spaces  # as `wrap` counts
        pen.known[key] = max(apart, pen.measure(label, "bold", px))
    wide: float = pen.known[key]
    return wide + icon + 2 * look.pad + 1


def _flow(pen: Pen, actions: tuple[Action, ...], width: float) -> Iterator[Unit]:
    """Small buttons one after the other, on as many rows as they need."""
    look = pen.look
    line: list[Unit] = []
    xs: list[float] = []
    x = 0.0
    for action in actions:
        wide = min(width, natural_width(pen, action, look.bar))
        if line and x + wide > width:
            yield row(line, xs, look.gap)
            line, xs, x = [], [], 0.0
        line.append(pen.button(action, wide, look.target, look.bar))
        xs.append(x)
        x += wide + look.gap
    if line:
        yield row(line, xs, look.gap)


def _typed(pen: Pen, block: Typed, width: float) -> Unit:
    look, palette = pen.look, pen.look.palette
    px, height = look.body, max(look.target, look.body * 1.7)
    shown = block.text or block.hint

    def put(sheet: Sheet, x: float, y: float) -> None:
        sheet.shapes.append(Box(Rect(x, y, width, height), palette.card, look.mm(2.2), palette.edge, look.line))
        pen.icon(sheet, block.icon, x + look.pad, y + (height - px * 1.2) / 2, px * 1.2, palette.ink, palette.card)
        left = x + look.pad * 1.8 + px * 1.2
        room = x + width - look.pad * 2 - left
        text = shown
        while text and pen.measure(text, "regular", px) > room:
            text = text[1:]  # the end of what is typed matters
        wide = pen.measure(text, "regular", px)
        rect = Rect(left, y + (height - px * LINE_HEIGHT) / 2, wide, px * LINE_HEIGHT)
        if block.text:
            cursor = Rect(left + wide + look.line, rect.y, look.line * 1.4, rect.h)
            sheet.shapes.append(Box(cursor, palette.ink))
        sheet.shapes.append(Glyphs(rect, text, "regular", px, palette.ink, palette.card))

    return Unit(height, put, (), look.gap)


def _keys(pen: Pen, block: Keys, width: float) -> Unit:
    """The keyboard, as wide as the panel allows, up to 22 mm a key; the last row's long keys share what is left."""
    look = pen.look
    gap = look.mm(2.7)
    px = min(look.body, look.mm(5.6) / CAP_HEIGHT)
    ten = max(len(keys) for keys in block.rows[:-1])
    side = min(look.mm(22), (width - gap * (ten - 1)) / ten)
    low = look.landscape and (len(block.rows) > 2 or look.low_reach)
    tall = max(look.mm(12.8), min(side, look.mm(13.4 if low else 18)))
    whole = side * ten + gap * (ten - 1)
    left = (width - whole) / 2

    def put(sheet: Sheet, x: float, y: float) -> None:
        for keys in block.rows:
            letters = [action for action in keys if len(action.label) == 1]
            words = [action.label for action in keys if len(action.label) > 1]
            long = _shared(pen, words, whole - len(letters) * (side + gap) - gap * (len(words) - 1), px)
            at = x + left
            if len(letters) == len(keys):
                at += (whole - len(keys) * (side + gap) + gap) / 2
            for action in keys:
                wide = side if action in letters else long[action.label]
                _key(pen, sheet, action, Rect(at, y, wide, tall), px)
                at += wide + gap
            y += tall + gap

    height = (tall + gap) * len(block.rows) - gap
    return Unit(height, put, tuple(action for keys in block.rows for action in keys), look.gap, control=True)


def _shared(pen: Pen, words: list[str], spare: float, px: float) -> dict[str, float]:
    """How wide each key with a word is: all alike where the words fit so, else by their words."""
    if not words:
        return {}
    each, pad = spare / len(words), pen.look.mm(2)
    needed = {word: pen.measure(word, "bold", px) for word in words}
    if max(needed.values()) + pad <= each:
        return dict.fromkeys(words, each)
    least = pen.look.mm(12.8)
    more = (spare - least * len(words)) / sum(needed.values())
    return {word: least + more * wide for word, wide in needed.items()}


def _key(pen: Pen, sheet: Sheet, action: Action, rect: Rect, px: float) -> None:
    fill, ink, edge = pen.colours(action)
    pen.plate(sheet, rect, fill, edge)
    sheet.targets.append(Target(rect, action))
    room = rect.w - pen.look.mm(2)
    px = min(px, px * room / max(room, pen.measure(action.label, "bold", px)))
    wide = pen.measure(action.label, "bold", px)
    icon = 1.5 * px if action.icon and wide + 1.5 * px <= rect.w - 2 * pen.look.pad else 0.0  # with the space after it
    left = rect.x + (rect.w - wide - icon) / 2
    if action.icon and icon:
        side = px * 1.3
        pen.icon(sheet, action.icon, left, rect.y + (rect.h - side) / 2, side, ink, fill)
    high = px * LINE_HEIGHT
    box = Rect(left + icon, rect.y + (rect.h - high) / 2, wide, high)
    sheet.shapes.append(Glyphs(box, action.label, "bold", px, ink, fill))
