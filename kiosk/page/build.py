"""Rules. From where the resident is to the page they see and hear."""

from __future__ import annotations

from kiosk.page import browse, call, comfort, consent, event, offer, practice, step, urgency, waiting, where
from kiosk.page.frame import World
from kiosk.page.model import Page
from kiosk.visit.calling import Calling, Consenting, Ending, Numbering, Waiting
from kiosk.visit.questions import asked
from kiosk.visit.rehearsing import Practices, Practised, Practising, Writing
from kiosk.visit.visit import (
    Asking,
    AtStep,
    AtTask,
    Attract,
    Comforts,
    Cover,
    Events,
    Goodbye,
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


def speaks_of_itself(place: Place) -> bool:
    """Whether a page is read although the voice is off: the question about the voice, which is its own example."""
    return isinstance(place, Asking) and asked(place.question, place.again).spoken


def build(visit: Visit, world: World) -> Page:
    """The page of the present place; what the desk offers comes before it."""
    if visit.offered is not None:
        return offer.offered(visit, world)
    match visit.here:
        case Attract():
            return browse.attract(visit, world)
        case Home():
            return browse.home(visit, world)
        case InTheme() as place:
            return browse.theme(visit, place, world)
        case Searching() as place:
            return browse.search(visit, place, world)
        case Cover() as place:
            return browse.cover(visit, place, world)
        case AtStep() as place:
            return step.more(visit, place, world) if place.more else step.step(visit, place, world)
        case Meaning() as place:
            return step.meaning(visit, place, world)
        case OnPhone() as place:
            return step.on_phone(visit, place, world)
        case Asking() as place:
            return comfort.asking(visit, place, world)
        case Comforts() as place:
            return comfort.comforts(visit, place, world)
        case Where():
            return where.where(visit, build(visit.back(), world), world)
        case Calling():
            return call.calling(visit, world)
        case Consenting() as place:
            return consent.consenting(visit, place, world)
        case Numbering() as place:
            return consent.numbering(visit, place, world)
        case Waiting():
            return waiting.waiting(visit, world)
        case Ending() as place:
            return waiting.ending(visit, place, world)
        case Practices():
            return practice.practices(visit, world)
        case Practising() as place:
            return practice.practice(visit, place, world)
        case Writing() as place:
            return practice.writing(visit, place, world)
        case Practised() as place:
            return practice.practised(visit, place, world)
        case Urgency() as place:
            return urgency.urgency(visit, place, world)
        case Events():
            return event.events(visit, world)
        case InEvent() as place:
            return event.event(visit, place, world)
        case AtTask() as place:
            return event.task(visit, place, world)
        case Leaving():
            return browse.leaving(visit, world)
        case Goodbye():
            return browse.goodbye(visit, world)
