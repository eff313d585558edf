"""Rules. What the pages say: every word and address made here from the data, so that templates only place them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from kiosk.desk.store import Proposal, Waiting
from kiosk.guide.glossary import Word
from kiosk.guide.library import Library
from kiosk.guide.model import Action, Guide, Outcome, Question, Step, Verdict
from kiosk.guide.prose import words_of
from kiosk.visit.ticket import ANSWERS, REASONS, Answer, Code, Colour, VoiceName, Voices, Voicing
from kiosk.visit.walk import Walk, walk_to

HUES = {
    Colour.BLUE: "blue",
    Colour.GREEN: "green",
    Colour.ORANGE: "orange",
    Colour.PURPLE: "purple",
    Colour.RED: "red",
    Colour.BROWN: "brown",
}
"""The style-sheet's name for each colour of a code."""
LONG, LATE = 5, 10
"""Minutes of waiting after which a request stands out, and stands out strongly."""
_NARROW = re.compile(r"(?<=«) | (?=[»?!:;])")
REPLIES = tuple((answer.value, ANSWERS[answer][0]) for answer in Answer if answer is not Answer.CLOSED)
"""The buttons of a request."""
VERDICTS = {
    Verdict.DONE: "La personne a fini.",
    Verdict.STUCK: "La personne est bloquée : elle a besoin de vous.",
    Verdict.PROFESSIONAL: "Cette démarche se fait avec vous.",
}
VOICES = {
    VoiceName.PIPER: ("Piper", "La plus proche d'une personne."),
    VoiceName.PICO: ("Pico", "Plus douce."),
    VoiceName.ESPEAK: ("eSpeak", "Nette, un peu comme un robot."),
}
"""Each voice, the most natural first: its name, and how it sounds."""


@dataclass(frozen=True)
class Kiosk:
    """A screen, as the side panel shows it."""

    id: str
    name: str
    online: bool
    mute: bool


@dataclass(frozen=True)
class Card:
    """One request as the queue shows it. `urgency`: calm, long or late. `shown`: whether the screen has the answer."""

    id: UUID
    code: Code
    hue: str
    reason: str
    age: str
    urgency: str
    where: tuple[str, ...]
    kiosk: str
    kiosk_id: str
    guide_url: str | None
    answer: str | None = None
    answer_value: str | None = None
    answered: str | None = None
    shown: bool = False


@dataclass(frozen=True)
class Reading:
    """A guide at one of its steps, as the professional reads it."""

    guide: Guide
    step: Step
    position: int
    length: int
    previous: str | None
    ways: tuple[tuple[str, str, bool], ...]  # words, address, doubt
    words: tuple[Word, ...]
    url: str
    host: str
    sketch: str | None  # the sketch in words
    verdict: str | None
    related: tuple[tuple[str, str], ...]
    launch: str


@dataclass(frozen=True)
class Proposed:
    """A proposal and what became of it."""

    kiosk: str
    guide: str
    step: str | None
    at: str
    state: str


@dataclass(frozen=True)
class OneVoice:
    """A voice installed on a screen; `present`: the screen speaks with it."""

    id: str
    name: str
    sounds: str
    present: bool


@dataclass(frozen=True)
class KioskVoices:
    """A screen with its voices, None when it has not told them; what was asked of it last, and whether it knows."""

    kiosk: Kiosk
    voices: tuple[OneVoice, ...] | None
    asked: str | None
    shown: bool


