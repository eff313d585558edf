"""A rehearsal in the real window, touched by fingers: each key and piece is hit, and a correction is in view."""

from __future__ import annotations

from kiosk.page.model import Notice, Verb
from kiosk.staff.stage import Stage


def test_a_rehearsal_is_done_by_fingers_and_a_correction_comes_into_view(stage: Stage) -> None:
    stage.begin()
    stage.choose("size=4")
    stage.press(Verb.PRACTISE, "")
    stage.press(Verb.PRACTISE, "compte-creer")
    for _ in range(2):  # the second time the page is the same, and the correction is new again
        stage.press(Verb.PIECE, "2")
        page = stage.host.page
        assert isinstance(page.blocks[0], Notice)
        assert stage.shell.leaf == stage.shell.sheet.leaf_with(page.blocks[0].sentences[0]) == 0
    stage.press(Verb.PIECE, "3")
    stage.press(Verb.ONWARD)
    stage.press(Verb.PIECE, "1")
    for letter in "jeanne":
        stage.press(Verb.KEY, letter)
    stage.press(Verb.WRITTEN)
    assert stage.host.page.kind == "practice"
    stage.press(Verb.PIECE, "2")
    for letter in "exemple":
        stage.press(Verb.KEY, letter)
    stage.press(Verb.WRITTEN)
    stage.press(Verb.PIECE, "4")
    assert stage.host.page.title.text == "C'est juste"


def test_a_tick_leaves_the_leaf_where_it_is(stage: Stage) -> None:
    stage.begin()
    stage.choose("size=4")
    stage.press(Verb.PRACTISE, "")
    stage.press(Verb.PRACTISE, "captcha")
    stage.press(Verb.TICK, "2")
    assert stage.shell.leaf > 0
    assert next(action for action in stage.host.page.actions() if action.intent.verb is Verb.TICK).chosen
    stage.press(Verb.PIECE, "3")
    assert stage.host.page.title.text == "C'est juste"
