"""Layer 3 without drawing: every page of every guide, at every text size, on every panel, holds the numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.page.frame import World
from kiosk.page.model import Page, Role
from kiosk.screen.audit import LEAST_CONTRAST, audit, low_contrasts
from kiosk.screen.layout import lay_out
from kiosk.screen.look import (
    CODE_HUES,
    HUES,
    PALETTES,
    PANELS,
    SKETCH_HUES,
    WHITE,
    Look,
    code_ink,
    contrast,
    make_look,
    read_display,
)
from kiosk.screen.shapes import Glyphs, QrCode, Sheet
from kiosk.settings import Settings
from kiosk.staff.every_page import every_page
from kiosk.terminal import read_world
from kiosk.visit.comfort import Comfort, Contrast

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def world() -> World:
    settings = Settings(village="Montfaucon-d'Argonne", hours="jusqu'à 12 h", phone="03 00 00 00 00")
    return read_world(ROOT, settings, date(2026, 11, 22))[0]


@pytest.fixture(scope="module")
def ruler(stage_of_the_session):
    """Measures text as the window paints it."""
    return stage_of_the_session.shell.ruler


def leaves_of(page, look, ruler) -> list[Sheet]:
    first = lay_out(page, look, ruler)
    return [first, *(lay_out(page, look, ruler, leaf) for leaf in range(1, first.leaves))]


Laid = tuple[Look, list[tuple[str, Page, list[Sheet]]]]


@pytest.fixture(
    scope="module",
    params=[(panel, size) for panel in PANELS for size in SIZES],
    ids=lambda both: f"{both[0]}, texte {both[1]}",
)
def laid(request, world, ruler) -> Laid:
    """Every leaf of every page on one panel at one text size, laid out once for all that is proved of them."""
    panel, size = request.param
    look = make_look(Comfort(size=size), PANELS[panel])
    return look, [(name, page, leaves_of(page, look, ruler)) for name, page in every_page(world)]


def test_nothing_is_cut_crowded_or_too_small(laid):
    look, pages = laid
    faults = [
        f"{name}, leaf {sheet.leaf + 1}: {fault}"
        for name, _, sheets in pages
        for sheet in sheets
        for fault in [*audit(sheet, look), *(["not all of it has room"] if sheet.crowded else [])]
    ]
    assert faults == []


def test_every_button_stands_on_some_leaf(laid):
    for name, page, sheets in laid[1]:
        offered = {id(target.action) for sheet in sheets for target in sheet.targets if target.action is not None}
        missing = [action.label for action in page.actions() if id(action) not in offered]
        assert not missing, (name, missing)


def test_the_main_action_waits_until_all_has_been_seen(laid):
    for name, page, sheets in laid[1]:
        *before, last = sheets
        mains = [action for action in page.bar if action.role is Role.MAIN]
        offered = {id(target.action) for sheet in before for target in sheet.targets}
        assert not any(id(action) in offered for action in mains), name
        for sheet in before:
            assert [target.turn for target in sheet.targets if target.turn] == [*[-1] * (sheet.leaf > 0), 1], name
        assert all(id(action) in {id(target.action) for target in last.targets} for action in mains), name


def test_a_refusal_stands_beside_the_consent_it_refuses(laid):
    for name, page, sheets in laid[1]:
        if page.kind in ("consent", "offer"):
            offered = {id(target.action) for target in sheets[-1].targets}
            assert {id(page.bar[0]), id(page.bar[-1])} <= offered, name


def test_a_qr_code_has_whole_modules_that_a_telephone_can_tell_apart(laid):
    look, pages = laid
    codes = [
        (name, shape) for name, _, sheets in pages for sheet in sheets for shape in sheet.shapes
        if isinstance(shape, QrCode)
    ]  # fmt: skip
    assert codes
    for name, code in codes:
        assert code.rect.w / code.module == int(code.rect.w / code.module), name
        assert code.module / look.display.px_per_mm >= 0.6, name


@pytest.mark.parametrize("comfort", [Comfort(contrast=one) for one in Contrast], ids=[one.value for one in Contrast])
def test_every_text_has_its_contrast(world, ruler, comfort):
    look = make_look(comfort, PANELS["15 pouces"])
    least = LEAST_CONTRAST[comfort.contrast]
    for name, page in every_page(world):
        for sheet in leaves_of(page, look, ruler):
            drawn = [shape for shape in sheet.shapes if isinstance(shape, Glyphs)]
            assert drawn, name
            faint = list(low_contrasts(sheet, least))
            assert not faint, (name, faint)


def test_the_palettes_hold_their_ratios():
    least = {Contrast.NORMAL: 10.0, Contrast.SOFT: 7.0, Contrast.DARK: 20.0, Contrast.LIGHT: 20.0}
    for name, palette in PALETTES.items():
        grounds = (palette.paper, palette.card, palette.caution, palette.info, palette.good)
        pairs = [(palette.ink, ground) for ground in grounds]
        pairs += [
            (palette.on_main, palette.main),
            (palette.on_spoken, palette.spoken),
            (palette.on_panel, palette.panel),
        ]
        if palette.tiles:
            pairs += [(palette.ink, hue) for hue in HUES.values()]
        assert min(contrast(*pair) for pair in pairs) >= least[name], name
    assert min(contrast(WHITE, hue) for hue in SKETCH_HUES.values()) >= 10.0
    assert min(contrast(code_ink(name), hue) for name, hue in CODE_HUES.items()) >= 10.0


def test_a_spoken_sentence_is_lit_on_its_own_leaf(world, ruler):
    look = make_look(Comfort(size=4), PANELS["10 pouces"])
    page = dict(every_page(world))["caf-rsa caisse"]
    last = page.blocks[0].sentences[-1]
    where = lay_out(page, look, ruler, spoken=last).leaf_with(last)
    assert where
    lit = [shape.colour for shape in lay_out(page, look, ruler, where, last).shapes if isinstance(shape, Glyphs)]
    assert look.palette.on_spoken in lit


def test_a_panel_is_read_or_refused_in_french():
    assert str(read_display("1280x800@217x136mm")) == "1280x800@217x136mm"
    for text in ("", "1280x800", "axb@1x2mm", "10x10@217x136mm", "1280x800@20x13mm", "99999x800@217x136mm"):
        with pytest.raises(ValueError, match="«"):
            read_display(text)
