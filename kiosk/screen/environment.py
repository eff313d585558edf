"""I/O. What must be set before Kivy is imported: nothing of the machine's own may change the kiosk.

Kivy reads a configuration in the home folder, the environment and the arguments, and writes text into log files.
All of that is switched off here, and one input is declared: the window's own pointer, which a touchscreen drives too.
"""

from __future__ import annotations

import os
import sys

from kiosk.screen.look import Display


def prepare(display: Display, fullscreen: bool, home: str) -> None:
    """Readies the environment and Kivy's configuration. `home` is a writable folder for Kivy. Once a process."""
    if "kivy" in sys.modules:
        raise RuntimeError("Kivy was imported before its environment was prepared")
    for name in [name for name in os.environ if name.startswith(("KIVY_", "KCFG_"))]:
        del os.environ[name]
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",  # Kivy's own mode takes the process's standard error away
        KIVY_HOME=home,
        KIVY_METRICS_DENSITY="1",
        KIVY_METRICS_FONTSCALE="1",
        KIVY_AUDIO="ffpyplayer",  # never used: the voice has its own player
        SDL_VIDEO_ALLOW_SCREENSAVER="1",
        SDL_NO_SIGNAL_HANDLERS="1",
        SDL_TOUCH_MOUSE_EVENTS="0",  # a finger is told as a finger alone (`sdl.Fingers`), not as a mouse besides
        SDL_MOUSE_TOUCH_EVENTS="0",
    )
    # Without this, SDL falls back to drivers that show nothing, and the kiosk runs unseen.
    os.environ["SDL_VIDEODRIVER"] = "x11" if os.environ.get("DISPLAY") else "wayland"
    from kivy.config import Config  # lazy: the environment stands first

    for section, name, value in (
        ("graphics", "width", str(display.width)),
        ("graphics", "height", str(display.height)),
        ("graphics", "resizable", "0" if fullscreen else "1"),
        ("graphics", "fullscreen", "0"),
        ("graphics", "borderless", "1" if fullscreen else "0"),
        ("graphics", "multisamples", "0"),
        ("graphics", "maxfps", "0"),
        ("graphics", "show_cursor", "0" if fullscreen else "1"),
        ("graphics", "allow_screensaver", "1"),
        ("kivy", "exit_on_escape", "0"),
        ("kivy", "log_level", "error"),
        ("kivy", "keyboard_mode", ""),
    ):
        Config.set(section, name, value)
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.remove_section("modules")
    Config.add_section("modules")
