"""Rules. What a drawn page must hold: nothing off the panel, nothing overlapping, nothing too small to touch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kiosk.screen.look import CAP_HEIGHT, Look, contrast
from kiosk.screen.shapes import Box, Glyphs, QrCode, Rect, Sheet
from kiosk.visit.comfort import Contrast

LEAST_TARGET_MM = 12.7
LEAST_GAP_MM = 2.54
LEAST_CAPITAL_MM = 3.5
LEAST_CONTRAST = {Contrast.NORMAL: 10.0, Contrast.SOFT: 7.0, Contrast.DARK: 20.0, Contrast.LIGHT: 20.0}


def audit(sheet: Sheet, look: Look) -> Iterator[str]:
    """Every fault of a laid-out leaf, as an English sentence for whoever builds the kiosk."""
    yield from _on_panel(sheet)
    yield from _targets(sheet, look)
    yield from _texts(sheet, look)


def _on_panel(sheet: Sheet) -> Iterator[str]:
    panel = Rect(0, 0, sheet.width, sheet.height)
    for shape in sheet.shapes:
        if not shape.rect.within(panel):
            yield f"{_name(shape)} leaves the panel at {shape.rect}"


def _targets(sheet: Sheet, look: Look) -> Iterator[str]:
    buttons = [target for target in sheet.targets if not target.inline]
    for target in buttons:
        least = min(target.rect.w, target.rect.h) / look.display.px_per_mm
        if least < LEAST_TARGET_MM - 0.05:
            yield f"the target {_label(target)} is {least:.1f} mm"
    if look.low_reach:
        for target in buttons:
            if target.rect.y < sheet.height / 2 - 0.5:
                yield f"the target {_label(target)} begins above the lower half, at {target.rect.y:.0f} px"
    for one, other in combinations(buttons, 2):
        gap = one.rect.gap(other.rect) / look.display.px_per_mm
        if gap < LEAST_GAP_MM - 0.05:
            yield f"the targets {_label(one)} and {_label(other)} are {gap:.2f} mm apart"


def _texts(sheet: Sheet, look: Look) -> Iterator[str]:
    texts = [shape for shape in sheet.shapes if isinstance(shape, Glyphs)]
    for text in texts:
        capital = text.px * CAP_HEIGHT / look.display.px_per_mm
        if text.font != "icon" and capital < LEAST_CAPITAL_MM - 0.05:
            yield f"« {text.text} » has capitals of {capital:.2f} mm"
    for one, other in combinations(texts, 2):
        # Line boxes hold the space between lines: letters overlap only where the boxes do by more than that.
        slack = 0.3 * min(one.px, other.px)
        if one.rect.gap(other.rect) < -slack and not (one.font == "icon" and other.font == "icon"):
            yield f"« {one.text} » and « {other.text} » overlap"
    for text in (text for text in texts if text.font != "icon"):
        for box in sheet.shapes:
            if isinstance(box, Box) and box.outline and not box.rect.h > sheet.height * 0.9:
                gap = text.rect.gap(box.rect)
                inside = text.rect.within(box.rect, slack=text.px * 0.3)
                if gap < -0.35 * text.px and not inside and not box.rect.within(text.rect, slack=look.gap):
                    yield f"« {text.text} » crosses the edge of a box"


def low_contrasts(sheet: Sheet, least: float) -> Iterator[str]:
    """Every text whose colours are too near each other."""
    for shape in sheet.shapes:
        if isinstance(shape, Glyphs) and shape.font != "icon":
            ratio = contrast(shape.colour, shape.ground)
            if ratio < least:
                yield f"« {shape.text} » has a contrast of {ratio:.1f}:1"


def _name(shape: Box | Glyphs | QrCode) -> str:
    return f"« {shape.text} »" if isinstance(shape, Glyphs) else type(shape).__name__


def _label(target: object) -> str:
    action = getattr(target, "action", None)
    return f"« {action.label} »" if action is not None else "to turn the leaf"
