"""Rules. A request for the professional, and what comes back: the words both sides of the wall share."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from itertools import product
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kiosk.guide.model import Slug
from kiosk.visit.comfort import Comfort


class Reason(str, Enum):
    """Why somebody calls. Its value is what is sent; there is no free text."""

    STUCK = "bloque"
    PRIVATE = "prive"
    TOGETHER = "ensemble"
    APPOINTMENT = "rendez-vous"
    UNSAID = "sans-raison"


REASONS: dict[Reason, tuple[str, str]] = {
    Reason.STUCK: ("Je suis bloqué ici", "help-hexagon"),
    Reason.PRIVATE: ("Je veux parler en privé", "lock"),
    Reason.TOGETHER: ("Je veux le faire avec quelqu'un", "users"),
    Reason.APPOINTMENT: ("Je veux un rendez-vous", "calendar"),
    Reason.UNSAID: ("Venez, sans raison à donner", "hand-stop"),
}
"""Each reason in the resident's words, with its pictogram."""


class Colour(str, Enum):
    """The colour of a code; the word is always shown and said beside it."""

    BLUE = "Bleu"
    GREEN = "Vert"
    ORANGE = "Orange"
    PURPLE = "Violet"
    RED = "Rouge"
    BROWN = "Brun"


class Message(BaseModel):
    """Anything that crosses between kiosk and desk: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(Message):
    """What the resident is called by instead of a name: "Bleu 7"."""

    colour: Colour
    number: Annotated[int, Field(ge=1, le=9)]

    @property
    def name(self) -> str:
        """The code as it is said."""
        return f"{self.colour.value} {self.number}"


CODES = tuple(Code(colour=colour, number=number) for number, colour in product(range(1, 10), Colour))


def free_codes(taken: Collection[Code]) -> tuple[Code, ...]:
    """The codes nobody waits under; all of them when all are taken, since waiting beats not being called."""
    return tuple(code for code in CODES if code not in taken) or CODES


class Ticket(Message):
    """A request for the professional: only what the resident consented to. No name, no words of their own, no clock.

    `id` is also the idempotency key. `epoch` numbers the visit on that kiosk: answers to an earlier visit are dropped.
    """

    id: UUID
    kiosk: Slug
    epoch: Annotated[int, Field(ge=1)]
    code: Code
    reason: Reason
    guide: Slug | None = None
    step: Slug | None = None
    comfort: Comfort | None = None


class Answer(str, Enum):
    """What the professional answers with one touch."""

    COMING = "j-arrive"
    COME_IN = "venez-au-bureau"
    SOON = "dans-10-minutes"
    APPOINTMENT = "rendez-vous"
    CLOSED = "clos"


ANSWERS: dict[Answer, tuple[str, str]] = {
    Answer.COMING: ("J'arrive", "J'arrive. Restez près de l'écran."),
    Answer.COME_IN: ("Venez au bureau", "Venez au bureau, à côté. Vous pouvez entrer."),
    Answer.SOON: ("Dans 10 minutes", "Je suis à vous dans 10 minutes."),
    Answer.APPOINTMENT: ("Prenons rendez-vous", "Prenons rendez-vous ensemble. Venez me voir au bureau."),
    Answer.CLOSED: ("Clore", "Votre demande est terminée. Merci de votre visite."),
}
"""Each answer: the words on the desk's button, and the words that the resident reads and hears."""


class Reply(Message):
    """The professional's answer to a ticket."""

    kind: Literal["reply"] = "reply"
    number: Annotated[int, Field(ge=1)]  # grows with each message of the desk to this kiosk
    ticket: UUID
    epoch: int
    answer: Answer


class Offer(Message):
    """A guide that the professional proposes on the kiosk; the resident accepts or declines."""

    kind: Literal["offer"] = "offer"
    number: Annotated[int, Field(ge=1)]
    id: UUID
    guide: Slug
    step: Slug | None = None
    comfort: Comfort | None = None


class VoiceName(str, Enum):
    """The voices that a kiosk may have: the engines, as the setting `voice` names them."""

    ESPEAK = "espeak"
    PICO = "pico"
    PIPER = "piper"


class Voices(Message):
    """What a kiosk tells of its voices: those installed there, and the one that it speaks with."""

    installed: tuple[VoiceName, ...]
    present: VoiceName


class Voicing(Message):
    """The professional wants to hear a voice on the kiosk or, with `keep`, that it speaks with it from now on."""

    kind: Literal["voice"] = "voice"
    number: Annotated[int, Field(ge=1)]
    name: VoiceName
    keep: bool = False


FromDesk = Annotated[Reply | Offer | Voicing, Field(discriminator="kind")]
"""Any message of the desk to a kiosk."""
