"""Rules. What a drawn page consists of: shapes to paint and targets to touch, in pixels from the top left corner.

A page is laid out into a `Sheet` before anything is painted: so sizes, gaps and overlaps are proved without a window.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.guide.prose import Sentence
from kiosk.page.model import Action
from kiosk.screen.look import Colour


@dataclass(frozen=True)
class Rect:
    """A rectangle: `x`, `y` of its top left corner, width and height, in pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.y + self.h

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def within(self, other: Rect, slack: float = 0.5) -> bool:
        """Whether this lies inside the other."""
        return (
            self.x >= other.x - slack
            and self.y >= other.y - slack
            and self.right <= other.right + slack
            and self.bottom <= other.bottom + slack
        )

    def gap(self, other: Rect) -> float:
        """The distance to the other; 0 when they touch, negative when they overlap."""
        across = max(self.x - other.right, other.x - self.right)
        down = max(self.y - other.bottom, other.y - self.bottom)
        if across > 0 and down > 0:
            return float((across**2 + down**2) ** 0.5)
        return max(across, down)


@dataclass(frozen=True)
class Box:
    """A rounded rectangle, filled or outlined or both."""

    rect: Rect
    fill: Colour | None = None
    radius: float = 0.0
    outline: Colour | None = None
    thickness: float = 0.0


@dataclass(frozen=True)
class Glyphs:
    """A run of text on one line; `rect` is its line box, `ground` the colour behind, `font` regular, bold or icon."""

    rect: Rect
    text: str
    font: str
    px: float
    colour: Colour
    ground: Colour


@dataclass(frozen=True)
class QrCode:
    """A QR code with its quiet zone: dark on white in every contrast; `module` is the side of one square in pixels."""

    rect: Rect
    url: str
    module: int


Shape = Box | Glyphs | QrCode


@dataclass(frozen=True)
class Target:
    """Something to touch: an action of the page, or a turn of its leaves (+1 onward, -1 back)."""

    rect: Rect
    action: Action | None = None
    turn: int = 0
    inline: bool = False  # a word in running text, which a button elsewhere on the page does too


@dataclass
class Sheet:
    """A laid-out leaf of a page. `leaf_of` tells which leaf each sentence or action stands on."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    leaf: int = 0
    leaves: int = 1
    answers: tuple[int, int] = (0, 0)  # to a question: shown so far, and on later leaves
    crowded: bool = False  # not all of it has room, even so
    leaf_of: dict[int, int] = field(default_factory=dict)  # id of a Sentence or Action → its leaf

    def at(self, x: float, y: float) -> Target | None:
        """The target under a point; a button before an inline word."""
        under = [target for target in self.targets if target.rect.holds(x, y)]
        return min(under, key=lambda target: target.inline, default=None)

    def leaf_with(self, source: Sentence | Action | None) -> int | None:
        """The leaf on which a sentence or an action stands."""
        return self.leaf_of.get(id(source))
