"""Rules. A sentence as sound, and how it is made ready to play: no silence before it, every engine equally loud."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

_AUDIBLE = 200  # of 32767; below, it counts as silence
_LEAD_SECONDS = 0.005  # silence kept before the first sound
_REST_SECONDS = 0.4  # silence kept after the last: the rest between two sentences
_PEAK = 26000  # of 32767: about -2 dB
_MOST_GAIN = 4.0  # a clip that is almost silent is not blown up into noise


@dataclass(frozen=True)
class Clip:
    """One sentence as sound: 16-bit mono samples, little-endian, `hertz` of them a second."""

    samples: bytes
    hertz: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / 2 / self.hertz


def ready(clip: Clip) -> Clip:
    """The clip with its silences cut to size and its loudest point at the common level. Empty stays empty."""
    samples = array("h", clip.samples)
    if not samples or max(max(samples), -min(samples)) < _AUDIBLE:
        return Clip(b"", clip.hertz)
    first, last = _audible(samples)
    start = max(0, first - int(_LEAD_SECONDS * clip.hertz))
    samples = samples[start : last + int(_REST_SECONDS * clip.hertz)]
    gain = min(_MOST_GAIN, _PEAK / max(max(samples), -min(samples)))
    return Clip(array("h", [int(sample * gain) for sample in samples]).tobytes(), clip.hertz)


def _audible(samples: array[int]) -> tuple[int, int]:
    """Where the sound starts and ends; there is some."""
    first = next(place for place, sample in enumerate(samples) if abs(sample) >= _AUDIBLE)
    last = next(place for place in range(len(samples) - 1, -1, -1) if abs(samples[place]) >= _AUDIBLE)
    return first, last + 1
