"""I/O. A resident on the stage who touches nothing: five keys or two switches, and ears. What they press and hear is
kept as a transcript."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.page.focus import Key, stops
from kiosk.page.model import Action, Verb
from kiosk.screen.keypad import CODES
from kiosk.settings import Settings
from kiosk.staff.stage import Lost, Stage

MOST_PRESSES = 120
"""No action is further away than this."""


class ByKeys:
    """Presses keys until the wanted button has the focus, then selects it. `two`: only the two switches."""

    def __init__(self, stage: Stage, settings: Settings, two: bool) -> None:
        self._stage = stage
        self._two = two
        self._codes = {key: CODES[getattr(settings, f"key_{key.value}").split(",")[0].strip()] for key in Key}
        self.transcript: list[dict[str, object]] = []

    def begin(self) -> float:
        """The first key of a visit: it begins by ear."""
        return self.key(Key.NEXT)

    def press(self, verb: Verb, value: str | None = None) -> float:
        """Finds the button of an intent and selects it; returns the milliseconds from the last key to the frame."""
        if verb is Verb.BACK and not self._two:
            return self.key(Key.BACK)
        if verb is Verb.WHERE and not self._two:
            return self.key(Key.HELP)
        return self._find(
            lambda action: action.intent.verb is verb and value in (None, action.intent.value),
            f"{verb.value} {value or ''}",
        )

    def _find(self, wanted: Callable[[Action], bool], what: str) -> float:
        for _ in range(MOST_PRESSES):
            focus = self._stage.host.focus
            if any(map(wanted, focus)):
                took = self.key(Key.SELECT)
                if len(focus) == 1:
                    return took  # else this only opened a row of keys
            else:
                self.key(self._towards(wanted))
        raise Lost(f"no way by keys to {what} on the page {self._stage.host.page.kind}")

    def _towards(self, wanted: Callable[[Action], bool]) -> Key:
        """The key that leads there sooner; two switches only go on."""
        every = stops(self._stage.host.page)
        there = next((at for at, action in enumerate(every) if wanted(action)), None)
        focus = self._stage.host.focus
        if self._two or there is None or len(focus) != 1 or focus[0] not in every:
            return Key.NEXT
        return Key.NEXT if (there - every.index(focus[0])) % len(every) <= len(every) // 2 else Key.PREVIOUS

    def key(self, key: Key) -> float:
        """Presses and lets go of a key, and hears all that it brings; returns the milliseconds until the frame."""
        from kivy.core.window import Window  # here, because the stage has opened it

        stage = self._stage
        code = self._codes[key]
        began = time.perf_counter()
        Window.dispatch("on_key_down", code, 0, "", [])
        stage.shell.step()
        took = (time.perf_counter() - began) * 1000
        Window.dispatch("on_key_up", code, 0)
        stage.shell.rest_finger()
        self._hear(key.value)
        return took

    def hear(self) -> str:
        """Hears what comes by itself, as the professional's answer; returns it."""
        return self._hear(None)

    def _hear(self, key: str | None) -> str:
        """Hears all, and notes it with the page that was there: another may come while it is being said."""
        page, focus = self._stage.host.page, self._stage.host.focus
        heard = self._stage.hear()
        self.transcript.append(
            {
                "page": page.kind,
                "title": page.title.text,
                "key": key,
                "heard": heard,
                "focus": " ".join(one.said or one.label for one in focus) or None,
                "offered": [one.said or one.label for one in page.actions()],
            }
        )
        return heard
