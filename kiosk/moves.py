"""Rules. Where what a resident wants leads: from one visit to the next, touching nothing of the world."""

from __future__ import annotations

from dataclasses import replace

from kiosk.guide.library import Library
from kiosk.guide.model import Checklist, helping
from kiosk.guide.rehearsal import Rehearsal
from kiosk.guide.urgency import danger
from kiosk.page.comfort import PARTS
from kiosk.page.frame import World
from kiosk.page.model import Intent, Page, Verb
from kiosk.page.practice import piece_of
from kiosk.visit import consent, practice
from kiosk.visit.calling import Calling, Consenting, Ending, Numbering, Waiting
from kiosk.visit.comfort import Comfort, with_setting
from kiosk.visit.questions import asked, eased, following
from kiosk.visit.rehearsing import Practices, Practised, Practising, Writing
from kiosk.visit.ticket import Offer, Reason, Saying
from kiosk.visit.visit import (
    LOOKS_ASIDE,
    Asking,
    AtStep,
    AtTask,
    Attract,
    Comforts,
    Cover,
    Events,
    Home,
    InEvent,
    InTheme,
    Leaving,
    Meaning,
    OnPhone,
    Place,
    Searching,
    Urgency,
    Visit,
    Where,
)
from kiosk.visit.walk import Walk, walk_along

MOST_TYPED = 60
_TO_AN_OFFER = (Verb.ACCEPT, Verb.DECLINE, Verb.BACK, Verb.CALL, Verb.FINISH)
"""What can be said to an offer, which waits behind a call; the last only from the page that asks
whether somebody is there."""


def after(visit: Visit, intent: Intent, page: Page, world: World, voice: bool) -> Visit:
    """The visit after an intent on a page; the same when it makes no sense there. `voice`: whether it can be heard."""
    library, value, here = world.library, intent.value, visit.here
    match intent.verb:
        case Verb.START if not visit.started:
            return _begun(visit, world)
        case Verb.HOME if visit.started:
            return visit.home()
        case Verb.RESUME if isinstance(here, Home):
            return visit.resumed()
        case Verb.LEAVE if visit.started and not isinstance(here, Leaving):
            return visit.go(Leaving())
        case Verb.WHERE if visit.started and not isinstance(here, Where):
            return visit.go(Where())
        case Verb.COMFORT if not value or value in PARTS:
            return _comforts(visit, Comforts(value))
        case Verb.SET:
            return visit if value == "blank=oui" and not voice else _set(visit, value)
        case Verb.ASK | Verb.FIT | Verb.SKIP:
            return _asking(visit, intent, voice)
        case Verb.THEME if library.theme(value) is not None:
            return visit.go(InTheme(value))
        case Verb.SEARCH:
            return visit.go(Searching())
        case Verb.KEY | Verb.ERASE if isinstance(here, Searching):
            return _typed(visit, here, intent, library)
        case Verb.KEY | Verb.ERASE | Verb.WRITTEN if isinstance(here, Numbering):
            return _numbering(visit, here, intent)
        case Verb.URGENCY | Verb.EVENTS | Verb.EVENT | Verb.TASK if visit.started:
            return _opened(visit, intent, library)
        case Verb.TICK if isinstance(here, AtTask):
            return visit.done(here)
        case Verb.GUIDE if library.guide(value) is not None:
            return visit.go(Cover(value, _helped(visit, value)))
        case Verb.BEGIN if isinstance(here, Cover):
            guide = library.guide(here.guide)
            return visit.go(AtStep(Walk(guide, under=here.under))) if guide is not None else visit
        case Verb.RETURN:
            return visit.returned()
        case Verb.REVISE if isinstance(here, Where):
            return _revise(visit, number(value))
        case Verb.ANSWER | Verb.TICK | Verb.MORE | Verb.DETOUR if isinstance(here, AtStep) and not here.more:
            return _at_step(visit, here, intent, library)
        case Verb.WORD if library.word(value) is not None:
            return visit.go(Meaning(value))
        case Verb.PHONE if value == page.link:
            return visit.go(OnPhone(value))
        case Verb.PRACTISE if not isinstance(here, LOOKS_ASIDE):
            return _practising(visit, value, library)
        case _ if isinstance(here, (Practising, Writing)) and (rehearsal := library.rehearsal(here.rehearsal)):
            return _calling(_rehearsed(visit, here, rehearsal, intent), intent)
        case _:
            return _calling(visit, intent)


def _typed(visit: Visit, here: Searching, intent: Intent, library: Library) -> Visit:
    """The search after a key. The first phrase of danger leads to the page of distress, and is wiped on the way."""
    if intent.verb is Verb.ERASE:
        return visit.stay(replace(here, text=here.text[:-1]))
    typed = replace(here, text=(here.text + intent.value)[:MOST_TYPED])
    group = None if here.warned else danger(typed.text, library.urgency)
    return visit.stay(typed) if group is None else _distressed(visit, group.id)


