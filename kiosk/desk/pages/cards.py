"""Rules. The queue made readable: one card for each request, in the order in which they are to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.desk.memory.store import Proposal, Waiting
from kiosk.desk.pages.reading import Carried, answers, walk_for, walk_url
from kiosk.desk.pages.view import (
    HUES,
    Proposed,
    Screen,
    age,
    capital,
    hour,
    inner,
    minutes,
    phone,
    proposed,
    step_title,
)
from kiosk.guide.library import Library
from kiosk.guide.model import Guide
from kiosk.visit.request import State
from kiosk.visit.ticket import ANSWERS, REASONS, Answer, Code, Ticket

LONG, LATE = 5, 10
"""Minutes of waiting after which a request stands out, and stands out strongly."""
READY = tuple((one.value, ANSWERS[one][0]) for one in (Answer.COMING, Answer.COME_IN, Answer.SOON))
"""The messages that are one touch away."""
DRAFTS = {one.value: ANSWERS[one] for one in (Answer.COMING, Answer.COME_IN, Answer.SOON, Answer.OTHER)}
"""The messages that one's own may begin with: name and words, by value."""
WAITING, MINE, HELD, OTHERS = "waiting", "mine", "held", "others"
_ORDER = (WAITING, MINE, HELD, OTHERS)


@dataclass(frozen=True)
class Card:
    """One request as the queue shows it.

    `urgency`: calm, long or late. `told`: what is said aloud when the card comes or when this changes; `rings`:
    whether a sound goes with it. `shown`: whether the screen has the answer. `base` and
    `draft`: what a message of one's own begins with. `handed`: what was last handed back.
    """

    id: UUID
    group: str
    by: str | None
    code: Code
    hue: str
    reason: str
    age: str
    urgency: str
    still: str | None
    screen: Screen
    where: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    comfort: str | None
    phone: str | None
    phone_url: str | None
    guide_url: str | None
    answer: str | None
    answer_value: str | None
    answered: str | None
    shown: bool
    base: str
    draft: str
    handed: Proposed | None
    told: str
    rings: bool


def heading(waiting: int) -> str:
    """How many people wait, in words."""
    if waiting == 0:
        return "Personne n'attend."
    return "1 personne attend" if waiting == 1 else f"{waiting} personnes attendent"


def cards(
    queue: Iterable[Waiting],
    me: str,
    library: Library,
    now: datetime,
    screens: Mapping[str, Screen],
    heard: Mapping[str, int],
    proposals: Iterable[Proposal],
) -> dict[str, list[Card]]:
    """The cards by group, each oldest first. `heard`: the last message that each kiosk has shown."""
    today = tuple(proposals)
    groups: dict[str, list[Card]] = {group: [] for group in _ORDER}
    for one in queue:
        kiosk = one.ticket.kiosk
        shown = one.reply is not None and one.reply <= heard[kiosk]
        made = card(one, me, library, now, screens[kiosk], shown, handed(one.ticket, today, library))
        groups[made.group].append(made)
    return groups


def handed(ticket: Ticket, proposals: Iterable[Proposal], library: Library) -> Proposed | None:
    """What was last handed back of that request, if anything."""
    last = next((one for one in proposals if one.about == ticket.id), None)
    return proposed(last, library) if last else None


def card(
    waiting: Waiting,
    me: str,
    library: Library,
    now: datetime,
    screen: Screen,
    shown: bool,
    handed: Proposed | None = None,
) -> Card:
    """A request made readable."""
    ticket, group = waiting.ticket, _group(waiting, me)
    guide = library.guide(ticket.guide) if ticket.guide else None
    walk = walk_for(ticket, guide) if guide else None
    passed = minutes(waiting.since, now)
    answer = waiting.answer
    return Card(
        id=ticket.id,
        group=group,
        by=waiting.by if group == OTHERS else None,
        code=ticket.code,
        hue=HUES[ticket.code.colour],
        reason=REASONS[ticket.reason][0],
        age=age(waiting.since, now),
        urgency="late" if passed >= LATE else "long" if passed >= LONG else "calm",
        still=hour(waiting.still) if waiting.still else None,
        screen=screen,
        where=tuple(_where(ticket, guide, library)),
        answers=answers(walk) if walk and ticket.ways is not None else (),
        comfort=capital(ticket.comfort.in_words) if ticket.comfort else None,
        phone=phone(ticket.phone) if ticket.phone else None,
        phone_url=f"tel:{ticket.phone}" if ticket.phone else None,
        guide_url=walk_url(walk, Carried(ticket.kiosk, ticket.id)) if walk else None,
        answer=waiting.text or ANSWERS[answer][0] if answer else None,
        answer_value=answer.value if answer and not waiting.text else None,
        answered=hour(waiting.answered) if waiting.answered else None,
        shown=shown,
        base=answer.value if answer and answer.value in DRAFTS else (Answer.OTHER if answer else Answer.COMING).value,
        draft=waiting.text or ANSWERS[answer or Answer.COMING][1],
        handed=handed,
        told=_told(waiting, group),
        rings=group == WAITING or (group == MINE and waiting.passed),
    )


def _group(waiting: Waiting, me: str) -> str:
    if waiting.state is State.WAITING:
        return WAITING
    if waiting.by != me:
        return OTHERS
    return HELD if waiting.state is State.HELD else MINE


def _told(waiting: Waiting, group: str) -> str:
    name = waiting.ticket.code.name
    if group == OTHERS:
        return f"{waiting.by} s'occupe de {name}"
    if waiting.still:
        return f"{name} attend toujours ({hour(waiting.still)})"
    if group == WAITING:
        return f"Nouvelle demande : {name}"
    return f"On vous passe {name}" if waiting.passed else ""


def _where(ticket: Ticket, guide: Guide | None, library: Library) -> Iterable[str]:
    """The guide and the step in words, and what waits underneath; what only the kiosk knows is named by its id."""
    if guide:
        yield guide.title
        walk = walk_for(ticket, guide)
        if ticket.step == walk.step.id:
            yield f"Étape {walk.position} sur {walk.length} « {inner(walk.step.title)} »"
    else:
        yield f"Guide inconnu ici : {ticket.guide}" if ticket.guide else "Sans démarche"
    for standing in ticket.under:
        below = library.guide(standing.guide)
        title = step_title(below, standing.step)
        yield "Pour revenir à : " + (below.title if below else standing.guide) + (f" « {title} »" if title else "")
    if ticket.event:
        event = library.event(ticket.event)
        yield f"Changement de vie : « {event.title if event else ticket.event} »"
