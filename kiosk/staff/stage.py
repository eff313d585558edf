"""I/O. The real kiosk on a stage: a real window, a real desk on loopback, a real voice whose sound is kept.

The tour, the pictures and the window tests all play on it. Time of the loudspeaker alone is driven by hand, so that a
page of speech takes as long as it takes to make, not to hear.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from kiosk.desk import state
from kiosk.desk.app import make_app
from kiosk.desk.memory.store import Store
from kiosk.desk.serving.server import DeskServer
from kiosk.guide.library import load
from kiosk.page.model import Action, Verb
from kiosk.screen.look import Display
from kiosk.screen.shapes import Rect, Target
from kiosk.settings import Settings
from kiosk.staff.desk import now
from kiosk.terminal import open_courier, open_kiosk
from kiosk.voice.engine import make
from kiosk.voice.player import HERTZ, Frames, Player, open_nothing
from kiosk.voice.speaker import Speaker

PATIENCE_SECONDS = 20.0
PARTS_OF = {
    "see": ("contrast", "open_dyslexic", "calm", "blank"),
    "hear": ("rate", "volume"),
    "touch": ("left_handed", "low_reach"),
}
"""On which part of the comfort pages a setting is; the others are on the first."""


class Lost(RuntimeError):
    """What was expected on the stage did not come; the message says what."""


class HandDriven:
    """A loudspeaker that asks for sound when told to, instead of as time passes."""

    def __init__(self) -> None:
        self._frames: Frames | None = None

    def start(self, callback_generator: Frames) -> None:
        """Has a source of frames from now on."""
        self._frames = callback_generator

    def stop(self) -> None:
        """Has none."""
        self._frames = None

    def close(self) -> None:
        """Has none."""
        self._frames = None

    def play(self, seconds: float) -> None:
        """Plays so many seconds of sound."""
        frames = self._frames
        if frames is not None:
            frames.send(int(seconds * HERTZ))


class Stage:
    """The kiosk, its desk and a finger. Opens Kivy's window: one stage a process."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        display: Display,
        seed: int = 0,
        record: Path | None = None,
        *,
        paced: bool = False,
    ) -> None:
        """`record` receives what is played (WAV). `paced`: the loudspeaker takes its time, as a real one does."""
        self._home = tempfile.TemporaryDirectory(prefix="maxilien-")
        home = Path(self._home.name)
        settings = replace(settings, panel=str(display))
        self.random = random.Random(seed)
        self.display = display
        self.touched_at = 0.0  # time.perf_counter() of the last lifting of the finger
        self.sound = HandDriven()
        player = Player(record, opener=open_nothing if paced else lambda: (self.sound, None))
        token = state.token(home)
        library = load(root, date.today())
        self.store = Store(state.database_url(home), now)
        self._server = DeskServer(make_app(self.store, library, token, now, assets=root / "assets"))
        self._server.start()
        self.kiosk = open_kiosk(
            root, settings, display, home / "kivy",
            lambda deliver, state: open_courier(settings, home, self._server.url, token, deliver, state),
            voice=Speaker(make("espeak"), player), choose=self.random.choice,
        )  # fmt: skip
        self.library = self.kiosk.library
        self.host = self.kiosk.host
        self.voice = self.kiosk.voice
        self.shell = self.kiosk.shell
        self.kiosk.start()

    def close(self) -> None:
        """Ends the desk, the voice and the courier; what was kept on disk goes with the stage."""
        self.kiosk.close()
        self._server.stop()
        self.store.close()
        self._home.cleanup()

    def desk_goes_down(self) -> None:
        """Closes the desk, as when its machine is off."""
        self._server.stop()

    def desk_comes_back(self) -> None:
        """Opens it again at the same address."""
        self._server.start()

    def at_welcome(self) -> None:
        """Brings the kiosk to its welcome page, wiping a visit if there is one."""
        self.host.panic(time.monotonic())
        self.shell.rest_finger()
        self.shell.step()

    # ---- waiting

    def until(self, what: str, happened: Callable[[], bool]) -> None:
        """Lets the kiosk run until something has happened. Raises Lost after 20 s."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            if time.monotonic() > end:
                raise Lost(what)
            self.shell.step(0.02)

    # ---- the finger

    def find(self, wanted: Callable[[Action], bool], what: str) -> Target:
        """The target of an action, turning the leaves until it is in view. Raises Lost when no leaf has it."""
        for _ in range(2 * self.shell.sheet.leaves):
            for target in self.shell.sheet.targets:
                if target.action is not None and not target.inline and wanted(target.action):
                    found: Target = target
                    return found
            self.turn_leaf()
        raise Lost(f"no button for {what} on the page {self.host.page.kind}")

    def turn_leaf(self) -> None:
        """Touches the button to the next leaf, or goes back to the first from the last."""
        turns = sorted((target for target in self.shell.sheet.targets if target.turn), key=lambda target: -target.turn)
        if not turns:
            return
        if turns[0].turn > 0:
            self.touch(turns[0].rect)
            return
        while self.shell.leaf > 0:
            back = next(target for target in self.shell.sheet.targets if target.turn < 0)
            self.touch(back.rect)

    def begin(self) -> float:
        """Begins a visit and passes over the questions about comfort; returns the milliseconds of the last touch."""
        self.press(Verb.START)
        return self.press(Verb.SKIP)

    def choose(self, setting: str) -> None:
        """Changes one comfort setting, "contrast=doux", on the page that has it, and comes back."""
        name = setting.partition("=")[0]
        part = next((part for part, names in PARTS_OF.items() if name in names), "")
        self.press(Verb.COMFORT, "")
        if part:
            self.press(Verb.COMFORT, part)
        self.press(Verb.SET, setting)
        for _ in range(2 if part else 1):
            self.press(Verb.BACK)

    def press(self, verb: Verb, value: str | None = None) -> float:
        """Touches the button of an intent; returns the milliseconds from touch to frame."""
        target = self.find(
            lambda action: action.intent.verb is verb and value in (None, action.intent.value),
            f"{verb.value} {value or ''}",
        )
        return self.touch(target.rect)

    def touch(self, rect: Rect) -> float:
        """Puts a finger somewhere on a rectangle and lifts it.

        Returns the milliseconds from the lifting until the next page stands painted; while the finger is down, the
        button is painted as held.
        """
        from kivy.core.window import Window
        from kivy.graphics.opengl import glFinish

        x = rect.x + rect.w * self.random.uniform(0.25, 0.75)
        y = rect.y + rect.h * self.random.uniform(0.25, 0.75)
        Window.dispatch("on_mouse_down", x, y, "left", [])
        self.shell.step()
        glFinish()
        self.touched_at = began = time.perf_counter()
        Window.dispatch("on_mouse_up", x, y, "left", [])
        self.shell.step()
        glFinish()
        took = (time.perf_counter() - began) * 1000
        self.shell.rest_finger()
        return took

    # ---- ears and eyes

    def listen(self, while_speaking: Callable[[], None] | None = None) -> None:
        """Touches "listen" and hears the page to its end. `while_speaking` is called once, at the second sentence."""
        self.press(Verb.LISTEN)
        self.hear(while_speaking)

    def hear(self, while_speaking: Callable[[], None] | None = None) -> str:
        """Hears what is being said to its end, and returns it. Raises Lost when it does not end, or when there is no
        sound."""
        end = time.monotonic() + 60
        first = last = None
        heard: list[str] = []
        while self.voice.busy:
            if time.monotonic() > end:
                raise Lost("the end of the speech")
            now = self.voice.now
            first = first or now
            if now is not None and now is not last:
                heard.append(now.text)
                last = now
            if while_speaking is not None and now is not None and now is not first:
                self.shell.step()
                while_speaking()
                while_speaking = None
            self.shell.step(0.0 if now is not None else 0.002)  # while nothing sounds, the voice is being made
            self.sound.play(0.2)
        self.shell.step()
        if self.voice.mute:
            raise Lost(f"sound: {self.voice.mute}")
        return " ".join(heard)

    def photograph(self, path: Path) -> None:
        """Writes what the window shows as a PNG."""
        self.shell.step()
        self.shell.photograph(path)
