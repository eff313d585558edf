"""I/O. Paints a sheet with Kivy, and measures text as it will be painted."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

from kivy.core.text import Label as Writer
from kivy.graphics import BorderImage, ClearBuffers, ClearColor, Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk.screen.plate import PlateKey, plate_pixels
from kiosk.screen.qr import QUIET, matrix
from kiosk.screen.shapes import Box, Glyphs, QrCode, Rect, Sheet

FILES = {
    "regular": "AtkinsonHyperlegibleNext-Regular.ttf",
    "bold": "AtkinsonHyperlegibleNext-Bold.ttf",
    "icon": "tabler-icons.ttf",
}
MOST_TEXTURES = 120
MOST_PLATES = 60


class Ruler:
    """Measures text in the fonts that the painter uses. Callable as `layout.Measure`."""

    def __init__(self, fonts: Path) -> None:
        self._files = {name: str(fonts / file) for name, file in FILES.items()}
        self._writers: dict[tuple[str, int], Any] = {}
        self._known: dict[tuple[str, str, int], float] = {}

    def __call__(self, text: str, font: str, px: float) -> float:
        """The width in pixels of a text in a font at an em size in pixels."""
        key = (text, font, round(px))
        if key not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[key] = float(self.writer(font, px).get_extents(text)[0])
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
        key = (font, round(px))
        if key not in self._writers:
            self._writers[key] = Writer(font_size=round(px), font_name=self._files[font])
        return self._writers[key]

    def texture(self, text: str, font: str, px: float) -> Any:
        """The text drawn in white, to be tinted."""
        writer = Writer(text=text, font_size=round(px), font_name=self._files[font], strip=False)
        writer.refresh()
        return writer.texture


class Painter:
    """Paints sheets on one canvas. Drawn texts are kept, the least used given up first, and forgotten by `forget`."""

    def __init__(self, ruler: Ruler, canvas: Any) -> None:
        self._ruler = ruler
        self._canvas = canvas
        self._textures: OrderedDict[tuple[str, str, int], Any] = OrderedDict()
        self._plates: dict[PlateKey, Any] = {}

    def paint(self, sheet: Sheet, pressed: Rect | None = None) -> None:
        """Replaces what the canvas shows. `pressed` is the place of a button that a finger holds down."""
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
                    self._glyphs(sheet, shape)
                else:
                    self._qr(sheet, shape)
            if pressed is not None:
                Color(1, 0.62, 0.1, 0.45)
                Rectangle(pos=(pressed.x, sheet.height - pressed.bottom), size=(pressed.w, pressed.h))

    def __len__(self) -> int:
        """How many drawn texts are kept."""
        return len(self._textures)

    def remembers(self, text: str) -> bool:
        """Whether that text is among the drawn ones."""
        return any(text in drawn for drawn, _, _ in self._textures)

    def forget(self) -> None:
        """Drops every text drawn or measured: nothing of a visit stays in a cache."""
        self._textures.clear()
        self._ruler.forget()

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

    def _glyphs(self, sheet: Sheet, glyphs: Glyphs) -> None:
        texture = self._texture(glyphs)
        if texture is None:
            return
        rect = glyphs.rect
        wide, high = texture.size
        x = round(rect.x + (rect.w - wide) / 2) if glyphs.font == "icon" else round(rect.x)
        y = round(sheet.height - rect.bottom + (rect.h - high) / 2)
        Color(*glyphs.colour)
        Rectangle(texture=texture, pos=(x, y), size=(wide, high))

    def _texture(self, glyphs: Glyphs) -> Any:
        key = (glyphs.text, glyphs.font, round(glyphs.px))
        texture = self._textures.pop(key, None)
        if texture is None:
            texture = self._ruler.texture(*key)
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
