"""Layer 3 without drawing: every page of every guide, at every text size, on every panel, holds the numbers.

Other letters and places, the ring of the focus and the voice's buttons are in test_layout_comfort.py.
"""

from __future__ import annotations

import pytest
from layouts import SMALL, UPRIGHT, RulerOf, buttons, faults_of, leaves_of, look_on, pages_on, sample

from kiosk.page.model import Notice, Page, Role, Text, Verb
from kiosk.screen.audit import LEAST_CONTRAST, low_contrasts
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
    read_display,
)
from kiosk.screen.shapes import Glyphs, QrCode, Sheet
from kiosk.visit.comfort import Contrast

SIZES = (1, 2, 3, 4)
Laid = tuple[Look, list[tuple[str, Page, list[Sheet]]]]


@pytest.fixture(
    scope="module",
    params=[(panel, size) for panel in PANELS for size in SIZES],
    ids=lambda both: f"{both[0]}, texte {both[1]}",
)
def laid(request, ruler: RulerOf) -> Laid:
    """The leaves of the pages on one panel at one text size, laid out once for all that is proved of them.

    Every page on the smallest panel at the largest size, where room is least. On each other panel and at each other
    size one in four, so that each page is laid out on several; all of them with EVERY_PAGE=1.
    """
    panel, size = request.param
    look = look_on(panel, size=size)
    fullest = (panel, size) == (SMALL, 4)
    pages = sample(panel, 1 if fullest else 4, SIZES.index(size) + list(PANELS).index(panel))
    return look, [(name, page, leaves_of(page, look, ruler)) for name, page in pages.items()]


def test_nothing_is_cut_crowded_too_small_or_missing(laid: Laid) -> None:
    look, pages = laid
    assert [fault for name, page, sheets in pages for fault in faults_of(name, page, sheets, look)] == []


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


def test_where_am_i_stands_on_every_leaf_but_the_welcome(laid: Laid) -> None:
    for name, page, sheets in laid[1]:
        verbs = {action.intent.verb for action in page.top}
        assert (Verb.WHERE in verbs) == (page.kind not in ("attract", "goodbye", "alert", "offer")), name
        for sheet in sheets if Verb.WHERE in verbs else ():
            shown = [target.action for target in buttons(sheet) if target.action is not None]
            assert [action for action in shown if action.intent.verb is Verb.WHERE], (name, sheet.leaf)


def test_on_a_low_panel_the_top_bar_is_one_row(laid: Laid) -> None:
    look, pages = laid
    for name, page, sheets in pages if look.low else ():
        for sheet in sheets:
            tops = {target.rect.y for target in buttons(sheet) if target.action in page.top}
            above = {y for y in tops if y < sheet.height / 2}
            assert len(above) <= 1, (name, sheet.leaf)


def test_a_sentence_that_fits_on_a_leaf_is_never_shared_by_two(laid: Laid, ruler: RulerOf) -> None:
    """Who reads with difficulty finds the end of a sentence where it began."""
    look, pages = laid
    for name, page, sheets in pages:
        drawn = ["".join(shape.text for shape in sheet.shapes if isinstance(shape, Glyphs)) for sheet in sheets]
        packed = ["".join(text.split()) for text in drawn]
        for block in page.blocks:
            for sentence in block.sentences if isinstance(block, Text) else ():
                at = sheets[0].leaf_of.get(id(sentence))
                short = ruler(False)(sentence.text, "bold", look.body) < 3.5 * look.display.width * 0.8
                if at is not None and short and not page.side:
                    assert "".join(sentence.text.split()) in packed[at], (name, sentence.text)


def test_a_box_begins_under_its_title(laid: Laid) -> None:
    """A box of several sentences is cut between two of them rather than leave a title alone on its leaf."""
    for name, page, sheets in laid[1]:
        first = page.blocks[0]
        if page.progress and isinstance(first, Notice) and len(first.sentences) > 1:
            order = sorted(sheets[0].leaf_of.values())
            fits = sheets[0].leaf_of[id(first.sentences[0])] == sheets[0].leaf_of[id(page.title)]
            assert fits or order.count(0) == 1, name  # not even the first sentence had room


def test_pictograms_stand_beside_words_never_instead(laid: Laid) -> None:
    for name, _, sheets in laid[1]:
        for sheet in sheets:
            written = [shape for shape in sheet.shapes if isinstance(shape, Glyphs) and shape.font != "icon"]
            for target in buttons(sheet):
                label = target.action.label if target.action is not None else ""
                within = [text for text in written if text.rect.within(target.rect, slack=text.px * 0.3)]
                assert within, (name, label)
                words = "".join(text.text for text in within).replace("\u00a0", "").replace(" ", "")
                assert label.replace(" ", "") in words, (name, label, words)


def test_every_text_has_its_contrast_and_colours_move_nothing(ruler: RulerOf) -> None:
    """On one panel at one size: neither changes a colour."""
    looks = {one: look_on(UPRIGHT, contrast=one) for one in Contrast}
    for name, page in sample(UPRIGHT, 6).items():
        places = set()
        for one, look in looks.items():
            sheets = leaves_of(page, look, ruler)
            for sheet in sheets:
                assert any(isinstance(shape, Glyphs) for shape in sheet.shapes), name
                assert list(low_contrasts(sheet, LEAST_CONTRAST[one])) == [], (name, one)
            places.add(tuple((type(shape), shape.rect) for sheet in sheets for shape in sheet.shapes))
        assert len(places) == 1, name


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


def test_a_spoken_sentence_is_lit_on_its_own_leaf_unless_all_is_to_be_calm(ruler: RulerOf) -> None:
    page = pages_on(SMALL)["caf-rsa caisse"]
    last = page.blocks[0].sentences[-1]
    where = lay_out(page, look_on(SMALL, size=4), ruler(False), spoken=last).leaf_with(last)
    assert where
    for calm in (False, True):
        look = look_on(SMALL, size=4, calm=calm)
        lit = lay_out(page, look, ruler(False), where, last)
        colours = [shape.colour for shape in lit.shapes if isinstance(shape, Glyphs)]
        fills = [getattr(shape, "fill", None) for shape in lit.shapes]
        assert (look.palette.spoken in fills) is not calm
        assert (lit.shapes == lay_out(page, look, ruler(False), where).shapes) is calm
        assert calm or look.palette.on_spoken in colours


def test_a_panel_is_read_or_refused_in_french():
    assert str(read_display("1280x800@217x136mm")) == "1280x800@217x136mm"
    for text in ("", "1280x800", "axb@1x2mm", "10x10@217x136mm", "1280x800@20x13mm", "99999x800@217x136mm"):
        with pytest.raises(ValueError, match="«"):
            read_display(text)
