"""Rules. The words that several pages share: times, names, colours, screens, what was proposed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kiosk.desk.memory.store import OfferState, Proposal
from kiosk.guide.library import Library
from kiosk.guide.model import Guide
from kiosk.visit.ticket import Colour, KioskState, Offer, Referent

HUES = {
    Colour.BLUE: "blue",
    Colour.GREEN: "green",
    Colour.ORANGE: "orange",
    Colour.PURPLE: "purple",
    Colour.RED: "red",
    Colour.BROWN: "brown",
}
"""The style-sheet's name for each colour of a code."""
_NARROW = re.compile(r"(?<=«) | (?=[»?!:;])")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_TONES = {OfferState.PROPOSED: "gold", OfferState.ACCEPTED: "good", OfferState.REFUSED: "bad"}


@dataclass(frozen=True)
class Screen:
    """A kiosk as the pages show it. `paired`: the day it was, None for the one of this machine or a revoked one."""

    id: str
    name: str
    village: str
    online: bool
    signs: tuple[tuple[str, str], ...]  # its state: words and tone (good, gold, bad)
    appointment: bool = False
    referent: Referent | None = None
    paired: str | None = None

    @property
    def free(self) -> bool:
        """Whether it is there and nobody uses it: who called from it has gone away from it."""
        return ("libre", "good") in self.signs

    @property
    def place(self) -> str:
        """Its name and where it stands."""
        return f"{self.name}, {self.village}" if self.village else self.name


@dataclass(frozen=True)
class Proposed:
    """A proposal and what became of it; `tone` is the style-sheet's name for that, `told` what is said aloud of it."""

    id: UUID
    place: str
    what: str
    step: str | None
    comfort: str | None
    at: str
    state: str
    tone: str
    told: str


def age(since: datetime, now: datetime) -> str:
    """How long somebody waits, in words: "à l'instant", "12 min", "1 h 05"."""
    passed = minutes(since, now)
    if passed < 1:
        return "à l'instant"
    return f"{passed}\N{NO-BREAK SPACE}min" if passed < 60 else _clock(passed // 60, passed % 60)


def minutes(since: datetime, now: datetime) -> int:
    """Whole minutes between, never less than none."""
    return max(0, int((now - since).total_seconds() // 60))


def hour(moment: datetime) -> str:
    """A time of day: "9 h 05"."""
    return _clock(moment.hour, moment.minute)


def day(when: date) -> str:
    """A day: "2 mars 2026"."""
    return f"{when.day}{'er' if when.day == 1 else ''} {_MONTHS[when.month - 1]} {when.year}"


def phone(number: str) -> str:
    """A telephone number as people read it: "06 12 34 56 78"; anything else as it is."""
    return " ".join(re.findall("..", number)) if re.fullmatch(r"[0-9]{10}", number) else number


def spaced(value: object) -> object:
    """A text with the spaces that a French line must not break at; anything else as it is."""
    return _NARROW.sub("\N{NO-BREAK SPACE}", value) if type(value) is str else value


def capital(words: str) -> str:
    """Words that begin a line."""
    return words[:1].upper() + words[1:]


def kiosk_name(kiosk: str) -> str:
    """A kiosk's id as people say it: "tablette-1" is "Tablette 1"."""
    return capital(kiosk.replace("-", " "))


def screen(kiosk: str, online: bool, state: KioskState | None, digest: str, paired: str | None = None) -> Screen:
    """A kiosk made readable; `digest`: that of the guides told here."""
    signs = [("hors ligne", "bad")]
    if online:
        busy = state is not None and state.busy
        signs = [("occupé", "gold") if busy else ("libre", "good") if state else ("en ligne", "good")]
    if state and online and state.mute:
        signs.append(("sans son", "bad"))
    if state and state.guides != digest:
        signs.append(("guides à mettre à jour", "gold"))
    return Screen(
        id=kiosk,
        name=kiosk_name(kiosk),
        village=state.village if state else "",
        online=online,
        signs=tuple(signs),
        appointment=state is not None and state.appointment,
        referent=state.referent if state else None,
        paired=day(date.fromisoformat(paired)) if paired else None,
    )


def proposed(proposal: Proposal, library: Library) -> Proposed:
    """A proposal made readable."""
    offer, state = proposal.offer, proposal.state
    what = _offered(offer, library)
    return Proposed(
        id=proposal.id,
        place=kiosk_name(proposal.kiosk),
        what=what,
        step=step_title(library.guide(offer.guide) if offer.guide else None, offer.step),
        comfort=capital(offer.comfort.in_words) if offer.comfort else None,
        at=hour(proposal.at),
        state=state.value,
        tone=_TONES[state],
        told="" if state is OfferState.PROPOSED else f"« {what} » est {state.value} sur l'écran",
    )


def step_title(guide: Guide | None, step: str | None) -> str | None:
    """The title of a step, to stand inside guillemets; None when there is none."""
    titles = (one.title for one in guide.steps if one.id == step) if guide else iter(())
    title = next(titles, None)
    return inner(title) if title else None


def inner(words: str) -> str:
    """Words that go inside guillemets: their own become the second kind."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", words)


def _offered(offer: Offer, library: Library) -> str:
    if offer.guide:
        guide = library.guide(offer.guide)
        return guide.title if guide else offer.guide
    if offer.event:
        event = library.event(offer.event)
        return event.title if event else offer.event
    return "Confort seul"


def _clock(hours: int, minutes: int) -> str:
    return f"{hours}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{minutes:02d}"
