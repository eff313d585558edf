"""I/O. Paints a sheet with Kivy, and measures text as it will be painted."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

from kivy.core.text import Label as Writer
from kivy.graphics import BorderImage, ClearBuffers, ClearColor, Color, Line, Rectangle
from kivy.graphics.texture import Texture

from kiosk.screen.look import CAP_HEIGHT, Colour
from kiosk.screen.plate import PlateKey, plate_pixels
from kiosk.screen.qr import QUIET, matrix
from kiosk.screen.shapes import Box, Glyphs, QrCode, Rect, Sheet
from kiosk.screen.typeset import NBSP

FILES = {
    "regular": "AtkinsonHyperlegibleNext-Regular.ttf",
    "bold": "AtkinsonHyperlegibleNext-Bold.ttf",
    "icon": "tabler-icons.ttf",
}
OPEN_DYSLEXIC = {"regular": "OpenDyslexic-Regular.otf", "bold": "OpenDyslexic-Bold.otf", "icon": "tabler-icons.ttf"}
OPEN_DYSLEXIC_SCALE = CAP_HEIGHT / 0.729
"""OpenDyslexic has capitals of 0.729 em: drawn at this scale, they are as high as those of the usual letters."""
Mark = tuple[float, float, float, Colour]
"""A circle: its middle from the top left corner, its radius, in pixels, and its colour."""
MOST_TEXTURES = 120
MOST_PLATES = 60


class Ruler:
    """Measures text in the fonts that the painter uses. Callable as `layout.Measure`. An em size in pixels is that of
    the usual letters; OpenDyslexic's are drawn so that capitals are as high."""

    def __init__(self, fonts: Path, open_dyslexic: bool = False) -> None:
        files = OPEN_DYSLEXIC if open_dyslexic else FILES
        self._files = {name: str(fonts / file) for name, file in files.items()}
        self._scale = OPEN_DYSLEXIC_SCALE if open_dyslexic else 1.0
        self._writers: dict[tuple[str, int], Any] = {}
        self._known: dict[tuple[str, str, int], float] = {}

    def __call__(self, text: str, font: str, px: float) -> float:
        """The width in pixels of a text in a font at an em size in pixels."""
        key = (text, font, round(px))
        if key not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[key] = float(self.writer(font, px).get_extents(self._written(text))[0])
        return self._known[key]

    def forget(self) -> None:
        """Drops every text measured."""
        self._known.clear()
        self._writers.clear()

    def remembers(self, text: str) -> bool:
        """Whether that text has been measured since `forget`."""
        return any(text in known for known, _, _ in self._known)

    def writer(self, font: str, px: float) -> Any:
        """Kivy's own text writer for a font and size."""
        key = (font, self._size(font, px))
        if key not in self._writers:
            self._writers[key] = Writer(font_size=key[1], font_name=self._files[font])
        return self._writers[key]

    def _written(self, text: str) -> str:
        """The text as this font must be given it: OpenDyslexic's no-break space is twice as wide as its space."""
        return text.replace(NBSP, " ") if self._scale != 1.0 else text

    def _size(self, font: str, px: float) -> int:
        return round(px if font == "icon" else px * self._scale)

    def texture(self, text: str, font: str, px: float) -> Any:
        """The text drawn in white, to be tinted."""
        writer = Writer(
            text=self._written(text), font_size=self._size(font, px), font_name=self._files[font], strip=False
        )
        writer.refresh()
        return writer.texture


