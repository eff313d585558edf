"""Rules. A voice that makes no sound and remembers what it was asked, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.voice.script import Said


class FakeVoice:
    """Says nothing, records everything. A sentence lasts until `finish_sentence`.

    `said` and `rates`: each script and its words a minute. `pauses`: how many there were. `skips`: each with what it
    was given. `decibels`: the volume. `clicks`: each touch that was answered, true for one that hit.
    """

    def __init__(self, mute: str | None = None) -> None:
        self.said: list[tuple[Said, ...]] = []
        self.rates: list[int] = []
        self.pauses = 0
        self.skips: list[int] = []
        self.decibels = 0.0
        self.clicks: list[bool] = []
        self.mute = mute
        self.paused = False
        self.warmed = False
        self.wiped = 0
        self.closed = False
        self._script: tuple[Said, ...] = ()
        self._at = 0

    @property
    def now(self) -> Said | None:
        """The sentence being "heard"."""
        return self._script[self._at] if self.busy else None

    @property
    def busy(self) -> bool:
        """Whether a sentence is left, and no pause."""
        return self._at < len(self._script) and not self.paused

    def warm(self) -> None:
        """Remembers that it was asked."""
        self.warmed = True

    def say(self, script: Sequence[Said], words_a_minute: int) -> None:
        """Takes the script instead of what was left of the one before."""
        self.stop()
        self.said.append(tuple(script))
        self.rates.append(words_a_minute)
        self._script = tuple(script)

    def finish_sentence(self) -> None:
        """Lets the present sentence end."""
        if self.busy:
            self._at += 1

    def pause(self) -> None:
        """Waits in the present sentence."""
        self.pauses += 1
        self.paused = self.paused or self.busy

    def skip(self, sentences: int) -> None:
        """Goes on from another sentence."""
        self.skips.append(sentences)
        if self.busy or self.paused:
            self.paused = False
            self._at = max(0, self._at + sentences)

    def set_volume(self, decibels: float) -> None:
        """Remembers it."""
        self.decibels = decibels

    def acknowledge(self, hit: bool) -> None:
        """Remembers it."""
        self.clicks.append(hit)

    def stop(self) -> None:
        """Silence, and nothing to go on with."""
        self._script = ()
        self._at = 0
        self.paused = False

    def wipe(self) -> None:
        """Silence, and what was said is forgotten."""
        self.stop()
        self.said.clear()
        self.rates.clear()
        self.wiped += 1

    def close(self) -> None:
        """Remembers that it was asked."""
        self.stop()
        self.closed = True
