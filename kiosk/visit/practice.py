"""Rules. What a touch does on a screen of a rehearsal: from one visit to the next. Nothing leaves the visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.guide.rehearsal import Rehearsal, Screen
from kiosk.guide.rightness import after_touch, after_writing, all_written, label_at, writing_at
from kiosk.visit.rehearsing import Practised, Practising, Writing
from kiosk.visit.visit import Visit

MOST_WRITTEN = 40
LAYERS = ("small", "capitals", "figures")
"""The keys that a keyboard with several sets of them can show."""


def screen_of(place: Practising | Writing, rehearsal: Rehearsal) -> Screen:
    """The screen of a place."""
    return rehearsal.screens[place.screen]


def touched(visit: Visit, here: Practising, rehearsal: Rehearsal, at: int) -> Visit:
    """A touch on a piece of the site: a field opens its keyboard, another piece is right or corrected."""
    screen = screen_of(here, rehearsal)
    if label_at(screen, at) is None or here.done:
        return visit
    typed = dict(here.typed)
    if writing_at(screen, at) is not None:
        return visit.stay(replace(here, wrong="")).go(Writing(here.rehearsal, here.screen, at, typed.get(at, "")))
    wrong = after_touch(screen, at, typed, here.ticked)
    return visit.stay(replace(here, wrong=wrong) if wrong else _done(here))


def ticked(visit: Visit, here: Practising, rehearsal: Rehearsal, at: int) -> Visit:
    """A box ticked, or no longer, as on a real site: it is looked at when the button is touched."""
    pieces = screen_of(here, rehearsal).pieces()
    if here.done or not 0 <= at < len(pieces) or pieces[at].kind != "box":
        return visit
    return visit.stay(replace(here, ticked=here.ticked ^ {at}, wrong=""))


def typed(visit: Visit, here: Writing, key: str) -> Visit:
    """One more sign in the field."""
    if len(key) != 1 or not key.isprintable():
        return visit
    return visit.stay(replace(here, text=(here.text + key)[:MOST_WRITTEN]))


def erased(visit: Visit, here: Writing) -> Visit:
    """One sign less."""
    return visit.stay(replace(here, text=here.text[:-1]))


def layered(visit: Visit, here: Writing, layer: str) -> Visit:
    """Other keys."""
    return visit.stay(replace(here, layer=layer)) if layer in LAYERS else visit


def written(visit: Visit, here: Writing, rehearsal: Rehearsal) -> Visit:
    """What stands in the field is right, and one is back on the site; or it is corrected."""
    screen, below = screen_of(here, rehearsal), visit.back()
    writing, site = writing_at(screen, here.piece), below.here
    if writing is None or not isinstance(site, Practising):
        return visit
    wrong = after_writing(writing, here.text)
    if wrong:
        return visit.stay(replace(here, wrong=wrong))
    filled = {**dict(site.typed), here.piece: here.text}
    if all_written(screen, filled):
        return below.stay(_done(site))
    return below.stay(replace(site, typed=tuple(sorted(filled.items())), wrong=""))


def onward(visit: Visit, here: Practising, rehearsal: Rehearsal) -> Visit:
    """The next screen once this one is done, or the end; going back finds this one as it was at first."""
    if not here.done:
        return visit
    after = here.screen + 1
    last = after == len(rehearsal.screens)
    fresh = visit.stay(Practising(here.rehearsal, here.screen))
    return fresh.go(Practised(here.rehearsal) if last else Practising(here.rehearsal, after))


def _done(here: Practising) -> Practising:
    """The screen once it is done: what was typed is forgotten."""
    return Practising(here.rehearsal, here.screen, done=True)
