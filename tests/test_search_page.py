"""When nothing is found: the nearest themes and the professional, above the keyboard, on every panel at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from layouts import RulerOf, faults_on, world_on

from kiosk.page.build import build
from kiosk.page.model import Action, Choices, Page, Verb
from kiosk.screen.look import PANELS
from kiosk.visit.visit import Home, Searching, Visit


def page(panel: str, typed: str = "xyzzyq", near: int = 0) -> Page:
    """The search page when no guide answers and so many themes are near: those with the longest names."""
    world = world_on(panel)
    widest = sorted(world.library.themes, key=lambda theme: -len(theme.title))[:near]
    lost = replace(world, find=lambda typed: (), near=lambda typed: widest)
    return build(Visit(1, (Home(),)).go(Searching(typed)), lost)


def offered(shown: Page) -> list[Action]:
    return [action for block in shown.blocks if isinstance(block, Choices) for action in block.actions]


def test_the_nearest_themes_then_the_professional_are_offered() -> None:
    panel = next(iter(PANELS))
    assert [action.intent.verb for action in offered(page(panel, near=3))] == [Verb.THEME, Verb.THEME, Verb.CALL]
    assert [action.intent.verb for action in offered(page(panel))] == [Verb.CALL]


def test_nothing_is_offered_before_a_word_is_typed() -> None:
    assert offered(page(next(iter(PANELS)), typed="xy", near=3)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("panel", PANELS)
def test_all_of_it_fits_above_the_keyboard(panel: str, size: int, ruler: RulerOf) -> None:
    pages = {f"{near} near": page(panel, near=near) for near in (0, 1, 2)}
    assert faults_on(panel, pages, ruler, size=size) == []


@pytest.mark.parametrize("panel", PANELS)
def test_all_of_it_fits_in_other_letters_and_places(panel: str, ruler: RulerOf) -> None:
    pages = {f"{near} near": page(panel, near=near) for near in (0, 2)}
    for comfort in ({"open_dyslexic": True}, {"low_reach": True}):
        assert faults_on(panel, pages, ruler, size=4, **comfort) == []
