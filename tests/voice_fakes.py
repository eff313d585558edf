"""Parts of the voice that tests drive by hand: an engine without sound, a sound card whose time they turn, and a bench
with both."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from threading import Event

from kiosk.voice.clip import Clip
from kiosk.voice.player import HERTZ, Frames, Player
from kiosk.voice.port import VoiceError
from kiosk.voice.script import Said
from kiosk.voice.speaker import Speaker


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
        self.asked = Event()
        self.allowed = Event()
        self.allowed.set()
        self.held: str | None = None  # the only sentence that waits until `allowed`; None when each of them does

    def render(self, text: str, words_a_minute: int) -> Clip:
        """A clip of `milliseconds`, once `allowed`."""
        self.asked.set()
        if self.held in (None, text):
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
        self.started = 0
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
        self.started += 1
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
        return [sample for sample in self.samples(milliseconds) if sample]

    def samples(self, milliseconds: int) -> list[int]:
        """Lets time pass; all that was heard, silence included. Nothing while the card rests."""
        if self.frames is None:
            return []
        return list(array("h", self.frames.send(HERTZ * milliseconds // 1000)))


class Bench:
    """A speaker on a hand-driven card."""

    def __init__(self, mute: str | None = None) -> None:
        self.engine = FakeEngine()
        self.card = FakeCard(mute)
        self.spare = FakeCard()
        self.player = Player(opener=self.card.open, spare=self.spare.open)
        self.speaker = Speaker(self.engine, self.player)

    def say(self, *texts: str) -> list[Said]:
        """Says these, and waits until the first is ready to be heard."""
        script = [Said(text) for text in texts]
        self.speaker.say(script, 125)
        until(lambda: self.player.loaded)
        return script

    def heard(self, milliseconds: int) -> set[str]:
        """Which sentences are heard while this time passes."""
        names = {level: text for text, level in self.engine.levels.items()}
        return {names[level] for level in self.card.play(milliseconds)}


def until(happened: Callable[[], bool], tries: int = 1_000_000) -> None:
    """Waits for another thread to get there; fails when it does not within ten seconds."""
    waited = Event()
    for _ in range(min(tries, 5000)):
        if happened():
            return
        waited.wait(0.002)
    raise AssertionError("it did not happen")
