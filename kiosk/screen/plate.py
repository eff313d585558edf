"""Rules. The pixels of a small rounded box, smooth at its edges, from which boxes of any size are stretched.

Kivy can draw smooth rounded rectangles itself, at more than twice the time without a graphics card.
"""

from __future__ import annotations

from math import hypot

from kiosk.screen.look import Colour

PlateKey = tuple[Colour | None, Colour | None, float, float, int]
"""Fill, outline, radius and thickness of the outline in pixels, width of a corner in pixels."""


def plate_pixels(fill: Colour | None, outline: Colour | None, radius: float, thickness: float, edge: int) -> bytes:
    """RGBA bytes of a square with a side of 2 × `edge` + 1 pixels: corners of `edge` pixels around a middle one."""
    half = edge + 0.5
    pixels = bytearray()
    for row in range(2 * edge + 1):
        for column in range(2 * edge + 1):
            outside = _distance(column + 0.5 - half, row + 0.5 - half, half, radius)
            covered = _part(-outside)
            inner = _part(-outside - thickness) if outline is not None else 1.0
            pixels += _pixel(fill, outline, covered, inner)
    return bytes(pixels)


def _distance(x: float, y: float, half: float, radius: float) -> float:
    """How far a point lies outside a rounded square around the origin; negative within."""
    across, down = abs(x) - half + radius, abs(y) - half + radius
    return hypot(max(across, 0.0), max(down, 0.0)) + min(max(across, down), 0.0) - radius


def _part(depth: float) -> float:
    """How much of a pixel is covered, from how deep its middle lies within."""
    return max(0.0, min(1.0, depth + 0.5))


def _pixel(fill: Colour | None, outline: Colour | None, covered: float, inner: float) -> bytes:
    edge = outline or fill or (0.0, 0.0, 0.0)
    middle = fill or edge
    alpha = covered if fill is not None else covered * (1 - inner)
    mixed = (round(255 * (one * inner + other * (1 - inner))) for one, other in zip(middle, edge, strict=True))
    return bytes((*mixed, round(255 * alpha)))
