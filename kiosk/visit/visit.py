"""Rules. Everything between "touch the screen" and the wipe: where the resident is, how they came, their comfort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from uuid import UUID

from kiosk.visit.calling import Call, Calling, Consenting, Ending, Numbering, Waiting
from kiosk.visit.comfort import Comfort
from kiosk.visit.rehearsing import Practices, Practised, Practising, Rehearsing, Writing, forgetful
from kiosk.visit.request import State
from kiosk.visit.ticket import Offer, Reply, Saying, Ticket, Turn
from kiosk.visit.walk import Walk


@dataclass(frozen=True)
class Attract:
    """Nobody is here yet."""


@dataclass(frozen=True)
class Asking:
    """One of the three questions about comfort; `again` after a first answer that asks for more."""

    question: int = 0
    again: bool = False


@dataclass(frozen=True)
class Home:
    """The themes."""


@dataclass(frozen=True)
class InTheme:
    """The guides of one theme."""

    theme: str


@dataclass(frozen=True)
class Searching:
    """The search, with what has been typed. `warned`: the page of distress was shown for it once, and is not again."""

    text: str = ""
    warned: bool = False


@dataclass(frozen=True)
class Urgency:
    """The numbers to call in distress; `group`: which kind of it, or nothing for all of them."""

    group: str = ""


@dataclass(frozen=True)
class Events:
    """The changes in life."""


@dataclass(frozen=True)
class InEvent:
    """What there is to do after one of them."""

    event: str


@dataclass(frozen=True)
class AtTask:
    """One thing to do, from 0."""

    event: str
    task: int


@dataclass(frozen=True)
class Cover:
    """A guide before its first step; `under`: the walk that it is to help."""

    guide: str
    under: Walk | None = None


@dataclass(frozen=True)
class AtStep:
    """A step of a walk; `more` shows its "En savoir plus"; `changing`: the resident came back to change this answer."""

    walk: Walk
    more: bool = False
    changing: bool = False


@dataclass(frozen=True)
class Meaning:
    """A word of the glossary."""

    word: str


@dataclass(frozen=True)
class OnPhone:
    """The QR code of an official address."""

    url: str


@dataclass(frozen=True)
class Comforts:
    """The comfort settings; `part`: see, hear or touch, or nothing for the first page."""

    part: str = ""


@dataclass(frozen=True)
class Where:
    """Where the resident is, what they answered, what is left."""


@dataclass(frozen=True)
class Leaving:
    """Asking whether the resident has finished."""


@dataclass(frozen=True)
class Goodbye:
    """The visit has just been wiped."""


Place = (
    Attract | Asking | Home | InTheme | Searching | Cover | AtStep | Meaning | OnPhone | Comforts | Where | Calling
    | Numbering | Consenting | Waiting | Ending | Leaving | Goodbye | Rehearsing | Urgency | Events | InEvent | AtTask
)  # fmt: skip
LOOKS_ASIDE = (Comforts, Where, Waiting, Ending, Leaving, Practising, Writing)
"""The places to which somebody who practises may go without what they typed being forgotten."""


TASKS = "taches"
"""What stands for the step in what is ticked of a change in life."""


@dataclass(frozen=True)
class Visit:
    """One resident's visit. `trail` holds every place from the first to the present one; going back drops the last.

    `answered`: the way last chosen at each step (guide, step), kept when the resident goes back. `keys`: whether they
    use the keypad or switches.
    """

    epoch: int
    trail: tuple[Place, ...] = (Attract(),)
    comfort: Comfort = field(default_factory=Comfort)
    ticked: frozenset[tuple[str, str, int]] = frozenset()  # guide, step (or event, TASKS), number of the item
    answered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    keys: bool = False
    left: Walk | None = None  # the walk that was left for the home page
    call: Call | None = None
    offer: Offer | None = None

    @property
    def here(self) -> Place:
        """The present place."""
        return self.trail[-1]

    @property
    def started(self) -> bool:
        """Whether somebody is using the kiosk."""
        return not isinstance(self.here, (Attract, Goodbye))

    @property
    def walk(self) -> Walk | None:
        """The walk the resident is in, even while they look at something else; none on the cover of another guide nor
        in a rehearsal."""
        apart = (AtStep, Cover, Practices, Practising, Practised)
        place = next((place for place in reversed(self.trail) if isinstance(place, apart)), None)
        return place.walk if isinstance(place, AtStep) else place.under if isinstance(place, Cover) else None

    @property
    def task(self) -> AtTask | None:
        """The task of a change in life that led here."""
        return next((place for place in reversed(self.trail) if isinstance(place, AtTask)), None)

    @property
    def event(self) -> str | None:
        """The change in life whose list or task led here."""
        return next((place.event for place in reversed(self.trail) if isinstance(place, (InEvent, AtTask))), None)

    @property
    def busy(self) -> bool:
        """Whether the resident is in something that one can be stuck in: a walk, a task, a rehearsal."""
        rehearsing = any(isinstance(place, Practising) for place in self.trail)
        return rehearsing or self.walk is not None or self.task is not None

    @property
    def waiting(self) -> Call | None:
        """The call for which somebody may still come."""
        return self.call if self.call is not None and self.call.open else None

    @property
    def offered(self) -> Offer | None:
        """What the desk offers, where it may stand in front: never before the numbers to call in distress, nor before
        a call that is being made."""
        return None if isinstance(self.here, (Urgency, Calling, Numbering, Consenting)) else self.offer

    def answer(self, walk: Walk, way: int, changing: bool = False) -> Visit:
        """The visit one step further in a walk, the answer kept.

        After a changed answer, every later one that still holds is given again, those with which the professional
        opened the guide too, up to the first step that is new, and so on after it; the trail then holds each step of
        the way, so that going back passes them all.
        """
        guide = walk.guide.id
        answered = {**self.answered, (guide, walk.step.id): way}
        walk = walk.answer(way)
        if not changing:
            return replace(self.go(AtStep(walk)), answered=answered)
        known = self._passed(guide) | answered
        while (way_on := known.get((guide, walk.step.id))) is not None:
            walk = walk.answer(way_on)
        before = takewhile(lambda place: not isinstance(place, AtStep) or place.walk.guide.id != guide, self.trail)
        *steps, _ = _steps(walk)
        last = AtStep(walk, changing=not walk.over)
        return replace(self, trail=(*before, *steps, last), answered=answered)

    def _passed(self, guide: str) -> dict[tuple[str, str], int]:
        """The ways taken through a guide on the way here, whoever chose them."""
        walks = [place.walk for place in self.trail if isinstance(place, AtStep) and place.walk.guide.id == guide]
        return {(guide, step.id): way for walk in walks for step, way in zip(walk.path, walk.answers, strict=False)}

    def called(self, ticket: Ticket) -> Visit:
        """The visit once somebody has been called: at the page that tells what became of it."""
        apart = (Calling, Numbering, Consenting, Waiting, Ending)
        trail = tuple(place for place in self.trail if not isinstance(place, apart))
        return replace(self, trail=(*(trail or (Home(),)), Waiting()), call=Call(ticket))

    def told(
        self, ticket: UUID, delivered: bool = False, unreachable: bool = False, lost: bool = False,
        expired: bool = False,
    ) -> Visit:  # fmt: skip
        """The visit after news of a ticket; the same when it is not its own. Bad news comes into view."""
        call = self.waiting
        if call is None or call.ticket.id != ticket:
            return self
        call = replace(call, delivered=delivered, unreachable=unreachable, lost=lost, expired=expired)
        visit = replace(self, call=call)
        return visit if delivered else visit.at_call()

    def replied(self, reply: Reply) -> Visit:
        """The visit with the professional's answer in view; the same when it answers another visit."""
        call = self.call
        if call is None or call.ended or reply.epoch != self.epoch or reply.ticket != call.ticket.id:
            return self
        call = replace(call, delivered=True, unreachable=False, reply=reply, still=False)
        return replace(self, call=call).at_call()

    def turned(self, turns: tuple[Turn, ...]) -> Visit:
        """The visit knowing where its request stands; it is closed when it stood there and does no more. Once it
        is put back in the queue, what was answered before holds no more."""
        call = self.waiting
        if call is None:
            return self
        own = (one for one in turns if one.ticket == call.ticket.id and one.epoch == self.epoch)
        turn = next(own, _closed(call.turn))
        if turn is None or turn == call.turn:
            return self
        again = turn.state is State.WAITING and call.turn is not None and call.turn.state is not State.WAITING
        reply = None if again else call.reply
        return replace(self, call=replace(call, turn=turn, reply=reply, delivered=True, unreachable=False, still=False))

    def said(self, saying: Saying, kept: bool) -> Visit:
        """The visit after the resident said something of their request, and it was `kept`, or could not be."""
        if self.call is None:
            return self
        ended = saying if kept and saying is not Saying.STILL else None
        call = replace(self.call, still=kept and ended is None, unsaid=not kept, ended=ended)
        return replace(self, call=call).at_call()

    def at_call(self) -> Visit:
        """The visit at the page of its call, with nothing asked of it any more. Distress is never covered: the page of
        the call is then where one goes back to."""
        trail = tuple(place for place in self.trail if not isinstance(place, Ending))
        visit = replace(self, trail=trail or (Home(),))
        if isinstance(visit.here, Urgency):
            return visit.back().at_call().go(visit.here)
        return visit if isinstance(visit.here, Waiting) else visit.go(Waiting())

    def go(self, place: Place) -> Visit:
        """The visit at another place. What was typed to practise is forgotten, but for a look aside."""
        trail = self.trail if isinstance(place, LOOKS_ASIDE) else tuple(map(forgetful, self.trail))
        return replace(self, trail=(*trail, place))

    def stay(self, place: Place) -> Visit:
        """The visit at the same place, changed: nothing to go back to."""
        return replace(self, trail=(*self.trail[:-1], place))

    def back(self) -> Visit:
        """The visit one place earlier; the same at the start."""
        return replace(self, trail=self.trail[:-1]) if len(self.trail) > 1 else self

    def home(self) -> Visit:
        """The visit at the home page: the trail begins again; the comfort, the call and the walk that is left stay.

        A walk is left where it was furthest, also while an earlier answer was being changed; one that has ended is not.
        """
        walks = [place.walk for place in self.trail if isinstance(place, AtStep)]  # also under the cover of another
        walked = tuple(dict.fromkeys(walk.guide.id for walk in reversed(walks)))  # the last one first
        for guide in walked:
            furthest = max((one for one in walks if one.guide.id == guide), key=lambda one: one.position)
            while furthest.over and furthest.under is not None:
                furthest = furthest.under
            if not furthest.over:
                return replace(self, trail=(Home(),), left=furthest)
        left = None if self.left is None or self.left.guide.id in walked else self.left
        return replace(self, trail=(Home(),), left=left)

    def resumed(self) -> Visit:
        """The visit back in the walk that was left; the same when none was."""
        return self if self.left is None else replace(self, trail=(Home(), *_places(self.left)), left=None)

    def returned(self) -> Visit:
        """The visit back at the step, or at the task of a change in life, for which this walk was begun; the same where
        it was begun for itself. The way through the guide is dropped: going back leads to what was before."""
        under = self.walk.under if self.walk is not None else None
        if isinstance(self.here, Cover):
            return self
        if under is None:
            return self if self.task is None else replace(self, trail=self.trail[: self.trail.index(self.task) + 1])
        left_at = [at for at, place in enumerate(self.trail) if place in (AtStep(under), AtStep(under, changing=True))]
        if not left_at:
            return replace(self, trail=(*self.trail, AtStep(under)))
        return replace(self, trail=self.trail[: left_at[-1] + 1])  # an answer that was being changed still is

    def has_done(self, event: str, task: int) -> bool:
        """Whether a task of a change in life is ticked."""
        return (event, TASKS, task) in self.ticked

    def done(self, here: AtTask) -> Visit:
        """The visit back at its list, the task ticked; not ticked when it was."""
        ticked = self.ticked ^ {(here.event, TASKS, here.task)}
        listed = self.back() if self.back().here == InEvent(here.event) else self.stay(InEvent(here.event))
        return replace(listed, ticked=ticked)

    def begun(self) -> Visit:
        """The visit, at the home page if nobody had begun it."""
        return self if self.started else self.home()

    def cleared(self) -> Visit:
        """The next visit: nothing of this one but the number that follows."""
        return Visit(epoch=self.epoch + 1)


def _closed(turn: Turn | None) -> Turn | None:
    """The last that is known of a request that stands at the desk no more; nothing when it was never known to."""
    return None if turn is None else turn.model_copy(update={"state": State.CLOSED})


def _steps(walk: Walk) -> tuple[AtStep, ...]:
    """Every step on the way of a walk, the present one last."""
    return tuple(AtStep(replace(walk, answers=walk.answers[:count])) for count in range(len(walk.answers) + 1))


def _places(walk: Walk) -> tuple[Place, ...]:
    """Every place on the way of a walk, those of the walks underneath first."""
    below = () if walk.under is None else (*_places(walk.under), Cover(walk.guide.id, walk.under))
    return (*below, *_steps(walk))
