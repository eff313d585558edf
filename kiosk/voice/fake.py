"""Rules. A voice that makes no sound and remembers what it was asked to say, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.voice.script import Said


class FakeVoice:
    """Says nothing, records everything. A sentence lasts until `finish_sentence`."""

    def __init__(self, mute: str | None = None) -> None:
        self.said: list[tuple[Said, ...]] = []
        self.rates: list[int] = []
        self.mute = mute
        self.warmed = False
        self.wiped = 0
        self.closed = False
        self._left: list[Said] = []

    @property
    def now(self) -> Said | None:
        """The sentence being "heard"."""
        return self._left[0] if self._left else None

    @property
    def busy(self) -> bool:
        """Whether a sentence is left."""
        return bool(self._left)

    def warm(self) -> None:
        """Remembers that it was asked."""
        self.warmed = True

    def say(self, script: Sequence[Said], words_a_minute: int) -> None:
        """Takes the script instead of what was left of the one before."""
        self.said.append(tuple(script))
        self.rates.append(words_a_minute)
        self._left = list(script)

    def finish_sentence(self) -> None:
        """Lets the present sentence end."""
        del self._left[:1]

    def stop(self) -> None:
        """Silence."""
        self._left = []

    def wipe(self) -> None:
        """Silence, and what was said is forgotten."""
        self._left = []
        self.said.clear()
        self.rates.clear()
        self.wiped += 1

    def close(self) -> None:
        """Remembers that it was asked."""
        self.stop()
        self.closed = True
