"""Layer 3, drawn: what each comfort looks like, measured in the pictures, and what answers a finger, a key, a plug."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from test_window import cut, open_guide, picture

from kiosk.guide.prose import plain
from kiosk.host import BLANK_OVER, BLANK_TOLD, BLANK_TOUCHED
from kiosk.page.model import Text, Verb
from kiosk.screen.keypad import CODES, REPEAT_SECONDS
from kiosk.screen.look import BAR_MM, BODY_MM, contrast, make_look
from kiosk.screen.shapes import Glyphs, Rect
from kiosk.staff.stage import Stage
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.voice.click import click
from kiosk.voice.player import HERTZ


class Clock:
    """The time that the window sees, moved by hand."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    import time

    made = Clock(time.monotonic())
    with monkeypatch.context() as patched:
        patched.setattr("kiosk.screen.shell.time", made)
        yield made
        stage.host.panic(made.now)
        stage.shell._last_error, stage.shell._looked_at_plug = float("-inf"), 0.0
    stage.shell.rest_finger()


def of_colour(pixels: np.ndarray, colour: tuple[float, float, float]) -> np.ndarray:
    return (pixels == np.array([round(part * 255) for part in colour])).all(axis=2)


def on_blank(stage: Stage) -> None:
    """Begins a visit and makes the screen black, as a resident does."""
    stage.begin()
    stage.press(Verb.COMFORT, "")
    stage.press(Verb.COMFORT, "see")
    stage.press(Verb.SET, "blank=oui")


def beside(stage: Stage) -> tuple[float, float]:
    """A place far from every button."""
    targets = [target.rect for target in stage.shell.sheet.targets]
    places = [(x, y) for x in range(80, stage.display.width - 60, 20) for y in range(80, stage.display.height - 60, 20)]
    return max(places, key=lambda place: min(rect.gap(Rect(*place, 0, 0)) for rect in targets))


def down(x: float, y: float) -> None:
    from kivy.core.window import Window

    Window.dispatch("on_mouse_down", x, y, "left", [])


def up(x: float, y: float) -> None:
    from kivy.core.window import Window

    Window.dispatch("on_mouse_up", x, y, "left", [])


def press(stage: Stage, name: str, release: bool = True) -> None:
    """A key goes down and, unless it is held, comes up."""
    from kivy.core.window import Window

    Window.dispatch("on_key_down", CODES[name], 0, "", [])
    stage.shell.step()
    if release:
        Window.dispatch("on_key_up", CODES[name], 0)
        stage.shell.rest_finger()


# ---- heights


@pytest.mark.parametrize(("size", "letters"), [*product((1, 2, 3, 4), (False, True))])
def test_a_drawn_h_is_as_high_as_promised(stage: Stage, tmp_path: Path, size: int, letters: bool) -> None:
    comfort = Comfort(size=size, open_dyslexic=letters)
    stage.begin()
    listen = next(action for action in stage.host.page.bar if action.intent.verb is Verb.LISTEN)
    button = replace(listen, label="H", icon=None, said=None)
    page = replace(stage.host.page, title=plain("Titre"), blocks=(Text((plain("H"),)),), bar=(button,), top=())
    sheet = stage.shell.draw(page, comfort)
    path = tmp_path / "h.png"
    stage.shell.photograph(path)
    from PIL import Image

    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    shapes = [shape for shape in sheet.shapes if isinstance(shape, Glyphs) and shape.text == "H"]
    for shape, promised in zip(shapes, (BODY_MM["low"][size - 1], BAR_MM["narrow"][size - 1]), strict=True):
        ground = np.array([round(part * 255) for part in shape.ground])
        drawn = np.abs(cut(pixels, shape.rect) - ground).sum(axis=2) > 250
        rows = np.flatnonzero(drawn.any(axis=1))
        assert (rows[-1] - rows[0] + 1) / stage.display.px_per_mm == pytest.approx(
            promised, abs=1.2 / stage.display.px_per_mm
        )
        assert (rows[-1] - rows[0] + 1) / stage.display.px_per_mm >= 3.5


# ---- targets and gaps