def age(since: datetime, now: datetime) -> str:
    """How long somebody waits, in words: "à l'instant", "12 min", "1 h 05"."""
    minutes = _minutes(since, now)
    if minutes < 1:
        return "à l'instant"
    return f"{minutes}\N{NO-BREAK SPACE}min" if minutes < 60 else _clock(minutes // 60, minutes % 60)


def hour(moment: datetime) -> str:
    """A time of day: "9 h 05"."""
    return _clock(moment.hour, moment.minute)


def spaced(value: object) -> object:
    """A text with the spaces that a French line must not break at; anything else as it is."""
    return _NARROW.sub("\N{NO-BREAK SPACE}", value) if type(value) is str else value


def kiosk_name(kiosk: str) -> str:
    """A kiosk's id as people say it: "tablette-1" is "Tablette 1"."""
    words = kiosk.replace("-", " ")
    return words[:1].upper() + words[1:]


def heading(waiting: int) -> str:
    """How many people wait, in words."""
    if waiting == 0:
        return "Personne n'attend."
    return "1 personne attend" if waiting == 1 else f"{waiting} personnes attendent"


def card(waiting: Waiting, library: Library, now: datetime, heard: int) -> Card:
    """A request made readable; `heard`: the last message its kiosk has shown."""
    ticket = waiting.ticket
    minutes = _minutes(waiting.since, now)
    guide = library.guide(ticket.guide) if ticket.guide else None
    return Card(
        id=ticket.id,
        code=ticket.code,
        hue=HUES[ticket.code.colour],
        reason=REASONS[ticket.reason][0],
        age=age(waiting.since, now),
        urgency="late" if minutes >= LATE else "long" if minutes >= LONG else "calm",
        where=_where(ticket.guide, guide, ticket.step)
        + ((_capital(ticket.comfort.in_words),) if ticket.comfort else ()),
        kiosk=kiosk_name(ticket.kiosk),
        kiosk_id=ticket.kiosk,
        guide_url=guide_url(guide, ticket.step, ticket.kiosk) if guide else None,
        answer=ANSWERS[waiting.answer][0] if waiting.answer else None,
        answer_value=waiting.answer.value if waiting.answer else None,
        answered=hour(waiting.answered) if waiting.answered else None,
        shown=waiting.reply is not None and waiting.reply <= heard,
    )


def proposed(proposal: Proposal, library: Library) -> Proposed:
    """A proposal made readable."""
    guide = library.guide(proposal.guide)
    step = next((_inner(step.title) for step in guide.steps if step.id == proposal.step), None) if guide else None
    title = guide.title if guide else proposal.guide
    return Proposed(kiosk_name(proposal.kiosk), title, step, hour(proposal.at), proposal.state.value)


def voices(kiosk: Kiosk, told: Voices | None, asked: Voicing | None, heard: int) -> KioskVoices:
    """The voices of a screen made readable; `heard`: the last message that it has taken."""
    words = None
    if asked is not None:
        name = VOICES[asked.name][0]
        words = f"Vous avez choisi la voix {name}." if asked.keep else f"Vous avez demandé à écouter la voix {name}."
    installed = None
    if told is not None:
        installed = tuple(
            OneVoice(one.value, name, sounds, one is told.present)
            for one, (name, sounds) in VOICES.items()
            if one in told.installed
        )
    return KioskVoices(kiosk, installed, words, asked is not None and asked.number <= heard)


def guide_url(guide: Guide, step: str | None = None, kiosk: str | None = None) -> str:
    """The address of a guide, at a step (by the shortest way there) or at its start."""
    walk = walk_to(guide, step) if step else None
    return walk_url(walk or Walk(guide), kiosk)


def walk_url(walk: Walk, kiosk: str | None) -> str:
    """The address of a guide after these answers; the kiosk is carried along, for launching."""
    parameters = {"chemin": ".".join(map(str, walk.answers)), "borne": kiosk or ""}
    kept = urlencode({name: value for name, value in parameters.items() if value})
    return f"/guides/{walk.guide.id}" + (f"?{kept}" if kept else "")


def walk_of(guide: Guide, way: str) -> Walk | None:
    """The walk that a `chemin` names; None when it names none."""
    numbers = way.split(".") if way else []
    if len(numbers) > len(guide.steps) or not all(one.isascii() and one.isdigit() and len(one) == 1 for one in numbers):
        return None
    walk = Walk(guide, tuple(map(int, numbers)))
    try:
        assert walk.path
    except ValueError:
        return None
    return walk


def reading(walk: Walk, library: Library, kiosk: str | None) -> Reading:
    """A guide at a step, with the ways on."""
    guide, step = walk.guide, walk.step
    url = (step.url if isinstance(step, Action) else None) or guide.portal.url
    text = "\n".join((step.text, step.more or ""))
    if step is guide.steps[0]:
        text = guide.summary + "\n" + text
    launch = urlencode({"guide": guide.id, "etape": step.id, **({"borne": kiosk} if kiosk else {})})
    return Reading(
        guide=guide,
        step=step,
        position=walk.position,
        length=walk.length,
        previous=walk_url(walk.back(), kiosk) if walk.answers else None,
        ways=_ways(walk, kiosk),
        words=tuple(found for word in words_of(text) if (found := library.word(word))),
        url=url,
        host=urlsplit(url).hostname or "",
        sketch=_sketch(step) if isinstance(step, Action) else None,
        verdict=VERDICTS[step.verdict] if isinstance(step, Outcome) else None,
        related=_related(step, library, kiosk),
        launch=f"/lancer?{launch}",
    )


def _sketch(step: Action) -> str:
    """What the sketch shows, for who does not see it."""
    labels = [piece.label for piece in step.sketch.pieces() if piece.label]
    here = [piece.label for piece in step.sketch.pieces() if piece.here and piece.label]
    words = "Croquis de la page. On y lit : " + ", ".join(labels) + "."
    return words + (f" L'endroit à toucher ou à remplir : {', '.join(here)}." if here else "")


def _ways(walk: Walk, kiosk: str | None) -> tuple[tuple[str, str, bool], ...]:
    step = walk.step
    if isinstance(step, Outcome):
        return ()
    if isinstance(step, Question):
        return tuple(
            (choice.answer, walk_url(walk.answer(number), kiosk), choice.unsure)
            for number, choice in enumerate(step.choices)
        )
    words = step.done if isinstance(step, Action) else "Étape suivante"
    return ((words, walk_url(walk.answer(), kiosk), False),) if walk.guide.ways(step) else ()


def _related(step: Step, library: Library, kiosk: str | None) -> tuple[tuple[str, str], ...]:
    found = (library.guide(guide) for guide in step.related) if isinstance(step, Outcome) else ()
    return tuple((guide.title, guide_url(guide, kiosk=kiosk)) for guide in found if guide)


def _where(guide_id: str | None, guide: Guide | None, step: str | None) -> tuple[str, ...]:
    """The guide and the step in words; a guide that only the kiosk knows is named by its id."""
    if guide is None:
        return (f"Guide inconnu ici : {guide_id}",) if guide_id else ("Sans démarche",)
    walk = walk_to(guide, step) if step else None
    if walk is None:
        return (guide.title,)
    return (guide.title, f"Étape {walk.position} sur {walk.length} « {_inner(walk.step.title)} »")


def _inner(words: str) -> str:
    """Words that go inside guillemets: their own become the second kind."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", words)


def _clock(hours: int, minutes: int) -> str:
    return f"{hours}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{minutes:02d}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))
