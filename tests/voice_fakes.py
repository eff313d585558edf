"""Parts of the voice that tests drive by hand: an engine without sound, and a sound card whose time they turn."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from threading import Event

from kiosk.voice.clip import Clip
from kiosk.voice.player import HERTZ, Frames
from kiosk.voice.port import VoiceError


class FakeEngine:
    """Renders each sentence as a steady tone level of its own, so that what is heard tells what was said."""

    name = "fake"

    def __init__(self, milliseconds: int = 100) -> None:
        self.milliseconds = milliseconds
        self.rendered: list[tuple[str, int]] = []
        self.levels: dict[str, int] = {}
        self.fails = False
        self.explodes = False
        self.closed = 0
        self.allowed = Event()
        self.allowed.set()

    def render(self, text: str, words_a_minute: int) -> Clip:
        """A clip of `milliseconds`, once `allowed`."""
        self.allowed.wait(10)
        self.rendered.append((text, words_a_minute))
        if self.fails:
            raise VoiceError("La voix ne répond plus.")
        if self.explodes:
            raise RuntimeError(text)
        level = self.levels.setdefault(text, len(self.levels) + 1)
        return Clip(array("h", [level] * (HERTZ * self.milliseconds // 1000)).tobytes(), HERTZ)

    def close(self) -> None:
        """Remembers that it was asked."""
        self.closed += 1


class FakeCard:
    """A sound card that asks for frames when the test says so."""

    def __init__(self, mute: str | None = None, works: bool = True) -> None:
        self.mute = mute
        self.works = works
        self.frames: Frames | None = None
        self.opened = 0
        self.closed = 0
        self.running = Event()
        self.resting = Event()

    def open(self) -> tuple[FakeCard, str | None]:
        """The opener that a `Player` takes."""
        self.opened += 1
        return self, self.mute

    def start(self, callback_generator: Frames) -> None:
        """Takes the frames."""
        if not self.works:
            raise OSError("unplugged")
        self.frames = callback_generator
        self.resting.clear()
        self.running.set()

    def stop(self) -> None:
        """Asks for no more."""
        self.frames = None
        self.running.clear()
        self.resting.set()

    def close(self) -> None:
        """Remembers that it was asked."""
        self.closed += 1

    def play(self, milliseconds: int) -> list[int]:
        """Lets time pass; the levels that were heard, silence left out."""
        if self.frames is None:
            return []
        samples = array("h", self.frames.send(HERTZ * milliseconds // 1000))
        return [sample for sample in samples if sample]


def until(happened: Callable[[], bool], tries: int = 1_000_000) -> None:
    """Waits for another thread to get there; fails when it does not within ten seconds."""
    waited = Event()
    for _ in range(min(tries, 5000)):
        if happened():
            return
        waited.wait(0.002)
    raise AssertionError("it did not happen")