def frames_in(ink: np.ndarray, least: float) -> list[Rect]:
    """The closed outlines that stand in a picture, given where it has ink: what touches is one piece, and a piece is
    an outline when its outermost rows and columns are inked."""
    height, width = ink.shape
    labels = np.where(ink, np.arange(1, height * width + 1).reshape(height, width), 0)
    while True:
        before = labels
        for turned in (False, True):
            turn = (lambda one: one.T) if turned else (lambda one: one)
            flat, on = turn(labels).ravel(), turn(ink).copy()
            on[:, 0] = on[:, 0]
            starts = np.flatnonzero(
                np.diff(np.concatenate(([False], on.ravel()))) | (np.arange(on.size) % on.shape[1] == 0)
            )
            largest = np.maximum.reduceat(flat, starts)
            spread = np.repeat(largest, np.diff(np.append(starts, on.size))).reshape(on.shape)
            labels = turn(np.where(on, spread, 0))
        if (labels == before).all():
            break
    found = []
    for label in np.unique(labels[labels > 0]):
        rows, columns = np.nonzero(labels == label)
        top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
        if min(bottom - top, right - left) < least:
            continue
        piece = labels[top : bottom + 1, left : right + 1] == label
        middle = piece[len(piece) // 3 : -len(piece) // 3], piece[:, piece.shape[1] // 3 : -piece.shape[1] // 3]
        if middle[0][:, 0].all() and middle[0][:, -1].all() and middle[1][0].all() and middle[1][-1].all():
            found.append(Rect(float(left), float(top), float(right - left + 1), float(bottom - top + 1)))
    return found


@pytest.mark.parametrize(("size", "letters"), [(2, False), (4, False), (3, True)])
def test_drawn_buttons_are_large_enough_and_far_enough_apart(
    stage: Stage, tmp_path: Path, size: int, letters: bool
) -> None:
    """Found in the picture alone: outlines on one ground, in black on white."""
    stage.begin()
    stage.choose("contrast=noir sur blanc")
    stage.choose(f"size={size}")
    if letters:
        stage.choose("open_dyslexic=oui")
    seen = 0
    for verb, value in ((Verb.SEARCH, None), (Verb.HOME, None), (Verb.COMFORT, ""), (Verb.COMFORT, "see")):
        stage.press(verb, value)
        pixels = picture(stage, tmp_path)
        frames = frames_in(pixels.sum(axis=2) < 384, 8.0 * stage.display.px_per_mm)
        targets = [target.rect for target in stage.shell.sheet.targets]
        for target in targets:
            assert [frame for frame in frames if frame.within(target, 2.0) and target.within(frame, 2.0)], target
        drawn = [
            frame for frame in frames
            if any(frame.within(target, 2.0) and target.within(frame, 2.0) for target in targets)
        ]  # fmt: skip
        assert len(drawn) == len(targets)
        seen += len(drawn)
        for frame in drawn:
            assert min(frame.w, frame.h) / stage.display.px_per_mm >= 12.7
        for one, other in combinations(drawn, 2):
            assert one.gap(other) / stage.display.px_per_mm >= 2.54
    assert seen > 50


# ---- colours


@pytest.mark.parametrize("name", [one.value for one in Contrast])
def test_in_open_dyslexic_the_painted_text_has_its_contrast(stage: Stage, tmp_path: Path, name: str) -> None:
    stage.begin()
    stage.choose("open_dyslexic=oui")
    stage.choose(f"contrast={name}")
    stage.press(Verb.THEME, "argent")
    pixels = picture(stage, tmp_path)
    least = {"normal": 10.0, "doux": 7.0}.get(name, 20.0)
    texts = [shape for shape in stage.shell.sheet.shapes if isinstance(shape, Glyphs) and shape.font != "icon"]
    assert len(texts) > 5
    for shape in texts:
        seen = {tuple(colour) for colour in cut(pixels, shape.rect).reshape(-1, 3)}
        ratios = [contrast(tuple(part / 255 for part in colour), shape.ground) for colour in seen]
        assert max(ratios) >= least - 0.2, shape.text


@pytest.mark.parametrize("name", [one.value for one in Contrast])
def test_a_button_that_is_held_is_seen_in_every_colour(stage: Stage, tmp_path: Path, name: str) -> None:
    stage.begin()
    stage.choose(f"contrast={name}")
    before = picture(stage, tmp_path).astype(int)
    for verb in (Verb.SEARCH, Verb.CALL):  # a plain button and a filled one
        rect = stage.find(lambda action, verb=verb: action.intent.verb is verb, verb.value).rect
        x, y = rect.x + rect.w / 2, rect.y + rect.h / 2
        down(x, y)
        stage.shell.step()
        held = picture(stage, tmp_path).astype(int)
        changed = np.abs(held - before).sum(axis=2) > 60
        assert cut(changed, rect).mean() > 0.9
        assert changed.sum() == pytest.approx(cut(changed, rect).sum(), abs=rect.w + rect.h), "and nothing else"
        up(x, y)
        stage.shell.step()
        stage.shell.rest_finger()
        stage.press(Verb.BACK)
        assert (picture(stage, tmp_path) == before).all()


# ---- the blank screen


def test_a_blank_screen_is_black_speaks_at_the_first_touch_and_lights_at_the_second(
    stage: Stage, tmp_path: Path
) -> None:
    on_blank(stage)
    assert stage.hear() == " ".join(BLANK_TOLD.replace(". ", ".\n").splitlines())
    assert not picture(stage, tmp_path).any()
    page = stage.host.page
    stage.touch(Rect(0, 0, 1280, 800))
    assert stage.hear() == BLANK_TOUCHED
    assert not picture(stage, tmp_path).any()
    stage.touch(Rect(0, 0, 1280, 800))
    assert stage.hear() == BLANK_OVER
    assert picture(stage, tmp_path).any()
    assert (stage.host.page.kind, stage.host.page.title.text) == (page.kind, page.title.text), "nothing was chosen"


def test_a_blank_screen_stays_black_under_a_finger_by_keys_and_while_it_speaks(stage: Stage, tmp_path: Path) -> None:
    on_blank(stage)
    down(300, 300)
    stage.shell.step()
    assert not picture(stage, tmp_path).any()
    up(300, 300)
    stage.shell.step()
    for name in ("down", "down", "escape", "escape", "f1"):
        press(stage, name)
        assert stage.voice.busy
        assert not picture(stage, tmp_path).any(), name
    assert stage.host.page.kind == "where"


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
    import time

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
    for _ in range(2):
        press(stage, "down")
    chosen = stage.host.focus
    assert (stage.shell.leaf, chosen[0].label) == (0, "Argent et aides")
    stage.turn_leaf()
    assert stage.shell.leaf == 1
    press(stage, "enter")
    assert (stage.host.page.kind, stage.shell.leaf) == ("home", 0), "it is shown first"
    assert stage.host.focus == chosen
    press(stage, "enter")
    assert stage.host.page.kind == "theme"


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


# ---- nothing of a visit remains


@pytest.mark.parametrize("letters", [False, True])
def test_nothing_typed_stays_in_the_painter_or_the_rulers(stage: Stage, letters: bool) -> None:
    stage.begin()
    if letters:
        stage.choose("open_dyslexic=oui")
    stage.press(Verb.SEARCH)
    for letter in "wxcv":
        stage.press(Verb.KEY, letter)
    assert stage.shell._painter.remembers("wxcv")
    assert stage.shell._rulers[letters].remembers("wxcv")
    stage.at_welcome()
    assert not stage.shell.remembers("wxc")
    assert stage.shell.ruler is stage.shell._rulers[False]


# ---- nothing moves by itself


@pytest.mark.parametrize("setting", ["", "calm=oui", "open_dyslexic=oui"])
def test_nothing_moves_by_itself(stage: Stage, tmp_path: Path, clock: Clock, setting: str) -> None:
    open_guide(stage)
    if setting:
        stage.choose(setting)
    press(stage, "down")
    still = picture(stage, tmp_path)
    for _ in range(20):
        clock.now += 0.73
        stage.shell.step()
        assert (picture(stage, tmp_path) == still).all()


def test_with_a_calm_screen_nothing_lights_up_while_the_voice_reads(stage: Stage, tmp_path: Path) -> None:
    open_guide(stage)
    stage.choose("calm=oui")
    stage.press(Verb.LISTEN)
    seen = [picture(stage, tmp_path)]
    stage.hear(lambda: seen.append(picture(stage, tmp_path)))
    assert len(seen) == 2
    assert (seen[0] == seen[1]).all()


def test_a_new_page_is_there_in_one_frame(stage: Stage, tmp_path: Path) -> None:
    stage.begin()
    for verb in (Verb.COMFORT, Verb.BACK, Verb.SEARCH, Verb.HOME, Verb.CALL):
        stage.press(verb)
        path = tmp_path / "first.png"
        stage.shell.photograph(path)  # without another step
        from PIL import Image

        first = np.asarray(Image.open(path).convert("RGB"))
        for _ in range(5):
            stage.shell.step()
        assert (picture(stage, tmp_path) == first).all(), verb
