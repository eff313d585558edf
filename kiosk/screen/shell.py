"""I/O. The window: shows the host's page, turns fingers into intents, and rests when nothing happens.

The environment must have been prepared (`environment.prepare`) before this module is imported, since it imports Kivy.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.core.window import Window
from kivy.core.window.window_sdl2 import SDL2MotionEventProvider
from kivy.uix.widget import Widget

from kiosk.guide.prose import Sentence
from kiosk.host import Host
from kiosk.page.focus import Key
from kiosk.page.model import Action, Intent, Page
from kiosk.reader import CONTROLS
from kiosk.screen.inputs import Inputs
from kiosk.screen.layout import lay_out
from kiosk.screen.look import Display, make_look
from kiosk.screen.paint import Mark, Painter, Ruler
from kiosk.screen.sdl import Fingers, Waiter, desktop_bounds
from kiosk.screen.shapes import Sheet, Target
from kiosk.visit.comfort import Comfort
from kiosk.voice.port import Voice

log = logging.getLogger(__name__)

SPEAKING_SECONDS = 0.04
"""How often the spoken sentence is looked up while the voice speaks."""
RESTING_SECONDS = 1.0
"""The longest sleep when nothing happens: signals are looked at in between."""
ERROR_SECONDS = 1.0
HELD_SECONDS = 10.0
MARK_SECONDS = 0.4
"""How long a touch that hit nothing is shown at least."""


@dataclass(frozen=True)
class _Mark:
    """Where a finger touched nothing, in pixels, and until when that is shown."""

    x: float
    y: float
    until: float

    def shape(self, shell: Shell) -> Mark:
        """A ring of 7 mm in the colour of the ink."""
        look = make_look(shell.host.comfort, shell.display)
        return self.x, self.y, look.mm(7.0), look.palette.ink


class Shell:
    """The kiosk's window. `run` until `close`; `deliver` brings work from other threads."""

    def __init__(self, host: Host, voice: Voice, display: Display, fonts: Path, inputs: Inputs) -> None:
        self.host = host
        self._voice = voice
        self.display = display
        self.leaf = 0
        self.sheet: Sheet
        self._page: Page | None = None
        self._shown: tuple[object, ...] = ()
        self._epoch = host.visit.epoch
        self._inbox: deque[Callable[[], object]] = deque()
        self._closed = False
        self._last_error = float("-inf")
        self._surface = Widget()
        self._rulers = {letters: Ruler(fonts, letters) for letters in (False, True)}
        self._painter = Painter(self._surface.canvas)
        self._finger = inputs.finger
        self._mark: _Mark | None = None
        self._keypad = inputs.keypad
        self._headphones = inputs.headphones
        self._plugged = inputs.headphones()
        self._looked_at_plug = 0.0
        self._touch_sound = inputs.touch_sound
        self._waiter = Waiter()
        self._fingers = Fingers(SDL2MotionEventProvider.q.appendleft)
        Window.bind(on_request_close=lambda *_: True, on_keyboard=lambda *_: True)
        Window.bind(on_key_down=self._on_key_down, on_key_up=self._on_key_up)
        Window.bind(on_dropfile=lambda *_: True, on_resize=lambda _, width, height: self._fit(width, height))
        self._surface.bind(on_touch_down=self._on_down, on_touch_up=self._on_up)
        runTouchApp(self._surface, embedded=True)
        self._settle_on_desktop()
        self._fit(*Window.size)
        self.refresh()

    # ---- the loop

    def run(self) -> None:
        """Shows pages until `close`."""
        while not self._closed:
            self.step(self.patience())
        stopTouchApp()

    def step(self, patience: float = 0.0) -> None:
        """One turn: waits at most `patience` seconds for something to happen, lets it happen, paints."""
        self._waiter.wait(patience)
        try:
            Window.mainloop()
            while self._inbox:
                self._inbox.popleft()()
            EventLoop.dispatch_input()
            self._look_at_plug(time.monotonic())
            if not self._under_finger(time.monotonic()):
                self.host.tick(time.monotonic())
            self.refresh()
            EventLoop.idle()
        except Exception as error:
            self._survive(error)

    def _under_finger(self, now: float) -> bool:
        """Whether a finger has just landed: the page does not change under it. One that stays is an object on the
        glass."""
        since = self._finger.down_since
        return since is not None and now - since < HELD_SECONDS

    def _survive(self, error: Exception) -> None:
        """After an error of ours: the visit is wiped, the attract page returns, nothing personal is logged.

        A second error within a second is raised, so that whoever watches the process starts it anew.
        """
        log.error("error of kind %s; the visit is wiped", type(error).__name__)
        now = time.monotonic()
        if now - self._last_error < ERROR_SECONDS:
            raise error
        self._last_error = now
        self.host.panic(now)

    def patience(self) -> float:
        """How long, in seconds, the window may rest before it must look again."""
        if self._inbox:
            return 0.0
        if self._voice.busy or self._mark is not None:
            return SPEAKING_SECONDS
        return min(RESTING_SECONDS, self.host.wait(time.monotonic()) + 0.01)

    def deliver(self, job: Callable[[], object]) -> None:
        """Does a job in the window's thread. The one place where other threads come in."""
        self._inbox.append(job)
        self._waiter.wake()

    def close(self) -> None:
        """Ends `run`."""
        self._closed = True
        self._waiter.wake()

    # ---- the window's size

    def _settle_on_desktop(self) -> None:
        """A window without a border (full screen) covers the desktop; one larger than it is scaled down.

        Full screen by size and place, not by asking a window manager: it also works where there is none.
        """
        bounds = desktop_bounds(whole=Window.borderless)
        if bounds is None:
            return
        left, top, wide, high = bounds
        scale = min(wide / self.display.width, high / self.display.height)
        if Window.borderless:
            size = (wide, high)
        elif scale < 1:
            size = (int(self.display.width * scale), int(self.display.height * scale))
        else:
            return
        Window.size = size
        Window.left, Window.top = left + (wide - size[0]) // 2, top + (high - size[1]) // 2

    def _fit(self, width: int, height: int) -> None:
        """Lays pages out for the pixels there really are; the panel's millimetres stay."""
        if (width, height) != (self.display.width, self.display.height):
            self.display = replace(self.display, width=int(width), height=int(height))
            self._finger.px_per_mm = self.display.px_per_mm
            self._shown = ()

    # ---- showing

    def refresh(self) -> None:
        """Lays out and paints again what has changed; nothing when nothing has."""
        page = self.host.page
        if self.host.visit.epoch != self._epoch:
            self._epoch = self.host.visit.epoch
            self._painter.forget()
            self._finger.forget()
            for ruler in self._rulers.values():
                ruler.forget()
        if page is not self._page and (self._page is None or not page.follows(self._page)):
            self.leaf = 0
        self._page = page
        spoken, focus = self._spoken(), self.host.focus
        held = self._finger.down_on
        if self._mark is not None and time.monotonic() > self._mark.until and self._finger.down_at is None:
            self._mark = None
        now = (page, self.leaf, spoken, self.host.comfort, held, focus, self._mark)
        if now == self._shown:
            return
        self.sheet = self._laid_out(page, spoken, focus)
        for source, before in ((spoken, self._shown[2:3]), (focus[0] if focus else None, self._shown[5:6])):
            where = self.sheet.leaf_with(source)
            if where is not None and where != self.leaf and before not in ((source,), (focus,)):
                self.leaf = where  # what is spoken, and what the keys are on, is kept in view
                self.sheet = self._laid_out(page, spoken, focus)
        self.leaf = self.sheet.leaf
        self._shown = (page, self.leaf, spoken, self.host.comfort, held, focus, self._mark)
        if self.host.comfort.blank:
            self._painter.blank()
        else:
            mark = self._mark.shape(self) if self._mark is not None else None
            self._painter.paint(self.sheet, self.ruler, held.rect if held is not None else None, mark)

    @property
    def ruler(self) -> Ruler:
        """What measures text in the letters of the present comfort."""
        return self._rulers[self.host.comfort.open_dyslexic]

    def _laid_out(self, page: Page, spoken: Sentence | Action | None, focus: tuple[Action, ...]) -> Sheet:
        look = make_look(self.host.comfort, self.display)
        return lay_out(page, look, self.ruler, self.leaf, spoken, focus)

    def draw(self, page: Page, comfort: Comfort, leaf: int = 0) -> Sheet:
        """Paints a leaf of any page, whatever the host shows, until the next `refresh`: for galleries."""
        ruler = self._rulers[comfort.open_dyslexic]
        sheet = lay_out(page, make_look(comfort, self.display), ruler, leaf)
        self._painter.paint(sheet, ruler)
        self._shown = ()
        EventLoop.idle()
        return sheet

    def photograph(self, path: Path) -> None:
        """Writes what the window shows as a PNG."""
        Path(Window.screenshot(name=str(path))).replace(path)

    def _spoken(self) -> Sentence | Action | None:
        said = self._voice.now
        return said.source if said is not None else None

    # ---- hands

    def _on_down(self, _widget: object, touch: Any) -> bool:
        if touch.button not in (None, "left"):  # a finger has none
            return True
        now = time.monotonic()
        x, y = touch.x, self.display.height - touch.y
        target = self._finger.press(self.sheet, x, y, now, touch.uid)
        verb = target.action.intent.verb if target is not None and target.action is not None else None
        if self._touch_sound:
            self._voice.acknowledge(target is not None or self.host.page.anywhere is not None)
        if self.host.comfort.blank:
            return True
        if verb not in CONTROLS:
            self.host.hush()  # any touch interrupts; the voice's own controls act on release
        if target is None and self.host.page.anywhere is None:
            self._mark = _Mark(x, y, now + MARK_SECONDS)
            self.host.touched(now)
        return True

    def _on_up(self, _widget: object, touch: Any) -> bool:
        if touch.button not in (None, "left"):  # a finger has none
            return True
        tapped, target = self._finger.release(time.monotonic(), touch.uid, touch.x, self.display.height - touch.y)
        if tapped:
            self.tap(target)
        return True

    def tap(self, target: Target | None) -> None:
        """A tap on a target, or beside all of them."""
        now = time.monotonic()
        if self.host.comfort.blank:
            self.host.touched_blank(now)
        elif target is not None and target.turn:
            self.host.hush()
            self.leaf += target.turn
            self.host.touched(now)
        elif target is not None and target.action is not None:
            self.host.take(target.action.intent, now)
        elif self.host.page.anywhere is not None:
            self.host.take(self.host.page.anywhere, now)

    def rest_finger(self) -> None:
        """Forgets the last tap, so that the next one is not taken for its tremor: for fingers quicker than any hand."""
        self._finger.last_tap = float("-inf")
        self._keypad.rest()

    # ---- keys and headphones

    def _on_key_down(self, _window: object, code: int, *_: object) -> bool:
        now = time.monotonic()
        key = self._keypad.press(code, now)
        if key is not None:
            self.press(key, now)
        elif not self._keypad.is_held(code):  # a key that is stuck is no sign of life
            self.host.touched(now)
        return True

    def _on_key_up(self, _window: object, code: int, *_: object) -> bool:
        self._keypad.release(code, time.monotonic())
        return True

    def press(self, key: Key, now: float) -> None:
        """A key of the keypad. For who does not listen, what is read with the eyes is not skipped: "next" turns to a
        leaf without buttons; and nothing out of sight is chosen: "select" shows it first."""
        if self._touch_sound:
            self._voice.acknowledge(True)
        by_eye = self.host.visit.started and not self.host.comfort.voice
        out_of_sight = self._leaf_out_of_sight()
        if key is Key.NEXT and by_eye and self._leaf_is_left():
            self.leaf += 1
            self.host.touched(now)
        elif key is Key.SELECT and by_eye and out_of_sight is not None:
            self.leaf = out_of_sight
            self.host.touched(now)
        else:
            self.host.key(key, now)

    def _leaf_is_left(self) -> bool:
        """Whether a leaf follows to which the next button does not lead."""
        page, here = self.host.page, self.host.focus
        bars = (*page.bar, *page.top)  # every leaf has them
        body = [action for action in page.actions() if action not in bars]
        if here and here[-1] not in body:
            return False
        at = body.index(here[-1]) + 1 if here else 0
        there = self.sheet.leaf_with(body[at]) if at < len(body) else None
        return self.sheet.leaf + 1 < self.sheet.leaves and (there is None or there > self.sheet.leaf + 1)

    def _leaf_out_of_sight(self) -> int | None:
        """The leaf of the button under the focus, when it does not stand on this one."""
        here = self.host.focus
        if not here or any(target.action is here[0] for target in self.sheet.targets):
            return None
        return self.sheet.leaf_with(here[0])

    def _look_at_plug(self, now: float) -> None:
        """Looks once a second whether headphones were plugged in or out."""
        if now - self._looked_at_plug < RESTING_SECONDS:
            return
        self._looked_at_plug = now
        before, self._plugged = self._plugged, self._headphones()
        if None not in (before, self._plugged) and before is not self._plugged:
            self.host.headphones(bool(self._plugged), now)

    @property
    def textures_kept(self) -> int:
        """How many drawn texts the painter holds, for the benches and tests of memory."""
        return len(self._painter)

    def remembers(self, text: str) -> bool:
        """Whether a cache of the screen holds that text, for the tests of privacy."""
        return self._painter.remembers(text) or any(ruler.remembers(text) for ruler in self._rulers.values())

    @property
    def instructions(self) -> int:
        """How many drawing instructions stand on the canvas."""
        return len(self._surface.canvas.children)

    def take(self, intent: Intent) -> None:
        """An intent that comes from elsewhere than a finger."""
        self.host.take(intent, time.monotonic())
