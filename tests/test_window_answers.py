"""Layer 3, drawn: what answers a finger, a key and a plug in the real window, by sight and by sound."""

from __future__ import annotations

import time
from array import array
from pathlib import Path

import numpy as np
import pytest
from test_window import open_guide, picture
from windows import Clock, beside, down, of_colour, press, up

from kiosk.page.model import Verb
from kiosk.screen.keypad import CODES, REPEAT_SECONDS
from kiosk.screen.look import make_look
from kiosk.screen.shapes import Rect
from kiosk.staff.stage import Stage
from kiosk.voice.click import click
from kiosk.voice.player import HERTZ

# ---- what answers a touch


def test_a_touch_of_nothing_is_marked_at_once_and_the_mark_goes(stage: Stage, tmp_path: Path, clock: Clock) -> None:
    stage.begin()
    before = picture(stage, tmp_path)
    x, y = beside(stage)
    down(x, y)
    up(x, y)
    stage.shell.step()
    changed = (picture(stage, tmp_path) != before).any(axis=2)
    rows, columns = np.nonzero(changed)
    millimetre = stage.display.px_per_mm
    assert 10 * millimetre < columns.max() - columns.min() < 18 * millimetre
    assert (rows.min() + rows.max()) / 2 == pytest.approx(y, abs=2)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(x, abs=2)
    clock.now += 0.3
    stage.shell.step()
    assert (picture(stage, tmp_path) != before).any(), "long enough to be seen"
    clock.now += 0.2
    stage.shell.step()
    assert (picture(stage, tmp_path) == before).all()


def answer_of_the_card(stage: Stage) -> tuple[float, list[int]]:
    """The next sound that the card is handed, and the milliseconds until it was, on the best of clocks."""
    began = time.perf_counter()

    def sounding() -> bool:
        frames = stage.sound._frames
        played.frombytes(frames.send(int(0.005 * HERTZ))[: 2 * int(0.005 * HERTZ)] if frames is not None else b"")
        return any(played)

    played = array("h")
    stage.until("the click", sounding)
    return (time.perf_counter() - began) * 1000, [sample for sample in played if sample]


@pytest.mark.parametrize("hit", [True, False])
def test_a_click_reaches_the_card_within_a_tenth_of_a_second(stage: Stage, hit: bool) -> None:
    stage.begin()
    took = []
    for _ in range(3):
        stage.sound.play(0.2)
        target = stage.find(lambda action: action.intent.verb is Verb.LISTEN, "listen").rect
        x, y = (target.x + 9, target.y + 9) if hit else beside(stage)
        down(x, y)
        milliseconds, samples = answer_of_the_card(stage)
        took.append(milliseconds)
        shape = np.array(click(hit, HERTZ)[: len(samples) + 4], dtype=float)
        likeness = max(np.corrcoef(samples, shape[at : at + len(samples)])[0, 1] for at in range(3))
        assert likeness > 0.99, "the click of a hit or of a miss"
        stage.shell._finger.forget()  # the lift is no tap
        up(x, y)
        stage.shell.step()
        stage.shell.rest_finger()
    assert min(took) < 100


def test_without_the_touch_sound_nothing_clicks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.begin()
    heard: list[bool] = []
    monkeypatch.setattr(stage.voice, "acknowledge", heard.append)
    stage.press(Verb.COMFORT)
    assert heard == [True]
    monkeypatch.setattr(stage.shell, "_touch_sound", False)
    stage.press(Verb.BACK)
    press(stage, "down")
    assert heard == [True]


# ---- keys