def _distressed(visit: Visit, group: str) -> Visit:
    """The page of distress; a search on the way there forgets what was typed."""
    if isinstance(visit.here, Searching):
        visit = visit.stay(Searching(warned=True))
    return visit if visit.here == Urgency(group) else visit.go(Urgency(group))


def _opened(visit: Visit, intent: Intent, library: Library) -> Visit:
    """What helps in distress, and the changes in life: the list, one of them, one of its tasks."""
    here, value = visit.here, intent.value
    event = library.event(here.event) if isinstance(here, InEvent) else None
    match intent.verb:
        case Verb.URGENCY if not value or library.urgency.group(value) is not None:
            return _distressed(visit, value)
        case Verb.EVENTS if library.events and not isinstance(here, Events):
            return visit.go(Events())
        case Verb.EVENT if library.event(value) is not None and here != InEvent(value):
            return visit.go(InEvent(value))
        case Verb.TASK if event is not None and number(value) < len(event.tasks):
            return visit.go(AtTask(event.id, number(value)))
        case _:
            return visit


def _practising(visit: Visit, value: str, library: Library) -> Visit:
    """The visit at a rehearsal, or at all of them."""
    if value:
        return visit if library.rehearsal(value) is None else visit.go(Practising(value))
    return visit if isinstance(visit.here, Practices) or not library.rehearsals else visit.go(Practices())


def _rehearsed(visit: Visit, here: Practising | Writing, rehearsal: Rehearsal, intent: Intent) -> Visit:
    """The intents of a screen of a rehearsal, and of its keyboard."""
    value = intent.value
    match here, intent.verb:
        case Practising(), Verb.PIECE:
            return practice.touched(visit, here, rehearsal, piece_of(value))
        case Practising(), Verb.TICK:
            return practice.ticked(visit, here, rehearsal, number(value))
        case Practising(), Verb.ONWARD:
            return practice.onward(visit, here, rehearsal)
        case Writing(), Verb.KEY:
            return practice.typed(visit, here, value)
        case Writing(), Verb.ERASE:
            return practice.erased(visit, here)
        case Writing(), Verb.SHIFT:
            return practice.layered(visit, here, value)
        case Writing(), Verb.WRITTEN:
            return practice.written(visit, here, rehearsal)
        case _:
            return visit


def _begun(visit: Visit, world: World) -> Visit:
    """The visit at its first page: the questions about comfort, unless some of it was chosen already."""
    home = visit.home()
    return home.go(Asking()) if world.settings.ask_comfort and visit.comfort == Comfort() else home


def _set(visit: Visit, value: str) -> Visit:
    return replace(visit, comfort=with_setting(visit.comfort, value))


def _comforts(visit: Visit, part: Comforts) -> Visit:
    """The settings; from one part of them, back to their first page rather than one page deeper."""
    if visit.here == part:
        return visit
    if isinstance(visit.here, Comforts) and visit.back().here == part:
        return visit.back()
    return visit.begun().go(part)


def _asking(visit: Visit, intent: Intent, voice: bool) -> Visit:
    """The three questions about comfort: begun, answered or passed over; then back to where they were asked."""
    here = visit.here
    if intent.verb is Verb.ASK:
        return visit if isinstance(here, Asking) else visit.begun().go(Asking())
    if not isinstance(here, Asking):
        return visit
    ended = replace(visit, trail=tuple(place for place in visit.trail if not isinstance(place, Asking)))
    if intent.verb is Verb.SKIP:
        return ended
    options = asked(here.question, here.again).options
    chosen = number(intent.value)
    if chosen >= len(options):
        return visit
    option = options[chosen]
    for setting in option.settings:
        comfort = eased(visit.comfort, setting)
        visit, ended = replace(visit, comfort=comfort), replace(ended, comfort=comfort)
    if option.call:
        return _calling(ended, Intent(Verb.CALL))
    if option.again:
        return visit.go(Asking(here.question, again=True))
    question = following(here.question, voice and not visit.comfort.voice)
    return ended if question is None else visit.go(Asking(question))


def _revise(visit: Visit, at: int) -> Visit:
    """The visit at an earlier step of the walk, to change the answer given there."""
    walk = visit.walk
    if walk is None or at >= len(walk.answers):
        return visit
    return visit.go(AtStep(replace(walk, answers=walk.answers[:at]), changing=True))


