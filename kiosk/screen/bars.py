"""Rules. The bars of every page: above, where am I, comfort, call; below, back, listen, the main action or a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from kiosk.guide.prose import Span
from kiosk.page.focus import CONTROLS
from kiosk.page.model import Action, Intent, Keys, Page, Role, Verb
from kiosk.screen.blocks import natural_width
from kiosk.screen.look import CAP_HEIGHT, LINE_HEIGHT
from kiosk.screen.shapes import Box, Rect, Sheet, Target
from kiosk.screen.typeset import Line, Run, wrap
from kiosk.screen.units import Pen, Unit

# ---- above

LOW_BAR_MM = (5.6, 5.2, 4.8, 4.6, 4.4)
"""Heights of a capital that the bars of a low panel fall back to: above the small size."""


@dataclass(frozen=True)
class _Top:
    """The buttons of the top bar with their left edges and widths; `where` apart, since it moves to where there is
    room: between the others, on a row of its own, or (None) in the bottom bar. `bare`: without its pictogram."""

    others: tuple[tuple[Action, float, float], ...]
    where: tuple[Action, float, float] | None
    bare: bool
    own_row: bool
    free: tuple[float, float]  # what is left beside it: left edge, width
    px: float  # em size
    longer: bool = False  # with its longer words


def _top(pen: Pen, page: Page, width: float) -> _Top:
    """The top bar of a page. On a low panel its words give way a little, so that they need one row only."""
    key = ("top", width, pen.look.bar)
    if key not in pen.known:
        pen.known[key] = _top_in_one_row(pen, page, width)
    top: _Top = pen.known[key]
    return top


def _top_in_one_row(pen: Pen, page: Page, width: float) -> _Top:
    top = _top_at(pen, page, width, pen.look.bar)
    if pen.look.low:
        for capital in LOW_BAR_MM:
            if top.where is not None and not top.own_row:
                break
            px = pen.look.mm(capital) / CAP_HEIGHT
            if px < pen.look.bar:
                smaller = _top_at(pen, page, width, px)
                top = smaller if smaller.where is not None and not smaller.own_row else top
    return top


def _top_at(pen: Pen, page: Page, width: float, px: float) -> _Top:
    gap = pen.look.gap
    left, right = gap, width - gap
    others = []
    where: Action | None = None
    for action in page.top:
        if action.intent.verb is Verb.HOME:
            wide = natural_width(pen, action, px)
            others.append((action, left, wide))
            left += wide + gap
        elif action.intent.verb is Verb.WHERE:
            where = action
    for action in reversed([one for one in page.top if one.intent.verb not in (Verb.HOME, Verb.WHERE)]):
        wide = natural_width(pen, action, px)
        right -= wide
        others.append((action, right, wide))
        right -= gap
    if where is None:
        return _Top(tuple(others), None, False, False, (left, right - left), px)
    for bare, longer in ((False, True), (False, False), (True, False)):
        wide = natural_width(pen, where, px, bare, longer)
        if left + wide <= right:
            free = (left + wide + gap, right - left - wide - gap)
            return _Top(tuple(others), (where, left, wide), bare, False, free, px, longer)
    if page.progress is None and page.bar:
        return _Top(tuple(others), None, False, False, (left, 0.0), px)
    longer = natural_width(pen, where, px, longer=True) <= width - 2 * gap
    wide = natural_width(pen, where, px, longer=longer)
    return _Top(tuple(others), (where, gap, wide), False, True, (left, 0.0), px, longer)


def top_bar(pen: Pen, page: Page, sheet: Sheet, compact: bool) -> float:
    """Home on the left, comfort and call on the right, "where am I" between them; the other way round for the left
    hand. Returns its height.

    With low reach its buttons stand above the bottom bar instead. `compact`: the title stands in it too.
    """
    look = pen.look
    if not page.top:
        return look.gap
    height = look.gap
    if not look.low_reach:
        height = _top_buttons(pen, page, sheet, compact)
    if compact and page.progress is None and not any(isinstance(block, Keys) for block in page.blocks):
        height = _title(pen, page, sheet, height)
    _dashes(pen, page.progress, sheet, height)
    return height


def _top_buttons(pen: Pen, page: Page, sheet: Sheet, compact: bool) -> float:
    look = pen.look
    top = _top(pen, page, sheet.width)
    tall = max(look.target, top.px * LINE_HEIGHT + look.pad * 1.4)

    def put(place: tuple[Action, float, float], y: float, bare: bool = False, longer: bool = False) -> None:
        action, x, wide = place
        left = sheet.width - x - wide if look.left_handed else x
        pen.button(action, wide, tall, top.px, centred=True, bare=bare, longer=longer).put(sheet, left, y)

    for place in top.others:
        put(place, look.gap)
    height = tall + 2 * look.gap
    if top.where is not None:
        put(top.where, height if top.own_row else look.gap, top.bare, top.longer)
        height += tall + look.gap if top.own_row else 0.0
    if page.progress and not compact and not look.left_handed:
        _name(pen, page.where[-1], sheet, Rect(top.free[0], look.gap, top.free[1], tall))
    return height


def _name(pen: Pen, name: str, sheet: Sheet, room: Rect) -> None:
    """The guide's name beside the step, where there is room; the page "where am I" says it in any case."""
    look, palette = pen.look, pen.look.palette
    wide = pen.measure(name, "bold", look.bar)
    if wide <= room.w:
        y = room.y + (room.h - look.bar * LINE_HEIGHT) / 2
        line = Line((Run(name, "bold", 0.0, wide),), wide)
        pen.line(sheet, line, room.x, y, look.bar, False, palette.ink, palette.paper)


