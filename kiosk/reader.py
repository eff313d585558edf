"""Rules. What is read aloud of a page, and when: the voice in the host's hands."""

from __future__ import annotations

import math
from dataclasses import replace

from kiosk.page.focus import CONTROLS as CONTROLS
from kiosk.page.frame import listen, speaking
from kiosk.page.model import Action, Intent, Page, Verb
from kiosk.visit.comfort import RATES, VOLUMES, Comfort
from kiosk.voice.port import Voice
from kiosk.voice.pronounce import Table
from kiosk.voice.script import Said, found_script, named, prepared, script

REPEAT_SECONDS = 15.0
"""Silence without a touch after which a page is read again, for those who listen (VVSG 2.0)."""

BLANK_TOLD = "L'écran est noir, comme demandé. Touchez-le deux fois pour le rallumer, ou allez dans Confort, puis Voir."
VOICE_OFFERED = "Pour entendre les pages, appuyez sur la touche aide."
VOICE_ENDED = "La voix s'arrête. La touche aide la remet."
BLANK_TOUCHED = "L'écran est noir, comme demandé. Touchez encore une fois pour le rallumer."
BLANK_OVER = "L'écran est rallumé."


class Reader:
    """Reads pages with a voice. `limit` is the loudest that residents may choose, in hundredths of the loudest there
    is."""

    def __init__(self, voice: Voice, table: Table, limit: int, now: float) -> None:
        self.voice = voice
        self._table = table
        self._limit = 20 * math.log10(limit / 100)
        self._quiet_since = now
        self._script: tuple[Said, ...] = ()  # the page being read, or that was; nothing once something else is said
        self._at = 0  # the sentence of it that was heard last
        self._held = False  # whether it waits there while buttons are named
        self._paused = False  # whether the resident asked for silence
        self._ended = False  # whether it was heard to its end

    def script(self, page: Page) -> tuple[Said, ...]:
        """What listening to a page gives to hear."""
        return script(page, self._table)

    def read(self, page: Page, comfort: Comfort, before: str = "") -> None:
        """Reads a page from its start; `before` is said first."""
        self._drop()
        self._script = (*self._prepared(before), *self.script(page))
        self._say(self._script, comfort)

    def say(self, text: str, comfort: Comfort) -> None:
        """Says a text that stands on no page. The reading of the page waits."""
        self.hold()
        self._say(self._prepared(text), comfort)

    def sample(self, comfort: Comfort) -> None:
        """Lets the voice be heard as it is set."""
        rate, volume = f"{comfort.rate} sur {len(RATES)}", f"{comfort.volume} sur {len(VOLUMES)}"
        self.say(f"Voici ma voix : vitesse {rate}, volume {volume}.", comfort)

    def name(self, page: Page, action: Action, comfort: Comfort, found: bool = False) -> None:
        """Says one action of a page: its words, its state, its place; with `found`, also what a search has found. The
        reading of the page waits."""
        self.hold()
        results = found_script(page, self._table) if found else ()
        self._say((named(page, action, self._table), *results), comfort)

    def _prepared(self, text: str) -> tuple[Said, ...]:
        return prepared(text, self._table)

    def set_volume(self, comfort: Comfort) -> None:
        """As loud as this resident wants it, up to the limit."""
        self.voice.set_volume(comfort.decibels + self._limit)

    def _say(self, said: tuple[Said, ...], comfort: Comfort) -> None:
        self.set_volume(comfort)
        self.voice.say(said, comfort.words_a_minute)

    def hold(self) -> None:
        """Silence; a page that was being read waits at its sentence."""
        self._follow()
        self._held = self._reading
        self.voice.stop()

    def pause(self) -> None:
        """Silence, until the resident asks for more: nothing is said again by itself."""
        self._follow()
        self._paused = self._reading
        self.voice.pause()

    def renew(self, page: Page) -> None:
        """The page that was being read has changed in a detail: its reading waits where it was."""
        if self._script:
            self._script = self.script(page)
            self._at = min(self._at, len(self._script) - 1)

    def stop(self) -> None:
        """Silence, and nothing to go on with."""
        self._drop()
        self.voice.stop()

    def wipe(self) -> None:
        """The visit is over: nothing that was said is kept."""
        self._drop()
        self.voice.wipe()

    def _drop(self) -> None:
        self._script, self._at = (), 0
        self._held = self._paused = self._ended = False

    @property
    def _reading(self) -> bool:
        """Whether a page is being read, waits in the middle, or has been read to its end: the controls stay until the
        page changes, so that nothing moves under a finger."""
        return bool(self._script)

    @property
    def _going(self) -> bool:
        """Whether the page is being read at this moment, not something else nor nothing."""
        return self._reading and not self._held and not self._ended and self.voice.busy

    def _follow(self) -> None:
        """Notes which sentence of the page is being heard, and whether that was the last."""
        if self._reading and not self._held and not self._paused and not self.voice.busy:
            self._ended, self._at = True, len(self._script) - 1
        now = self.voice.now
        self._at = next((at for at, one in enumerate(self._script) if one is now), self._at)

    def control(self, intent: Intent, page: Page, comfort: Comfort) -> None:
        """Listen, pause, another sentence."""
        self._follow()
        if intent.verb is Verb.LISTEN:
            self.stop() if self._going else self.read(page, comfort)
        elif intent.verb is Verb.PAUSE:
            self.pause()
        elif self._reading and intent.value in ("-1", "0", "1"):
            self._go(int(intent.value), comfort)

    def _go(self, sentences: int, comfort: Comfort) -> None:
        """The page is read on from another sentence."""
        there = min(max(0, self._at + sentences), len(self._script) - 1)
        if self._going:
            self.voice.skip(sentences)
        else:
            self._say(self._script, comfort)
            self.voice.skip(there)
        self._at, self._held, self._paused, self._ended = there, False, False, False

    def shown(self, page: Page) -> Page:
        """The page with the controls that the voice has now; its sentences stay the same objects, so one may be lit."""
        self._follow()
        controls = speaking(self._going, self._ended) if self._reading else (listen(),)
        present = [action for action in page.bar if action.intent.verb in CONTROLS]
        if not present or [one.label for one in present] == [one.label for one in controls]:
            return page
        at = page.bar.index(present[0])
        rest = [action for action in page.bar if action not in present]
        return replace(page, bar=(*rest[:at], *controls, *rest[at:]))

    def repeat_in(self, now: float, touched: float, comfort: Comfort) -> float:
        """How many seconds until the page must be read again; infinity when it must not."""
        if self.voice.busy:
            self._quiet_since = now
        if not comfort.voice or self.voice.busy or self._paused or self.voice.mute:
            return math.inf
        return max(self._quiet_since, touched) + REPEAT_SECONDS - now
