"""The small picture that rounded boxes are stretched from."""

from __future__ import annotations

import pytest

from kiosk.screen.plate import plate_pixels

WHITE, INK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.2)
EDGE = 10


def pixel(pixels: bytes, column: int, row: int) -> tuple[int, ...]:
    at = 4 * (row * (2 * EDGE + 1) + column)
    return tuple(pixels[at : at + 4])


def test_a_plate_is_square_with_a_pixel_to_stretch():
    assert len(plate_pixels(WHITE, INK, 8.0, 2.0, EDGE)) == 4 * (2 * EDGE + 1) ** 2


def test_its_corners_are_clear_its_rim_is_the_outline_its_middle_the_fill():
    pixels = plate_pixels(WHITE, INK, 8.0, 2.0, EDGE)
    assert pixel(pixels, 0, 0)[3] == 0
    assert pixel(pixels, EDGE, 0) == (0, 0, 51, 255)
    assert pixel(pixels, EDGE, EDGE) == (255, 255, 255, 255)


def test_a_ring_lets_through_what_is_behind_it():
    pixels = plate_pixels(None, INK, 8.0, 2.0, EDGE)
    assert pixel(pixels, EDGE, 0)[3] == 255
    assert pixel(pixels, EDGE, EDGE)[3] == 0


@pytest.mark.parametrize("radius", [0.0, 3.0, 9.5])
def test_its_four_corners_are_alike_and_smooth(radius):
    pixels = plate_pixels(WHITE, None, radius, 0.0, EDGE)
    last = 2 * EDGE
    for column in range(EDGE):
        for row in range(EDGE):
            alike = {pixel(pixels, *at) for at in ((column, row), (last - column, row), (column, last - row))}
            assert len(alike) == 1
    shades = {pixel(pixels, column, row)[3] for column in range(EDGE) for row in range(EDGE)}
    assert (len(shades) > 2) is (radius > 0)
