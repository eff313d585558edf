"""Rules. Takes what a resident wants (an intent), what the desk says (an event) and the time; holds the next page.

The host knows no window: a journey is a list of intents. It owns the visit and the parts that act on the world through
ports: the voice and the hand-off.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from kiosk.guide.model import Checklist
from kiosk.handoff.port import Delivered, Event, Handoff, HandoffError, Heard, Unreachable
from kiosk.page.build import build
from kiosk.page.call import still_there
from kiosk.page.frame import World, listen
from kiosk.page.model import Intent, Page, Verb
from kiosk.visit.comfort import Comfort, with_setting
from kiosk.visit.ticket import Code, Message, Offer, Reason, Reply, Ticket, free_codes
from kiosk.visit.visit import (
    AtStep,
    Attract,
    Call,
    Calling,
    Comforts,
    Consenting,
    Cover,
    Goodbye,
    Home,
    InTheme,
    Meaning,
    OnPhone,
    Place,
    Searching,
    Visit,
    Waiting,
)
from kiosk.visit.walk import Walk, walk_to
from kiosk.voice.port import Voice
from kiosk.voice.pronounce import Table
from kiosk.voice.script import PLAIN, Said, script

GOODBYE_SECONDS = 20.0
MOST_TYPED = 60
_TO_AN_OFFER = (Verb.ACCEPT, Verb.DECLINE, Verb.BACK, Verb.FINISH)
"""What can be said to an offer; the last only from the page that asks whether somebody is there."""


class Host:
    """One kiosk at work. Give it intents with `take`, events with `hear`, and the time with `tick`; read `page`."""

    def __init__(
        self,
        world: World,
        voice: Voice,
        handoff: Handoff,
        *,
        now: float = 0.0,
        new_id: Callable[[], UUID] = uuid4,
        choose: Callable[[tuple[Code, ...]], Code] = random.choice,
        epoch: int = 1,
        pronunciation: Table = PLAIN,
    ) -> None:
        self._world = world
        self._voice = voice
        self._handoff = handoff
        self._new_id = new_id
        self._choose = choose
        self._pronunciation = pronunciation
        self._touched = now
        self._alert = False
        self._just_offered = False
        self._codes: list[Code] = []  # the last ones given, so that two people nearby do not share one
        self.visit = Visit(epoch=epoch)
        self.page = build(self.visit, world)

    @property
    def comfort(self) -> Comfort:
        """How this resident reads."""
        return self.visit.comfort

    # ---- what a resident does

    def take(self, intent: Intent, now: float) -> Page:
        """The page after an intent. An intent that makes no sense here changes nothing: touches may come late."""
        self._touched = now
        if self._alert:
            self._alert = False
            if intent.verb is not Verb.FINISH:
                self._voice.stop()
                return self._show(speak=self.comfort.voice)
        if intent.verb is Verb.LISTEN:
            return self._listen()
        self._voice.stop()
        before = self.visit
        self.visit = self._after(intent)
        if self.visit.epoch != before.epoch:
            self._voice.wipe()
        aloud = self.visit.comfort.voice and self.visit != before
        if aloud and intent.verb in (Verb.KEY, Verb.ERASE, Verb.TICK):
            return self._show_and_name(intent)
        return self._show(speak=aloud)

    def touched(self, now: float) -> None:
        """A touch or key that meant nothing is still a sign of life."""
        self._touched = now
        if self._alert:
            self.take(Intent(Verb.STILL_HERE), now)

    def _listen(self) -> Page:
        if self._voice.busy:
            self._voice.stop()
        else:
            self._say()
        return self._refresh_listen()

    def _after(self, intent: Intent) -> Visit:
        """The visit after an intent."""
        visit, library, value = self.visit, self._world.library, intent.value
        here = visit.here
        if _too_late(visit, intent.verb):
            return visit
        match intent.verb:
            case Verb.START if not visit.started:
                return visit.home()
            case Verb.HOME if visit.started:
                return visit.home()
            case Verb.BACK:
                return self._back()
            case Verb.FINISH:
                self._decline_offer()
                return replace(visit.cleared(), trail=(Goodbye(),))
            case Verb.COMFORT if not isinstance(here, Comforts):
                return visit.begun().go(Comforts())
            case Verb.SET:
                return replace(visit, comfort=with_setting(visit.comfort, value))
            case Verb.THEME if library.theme(value) is not None:
                return visit.go(InTheme(value))
            case Verb.SEARCH:
                return visit.go(Searching())
            case Verb.KEY if isinstance(here, Searching):
                return visit.stay(Searching((here.text + value)[:MOST_TYPED]))
            case Verb.ERASE if isinstance(here, Searching):
                return visit.stay(Searching(here.text[:-1]))
            case Verb.GUIDE if library.guide(value) is not None:
                return visit.go(Cover(value))
            case Verb.BEGIN if isinstance(here, Cover):
                guide = library.guide(here.guide)
                return visit.go(AtStep(Walk(guide))) if guide is not None else visit
            case Verb.ANSWER | Verb.TICK | Verb.MORE if isinstance(here, AtStep) and not here.more:
                return self._at_step(here.walk, intent)
            case Verb.WORD if library.word(value) is not None:
                return visit.go(Meaning(value))
            case Verb.PHONE if value == self.page.link:
                return visit.go(OnPhone(value))
            case Verb.ACCEPT | Verb.DECLINE if visit.offer is not None:
                return self._answer_offer(visit.offer, intent.verb is Verb.ACCEPT)
            case _:
                return self._after_call(intent)

    def _at_step(self, walk: Walk, intent: Intent) -> Visit:
        """The intents of a step: a way on, a tick, the detail."""
        visit, step = self.visit, walk.step
        number = _number(intent.value)
        match intent.verb:
            case Verb.ANSWER if number < len(walk.guide.ways(step)):
                return visit.go(AtStep(walk.answer(number)))
            case Verb.TICK if isinstance(step, Checklist) and number < len(step.items):
                return replace(visit, ticked=visit.ticked ^ {(walk.guide.id, step.id, number)})
            case Verb.MORE if step.more:
                return visit.go(AtStep(walk, more=True))
            case _:
                return visit

    def _after_call(self, intent: Intent) -> Visit:
        """The intents of the hand-off."""
        visit, here = self.visit, self.visit.here
        match intent.verb:
            case Verb.CALL if visit.call is None or visit.call.answer is not None or visit.call.lost:
                return visit if isinstance(here, Calling) else visit.begun().go(Calling())
            case Verb.REASON if isinstance(here, Calling) and intent.value in {reason.value for reason in Reason}:
                return visit.go(Consenting(Reason(intent.value)))
            case Verb.SEND if isinstance(here, Consenting):
                return self._send(here.reason)
            case Verb.WAITING | Verb.CALL if visit.call is not None and not isinstance(here, Waiting):
                return visit.go(Waiting())
            case _:
                return visit

    def _back(self) -> Visit:
        visit = self.visit
        if visit.offer is not None:
            return self._answer_offer(visit.offer, accepted=False)
        if len(visit.trail) == 1:
            return visit
        return visit.back()

    def _send(self, reason: Reason) -> Visit:
        """Keeps the ticket on disk before anything is said to be sent. Only what the consent page showed goes in."""
        visit, walk = self.visit, self.visit.walk
        code = self._choose(free_codes(self._codes))
        self._codes = [*self._codes, code][-20:]
        ticket = Ticket(
            id=self._new_id(),
            kiosk=self._world.settings.terminal,
            epoch=visit.epoch,
            code=code,
            reason=reason,
            guide=walk.guide.id if walk else None,
            step=walk.step.id if walk else None,
            comfort=visit.comfort,
        )
        trail = tuple(place for place in visit.trail if not isinstance(place, (Calling, Consenting, Waiting)))
        # The visit waits before the ticket leaves: its delivery may be heard before `post` returns.
        self.visit = replace(visit, trail=(*(trail or (Home(),)), Waiting()), call=Call(ticket))
        try:
            self._handoff.post(ticket)
        except HandoffError:
            self._update_call(ticket.id, lost=True)
        return self.visit

    def _answer_offer(self, offer: Offer, accepted: bool) -> Visit:
        """Opens what the professional proposed, or goes on as before; the desk is told which."""
        self._handoff.answer_offer(offer.id, accepted)
        visit = replace(self.visit, offer=None)
        guide = self._world.library.guide(offer.guide)
        if not accepted or guide is None:
            return visit
        walk = walk_to(guide, offer.step) if offer.step else None
        place: Place = AtStep(walk) if walk is not None else Cover(guide.id)
        if offer.comfort is not None:
            visit = replace(visit, comfort=offer.comfort)
        return visit.go(place) if visit.started else replace(visit, trail=(Home(), place))

    def _decline_offer(self) -> None:
        """Tells the desk that what it offered was not taken, if it offered anything."""
        if self.visit.offer is not None:
            self._handoff.answer_offer(self.visit.offer.id, False)

    # ---- what the desk says

    def hear(self, event: Event) -> Page:
        """The page after an event of the hand-off; what belongs to an earlier visit is dropped.

        What does not show on the present page changes neither it nor what is being said.
        """
        before = self.visit
        match event:
            case Delivered(ticket_id):
                self._update_call(ticket_id, delivered=True)
            case Unreachable(ticket_id, final):
                self._update_call(ticket_id, unreachable=True, lost=final)
            case Heard(message):
                self._read(message)
        visit = self.visit
        shows = isinstance(visit.here, Waiting) or visit.trail != before.trail or visit.offer != before.offer
        if visit == before or self._alert or not shows:
            return self.page
        self._voice.stop()
        return self._show(speak=self.visit.comfort.voice)

    def _update_call(
        self, ticket_id: UUID, delivered: bool = False, unreachable: bool = False, lost: bool = False
    ) -> None:
        call = self.visit.call
        if call is not None and call.ticket.id == ticket_id:
            call = replace(call, delivered=delivered, unreachable=unreachable, lost=lost)
            visit = replace(self.visit, call=call)
            self.visit = visit if delivered or isinstance(visit.here, Waiting) else visit.go(Waiting())

    def _read(self, message: Message) -> None:
        visit = self.visit
        call = visit.call
        if isinstance(message, Reply):
            if call is not None and message.epoch == visit.epoch and message.ticket == call.ticket.id:
                visit = replace(visit, call=replace(call, delivered=True, unreachable=False, answer=message.answer))
                self.visit = visit if isinstance(visit.here, Waiting) else visit.go(Waiting())
        elif isinstance(message, Offer):
            if self._world.library.guide(message.guide) is None:
                self._handoff.answer_offer(message.id, False)
            else:
                self._decline_offer()
                self.visit = replace(visit, offer=message)
                self._just_offered = True

    # ---- time

    def tick(self, now: float) -> Page:
        """The page at a time: asks after five minutes of silence whether somebody is there, then wipes the visit."""
        settings = self._world.settings
        if self._just_offered and not self.visit.started:
            self._touched = now  # nobody was here: the time to answer begins with the offer
        self._just_offered = False
        idle = now - self._touched
        if self.visit.offer is not None and not self.visit.started and idle >= settings.idle_seconds:
            self.visit = self._answer_offer(self.visit.offer, accepted=False)
            self._touched = now
            return self._show()
        if isinstance(self.visit.here, Goodbye) and idle >= GOODBYE_SECONDS:
            self.visit = replace(self.visit, trail=(Attract(),))
            return self._show()
        if self.visit.started:
            if idle >= settings.idle_seconds + settings.alert_seconds:
                return self._wipe(now)
            if idle >= settings.idle_seconds and not self._alert:
                self._alert = True
                self._show()
                self._say()
                return self.page
        return self._refresh_listen()

    def wait(self, now: float) -> float:
        """How long, in seconds, until `tick` may change the page."""
        settings = self._world.settings
        idle = now - self._touched
        if isinstance(self.visit.here, Goodbye):
            return max(0.0, GOODBYE_SECONDS - idle)
        if not self.visit.started and self.visit.offer is None:
            return float("inf")
        limits = (settings.idle_seconds, settings.idle_seconds + settings.alert_seconds)
        return min((limit - idle for limit in limits if limit > idle), default=0.0)

    def _wipe(self, now: float) -> Page:
        """The visit is over: nothing of it stays in this process but the number of the next."""
        self._alert = False
        self._touched = now
        self._decline_offer()
        self.visit = self.visit.cleared()
        self._voice.wipe()
        return self._show()

    def panic(self, now: float) -> Page:
        """After an error of our own: the visit is wiped and the attract page returns. The kiosk stays up."""
        return self._wipe(now)

    # ---- showing

    def _show(self, speak: bool = False) -> Page:
        if self._alert:
            self.page = still_there(self.visit, self._world, self._world.settings.alert_seconds)
        else:
            self.page = build(self.visit, self._world)
        if speak:
            self._say()
        return self._refresh_listen()

    def _show_and_name(self, intent: Intent) -> Page:
        """After a letter or a tick, the page stays: only what was touched is said, not all of it again."""
        self._show()
        touched = next((action for action in self.page.actions() if action.intent == intent), None)
        said = tuple(one for one in self.speech() if one.source is touched)
        if touched is not None:
            self._voice.say(said or (Said(touched.said or touched.label, touched),), self.comfort.words_a_minute)
        return self._refresh_listen()

    def speech(self) -> tuple[Said, ...]:
        """What listening to the page gives to hear."""
        return script(self.page, self._pronunciation)

    def _say(self) -> None:
        self._voice.say(self.speech(), self.comfort.words_a_minute)

    def _refresh_listen(self) -> Page:
        """The page with its "listen" button as the voice is; its sentences stay the same objects, so one may be lit."""
        busy = self._voice.busy
        for at, action in enumerate(self.page.bar):
            if action.intent.verb is Verb.LISTEN and action.label != listen(busy).label:
                bar = (*self.page.bar[:at], listen(busy), *self.page.bar[at + 1 :])
                self.page = replace(self.page, bar=bar)
        return self.page


def _too_late(visit: Visit, verb: Verb) -> bool:
    """Whether a touch was meant for a page that has just gone: an offer stands in front, or the visit was wiped."""
    if visit.offer is not None:
        return verb not in _TO_AN_OFFER
    begins = (Verb.START, Verb.COMFORT, Verb.CALL) if isinstance(visit.here, Attract) else (Verb.START,)
    return not visit.started and verb not in begins


def _number(value: str) -> int:
    """The number a short value writes; one larger than any answer or setting when it writes none."""
    return int(value) if value.isdecimal() and len(value) < 4 else 9999
