"""Fingers into taps, in virtual time."""

from __future__ import annotations

import pytest

from kiosk.page.model import Action, Intent, Role, Verb
from kiosk.screen.shapes import Rect, Sheet, Target
from kiosk.screen.touch import NEAR_MM, TREMOR_SECONDS, Finger

PX_PER_MM = 5.0


def button(x: float, verb: Verb = Verb.HOME, role: Role = Role.PLAIN) -> Target:
    return Target(Rect(x, 0, 100, 70), Action(Intent(verb), verb.value, role=role))


LEFT, RIGHT = button(0), button(150, Verb.CALL)
LETTER = button(300, Verb.KEY, Role.KEY)
WORD = Target(Rect(500, 0, 80, 30), Action(Intent(Verb.WORD, "rsa"), "rsa"), inline=True)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(1000, 500, targets=[LEFT, RIGHT, LETTER, WORD])


@pytest.fixture
def finger() -> Finger:
    return Finger(PX_PER_MM)


def tap(finger: Finger, sheet: Sheet, x: float, y: float, at: float, held: float = 0.1):
    finger.press(sheet, x, y, at)
    return finger.release(at + held)


def test_a_tap_on_a_button_is_a_tap_of_it(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)


def test_the_button_is_known_as_soon_as_the_finger_lands(finger, sheet):
    assert finger.press(sheet, 50, 30, 0.0) is LEFT


@pytest.mark.parametrize("held", [0.01, 0.5, 3.0, 30.0])
def test_short_and_long_presses_count(finger, sheet, held):
    assert tap(finger, sheet, 50, 30, at=1.0, held=held) == (True, LEFT)


def test_a_finger_just_beside_a_button_means_it(finger, sheet):
    near = 100 + NEAR_MM * PX_PER_MM - 1
    assert tap(finger, sheet, near, 30, at=1.0) == (True, LEFT)


def test_a_finger_far_from_every_button_means_none(finger, sheet):
    assert tap(finger, sheet, 800, 400, at=1.0) == (True, None)


def test_a_tremor_does_not_double(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)
    assert tap(finger, sheet, 52, 31, at=1.1 + TREMOR_SECONDS / 2, held=0.02) == (False, None)
    assert tap(finger, sheet, 50, 30, at=3.0) == (True, LEFT)


def test_letters_may_follow_each_other_quickly(finger, sheet):
    assert tap(finger, sheet, 350, 30, at=1.0, held=0.05) == (True, LETTER)
    assert tap(finger, sheet, 350, 30, at=1.1, held=0.05) == (True, LETTER)


def test_a_palm_while_the_finger_is_down_changes_nothing(finger, sheet):
    finger.press(sheet, 50, 30, 1.0)
    assert finger.press(sheet, 200, 30, 1.05) is LEFT
    assert finger.release(1.2) == (True, LEFT)
    assert finger.release(1.25) == (False, None)


def test_a_word_in_the_text_can_be_touched_and_a_button_over_it_wins(finger, sheet):
    assert tap(finger, sheet, 520, 10, at=1.0) == (True, WORD)
    sheet.targets.append(Target(Rect(490, 0, 100, 70), LEFT.action))
    assert tap(finger, sheet, 520, 10, at=3.0)[1].inline is False
