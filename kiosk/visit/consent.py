"""Rules. What a call tells: which parts there are, which the resident took out, and the ticket made of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from kiosk.guide.model import Question
from kiosk.visit.calling import Consenting, Numbering, Part
from kiosk.visit.ticket import Code, Reason, Standing, Ticket
from kiosk.visit.visit import Visit
from kiosk.visit.walk import Walk

FIGURES = 10
"""How many a French telephone number has."""
_BEGUN = re.compile(r"(0([1-9][0-9]{0,8})?)?")
_MOST_UNDER = 5


def parts(visit: Visit, place: Consenting) -> tuple[Part, ...]:
    """What there is to tell, in the order of the consent page, also what was taken out. Without the guide there are
    no answers in it, and nothing that it is to help."""
    walk = visit.walk
    told = walk is not None and Part.WALK not in place.without
    there = {
        Part.REASON: place.reason is not Reason.UNSAID,
        Part.WALK: walk is not None,
        Part.ANSWERS: told and walk is not None and any(answered(walk)),
        Part.UNDER: told and walk is not None and walk.under is not None,
        Part.EVENT: visit.event is not None,
        Part.COMFORT: True,
        Part.PHONE: bool(place.phone),
    }
    return tuple(part for part in Part if there[part])


def answered(walk: Walk) -> Iterator[tuple[str, str]]:
    """Each question passed on a walk with the answer given, in words."""
    for step, way in zip(walk.path, walk.answers, strict=False):
        if isinstance(step, Question):
            yield step.title, step.choices[way].answer


def waiting_under(walk: Walk) -> tuple[Walk, ...]:
    """The walks that wait for this one, the nearest first, as many as a ticket holds."""
    every: list[Walk] = []
    while walk.under is not None and len(every) < _MOST_UNDER:
        walk = walk.under
        every.append(walk)
    return tuple(every)


def ticket_of(visit: Visit, place: Consenting, identity: UUID, kiosk: str, code: Code) -> Ticket:
    """The ticket of a visit: what the consent page shows, and nothing else."""
    told = set(parts(visit, place)) - place.without
    walk = visit.walk if Part.WALK in told else None
    under = waiting_under(walk) if walk is not None and Part.UNDER in told else ()
    return Ticket(
        id=identity,
        kiosk=kiosk,
        epoch=visit.epoch,
        code=code,
        reason=place.reason if Part.REASON in told else Reason.UNSAID,
        guide=walk.guide.id if walk else None,
        step=walk.step.id if walk else None,
        ways=walk.answers if walk and Part.ANSWERS in told else None,
        under=tuple(Standing(guide=one.guide.id, step=one.step.id) for one in under),
        event=visit.event if Part.EVENT in told else None,
        comfort=visit.comfort if Part.COMFORT in told else None,
        phone=place.phone if Part.PHONE in told else None,
    )


def toggled(visit: Visit, here: Consenting, value: str) -> Visit:
    """The visit with a part taken out of what will be sent, or put back; the same when there is no such part."""
    part = next((one for one in parts(visit, here) if one.value == value), None)
    return visit if part is None else visit.stay(replace(here, without=here.without ^ {part}))


def dialled(visit: Visit, here: Numbering, key: str) -> Visit:
    """One more figure of a telephone number."""
    wrong = len(here.text) >= FIGURES or len(key) != 1 or key not in "0123456789"
    return visit if wrong else visit.stay(replace(here, text=here.text + key))


def undialled(visit: Visit, here: Numbering) -> Visit:
    """One figure less."""
    return visit.stay(replace(here, text=here.text[:-1]))


def may_be_number(text: str) -> bool:
    """Whether some figures begin a telephone number: 0, then another figure."""
    return _BEGUN.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether some figures are a whole telephone number."""
    return len(text) == FIGURES and may_be_number(text)
