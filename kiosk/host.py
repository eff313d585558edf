"""Rules. Takes what a resident wants (an intent, a key), what the desk says and the time; holds the next page.

The host knows no window: a journey is a list of intents. It owns the visit and the parts that act on the world through
ports: the voice and the hand-off.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from kiosk.calls import Calls, worth_saying
from kiosk.handoff.identity import new_id as identity
from kiosk.handoff.port import Event, Handoff, Heard
from kiosk.moves import after, too_late
from kiosk.page.build import build, speaks_of_itself
from kiosk.page.call import still_there
from kiosk.page.focus import CONTROLS, Focus, Key, focused, kept, left, moved, ringed
from kiosk.page.frame import World
from kiosk.page.model import Action, Intent, Page, Verb
from kiosk.page.where import KEYS_HELP
from kiosk.reader import BLANK_OVER, BLANK_TOLD, BLANK_TOUCHED, VOICE_ENDED, VOICE_OFFERED, Reader
from kiosk.visit.calling import BARE, Calling, Consenting, Ending, Waiting
from kiosk.visit.comfort import Comfort, with_setting
from kiosk.visit.ticket import Code, Reason, Saying, Voicing
from kiosk.visit.visit import Attract, Goodbye, Leaving, Visit, Where
from kiosk.voice.choice import Choice
from kiosk.voice.port import Voice
from kiosk.voice.pronounce import Table
from kiosk.voice.script import PLAIN, Said

GOODBYE_SECONDS = 20.0
RELIGHT_SECONDS = 10.0
"""How long a second touch on a blank screen lights it."""
_NAMED = (Verb.KEY, Verb.ERASE, Verb.TICK, Verb.TELL, Verb.SET, Verb.SHIFT)
"""After these the page stays: only what was touched is said, not all of it again."""


class Host:
    """One kiosk at work. Give it intents with `take`, events with `hear`, and the time with `tick`; read `page`."""

    def __init__(
        self,
        world: World,
        voice: Voice,
        handoff: Handoff,
        *,
        now: float = 0.0,
        new_id: Callable[[], UUID] = identity,
        choose: Callable[[tuple[Code, ...]], Code] = random.choice,
        epoch: int = 1,
        pronunciation: Table = PLAIN,
        choice: Choice | None = None,
    ) -> None:
        self._choice = choice
        self._world = world
        self._voice = voice
        self._reader = Reader(voice, pronunciation, world.settings.volume_limit, now)
        self._calls = Calls(handoff, world.library, world.settings.terminal, new_id, choose)
        self._touched = now
        self._alert = False
        self._just_offered = False
        self._blank_touched = -RELIGHT_SECONDS
        self._focus = Focus()
        self.visit = Visit(epoch=epoch)
        self.page = build(self.visit, world)

    @property
    def comfort(self) -> Comfort:
        """How this resident reads, hears and touches."""
        return self.visit.comfort

    @property
    def focus(self) -> tuple[Action, ...]:
        """The buttons that the focus of the keys is on: none, one, or a row of the keyboard."""
        return ringed(self.page, self._focus)

    # ---- what a resident does

    def take(self, intent: Intent, now: float) -> Page:
        """The page after an intent. An intent that makes no sense here changes nothing: touches may come late."""
        if self._choice is not None:
            self._choice.end_trial()
        self._touched = now
        if self._alert:
            self._alert = False
            if intent.verb is not Verb.FINISH:
                self._reader.stop()
                return self._show(speak=self.comfort.voice)
        if intent.verb in CONTROLS:
            self._reader.control(intent, self.page, self.comfort)
            return self._refresh_bar()
        if intent.verb in _NAMED:
            self._reader.hold()
        else:
            self._reader.stop()
        before = self.visit
        self.visit = self._after(intent)
        if self.visit.epoch != before.epoch:
            self._forget()
            if before.comfort.voice:  # the goodbye is said to who listened, as they heard the rest
                self._reader.read(self.page, before.comfort)
            return self._refresh_bar()
        changed = self.visit != before
        if type(self.visit.here) is not type(before.here):
            self._reader.stop()  # a key or a tick that led to another page: nothing of this one is left to go on with
        again = any(action.intent == intent for action in self.page.actions())  # as "effacer" with nothing typed
        if (changed or again) and intent.verb in _NAMED and type(self.visit.here) is type(before.here):
            return self._show_and_name(intent)
        return self._show(speak=changed and (self.comfort.voice or speaks_of_itself(self.visit.here)))

    def hush(self) -> None:
        """A finger lands: silence at once; the page can be read on from the same sentence."""
        self._reader.hold()

    def touched(self, now: float) -> None:
        """A touch that meant nothing is still a sign of life."""
        self._touched = now
        if self._alert:
            self.take(Intent(Verb.STILL_HERE), now)

    def touched_blank(self, now: float) -> Page:
        """A touch on a blank screen: it says what it is, and lights at the next; nothing is chosen unseen."""
        again = now - self._blank_touched < RELIGHT_SECONDS
        self._blank_touched = -RELIGHT_SECONDS if again else now
        self.touched(now)
        if again:
            self.visit = replace(self.visit, comfort=with_setting(self.comfort, "blank=non"))
            self._show()
        self._reader.say(BLANK_OVER if again else BLANK_TOUCHED, self.comfort)
        return self._refresh_bar()

    def key(self, key: Key, now: float) -> Page:
        """The page after a key. The first key of a visit switches the voice on: who uses keys may not see."""
        self._touched = now
        if self._choice is not None:
            self._choice.end_trial()
        if self._alert:
            return self.take(Intent(Verb.STILL_HERE), now)
        if not self.visit.started:
            return self._begin_by_ear()
        silent = not self.comfort.voice and self._voice.mute is None
        if not self.visit.keys:
            self.visit = replace(self.visit, keys=True)
            if silent and key is not Key.HELP:  # who takes the keys may not see; nothing of the page is said unasked
                self.key(key, now)
                self._reader.say(VOICE_OFFERED, self.comfort)
                return self._refresh_bar()
        match key:
            case Key.HELP if silent:
                self.visit = replace(self.visit, comfort=with_setting(self.comfort, "voice=oui"))
                return self._show(speak=True)
            case Key.NEXT | Key.PREVIOUS:
                if self.comfort.voice:
                    self._reader.hold()
                self._refresh_bar()
                self._focus = moved(self.page, self._focus, 1 if key is Key.NEXT else -1)
            case Key.SELECT:
                return self._select(now)
            case Key.BACK if self._focus.row is not None:
                self._focus = left(self.page, self._focus)
            case Key.BACK:
                return self.take(Intent(Verb.BACK), now)
            case Key.HELP if self.visit.offered is not None:
                return self._show(speak=True)
            case Key.HELP:
                return self.take(Intent(Verb.BACK if isinstance(self.visit.here, Where) else Verb.WHERE), now)
        return self._name_focus()

    def _begin_by_ear(self) -> Page:
        """A visit begun by a key: the voice is on, and says first what the keys do. An offer stays in front."""
        visit = self.visit.home()
        self.visit = replace(visit, keys=True, comfort=with_setting(visit.comfort, "voice=oui"))
        self._show()
        self._reader.read(self.page, self.comfort, before=f"Bonjour.\n{KEYS_HELP}")
        return self._refresh_bar()

    def _select(self, now: float) -> Page:
        action = focused(self.page, self._focus)
        if action is None:
            self._focus = moved(self.page, self._focus, 1)
            return self._name_focus()
        if action.intent.verb is Verb.ROW:
            row = self._focus.row
            self._focus = Focus(0, int(action.intent.value)) if row is None else left(self.page, self._focus)
            return self._name_focus()
        page = self.take(action.intent, now)
        if self._focus.row is not None:
            self._focus = left(page, self._focus)  # one row a letter: two switches need fewer presses so
        return page

    def _name_focus(self) -> Page:
        action = focused(self.page, self._focus)
        if action is not None and self.comfort.voice:
            self._reader.name(self.page, action, self.comfort)
        return self._refresh_bar()

    def headphones(self, plugged: bool, now: float) -> Page:
        """Headphones were plugged in: the voice is on. Unplugged: silence at once, nothing private on the speaker."""
        self._touched = now
        self._alert = False
        self._reader.stop()
        if plugged:
            visit = self.visit.begun()
            self.visit = replace(visit, comfort=with_setting(visit.comfort, "voice=oui"))
        else:
            self.visit = replace(self.visit, comfort=with_setting(self.comfort, "voice=non"))
        return self._show(speak=plugged)

    def _after(self, intent: Intent) -> Visit:
        """The visit after an intent: what acts on the world is done here, the rest is `moves`."""
        visit = self.visit
        if too_late(visit, intent.verb):
            return visit
        match intent.verb:
            case Verb.BACK | Verb.ACCEPT | Verb.DECLINE if visit.offered is not None:
                return self._calls.answered(visit, visit.offered, intent.verb is Verb.ACCEPT, self._audible)
            case Verb.BACK:
                return visit.back()
            case Verb.FINISH:
                return self._finished()
            case Verb.SEND if isinstance(visit.here, Consenting):
                return self._send(visit.here)
            case Verb.REASON if isinstance(visit.here, Calling) and intent.value == Reason.UNSAID.value:
                return self._send(BARE)
            case Verb.SAY:
                return self._say(intent.value)
            case _:
                return after(visit, intent, self.page, self._world, self._audible)

    @property
    def _audible(self) -> bool:
        return self._voice.mute is None

    def _finished(self) -> Visit:
        """The end that a resident chose: the next visit, at the goodbye. A call goes on."""
        self._calls.decline(self.visit)
        return replace(self.visit.cleared(), trail=(Goodbye(),))

    def _send(self, consent: Consenting) -> Visit:
        """Keeps the ticket on disk before anything is said to be sent. Only what the consent page showed goes in."""
        # The visit waits before the ticket leaves: its delivery may be heard before `sent` returns.
        self.visit = self._calls.made(self.visit, consent)
        call = self.visit.call
        if call is not None and not self._calls.sent(call.ticket):
            self.visit = self.visit.told(call.ticket.id, lost=True)
        return self.visit

    def _say(self, value: str) -> Visit:
        """What the resident says of their call, from the page where it is asked; who leaves has finished too."""
        visit, here = self.visit, self.visit.here
        leaves = isinstance(here, Leaving) and value == Saying.LEFT.value
        still = isinstance(here, Waiting) and value == Saying.STILL.value
        if not (leaves or still or (isinstance(here, Ending) and value == here.saying.value)):
            return visit
        self.visit = self._calls.said(visit, Saying(value))
        ended = self.visit.call is not None and self.visit.call.ended is not None
        return self._finished() if leaves and ended else self.visit

    # ---- what the desk says

    def hear(self, event: Event) -> Page:
        """The page after an event of the hand-off; what belongs to an earlier visit is dropped.

        What does not show on the present page changes neither it nor what is being said.
        """
        before = self.visit
        self.visit = visit = self._calls.heard(before, event)
        if isinstance(event, Heard) and isinstance(event.message, Voicing) and self._choice is not None:
            self._choice.obey(event.message)
        self._just_offered = self._just_offered or visit.offer not in (None, before.offer)
        shows = isinstance(visit.here, Waiting) or visit.here != before.here or visit.offered != before.offered
        if visit == before or self._alert or not shows:
            return self.page
        if not worth_saying(before, event, visit):
            return self._show()
        self._reader.stop()
        return self._show(speak=visit.comfort.voice)

    # ---- time

    def tick(self, now: float) -> Page:
        """The page at a time: asks after five minutes of silence whether somebody is there, then wipes the visit."""
        if self._choice is not None:
            self._choice.settle()
        settings = self._world.settings
        if self._just_offered and not self.visit.started:
            self._touched = now  # nobody was here: the time to answer begins with the offer
        self._just_offered = False
        idle = now - self._touched
        if self.visit.offer is not None and not self.visit.started and idle >= settings.idle_seconds:
            self.visit = self._calls.answered(self.visit, self.visit.offer, False, self._audible)
            self._touched = now
            self._reader.stop()
            return self._show()
        if isinstance(self.visit.here, Goodbye) and idle >= GOODBYE_SECONDS:
            self.visit = replace(self.visit, trail=(Attract(),))
            self._reader.stop()
            return self._show()
        if self.comfort.blank and self._voice.mute:  # the sound has failed: nobody is left in the dark
            self.visit = replace(self.visit, comfort=with_setting(self.comfort, "blank=non"))
            return self._show()
        if self.visit.started:
            if idle >= settings.idle_seconds + settings.alert_seconds:
                return self._wipe(now)
            if idle >= settings.idle_seconds and not self._alert:
                self._alert = True
                return self._show(speak=True)
            if not self._alert and self._reader.repeat_in(now, self._touched, self.comfort) <= 0:
                self._reader.read(self.page, self.comfort)
        return self._refresh_bar()

    def wait(self, now: float) -> float:
        """How long, in seconds, until `tick` may change the page."""
        settings = self._world.settings
        idle = now - self._touched
        if isinstance(self.visit.here, Goodbye):
            return max(0.0, GOODBYE_SECONDS - idle)
        if not self.visit.started and self.visit.offer is None:
            return float("inf")
        limits = (settings.idle_seconds, settings.idle_seconds + settings.alert_seconds)
        again = math.inf if self._alert else self._reader.repeat_in(now, self._touched, self.comfort)
        return max(0.0, min(again, next((limit - idle for limit in limits if limit > idle), 0.0)))

    def _wipe(self, now: float) -> Page:
        """The visit is over: nothing of it stays in this process but the number of the next."""
        self._alert = False
        self._touched = now
        self._calls.decline(self.visit)
        self.visit = self.visit.cleared()
        return self._forget()

    def _forget(self) -> Page:
        """Nothing heard or focused stays for the next visit, whose first page is shown."""
        self._reader.wipe()
        self._reader.set_volume(self.comfort)
        self._focus = Focus()
        self._blank_touched = -RELIGHT_SECONDS
        return self._show()

    def panic(self, now: float) -> Page:
        """After an error of our own: the visit is wiped and the attract page returns. The kiosk stays up."""
        return self._wipe(now)

    # ---- showing

    def _show(self, speak: bool = False) -> Page:
        before = self.page
        self._calls.in_use(self.visit.started)
        if self._alert:
            self.page = still_there(self.visit, self._world, self._world.settings.alert_seconds)
        else:
            self.page = build(self.visit, replace(self._world, voice=self._audible))
        self._focus = kept(before, self._focus, self.page)
        self._reader.read(self.page, self.comfort) if speak else self._reader.renew(self.page)
        return self._refresh_bar()

    def _show_and_name(self, intent: Intent) -> Page:
        """After a letter, a tick or a setting: says only what was touched, or lets the changed voice be heard."""
        self._show()
        comfort = self.comfort
        setting = intent.value.partition("=")[0]
        if intent.value == "blank=oui" and comfort.blank:
            self._reader.say(BLANK_TOLD, comfort)
        elif intent.value == "voice=oui":
            self._reader.read(self.page, comfort)
        elif setting in ("rate", "volume"):  # heard at once
            self._reader.sample(comfort)
        elif intent.value == "voice=non" and self.visit.keys:
            self._reader.say(VOICE_ENDED, comfort)
        elif comfort.voice:
            touched = next((action for action in self.page.actions() if action.intent == intent), None)
            if touched is not None:
                self._reader.name(self.page, touched, comfort, found=intent.verb in (Verb.KEY, Verb.ERASE))
        return self._refresh_bar()

    def speech(self) -> tuple[Said, ...]:
        """What listening to the page gives to hear."""
        return self._reader.script(self.page)

    def _refresh_bar(self) -> Page:
        """The page with the voice's controls as they are; the focus stays on its button."""
        page = self._reader.shown(self.page)
        if page is not self.page:
            self._focus = kept(self.page, self._focus, page)
            self.page = page
        return self.page