def _title(pen: Pen, page: Page, sheet: Sheet, y: float) -> float:
    """The title in small, in the top bar; returns where it ends."""
    look, palette = pen.look, pen.look.palette
    edge = look.pad * 1.6
    lit = pen.spoken is page.title
    for line in wrap((Span(page.title.text, bold=True),), look.bar, sheet.width - 2 * edge, pen.measure):
        pen.line(sheet, line, edge, y, look.bar, lit, palette.ink, palette.paper)
        y += look.bar * LINE_HEIGHT
    return y + look.gap * 0.5


def _dashes(pen: Pen, progress: tuple[int, int] | None, sheet: Sheet, y: float) -> None:
    """The line under the top bar; in a guide one dash a step: passed, present, to come. The words say the same."""
    look, palette = pen.look, pen.look.palette
    if progress is None:
        sheet.shapes.append(Box(Rect(0, y - look.line * 0.5, sheet.width, look.line * 0.5), palette.todo))
        return
    at, count = progress
    gap = look.mm(1.2)
    each = (sheet.width - gap * (count - 1)) / count
    for number in range(1, count + 1):
        thick = look.mm(2.0 if number == at else 1.0)
        fill = palette.done if number < at else palette.main if number == at else palette.todo
        sheet.shapes.append(Box(Rect((number - 1) * (each + gap), y - thick, each, thick), fill))


# ---- below

Item = tuple[Action, int]
"""A button of the bottom bar: what it does, or which way it turns the leaf (+1 onward, -1 back)."""


def items_of(pen: Pen, page: Page, width: float) -> list[Item]:
    """The bottom bar of a page of one leaf; "where am I" too when the top bar has no room for it."""
    return [(action, 0) for action in _actions(pen, page, width)]


def _actions(pen: Pen, page: Page, width: float) -> tuple[Action, ...]:
    where = [action for action in page.top if action.intent.verb is Verb.WHERE]
    if not where or not page.bar or pen.look.low_reach or _top(pen, page, width).where is not None:
        return page.bar
    return (page.bar[0], *where, *page.bar[1:])


def turning(pen: Pen, page: Page, leaf: int, leaves: int, answers: tuple[int, int], width: float) -> list[Item]:
    """The bottom bar of one leaf: "back" goes up to the leaf before, "onward" stands where the main action will."""
    actions = _actions(pen, page, width)
    leads_back = actions[0].intent.verb not in CONTROLS  # from a first page nothing does; the voice is held throughout
    first, others = (actions[:1], actions[1:]) if leads_back else ((), actions)
    middle = [action for action in others if action.role is not Role.MAIN]
    main = [action for action in others if action.role is Role.MAIN]
    up: Item = (Action(Intent(Verb.BACK), "Remonter", "arrow-up"), -1)
    back = [(action, 0) for action in first] if leaf == 0 else [up]
    if leaf == leaves - 1:
        # On the last of several leaves the way back stands too: beside what it refuses, or where it is the only way on.
        way_back = first if leaf and (page.kind in ("consent", "offer") or not main) else ()
        return [*back, *((action, 0) for action in (*way_back, *middle, *main))]
    seen, left = answers
    labels = [f"Voir la suite ({leaf + 1} sur {leaves})", "Voir la suite", "Suite"]
    if left:
        others_left = f"Voir {left} autres réponses" if left > 1 else "Voir 1 autre réponse"
        labels.insert(0, others_left if seen else f"Voir les {left} réponses")
    for label in labels:
        onward = Action(Intent(Verb.MORE), label, "arrow-down", Role.MAIN)
        items: list[Item] = [*back, *((action, 0) for action in middle), (onward, 1)]
        if len(_bar_rows(pen, [action for action, _ in items], width - 2 * pen.look.gap)) == 1:
            break
    return items


@dataclass(frozen=True)
class _Row:
    """Buttons side by side, all as tall as the tallest, with their widths."""

    units: tuple[Unit, ...]
    widths: tuple[float, ...]
    turns: tuple[int, ...]

    @property
    def height(self) -> float:
        return max(unit.height for unit in self.units)


