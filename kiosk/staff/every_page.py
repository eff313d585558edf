"""Rules. Every page that the kiosk can show, by name: the ground that layout proofs and the gallery stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from uuid import UUID

from kiosk.page.build import build
from kiosk.page.call import still_there
from kiosk.page.comfort import PARTS
from kiosk.page.frame import World
from kiosk.page.model import Page
from kiosk.visit.comfort import Comfort
from kiosk.visit.questions import ASKED
from kiosk.visit.ticket import Answer, Code, Colour, Offer, Reason, Ticket
from kiosk.visit.visit import (
    Asking,
    AtStep,
    Call,
    Calling,
    Comforts,
    Consenting,
    Cover,
    Goodbye,
    Home,
    InTheme,
    Leaving,
    Meaning,
    OnPhone,
    Searching,
    Visit,
    Waiting,
    Where,
)
from kiosk.visit.walk import Walk, walk_to

IDENTITY = UUID("01890000-0000-7000-8000-000000000001")


def every_page(world: World) -> Iterator[tuple[str, Page]]:
    """Each page with a name."""
    visit = Visit(1, (Home(),))
    yield "attract", build(Visit(1), world)
    yield "home", build(visit, world)
    yield "leaving", build(visit.go(Leaving()), world)
    yield "goodbye", build(Visit(1, (Goodbye(),)), world)
    yield "alert", still_there(visit, world, 45)
    for theme in world.library.themes:
        if world.library.on(theme.id):
            yield f"theme {theme.id}", build(visit.go(InTheme(theme.id)), world)
    for text in ("", "carte vit", "xyzzyq", "rsa", "c" * 60):
        yield f"search {text}", build(visit.go(Searching(text)), world)
    for part in ("", *PARTS):
        yield f"comfort {part}".strip(), build(visit.go(Comforts(part)), world)
    for number, again in product(range(len(ASKED)), (False, True)):
        yield f"asking {number + 1}{' again' * again}", build(visit.go(Asking(number, again)), world)
    yield "where at home", build(visit.go(Where()), world)
    yield "call", build(visit.go(Calling()), world)
    yield "consent without a guide", build(visit.go(Consenting(Reason.PRIVATE)), world)
    for word in world.library.glossary.words:
        yield f"word {word.word}", build(visit.go(Meaning(word.word)), world)
    yield from _of_guides(visit, world)
    yield from _waiting(visit, world)


def _of_guides(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    for guide in world.library.guides:
        yield f"{guide.id} cover", build(visit.go(Cover(guide.id)), world)
        yield f"{guide.id} qr", build(visit.go(OnPhone(guide.portal.url)), world)
        offer = Offer(number=1, id=IDENTITY, guide=guide.id, step=guide.steps[-1].id, comfort=Comfort())
        yield f"{guide.id} offer", build(replace(visit, offer=offer), world)
        for step in guide.steps:
            walk = walk_to(guide, step.id)
            assert walk is not None
            at_step = visit.go(AtStep(walk))
            yield f"{guide.id} {step.id}", build(at_step, world)
            yield f"{guide.id} {step.id} consent", build(at_step.go(Consenting(Reason.TOGETHER)), world)
            yield f"{guide.id} {step.id} where", build(_answered(at_step, walk).go(Where()), world)
            if step.more:
                yield f"{guide.id} {step.id} more", build(visit.go(AtStep(walk, more=True)), world)
            if step.kind == "action" and step.url:
                yield f"{guide.id} {step.id} qr", build(visit.go(OnPhone(step.url)), world)


def _answered(visit: Visit, walk: Walk) -> Visit:
    """The visit of somebody who gave every answer of a walk, with keys."""
    answered = {(walk.guide.id, step.id): way for step, way in zip(walk.path, walk.answers, strict=False)}
    return replace(visit, answered=answered, keys=True)


def _waiting(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    code = Code(colour=Colour.PURPLE, number=8)
    ticket = Ticket(id=IDENTITY, kiosk="tablette-1", epoch=1, code=code, reason=Reason.STUCK)
    calls = {
        "sending": Call(ticket),
        "delivered": Call(ticket, delivered=True),
        "unreachable": Call(ticket, unreachable=True),
        "lost": Call(ticket, lost=True),
        **{answer.value: Call(ticket, delivered=True, answer=answer) for answer in Answer},
    }
    for name, call in calls.items():
        yield f"waiting {name}", build(replace(visit.go(Waiting()), call=call), world)
