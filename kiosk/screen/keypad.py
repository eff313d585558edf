"""Rules. Which key of a keypad asks for what, and when a key counts. A keypad, and a switch, is a USB keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.page.focus import Key
from kiosk.settings import Settings

REPEAT_SECONDS = 2.0
"""A key held down counts again only after this time (VVSG 2.0), and only to go on or back among the buttons."""
STUCK_SECONDS = 20.0
"""A key held for longer is stuck, or something lies on it."""
TREMOR_SECONDS = 0.2
"""The same key within this time after it was let go, also after a tremor, is a tremor: hands shake at 4 to 12 Hz."""

CODES: dict[str, int] = {
    "up": 273, "down": 274, "right": 275, "left": 276, "enter": 13, "keypad-enter": 271, "space": 32, "tab": 9,
    "escape": 27, "backspace": 8, "pageup": 280, "pagedown": 281, "home": 278, "end": 279, "insert": 277, "delete": 127,
    **{f"f{number}": 281 + number for number in range(1, 13)},
    **{f"keypad-{number}": 256 + number for number in range(10)},
    **{letter: ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"},
}  # fmt: skip
"""The names of keys in the settings, and the codes that the window gives them."""


def read_keys(settings: Settings) -> dict[int, Key]:
    """What each key code asks for. Raises ValueError with a French sentence for a name that is unknown or given
    twice."""
    keys: dict[int, Key] = {}
    for key in Key:
        setting = f"key_{key.value}"
        for name in getattr(settings, setting).split(","):
            name = name.strip().lower()
            if name not in CODES:
                raise ValueError(f"Réglage « {setting} » : la touche « {name} » n'existe pas. Voyez docs/settings.md.")
            if keys.setdefault(CODES[name], key) is not key:
                raise ValueError(f"Réglage « {setting} » : la touche « {name} » sert déjà. Choisissez-en une autre.")
    return keys


@dataclass
class _Held:
    """A key that is down: since when, when it counted last, and when its keyboard last told of it."""

    since: float
    counted: float
    seen: float


@dataclass
class Keypad:
    """A keypad: each press of a key counts once, however long it is held and however the hand trembles."""

    keys: Mapping[int, Key]
    tremor_seconds: float = TREMOR_SECONDS
    _held: dict[int, _Held] = field(default_factory=dict)
    _released: dict[int, float] = field(default_factory=dict)

    def press(self, code: int, now: float) -> Key | None:
        """A key goes down, or its keyboard repeats it; what it asks for, or None."""
        if code not in self.keys:
            return None
        held = self._held.get(code)
        if held is not None and now - held.seen < REPEAT_SECONDS:
            held.seen = now
            return self._repeated(self.keys[code], held, now)
        self._held[code] = _Held(now, now, now)  # also by a tremor: what the keyboard repeats of it is no press either
        tremor = now - self._released.get(code, float("-inf")) < self.tremor_seconds
        return None if tremor else self.keys[code]

    @staticmethod
    def _repeated(key: Key, held: _Held, now: float) -> Key | None:
        """A key that is held: only "next" and "previous" go on, slowly, and not for ever."""
        if key not in (Key.NEXT, Key.PREVIOUS) or now - held.counted < REPEAT_SECONDS:
            return None
        if now - held.since > STUCK_SECONDS:
            return None
        held.counted = now
        return key

    def is_held(self, code: int) -> bool:
        """Whether a key of the keypad is down."""
        return code in self._held

    def release(self, code: int, now: float) -> None:
        """A key comes up."""
        if self._held.pop(code, None) is not None:
            self._released[code] = now

    def rest(self) -> None:
        """Forgets the last presses: for fingers quicker than any hand."""
        self._held.clear()
        self._released.clear()
