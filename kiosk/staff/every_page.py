"""Rules. Every page that the kiosk can show, by name: the ground that layout proofs and the gallery stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from uuid import UUID

from kiosk.guide.model import Guide, Step, helping
from kiosk.guide.rehearsal import Form
from kiosk.guide.rightness import ELSEWHERE, after_writing
from kiosk.page.build import build
from kiosk.page.call import still_there
from kiosk.page.comfort import PARTS
from kiosk.page.frame import World
from kiosk.page.model import Page
from kiosk.visit.comfort import Comfort
from kiosk.visit.practice import LAYERS, MOST_WRITTEN
from kiosk.visit.questions import ASKED
from kiosk.visit.rehearsing import Practices, Practised, Practising, Writing
from kiosk.visit.ticket import Answer, Code, Colour, Offer, Reason, Ticket
from kiosk.visit.visit import (
    TASKS,
    Asking,
    AtStep,
    AtTask,
    Call,
    Calling,
    Comforts,
    Consenting,
    Cover,
    Events,
    Goodbye,
    Home,
    InEvent,
    InTheme,
    Leaving,
    Meaning,
    OnPhone,
    Searching,
    Urgency,
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
    widest = sorted(world.library.themes, key=lambda theme: len(theme.title))[-2:]
    lost = replace(world, find=lambda typed: (), near=lambda typed: widest)
    yield "search, only themes are near", build(visit.go(Searching("xyzzyq")), lost)
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
    yield from _helping(visit, world)
    yield from _rehearsing(visit, world)
    yield from distress(visit, world)
    yield from changing(visit, world)
    yield from _waiting(visit, world)


def distress(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """What helps in distress, of each kind; and the searches that lead there, with the most that they find."""
    for group in ("", *(one.id for one in world.library.urgency.groups)):
        yield f"urgency {group}".strip(), build(visit.go(Urgency(group)), world)
    for text in ("violence", "je divorce", "je divorce violence"):
        yield f"search {text}", build(visit.go(Searching(text, warned=True)), world)


def changing(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """The changes in life, what there is to do, each task; the list with half of it done."""
    if world.library.events:
        yield "events", build(visit.go(Events()), world)
    for event in world.library.events:
        listed = visit.go(InEvent(event.id))
        yield f"{event.id} event", build(listed, world)
        half = frozenset((event.id, TASKS, at) for at in range(0, len(event.tasks), 2))
        yield f"{event.id} event, half done", build(replace(listed, ticked=half), world)
        for at, _ in enumerate(event.tasks):
            yield f"{event.id} task {at + 1}", build(listed.go(AtTask(event.id, at)), world)
        yield f"{event.id} task 1, done", build(replace(listed, ticked=half).go(AtTask(event.id, 0)), world)


def _of_guides(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    for guide in world.library.guides:
        yield f"{guide.id} cover", build(visit.go(Cover(guide.id)), world)
        yield f"{guide.id} qr", build(visit.go(OnPhone(guide.portal.url)), world)
        offer = Offer(number=1, id=IDENTITY, guide=guide.id, step=guide.steps[-1].id, comfort=Comfort())
        yield f"{guide.id} offer", build(replace(visit, offer=offer), world)
        telling = _telling(guide)
        for step in guide.steps:
            walk = walk_to(guide, step.id)
            assert walk is not None
            at_step = visit.go(AtStep(walk))
            yield f"{guide.id} {step.id}", build(at_step, world)
            if step in telling:
                yield f"{guide.id} {step.id} consent", build(at_step.go(Consenting(Reason.TOGETHER)), world)
                yield f"{guide.id} {step.id} where", build(_answered(at_step, walk).go(Where()), world)
            if step.more:
                yield f"{guide.id} {step.id} more", build(visit.go(AtStep(walk, more=True)), world)
            if step.kind == "action" and step.url:
                yield f"{guide.id} {step.id} qr", build(visit.go(OnPhone(step.url)), world)


def _helping(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """The guides that help with others, as they are then: under the guide of the longest title."""
    under = Walk(max(world.library.guides, key=lambda guide: len(guide.title)))
    helping_ones = {other for guide in world.library.guides for step in guide.steps for other in helping(step)}
    for guide in world.library.guides:
        if guide.id in helping_ones and guide is not under.guide:
            end = walk_to(guide, guide.steps[-1].id)
            assert end is not None
            at_end = visit.go(AtStep(replace(end, under=under)))
            yield f"{guide.id} helping, cover", build(visit.go(Cover(guide.id, under)), world)
            yield f"{guide.id} helping, {guide.steps[-1].id}", build(at_end, world)
            yield f"{guide.id} helping, where", build(at_end.go(Where()), world)


def _telling(guide: Guide) -> tuple[Step, ...]:
    """The steps from which the pages about the walk are the longest: the longest title, and the longest way there."""
    walks = [(walk_to(guide, step.id), step) for step in guide.steps]
    farthest = max(walks, key=lambda both: both[0].position if both[0] else 0)[1]
    return max(guide.steps, key=lambda step: len(step.title)), farthest


def _rehearsing(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """The list of rehearsals; every screen of each: as it is, corrected, filled in, done; each of its keyboards."""
    if world.library.rehearsals:
        yield "practices", build(visit.go(Practices()), world)
    for one in world.library.rehearsals:
        for at, screen in enumerate(one.screens):
            name, place = f"{one.id} practice {at + 1}", Practising(one.id, at)
            told = [*(wrong.told for wrong in screen.corrections), screen.otherwise or ELSEWHERE]
            wanted = [(screen.number_of(writing.field), writing) for writing in screen.write]
            typed = tuple((piece, writing.text or "M" * MOST_WRITTEN) for piece, writing in wanted if piece is not None)
            boxes = frozenset(number for number, piece in enumerate(screen.pieces()) if piece.kind == "box")
            yield name, build(visit.go(place), world)
            longest = max(told, key=len)
            yield f"{name} wrong", build(visit.go(replace(place, wrong=longest)), world)
            if typed or boxes:
                yield f"{name} typed", build(visit.go(replace(place, typed=typed, ticked=boxes)), world)
            yield f"{name} done", build(visit.go(replace(place, done=True)), world)
            for piece, text in typed:
                for layer in LAYERS if dict(wanted)[piece].form is Form.PASSWORD else LAYERS[:1]:
                    keyboard = Writing(one.id, at, piece, layer=layer)
                    yield f"{name} writing {piece} {layer}", build(visit.go(keyboard), world)
                wrong = after_writing(dict(wanted)[piece], "x")
                corrected = Writing(one.id, at, piece, text, wrong=wrong)
                yield f"{name} writing {piece} wrong", build(visit.go(corrected), world)
        yield f"{one.id} practised", build(visit.go(Practised(one.id)), world)


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
