"""Rules. A page on a panel: one or two columns between the bars, and leaves where the page is longer than the panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.guide.prose import Sentence
from kiosk.page.model import Action, Choices, Keys, Page, Typed
from kiosk.screen.bars import Item, bar_height, bottom_bar, top_bar, turning
from kiosk.screen.blocks import units
from kiosk.screen.look import CAP_HEIGHT, Look
from kiosk.screen.shapes import Box, Rect, Sheet
from kiosk.screen.typeset import Measure
from kiosk.screen.units import Pen, Unit

# Two columns only where each holds a readable line: about two dozen letters.
COLUMN_EMS = 12.0
WELCOMES = ("attract", "goodbye")
"""The pages that stand in the middle, in larger text: nothing has to be found on them."""


def lay_out(page: Page, look: Look, measure: Measure, leaf: int = 0, spoken: Sentence | Action | None = None) -> Sheet:
    """The sheet of one leaf of a page. `leaf` counts from 0 and is kept within the leaves there are.

    Where a page is longer than the panel, the bars take less: the title moves into the top bar in the place of "where
    am I", which it answers as well; in a guide, the top bar keeps the number of the step alone.
    """
    pen = Pen(look, measure, spoken)
    sheet = _laid_out(pen, page, leaf, compact=False)
    if (sheet.leaves > 1 or sheet.crowded) and page.top:
        tighter = _laid_out(pen, page, leaf, compact=True)
        if tighter.leaves < sheet.leaves or sheet.crowded:
            return tighter
    return sheet


def _laid_out(pen: Pen, page: Page, leaf: int, compact: bool) -> Sheet:
    """One leaf. A page of several turns them in the bottom bar: all is seen before the main action can be touched."""
    sheet, top = _begun(pen, page, compact)
    items: list[Item] = [(action, 0) for action in page.bar]
    _body(pen, page, sheet, _between(pen, sheet, top, bar_height(pen, items, sheet.width)), leaf, compact)
    for _ in range(3):  # a bar with turns may be higher, and leave room for less: so until it settles
        leaves = sheet.leaves
        if leaves == 1:
            break
        numbers = {0, 1, leaves - 1}
        height = max(
            bar_height(pen, turning(pen, page, at, leaves, (0, 0), sheet.width), sheet.width) for at in numbers
        )
        sheet, top = _begun(pen, page, compact)
        _body(pen, page, sheet, _between(pen, sheet, top, height), leaf, compact)
        items = turning(pen, page, sheet.leaf, sheet.leaves, sheet.answers, sheet.width)
        if sheet.leaves == leaves:
            break
    bottom_bar(pen, items, sheet)
    return sheet


def _begun(pen: Pen, page: Page, compact: bool) -> tuple[Sheet, float]:
    """A sheet with its ground and its top bar, and where that ends."""
    sheet = Sheet(pen.look.display.width, pen.look.display.height)
    sheet.shapes.append(Box(Rect(0, 0, sheet.width, sheet.height), pen.look.palette.paper))
    return sheet, top_bar(pen, page, sheet, compact)


def _between(pen: Pen, sheet: Sheet, top: float, bar: float) -> Rect:
    """The room for the body between the two bars."""
    edge, gap = pen.look.pad * 1.6, pen.look.gap
    return Rect(edge, top + gap, sheet.width - 2 * edge, sheet.height - bar - top - 2 * gap)


@dataclass(frozen=True)
class _Column:
    """Units in a column of a width at a left edge."""

    x: float
    width: float
    units: list[Unit]

    @property
    def height(self) -> float:
        return sum(unit.height + unit.after for unit in self.units) - (self.units[-1].after if self.units else 0.0)


def _body(pen: Pen, page: Page, sheet: Sheet, body: Rect, leaf: int, compact: bool) -> None:
    look = pen.look
    if any(isinstance(block, Keys) for block in page.blocks):
        _with_keys(pen, page, sheet, body)
        return
    main_width = body.w * 0.56 - look.gap
    two = bool(page.side) and look.landscape and body.w * 0.44 / look.body >= COLUMN_EMS
    titled = not compact or page.progress is not None
    title = _title(pen, page, main_width) if titled else []
    if two:
        x, width = body.x + body.w * 0.56 + look.gap, body.w * 0.44 - look.gap
        buttons = [block for block in page.side if isinstance(block, Choices)]
        taken = sum(unit.height + unit.after for unit in units(pen, buttons, width, body.h))
        side = _Column(x, width, units(pen, page.side, width, body.h - taken))
        if side.height <= body.h:
            side = _Column(x, width, _grown(side.units, body.h - side.height))
            _put_all(sheet, side, body.y + (body.h - side.height) * (0.5 if page.kind in ("qr", "waiting") else 0.0))
            column = _Column(body.x, main_width, [*title, *units(pen, page.blocks, main_width, body.h)])
            _leaves(sheet, column, body, leaf, centred=page.kind in WELCOMES)
            return
    if look.landscape and _beside(pen, page, sheet, body, titled):
        return
    title = _title(pen, page, body.w) if titled else []
    parts = (*page.side, *page.blocks) if page.kind == "qr" else (*page.blocks, *page.side)
    blocks = [*title, *units(pen, parts, body.w, body.h)]
    if page.kind == "qr" and title:
        blocks = [blocks[1], blocks[0], *blocks[2:]]  # what is to be aimed at stands in view first
    _leaves(sheet, _Column(body.x, body.w, blocks), body, leaf, centred=page.kind in WELCOMES)


def _beside(pen: Pen, page: Page, sheet: Sheet, body: Rect, titled: bool) -> bool:
    """A page of choices that is too long for one column: the choices on the right, or two by two, all in view.

    Whether that was done.
    """
    choices = [block for block in page.blocks if isinstance(block, Choices) and len(block.actions) > 2][:1]
    others = [block for block in page.blocks if block not in choices]
    look = pen.look
    width = body.w / 2 - look.gap
    if not choices or page.side or width / look.body < COLUMN_EMS:
        return False
    title = _title(pen, page, body.w) if titled else []
    if _Column(body.x, body.w, [*title, *units(pen, page.blocks, body.w, body.h)]).height <= body.h:
        return False
    top = sum(unit.height + unit.after for unit in title)
    for kept in range(len(others), -1, -1):
        left = _Column(body.x, width, units(pen, others[:kept], width, body.h))
        right = _Column(body.x + body.w / 2 + look.gap, width, units(pen, [*choices, *others[kept:]], width, body.h))
        if max(left.height, right.height) <= body.h - top:
            for column, y in ((_Column(body.x, body.w, title), body.y), (left, body.y + top), (right, body.y + top)):
                _put_all(sheet, column, y)
            return True
    grid = _Column(body.x, body.w, [*title, *units(pen, page.blocks, body.w, body.h, columns=2)])
    if grid.height > body.h:
        return False
    _put_all(sheet, grid, body.y)
    return True


def _put_all(sheet: Sheet, column: _Column, y: float) -> None:
    for unit in column.units:
        unit.put(sheet, column.x, y)
        y += unit.height + unit.after
    _remember(sheet, column.units, 0)


def _title(pen: Pen, page: Page, width: float) -> list[Unit]:
    look = pen.look
    px = look.title * (1.7 if page.kind in WELCOMES and not look.low else 1.0)
    return [pen.text(page.title, px, width, bold=True, after=look.gap)]


def _with_keys(pen: Pen, page: Page, sheet: Sheet, body: Rect) -> None:
    """The search: what is typed, the answers, the keyboard at the bottom, all on one leaf at any size.

    The keyboard needs its room, so here alone the text gives way, down to the size at which an answer can be seen.
    """
    look = pen.look
    field = replace(pen, look=replace(look, body=min(look.body, look.target / 1.7)))
    for capital in (9.0, 6.4, 5.0, 4.8, 4.2, 3.7, 3.55):
        px = look.mm(capital) / CAP_HEIGHT
        smaller = replace(pen, look=replace(look, body=min(look.body, px), choice=look.target, bar=min(look.bar, px)))
        columns = 3 if look.landscape else 1
        every = [
            units(field if isinstance(block, Typed) else smaller, (block,), body.w, body.h, columns)
            for block in page.blocks
        ]
        title = _title(smaller, page, body.w) if not look.landscape else []
        height = sum(unit.height + unit.after for part in (title, *every) for unit in part)
        if height - look.gap <= body.h:
            break
    else:
        sheet.crowded = True
    y = body.y
    for part in (title, *every[:-1]):
        for unit in part:
            unit.put(sheet, body.x, y)
            y += unit.height + unit.after
    keys = every[-1][0]
    keys.put(sheet, body.x, body.bottom - keys.height)
    _remember(sheet, [unit for part in (title, *every) for unit in part], 0)


def _leaves(sheet: Sheet, column: _Column, body: Rect, leaf: int, centred: bool = False) -> None:
    """Puts one leaf of a column; the bottom bar leads to the others."""
    whole = column.height <= body.h
    leaves = [_grown(column.units, body.h - column.height)] if whole else _share(column.units, body.h)
    sheet.leaves = len(leaves)
    sheet.leaf = min(max(0, leaf), len(leaves) - 1)
    for number, some in enumerate(leaves):
        _remember(sheet, some, number)
    counts = [sum(unit.answer for unit in some) for some in leaves]
    sheet.answers = sum(counts[: sheet.leaf + 1]), sum(counts[sheet.leaf + 1 :])
    y = body.y + (max(0.0, body.h - column.height) / 2 if centred else 0.0)
    for unit in leaves[sheet.leaf]:
        unit.put(sheet, column.x, y)
        y += unit.height + unit.after


def _share(every: list[Unit], height: float) -> list[list[Unit]]:
    """Units shared out over leaves of a height, in order; one that is taller than a leaf is cut."""
    leaves: list[list[Unit]] = [[]]
    used = 0.0
    queue = list(every)
    while queue:
        unit = queue.pop(0)
        if used + unit.height <= height + 0.5:
            leaves[-1].append(unit)
            used += unit.height + unit.after
            continue
        pieces = unit.cut(height - used) if unit.cut and (not leaves[-1] or unit.height > height) else None
        if pieces is not None:
            leaves[-1].append(pieces[0])
            queue.insert(0, pieces[1])
        elif not leaves[-1]:
            leaves[-1].append(unit)  # cannot be cut: the audit will say so
        else:
            queue.insert(0, unit)
            while len(leaves[-1]) > 1 and leaves[-1][-1].keep:
                queue.insert(0, leaves[-1].pop())
        leaves.append([])
        used = 0.0
    return [some for some in leaves if some]


def _grown(every: list[Unit], spare: float) -> list[Unit]:
    """Tiles take the room that is left, up to half as much again; the welcome panel takes all of it."""
    tiles = [unit for unit in every if unit.stretch]
    if not tiles:
        return every
    more = spare if len(every) == 1 else min(spare / len(tiles), tiles[0].height * 0.6)
    return [unit.grow(unit.height + more) if unit in tiles and unit.grow else unit for unit in every]


def _remember(sheet: Sheet, some: list[Unit], leaf: int) -> None:
    for unit in some:
        for source in unit.sources:
            sheet.leaf_of.setdefault(id(source), leaf)
