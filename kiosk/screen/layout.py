"""Rules. A page on a panel: the bars, one or two columns, and leaves where the page is longer than the panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.guide.prose import Sentence, Span
from kiosk.page.model import Action, Choices, Intent, Keys, Page, Role, Typed, Verb
from kiosk.screen.blocks import natural_width, units
from kiosk.screen.look import CAP_HEIGHT, LINE_HEIGHT, Look
from kiosk.screen.shapes import Box, Glyphs, Rect, Sheet, Target
from kiosk.screen.typeset import Measure, wrap
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
    look = pen.look
    sheet = Sheet(look.display.width, look.display.height)
    sheet.shapes.append(Box(Rect(0, 0, sheet.width, sheet.height), look.palette.paper))
    head = _top_bar(pen, page, sheet, compact)
    foot = _bottom_bar(pen, page, sheet)
    edge = look.pad * 1.6
    body = Rect(edge, head + look.gap, sheet.width - 2 * edge, foot - head - 2 * look.gap)
    _body(pen, page, sheet, body, leaf, compact)
    return sheet


# ---- the bars


def _top_bar(pen: Pen, page: Page, sheet: Sheet, compact: bool) -> float:
    """Home on the left, comfort and call on the right, "where am I" between them or on a row of its own. Its height."""
    look, palette = pen.look, pen.look.palette
    margin = look.gap
    tall = max(look.target, look.bar * 1.7)
    homes = [action for action in page.top if action.intent.verb is Verb.HOME]
    others = [action for action in page.top if action.intent.verb is not Verb.HOME]
    left, right = margin, sheet.width - margin
    for action in homes:
        wide = natural_width(pen, action, look.bar)
        pen.button(action, wide, tall, look.bar, centred=True).put(sheet, left, margin)
        left += wide + look.gap
    for action in reversed(others):
        wide = natural_width(pen, action, look.bar)
        pen.button(action, wide, tall, look.bar, centred=True).put(sheet, right - wide, margin)
        right -= wide + look.gap
    height = tall + 2 * margin if page.top else margin
    height = _where(pen, page, sheet, Rect(left, margin, right - left, tall), height, compact)
    if page.top:
        sheet.shapes.append(Box(Rect(0, height - look.line * 0.5, sheet.width, look.line * 0.5), palette.todo))
    return height


def _where(pen: Pen, page: Page, sheet: Sheet, between: Rect, height: float, compact: bool) -> float:
    """Where am I: the way here and the step, with one dot a step; returns the height of the whole bar."""
    look, palette = pen.look, pen.look.palette
    if not page.top:
        return height
    px, high = look.bar, look.bar * LINE_HEIGHT
    step = "Étape {} sur {}".format(*page.progress) if page.progress else ""
    if compact:
        texts = [step or page.title.text]
    else:
        texts = [page.where[-1], step] if step else [" › ".join(page.where)]
    widths = [pen.measure(text, "bold", px) for text in texts]
    if max(widths) <= between.w and len(texts) * high <= between.h * 1.6:
        top = max(look.gap * 0.4, between.y + (between.h - len(texts) * high) / 2)
        for text, wide in zip(texts, widths, strict=True):
            sheet.shapes.append(Glyphs(Rect(between.x, top, wide, high), text, "bold", px, palette.ink, palette.paper))
            top += high
        if page.progress:
            free = Rect(between.x + max(widths) + look.gap * 2, between.y, 0, between.h)
            _dots(pen, page.progress, sheet, replace(free, w=between.right - free.x))
        return max(height, top + look.gap * 0.5)
    if compact and any(isinstance(block, Keys) for block in page.blocks):
        return height  # the keyboard needs the room; the field above it says what this is
    y = height - look.gap * 0.4
    room = sheet.width - 2 * look.pad * 1.6
    joined = "  ·  ".join(texts)
    parts = [joined] if pen.measure(joined, "bold", px) <= room else texts
    lines = [line for part in parts for line in wrap((Span(part, bold=True),), px, room, pen.measure)]
    for line in lines:
        pen.line(sheet, line, look.pad * 1.6, y, px, False, palette.ink, palette.paper)
        y += high
    return y + look.gap * 0.5


def _dots(pen: Pen, progress: tuple[int, int], sheet: Sheet, room: Rect) -> None:
    """One dash a step: passed, present, to come. Left out where there is no room; the words say the same."""
    look, palette = pen.look, pen.look.palette
    at, count = progress
    gap = look.mm(1.2)
    each = min(look.mm(7), (room.w - gap * (count - 1)) / count)
    if each < look.mm(2.2):
        return
    y = room.y + room.h / 2
    for number in range(1, count + 1):
        x = room.x + (number - 1) * (each + gap)
        thick = look.mm(2.4 if number == at else 1.4)
        fill = palette.done if number < at else palette.main if number == at else palette.todo
        sheet.shapes.append(Box(Rect(x, y - thick / 2, each, thick), fill, thick / 2))


def _bottom_bar(pen: Pen, page: Page, sheet: Sheet) -> float:
    """Back on the left, listen in the middle, the main action on the right; two rows if need be. Its top."""
    look, palette = pen.look, pen.look.palette
    rows = _bar_rows(pen, page.bar, sheet.width - 2 * look.gap)
    built: list[tuple[list[Unit], list[float]]] = []
    for actions, widths in rows:
        least = look.main if any(action.role is Role.MAIN for action in actions) else look.choice
        pairs = zip(actions, widths, strict=True)
        built.append(([pen.button(action, wide, least, look.bar, centred=True) for action, wide in pairs], widths))
    height = sum(max(unit.height for unit in row) + look.gap for row, _ in built) + look.gap
    top = sheet.height - height
    sheet.shapes.append(Box(Rect(0, top, sheet.width, height), palette.card))
    sheet.shapes.append(Box(Rect(0, top, sheet.width, look.line * 0.5), palette.todo))
    y = top + look.gap
    for row, widths in built:
        tall = max(unit.height for unit in row)
        x = look.gap
        for unit, wide in zip(row, widths, strict=True):
            (unit.grow(tall) if unit.grow else unit).put(sheet, x, y)
            x += wide + look.gap
        y += tall + look.gap
    return top


def _bar_rows(pen: Pen, actions: tuple[Action, ...], width: float) -> list[tuple[tuple[Action, ...], list[float]]]:
    """The buttons of the bottom bar in one row, or the main one in a row of its own; the spare width is shared."""
    gap = pen.look.gap

    def widths(row: tuple[Action, ...]) -> list[float] | None:
        natural = [natural_width(pen, action, pen.look.bar) for action in row]
        spare = width - sum(natural) - gap * (len(row) - 1)
        if spare < 0:
            return None
        weights = [
            3.0 if action.role is Role.MAIN else 2.0 if action.intent.verb is Verb.LISTEN else 0.6 for action in row
        ]
        total = sum(weights)
        return [wide + spare * weight / total for wide, weight in zip(natural, weights, strict=True)]

    whole = widths(actions)
    if whole is not None:
        return [(actions, whole)]
    rows = []
    for row in (actions[:-1], actions[-1:]):
        equal = [(width - gap * (len(row) - 1)) / len(row)] * len(row)
        rows.append((row, widths(row) or equal))
    return rows


# ---- the body


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
            _leaves(pen, sheet, column, body, leaf, centred=page.kind in WELCOMES)
            return
    if look.landscape and _beside(pen, page, sheet, body, titled):
        return
    title = _title(pen, page, body.w) if titled else []
    room = body.h - _turner_height(look) - look.gap
    blocks = [*title, *units(pen, (*page.blocks, *page.side), body.w, room)]
    _leaves(pen, sheet, _Column(body.x, body.w, blocks), body, leaf, centred=page.kind in WELCOMES)


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


def _leaves(pen: Pen, sheet: Sheet, column: _Column, body: Rect, leaf: int, centred: bool = False) -> None:
    """Puts one leaf of a column; a big button leads to the next, another one back."""
    look = pen.look
    if column.height <= body.h:
        leaves = [_grown(column.units, body.h - column.height)]
    else:
        leaves = _share(column.units, body.h - _turner_height(look) - look.gap)
    sheet.leaves = max(sheet.leaves, len(leaves))
    sheet.leaf = min(max(0, leaf), len(leaves) - 1)
    for number, some in enumerate(leaves):
        _remember(sheet, some, number)
    y = body.y + (max(0.0, body.h - column.height) / 2 if centred else 0.0)
    for unit in leaves[sheet.leaf]:
        unit.put(sheet, column.x, y)
        y += unit.height + unit.after
    if len(leaves) > 1:
        _turners(pen, sheet, leaves, column, body)


def _turner_height(look: Look) -> float:
    """The height of the button to the next leaf, its words on one line."""
    return max(look.choice, look.bar * LINE_HEIGHT + look.pad * 1.4)


def _turners(pen: Pen, sheet: Sheet, leaves: list[list[Unit]], column: _Column, body: Rect) -> None:
    look = pen.look
    turns = []
    if sheet.leaf > 0:
        turns.append((Action(Intent(Verb.BACK), "Remonter", "arrow-up"), -1))
    wide = (column.width - look.gap * len(turns)) / (len(turns) + 1)
    if sheet.leaf < len(leaves) - 1:
        seen, left = (
            sum(unit.answer for some in part for unit in some)
            for part in (leaves[: sheet.leaf + 1], leaves[sheet.leaf + 1 :])
        )
        labels = ["Voir la suite", "Suite"]
        if left:
            others = f"Voir {left} autres réponses" if left > 1 else "Voir 1 autre réponse"
            labels.insert(0, others if seen else f"Voir les {left} réponses")
        actions = [Action(Intent(Verb.MORE), label, "arrow-down") for label in labels]
        fitting = [action for action in actions if natural_width(pen, action, look.bar) <= wide]
        turns.append(((fitting or actions)[0], 1))
    wide = (column.width - look.gap * (len(turns) - 1)) / len(turns)
    x = column.x
    for action, turn in turns:
        unit = pen.button(action, wide, look.choice, look.bar, centred=True)
        unit.put(sheet, x, body.bottom - unit.height)
        target = sheet.targets.pop()
        sheet.targets.append(Target(target.rect, None, turn))
        x += wide + look.gap


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
