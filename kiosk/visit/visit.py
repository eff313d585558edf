"""Rules. Everything between "touch the screen" and the wipe: where the resident is, how they came, their comfort."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer, Offer, Reason, Ticket
from kiosk.visit.walk import Walk


@dataclass(frozen=True)
class Attract:
    """Nobody is here yet."""


@dataclass(frozen=True)
class Home:
    """The themes."""


@dataclass(frozen=True)
class InTheme:
    """The guides of one theme."""

    theme: str


@dataclass(frozen=True)
class Searching:
    """The search, with what has been typed."""

    text: str = ""


@dataclass(frozen=True)
class Cover:
    """A guide before its first step."""

    guide: str


@dataclass(frozen=True)
class AtStep:
    """A step of a walk; `more` shows its "En savoir plus"."""

    walk: Walk
    more: bool = False


@dataclass(frozen=True)
class Meaning:
    """A word of the glossary."""

    word: str


@dataclass(frozen=True)
class OnPhone:
    """The QR code of an official address."""

    url: str


@dataclass(frozen=True)
class Comforts:
    """The comfort settings."""


@dataclass(frozen=True)
class Calling:
    """Choosing why to call."""


@dataclass(frozen=True)
class Consenting:
    """Seeing what will be sent, for that reason."""

    reason: Reason


@dataclass(frozen=True)
class Waiting:
    """The ticket and what became of it."""


@dataclass(frozen=True)
class Goodbye:
    """The visit has just been wiped."""


Place = (
    Attract | Home | InTheme | Searching | Cover | AtStep | Meaning | OnPhone | Comforts | Calling | Consenting
    | Waiting | Goodbye
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A ticket of this visit: whether the desk has it, whether it could not even be kept, and the last answer."""

    ticket: Ticket
    delivered: bool = False
    unreachable: bool = False
    lost: bool = False
    answer: Answer | None = None


@dataclass(frozen=True)
class Visit:
    """One resident's visit. `trail` holds every place from the first to the present one; going back drops the last."""

    epoch: int
    trail: tuple[Place, ...] = (Attract(),)
    comfort: Comfort = field(default_factory=Comfort)
    ticked: frozenset[tuple[str, str, int]] = frozenset()  # guide, step, number of the item
    call: Call | None = None
    offer: Offer | None = None

    @property
    def here(self) -> Place:
        """The present place."""
        return self.trail[-1]

    @property
    def started(self) -> bool:
        """Whether somebody is using the kiosk."""
        return not isinstance(self.here, (Attract, Goodbye))

    @property
    def walk(self) -> Walk | None:
        """The walk the resident is in, even while they look at something else."""
        return next((place.walk for place in reversed(self.trail) if isinstance(place, AtStep)), None)

    def go(self, place: Place) -> Visit:
        """The visit at another place."""
        return replace(self, trail=(*self.trail, place))

    def stay(self, place: Place) -> Visit:
        """The visit at the same place, changed: nothing to go back to."""
        return replace(self, trail=(*self.trail[:-1], place))

    def back(self) -> Visit:
        """The visit one place earlier; the same at the start."""
        return replace(self, trail=self.trail[:-1]) if len(self.trail) > 1 else self

    def home(self) -> Visit:
        """The visit at the home page: the trail begins again, the comfort and the call stay."""
        return replace(self, trail=(Home(),))

    def begun(self) -> Visit:
        """The visit, at the home page if nobody had begun it."""
        return self if self.started else self.home()

    def cleared(self) -> Visit:
        """The next visit: nothing of this one but the number that follows."""
        return Visit(epoch=self.epoch + 1)
