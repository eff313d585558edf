"""Rules. The places of a call to the professional, what the resident lets be told, and how the call stands.

A telephone number stands only in the place where it is typed, in the consent, and in the ticket consented to; it is
kept out of what Python prints of a place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.request import State
from kiosk.visit.ticket import Answer, Reason, Reply, Saying, Ticket, Turn


class Part(str, Enum):
    """What a request may tell, each shown on the consent page and taken out of it by a touch."""

    REASON = "pourquoi"
    WALK = "demarche"
    ANSWERS = "reponses"
    UNDER = "ensuite"
    EVENT = "changement"
    COMFORT = "confort"
    PHONE = "numero"


@dataclass(frozen=True)
class Calling:
    """Choosing why to call."""


@dataclass(frozen=True)
class Numbering:
    """Typing the telephone number to be called back at."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Consenting:
    """Seeing what will be sent, for that reason; `without`: what the resident took out."""

    reason: Reason
    phone: str = field(default="", repr=False)
    without: frozenset[Part] = frozenset()


BARE = Consenting(Reason.UNSAID, without=frozenset(Part))
"""What is sent by who gives no reason: the name of the screen and a code."""


@dataclass(frozen=True)
class Waiting:
    """The ticket and what became of it."""


@dataclass(frozen=True)
class Ending:
    """Asking whether the request is really to end: because the resident leaves, or because it is settled."""

    saying: Saying


@dataclass(frozen=True)
class Call:
    """A ticket of this visit, and what is known of it.

    `delivered`: the desk has it. `unreachable`: not yet, the desk does not answer. `lost`: it cannot be sent at all;
    `expired`: it waited too long. `turn`: where it stands at the desk. `reply`: the last answer. `still`: the resident
    just said that they wait; `unsaid`: what they last said could not be kept. `ended`: how they ended it.
    """

    ticket: Ticket
    delivered: bool = False
    unreachable: bool = False
    lost: bool = False
    expired: bool = False
    turn: Turn | None = None
    reply: Reply | None = None
    still: bool = False
    unsaid: bool = False
    ended: Saying | None = None

    @property
    def answer(self) -> Answer | None:
        """What the professional last answered."""
        return self.reply.answer if self.reply is not None else None

    @property
    def closed(self) -> bool:
        """Whether the professional has closed it."""
        return self.answer is Answer.CLOSED or (self.turn is not None and self.turn.state is State.CLOSED)

    @property
    def open(self) -> bool:
        """Whether somebody may still come for it."""
        return not (self.lost or self.expired or self.ended is not None or self.closed)
