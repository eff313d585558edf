"""Fingers into taps, in virtual time."""

from __future__ import annotations

import pytest

from kiosk.page.model import Action, Intent, Role, Verb
from kiosk.screen.shapes import Rect, Sheet, Target
from kiosk.screen.touch import (
    BOUNCE_MM,
    BUMP_SECONDS,
    FINGERS_SECONDS,
    HAND_MM,
    HAND_SECONDS,
    KEY_SECONDS,
    NEAR_MM,
    TREMOR_SECONDS,
    Finger,
)

PX_PER_MM = 5.0
QUICK = 0.05


def button(x: float, verb: Verb = Verb.HOME, value: str = "", role: Role = Role.PLAIN, y: float = 0) -> Target:
    return Target(Rect(x, y, 100, 70), Action(Intent(verb, value), verb.value, role=role))


LEFT, RIGHT = button(0), button(112, Verb.CALL)
LETTER, NEXT_LETTER = button(300, Verb.KEY, "a", Role.KEY), button(412, Verb.KEY, "z", Role.KEY)
WORD = Target(Rect(600, 0, 80, 30), Action(Intent(Verb.WORD, "rsa"), "rsa"), inline=True)
LOW = button(0, Verb.BACK, y=HAND_MM * PX_PER_MM + 30)
NOTHING = (800.0, 400.0)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(1000, 500, targets=[LEFT, RIGHT, LETTER, NEXT_LETTER, WORD, LOW])


@pytest.fixture
def finger() -> Finger:
    return Finger(PX_PER_MM)


def middle(target: Target) -> tuple[float, float]:
    return target.rect.x + target.rect.w / 2, target.rect.y + target.rect.h / 2


def tap(finger: Finger, sheet: Sheet, x: float, y: float, at: float, held: float = 0.1, contact: int = 0):
    finger.press(sheet, x, y, at, contact)
    return finger.release(at + held, contact, x, y)


def rebuilt(sheet: Sheet) -> Sheet:
    """The same page built anew, as after a letter."""
    targets = [
        Target(one.rect, Action(one.action.intent, one.action.label, role=one.action.role), one.turn, one.inline)
        for one in sheet.targets
    ]
    return Sheet(sheet.width, sheet.height, targets=targets)


# ---- one finger


def test_a_tap_on_a_button_is_a_tap_of_it(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)


def test_the_button_is_known_as_soon_as_the_finger_lands(finger, sheet):
    assert finger.press(sheet, 50, 30, 0.0) is LEFT
    assert finger.down_on is LEFT


@pytest.mark.parametrize("place", [middle(LEFT), NOTHING])
def test_where_a_finger_is_down_is_known_until_it_lifts(finger, sheet, place):
    assert finger.down_at is None
    finger.press(sheet, *place, 0.0)
    assert (finger.down_at, finger.down_since) == (place, 0.0)
    finger.release(0.1)
    assert (finger.down_at, finger.down_since, finger.down_on) == (None, None, None)


@pytest.mark.parametrize("held", [0.01, 0.5, 3.0, 30.0, 600.0])
def test_short_and_long_presses_count(finger, sheet, held):
    assert tap(finger, sheet, 50, 30, at=1.0, held=held) == (True, LEFT)


@pytest.mark.parametrize("lifted", [(51, 31), (150, 30), (990, 490), (None, None)])
def test_a_roll_or_a_slide_means_what_the_finger_landed_on(finger, sheet, lifted):
    finger.press(sheet, 50, 30, 1.0)
    assert finger.release(1.4, 0, *lifted) == (True, LEFT)


def test_a_finger_that_lands_beside_a_button_and_rolls_onto_it_means_it(finger, sheet):
    finger.press(sheet, 50, 75 + NEAR_MM * PX_PER_MM, 1.0)
    assert finger.down_on is None
    assert finger.release(1.3, 0, 50, 60) == (True, LEFT)


def test_a_swipe_that_ends_on_a_button_does_not_mean_it(finger, sheet):
    finger.press(sheet, 50, 75 + 2 * BOUNCE_MM * PX_PER_MM, 1.0)
    assert finger.release(1.3, 0, 50, 60) == (True, None)


