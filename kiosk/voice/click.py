"""Rules. The short sounds that answer a touch, and how they are laid over speech at the volume that was chosen."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import zip_longest
from math import exp, pi, sin

_LOUDEST = 32767
_PEAK = 11000  # of 32767: heard over speech, which goes up to 26000
_RISE_SECONDS = 0.0005
_FALL_SECONDS = 0.003
# What was touched answers clearly; beside it, lower and duller. Both stand below 2000 Hz, which old ears hear best.
_HIT = (1300.0, 0.025, 0.006)  # hertz, seconds, seconds in which it fades to a third
_MISS = (330.0, 0.040, 0.012)


def click(hit: bool, hertz: int) -> array[int]:
    """The answer to a touch, `hertz` samples a second: 25 ms for one that hit, 40 ms for one beside everything."""
    pitch, seconds, fade = _HIT if hit else _MISS
    samples = array("h")
    for place in range(int(seconds * hertz)):
        at = place / hertz
        edges = min(1.0, at / _RISE_SECONDS, (seconds - at) / _FALL_SECONDS)
        samples.append(int(_PEAK * edges * exp(-at / fade) * sin(2 * pi * pitch * at)))
    return samples


def gain(decibels: float) -> float:
    """What to multiply samples by: 1 at 0 decibels, which is the most there is, and about a half at -6."""
    return float(10 ** (min(0.0, decibels) / 20))


@lru_cache(maxsize=8)
def scaled(factor: float) -> list[int]:
    """Every sample multiplied by a factor; negative ones count from the end, as lists do. Ten times quicker to look up
    than to work out."""
    return [int(each * factor) for each in (*range(_LOUDEST + 1), *range(-_LOUDEST - 1, 0))]


def mixed(speech: bytes, over: array[int], factor: float) -> bytes:
    """Speech with another sound over its beginning, both multiplied by a factor; as long as the longer of the two."""
    if not over:
        return speech if factor == 1.0 else array("h", map(scaled(factor).__getitem__, array("h", speech))).tobytes()
    sums = (one + other for one, other in zip_longest(array("h", speech), over, fillvalue=0))
    return array("h", [max(-_LOUDEST, min(_LOUDEST, int(each * factor))) for each in sums]).tobytes()
