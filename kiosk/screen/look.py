"""Rules. One source of sizes and colours: what a comfort profile looks like on a panel, computed from millimetres.

The figures are those of VVSG 2.0 and EN 301 549: text sizes as heights of a capital, targets of at least 12.7 mm,
gaps of at least 2.54 mm, contrasts of at least 10:1 (normal), 7:1 (soft) and 20:1 (dark, light).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.visit.comfort import Comfort, Contrast

# Height of a capital over the em of Atkinson Hyperlegible Next (OS/2 table: sCapHeight / unitsPerEm).
CAP_HEIGHT = 0.668
LINE_HEIGHT = 1.25
# Heights of a capital in mm for the four text sizes: what is read and titles, on a low panel and on the others; bars,
# on a narrow panel and on the others.
BODY_MM = {"low": (3.8, 5.0, 6.6, 8.6), "high": (4.1, 5.5, 7.0, 8.9)}
TITLE_MM = {"low": (5.4, 6.6, 7.8, 8.9), "high": (6.2, 8.0, 9.4, 10.6)}
BAR_MM = {"narrow": (3.7, 4.8, 5.6, 6.4), "wide": (3.9, 5.0, 6.4, 7.6)}
WIDE_PANEL_MM = 250.0
GAP_MM = 3.0
PAD_MM = 3.2
TARGET_MM = 13.2
CHOICE_MM = 16.0
SMALL_CHOICE_MM = 14.0  # on a panel lower than SMALL_PANEL_MM
SMALL_PANEL_MM = 150.0
MAIN_MM = 20.2

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Display:
    """A panel: its pixels and its real size in millimetres."""

    width: int
    height: int
    width_mm: float
    height_mm: float

    @property
    def px_per_mm(self) -> float:
        """Pixels a millimetre, from the width (pixels are square on the panels we know)."""
        return self.width / self.width_mm

    def __str__(self) -> str:
        return f"{self.width}x{self.height}@{self.width_mm:g}x{self.height_mm:g}mm"


PANELS = {
    "10 pouces": Display(1280, 800, 217, 136),
    "15 pouces": Display(1920, 1080, 345, 194),
    "15 pouces debout": Display(1080, 1920, 194, 345),
}
"""The panels that the kiosk is proved on."""


def read_display(text: str) -> Display:
    """The panel written as `1280x800@217x136mm`. Raises ValueError with a French sentence."""
    match = re.fullmatch(r"(\d+)x(\d+)@(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?:mm)?", text.strip())
    if not match:
        raise ValueError(f"« {text} » n'est pas un écran : écrivez pixels@millimètres, ainsi : 1280x800@217x136mm.")
    display = Display(int(match[1]), int(match[2]), float(match[3]), float(match[4]))
    if not (min(display.width, display.height) >= 600 and max(display.width, display.height) <= 8000):
        raise ValueError(f"« {text} » : un écran a entre 600 et 8000 pixels de côté.")
    if min(display.width_mm, display.height_mm) < 100:
        raise ValueError(f"« {text} » : l'écran fait moins de 100 mm de côté, c'est trop petit pour être lu.")
    return display


def colour(code: str) -> Colour:
    """`#RRGGBB` as red, green, blue from 0 to 1."""
    return int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(rgb: Colour) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True)
class Palette:
    """The colours of one contrast. `ink` is read on paper, card, spoken and the notices; `on_main` on `main`."""

    ink: Colour
    paper: Colour
    card: Colour
    edge: Colour
    main: Colour
    on_main: Colour
    spoken: Colour
    on_spoken: Colour
    caution: Colour
    info: Colour
    good: Colour
    panel: Colour
    on_panel: Colour
    focus: Colour
    done: Colour
    todo: Colour
    tiles: bool  # whether themes keep their own colours


def _palette(tiles: bool, **colours: str) -> Palette:
    return Palette(tiles=tiles, **{name: colour(code) for name, code in colours.items()})


PALETTES = {
    Contrast.NORMAL: _palette(
        True, ink="#10243E", paper="#FBF7F0", card="#FFFFFF", edge="#10243E", main="#10243E", on_main="#FFFFFF",
        spoken="#FFE9A8", on_spoken="#10243E", caution="#FFF4D6", info="#E8F0FC", good="#DFF3E5", panel="#133A32",
        on_panel="#FFFFFF", focus="#B4390A", done="#1E6B5A", todo="#D8CFBD",
    ),
    Contrast.SOFT: _palette(
        True, ink="#3A3A36", paper="#F3EBDD", card="#F8F2E7", edge="#3A3A36", main="#3B4A4A", on_main="#F8F2E7",
        spoken="#F2DCA0", on_spoken="#3A3A36", caution="#F4E4BC", info="#E3E6E4", good="#E0E9DA", panel="#2F4541",
        on_panel="#F8F2E7", focus="#8A3A12", done="#4C7468", todo="#CFC4B0",
    ),
    Contrast.DARK: _palette(
        False, ink="#FFFFFF", paper="#000000", card="#000000", edge="#FFFFFF", main="#FFFFFF", on_main="#000000",
        spoken="#FFFFFF", on_spoken="#000000", caution="#000000", info="#000000", good="#000000", panel="#000000",
        on_panel="#FFFFFF", focus="#FFD84A", done="#FFFFFF", todo="#666666",
    ),
    Contrast.LIGHT: _palette(
        False, ink="#000000", paper="#FFFFFF", card="#FFFFFF", edge="#000000", main="#000000", on_main="#FFFFFF",
        spoken="#000000", on_spoken="#FFFFFF", caution="#FFFFFF", info="#FFFFFF", good="#FFFFFF", panel="#FFFFFF",
        on_panel="#000000", focus="#0000C8", done="#000000", todo="#BBBBBB",
    ),
}  # fmt: skip

HUES = {
    "argent": colour("#FFE3C2"),
    "sante": colour("#D6EEDD"),
    "papiers": colour("#DCE6FB"),
    "impots": colour("#F3DDF0"),
    "travail": colour("#FDF0B8"),
    "logement": colour("#D8F0F2"),
    "retraite": colour("#F6DCD5"),
    "internet": colour("#E6E0F7"),
}
"""The tile of each theme, read with the ink of the normal contrast."""

CODE_HUES = {
    "Bleu": colour("#12389B"),
    "Vert": colour("#0B4A26"),
    "Orange": colour("#FFA133"),
    "Violet": colour("#4B1D9E"),
    "Rouge": colour("#7E1515"),
    "Brun": colour("#4A3420"),
}
"""The colour of each code, read in white (orange in black) at 10:1; its name always stands beside it."""


def code_ink(name: str) -> Colour:
    """The colour of the words on a code."""
    return BLACK if name == "Orange" else WHITE


SKETCH_HUES = {
    "bleu": colour("#1B3884"),
    "vert": colour("#114A28"),
    "rouge": colour("#7E1818"),
    "violet": colour("#4A2580"),
    "gris": colour("#3B4250"),
}
"""The band of a sketched site, read in white."""

SKETCH_MARK = colour("#D9480F")
WHITE, BLACK = colour("#FFFFFF"), colour("#000000")


@dataclass(frozen=True)
class Look:
    """Sizes in pixels of this panel, and colours, for one comfort profile."""

    display: Display
    palette: Palette
    body: float  # em sizes
    title: float
    bar: float
    gap: float
    pad: float
    target: float  # least height of a target
    choice: float
    main: float
    line: float  # thickness of an outline
    open_dyslexic: bool = False
    calm: bool = False  # no sentence lights up
    low_reach: bool = False  # all that is touched stands in the lower half
    left_handed: bool = False  # mirrored

    @property
    def low(self) -> bool:
        """Whether the panel is so low that room must be saved."""
        return self.display.height_mm < SMALL_PANEL_MM

    @property
    def landscape(self) -> bool:
        """Whether the panel is wider than high."""
        return self.display.width > self.display.height

    def mm(self, millimetres: float) -> float:
        """That length in pixels."""
        return millimetres * self.display.px_per_mm


def make_look(comfort: Comfort, display: Display) -> Look:
    """The look of a comfort profile on a panel."""
    px = display.px_per_mm
    low = display.height_mm < SMALL_PANEL_MM
    height = "low" if low else "high"
    width = "wide" if display.width_mm >= WIDE_PANEL_MM else "narrow"
    body, title, bar = (
        capitals[comfort.size - 1] / CAP_HEIGHT * px for capitals in (BODY_MM[height], TITLE_MM[height], BAR_MM[width])
    )
    return Look(
        display=display,
        palette=PALETTES[comfort.contrast],
        body=body,
        title=title,
        bar=bar,
        gap=GAP_MM * px,
        pad=PAD_MM * px,
        target=TARGET_MM * px,
        choice=(SMALL_CHOICE_MM if low else CHOICE_MM) * px,
        main=MAIN_MM * px,
        line=max(2.0, 0.45 * px),
        open_dyslexic=comfort.open_dyslexic,
        calm=comfort.calm,
        low_reach=comfort.low_reach and has_lower_half(display),
        left_handed=comfort.left_handed,
    )


def has_lower_half(display: Display) -> bool:
    """Whether the lower half of a panel is high enough for all controls; a lower panel is within reach as a whole."""
    return display.height_mm >= SMALL_PANEL_MM