def test_a_finger_just_beside_a_button_means_it(finger, sheet):
    near = 70 + NEAR_MM * PX_PER_MM - 1
    assert tap(finger, sheet, 50, near, at=1.0) == (True, LEFT)


@pytest.mark.parametrize(("x", "meant"), [(105, LEFT), (107, RIGHT)])
def test_in_a_gap_the_nearer_button_is_meant(finger, sheet, x, meant):
    assert tap(finger, sheet, x, 30, at=1.0) == (True, meant)


def test_a_finger_far_from_every_button_means_none(finger, sheet):
    assert tap(finger, sheet, *NOTHING, at=1.0) == (True, None)


def test_a_word_in_the_text_can_be_touched_and_a_button_over_it_wins(finger, sheet):
    assert tap(finger, sheet, 620, 10, at=1.0) == (True, WORD)
    sheet.targets.append(Target(Rect(590, 0, 100, 70), LEFT.action))
    assert tap(finger, sheet, 620, 10, at=3.0)[1].inline is False


def test_a_new_size_of_the_window_changes_what_is_near(finger, sheet):
    finger.px_per_mm = 1.0
    assert tap(finger, sheet, 50, 70 + NEAR_MM * PX_PER_MM - 1, at=1.0) == (True, None)


# ---- tremor and bumps


@pytest.mark.parametrize("held", [0.02, 0.5, 5.0])
def test_a_tremor_does_not_double_however_long_it_is_held(finger, sheet, held):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)
    assert finger.press(sheet, 52, 31, 1.1 + TREMOR_SECONDS - 0.01) is None
    assert finger.down_on is None
    assert finger.down_at == (52, 31), "even so it is acknowledged"
    assert finger.release(1.1 + TREMOR_SECONDS + held) == (False, None)
    assert tap(finger, sheet, 50, 30, at=9.0) == (True, LEFT)


def test_a_hand_that_goes_on_trembling_has_tapped_once(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=0.0, held=0.08) == (True, LEFT)
    for number in range(1, 20):  # 4 Hz
        assert tap(finger, sheet, 50 + number % 3, 30, at=number * 0.25, held=0.08) == (False, None)
    assert tap(finger, sheet, 50, 30, at=6.0) == (True, LEFT)


def test_the_next_tap_counts_after_the_tremor(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)
    assert tap(finger, sheet, 150, 30, at=1.1 + TREMOR_SECONDS) == (True, RIGHT)


def test_a_rested_finger_may_tap_at_once(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)
    finger.last_tap = float("-inf")
    assert tap(finger, sheet, 50, 30, at=1.11) == (True, LEFT)


@pytest.mark.parametrize("lost", [0.02, 0.05, 0.08])
@pytest.mark.parametrize("found", [(55, 33), middle(RIGHT)])
def test_a_bump_on_the_road_is_one_tap(finger, sheet, lost, found):
    assert tap(finger, sheet, 50, 30, at=1.0, contact=4) == (True, LEFT)
    assert tap(finger, sheet, *found, at=1.1 + lost, held=1.0, contact=5) == (False, None)


def test_a_bump_is_one_tap_also_when_the_page_has_changed(finger, sheet):
    assert tap(finger, sheet, 50, 30, at=1.0) == (True, LEFT)
    other = Sheet(1000, 500, targets=[button(0, Verb.SEND)])
    assert tap(finger, other, 50, 30, at=1.15, held=1.0) == (False, None)


def test_a_tremor_after_a_touch_beside_everything_may_still_hit(finger, sheet):
    assert tap(finger, sheet, *NOTHING, at=1.0) == (True, None)
    assert tap(finger, sheet, *NOTHING, at=1.2) == (False, None)
    assert tap(finger, rebuilt(sheet), 50, 30, at=1.4)[1].rect == LEFT.rect


def test_a_tremor_after_touching_anywhere_does_not_hit_the_page_that_came(finger, sheet):
    assert tap(finger, sheet, *NOTHING, at=1.0) == (True, None)
    other = Sheet(1000, 500, targets=[button(750, Verb.SEND, y=380)])
    assert tap(finger, other, *NOTHING, at=1.3) == (False, None)


