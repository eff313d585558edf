"""Rules. A guide at one of its steps, made readable for the professional; and the addresses of steps."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from kiosk.guide.glossary import Word
from kiosk.guide.library import Library
from kiosk.guide.model import Action, Guide, Outcome, Question, Step, Verdict
from kiosk.guide.prose import words_of
from kiosk.visit.ticket import Ticket
from kiosk.visit.walk import Walk, walk_to

VERDICTS = {
    Verdict.DONE: "La personne a fini.",
    Verdict.STUCK: "La personne est bloquée : elle a besoin de vous.",
    Verdict.PROFESSIONAL: "Cette démarche se fait avec vous.",
}


@dataclass(frozen=True)
class Carried:
    """What the addresses within a guide carry along: the kiosk to launch it on, the request it was opened from."""

    kiosk: str | None = None
    ticket: UUID | None = None


@dataclass(frozen=True)
class Reading:
    """A guide at one of its steps, as the professional reads it. `way`: the answers that led there, as in `walk_of`."""

    guide: Guide
    step: Step
    way: str
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


def walk_for(ticket: Ticket, guide: Guide) -> Walk:
    """Where the resident stands in that guide: by the answers they let be told, otherwise by the shortest way."""
    walk = _replayed(guide, ticket.ways) if ticket.ways is not None else None
    if walk is not None and walk.step.id == ticket.step:
        return walk
    return (walk_to(guide, ticket.step) if ticket.step else None) or Walk(guide)


def answers(walk: Walk) -> tuple[tuple[str, str], ...]:
    """The questions of the steps passed, each with the answer given."""
    return tuple(
        (step.title, step.choices[way].answer)
        for step, way in zip(walk.path, walk.answers, strict=False)
        if isinstance(step, Question)
    )


def walk_url(walk: Walk, carried: Carried = Carried()) -> str:
    """The address of a guide after these answers."""
    parameters = {"chemin": way_of(walk), "borne": carried.kiosk, "demande": carried.ticket}
    kept = urlencode({name: value for name, value in parameters.items() if value})
    return f"/guides/{walk.guide.id}" + (f"?{kept}" if kept else "")


def way_of(walk: Walk) -> str:
    """The answers of a walk, as an address carries them."""
    return ".".join(map(str, walk.answers))


def walk_of(guide: Guide, way: str) -> Walk | None:
    """The walk that a `chemin` names; None when it names none."""
    numbers = way.split(".") if way else []
    if len(numbers) > len(guide.steps) or not all(one.isascii() and one.isdigit() and len(one) < 3 for one in numbers):
        return None
    return _replayed(guide, tuple(map(int, numbers)))


def reading(walk: Walk, library: Library, carried: Carried) -> Reading:
    """A guide at a step, with the ways on."""
    guide, step = walk.guide, walk.step
    url = (step.url if isinstance(step, Action) else None) or guide.portal.url
    text = "\n".join((step.text, step.more or ""))
    if step is guide.steps[0]:
        text = guide.summary + "\n" + text
    launch = urlencode({"guide": guide.id, "etape": step.id, **({"borne": carried.kiosk} if carried.kiosk else {})})
    return Reading(
        guide=guide,
        step=step,
        way=way_of(walk),
        position=walk.position,
        length=walk.length,
        previous=walk_url(walk.back(), carried) if walk.answers else None,
        ways=_ways(walk, carried),
        words=tuple(found for word in words_of(text) if (found := library.word(word))),
        url=url,
        host=urlsplit(url).hostname or "",
        sketch=_sketch(step) if isinstance(step, Action) else None,
        verdict=VERDICTS[step.verdict] if isinstance(step, Outcome) else None,
        related=_related(step, library, carried),
        launch=f"/lancer?{launch}",
    )


def _replayed(guide: Guide, ways: tuple[int, ...]) -> Walk | None:
    walk = Walk(guide, ways)
    try:
        assert walk.path
    except ValueError:
        return None
    return walk


def _sketch(step: Action) -> str:
    """What the sketch shows, for who does not see it."""
    labels = [piece.label for piece in step.sketch.pieces() if piece.label]
    here = [piece.label for piece in step.sketch.pieces() if piece.here and piece.label]
    words = "Croquis de la page. On y lit : " + ", ".join(labels) + "."
    return words + (f" L'endroit à toucher ou à remplir : {', '.join(here)}." if here else "")


def _ways(walk: Walk, carried: Carried) -> tuple[tuple[str, str, bool], ...]:
    step = walk.step
    if isinstance(step, Outcome):
        return ()
    if isinstance(step, Question):
        return tuple(
            (choice.answer, walk_url(walk.answer(number), carried), choice.unsure)
            for number, choice in enumerate(step.choices)
        )
    words = step.done if isinstance(step, Action) else "Étape suivante"
    return ((words, walk_url(walk.answer(), carried), False),) if walk.guide.ways(step) else ()


def _related(step: Step, library: Library, carried: Carried) -> tuple[tuple[str, str], ...]:
    found = (library.guide(guide) for guide in step.related) if isinstance(step, Outcome) else ()
    return tuple((guide.title, walk_url(Walk(guide), carried)) for guide in found if guide)