class Painter:
    """Paints sheets on one canvas. Drawn texts are kept, the least used given up first, and forgotten by `forget`."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._textures: OrderedDict[tuple[Ruler, str, str, int], Any] = OrderedDict()
        self._plates: dict[PlateKey, Any] = {}

    def blank(self) -> None:
        """Shows nothing: black, with no trace of a page."""
        self._canvas.clear()
        with self._canvas:
            ClearColor(0, 0, 0, 1)
            ClearBuffers()

    def paint(self, sheet: Sheet, ruler: Ruler, pressed: Rect | None = None, mark: Mark | None = None) -> None:
        """Replaces what the canvas shows. `pressed` is the place of a button that a finger holds down; `mark`, where a
        finger touched nothing."""
        self._canvas.clear()
        ground, *shapes = sheet.shapes
        assert isinstance(ground, Box)
        assert ground.fill is not None
        with self._canvas:
            ClearColor(*ground.fill, 1)  # the ground covers all: clearing is ten times quicker than a rectangle
            ClearBuffers()
            for shape in shapes:
                if isinstance(shape, Box):
                    self._box(sheet, shape)
                elif isinstance(shape, Glyphs):
                    self._glyphs(sheet, shape, ruler)
                else:
                    self._qr(sheet, shape)
            if pressed is not None:
                Color(1, 0.62, 0.1, 0.45)
                Rectangle(pos=(pressed.x, sheet.height - pressed.bottom), size=(pressed.w, pressed.h))
            if mark is not None:
                x, y, radius, colour = mark
                Color(*colour)
                Line(circle=(x, sheet.height - y, radius), width=radius / 5)

    def __len__(self) -> int:
        """How many drawn texts are kept."""
        return len(self._textures)

    def remembers(self, text: str) -> bool:
        """Whether that text is among the drawn ones."""
        return any(text in drawn for _, drawn, _, _ in self._textures)

    def forget(self) -> None:
        """Drops every text drawn: nothing of a visit stays in a cache."""
        self._textures.clear()

    def _box(self, sheet: Sheet, box: Box) -> None:
        """A square box as a rectangle; a rounded one by stretching the middle of a small picture of it."""
        rect = box.rect
        at, size = (rect.x, sheet.height - rect.bottom), (rect.w, rect.h)
        if box.radius < 1.5 and box.outline is None and box.fill is not None:
            Color(*box.fill)
            Rectangle(pos=at, size=size)
            return
        edge = max(1, min(int(min(size) / 2), round(max(box.radius, box.thickness)) + 1))
        texture = self._plate(box, edge)
        Color(1, 1, 1)
        BorderImage(texture=texture, pos=at, size=size, border=(edge, edge, edge, edge))

    def _plate(self, box: Box, edge: int) -> Any:
        """The picture of a rounded box whose corners are `edge` pixels wide, with a stretchable pixel in the middle."""
        key = (box.fill, box.outline, round(min(box.radius, edge), 1), round(box.thickness, 1), edge)
        if key not in self._plates:
            if len(self._plates) >= MOST_PLATES:
                self._plates.clear()
            side = 2 * edge + 1
            texture = Texture.create(size=(side, side), colorfmt="rgba")
            texture.blit_buffer(plate_pixels(*key), colorfmt="rgba", bufferfmt="ubyte")
            self._plates[key] = texture
        return self._plates[key]

    def _glyphs(self, sheet: Sheet, glyphs: Glyphs, ruler: Ruler) -> None:
        texture = self._texture(glyphs, ruler)
        if texture is None:
            return
        rect = glyphs.rect
        wide, high = texture.size
        x = round(rect.x + (rect.w - wide) / 2) if glyphs.font == "icon" else round(rect.x)
        y = round(sheet.height - rect.bottom + (rect.h - high) / 2)
        Color(*glyphs.colour)
        Rectangle(texture=texture, pos=(x, y), size=(wide, high))

    def _texture(self, glyphs: Glyphs, ruler: Ruler) -> Any:
        key = (ruler, glyphs.text, glyphs.font, round(glyphs.px))
        texture = self._textures.pop(key, None)
        if texture is None:
            texture = ruler.texture(*key[1:])
        self._textures[key] = texture
        while len(self._textures) > MOST_TEXTURES:
            self._textures.popitem(last=False)
        return texture

    def _qr(self, sheet: Sheet, code: QrCode) -> None:
        rows = matrix(code.url)
        count = len(rows)
        Color(1, 1, 1)
        Rectangle(pos=(code.rect.x, sheet.height - code.rect.bottom), size=(code.rect.w, code.rect.h))
        texture = Texture.create(size=(count, count), colorfmt="luminance")
        pixels = bytes(0 if dark else 255 for row in reversed(rows) for dark in row)
        texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
        texture.mag_filter = texture.min_filter = "nearest"
        side = count * code.module
        edge = QUIET * code.module
        Rectangle(texture=texture, pos=(code.rect.x + edge, sheet.height - code.rect.bottom + edge), size=(side, side))
