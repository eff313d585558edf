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
from kiosk.settings import Settings
from kiosk.visit.calling import Call, Calling, Consenting, Ending, Numbering, Part, Waiting
from kiosk.visit.comfort import Comfort
from kiosk.visit.practice import LAYERS, MOST_WRITTEN
from kiosk.visit.questions import ASKED
from kiosk.visit.rehearsing import Practices, Practised, Practising, Writing
from kiosk.visit.request import State
from kiosk.visit.ticket import ANSWERS, MOST_SAID, Answer, Code, Colour, Offer, Reason, Reply, Saying, Ticket, Turn
from kiosk.visit.visit import (
    TASKS,
    Asking,
    AtStep,
    AtTask,
    Comforts,
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
    yield from _calling(visit, world)
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
                offer = Offer(number=1, id=IDENTITY, guide=guide.id, step=step.id, ways=walk.answers)
                yield f"{guide.id} {step.id} offer", build(replace(visit, offer=offer), world)
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
            yield f"{guide.id} helping, consent", build(at_end.go(Consenting(Reason.STUCK)), world)


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


def _calling(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """A call up to the consent: the number as it is typed, wrong, whole; the lines told, taken out."""
    for number in ("", "061", "6", "0612345678"):
        yield f"number {number}".strip(), build(visit.go(Numbering(number)), world)
    yield "consent without a guide", build(visit.go(Consenting(Reason.PRIVATE)), world)
    asked = Consenting(Reason.CALL_BACK, "0612345678")
    yield "consent to be called back", build(visit.go(asked), world)
    yield "consent to nothing", build(visit.go(replace(asked, without=frozenset(Part))), world)
    offers = {"a comfort": Offer(number=1, id=IDENTITY, comfort=Comfort(size=4, voice=True))}
    if world.library.events:
        event = max(world.library.events, key=lambda one: len(one.title)).id
        yield "consent from a change in life", build(visit.go(InEvent(event)).go(asked), world)
        offers["a change in life"] = Offer(number=1, id=IDENTITY, event=event)
    for name, offer in offers.items():
        yield f"offer of {name}", build(replace(visit, offer=offer), world)


def _waiting(visit: Visit, world: World) -> Iterator[tuple[str, Page]]:
    """What may become of a call; all of it too where the settings name everybody who may help."""
    code = Code(colour=Colour.PURPLE, number=8)
    ticket = Ticket(id=IDENTITY, kiosk="tablette-1", epoch=1, code=code, reason=Reason.STUCK)
    sent = Call(ticket, delivered=True)
    calls = {
        "sending": Call(ticket),
        "delivered": sent,
        "unreachable": Call(ticket, unreachable=True),
        "lost": Call(ticket, lost=True),
        "expired": Call(ticket, expired=True),
        "still": replace(sent, still=True),
        "unsaid": replace(sent, unsaid=True),
        **{f"ended {saying.value}": replace(sent, ended=saying) for saying in (Saying.LEFT, Saying.SOLVED)},
        **{f"turn {name}": replace(sent, turn=turn) for name, turn in _turns(ticket).items()},
        **{answer.value: replace(sent, reply=_reply(ticket, answer)) for answer in Answer},
    }
    full = replace(world, settings=_everybody(world.settings))
    for name, call in calls.items():
        there = replace(visit.go(Waiting()), call=call)
        yield f"waiting {name}", build(there, world)
        if name in ("unreachable", "expired", Answer.APPOINTMENT.value, Answer.REFERENT.value):
            yield f"waiting {name}, everybody named", build(there, full)
    there = replace(visit.go(Waiting()), call=sent)
    for saying in (Saying.LEFT, Saying.SOLVED):
        yield f"ending {saying.value}", build(there.go(Ending(saying)), world)
    yield "leaving with a call", build(there.go(Leaving()), world)


def _everybody(settings: Settings) -> Settings:
    """The settings, naming all who may help."""
    return replace(
        settings, next_stop="mardi 3 mars, de 9 h à 12 h", referent="Madame Claudel, secrétaire de mairie",
        referent_hours="le lundi de 14 h à 16 h, à la mairie", referent_phone="03 00 00 00 01",
        appointment_url="https://rendez-vous.example.fr/vehicule",
    )  # fmt: skip


def _turns(ticket: Ticket) -> dict[str, Turn]:
    first = Turn(ticket=ticket.id, epoch=1, state=State.WAITING, ahead=0, attended=True)
    return {
        "first": first,
        "second": first.model_copy(update={"ahead": 1}),
        "far": first.model_copy(update={"ahead": 12, "attended": False}),
        **{state.value: first.model_copy(update={"state": state}) for state in (State.TAKEN, State.HELD, State.CLOSED)},
    }


def _reply(ticket: Ticket, answer: Answer) -> Reply:
    """An answer; one in the professional's own words as long as it may be."""
    text = "" if ANSWERS[answer][1] else ("Je finis avec quelqu'un. " * 9)[: MOST_SAID - 1].strip()
    return Reply(number=1, ticket=ticket.id, epoch=1, answer=answer, text=text)
