"""Rules. What a resident acts with besides the page: finger, keypad, headphones; made from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.screen.keypad import Keypad
from kiosk.screen.touch import Finger


@dataclass(frozen=True)
class Inputs:
    """`headphones` tells whether they are plugged in, None where that cannot be known; `touch_sound`, whether each
    touch and key is acknowledged by a sound."""

    finger: Finger
    keypad: Keypad
    headphones: Callable[[], bool | None] = lambda: None
    touch_sound: bool = True
