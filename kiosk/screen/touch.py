"""Rules. From fingers to taps, tolerantly: a roll, a slide or a long press still counts; a tremor does not double.

What a finger means is decided by where it lands; where it lifts matters only when it landed on nothing. Several
contacts may be down at once, and events may be bad: a lift can be lost, a landing told twice. See docs/touch.md.

Times are seconds of any steady clock, places pixels from the top left corner. A contact is any number that a panel
gives to one touch from its landing to its lift.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.page.model import Role
from kiosk.screen.shapes import Rect, Sheet, Target

NEAR_MM = 4.0
"""How far beside a button a finger may land and still mean it: the error that panels make by themselves, since people
aim with the top of the finger and panels feel its underside (Holz & Baudisch 2011: 4 mm). Between two buttons 3 mm
apart it is the nearer one that is meant, so that in a gap each has 1.5 mm."""
TREMOR_SECONDS = 0.35
"""A landing so soon after a lift is the same tap again: a period of the slowest tremor of hands, 3 Hz, is 0.33 s."""
KEY_SECONDS = 0.2
"""The same for the same letter twice: a period of 4 Hz less the 0.05 s of a contact; also what the "bounce keys" of
the Mir desktop wait by default."""
BUMP_SECONDS = 0.1
"""A bump of the road loses a finger for 0.02 to 0.08 s; no finger goes from one letter to another so quickly."""
BOUNCE_MM = 8.0
"""How far a trembling finger comes down from where it was; half the distance between the middles of two letters."""
HAND_MM = 40.0
"""Contacts that are closer than this may be fingers side by side; a palm lies further below the fingertip."""
HAND_SECONDS = 0.5
"""A palm comes down within this time after its fingertip; a contact older than that rests, or its lift was lost."""
FINGERS_SECONDS = 0.15
"""Fingers side by side come down within this time of each other."""

Name = tuple[Rect, object, int]
"""What a target is, also when its page has been built anew: its place, its intent, its turn of leaves."""


@dataclass(eq=False)
class Contact:
    """One contact that is down: where and when it landed, and what it means. `tremor`: it is the last tap again."""

    x: float
    y: float
    at: float
    target: Target | None
    sheet: Sheet
    tremor: bool = False

    def away_from(self, x: float, y: float) -> float:
        """The distance in pixels from where it landed to a place."""
        return float(((self.x - x) ** 2 + (self.y - y) ** 2) ** 0.5)


@dataclass(frozen=True)
class LastTap:
    """The tap before: where it landed and on what; for a tap of nothing, what could have been touched instead."""

    x: float
    y: float
    target: Name | None
    key: bool
    beside: frozenset[Name] = frozenset()


@dataclass
class Finger:
    """All contacts on the panel, of which at most one at a time makes a tap.

    The first contact lifted on a target makes the tap, and every other one that is down is void from then on, unless it
    gives way to a contact that speaks for the hand (`_gives_way`). So a palm or a contact whose lift was lost can
    neither block the finger nor be taken, and nothing is kept for longer than until the next tap.
    """

    px_per_mm: float
    tremor_seconds: float = TREMOR_SECONDS
    last_tap: float = float("-inf")
    """When the last tap, or its tremor, ended. Setting it to -inf lets the next landing count at once."""
    _contacts: dict[int, Contact] = field(default_factory=dict, init=False, repr=False)
    _last: LastTap | None = field(default=None, init=False, repr=False)

    @property
    def down_on(self) -> Target | None:
        """The target to paint as held: that of the newest contact that would be taken if it were lifted now."""
        for contact in reversed(self._contacts.values()):
            if contact.target is not None and not self._gives_way(contact):
                return contact.target
        return None

    @property
    def down_at(self) -> tuple[float, float] | None:
        """Where the newest contact that is still down has landed."""
        newest = next(reversed(self._contacts.values()), None)
        return (newest.x, newest.y) if newest is not None else None

    @property
    def down_since(self) -> float | None:
        """When that contact landed: one that is down for very long may have lost its lift, or be no finger."""
        newest = next(reversed(self._contacts.values()), None)
        return newest.at if newest is not None else None

    def press(self, sheet: Sheet, x: float, y: float, now: float, contact: int = 0) -> Target | None:
        """A contact lands. The target it means, so that the touch is acknowledged at once.

        None when it means nothing: it is beside everything, or it is a tremor of the tap before.
        """
        before = self._contacts.get(contact)
        if before is not None and now - before.at < self.tremor_seconds:
            return before.target  # the same landing told twice
        self._contacts.pop(contact, None)  # its lift was lost
        target = nearest(sheet, x, y, NEAR_MM * self.px_per_mm)
        tremor = self._is_tremor(target, x, y, now)
        landed = Contact(x, y, now, None if tremor else target, sheet, tremor)
        self._contacts[contact] = landed
        return landed.target

    def release(
        self, now: float, contact: int = 0, x: float | None = None, y: float | None = None
    ) -> tuple[bool, Target | None]:
        """A contact lifts, at a place if that is known. Whether this is a tap, and of what (None: of no button)."""
        lifted = self._contacts.pop(contact, None)
        if lifted is None:
            return False, None
        if lifted.tremor:
            self._prolong_tremor(lifted, now)
            return False, None
        if lifted.target is None and x is not None and y is not None:
            lifted.target = self._rolled_onto(lifted, x, y)
        if self._gives_way(lifted):
            return False, None
        self._contacts.clear()
        self.last_tap = now
        self._last = LastTap(
            lifted.x, lifted.y, named(lifted.target), is_key(lifted.target),
            frozenset() if lifted.target else frozenset(name for name in map(named, lifted.sheet.targets) if name),
        )  # fmt: skip
        return True, lifted.target

    def forget(self) -> None:
        """Drops every contact that is down, and what was touched last: for the end of a visit."""
        self._contacts.clear()
        self._last = None

    def _is_tremor(self, target: Target | None, x: float, y: float, now: float) -> bool:
        """Whether a landing is the last tap again, however long it will be held."""
        last, gap = self._last, now - self.last_tap
        if last is None or gap >= self.tremor_seconds:
            return False
        if last.target is None:  # that hit nothing: this may be the button that was meant, unless the page has changed
            return named(target) not in last.beside
        if last.key and is_key(target):
            if target is not None and target.action is not None and target.action.intent == last.target[1]:
                return gap < KEY_SECONDS
            far = ((x - last.x) ** 2 + (y - last.y) ** 2) ** 0.5 >= BOUNCE_MM * self.px_per_mm
            return gap < (BUMP_SECONDS if far else KEY_SECONDS)
        return True

    def _prolong_tremor(self, lifted: Contact, now: float) -> None:
        """A hand that still trembles where it tapped has not yet ended its tap; a palm that flickers elsewhere has."""
        last = self._last
        if last is not None and lifted.away_from(last.x, last.y) < HAND_MM * self.px_per_mm:
            self.last_tap = now

    def _rolled_onto(self, lifted: Contact, x: float, y: float) -> Target | None:
        """What a finger means that landed on nothing and rolled a little: where it lifts. A swipe means nothing."""
        if lifted.away_from(x, y) > 2 * BOUNCE_MM * self.px_per_mm:
            return None
        return nearest(lifted.sheet, x, y, NEAR_MM * self.px_per_mm)

    def _gives_way(self, one: Contact) -> bool:
        """Whether another contact speaks for the hand, so that this one is a palm, another finger, or an accident.

        Only one on a target speaks, and only if it landed later or at most HAND_SECONDS earlier. It does when this one
        is on nothing; when it is higher by HAND_MM, as a fingertip is above its palm; and when it is closer than that
        and landed just before, as the finger does that points.
        """
        hand = HAND_MM * self.px_per_mm
        for other in self._contacts.values():
            if other is one or other.target is None or other.at < one.at - HAND_SECONDS:
                continue
            if one.target is None:
                return True
            if named(other.target) == named(one.target):
                continue
            beside = one.away_from(other.x, other.y) < hand and 0 < one.at - other.at < FINGERS_SECONDS
            if beside or one.y - other.y >= hand:
                return True
        return False


def is_key(target: Target | None) -> bool:
    """Whether a target is a letter of the keyboard: letters may follow each other quickly."""
    return target is not None and target.action is not None and target.action.role is Role.KEY


def named(target: Target | None) -> Name | None:
    """What a target is, without its page."""
    if target is None:
        return None
    return target.rect, target.action.intent if target.action is not None else None, target.turn


def nearest(sheet: Sheet, x: float, y: float, near: float) -> Target | None:
    """The target under a point, or the button whose edge is nearest within a distance in pixels."""
    under = sheet.at(x, y)
    if under is not None:
        return under

    def distance(target: Target) -> float:
        across = max(target.rect.x - x, 0.0, x - target.rect.right)
        down = max(target.rect.y - y, 0.0, y - target.rect.bottom)
        return float((across**2 + down**2) ** 0.5)

    best = min((target for target in sheet.targets if not target.inline), key=distance, default=None)
    return best if best is not None and distance(best) <= near else None
