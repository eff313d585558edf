"""Layer 3 without drawing: the pages of a call, where a trembling hand must neither wander nor end anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from layouts import RulerOf, buttons, faults_of, leaves_of, look_on, world_on

from kiosk.page.build import build
from kiosk.page.model import Page, Verb
from kiosk.screen.look import PANELS
from kiosk.staff.every_page import IDENTITY
from kiosk.visit.calling import Call, Calling, Ending, Waiting
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import MOST_SAID, Answer, Code, Colour, Reason, Reply, Saying, Ticket
from kiosk.visit.visit import AtStep, Home, Visit
from kiosk.visit.walk import Walk

TICKET = Ticket(
    id=IDENTITY, kiosk="tablette-1", epoch=1, code=Code(colour=Colour.PURPLE, number=8), reason=Reason.STUCK
)
CALLED = Visit(1, (Home(), Waiting()), call=Call(TICKET, delivered=True))


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_who_gives_no_reason_calls_by_two_touches_at_any_size(panel: str, size: int, ruler: RulerOf) -> None:
    world = world_on(panel)
    visit = Visit(1, (Home(), AtStep(Walk(world.library.guides[0])), Calling()), comfort=Comfort(size=size))
    first = leaves_of(build(visit, world), look_on(panel, size=size), ruler)[0]
    assert "sans-raison" in {target.action.intent.value for target in buttons(first) if target.action is not None}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("saying", [Saying.LEFT, Saying.SOLVED])
def test_a_hand_that_touches_the_same_place_twice_ends_no_call(
    panel: str, size: int, saying: Saying, ruler: RulerOf
) -> None:
    world, look = world_on(panel), look_on(panel, size=size)

    def rects(page: Page, verb: Verb) -> list:
        return [
            target.rect for sheet in leaves_of(page, look, ruler) for target in buttons(sheet)
            if target.action is not None and target.action.intent == type(target.action.intent)(verb, saying.value)
        ]  # fmt: skip

    [asks] = rects(build(CALLED, world), Verb.END)
    [ends] = rects(build(CALLED.go(Ending(saying)), world), Verb.SAY)
    assert asks.gap(ends) > 0


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("text", ["W" * MOST_SAID, "Ah ! " * (MOST_SAID // 5), "x"])
def test_whatever_the_professional_writes_has_room(panel: str, text: str, ruler: RulerOf) -> None:
    reply = Reply(number=1, ticket=IDENTITY, epoch=1, answer=Answer.OTHER, text=text)
    assert CALLED.call is not None
    page = build(replace(CALLED, call=replace(CALLED.call, reply=reply)), world_on(panel))
    for size in (2, 4):
        look = look_on(panel, size=size)
        assert faults_of(text[:3], page, leaves_of(page, look, ruler), look) == []
