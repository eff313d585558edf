"""Layer 3 without drawing: other letters, other places of the buttons, the ring of the focus, the voice's buttons."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from layouts import (
    LARGE,
    SMALL,
    UPRIGHT,
    RulerOf,
    buttons,
    faults_of,
    faults_on,
    leaves_of,
    look_on,
    mirrored,
    pages_on,
    sample,
    world_on,
)

from kiosk.page.focus import Focus, moved, ringed
from kiosk.page.model import Action, Choices, Intent, Keys, Page, Verb
from kiosk.reader import CONTROLS, Reader
from kiosk.screen.layout import RING_MM, lay_out
from kiosk.screen.look import PALETTES, PANELS, contrast
from kiosk.screen.shapes import Box, Glyphs, Rect, Sheet
from kiosk.visit.comfort import Comfort
from kiosk.voice.fake import FakeVoice
from kiosk.voice.script import PLAIN

# ---- other letters


@pytest.mark.parametrize(("panel", "size"), [(SMALL, 4), (SMALL, 2), (LARGE, 2), (UPRIGHT, 4)])
def test_in_open_dyslexic_nothing_is_cut_crowded_too_small_or_missing(ruler: RulerOf, panel: str, size: int) -> None:
    pages = sample(panel, 4 if size == 4 else 8, size)
    assert faults_on(panel, pages, ruler, size=size, open_dyslexic=True) == []


# ---- low reach


@pytest.mark.parametrize(("panel", "size", "letters"), [
    (LARGE, 4, True), (LARGE, 2, False), (UPRIGHT, 4, True), (UPRIGHT, 1, False),
])  # fmt: skip
def test_with_low_reach_all_is_touched_in_the_lower_half(ruler: RulerOf, panel: str, size: int, letters: bool) -> None:
    pages = sample(panel, 6 if letters else 8)
    assert look_on(panel, low_reach=True).low_reach
    assert faults_on(panel, pages, ruler, size=size, low_reach=True, open_dyslexic=letters) == []


def test_the_left_hand_and_low_reach_go_together(ruler: RulerOf) -> None:
    every = {"size": 4, "low_reach": True, "left_handed": True, "open_dyslexic": True}
    for panel in PANELS:
        assert faults_on(panel, sample(panel, 30), ruler, **every) == []


def test_on_a_low_panel_which_is_within_reach_as_a_whole_it_is_not_offered(ruler: RulerOf) -> None:
    assert look_on(SMALL, low_reach=True) == look_on(SMALL)
    for panel in PANELS:
        tall = panel != SMALL
        assert world_on(panel).tall is tall
        offered = {action.intent.value for action in pages_on(panel)["comfort touch"].actions()}
        assert ("low_reach=oui" in offered) is tall
        asked = [action.label for action in pages_on(panel)["asking 3 again"].actions()]
        assert ("Les boutons plus bas" in asked) is tall


# ---- the left hand


@pytest.mark.parametrize("panel", PANELS)
def test_for_the_left_hand_the_bars_are_mirrored_and_nothing_else_is_lost(ruler: RulerOf, panel: str) -> None:
    plain, left = look_on(panel, size=3), look_on(panel, size=3, left_handed=True)
    for name, page in sample(panel, 10).items():
        right_leaves, left_leaves = leaves_of(page, plain, ruler), leaves_of(page, left, ruler)
        assert faults_of(name, page, left_leaves, left) == []
        assert len(left_leaves) == len(right_leaves), name
        bars = (*page.bar, *page.top)
        for before, after in zip(right_leaves, left_leaves, strict=True):
            places = {id(target.action): target.rect for target in buttons(after) if target.action in bars}
            turns = {target.turn: target.rect for target in buttons(after) if target.turn}
            for target in buttons(before):
                if target.action in bars:
                    same = places[id(target.action)]
                elif target.turn:
                    same = turns[target.turn]
                else:
                    continue
                assert mirrored(target.rect, before) == pytest.approx(same), (name, before.leaf)


@pytest.mark.parametrize("panel", PANELS)
def test_back_is_then_on_the_right_and_the_main_action_on_the_left(ruler: RulerOf, panel: str) -> None:
    page = next(page for page in pages_on(panel).values() if page.kind == "cover")
    for left_handed in (False, True):
        sheet = leaves_of(page, look_on(panel, size=1, left_handed=left_handed), ruler)[-1]
        place = {target.action.intent.verb: target.rect.x for target in buttons(sheet) if target.action is not None}
        assert (place[Verb.BEGIN] < place[Verb.LISTEN]) is left_handed
        assert (place[Verb.CALL] < place[Verb.HOME]) is left_handed


def test_what_stands_beside_the_text_changes_sides(ruler: RulerOf) -> None:
    page = next(page for page in pages_on(LARGE).values() if page.side and page.kind == "action")
    choices = next(block for block in page.side if isinstance(block, Choices))
    for left_handed in (False, True):
        sheet = leaves_of(page, look_on(LARGE, left_handed=left_handed), ruler)[0]
        side = next(target.rect for target in buttons(sheet) if target.action in choices.actions)
        assert (side.right < sheet.width / 2) is left_handed
        assert (side.x > sheet.width / 2) is not left_handed


# ---- the voice's buttons


def while_it_is_read(page: Page, state: str = "going") -> Page:
    """The page as it is shown while the voice reads it, waits, or has read it to its end."""
    voice = FakeVoice()
    reader = Reader(voice, PLAIN, 100, 0.0)
    reader.read(page, Comfort())
    if state == "paused":
        reader.control(Intent(Verb.PAUSE), page, Comfort())
    while state == "ended" and voice.busy:
        voice.finish_sentence()
    return reader.shown(page)


@pytest.mark.parametrize(("panel", "comfort"), [
    (SMALL, {"size": 4}), (SMALL, {"size": 2, "left_handed": True}), (SMALL, {"size": 4, "open_dyslexic": True}),
    (LARGE, {"size": 4, "low_reach": True}), (UPRIGHT, {"size": 4, "low_reach": True, "open_dyslexic": True}),
])  # fmt: skip
def test_while_a_page_is_read_its_buttons_and_the_voices_have_room(
    ruler: RulerOf, panel: str, comfort: dict[str, object]
) -> None:
    look, count = look_on(panel, **comfort), 0
    for (name, page), state in product(sample(panel, 60).items(), ("going", "paused", "ended")):
        read = while_it_is_read(page, state)
        if read is page:
            assert all(action.intent.verb is not Verb.LISTEN for action in page.bar), name
            continue
        count += 1
        sheets = leaves_of(read, look, ruler)
        assert faults_of(name, read, sheets, look) == []
        controls = [action for action in read.bar if action.intent.verb in CONTROLS]
        assert len(controls) == (4 if state == "going" else 3), name
        for sheet in sheets:
            shown = {id(target.action) for target in buttons(sheet)}
            assert all(id(action) in shown for action in controls), (name, sheet.leaf, len(sheets))
    assert count > 80


# ---- the ring of the focus


def ring_of(sheet: Sheet, plain: Sheet) -> Box:
    """The one shape that the focus has added."""
    assert sheet.shapes[:-1] == plain.shapes
    ring = sheet.shapes[-1]
    assert isinstance(ring, Box)
    assert ring.fill is None
    return ring


def drawn_parts(ring: Box) -> list[Rect]:
    """Where a ring has colour: above, below, on the left, on the right."""
    rect, thick = ring.rect, ring.thickness
    return [
        Rect(rect.x, rect.y, rect.w, thick), Rect(rect.x, rect.bottom - thick, rect.w, thick),
        Rect(rect.x, rect.y, thick, rect.h), Rect(rect.right - thick, rect.y, thick, rect.h),
    ]  # fmt: skip


def assert_ringed(page: Page, sheet: Sheet, plain: Sheet, focus: tuple[Action, ...], millimetre: float) -> None:
    ring = ring_of(sheet, plain)
    assert ring.thickness >= 1.2 * millimetre
    inside = [target for target in buttons(sheet) if target.rect.within(ring.rect, slack=-ring.thickness)]
    assert {id(target.action) for target in inside} == {id(action) for action in focus}, page.title.text
    panel = Rect(0, 0, sheet.width, sheet.height)
    assert ring.rect.within(panel)
    for part in drawn_parts(ring):
        for target in buttons(sheet):
            assert part.gap(target.rect) > 0, (page.title.text, focus[0].label)
        for text in sheet.shapes:
            if isinstance(text, Glyphs):  # a line box is higher than its letters
                assert part.gap(text.rect) > -0.15 * text.px, (page.title.text, focus[0].label, text.text)


@pytest.mark.parametrize(("panel", "comfort"), [
    (SMALL, {"size": 2}), (SMALL, {"size": 4, "open_dyslexic": True}), (LARGE, {"size": 1, "left_handed": True}),
    (LARGE, {"size": 3, "low_reach": True}), (UPRIGHT, {"size": 4}),
])  # fmt: skip
def test_the_focus_is_a_thick_ring_around_its_button_alone(
    ruler: RulerOf, panel: str, comfort: dict[str, object]
) -> None:
    look = look_on(panel, **comfort)
    measure, millimetre = ruler(look.open_dyslexic), look.mm(1.0)
    for page in sample(panel, 120).values():
        sheets = leaves_of(page, look, ruler)
        for action in page.actions():
            leaf = next(sheet.leaf for sheet in sheets if any(one.action is action for one in buttons(sheet)))
            sheet = lay_out(page, look, measure, leaf, focus=(action,))
            assert_ringed(page, sheet, sheets[leaf], (action,), millimetre)


@pytest.mark.parametrize("panel", PANELS)
def test_a_row_of_keys_has_one_ring(ruler: RulerOf, panel: str) -> None:
    look = look_on(panel)
    page = pages_on(panel)["search rsa"]
    keys = next(block for block in page.blocks if isinstance(block, Keys))
    focus, rows = Focus(), []
    plain = lay_out(page, look, ruler(False))
    for _ in range(12):
        focus = moved(page, focus, 1)
        ring = ringed(page, focus)
        if len(ring) > 1:
            rows.append(ring)
            assert_ringed(page, lay_out(page, look, ruler(False), focus=ring), plain, ring, look.mm(1.0))
    assert rows == list(keys.rows)


def test_without_a_focus_there_is_no_ring_and_a_ring_moves_nothing(ruler: RulerOf) -> None:
    look = look_on(SMALL)
    page = pages_on(SMALL)["home"]
    plain = lay_out(page, look, ruler(False))
    assert look.palette.focus not in {getattr(shape, "outline", None) for shape in plain.shapes}
    elsewhere = Action(Intent(Verb.MORE), "on no leaf")
    assert lay_out(page, look, ruler(False), focus=(elsewhere,)).shapes == plain.shapes


def test_the_ring_is_seen_on_every_ground_it_stands_on() -> None:
    for name, palette in PALETTES.items():
        for ground in (palette.paper, palette.card):
            assert contrast(palette.focus, ground) >= 3.0, name
        assert palette.focus not in (palette.edge, palette.ink, palette.main), name
    assert RING_MM >= 1.2


# ---- what is lit


def test_a_lit_button_keeps_its_contrast_and_its_place(ruler: RulerOf) -> None:
    for calm, panel in product((False, True), (SMALL, UPRIGHT)):
        look = replace(look_on(panel, size=3), calm=calm)
        page = pages_on(panel)["home"]
        for action in page.actions():
            plain = lay_out(page, look, ruler(False))
            leaf = plain.leaf_with(action) or 0
            plain = lay_out(page, look, ruler(False), leaf)
            lit = lay_out(page, look, ruler(False), leaf, spoken=action)
            assert [shape.rect for shape in lit.shapes] == [shape.rect for shape in plain.shapes]
            assert (lit.shapes == plain.shapes) is calm, action.label
