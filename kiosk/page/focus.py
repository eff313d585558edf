"""Rules. Moving through a page without touching it: by five keys, or by two switches that use two of them.

The focus stands on one action at a time, in reading order. The keyboard of the search is gone through by rows first,
since forty keys one by one are too many for one switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.page.model import Action, Choices, Intent, Keys, Page, Role, Site, Tiles, Verb


class Key(str, Enum):
    """What a keypad can ask (VVSG 2.0): two switches have `NEXT`, which goes round, and `SELECT`."""

    PREVIOUS = "previous"
    NEXT = "next"
    SELECT = "select"
    BACK = "back"
    HELP = "help"


CONTROLS = (Verb.LISTEN, Verb.PAUSE, Verb.SENTENCE)
"""The intents that only change what is heard."""
_MIDDLE = (Intent(Verb.PAUSE), Intent(Verb.SENTENCE, "0"), Intent(Verb.LISTEN))
"""Which of them the focus is on when its own has gone: so one button listens, pauses and goes on."""


@dataclass(frozen=True)
class Focus:
    """Where the focus stands: at a stop of the page, from 0, or on none yet; `row` when within a row of keys."""

    at: int | None = None
    row: int | None = None


def stops(page: Page, row: int | None = None) -> tuple[Action, ...]:
    """What the focus goes through, in reading order. Within a row of keys: its keys, and the way out of it."""
    keys = next((block for block in page.blocks if isinstance(block, Keys)), None)
    if keys is None:
        return tuple(page.actions())
    if row is not None and row < len(keys.rows):
        out = Action(Intent(Verb.ROW), "Sortir de la ligne", role=Role.KEY)
        return (*keys.rows[row], out)
    letters = {action for some in keys.rows for action in some}
    rest = list(page.actions())
    first = min(rest.index(action) for action in letters)
    others = [action for action in rest if action not in letters]
    return (*others[:first], *map(_row, range(len(keys.rows)), keys.rows), *others[first:])


def _row(number: int, keys: tuple[Action, ...]) -> Action:
    """A row of keys as one stop: it opens the row."""
    letters = [action.said or action.label for action in keys]
    return Action(
        Intent(Verb.ROW, str(number)), f"Ligne {number + 1}", role=Role.KEY,
        said=f"Ligne {number + 1} : {', '.join(letters)}",
    )  # fmt: skip


def focused(page: Page, focus: Focus) -> Action | None:
    """The action under the focus."""
    every = stops(page, focus.row)
    return every[focus.at] if focus.at is not None and focus.at < len(every) else None


def ringed(page: Page, focus: Focus) -> tuple[Action, ...]:
    """The buttons around which the focus is drawn: one, or all of a row of keys."""
    action = focused(page, focus)
    if action is None:
        return ()
    if action.intent.verb is Verb.ROW:
        number = focus.row if focus.row is not None else int(action.intent.value)
        return next(block for block in page.blocks if isinstance(block, Keys)).rows[number]
    return (action,)


def moved(page: Page, focus: Focus, step: int) -> Focus:
    """The focus one stop further (1) or back (-1); it goes round."""
    count = len(stops(page, focus.row))
    if focus.at is None:
        return Focus(0 if step > 0 else count - 1, focus.row)
    return Focus((focus.at + step) % count, focus.row)


def left(page: Page, focus: Focus) -> Focus:
    """The focus on the row of keys that it was within."""
    rows = [action.intent for action in stops(page)]
    return Focus(rows.index(Intent(Verb.ROW, str(focus.row))))


def kept(before: Page, focus: Focus, page: Page) -> Focus:
    """The focus on a page that has changed: on the same button where it still is, at the start of another page."""
    if not page.follows(before):
        return Focus()
    action = focused(before, focus)
    if action is None:
        return Focus()
    every = stops(page, focus.row)
    same = [at for at, other in enumerate(every) if (other.intent, other.label) == (action.intent, action.label)]
    if not same and action.intent.verb in CONTROLS:
        same = [at for one in _MIDDLE for at, other in enumerate(every) if other.intent == one]
    return Focus(same[0] if same else min(focus.at or 0, len(every) - 1), focus.row)


def place(page: Page, action: Action) -> str:
    """The action's place among its like, in words: "réponse 2 sur 5", "bouton"."""
    for block in (*page.blocks, *page.side):
        if isinstance(block, (Choices, Tiles)) and action in block.actions and len(block.actions) > 1:
            at = block.actions.index(action) + 1
            numbered = isinstance(block, Choices) and block.numbered
            kind = "case" if action.intent.verb is Verb.TICK else "réponse" if numbered else "bouton"
            return f"{kind} {at} sur {len(block.actions)}"
        if isinstance(block, Site) and action in block.actions:
            return piece_name(block, action)
    return "bouton"


def piece_name(site: Site, action: Action) -> str:
    """What is touched on a practised site, in one word."""
    kind = next((spot.piece.kind for spot in site.spots() if spot.action is action), "address")
    return _PIECES[kind]


_PIECES = {"field": "champ", "button": "bouton", "link": "lien", "box": "case", "picture": "image",
           "address": "adresse du site"}  # fmt: skip
