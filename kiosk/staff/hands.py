"""Rules. Simulated hands: a seeded generator of touch traces, and the proof of how many of them are taken as meant.

Each kind of hand is a set of distributions, in millimetres and seconds, with its source. Where no source gives the
figure it says "chosen". Simulated hands are not hands: docs/touch.md tells what this can and cannot show.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.screen.shapes import Rect, Sheet, Target
from kiosk.screen.touch import Finger, is_key, named

Range = tuple[float, float]
"""From, to; every value between them is as likely."""
FRAME_SECONDS = 0.04
"""How often a contact that is down tells where it is."""
LEAST_TARGET_MM = 13.2
"""People aim at the middle of a target so small; on a larger one, at any place that far from its edges."""

HALF_FINGER_MM = 6.0
"""Half the width of a fingertip."""


@dataclass(frozen=True)
class Hand:
    """One kind of hand. Shares are of taps, from 0 to 1; a median is that of a lognormal distribution.

    `spread` is the standard deviation on each axis of where the finger lands about the place aimed at, `offset` how far
    below it the panel feels the finger. `roll` is how far it moves while it is down. `tremor` is the amplitude on each
    axis, at `hertz`, and `again` the share of taps after which the trembling finger comes down again, up to four times.
    `slide` is the share of taps that end `slides` away. `bump`: the contact is lost and found elsewhere. `palm` and
    `second`: the palm, or a second finger, is down too. `faults`: events are told twice, or never, or of nothing.
    """

    name: str
    french: str
    source: str
    spread: float = 1.53
    offset: Range = (0.0, 0.0)
    held: float = 0.09
    held_sigma: float = 0.3
    pause: float = 0.71
    roll: float = 0.5
    tremor: float = 0.0
    hertz: Range = (4.0, 12.0)
    again: float = 0.0
    slide: float = 0.0
    slides: Range = (8.0, 60.0)
    bump: float = 0.0
    palm: float = 0.0
    second: float = 0.0
    faults: float = 0.0


STEADY = (
    "Sultana & Moffatt 2019, younger adults: 1.92 mm mean distance from the middle (1.53 mm an axis), 0.713 s a tap"
)
OLDER = "Sultana & Moffatt 2019, older adults: 3.36 mm mean distance (2.68 mm an axis), 0.947 s a tap, 4.29 % slips"
HANDS = (
    Hand("steady", "main sûre", f"{STEADY}; held 0.09 s: chosen"),
    Hand(
        "older", "personne âgée", f"{OLDER}; held 0.16 s: chosen",
        spread=2.68, held=0.16, held_sigma=0.5, pause=0.95, roll=1.0, slide=0.0429,
    ),
    Hand(
        "essential tremor", "tremblement essentiel",
        f"{OLDER}; 4–12 Hz: Bhatia et al. 2018; spurious touches are frequent: Findlater et al. 2017; amplitude 2 mm, "
        "30 % touched again: chosen",
        spread=2.68, held=0.18, held_sigma=0.6, pause=0.95, roll=1.0, tremor=2.0, again=0.3, slide=0.0429,
    ),
    Hand(
        "parkinsonian tremor", "maladie de Parkinson",
        f"{OLDER}; as accurate as healthy people but slower: De Vleeschhauwer et al. 2021; 4–6 Hz: the usual clinical "
        "range; amplitude 2 mm, 30 % touched again, held 0.3 s: chosen",
        spread=2.68, held=0.3, held_sigma=0.6, pause=1.4, roll=1.5, slide=0.0429,
        tremor=2.0, hertz=(4.0, 6.0), again=0.3,
    ),
    Hand(
        "long press", "appui long",
        f"{OLDER}; longer contact with motor impairment: Irwin & Sesto 2012; held 1.5 s, up to 10 s: chosen",
        spread=2.68, held=1.5, held_sigma=0.6, pause=0.95, roll=3.0, slide=0.0429,
    ),
    Hand(
        "rolling finger", "doigt qui roule", f"{OLDER}; roll 5 mm: chosen",
        spread=2.68, held=0.3, held_sigma=0.5, pause=0.95, roll=5.0,
    ),
    Hand(
        "sliding off", "doigt qui glisse", f"{OLDER}; every tap slides, 8 to 60 mm: chosen, far more than any reported",
        spread=2.68, held=0.3, held_sigma=0.5, pause=0.95, slide=1.0,
    ),
    Hand(
        "resting palm", "paume posée",
        f"{OLDER}; palms hardly move, and flicker: Schwarz et al. 2014; 50 to 110 mm below the fingertip, from "
        "before or just after it lands, until before or after it lifts: chosen",
        spread=2.68, held=0.2, held_sigma=0.5, pause=2.5, roll=1.0, palm=1.0,
    ),
    Hand(
        "second finger", "deux doigts",
        f"{OLDER}; several fingers touch: Mott et al. 2016, Kong et al. 2022; 16 to 35 mm beside, within "
        "0.12 s: chosen",
        spread=2.68, held=0.2, held_sigma=0.5, pause=0.95, roll=1.0, second=1.0,
    ),
    Hand(
        "side of the finger", "ongles longs",
        "Holz & Baudisch 2011: felt 4 mm from the place meant, 1.6 mm when that is corrected; always 2 to 4 mm "
        "below: chosen",
        spread=1.6, offset=(2.0, 4.0), held=0.12, roll=2.0,
    ),
    Hand(
        "bump on the road", "cahot",
        f"{OLDER}; 19 % less accurate on speed bumps: Mayer et al. 2018 (as a spread of 3.19 mm: chosen); lost for "
        "0.02 to 0.08 s, found 4 mm away on each axis: chosen",
        spread=3.19, held=0.25, held_sigma=0.5, pause=0.95, roll=2.0, bump=1.0,
    ),
    Hand(
        "faulty panel", "écran capricieux",
        f"{OLDER}; landings told twice, lifts of nothing, lifts never told, contacts out of nowhere: chosen",
        spread=2.68, held=0.16, held_sigma=0.5, pause=2.5, roll=1.0, faults=1.0,
    ),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Event:
    """What a panel tells at a time in seconds: `press`, `move` or `release` of a contact, at a place in pixels."""

    at: float
    kind: str
    contact: int
    x: float
    y: float


class Trace:
    """The events of one intended tap of one hand on one target. Distances in millimetres become pixels here."""

    def __init__(self, chance: random.Random, hand: Hand, sheet: Sheet, px_per_mm: float, contact: int) -> None:
        self._chance = chance
        self._hand = hand
        self._sheet = sheet
        self._px = px_per_mm
        self._contact = contact
        self.events: list[Event] = []

    @property
    def contacts(self) -> int:
        """The first number of a contact that this trace has not used."""
        return self._contact

    def tap(self, target: Rect, at: float) -> None:
        """One tap from a moment on, with all that this hand adds to it."""
        chance, hand = self._chance, self._hand
        x, y = self._aim(target.x, target.w), self._aim(target.y, target.h)
        x, y = self._moved(x, y, hand.spread)
        y += chance.uniform(*hand.offset) * self._px
        x, y = self._trembled(x, y)
        held = min(10.0, max(0.03, hand.held * chance.lognormvariate(0.0, hand.held_sigma)))
        end = self._moved(x, y, hand.roll)
        if chance.random() < hand.slide:
            end = self._slid(x, y, chance.uniform(*hand.slides))
        if chance.random() < hand.bump:
            lost = at + held * chance.uniform(0.1, 0.9)
            found = lost + chance.uniform(0.02, 0.08)
            self._hold((x, y), at, (x, y), lost)
            self._hold(self._moved(x, y, 4.0), found, end, found + held)
            last = found + held
        else:
            last = at + held
            self._hold((x, y), at, end, last)
        if chance.random() < hand.palm:
            self._rest_palm(x, y, at, last)
        if chance.random() < hand.second:
            self._second_finger(x, y, at, last)
        for _ in range(4):
            if chance.random() >= hand.again:
                break
            down = chance.uniform(0.05, 0.12)
            landed = last + max(0.01, 1 / chance.uniform(*hand.hertz) - down)
            last = landed + down
            place = self._moved(*self._trembled(x, y), 1.0)
            self._hold(place, landed, place, last)
        if chance.random() < hand.faults:
            self._fault(x, y, at)
        self.events.sort()

    def _aim(self, start: float, length: float) -> float:
        """A coordinate aimed at within a side of a target."""
        free = max(0.0, length - LEAST_TARGET_MM * self._px)
        return start + length / 2 + self._chance.uniform(-0.5, 0.5) * free

    def _moved(self, x: float, y: float, spread: float) -> tuple[float, float]:
        px = spread * self._px
        return x + self._chance.gauss(0.0, px), y + self._chance.gauss(0.0, px)

    def _slid(self, x: float, y: float, millimetres: float) -> tuple[float, float]:
        angle = self._chance.uniform(0.0, 2 * math.pi)
        return x + math.cos(angle) * millimetres * self._px, y + math.sin(angle) * millimetres * self._px

    def _trembled(self, x: float, y: float) -> tuple[float, float]:
        """Where the tremor has taken a finger at some moment of its swing: an amplitude A spreads by A / √2."""
        return self._moved(x, y, self._hand.tremor / 2**0.5)

    def _hold(self, start: tuple[float, float], at: float, end: tuple[float, float], until: float) -> None:
        """A new contact, down from one moment and place to another; nothing when it is beside the panel.

        A fingertip half beside it is felt at its edge.
        """
        (x, y), sheet = start, self._sheet
        start = min(max(x, 0.0), sheet.width - 1), min(max(y, 0.0), sheet.height - 1)
        if math.dist(start, (x, y)) > HALF_FINGER_MM * self._px:
            return
        contact, self._contact = self._contact, self._contact + 1
        self.events.append(Event(at, "press", contact, *start))
        steps = int((until - at) / FRAME_SECONDS)
        for step in range(1, steps):
            part = step / steps
            where = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            self.events.append(Event(at + (until - at) * part, "move", contact, *where))
        self.events.append(Event(until, "release", contact, *end))

    def _rest_palm(self, x: float, y: float, at: float, last: float) -> None:
        """A palm below the finger, which lifts with it, or stays, or comes and goes while the finger is down."""
        chance = self._chance
        place = (x + chance.uniform(-40, 60) * self._px, y + chance.uniform(50, 110) * self._px)
        down = at + chance.choice((chance.uniform(-1.5, -0.02), chance.uniform(0.0, 0.15)))
        up = max(at + 0.02, down + 0.02, last + chance.uniform(-0.1, 0.8))
        if chance.random() < 0.3:
            middle = chance.uniform(max(at, down), min(up, last + 0.3))
            self._hold(place, down, place, middle)
            down = middle + 0.03
            up = max(up, down + 0.02)
        self._hold(place, down, place, up)

    def _second_finger(self, x: float, y: float, at: float, last: float) -> None:
        """Another finger of the same hand, just after the one that points, lifted before or after it."""
        chance = self._chance
        aside = chance.uniform(16, 35) * chance.choice((-1, 1)) * self._px
        place = (x + aside, y + chance.uniform(-12, 20) * self._px)
        down = at + chance.uniform(0.005, 0.12)
        self._hold(place, down, place, max(down + 0.02, last + chance.uniform(-0.1, 0.1)))

    def _fault(self, x: float, y: float, at: float) -> None:
        """A landing told twice, a lift without a landing, an attempt whose lift is lost, a contact out of nowhere."""
        chance = self._chance
        for first in self.events[:1]:
            self.events.append(Event(first.at + 0.004, "press", first.contact, *self._moved(x, y, 1.0)))
        self.events.append(Event(at + chance.uniform(-0.1, 0.1), "release", -1, x, y))
        if chance.random() < 0.2:
            self._never_lifts(at - chance.uniform(0.4, 1.5), *self._moved(x, y, 1.0))
        if chance.random() < 0.1:
            nowhere = chance.uniform(0, self._sheet.width), chance.uniform(0, self._sheet.height)
            self._never_lifts(at + chance.uniform(-1.5, 0.2), *nowhere)

    def _never_lifts(self, at: float, x: float, y: float) -> None:
        self.events.append(Event(at, "press", self._contact, x, y))
        self._contact += 1


class Touch(Protocol):
    """What is proved: `kiosk.screen.touch.Finger`, or another that says the same."""

    @property
    def down_at(self) -> tuple[float, float] | None:
        """Where a finger is down."""

    def press(self, sheet: Sheet, x: float, y: float, now: float, contact: int = 0) -> Target | None:
        """A contact lands."""

    def release(
        self, now: float, contact: int = 0, x: float | None = None, y: float | None = None
    ) -> tuple[bool, Target | None]:
        """A contact lifts."""


@dataclass(frozen=True)
class Tally:
    """What became of the intended taps of one kind of hand; `unseen` counts landings that nothing acknowledged."""

    hand: Hand
    taps: int = 0
    taken: int = 0
    missed: int = 0
    wrong: int = 0
    twice: int = 0
    unseen: int = 0


def prove(
    hand: Hand,
    sheets: Sequence[Sheet],
    px_per_mm: float,
    taps: int,
    seed: object,
    touch: Callable[[float], Touch] = Finger,
) -> Tally:
    """Taps one target after the other on pages that follow each other, and counts what is taken.

    A tap that is taken brings the next page at once, unless it is a letter; what the hand still does of the same tap
    then happens on that page. A tap is `taken` when the first thing touched is the target meant, `wrong` when it is
    another, `missed` when it is none, and `twice` when more than one thing is touched.
    """
    chance = random.Random(f"{seed} {hand.name}")
    finger = touch(px_per_mm)
    clock, contact = 0.0, 1
    counts = dict.fromkeys(("taken", "missed", "wrong", "twice", "unseen"), 0)
    sheet = chance.choice(sheets)
    for _ in range(taps):
        target = chance.choice([one for one in sheet.targets if not one.inline])
        after = chance.choice(sheets)
        trace = Trace(chance, hand, sheet, px_per_mm, contact)
        trace.tap(target.rect, clock)
        contact = trace.contacts
        shown, touched = sheet, list[Target]()
        for event in trace.events:
            if event.kind == "press":
                finger.press(shown, event.x, event.y, event.at, event.contact)
                counts["unseen"] += finger.down_at is None
            elif event.kind == "release":
                tapped, what = finger.release(event.at, event.contact, event.x, event.y)
                if tapped and what is not None:
                    touched.append(what)
                    shown = shown if is_key(what) else after
        right = bool(touched) and named(touched[0]) == named(target)
        counts["taken"] += right
        counts["missed"] += not touched
        counts["wrong"] += bool(touched) and not right
        counts["twice"] += len(touched) > 1
        last = max((event.at for event in trace.events), default=clock)
        clock = last + max(0.4, hand.pause * chance.lognormvariate(0.0, 0.25))
        sheet = shown if is_key(target) and chance.random() < 0.7 else after
    return Tally(hand, taps, **counts)


def prove_all(panels: Sequence[tuple[float, Sequence[Sheet]]], taps: int, seed: int) -> Iterator[Tally]:
    """The proof of every kind of hand, `taps` each, shared among panels: pixels a millimetre, and sheets."""
    for hand in HANDS:
        share = max(1, taps // len(panels))
        parts = [prove(hand, some, px, share, (seed, number)) for number, (px, some) in enumerate(panels)]
        yield total(hand, parts)


def total(hand: Hand, parts: Sequence[Tally]) -> Tally:
    """Several tallies as one."""
    names = ("taps", "taken", "missed", "wrong", "twice", "unseen")
    return Tally(hand, **{name: sum(getattr(part, name) for part in parts) for name in names})