# ---- letters


def test_different_letters_may_follow_each_other_quickly(finger, sheet):
    assert tap(finger, sheet, *middle(LETTER), at=1.0, held=QUICK) == (True, LETTER)
    assert tap(finger, sheet, *middle(NEXT_LETTER), at=1.05 + BUMP_SECONDS, held=QUICK) == (True, NEXT_LETTER)


def test_the_same_letter_again_is_a_tremor_when_it_comes_too_quickly(finger, sheet):
    assert tap(finger, sheet, *middle(LETTER), at=1.0, held=QUICK) == (True, LETTER)
    assert tap(finger, rebuilt(sheet), *middle(LETTER), at=1.05 + KEY_SECONDS - 0.01, held=1.0) == (False, None)
    assert tap(finger, sheet, *middle(LETTER), at=3.0, held=QUICK) == (True, LETTER)
    tapped, target = tap(finger, rebuilt(sheet), *middle(LETTER), at=3.05 + KEY_SECONDS, held=QUICK)
    assert tapped
    assert target.action.intent == LETTER.action.intent


def test_a_letter_beside_is_a_tremor_when_the_finger_hardly_moved(finger, sheet):
    edge = NEXT_LETTER.rect.x - 6
    assert tap(finger, sheet, edge - 3, 30, at=1.0, held=QUICK) == (True, LETTER)
    assert tap(finger, sheet, edge + 8, 30, at=1.05 + KEY_SECONDS - 0.01) == (False, None)


def test_a_bump_onto_the_letter_beside_is_no_second_letter(finger, sheet):
    assert tap(finger, sheet, *middle(LETTER), at=1.0, held=QUICK) == (True, LETTER)
    assert tap(finger, sheet, *middle(NEXT_LETTER), at=1.05 + BUMP_SECONDS - 0.01) == (False, None)


def test_a_button_does_not_follow_a_letter_so_quickly(finger, sheet):
    assert tap(finger, sheet, *middle(LETTER), at=1.0, held=QUICK) == (True, LETTER)
    assert tap(finger, sheet, 50, 30, at=1.05 + KEY_SECONDS) == (False, None)


# ---- several contacts


@pytest.mark.parametrize("palm", [NOTHING, middle(LOW), middle(RIGHT), middle(LETTER)])
@pytest.mark.parametrize("landed", [-5.0, -0.6, -0.2, 0.2])
def test_a_palm_that_stays_neither_blocks_nor_taps(finger, sheet, palm, landed):
    """Whether it lies there before the finger comes, or comes while the finger is down."""
    moments = sorted([(10.0, 0, middle(LEFT)), (10.0 + landed, 1, palm)])
    for at, contact, place in moments:
        finger.press(sheet, *place, at, contact)
    assert finger.release(10.4, 0, *middle(LEFT)) == (True, LEFT)
    assert finger.release(12.0, 1, *palm) == (False, None)


def test_a_palm_that_stays_does_not_block_the_tap_after(finger, sheet):
    finger.press(sheet, *middle(LOW), 0.0, contact=1)
    for at in (1.0, 2.0, 3.0):
        assert tap(finger, sheet, 50, 30, at=at, contact=2) == (True, LEFT)
    assert finger.release(5.0, 1) == (False, None)


@pytest.mark.parametrize("landed", [-5.0, -0.2, 0.2])
def test_a_palm_below_that_lifts_first_is_not_the_finger(finger, sheet, landed):
    for at, contact, target in sorted([(10.0, 0, LEFT), (10.0 + landed, 1, LOW)], key=lambda moment: moment[0]):
        finger.press(sheet, *middle(target), at, contact)
    assert finger.down_on is LEFT
    assert finger.release(10.4, 1) == (False, None)
    assert finger.release(10.6, 0) == (True, LEFT)


