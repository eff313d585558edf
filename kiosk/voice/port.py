"""Rules. What a voice is to the rest of the kiosk, and what an engine is to the voice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kiosk.voice.clip import Clip
from kiosk.voice.script import Said


class VoiceError(Exception):
    """No sound could be made. Its message is a French sentence for staff, and never holds what was to be said."""


class Engine(Protocol):
    """Turns a sentence into sound. Starts nothing before the first `render`; may be used again after `close`."""

    @property
    def name(self) -> str:
        """Which engine this is: espeak, pico or piper."""

    def render(self, text: str, words_a_minute: int) -> Clip:
        """One sentence as sound, at constant pitch whatever the rate. Raises VoiceError. May take seconds."""

    def close(self) -> None:
        """Ends what the engine started and forgets what it said."""


class Voice(Protocol):
    """What speaks a page. No call here waits for sound or raises: what goes wrong stands in `mute`."""

    @property
    def now(self) -> Said | None:
        """The sentence being heard, for the screen to light."""

    @property
    def busy(self) -> bool:
        """Whether something is being said or about to be."""

    @property
    def paused(self) -> bool:
        """Whether a script was begun and waits in the middle; `busy` is False then."""

    @property
    def mute(self) -> str | None:
        """Why nothing can be heard, in a French sentence for staff; None when all is well."""

    def warm(self) -> None:
        """Makes ready to speak, in the background."""

    def say(self, script: Sequence[Said], words_a_minute: int) -> None:
        """Says this instead of whatever was being said."""

    def pause(self) -> None:
        """Silence, in the middle of what is being said; nothing when nothing is."""

    def skip(self, sentences: int) -> None:
        """Says on from another sentence of the same script: -1 the one before, 0 this one again, 1 the next.

        Also what ends a pause: `skip(0)` begins the interrupted sentence anew. Nothing when no script is being said or
        paused; before the first sentence is the first; after the last is the end.
        """

    def set_volume(self, decibels: float) -> None:
        """How loud from now on, at once: 0 is the loudest, -6 half of it."""

    def acknowledge(self, hit: bool) -> None:
        """A short sound, at once and beside whatever is being said: a touch was felt; a duller one when it hit
        nothing."""

    def stop(self) -> None:
        """Silence, and nothing to go on with."""

    def wipe(self) -> None:
        """The visit is over: silence, and nothing that was said is kept."""

    def close(self) -> None:
        """Ends everything; nothing can be said after."""
