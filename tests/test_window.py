"""Layer 3, drawn: the real window under a virtual display, real touches, speech and desk, pictures measured."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from kiosk.desk.memory.store import OfferState
from kiosk.page.model import Verb
from kiosk.screen.audit import audit
from kiosk.screen.look import contrast, make_look
from kiosk.screen.shapes import Glyphs, QrCode, Rect
from kiosk.staff.stage import Stage
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import Answer, Reason

GUIDE = "caf-rsa"


def picture(stage: Stage, tmp_path: Path) -> np.ndarray:
    """What the window shows: rows × columns × RGB, 0–255."""
    path = tmp_path / "page.png"
    stage.photograph(path)
    return np.asarray(Image.open(path).convert("RGB"))


def cut(pixels: np.ndarray, rect: Rect) -> np.ndarray:
    return pixels[int(rect.y) : int(rect.bottom) + 1, int(rect.x) : int(rect.right) + 1]


def open_guide(stage: Stage, guide: str = GUIDE) -> None:
    stage.begin()
    theme = stage.library.guide(guide).theme
    stage.press(Verb.THEME, theme)
    stage.press(Verb.GUIDE, guide)
    stage.press(Verb.BEGIN)


def go_to_action(stage: Stage) -> None:
    """Walks a guide to its first action on a portal, by touches."""
    open_guide(stage, "ameli-attestation-droits")
    for _ in range(15):
        if stage.host.page.kind == "action":
            return
        stage.press(Verb.ANSWER, "0")
    raise AssertionError("no action on this way")


# ---- eyes


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_capital_is_as_high_as_promised(stage, tmp_path, size):
    stage.begin()
    stage.choose(f"size={size}")
    stage.press(Verb.THEME, "sante")
    look = make_look(stage.host.comfort, stage.display)
    pixels = picture(stage, tmp_path).astype(int)
    glyphs = next(
        shape for shape in stage.shell.sheet.shapes
        if isinstance(shape, Glyphs) and shape.text.startswith("Retour")
    )  # fmt: skip
    letter = cut(pixels, Rect(glyphs.rect.x, glyphs.rect.y, glyphs.px * 0.5, glyphs.rect.h))
    ground = np.array([round(part * 255) for part in glyphs.ground])
    rows = np.flatnonzero((np.abs(letter - ground).sum(axis=2) > 200).any(axis=1))
    height_mm = (rows[-1] - rows[0] + 1) / stage.display.px_per_mm
    promised = look.bar * 0.668 / stage.display.px_per_mm
    assert height_mm == pytest.approx(promised, abs=1.6 / stage.display.px_per_mm)
    assert height_mm >= (3.5, 4.6, 5.4, 6.2)[size - 1]


@pytest.mark.parametrize("name", ["normal", "doux", "blanc sur noir", "noir sur blanc"])
def test_the_painted_text_has_the_contrast_that_was_computed(stage, tmp_path, name):
    stage.begin()
    stage.choose(f"contrast={name}")
    open_theme = next(theme.id for theme in stage.library.themes if stage.library.on(theme.id))
    stage.press(Verb.THEME, open_theme)
    pixels = picture(stage, tmp_path)
    least = {"normal": 10.0, "doux": 7.0}.get(name, 20.0)
    for shape in stage.shell.sheet.shapes:
        if isinstance(shape, Glyphs) and shape.font == "bold":
            seen = {tuple(colour) for colour in cut(pixels, shape.rect).reshape(-1, 3)}
            ratios = [contrast(tuple(c / 255 for c in colour), shape.ground) for colour in seen]
            assert max(ratios) >= least - 0.2, shape.text


def test_the_same_page_is_the_same_picture(stage, tmp_path):
    stage.begin()
    first = picture(stage, tmp_path)
    stage.press(Verb.COMFORT)
    stage.press(Verb.BACK)
    assert (picture(stage, tmp_path) == first).all()


def test_a_telephone_reads_the_qr_code_blurred_and_tilted(stage, tmp_path):
    go_to_action(stage)
    stage.press(Verb.PHONE)
    page = stage.host.page
    photo = Image.fromarray(picture(stage, tmp_path))
    width, height = photo.size
    tilted = photo.transform(
        photo.size, Image.Transform.QUAD, (-60, 20, -20, height + 40, width + 90, height - 30, width + 30, -40)
    )
    for seen in (
        photo,
        photo.filter(ImageFilter.GaussianBlur(2)),
        tilted,
        tilted.filter(ImageFilter.GaussianBlur(1.5)),
    ):
        assert [code.text for code in zxingcpp.read_barcodes(seen)] == [page.link]
    code = next(shape for shape in stage.shell.sheet.shapes if isinstance(shape, QrCode))
    shown = [shape.text for shape in stage.shell.sheet.shapes if isinstance(shape, Glyphs)]
    assert "www.ameli.fr" in shown
    assert code.rect.w / stage.display.px_per_mm >= 36


def test_the_qr_code_is_dark_on_white_in_the_darkest_contrast(stage, tmp_path):
    go_to_action(stage)
    stage.choose("contrast=blanc sur noir")
    stage.press(Verb.PHONE)
    pixels = picture(stage, tmp_path)
    code = next(shape for shape in stage.shell.sheet.shapes if isinstance(shape, QrCode))
    edge = cut(pixels, Rect(code.rect.x + 2, code.rect.y + 2, code.rect.w - 4, code.module * 3))
    assert (edge == 255).all()
    assert [found.text for found in zxingcpp.read_barcodes(Image.fromarray(pixels))] == [stage.host.page.link]


# ---- hands


def test_a_finger_that_slides_off_still_counts_and_is_seen_at_once(stage, tmp_path):
    from kivy.core.window import Window

    stage.begin()
    before = picture(stage, tmp_path)
    target = stage.find(lambda action: action.intent.verb is Verb.COMFORT, "comfort")
    x, y = target.rect.x + target.rect.w / 2, target.rect.y + target.rect.h / 2
    Window.dispatch("on_mouse_down", x, y, "left", [])
    stage.shell.step()
    held = picture(stage, tmp_path)
    assert (cut(held, target.rect) != cut(before, target.rect)).any(), "the touch is acknowledged"
    Window.dispatch("on_mouse_move", 20, 700, [])
    Window.dispatch("on_mouse_up", 20, 700, "left", [])
    stage.shell.step()
    assert stage.host.page.kind == "comfort"


def test_other_buttons_of_a_mouse_do_nothing(stage):
    from kivy.core.window import Window

    stage.begin()
    target = stage.find(lambda action: action.intent.verb is Verb.COMFORT, "comfort")
    for button in ("right", "middle", "scrollup", "scrolldown"):
        Window.dispatch("on_mouse_down", target.rect.x + 9, target.rect.y + 9, button, [])
        Window.dispatch("on_mouse_up", target.rect.x + 9, target.rect.y + 9, button, [])
        stage.shell.step()
    assert stage.host.page.kind == "home"


def test_no_key_closes_the_window_or_opens_anything(stage):
    from kivy.base import EventLoop
    from kivy.core.window import Window

    stage.begin()
    for key in (27, 282, 292, 293, 113, 119):  # Escape, F1, F11, F12, q, w
        for modifiers in ([], ["ctrl"], ["alt"], ["meta"]):
            Window.dispatch("on_key_down", key, 0, "", modifiers)
            Window.dispatch("on_keyboard", key, 0, "", modifiers)
            Window.dispatch("on_key_up", key, 0)
    assert Window.dispatch("on_request_close") is True
    stage.shell.step()
    assert not EventLoop.quit
    assert len(Window.children) == 1
    assert stage.host.page.kind == "home"


def test_a_word_in_the_text_opens_its_explanation(stage):
    open_guide(stage)
    inline = next(target for target in stage.shell.sheet.targets if target.inline)
    stage.touch(inline.rect)
    assert stage.host.page.kind == "word"


def test_a_smaller_window_shows_the_same_panel_on_a_smaller_scale(stage):
    from kivy.core.window import Window

    stage.begin()
    wide = stage.shell.sheet.width
    shown = [(target.action, target.turn) for target in stage.shell.sheet.targets]
    Window.size = (960, 600)
    try:
        stage.until("the smaller page", lambda: stage.shell.sheet.width == 960)
        assert [(target.action, target.turn) for target in stage.shell.sheet.targets] == shown
        assert list(audit(stage.shell.sheet, make_look(stage.host.comfort, stage.shell.display))) == []
    finally:
        Window.size = (stage.display.width, stage.display.height)
        stage.until("the full page", lambda: stage.shell.sheet.width == wide)


# ---- ears


def test_the_sentence_being_spoken_is_lit_and_any_touch_brings_silence(stage, tmp_path):
    open_guide(stage)
    look = make_look(stage.host.comfort, stage.display)
    lit = np.array([round(part * 255) for part in look.palette.spoken])
    assert not (picture(stage, tmp_path) == lit).all(axis=2).any()
    seen = []

    def look_now() -> None:
        seen.append((picture(stage, tmp_path) == lit).all(axis=2).sum())
        stage.press(Verb.COMFORT)

    stage.listen(look_now)
    assert seen[0] > 1000
    assert stage.host.page.kind == "comfort"
    assert not stage.voice.busy


def test_reading_aloud_by_itself_can_be_switched_on(stage):
    stage.begin()
    stage.press(Verb.COMFORT)
    stage.press(Verb.SET, "voice=oui")
    stage.hear()
    stage.press(Verb.BACK)
    assert stage.voice.busy
    stage.hear()


# ---- the hand-off


def call(stage: Stage, reason: Reason) -> None:
    stage.press(Verb.CALL)
    stage.press(Verb.REASON, reason.value)
    stage.press(Verb.SEND)


def test_the_professional_is_called_and_answers(stage):
    open_guide(stage)
    call(stage, Reason.TOGETHER)
    stage.until("the receipt", lambda: stage.host.visit.call.delivered)
    received = stage.store.queue()[-1].ticket
    assert received == stage.host.visit.call.ticket
    stage.store.answer(received.id, Answer.COME_IN, "visite")
    stage.until("the answer", lambda: stage.host.visit.call.answer is Answer.COME_IN)
    assert stage.host.page.kind == "waiting"


def test_a_desk_that_is_off_is_told_and_the_ticket_arrives_once_when_it_is_back(stage):
    stage.begin()
    stage.desk_goes_down()
    call(stage, Reason.PRIVATE)
    stage.until("the honest word", lambda: stage.host.visit.call.unreachable)
    shown = " ".join(shape.text for shape in stage.shell.sheet.shapes if isinstance(shape, Glyphs))
    assert "porte" in shown
    ticket = stage.host.visit.call.ticket
    stage.desk_comes_back()
    stage.until("the late receipt", lambda: stage.host.visit.call.delivered)
    assert [waiting.ticket for waiting in stage.store.queue()].count(ticket) == 1


def test_a_guide_launched_from_the_desk_is_offered_and_the_desk_hears_the_answer(stage):
    guide = stage.library.guide("arnaques")
    comfort = Comfort(size=3, contrast=Contrast.DARK)
    offer = stage.store.propose("tablette-1", guide.id, guide.steps[2].id, comfort)
    stage.until("the offer", lambda: stage.host.page.kind == "offer")
    stage.press(Verb.ACCEPT)
    assert stage.host.visit.walk.step.id == guide.steps[2].id
    assert stage.host.comfort == comfort
    settled = lambda: next(one.state for one in stage.store.proposals() if one.id == offer.id)  # noqa: E731
    stage.until("the desk to hear it", lambda: settled() is OfferState.ACCEPTED)


# ---- nerves


def test_five_minutes_of_silence_ask_and_then_wipe(stage):
    stage.begin()
    stage.press(Verb.SEARCH)
    stage.press(Verb.KEY, "r")
    now = time.monotonic()
    stage.host.tick(now + 301)
    stage.shell.refresh()
    assert stage.host.page.kind == "alert"
    assert stage.voice.busy, "the question is heard too"
    stage.host.tick(now + 346)
    stage.shell.refresh()
    assert stage.host.page.kind == "attract"
    assert "r" not in [shape.text for shape in stage.shell.sheet.shapes if isinstance(shape, Glyphs)]


def test_what_was_typed_is_in_no_cache_after_the_wipe(stage):
    stage.begin()
    stage.press(Verb.SEARCH)
    for letter in "qsdf":
        stage.press(Verb.KEY, letter)
    assert stage.shell.remembers("qsdf")
    stage.at_welcome()
    assert not stage.shell.remembers("qsd")


def test_an_error_of_ours_wipes_the_visit_and_the_kiosk_stays_up(stage, monkeypatch, caplog):
    open_guide(stage)

    def breaks(intent, now):
        raise ValueError("secret of a visit")

    with monkeypatch.context() as broken:
        broken.setattr(stage.host, "take", breaks)
        stage.press(Verb.ANSWER, "0")
    stage.shell.step()
    assert stage.host.page.kind == "attract"
    assert "secret" not in caplog.text
    stage.begin()
    assert stage.host.page.kind == "home"


def test_hundreds_of_pages_leave_nothing_behind_on_the_canvas(stage):
    from kiosk.screen.paint import MOST_TEXTURES  # here, because it imports Kivy, which the stage must prepare

    open_guide(stage)
    for _ in range(60):
        stage.press(Verb.MORE) if stage.host.page.kind == "question" else stage.press(Verb.BACK)
    assert stage.shell.textures_kept <= MOST_TEXTURES
    assert stage.shell.instructions < 400
