"""Rules. The bars of every page: above, where am I, comfort, call; below, back, listen, the main action or a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.guide.prose import Span
from kiosk.page.model import Action, Intent, Keys, Page, Role, Verb
from kiosk.screen.blocks import natural_width
from kiosk.screen.look import LINE_HEIGHT
from kiosk.screen.shapes import Box, Rect, Sheet, Target
from kiosk.screen.typeset import Line, Run, wrap
from kiosk.screen.units import Pen, Unit


def top_bar(pen: Pen, page: Page, sheet: Sheet, compact: bool) -> float:
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
    lit = pen.spoken is page.title and texts == [page.title.text]
    widths = [pen.measure(text, "bold", px) for text in texts]
    if max(widths) <= between.w and len(texts) * high <= between.h * 1.6:
        top = max(look.gap * 0.4, between.y + (between.h - len(texts) * high) / 2)
        for text, wide in zip(texts, widths, strict=True):
            line = Line((Run(text, "bold", 0.0, wide),), wide)
            pen.line(sheet, line, between.x, top, px, lit, palette.ink, palette.paper)
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
        pen.line(sheet, line, look.pad * 1.6, y, px, lit, palette.ink, palette.paper)
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


Item = tuple[Action, int]
"""A button of the bottom bar: what it does, or which way it turns the leaf (+1 onward, -1 back)."""


def turning(pen: Pen, page: Page, leaf: int, leaves: int, answers: tuple[int, int], width: float) -> list[Item]:
    """The bottom bar of one leaf: "back" goes up to the leaf before, "onward" stands where the main action will."""
    first, *others = page.bar
    middle = [action for action in others if action.role is not Role.MAIN]
    main = [action for action in others if action.role is Role.MAIN]
    back: Item = (first, 0) if leaf == 0 else (Action(Intent(Verb.BACK), "Remonter", "arrow-up"), -1)
    if leaf == leaves - 1:
        refusal = [first] if leaf and page.kind in ("consent", "offer") else []  # beside what it refuses
        return [back, *((action, 0) for action in (*refusal, *middle, *main))]
    seen, left = answers
    labels = [f"Voir la suite ({leaf + 1} sur {leaves})", "Voir la suite", "Suite"]
    if left:
        others_left = f"Voir {left} autres réponses" if left > 1 else "Voir 1 autre réponse"
        labels.insert(0, others_left if seen else f"Voir les {left} réponses")
    for label in labels:
        onward = Action(Intent(Verb.MORE), label, "arrow-down", Role.MAIN)
        items: list[Item] = [back, *((action, 0) for action in middle), (onward, 1)]
        if len(_bar_rows(pen, [action for action, _ in items], width - 2 * pen.look.gap)) == 1:
            break
    return items


def _built_bar(pen: Pen, items: list[Item], width: float) -> list[tuple[list[Unit], list[float], list[Item]]]:
    """The rows of a bottom bar: their buttons, widths and items."""
    look = pen.look
    built = []
    for actions, widths in _bar_rows(pen, [action for action, _ in items], width - 2 * look.gap):
        least = look.main if any(action.role is Role.MAIN for action in actions) else look.choice
        pairs = zip(actions, widths, strict=True)
        row = [pen.button(action, wide, least, look.bar, centred=True) for action, wide in pairs]
        built.append((row, widths, [item for item in items if item[0] in actions]))
    return built


def bar_height(pen: Pen, items: list[Item], width: float) -> float:
    """The height of a bottom bar on a panel of a width, both in pixels."""
    rows = _built_bar(pen, items, width)
    return sum(max(unit.height for unit in row) + pen.look.gap for row, _, _ in rows) + pen.look.gap


def bottom_bar(pen: Pen, items: list[Item], sheet: Sheet) -> None:
    """Back on the left, listen in the middle, the main action on the right; two rows if need be."""
    look, palette = pen.look, pen.look.palette
    height = bar_height(pen, items, sheet.width)
    top = sheet.height - height
    sheet.shapes.append(Box(Rect(0, top, sheet.width, height), palette.card))
    sheet.shapes.append(Box(Rect(0, top, sheet.width, look.line * 0.5), palette.todo))
    y = top + look.gap
    for row, widths, some in _built_bar(pen, items, sheet.width):
        tall = max(unit.height for unit in row)
        x = look.gap
        for unit, wide, (_, turn) in zip(row, widths, some, strict=True):
            (unit.grow(tall) if unit.grow else unit).put(sheet, x, y)
            if turn:
                sheet.targets.append(Target(sheet.targets.pop().rect, None, turn))
            x += wide + look.gap
        y += tall + look.gap


def _bar_rows(pen: Pen, actions: Sequence[Action], width: float) -> list[tuple[Sequence[Action], list[float]]]:
    """The buttons of the bottom bar in one row, or the main one in a row of its own; the spare width is shared."""
    gap = pen.look.gap

    def widths(row: Sequence[Action]) -> list[float] | None:
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
    rows: list[tuple[Sequence[Action], list[float]]] = []
    for row in (actions[:-1], actions[-1:]):
        equal = [(width - gap * (len(row) - 1)) / len(row)] * len(row)
        rows.append((row, widths(row) or equal))
    return rows
