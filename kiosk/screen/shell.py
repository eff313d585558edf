"""I/O. The window: shows the host's page, turns fingers into intents, and rests when nothing happens.

The environment must have been prepared (`environment.prepare`) before this module is imported, since it imports Kivy.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.guide.prose import Sentence
from kiosk.host import Host
from kiosk.page.model import Action, Intent, Page, Verb
from kiosk.screen.layout import lay_out
from kiosk.screen.look import Display, make_look
from kiosk.screen.paint import Painter, Ruler
from kiosk.screen.sdl import Waiter, desktop_bounds
from kiosk.screen.shapes import Sheet, Target
from kiosk.screen.touch import Finger
from kiosk.visit.comfort import Comfort
from kiosk.voice.port import Voice

log = logging.getLogger(__name__)

SPEAKING_SECONDS = 0.04
"""How often the spoken sentence is looked up while the voice speaks."""
RESTING_SECONDS = 1.0
"""The longest sleep when nothing happens: signals are looked at in between."""
ERROR_SECONDS = 1.0


class Shell:
    """The kiosk's window. `run` until `close`; `deliver` brings work from other threads."""

    def __init__(self, host: Host, voice: Voice, display: Display, fonts: Path) -> None:
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
        self.ruler = Ruler(fonts)
        self._painter = Painter(self.ruler, self._surface.canvas)
        self._finger = Finger(display.px_per_mm)
        self._waiter = Waiter()
        Window.bind(on_request_close=lambda *_: True, on_keyboard=lambda *_: True, on_key_down=self._on_key)
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
            self.host.tick(time.monotonic())
            self.refresh()
            EventLoop.idle()
        except Exception as error:
            self._survive(error)

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
        if self._voice.busy:
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
        if page is not self._page and (self._page is None or not _same_place(page, self._page)):
            self.leaf = 0
        self._page = page
        spoken = self._spoken()
        held = self._finger.down_on
        now = (page, self.leaf, spoken, self.host.comfort, held)
        if now == self._shown:
            return
        look = make_look(self.host.comfort, self.display)
        self.sheet = lay_out(page, look, self.ruler, self.leaf, spoken)
        where = self.sheet.leaf_with(spoken)
        if spoken is not None and where is not None and where != self.leaf and self._shown[2:3] != (spoken,):
            self.leaf = where  # the spoken sentence is kept in view
            self.sheet = lay_out(page, look, self.ruler, self.leaf, spoken)
        self.leaf = self.sheet.leaf
        self._shown = (page, self.leaf, spoken, self.host.comfort, held)
        self._painter.paint(self.sheet, held.rect if held is not None else None)

    def draw(self, page: Page, comfort: Comfort, leaf: int = 0) -> Sheet:
        """Paints a leaf of any page, whatever the host shows, until the next `refresh`: for galleries."""
        sheet = lay_out(page, make_look(comfort, self.display), self.ruler, leaf)
        self._painter.paint(sheet)
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
        if getattr(touch, "button", "left") != "left":
            return True
        now = time.monotonic()
        target = self._finger.press(self.sheet, touch.x, self.display.height - touch.y, now)
        verb = target.action.intent.verb if target is not None and target.action is not None else None
        if verb is not Verb.LISTEN:
            self._voice.stop()  # any touch interrupts; "listen" itself stops on release
        if target is None and self.host.page.anywhere is None:
            self.host.touched(now)
        return True

    def _on_up(self, _widget: object, touch: Any) -> bool:
        if getattr(touch, "button", "left") != "left":
            return True
        tapped, target = self._finger.release(time.monotonic())
        if tapped:
            self.tap(target)
        return True

    def tap(self, target: Target | None) -> None:
        """A tap on a target, or beside all of them."""
        now = time.monotonic()
        if target is not None and target.turn:
            self._voice.stop()
            self.leaf += target.turn
            self.host.touched(now)
        elif target is not None and target.action is not None:
            self.host.take(target.action.intent, now)
        elif self.host.page.anywhere is not None:
            self.host.take(self.host.page.anywhere, now)

    def rest_finger(self) -> None:
        """Forgets the last tap, so that the next one is not taken for its tremor: for fingers quicker than any hand."""
        self._finger.last_tap = float("-inf")

    def _on_key(self, *_: object) -> bool:
        self.host.touched(time.monotonic())
        return True

    @property
    def textures_kept(self) -> int:
        """How many drawn texts the painter holds, for the benches and tests of memory."""
        return len(self._painter)

    def remembers(self, text: str) -> bool:
        """Whether a cache of the screen holds that text, for the tests of privacy."""
        return self._painter.remembers(text) or self.ruler.remembers(text)

    @property
    def instructions(self) -> int:
        """How many drawing instructions stand on the canvas."""
        return len(self._surface.canvas.children)

    def take(self, intent: Intent) -> None:
        """An intent that comes from elsewhere than a finger."""
        self.host.take(intent, time.monotonic())


def _same_place(page: Page, before: Page) -> bool:
    """Whether a page is the same one with a detail changed, as when an item is ticked: the leaf stays."""
    return page.kind == before.kind and page.title.text == before.title.text and page.progress == before.progress
