"""Fingers as a panel tells them: each by itself, once, and beside the mouse. Events are pushed into SDL's own queue."""

from __future__ import annotations

import ctypes
import os

import pytest

from kiosk.page.model import Verb
from kiosk.screen.sdl import _loaded_sdl
from kiosk.screen.shapes import Rect

DOWN, UP, MOVED = 0x700, 0x701, 0x702
PANEL = 6


class FingerEvent(ctypes.Structure):
    """SDL_TouchFingerEvent."""

    _fields_ = (
        ("type", ctypes.c_uint32), ("timestamp", ctypes.c_uint32), ("panel", ctypes.c_int64),
        ("finger", ctypes.c_int64), ("x", ctypes.c_float), ("y", ctypes.c_float), ("dx", ctypes.c_float),
        ("dy", ctypes.c_float), ("pressure", ctypes.c_float), ("window", ctypes.c_uint32),
        ("rest", ctypes.c_uint8 * 64),
    )  # fmt: skip


@pytest.fixture
def tell(stage):
    """Tells the kiosk that a finger has landed, moved or lifted at a place in pixels, and lets it happen."""
    sdl = _loaded_sdl()

    def push(kind: int, finger: int, place: tuple[float, float], panel: int = PANEL) -> None:
        x, y = place[0] / stage.display.width, place[1] / stage.display.height
        event = FingerEvent(type=kind, panel=panel, finger=finger, x=x, y=y, pressure=1.0, window=1)
        assert sdl.SDL_PushEvent(ctypes.byref(event)) == 1
        stage.shell.step()

    yield push
    stage.shell.rest_finger()


@pytest.fixture
def taken(stage, monkeypatch):
    """The verbs that the host has been asked for."""
    verbs = []
    take = stage.host.take
    monkeypatch.setattr(stage.host, "take", lambda intent, now: (verbs.append(intent.verb), take(intent, now)))
    return verbs


def middle(rect: Rect) -> tuple[float, float]:
    return rect.x + rect.w / 2, rect.y + rect.h / 2


def button(stage, verb: Verb) -> tuple[float, float]:
    return middle(stage.find(lambda action: action.intent.verb is verb, verb.value).rect)


def beside(stage) -> tuple[float, float]:
    """A place far from every button."""
    targets = [target.rect for target in stage.shell.sheet.targets]
    places = [(x, y) for x in range(20, stage.display.width, 20) for y in range(20, stage.display.height, 20)]
    return max(places, key=lambda place: min(rect.gap(Rect(*place, 0, 0)) for rect in targets))


def test_sdl_is_told_not_to_make_a_mouse_of_a_finger(stage):
    assert stage.host is not None
    assert os.environ["SDL_TOUCH_MOUSE_EVENTS"] == "0"
    hint = _loaded_sdl().SDL_GetHint
    hint.restype = ctypes.c_char_p
    assert hint(b"SDL_TOUCH_MOUSE_EVENTS") == b"0"


def test_a_finger_is_one_tap_and_seen_while_it_is_down(stage, tell, taken):
    stage.begin()
    taken.clear()
    place = button(stage, Verb.COMFORT)
    tell(DOWN, 1, place)
    assert stage.shell._finger.down_on.action.intent.verb is Verb.COMFORT
    tell(MOVED, 1, (place[0] + 5, place[1]))
    assert taken == []
    tell(UP, 1, (place[0] + 5, place[1]))
    assert taken == [Verb.COMFORT]
    assert stage.host.page.kind == "comfort"


def test_the_place_of_a_finger_is_that_of_a_mouse(stage, tell):
    from kivy.core.window import Window

    stage.begin()
    x, y = beside(stage)
    tell(DOWN, 1, (x, y))
    by_finger = stage.shell._finger.down_at
    tell(UP, 1, (x, y))
    stage.shell.rest_finger()
    Window.dispatch("on_mouse_down", x, y, "left", [])
    stage.shell.step()
    assert stage.shell._finger.down_at == pytest.approx(by_finger, abs=1.5)
    Window.dispatch("on_mouse_up", x, y, "left", [])
    stage.shell.step()
    assert stage.shell._finger.down_at is None


@pytest.mark.parametrize("resting_on", ["nothing", "a button"])
def test_a_resting_palm_does_not_swallow_the_finger(stage, tell, taken, resting_on):
    stage.begin()
    taken.clear()
    palm = beside(stage) if resting_on == "nothing" else button(stage, Verb.SEARCH)
    place = button(stage, Verb.COMFORT)
    tell(DOWN, 1, palm)
    tell(DOWN, 2, place)
    stage.shell._finger._contacts[next(iter(stage.shell._finger._contacts))].at -= 2.0  # the palm has been there
    tell(UP, 2, place)
    tell(UP, 1, palm)
    assert taken == [Verb.COMFORT]


def test_a_lift_that_is_never_told_does_not_block(stage, tell, taken):
    stage.begin()
    taken.clear()
    place = button(stage, Verb.COMFORT)
    tell(DOWN, 1, place)
    tell(DOWN, 2, place)
    tell(UP, 2, place)
    assert taken == [Verb.COMFORT]
    stage.shell.rest_finger()
    tell(UP, 9, place)
    back = button(stage, Verb.BACK)
    tell(DOWN, 3, back)
    tell(UP, 3, back)
    assert taken == [Verb.COMFORT, Verb.BACK]


def test_the_same_number_on_another_panel_is_another_finger(stage, tell, taken):
    stage.begin()
    taken.clear()
    place = button(stage, Verb.COMFORT)
    tell(DOWN, 1, beside(stage))
    tell(DOWN, 1, place, panel=PANEL + 1)
    tell(UP, 1, place, panel=PANEL + 1)
    assert taken == [Verb.COMFORT]
    tell(UP, 1, (5, 5))


def test_the_mouse_still_works_after_fingers(stage, tell, taken):
    stage.begin()
    taken.clear()
    place = beside(stage)
    tell(DOWN, 1, place)
    tell(UP, 1, place)
    stage.shell.rest_finger()
    stage.press(Verb.COMFORT)
    assert taken == [Verb.COMFORT]