@pytest.mark.parametrize("landed", [-0.5, 0.1])
def test_a_palm_on_nothing_that_lifts_first_is_no_tap(finger, sheet, landed):
    for at, contact, place in sorted([(10.0, 0, middle(LEFT)), (10.0 + landed, 1, NOTHING)]):
        finger.press(sheet, *place, at, contact)
    assert finger.release(10.3, 1, *NOTHING) == (False, None)
    assert finger.release(10.4, 0) == (True, LEFT)


def test_two_fingers_on_one_button_are_one_tap(finger, sheet):
    finger.press(sheet, 30, 30, 1.0, contact=1)
    finger.press(rebuilt(sheet), 70, 35, 1.03, contact=2)
    assert finger.release(1.2, 2)[0]
    assert finger.release(1.25, 1) == (False, None)


@pytest.mark.parametrize("first_lifted", [1, 2])
def test_of_two_fingers_side_by_side_the_first_that_lands_is_meant(finger, sheet, first_lifted):
    finger.press(sheet, *middle(LEFT), 1.0, contact=1)
    finger.press(sheet, *middle(RIGHT), 1.0 + FINGERS_SECONDS - 0.01, contact=2)
    assert finger.down_on is LEFT
    outcomes = [finger.release(1.3, first_lifted), finger.release(1.4, 3 - first_lifted)]
    assert [target for tapped, target in outcomes if tapped] == [LEFT]


def test_two_hands_anywhere_are_one_tap_of_nothing(finger, sheet):
    finger.press(sheet, *NOTHING, 1.0, contact=1)
    finger.press(sheet, NOTHING[0] + 60, NOTHING[1], 1.1, contact=2)
    assert finger.release(1.3, 1) == (True, None)
    assert finger.release(1.4, 2) == (False, None)


# ---- bad events


def test_lifts_of_nothing_change_nothing(finger, sheet):
    assert finger.release(0.5) == (False, None)
    finger.press(sheet, 50, 30, 1.0)
    assert finger.release(1.05, contact=7) == (False, None)
    assert finger.release(1.1) == (True, LEFT)
    assert finger.release(1.15) == (False, None)


def test_a_landing_told_twice_is_one(finger, sheet):
    finger.press(sheet, 50, 30, 1.0)
    assert finger.press(sheet, 150, 30, 1.01) is LEFT
    assert finger.release(1.2) == (True, LEFT)
    assert finger.release(1.25) == (False, None)


def test_after_a_lost_lift_the_same_contact_may_land_again(finger, sheet):
    finger.press(sheet, 50, 30, 1.0)
    assert tap(finger, sheet, 150, 30, at=2.0) == (True, RIGHT)


@pytest.mark.parametrize("lost_on", [LEFT, RIGHT, LETTER, LOW])
def test_a_lost_lift_never_blocks_the_finger(finger, sheet, lost_on):
    finger.press(sheet, *middle(lost_on), 1.0, contact=1)
    for contact, target in enumerate((LOW, RIGHT, LEFT), 2):
        at = 1.0 + HAND_SECONDS * 2 * contact
        assert finger.press(sheet, *middle(target), at, contact) is target
        assert finger.down_on is target
        assert finger.release(at + 0.1, contact) == (True, target)


def test_an_attempt_whose_lift_was_lost_can_be_made_again_at_once(finger, sheet):
    finger.press(sheet, 50, 30, 1.0, contact=1)
    assert tap(finger, sheet, 52, 31, at=1.05, contact=2) == (True, LEFT)


def test_the_end_of_a_visit_forgets_every_contact(finger, sheet):
    finger.press(sheet, 50, 30, 1.0)
    finger.forget()
    assert (finger.down_on, finger.down_at) == (None, None)
    assert finger.release(1.2) == (False, None)


def test_the_time_of_a_tremor_is_a_setting(sheet):
    patient, quick = Finger(PX_PER_MM, tremor_seconds=0.8), Finger(PX_PER_MM, tremor_seconds=0.1)
    for finger, taken in ((patient, False), (quick, True)):
        assert tap(finger, sheet, 50, 30, at=1.0)[0]
        assert tap(finger, sheet, 50, 30, at=1.6)[0] is taken
