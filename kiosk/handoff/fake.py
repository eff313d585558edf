"""Rules. A desk that lives in memory and speaks the field's words: for the host's journeys and `kiosk run --fake-desk`.

Everything happens before the call returns: `post` delivers its event at once.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from kiosk.handoff.port import Deliver, Delivered, Event, Heard, Unreachable
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer, Offer, Reply, Ticket, VoiceName, Voicing


class FakeDesk:
    """A professional in a box. `by_itself`: the answer given to each ticket as it arrives, or none."""

    def __init__(self, deliver: Deliver, by_itself: Answer | None = None) -> None:
        self.tickets: list[Ticket] = []
        """Every ticket that arrived, in order."""
        self.offer_answers: dict[UUID, bool] = {}
        """What the residents said to each offer."""
        self.running = False
        self._deliver = deliver
        self._by_itself = by_itself
        self._online = True
        self._unsent: list[Ticket] = []
        self._unsaid: list[Event] = []
        self._number = 0

    def start(self) -> None:
        """Opens the desk."""
        self.running = True

    def close(self) -> None:
        """Closes the desk."""
        self.running = False

    def post(self, ticket: Ticket) -> None:
        """Takes a ticket, or keeps it while offline. The same ticket twice is one ticket."""
        if ticket in self.tickets or ticket in self._unsent:
            return
        if self._online:
            self._take(ticket)
        else:
            self._unsent.append(ticket)
            self._deliver(Unreachable(ticket.id))

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Notes what the resident said."""
        self.offer_answers[offer_id] = accepted

    def goes_offline(self) -> None:
        """From now on nothing passes, either way."""
        self._online = False

    def comes_back(self) -> None:
        """What was waiting passes, tickets first."""
        self._online = True
        unsent, self._unsent = self._unsent, []
        for ticket in unsent:
            self._take(ticket)
        unsaid, self._unsaid = self._unsaid, []
        for event in unsaid:
            self._deliver(event)

    def answers(self, ticket_id: UUID, answer: Answer) -> Reply:
        """The professional answers. Raises KeyError for a ticket that never arrived."""
        epoch = {ticket.id: ticket.epoch for ticket in self.tickets}[ticket_id]
        reply = Reply(number=self._next(), ticket=ticket_id, epoch=epoch, answer=answer)
        self._say(Heard(reply))
        return reply

    def offers(self, guide: str, step: str | None = None, comfort: Comfort | None = None) -> Offer:
        """The professional proposes a guide."""
        offer = Offer(number=self._next(), id=uuid4(), guide=guide, step=step, comfort=comfort)
        self._say(Heard(offer))
        return offer

    def wants_voice(self, name: VoiceName, keep: bool = False) -> Voicing:
        """The professional wants to hear a voice, or to keep it."""
        voicing = Voicing(number=self._next(), name=name, keep=keep)
        self._say(Heard(voicing))
        return voicing

    def _take(self, ticket: Ticket) -> None:
        self.tickets.append(ticket)
        self._deliver(Delivered(ticket.id))
        if self._by_itself is not None:
            self.answers(ticket.id, self._by_itself)

    def _say(self, event: Event) -> None:
        if self._online:
            self._deliver(event)
        else:
            self._unsaid.append(event)

    def _next(self) -> int:
        self._number += 1
        return self._number
