"""I/O. A display for machines that have none: Xvfb, for as long as it is needed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


class NoDisplay(RuntimeError):
    """There is no display, and none can be made. The message is a French sentence with the remedy."""


@contextlib.contextmanager
def display_of_some_kind(width: int, height: int, *, virtual: bool = False) -> Iterator[str]:
    """The display there is, or else (or when `virtual`) a virtual one of that size in pixels. Raises NoDisplay."""
    present = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if present and not virtual:
        yield present
        return
    program = shutil.which("Xvfb")
    if program is None:
        raise NoDisplay("Il n'y a pas d'écran, et Xvfb manque. Installez-le : apt-get install xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise NoDisplay("L'écran virtuel Xvfb n'a pas pu s'ouvrir. Essayez : Xvfb -version")
        before = {name: os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
        os.environ["DISPLAY"] = f":{number}"
        os.environ.pop("WAYLAND_DISPLAY", None)
        os.environ.pop("SDL_VIDEODRIVER", None)
        yield os.environ["DISPLAY"]
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    finally:
        server.terminate()
        server.wait(5)


def display_answers() -> bool:
    """Whether the display that the environment names is really there."""
    if os.environ.get("DISPLAY"):
        try:
            x11 = ctypes.CDLL("libX11.so.6")
        except OSError:
            return True  # cannot be asked: let the window try
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = x11.XOpenDisplay(None)
        if display:
            x11.XCloseDisplay(ctypes.c_void_p(display))
        return bool(display)
    wayland = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(wayland) and (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / wayland).exists()