def test_the_focus_is_a_ring_that_is_seen(stage: Stage, tmp_path: Path) -> None:
    stage.begin()
    focus = make_look(stage.host.comfort, stage.display).palette.focus
    before = picture(stage, tmp_path)
    for count in range(1, 4):
        for _ in range(count):
            press(stage, "right")
        rect = stage.find(lambda action: action in stage.host.focus, "focus").rect
        pixels = picture(stage, tmp_path)
        rows, columns = np.nonzero(of_colour(pixels, focus) & ~of_colour(before, focus))
        ring = Rect(columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
        assert rect.within(ring)
        assert ring.w - rect.w == pytest.approx(2 * 1.4 * stage.display.px_per_mm, abs=3)
        across = pixels[int(ring.y + ring.h / 2), int(ring.x) - 4 : int(rect.x)].astype(float)  # paper, ring, paper
        paper = before[int(ring.y + ring.h / 2), int(ring.x) - 4].astype(float)
        covered = np.abs(across - paper).sum(axis=1) / np.abs(np.array(focus) * 255 - paper).sum()
        assert covered.sum() / stage.display.px_per_mm >= 1.2


def test_next_turns_the_leaf_for_who_does_not_listen(stage: Stage) -> None:
    open_guide(stage)
    stage.choose("size=4")
    while stage.host.page.title.text != "Choisissez votre caisse" and stage.shell.sheet.leaves < 3:
        stage.press(Verb.ANSWER, "0")
    leaves = stage.shell.sheet.leaves
    on_bars = {*stage.host.page.bar, *stage.host.page.top}
    passed: list[int] = []
    for _ in range(60):
        press(stage, "down")
        if set(stage.host.focus) & on_bars:
            break
        passed.append(stage.shell.leaf)
        for action in stage.host.focus:
            assert any(target.action is action for target in stage.shell.sheet.targets), "the focus is in view"
    assert sorted({0, *passed}) == list(range(leaves)), "no leaf is skipped"
    assert passed == sorted(passed)


def test_nothing_out_of_sight_is_chosen_by_who_does_not_listen(stage: Stage) -> None:
    stage.begin()
    stage.choose("size=4")
    press(stage, "down")
    chosen = stage.host.focus
    assert (stage.shell.leaf, chosen[0].label) == (0, "Chercher avec mes mots")
    stage.turn_leaf()
    assert stage.shell.leaf == 1
    press(stage, "enter")
    assert (stage.host.page.kind, stage.shell.leaf) == ("home", 0), "it is shown first"
    assert stage.host.focus == chosen
    press(stage, "enter")
    assert stage.host.page.kind == "search"


def test_for_who_listens_next_goes_to_the_next_button_and_its_leaf_follows(stage: Stage) -> None:
    open_guide(stage)
    stage.choose("size=4")
    stage.host.take(next(a.intent for a in stage.host.page.actions() if a.intent.verb is Verb.LISTEN), 0.0)
    stage.choose("voice=oui")
    for action in [*stage.host.page.actions()][:6]:
        press(stage, "down")
        assert [(one.intent, one.label) for one in stage.host.focus] == [(action.intent, action.label)]
        assert any(target.action in stage.host.focus for target in stage.shell.sheet.targets)


def test_a_key_held_down_counts_once_and_again_after_two_seconds(stage: Stage, clock: Clock) -> None:
    from kivy.core.window import Window

    stage.begin()
    labels = []
    for _ in range(50):  # the keyboard repeats 20 times a second
        press(stage, "down", release=False)
        labels.append(stage.host.focus[0].label)
        clock.now += 0.05
    first, second = list(dict.fromkeys(labels))
    assert labels.count(first) == pytest.approx(REPEAT_SECONDS / 0.05, abs=1)
    assert first != second
    Window.dispatch("on_key_up", CODES["down"], 0)


def test_escape_and_f1_are_keys_of_the_keypad_and_nothing_else(stage: Stage) -> None:
    from kivy.base import EventLoop
    from kivy.core.window import Window

    open_guide(stage)
    press(stage, "down")
    stage.choose("voice=oui")
    kinds = []
    for name in ("f1", "f1", "f1", "escape", "escape", "escape", "escape", "escape"):
        press(stage, name)
        kinds.append(stage.host.page.kind)
        assert not EventLoop.quit
        assert len(Window.children) == 1
    assert kinds[:4] == ["where", "question", "where", "question"]
    assert kinds[-1] == "home", "at the first page, back stays there"
    assert stage.host.visit.started


def test_a_key_that_means_nothing_is_a_sign_of_life(stage: Stage, clock: Clock) -> None:
    stage.begin()
    clock.now += 290
    press(stage, "f9")
    clock.now += 290
    stage.shell.step()
    assert stage.host.page.kind == "home"
    clock.now += 20
    stage.shell.step()
    assert stage.host.page.kind == "alert"


# ---- headphones


def test_headphones_bring_the_voice_and_its_end_brings_silence(
    stage: Stage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged: list[bool | None] = [False]
    monkeypatch.setattr(stage.shell, "_headphones", lambda: plugged[0])
    clock.now += 2
    stage.shell.step()
    assert stage.host.page.kind == "attract", "only a change counts"
    for now, voice in ((True, True), (None, True), (True, True), (False, False)):
        plugged[0] = now
        clock.now += 2
        stage.shell.step()
        assert stage.host.comfort.voice is voice, now
        assert stage.voice.busy is voice
        assert stage.host.page.kind == "home"
