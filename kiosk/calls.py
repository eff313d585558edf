"""Rules. What the host does of the hand-off: sends what was consented to, says the resident's words, hears the desk.

It holds no visit: each verb takes one and gives the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from kiosk.guide.library import Library
from kiosk.handoff.port import Delivered, Event, Expired, Handoff, HandoffError, Heard, Turned, Unreachable
from kiosk.moves import known, taken
from kiosk.visit.calling import Consenting
from kiosk.visit.consent import ticket_of
from kiosk.visit.request import State
from kiosk.visit.ticket import Code, Offer, Reply, Saying, Ticket, Word, free_codes
from kiosk.visit.visit import Visit


class Calls:
    """The calls of one kiosk."""

    def __init__(
        self,
        handoff: Handoff,
        library: Library,
        terminal: str,
        new_id: Callable[[], UUID],
        choose: Callable[[tuple[Code, ...]], Code],
    ) -> None:
        self._handoff = handoff
        self._library = library
        self._terminal = terminal
        self._new_id = new_id
        self._choose = choose
        self._codes: list[Code] = []  # the last ones given, so that two people nearby do not share one
        self._busy = False

    def made(self, visit: Visit, consent: Consenting) -> Visit:
        """The visit with a ticket of what the consent page showed, under a code of its own; not sent yet."""
        code = self._choose(free_codes(self._terminal, self._codes))
        self._codes = [*self._codes, code][-12:]
        return visit.called(ticket_of(visit, consent, self._new_id(), self._terminal, code))

    def sent(self, ticket: Ticket) -> bool:
        """Keeps a ticket on disk, to be sent; whether that could be done."""
        try:
            self._handoff.post(ticket)
        except HandoffError:
            return False
        return True

    def said(self, visit: Visit, saying: Saying) -> Visit:
        """The visit after the resident said something of their request; the desk is told it."""
        call = visit.waiting
        if call is None or (saying is Saying.STILL and call.still):
            return visit
        try:
            self._handoff.say(Word(id=self._new_id(), ticket=call.ticket.id, kiosk=self._terminal, saying=saying))
        except HandoffError:
            return visit.said(saying, kept=False)
        return visit.said(saying, kept=True)

    def heard(self, visit: Visit, event: Event) -> Visit:
        """The visit after news of its request; the same when they belong to another."""
        match event:
            case Delivered(ticket_id):
                return visit.told(ticket_id, delivered=True)
            case Unreachable(ticket_id, final):
                return visit.told(ticket_id, unreachable=True, lost=final)
            case Expired(ticket_id):
                return visit.told(ticket_id, expired=True)
            case Turned(turns):
                return visit.turned(turns)
            case Heard(Reply() as reply):
                return visit.replied(reply)
            case Heard(Offer() as offer) if known(offer, visit, self._library):
                self.decline(visit)  # a newer one stands in the place of the one before
                return replace(visit, offer=offer)
            case Heard(Offer() as offer):
                self._handoff.answer_offer(offer.id, False)
        return visit

    def answered(self, visit: Visit, offer: Offer, accepted: bool, voice: bool) -> Visit:
        """Opens what the professional proposed, or goes on as before; the desk is told which."""
        self._handoff.answer_offer(offer.id, accepted)
        return taken(visit, offer, self._library, voice) if accepted else replace(visit, offer=None)

    def decline(self, visit: Visit) -> None:
        """Tells the desk that what it offered was not taken, if it offered anything."""
        if visit.offer is not None:
            self._handoff.answer_offer(visit.offer.id, False)

    def in_use(self, busy: bool) -> None:
        """Tells the desk, once each time it changes, whether somebody uses this kiosk."""
        if busy != self._busy:
            self._busy = busy
            self._handoff.in_use(busy)


def worth_saying(before: Visit, event: Event, visit: Visit) -> bool:
    """Whether news on the page are read aloud: not every step forward in the queue, but that one's turn has come, or
    that an answer holds no more."""
    if not isinstance(event, Turned) or visit.call is None or visit.call.turn is None or before.call is None:
        return not isinstance(event, Turned)
    if before.call.reply is not None:
        return visit.call.reply is None
    return visit.call.turn.state is State.TAKEN and (
        before.call.turn is None or before.call.turn.state is not State.TAKEN
    )
