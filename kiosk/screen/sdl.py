"""I/O. Sleeps until something happens at the window, so that the kiosk rests at no cost and yet answers at once.

Kivy's own loop wakes at a fixed rate: slow, and touches wait; fast, and a resting kiosk burns a core. SDL can wait for
an event; Kivy does not offer it, so the very library that Kivy loaded is asked.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from pathlib import Path

USER_EVENT = 0x8000
FINGER_EVENTS = {0x700: "fingerdown", 0x701: "fingerup"}
MOUSE_AS_FINGER = -1


class Waiter:
    """Waits for window events, and wakes from another thread."""

    def __init__(self) -> None:
        self._sdl = _loaded_sdl()
        self._event = ctypes.create_string_buffer(128)  # an SDL_Event is 56 bytes
        ctypes.memmove(self._event, USER_EVENT.to_bytes(4, "little"), 4)

    def wait(self, seconds: float) -> None:
        """Returns at the next window event, at `wake`, or after that many seconds. The event stays in its queue."""
        milliseconds = max(0, min(60_000, round(seconds * 1000)))
        if self._sdl is None:
            time.sleep(min(seconds, 0.02))
        elif milliseconds:
            self._sdl.SDL_WaitEventTimeout(None, milliseconds)

    def wake(self) -> None:
        """Ends a wait; may be called from any thread."""
        if self._sdl is not None:
            self._sdl.SDL_PushEvent(self._event)


class FingerEvent(ctypes.Structure):
    """SDL_TouchFingerEvent: the place is given as parts of the window, from its top left corner."""

    _fields_ = (
        ("type", ctypes.c_uint32), ("timestamp", ctypes.c_uint32), ("panel", ctypes.c_int64),
        ("finger", ctypes.c_int64), ("x", ctypes.c_float), ("y", ctypes.c_float), ("dx", ctypes.c_float),
        ("dy", ctypes.c_float), ("pressure", ctypes.c_float), ("window", ctypes.c_uint32),
    )  # fmt: skip


class Fingers:
    """Tells of each finger that lands or lifts: on desktops Kivy drops them, and knows one pointer only.

    `tell` receives what Kivy's own provider of fingers takes: "fingerdown" or "fingerup", the finger, x, y, pressure.
    """

    def __init__(self, tell: Callable[[tuple[str, str, float, float, float]], None]) -> None:
        self._tell = tell
        self._watch = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(self._on_event)
        sdl = _loaded_sdl()
        if sdl is not None:
            sdl.SDL_AddEventWatch(self._watch, None)

    def _on_event(self, _data: int, address: int) -> int:
        kind = FINGER_EVENTS.get(ctypes.c_uint32.from_address(address).value)
        if kind is not None:
            event = FingerEvent.from_address(address)
            if event.panel != MOUSE_AS_FINGER:
                self._tell((kind, f"{event.panel}:{event.finger}", event.x, event.y, event.pressure))
        return 1


def desktop_bounds(whole: bool) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the desktop in pixels, with its panels or without; None when SDL does not tell."""
    sdl = _loaded_sdl()
    bounds = (ctypes.c_int * 4)()
    if sdl is None or (sdl.SDL_GetDisplayBounds if whole else sdl.SDL_GetDisplayUsableBounds)(0, bounds) != 0:
        return None
    return bounds[0], bounds[1], bounds[2], bounds[3]


def _loaded_sdl() -> ctypes.CDLL | None:
    """The SDL that this process has loaded with Kivy; None when it cannot be found."""
    try:
        maps = Path("/proc/self/maps").read_text("utf-8", "replace").splitlines()
        path = next(line.split(maxsplit=5)[5] for line in maps if "libSDL2-2" in line)
        return ctypes.CDLL(path)
    except (OSError, StopIteration):
        return None
