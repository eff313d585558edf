"""A keypad alone: each press counts once, however long it is held and however the hand trembles. Time is a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.page.focus import Key
from kiosk.screen.keypad import CODES, REPEAT_SECONDS, TREMOR_SECONDS, Keypad, read_keys
from kiosk.settings import Settings

NEXT, SELECT, OTHER = CODES["down"], CODES["enter"], CODES["q"]


@pytest.fixture
def keypad() -> Keypad:
    return Keypad(read_keys(Settings()))


def counted(keypad: Keypad, code: int, times: list[tuple[float, float]]) -> int:
    """How many of some presses count, each with when it comes down and up."""
    count = 0
    for down, up in times:
        count += keypad.press(code, down) is not None
        keypad.release(code, up)
    return count


# ---- which key asks for what


def test_every_key_has_its_place_as_shipped():
    names = {key: [name for name in CODES if read_keys(Settings()).get(CODES[name]) is key] for key in Key}
    assert names == {
        Key.PREVIOUS: ["up", "left"], Key.NEXT: ["down", "right", "space", "tab"],
        Key.SELECT: ["enter", "keypad-enter"], Key.BACK: ["escape", "backspace"], Key.HELP: ["f1"],
    }  # fmt: skip


def test_a_name_may_be_written_with_capitals_and_spaces():
    assert read_keys(Settings(key_help=" F2 ,keypad-5"))[CODES["f2"]] is Key.HELP
    assert read_keys(Settings(key_help="F2, keypad-5"))[CODES["keypad-5"]] is Key.HELP


def test_two_switches_are_two_letters_where_they_are_wired_so():
    keys = read_keys(Settings(key_next="1", key_select="3"))
    assert (keys[ord("1")], keys[ord("3")]) == (Key.NEXT, Key.SELECT)


@pytest.mark.parametrize("setting", [f"key_{key.value}" for key in Key])
@pytest.mark.parametrize("name", ["espace", "", "f13", "up; down"])
def test_a_key_that_does_not_exist_is_refused_in_french(setting: str, name: str):
    with pytest.raises(ValueError, match=f"« {setting} ».*« {name} » n'existe pas.*docs/settings.md"):
        read_keys(replace(Settings(), **{setting: name}))


def test_a_key_given_twice_is_refused_in_french():
    with pytest.raises(ValueError, match=r"« key_help ».*« escape » sert déjà"):
        read_keys(Settings(key_help="escape"))
    assert read_keys(Settings(key_help="f1, f1"))[CODES["f1"]] is Key.HELP, "twice for the same is no harm"


# ---- what counts


def test_each_press_counts_once(keypad: Keypad):
    assert keypad.press(NEXT, 1.0) is Key.NEXT
    keypad.release(NEXT, 1.1)
    assert keypad.press(SELECT, 1.15) is Key.SELECT, "another key is not the tremor of the first"
    assert keypad.press(NEXT, 1.101 + TREMOR_SECONDS) is Key.NEXT
    assert keypad.press(OTHER, 2.0) is None


def test_a_key_held_down_counts_again_only_after_two_seconds(keypad: Keypad):
    repeats = [(at / 30, keypad.press(NEXT, at / 30)) for at in range(30 * 5)]  # as keyboards repeat
    assert [at for at, key in repeats if key is not None] == [0.0, REPEAT_SECONDS, 2 * REPEAT_SECONDS]
    assert REPEAT_SECONDS >= 2.0


@pytest.mark.parametrize("hertz", [4, 5, 8, 12])
def test_a_hand_that_trembles_on_a_key_presses_it_once(keypad: Keypad, hertz: int):
    period = 1 / hertz
    shaken = [(at * period, at * period + period / 2) for at in range(hertz)]  # for a second
    assert counted(keypad, NEXT, shaken) == 1
    assert counted(keypad, NEXT, [(3.0, 3.1)]) == 1, "and then it counts again"


def test_a_tremor_that_ends_on_the_key_does_not_make_its_repeats_count(keypad: Keypad):
    assert keypad.press(NEXT, 0.0) is Key.NEXT
    keypad.release(NEXT, 0.08)
    assert [keypad.press(NEXT, 0.16 + at / 30) for at in range(45)] == [None] * 45


def test_the_tremor_of_one_key_leaves_the_others(keypad: Keypad):
    assert counted(keypad, NEXT, [(0.0, 0.05), (0.1, 0.15)]) == 1
    assert counted(keypad, SELECT, [(0.2, 0.25)]) == 1


def test_a_key_whose_release_was_lost_does_not_stay_stuck(keypad: Keypad):
    assert keypad.press(NEXT, 0.0) is Key.NEXT
    assert keypad.press(NEXT, 1.0) is None, "it may still be held"
    assert keypad.press(SELECT, 1.5) is Key.SELECT
    assert keypad.press(NEXT, 2.0) is Key.NEXT
    keypad.release(NEXT, 2.1)
    assert keypad.press(NEXT, 2.4) is Key.NEXT


def test_a_release_out_of_nowhere_does_no_harm(keypad: Keypad):
    keypad.release(NEXT, 0.0)
    keypad.release(OTHER, 0.0)
    assert keypad.press(NEXT, 0.1) is Key.NEXT


def test_rest_lets_the_next_press_count(keypad: Keypad):
    keypad.press(NEXT, 0.0)
    keypad.rest()
    assert keypad.press(NEXT, 0.01) is Key.NEXT


def test_the_time_of_a_tremor_is_a_setting():
    for seconds, taken in ((0.5, None), (0.1, Key.NEXT)):
        keypad = Keypad({NEXT: Key.NEXT}, seconds)
        assert keypad.press(NEXT, 1.0) is Key.NEXT
        keypad.release(NEXT, 1.1)
        assert keypad.press(NEXT, 1.4) is taken
