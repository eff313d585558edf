"""Rules. A request for the professional, and what comes back: the words both sides of the wall share."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from itertools import product
from typing import Annotated, Literal
from uuid import UUID
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.guide.model import Slug
from kiosk.visit.comfort import Comfort
from kiosk.visit.request import State


class Reason(str, Enum):
    """Why somebody calls. Its value is what is sent; there is no free text."""

    STUCK = "bloque"
    PRIVATE = "prive"
    TOGETHER = "ensemble"
    APPOINTMENT = "rendez-vous"
    CALL_BACK = "rappel"
    UNSAID = "sans-raison"


REASONS: dict[Reason, tuple[str, str]] = {
    Reason.STUCK: ("Je suis bloqué ici", "help-hexagon"),
    Reason.PRIVATE: ("Je veux parler en privé", "lock"),
    Reason.TOGETHER: ("Je veux le faire avec quelqu'un", "users"),
    Reason.APPOINTMENT: ("Je veux un rendez-vous", "calendar"),
    Reason.CALL_BACK: ("Je veux qu'on me rappelle", "phone-call"),
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


PICTOGRAMS: dict[int, tuple[str, str]] = {
    1: ("soleil", "sun"),
    2: ("clé", "key"),
    3: ("cloche", "bell"),
    4: ("fleur", "flower"),
    5: ("étoile", "star"),
    6: ("lune", "moon"),
    7: ("vélo", "bike"),
    8: ("parapluie", "umbrella"),
    9: ("poisson", "fish"),
}
"""The picture that goes with each number of a code, for who does not read figures: its name, and its pictogram."""


class Code(Message):
    """What the resident is called by instead of a name: "Bleu 7", the bicycle."""

    colour: Colour
    number: Annotated[int, Field(ge=1, le=9)]

    @property
    def name(self) -> str:
        """The code as it is said."""
        return f"{self.colour.value} {self.number}"

    @property
    def picture(self) -> str:
        """What its picture shows, in a word."""
        return PICTOGRAMS[self.number][0]

    @property
    def icon(self) -> str:
        """The pictogram of its picture."""
        return PICTOGRAMS[self.number][1]


CODES = tuple(Code(colour=colour, number=number) for number, colour in product(range(1, 10), Colour))


SHARES = 3
"""Kiosks numbered one after the other, "tablette-1" and so on, share no code with their neighbours: nobody beside hears
their own code called for somebody else."""


def free_codes(kiosk: str, taken: Collection[Code]) -> tuple[Code, ...]:
    """The codes of a kiosk that nobody waits under; all of its own when all are taken, since waiting beats not being
    called."""
    share = int(kiosk.rpartition("-")[2]) if kiosk.rpartition("-")[2].isdecimal() else crc32(kiosk.encode())
    own = tuple(code for code in CODES if (code.number + tuple(Colour).index(code.colour) - share) % SHARES == 0)
    return tuple(code for code in own if code not in taken) or own


Ways = Annotated[tuple[Annotated[int, Field(ge=0, lt=100)], ...], Field(max_length=100)]
"""The way taken at each step of a guide, from the first one, as in a walk."""
PhoneNumber = Annotated[str, Field(pattern=r"^0[1-9][0-9]{8}$")]
"""A French telephone number, ten figures without spaces."""


class Standing(Message):
    """Where a guide that waits was left: the one on the screen is there to help it."""

    guide: Slug
    step: Slug


class Ticket(Message):
    """A request for the professional: only what the resident consented to. No name, no words of their own, no clock.

    `id` (a UUIDv7) is also the idempotency key. `epoch` numbers the visit on that kiosk: answers to an earlier visit
    are dropped. `ways`: the answers given in the guide, None when they are not to be told. `under`: the guides that
    wait for this one, the nearest first. `event`: the change in life it was opened from. `phone`: where to call back.
    """

    id: UUID
    kiosk: Slug
    epoch: Annotated[int, Field(ge=1)]
    code: Code
    reason: Reason
    guide: Slug | None = None
    step: Slug | None = None
    ways: Ways | None = None
    under: Annotated[tuple[Standing, ...], Field(max_length=5)] = ()
    event: Slug | None = None
    comfort: Comfort | None = None
    phone: PhoneNumber | None = None


class Saying(str, Enum):
    """What a kiosk says of a request after it was made: the resident's words, or that it came too late."""

    STILL = "attend-toujours"
    LEFT = "parti"
    SOLVED = "regle"
    EXPIRED = "expiree"