def _helped(visit: Visit, guide: str) -> Walk | None:
    """The walk to come back to after another guide: the one that the guide just walked was to help."""
    place: Place | None = visit.here
    if isinstance(place, Practised):  # a rehearsal begun from a guide: back to what that guide was to help
        place = next((one for one in reversed(visit.trail) if isinstance(one, (AtStep, Cover))), None)
    under = place.walk.under if isinstance(place, AtStep) else place.under if isinstance(place, Cover) else None
    return None if under is None or under.holds(guide) else under


def _at_step(visit: Visit, here: AtStep, intent: Intent, library: Library) -> Visit:
    """The intents of a step: a way on, a tick, the detail, the guide that mends what is missing."""
    walk, step = here.walk, here.walk.step
    chosen = number(intent.value)
    match intent.verb:
        case Verb.ANSWER if chosen < len(walk.guide.ways(step)):
            return visit.answer(walk, chosen, here.changing)
        case Verb.TICK if isinstance(step, Checklist) and chosen < len(step.items):
            return replace(visit, ticked=visit.ticked ^ {(walk.guide.id, step.id, chosen)})
        case Verb.MORE if step.more:
            return visit.go(AtStep(walk, more=True))
        case Verb.DETOUR if (
            intent.value in helping(step) and library.guide(intent.value) and not walk.holds(intent.value)
        ):
            return visit.go(Cover(intent.value, walk))
        case _:
            return visit


def _numbering(visit: Visit, here: Numbering, intent: Intent) -> Visit:
    """The telephone number, figure by figure; shown among what will be sent once it is whole."""
    match intent.verb:
        case Verb.KEY:
            return consent.dialled(visit, here, intent.value)
        case Verb.ERASE:
            return consent.undialled(visit, here)
        case _ if consent.is_number(here.text):
            return visit.go(Consenting(Reason.CALL_BACK, here.text))
        case _:
            return visit


def _calling(visit: Visit, intent: Intent) -> Visit:
    """The intents that lead to the professional, up to the consent; and those that end a call, up to the last word."""
    here, value = visit.here, intent.value
    match intent.verb:
        case Verb.CALL if visit.waiting is None:
            return visit if isinstance(here, Calling) else visit.begun().go(Calling())
        case Verb.REASON if isinstance(here, Calling) and value == Reason.CALL_BACK.value:
            return visit.go(Numbering())
        case Verb.REASON if isinstance(here, Calling) and value in {reason.value for reason in Reason}:
            return visit.go(Consenting(Reason(value)))
        case Verb.REASON if isinstance(here, Numbering) and value == Reason.CALL_BACK.value:
            return visit.go(Consenting(Reason.CALL_BACK))  # without a number
        case Verb.TELL if isinstance(here, Consenting):
            return consent.toggled(visit, here, value)
        case Verb.END if visit.waiting is not None and isinstance(here, Waiting) and value in _ENDINGS:
            return visit.go(Ending(Saying(value)))
        case Verb.WAITING | Verb.CALL if visit.call is not None and not isinstance(here, Waiting):
            return visit.at_call() if isinstance(here, Ending) else visit.go(Waiting())
        case _:
            return visit


_ENDINGS = (Saying.LEFT.value, Saying.SOLVED.value)


def known(offer: Offer, visit: Visit, library: Library) -> bool:
    """Whether what the professional proposes can be shown here: it is for this visit, and of this kiosk's guides."""
    guide = offer.guide is None or library.guide(offer.guide) is not None
    event = offer.event is None or library.event(offer.event) is not None
    return guide and event and offer.epoch in (None, visit.epoch)


def taken(visit: Visit, offer: Offer, library: Library, voice: bool) -> Visit:
    """The visit with what the professional proposed opened: the change in life, the guide at its step, its comfort.
    The screen stays lit where no `voice` can be heard."""
    visit = replace(visit, offer=None)
    if not known(offer, visit, library):
        return visit
    visit = visit.begun()
    if offer.event is not None:
        visit = visit.go(InEvent(offer.event))
    if (guide := library.guide(offer.guide or "")) is not None:
        walk = walk_along(guide, offer.ways, offer.step)
        visit = visit.go(AtStep(walk) if walk is not None else Cover(guide.id))
    if offer.comfort is not None:
        visit = replace(visit, comfort=offer.comfort)
        if not voice:
            visit = _set(visit, "blank=non")
    return visit


def too_late(visit: Visit, verb: Verb) -> bool:
    """Whether a touch was meant for a page that has just gone: an offer stands in front, or the visit was wiped."""
    if visit.offered is not None:
        return verb not in _TO_AN_OFFER
    begins = (Verb.START, Verb.COMFORT, Verb.CALL) if isinstance(visit.here, Attract) else (Verb.START,)
    return not visit.started and verb not in begins


def number(value: str) -> int:
    """The number a short value writes; one larger than any answer or setting when it writes none."""
    return int(value) if value.isdecimal() and len(value) < 4 else 9999
