"""Where the keys lead on a page: the focus, alone. Journeys by keys are in test_journey_keys.py."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shown_pages import all_pages

from kiosk.page.focus import Focus, focused, kept, left, moved, place, ringed, stops
from kiosk.page.model import Action, Choices, Intent, Keys, Page, Verb


def gone_through(page: Page, step: int, row: int | None = None) -> list[Action]:
    """What the focus comes to from the start of a page until it is where it was first."""
    focus = moved(page, Focus(None, row), step)
    first, passed = focus, []
    while not passed or focus != first:
        action = focused(page, focus)
        assert action is not None
        assert len(passed) < 200
        passed.append(action)
        focus = moved(page, focus, step)
    return passed


@pytest.mark.parametrize("step", [1, -1])
def test_next_and_previous_go_through_every_action_of_every_page_in_reading_order_and_round(step: int) -> None:
    for name, page in all_pages().items():
        passed = gone_through(page, step)
        rows = [block for block in page.blocks if isinstance(block, Keys)]
        reached = []
        for action in passed[::step]:
            if action.intent.verb is Verb.ROW:
                inside = gone_through(page, step, int(action.intent.value))[::step]
                assert inside.pop().intent == Intent(Verb.ROW)
                reached += inside
            else:
                reached.append(action)
        assert [id(action) for action in reached] == [id(action) for action in page.actions()], name
        assert bool(rows) == (len(passed) < len(reached)), name


def bare(*actions: Action, kind: str = "step") -> Page:
    page = all_pages()["home"]
    return replace(page, kind=kind, blocks=(Choices(actions),), bar=(), top=())


def test_when_the_button_is_gone_the_focus_stays_near() -> None:
    one, two, three = (Action(Intent(Verb.GUIDE, name), name) for name in "abc")
    before = bare(one, two, three)
    assert kept(before, Focus(1), bare(two, three)) == Focus(0)
    assert kept(before, Focus(2), bare(one)) == Focus(0)
    assert kept(before, Focus(1), bare(one, three)) == Focus(1)
    assert kept(before, Focus(1), bare(one, two, kind="other")) == Focus()
    assert kept(before, Focus(), bare(one)) == Focus()
    assert focused(before, Focus(9)) is None
    assert ringed(before, Focus(9)) == ()


def test_a_page_without_a_keyboard_has_no_rows() -> None:
    page = bare(Action(Intent(Verb.GUIDE, "a"), "a"))
    assert stops(page, 1) == stops(page)
    search = next(page for page in all_pages().values() if page.kind == "search")
    assert [a.label for a in stops(search, 7)] == [a.label for a in stops(search)]
    assert left(search, Focus(3, 1)) == Focus([a.label for a in stops(search)].index("Ligne 2"))
    assert place(page, Action(Intent(Verb.BACK), "Retour")) == "bouton"