class Word(Message):
    """One such saying; `id` (a UUIDv7) is its idempotency key, `ticket` what it is about. A ticket that never reached
    the desk and is taken back is known there by this word alone."""

    id: UUID
    ticket: UUID
    kiosk: Slug
    saying: Saying


class Answer(str, Enum):
    """What the professional answers: a ready message, or one of their own."""

    COMING = "j-arrive"
    COME_IN = "venez-au-bureau"
    SOON = "dans-10-minutes"
    APPOINTMENT = "rendez-vous"
    REFERENT = "referent"
    OTHER = "autre"
    CLOSED = "clos"


ANSWERS: dict[Answer, tuple[str, str]] = {
    Answer.COMING: ("J'arrive", "J'arrive. Restez près de l'écran."),
    Answer.COME_IN: ("Venez au bureau", "Venez au bureau, à côté. Vous pouvez entrer."),
    Answer.SOON: ("Dans 10 minutes", "Je suis à vous dans 10 minutes."),
    Answer.APPOINTMENT: ("Prenons rendez-vous", "Prenons rendez-vous ensemble. Venez me voir au bureau."),
    Answer.REFERENT: ("Voir la personne référente", "La personne référente du village peut vous aider."),
    Answer.OTHER: ("Autre message", ""),
    Answer.CLOSED: ("Clore", "Votre demande est terminée. Merci de votre visite."),
}
"""Each answer: the words on the desk's button, and the words that the resident reads and hears. With APPOINTMENT and
REFERENT, the kiosk also shows the QR code and the person of its own settings."""
MOST_SAID = 200
"""Characters that the professional's own words may have."""


class Reply(Message):
    """The professional's answer to a ticket; `text` where they changed the ready words."""

    kind: Literal["reply"] = "reply"
    number: Annotated[int, Field(ge=1)]  # grows with each message of the desk to this kiosk
    ticket: UUID
    epoch: int
    answer: Answer
    text: Annotated[str, Field(max_length=MOST_SAID)] = ""

    @property
    def words(self) -> str:
        """What the resident reads and hears."""
        return self.text or ANSWERS[self.answer][1]

    @model_validator(mode="after")
    def _says_something(self) -> Reply:
        if not self.words.strip():
            raise ValueError("an answer of one's own needs words")
        return self


class Offer(Message):
    """What the professional proposes on the kiosk: a guide, a change in life, a comfort, or several of them; the
    resident accepts or declines. `ways` gives back the answers of a ticket; `epoch`: for that visit and no other."""

    kind: Literal["offer"] = "offer"
    number: Annotated[int, Field(ge=1)]
    id: UUID
    guide: Slug | None = None
    step: Slug | None = None
    ways: Ways | None = None
    event: Slug | None = None
    comfort: Comfort | None = None
    epoch: int | None = None

    @model_validator(mode="after")
    def _offers_something(self) -> Offer:
        if self.guide is None and self.event is None and self.comfort is None:
            raise ValueError("an offer of nothing")
        return self


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


class Turn(Message):
    """Where an open request stands at the desk. `ahead`: how many wait before it, on any kiosk; `attended`: whether a
    professional has the queue in front of them now."""

    ticket: UUID
    epoch: int
    state: State
    ahead: Annotated[int, Field(ge=0)]
    attended: bool


class Referent(Message):
    """The person to see in the village, as the settings of its kiosk name them."""

    name: str
    hours: str = ""
    phone: str = ""


class KioskState(Message):
    """What a kiosk tells of itself; never what is on it. `guides`: a digest of what can be told there, to see whether
    it is out of date. `appointment`: whether it can show the QR code of the appointments."""

    busy: bool
    mute: bool
    guides: Annotated[str, Field(max_length=64)]
    voices: Voices | None = None
    village: Annotated[str, Field(max_length=100)] = ""
    appointment: bool = False
    referent: Referent | None = None


FromDesk = Annotated[Reply | Offer | Voicing, Field(discriminator="kind")]
"""Any message of the desk to a kiosk."""


class Batch(Message):
    """The answer to a poll. `last`: the number of the last message ever made for this kiosk; `turns`: where its open
    requests stand, and `stamp` names that picture; `known`: whether the desk has the state of this kiosk."""

    last: Annotated[int, Field(ge=0)]
    messages: tuple[FromDesk, ...]
    turns: tuple[Turn, ...]
    stamp: str
    known: bool
