"""I/O. Clips to the loudspeaker, through miniaudio: each frame is handed out here, so silence is at once.

The sound card is opened at the first sound, kept open, and stopped at rest: no frame is asked for then, and nothing of
the processor is used. Without a card, miniaudio's null device keeps time, so that the page is still lit sentence by
sentence.
"""

from __future__ import annotations

import time
import wave
from array import array
from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

from kiosk.voice.click import click, gain, mixed, scaled
from kiosk.voice.clip import Clip
from kiosk.voice.script import Said

HERTZ = 22050
PERIOD_MS = 20
PERIODS = 2
"""What the card holds ahead, and so goes on playing after a stop: two periods, 40 ms."""
NO_CARD = "Le son ne marche pas : aucune carte son n'a été trouvée."
CARD_LOST = "Le son ne marche plus : la carte son ne répond plus."
_STALLED_SECONDS = 2.0

Frames = Generator[bytes, int, None]
"""Is sent how many frames are wanted, gives them as bytes."""


class Device(Protocol):
    """What plays: miniaudio's PlaybackDevice, or a test's."""

    def start(self, callback_generator: Frames) -> None:
        """Asks for frames from now on, from a thread of its own."""

    def stop(self) -> None:
        """Asks for no more frames; returns when the last has been asked for."""

    def close(self) -> None:
        """Lets the card go."""


Opener = Callable[[], tuple[Device, str | None]]
"""Opens a device; with it, why it will not be heard, or None."""


def open_card() -> tuple[Device, str | None]:
    """The sound card, or the null device with the reason."""
    import miniaudio  # here, since it costs 0.1 s that the first page does not need

    backends = [miniaudio.Backend.PULSEAUDIO]
    if any(Path("/dev/snd").glob("pcm*p")):  # without a card, ALSA fills the journal with complaints
        backends.append(miniaudio.Backend.ALSA)
    try:
        return _device(backends), None
    except miniaudio.MiniaudioError:
        return _device([miniaudio.Backend.NULL]), NO_CARD


def open_nothing() -> tuple[Device, str | None]:
    """The null device, on purpose: time passes as if it sounded."""
    import miniaudio

    return _device([miniaudio.Backend.NULL]), None


def _device(backends: list[object]) -> Device:
    import miniaudio

    return cast(
        Device,
        miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=HERTZ,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            backends=backends,
            app_name="Maxilien",
        ),
    )


