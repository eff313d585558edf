"""Rules. From fingers to taps, tolerantly: a roll, a slide or a long press still counts; a tremor does not double.

Times are seconds of any steady clock, places pixels from the top left corner.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.screen.shapes import Sheet, Target

NEAR_MM = 4.0
"""How far beside a button a finger may land and still mean it."""
TREMOR_SECONDS = 0.35
"""Two taps within this time are one (double tap by tremor, or a bump on the road)."""


@dataclass
class Finger:
    """The one finger that counts: a second one, or a palm, while it is down is ignored."""

    px_per_mm: float
    down_on: Target | None = None
    is_down: bool = False
    last_tap: float = float("-inf")

    def press(self, sheet: Sheet, x: float, y: float, now: float) -> Target | None:
        """A finger lands. The target it means, so that the touch is acknowledged at once; None beside everything."""
        if self.is_down:
            return self.down_on
        self.is_down = True
        self.down_on = nearest(sheet, x, y, NEAR_MM * self.px_per_mm)
        return self.down_on

    def release(self, now: float) -> tuple[bool, Target | None]:
        """The finger lifts, wherever it is by now. Whether this is a tap, and of what (None: of no button)."""
        if not self.is_down:
            return False, None
        target, self.down_on, self.is_down = self.down_on, None, False
        if now - self.last_tap < TREMOR_SECONDS and not is_key(target):
            return False, None
        self.last_tap = now
        return True, target


def is_key(target: Target | None) -> bool:
    """Whether a target is a letter of the keyboard: letters may follow each other quickly."""
    return target is not None and target.action is not None and target.action.role.value == "key"


def nearest(sheet: Sheet, x: float, y: float, near: float) -> Target | None:
    """The target under a point, or the nearest button within a distance in pixels."""
    under = sheet.at(x, y)
    if under is not None:
        return under

    def distance(target: Target) -> float:
        across = max(target.rect.x - x, 0.0, x - target.rect.right)
        down = max(target.rect.y - y, 0.0, y - target.rect.bottom)
        return float((across**2 + down**2) ** 0.5)

    best = min((target for target in sheet.targets if not target.inline), key=distance, default=None)
    return best if best is not None and distance(best) <= near else None
