"""Layer 3, drawn: what each comfort looks like, measured in the pictures. What answers a finger or a key is in
test_window_answers.py."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from test_window import cut, open_guide, picture
from windows import Clock, down, last_frame, press, up

from kiosk.guide.prose import plain
from kiosk.host import BLANK_OVER, BLANK_TOLD, BLANK_TOUCHED
from kiosk.page.model import Text, Verb
from kiosk.screen.look import BAR_MM, BODY_MM, contrast
from kiosk.screen.shapes import Glyphs, Rect
from kiosk.staff.stage import Stage
from kiosk.visit.comfort import Comfort, Contrast


def on_blank(stage: Stage) -> None:
    """Begins a visit and makes the screen black, as a resident does."""
    stage.begin()
    stage.press(Verb.COMFORT, "")
    stage.press(Verb.COMFORT, "see")
    stage.press(Verb.SET, "blank=oui")


# ---- heights


@pytest.mark.parametrize(("size", "letters"), [*product((1, 2, 3, 4), (False, True))])
def test_a_drawn_h_is_as_high_as_promised(stage: Stage, tmp_path: Path, size: int, letters: bool) -> None:
    comfort = Comfort(size=size, open_dyslexic=letters)
    stage.begin()
    listen = next(action for action in stage.host.page.bar if action.intent.verb is Verb.LISTEN)
    button = replace(listen, label="H", icon=None, said=None)
    page = replace(stage.host.page, title=plain("Titre"), blocks=(Text((plain("H"),)),), bar=(button,), top=())
    sheet = stage.shell.draw(page, comfort)
    pixels = last_frame(stage, tmp_path).astype(int)
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
        first = last_frame(stage, tmp_path)  # without another step
        for _ in range(5):
            stage.shell.step()
        assert (picture(stage, tmp_path) == first).all(), verb