class Player:
    """Plays clips one after the other, and clicks over them.

    `wake`, `rest`, `replace` and `close` belong to one thread; everything else may be called from any. `record` is a
    WAV file that receives exactly the frames handed to the card, without the silences in which nothing sounded.
    """

    def __init__(self, record: Path | None = None, opener: Opener = open_card, spare: Opener = open_nothing) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.mute: str | None = None
        self.first_at: float | None = None  # time.perf_counter() of the first frame of speech since `clear`
        self.silent_at: float | None = None  # time.perf_counter() from which no speech was handed out
        self.awake = False
        self._opener = opener
        self._spare = spare
        self._device: Device | None = None
        self._lock = Lock()
        self._waiting: deque[tuple[Clip, Said]] = deque()
        self._sound = memoryview(b"")
        self._now: Said | None = None
        self._clicks = {hit: click(hit, HERTZ) for hit in (True, False)}
        self._click = array("h")  # what is left of the one being played
        self._gain = 1.0
        self._asked_at = 0.0
        self._record = _recording(record) if record is not None else None

    @property
    def now(self) -> Said | None:
        """What the clip being played says."""
        return self._now

    @property
    def waiting(self) -> int:
        """How many clips wait behind the one being played."""
        return len(self._waiting)

    @property
    def loaded(self) -> bool:
        """Whether something plays or waits."""
        return self._now is not None or bool(self._waiting)

    @property
    def clicking(self) -> bool:
        """Whether the card is still to ask for a click; one that asks for nothing is not waited for."""
        return bool(self._click) and self.awake and not self.stalled

    @property
    def stalled(self) -> bool:
        """Whether the card has stopped asking for frames, as when it was unplugged."""
        return self.awake and time.perf_counter() - self._asked_at > _STALLED_SECONDS

    def add(self, clip: Clip, said: Said) -> None:
        """Plays this after what is there."""
        if clip.hertz != HERTZ:
            clip = _at_our_rate(clip)
        with self._lock:
            self._waiting.append((clip, said))

    def set_volume(self, decibels: float) -> None:
        """How loud from the next frame on: 0 is the loudest, -6 half of it."""
        self._gain = gain(decibels)
        scaled(self._gain)  # worked out here, once, rather than in the card's thread

    def acknowledge(self, hit: bool) -> None:
        """Plays a click over the next frames asked for, instead of what is left of the one before."""
        with self._lock:
            self._click = self._clicks[hit]

    def clear(self) -> int:
        """Silence: not one more frame of what was there is handed out once this returns; a click goes on.

        Returns how many clips had not begun.
        """
        with self._lock:
            if self.loaded:
                self.silent_at = time.perf_counter()
            unheard = len(self._waiting)
            self._waiting.clear()
            self._sound = memoryview(b"")
            self._now = None
            self.first_at = None
        return unheard

    def wake(self) -> None:
        """Has the card ask for frames; opens it when needed. Nothing happens when it already does."""
        if self.awake:
            return
        if self._device is None:
            self._device, self.mute = self._opener()
        self._asked_at = time.perf_counter()
        frames = self._frames()
        next(frames)
        try:
            self._device.start(frames)
        except Exception:
            self.replace()
        else:
            self.awake = True

    def rest(self) -> None:
        """Has the card ask for nothing: the processor rests."""
        if self._device is not None and self.awake:
            self._quietly(self._device.stop)
        self.awake = False

    def replace(self) -> None:
        """Goes on without the card, which failed; it is tried again after `retry`."""
        self._drop()
        self._device, _ = self._spare()
        self.mute = CARD_LOST
        self._asked_at = time.perf_counter()
        frames = self._frames()
        next(frames)
        self._device.start(frames)
        self.awake = True

    def retry(self) -> None:
        """When nothing could be heard, looks for a card again at the next sound."""
        if self.mute is not None:
            self._drop()

    def close(self) -> None:
        """Lets the card go and ends the recording."""
        self.clear()
        self._drop()
        if self._record is not None:
            self._record.close()
            self._record = None

    def _drop(self) -> None:
        self.rest()
        if self._device is not None:
            self._quietly(self._device.close)
        self._device = None

    @staticmethod
    def _quietly(act: Callable[[], None]) -> None:
        """A card that is gone complains when it is stopped; there is nothing left to do about it."""
        try:
            act()
        except Exception:
            return

    def _frames(self) -> Frames:
        wanted = yield b""
        while True:
            wanted = yield self._hand_out(wanted * 2)

    def _hand_out(self, size: int) -> bytes:
        """The next bytes of sound, filled up with silence; called by the card's thread."""
        with self._lock:
            self._asked_at = time.perf_counter()
            before, clicked = self._now, bool(self._click)
            speech = self._speech(size)
            if speech:
                self.first_at = self.first_at or self._asked_at
                self.silent_at = None
            if len(speech) < size and self._now is not None:
                self._now = None
                self.silent_at = self._asked_at
            over, self._click = self._click[: size // 2], self._click[size // 2 :]
            changed = self._now is not before or (clicked and not self._click)
        out = mixed(speech, over, self._gain)
        if out and self._record is not None:
            self._record.writeframesraw(out)
        if changed:
            self.changed()
        return out.ljust(size, b"\0")

    def _speech(self, size: int) -> bytes:
        """The next bytes of the clips, at most so many; where they end, so does the speech."""
        out = bytearray()
        while len(out) < size:
            if not self._sound:
                if not self._waiting:
                    break
                clip, self._now = self._waiting.popleft()
                self._sound = memoryview(clip.samples)
                continue
            piece = self._sound[: size - len(out)]
            self._sound = self._sound[len(piece) :]
            out += piece
        return bytes(out)


def _at_our_rate(clip: Clip) -> Clip:
    import miniaudio

    kind = miniaudio.SampleFormat.SIGNED16
    samples = miniaudio.convert_frames(kind, 1, clip.hertz, clip.samples, kind, 1, HERTZ)
    return Clip(bytes(samples), HERTZ)


def _recording(path: Path) -> wave.Wave_write:
    record = wave.open(str(path), "wb")  # noqa: SIM115 (closed by `close`)
    record.setnchannels(1)
    record.setsampwidth(2)
    record.setframerate(HERTZ)
    return record