def _rows(pen: Pen, page: Page, items: list[Item], width: float) -> list[_Row]:
    """The rows of the bottom bar, the buttons of the top bar first where they stand low."""
    look = pen.look
    inner = width - 2 * look.gap
    turns = {id(action): turn for action, turn in items}
    own_actions = [action for action, _ in items]
    keys = any(isinstance(block, Keys) for block in page.blocks)
    sizes = [look.bar, *(look.mm(capital) / CAP_HEIGHT for capital in LOW_BAR_MM if look.low)]
    bares = (False, True) if keys and look.low else (False,)  # on a low panel the keyboard needs the room
    for px, bare in product([px for px in sizes if px <= look.bar], bares):
        pen = replace(pen, look=replace(look, bar=px))
        rows = _bar_rows(pen, own_actions, inner, bare=bare)
        if len(rows) <= (1 if keys else 2):  # three rows leave too little of a low panel
            break
    look = pen.look
    if look.low_reach and page.top:
        together = _bar_rows(pen, [*page.top, *(action for action, _ in items)], inner)
        rows = together if len(together) == 1 else [*_bar_rows(pen, page.top, inner, balanced=True), *rows]
    built = []
    for actions, widths in rows:
        own = [action for action in actions if action not in page.top]
        main = any(action.role is Role.MAIN for action in own)
        lower = keys and look.low  # on a low panel the keyboard needs the room
        least = look.main if main and not lower else look.choice if own else look.target
        units = tuple(
            pen.button(action, wide, least, look.bar, centred=True, bare=bare)
            for action, wide in zip(actions, widths, strict=True)
        )
        built.append(_Row(units, tuple(widths), tuple(turns.get(id(action), 0) for action in actions)))
    return built


def bar_height(pen: Pen, page: Page, items: list[Item], width: float) -> float:
    """The height of a bottom bar on a panel of a width, both in pixels."""
    return sum(row.height + pen.look.gap for row in _rows(pen, page, items, width)) + pen.look.gap


def bottom_bar(pen: Pen, page: Page, items: list[Item], sheet: Sheet) -> None:
    """Back on the left, listen in the middle, the main action on the right; the other way round for the left hand."""
    look, palette = pen.look, pen.look.palette
    height = bar_height(pen, page, items, sheet.width)
    top = sheet.height - height
    sheet.shapes.append(Box(Rect(0, top, sheet.width, height), palette.card))
    sheet.shapes.append(Box(Rect(0, top, sheet.width, look.line * 0.5), palette.todo))
    y = top + look.gap
    for row in _rows(pen, page, items, sheet.width):
        x = look.gap
        for unit, wide, turn in zip(row.units, row.widths, row.turns, strict=True):
            left = sheet.width - x - wide if look.left_handed else x
            (unit.grow(row.height) if unit.grow else unit).put(sheet, left, y)
            if turn:
                sheet.targets.append(Target(sheet.targets.pop().rect, None, turn))
            x += wide + look.gap
        y += row.height + look.gap


def _bar_rows(
    pen: Pen, actions: Sequence[Action], width: float, balanced: bool = False, bare: bool = False
) -> list[tuple[Sequence[Action], list[float]]]:
    """Buttons in as few rows as hold them, the last row as short as can be or all rows alike (`balanced`); the spare
    width of each is shared. `bare`: without pictograms."""
    gap = pen.look.gap

    def widths(row: Sequence[Action]) -> list[float] | None:
        natural = [natural_width(pen, action, pen.look.bar, bare) for action in row]
        spare = width - sum(natural) - gap * (len(row) - 1)
        if spare < 0:
            return None
        weights = [
            3.0 if action.role is Role.MAIN else 2.0 if action.intent.verb is Verb.LISTEN else 0.6 for action in row
        ]
        total = sum(weights)
        return [wide + spare * weight / total for wide, weight in zip(natural, weights, strict=True)]

    count = len(actions)
    cuts: list[tuple[int, ...]] = [(), *((cut,) for cut in range(count - 1, 0, -1))]
    cuts += [(first, second) for second in range(count - 1, 1, -1) for first in range(second - 1, 0, -1)]
    if balanced:
        cuts.sort(key=lambda cut: (len(cut), max(end - start for start, end in pairwise((0, *cut, count)))))
    for cut in cuts:
        edges = (0, *cut, count)
        rows = [actions[start:end] for start, end in pairwise(edges)]
        fitted = [widths(row) for row in rows]
        if all(found is not None for found in fitted):
            return [(row, found or []) for row, found in zip(rows, fitted, strict=True)]
    halves = [row for row in (actions[:-1], actions[-1:]) if row]
    return [(row, [(width - gap * (len(row) - 1)) / len(row)] * len(row)) for row in halves]
