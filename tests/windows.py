"""What the tests of the real window share: its time, moved by hand; fingers and keys, put down and lifted apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from kiosk.screen.keypad import CODES
from kiosk.screen.shapes import Rect
from kiosk.staff.stage import Stage


class Clock:
    """The time that the window sees, moved by hand."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now


def last_frame(stage: Stage, tmp_path: Path) -> np.ndarray:
    """What the window shows, without letting anything happen."""
    path = tmp_path / "frame.png"
    stage.shell.photograph(path)
    return np.asarray(Image.open(path).convert("RGB"))


def of_colour(pixels: np.ndarray, colour: tuple[float, float, float]) -> np.ndarray:
    return (pixels == np.array([round(part * 255) for part in colour])).all(axis=2)


def beside(stage: Stage) -> tuple[float, float]:
    """A place far from every button."""
    targets = [target.rect for target in stage.shell.sheet.targets]
    places = [(x, y) for x in range(80, stage.display.width - 60, 20) for y in range(80, stage.display.height - 60, 20)]
    return max(places, key=lambda place: min(rect.gap(Rect(*place, 0, 0)) for rect in targets))


def down(x: float, y: float) -> None:
    from kivy.core.window import Window

    Window.dispatch("on_mouse_down", x, y, "left", [])


def up(x: float, y: float) -> None:
    from kivy.core.window import Window

    Window.dispatch("on_mouse_up", x, y, "left", [])


def press(stage: Stage, name: str, release: bool = True) -> None:
    """A key goes down and, unless it is held, comes up."""
    from kivy.core.window import Window

    Window.dispatch("on_key_down", CODES[name], 0, "", [])
    stage.shell.step()
    if release:
        Window.dispatch("on_key_up", CODES[name], 0)
        stage.shell.rest_finger()
