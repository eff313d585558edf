"""Rules. A page on a panel: one or two columns between the bars, and leaves where the page is longer than the panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.guide.prose import Sentence
from kiosk.page.model import Action, Block, Choices, Keys, Notice, Page, Role, Typed
from kiosk.screen.bars import bar_height, bottom_bar, items_of, top_bar, turning
from kiosk.screen.blocks import units
from kiosk.screen.look import CAP_HEIGHT, Look
from kiosk.screen.shapes import Box, Rect, Sheet
from kiosk.screen.typeset import Measure
from kiosk.screen.units import Pen, Unit

# Two columns only where each holds a readable line: about two dozen letters.
COLUMN_EMS = 12.0
RING_MM = 1.25
"""How thick the ring of the focus is: almost half the gap between two buttons, so that it touches no other."""
WELCOMES = ("attract", "goodbye")
"""The pages that stand in the middle, in larger text: nothing has to be found on them."""


def lay_out(
    page: Page,
    look: Look,
    measure: Measure,
    leaf: int = 0,
    spoken: Sentence | Action | None = None,
    focus: tuple[Action, ...] = (),
) -> Sheet:
    """The sheet of one leaf of a page. `leaf` counts from 0 and is kept within the leaves there are. `spoken` is lit;
    around the buttons of `focus` stands a thick ring.

    Where a page is longer than the panel, the bars take less: the title moves into the top bar in the place of "where
    am I", which it answers as well; in a guide, the top bar keeps the number of the step alone.
    """
    pen = Pen(look, measure, None if look.calm else spoken)
    for part in (1.0, 0.9, 0.8, 0.7):  # where one button is higher than the lower half of a panel, its words give way
        smaller = replace(pen, look=replace(look, body=look.body * part, bar=look.bar * part))
        sheet = _either(smaller, page, leaf)
        if not (sheet.crowded and look.low_reach):
            break
    _ring(sheet, look, focus)
    return sheet


def _either(pen: Pen, page: Page, leaf: int) -> Sheet:
    """One leaf, with the title in the top bar when that saves leaves."""
    sheet = _laid_out(pen, page, leaf, compact=False)
    if (sheet.leaves > 1 or sheet.crowded) and page.top:
        tighter = _laid_out(pen, page, leaf, compact=True)
        if tighter.leaves < sheet.leaves or sheet.crowded:
            return tighter
    return sheet


def _ring(sheet: Sheet, look: Look, focus: tuple[Action, ...]) -> None:
    """A thick ring around the buttons under the focus, in the gap between them and their neighbours."""
    rects = [target.rect for target in sheet.targets if target.action in focus and not target.inline]
    if rects:
        grown, thick = look.mm(RING_MM + 0.15), look.mm(RING_MM)
        left, top = min(rect.x for rect in rects) - grown, min(rect.y for rect in rects) - grown
        right, bottom = max(rect.right for rect in rects) + grown, max(rect.bottom for rect in rects) + grown
        ring = Rect(left, top, right - left, bottom - top)
        sheet.shapes.append(Box(ring, None, look.mm(2.2) + grown, look.palette.focus, thick))


def _laid_out(pen: Pen, page: Page, leaf: int, compact: bool) -> Sheet:
    """One leaf. A page of several turns them in the bottom bar: all is seen before the main action can be touched."""
    if (pen.look.low or pen.look.low_reach) and any(isinstance(block, Keys) for block in page.blocks):
        bar = min(pen.look.bar, pen.look.mm(4.8) / CAP_HEIGHT)
        pen = replace(pen, look=replace(pen.look, bar=bar))  # the keyboard needs the room
    sheet, top = _begun(pen, page, compact)
    items = items_of(pen, page, sheet.width)
    _body(pen, page, sheet, _between(pen, sheet, top, bar_height(pen, page, items, sheet.width)), leaf, compact)
    for _ in range(3):  # a bar with turns may be higher, and leave room for less: so until it settles
        leaves = sheet.leaves
        if leaves == 1:
            break
        numbers = {0, 1, leaves - 1}
        height = max(
            bar_height(pen, page, turning(pen, page, at, leaves, (0, 0), sheet.width), sheet.width) for at in numbers
        )
        sheet, top = _begun(pen, page, compact)
        _body(pen, page, sheet, _between(pen, sheet, top, height), leaf, compact)
        items = turning(pen, page, sheet.leaf, sheet.leaves, sheet.answers, sheet.width)
        if sheet.leaves == leaves:
            break
    bottom_bar(pen, page, items, sheet)
    for action in page.bar:  # a button that a turn of the leaves stands for is found where it is itself
        if action not in {target.action for target in sheet.targets}:
            sheet.leaf_of.setdefault(id(action), sheet.leaves - 1 if action.role is Role.MAIN else 0)
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
    """Units in a column of a width at a left edge. What is touched begins no higher than `floor`, from its top: with
    low reach, the middle of the panel."""

    x: float
    width: float
    units: list[Unit]
    floor: float = 0.0

    @property
    def height(self) -> float:
        if not self.units:
            return 0.0
        last, start = self.units[-1], self.starts()[-1]
        return start + last.height

    def starts(self) -> list[float]:
        """Where each unit begins, from the top of the column."""
        starts, used = [], 0.0
        for unit in self.units:
            used = _start(unit, used, self.floor)
            starts.append(used)
            used += unit.height + unit.after
        return starts

    def put(self, sheet: Sheet, y: float) -> None:
        """Puts every unit on a sheet, the first at a height."""
        for unit, start in zip(self.units, self.starts(), strict=True):
            unit.put(sheet, self.x, y + start)


def _start(unit: Unit, used: float, floor: float) -> float:
    """Where a unit begins when so much of its column is used."""
    return max(used, floor - unit.head) if unit.control else used


def _floor(pen: Pen, sheet: Sheet, body: Rect) -> float:
    """How far below the top of the body what is touched may begin."""
    return max(0.0, sheet.height / 2 - body.y) if pen.look.low_reach else 0.0


def _body(pen: Pen, page: Page, sheet: Sheet, body: Rect, leaf: int, compact: bool) -> None:
    look = pen.look
    if any(isinstance(block, Keys) for block in page.blocks):
        _with_keys(pen, page, sheet, body)
        return
    titled = not compact or page.progress is not None
    two = bool(page.side) and look.landscape and body.w * 0.44 / look.body >= COLUMN_EMS
    if two and _in_two(pen, page, sheet, body, leaf, titled):
        return
    if look.landscape and _beside(pen, page, sheet, body, titled):
        return
    title = _title(pen, page, body.w) if titled else []
    # What the text speaks of stands right after it.
    first = {"qr": 0, "action": 1, "waiting": 1, "leaving": 1}.get(page.kind, len(page.blocks))
    parts = (*page.blocks[:first], *page.side, *page.blocks[first:])
    blocks = [*title, *units(pen, parts, body.w, body.h)]
    if page.kind == "practice":
        blocks = _with_site(pen, page, title, body)
    if page.kind == "qr" and title:
        blocks = [blocks[1], blocks[0], *blocks[2:]]  # what is to be aimed at stands in view first
    column = _Column(body.x, body.w, blocks, _floor(pen, sheet, body))
    _leaves(sheet, column, body, leaf, centred=page.kind in WELCOMES)


def _with_site(pen: Pen, page: Page, title: list[Unit], body: Rect) -> list[Unit]:
    """What to do, then the site below it: in the text that lets both stand on one leaf, else on a leaf of its own."""
    told = [*title, *units(pen, page.blocks, body.w, body.h)]
    left = body.h - sum(unit.height + unit.after for unit in told)
    for room in (body.h,) if pen.look.low_reach else (left, body.h):
        site = units(pen, page.side, body.w, room)
        if sum(unit.height for unit in site) <= room:
            break
    return [*told, *site]


def _in_two(pen: Pen, page: Page, sheet: Sheet, body: Rect, leaf: int, titled: bool) -> bool:
    """The side in a column of its own, on the side of the hand that is used more. Whether that was done."""
    look, floor = pen.look, _floor(pen, sheet, body)
    main_width, width = body.w * 0.56 - look.gap, body.w * 0.44 - look.gap
    main_x, side_x = body.x, body.x + body.w * 0.56 + look.gap
    if look.left_handed:
        main_x, side_x = body.x + body.w * 0.44 + look.gap, body.x
    buttons = [block for block in page.side if isinstance(block, Choices)]
    taken = sum(unit.height + unit.after for unit in units(pen, buttons, width, body.h))
    side = _Column(side_x, width, units(pen, page.side, width, body.h - taken), floor)
    if side.height > body.h:
        return False
    side = replace(side, units=_grown(side.units, body.h - side.height))
    # It stands on every leaf, so it is remembered on none.
    side.put(sheet, body.y + (body.h - side.height) * (0.5 if page.kind in ("qr", "waiting") else 0.0))
    title = _title(pen, page, main_width) if titled else []
    column = _Column(main_x, main_width, [*title, *units(pen, page.blocks, main_width, body.h)], floor)
    _leaves(sheet, column, body, leaf, centred=page.kind in WELCOMES)
    return True


def _beside(pen: Pen, page: Page, sheet: Sheet, body: Rect, titled: bool) -> bool:
    """A page of choices that is too long for one column: the choices beside the text, or two by two, all in view.

    Whether that was done.
    """
    choices = [block for block in page.blocks if isinstance(block, Choices) and len(block.actions) > 2][:1]
    others = [block for block in page.blocks if block not in choices]
    before = page.blocks.index(choices[0]) if choices else 0  # what follows the choices never stands before them
    look, floor = pen.look, _floor(pen, sheet, body)
    width = body.w / 2 - look.gap
    if not choices or page.side or width / look.body < COLUMN_EMS:
        return False
    title = _title(pen, page, body.w) if titled else []
    if _Column(body.x, body.w, [*title, *units(pen, page.blocks, body.w, body.h)], floor).height <= body.h:
        return False
    top = sum(unit.height + unit.after for unit in title)
    near, far = body.x, body.x + body.w / 2 + look.gap
    if look.left_handed:
        near, far = far, near
    below = max(0.0, floor - top)
    for kept in range(before, -1, -1):
        left = _Column(near, width, units(pen, others[:kept], width, body.h), below)
        right = _Column(far, width, units(pen, [*choices, *others[kept:]], width, body.h), below)
        if max(left.height, right.height) <= body.h - top:
            for column, y in ((_Column(body.x, body.w, title), body.y), (left, body.y + top), (right, body.y + top)):
                _put_all(sheet, column, y)
            return True
    grid = _Column(body.x, body.w, [*title, *units(pen, page.blocks, body.w, body.h, columns=2)], floor)
    if grid.height > body.h:
        return False
    _put_all(sheet, grid, body.y)
    return True


def _put_all(sheet: Sheet, column: _Column, y: float) -> None:
    column.put(sheet, y)
    _remember(sheet, column.units, 0)


def _title(pen: Pen, page: Page, width: float) -> list[Unit]:
    look = pen.look
    px = look.title * (1.7 if page.kind in WELCOMES and not look.low else 1.0)
    return [replace(pen.text(page.title, px, width, bold=True, after=look.gap), keep=True)]


def _with_keys(pen: Pen, page: Page, sheet: Sheet, body: Rect) -> None:
    """The search: what is typed, the answers, the keyboard at the bottom, all on one leaf at any size.

    The keyboard needs its room, so here alone the text gives way, down to the size at which an answer can be seen.
    """
    look = pen.look
    field = replace(pen, look=replace(look, body=min(look.body, look.target / 1.7)))
    for capital in (9.0, 6.4, 5.0, 4.8, 4.2, 3.7, 3.55):
        px = look.mm(capital) / CAP_HEIGHT
        smaller = replace(pen, look=replace(look, body=min(look.body, px), choice=look.target, bar=min(look.bar, px)))
        tighter = replace(smaller, look=replace(smaller.look, pad=look.mm(1.3) if look.low else look.pad))
        columns = 3 if look.landscape else 1
        every = [
            units(_pen_for(block, field, smaller, tighter), (block,), body.w, body.h, columns) for block in page.blocks
        ]
        title = _title(smaller, page, body.w) if not look.landscape else []
        *parts, keys = [title, *every]
        above = _Column(body.x, body.w, [unit for part in parts for unit in part], _floor(pen, sheet, body))
        keyboard = keys[0]
        if above.height + look.gap + keyboard.height <= body.h:
            break
    else:
        sheet.crowded = True
    above.put(sheet, body.y)
    keyboard.put(sheet, body.x, body.bottom - keyboard.height)
    _remember(sheet, [*above.units, keyboard], 0)


def _pen_for(block: Block, field: Pen, smaller: Pen, tighter: Pen) -> Pen:
    """What a block above the keyboard is written with: on a low panel a box wastes no room around its words."""
    return field if isinstance(block, (Typed, Keys)) else tighter if isinstance(block, Notice) else smaller


def _leaves(sheet: Sheet, column: _Column, body: Rect, leaf: int, centred: bool = False) -> None:
    """Puts one leaf of a column; the bottom bar leads to the others."""
    whole = column.height <= body.h
    leaves = [_grown(column.units, body.h - column.height)] if whole else _share(column, body.h)
    sheet.leaves = len(leaves)
    sheet.leaf = min(max(0, leaf), len(leaves) - 1)
    for number, some in enumerate(leaves):
        _remember(sheet, some, number)
        lowest = replace(column, units=some)
        sheet.crowded = sheet.crowded or lowest.height > body.h + 1.0
    counts = [sum(unit.answer for unit in some) for some in leaves]
    sheet.answers = sum(counts[: sheet.leaf + 1]), sum(counts[sheet.leaf + 1 :])
    shown = replace(column, units=leaves[sheet.leaf])
    shown.put(sheet, body.y + (max(0.0, body.h - column.height) / 2 if centred else 0.0))


def _share(column: _Column, height: float) -> list[list[Unit]]:
    """Units shared out over leaves of a height, in order; one that is taller than a leaf is cut."""
    leaves: list[list[Unit]] = [[]]
    used = 0.0
    queue = list(column.units)
    while queue:
        unit = queue.pop(0)
        start = _start(unit, used, column.floor)
        if start + unit.height <= height + 0.5:
            leaves[-1].append(unit)
            used = start + unit.height + unit.after
            continue
        # A sentence that fits on a leaf stays whole, even if a title is left alone; a box is cut between two sentences.
        below_title = unit.several and all(one.keep for one in leaves[-1])
        tallest = height - _start(unit, 0.0, column.floor)
        pieces = unit.cut(height - start) if unit.cut and (below_title or unit.height > tallest) else None
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
