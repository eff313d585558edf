"""Rules. A desk that lives in memory and speaks the field's words: for the host's journeys and `kiosk run --fake-desk`.

Everything happens before the call returns: `post` delivers its event at once.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from kiosk.handoff.port import Deliver, Delivered, Event, Expired, Heard, Turned, Unreachable
from kiosk.visit.comfort import Comfort
from kiosk.visit.request import Act, State, after
from kiosk.visit.ticket import Answer, Offer, Reply, Saying, Ticket, Turn, VoiceName, Voicing, Word


class FakeDesk:
    """A professional in a box. `by_itself`: the answer given to each ticket as it arrives, or none."""

    def __init__(self, deliver: Deliver, by_itself: Answer | None = None) -> None:
        self.tickets: list[Ticket] = []
        """Every ticket that arrived, in order."""
        self.offer_answers: dict[UUID, bool] = {}
        """What the residents said to each offer."""
        self.words: list[Word] = []
        """What the residents said of their requests, in order."""
        self.busy: list[bool] = []
        """Whether somebody used the kiosk, each time that this changed."""
        self.running = False
        self._deliver = deliver
        self._by_itself = by_itself
        self._online = True
        self._unsent: list[Ticket] = []
        self._unsaid: list[Event] = []
        self._number = 0
        self._states: dict[UUID, State] = {}  # of the requests that are open
        self._before, self._attended = 0, True

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

    def say(self, word: Word) -> None:
        """Notes what a resident says of their request; one that ends it takes it out of the queue, or off the kiosk."""
        self.words.append(word)
        if word.saying is not Saying.STILL:
            self._unsent = [ticket for ticket in self._unsent if ticket.id != word.ticket]
            self._states.pop(word.ticket, None)

    def in_use(self, busy: bool) -> None:
        """Notes whether somebody uses the kiosk."""
        self.busy.append(busy)

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

    def grows_old(self) -> None:
        """What could not be sent has waited too long: it is erased."""
        unsent, self._unsent = self._unsent, []
        for ticket in unsent:
            self._deliver(Expired(ticket.id))

    def answers(self, ticket_id: UUID, answer: Answer, text: str = "") -> Reply:
        """The professional answers, which takes the request. Raises KeyError for a ticket that never arrived."""
        epoch = {ticket.id: ticket.epoch for ticket in self.tickets}[ticket_id]
        reply = Reply(number=self._next(), ticket=ticket_id, epoch=epoch, answer=answer, text=text)
        self._say(Heard(reply))
        self._move(ticket_id, Act.CLOSE if answer is Answer.CLOSED else Act.ANSWER)
        return reply

    def says(self, ticket_id: UUID, text: str) -> Reply:
        """The professional answers in their own words."""
        return self.answers(ticket_id, Answer.OTHER, text)

    def takes(self, ticket_id: UUID) -> None:
        """A professional takes the request."""
        self._move(ticket_id, Act.TAKE)

    def holds(self, ticket_id: UUID) -> None:
        """The professional will come back to the request."""
        self._move(ticket_id, Act.HOLD)

    def puts_back(self, ticket_id: UUID) -> None:
        """The request waits again for whoever comes."""
        self._move(ticket_id, Act.REQUEUE)

    def closes(self, ticket_id: UUID) -> None:
        """The professional closes the request without a word."""
        self._move(ticket_id, Act.CLOSE)

    def people_before(self, count: int, attended: bool = True) -> None:
        """So many people wait before those of this kiosk; `attended`: whether a professional has the queue in front of
        them."""
        self._before, self._attended = count, attended
        self._tell_turns()

    def offers(
        self, guide: str | None = None, step: str | None = None, comfort: Comfort | None = None,
        ways: tuple[int, ...] | None = None, event: str | None = None, epoch: int | None = None,
    ) -> Offer:  # fmt: skip
        """The professional proposes a guide, a change in life, a comfort."""
        offer = Offer(
            number=self._next(), id=uuid4(), guide=guide, step=step, comfort=comfort, ways=ways, event=event,
            epoch=epoch,
        )  # fmt: skip
        self._say(Heard(offer))
        return offer

    def wants_voice(self, name: VoiceName, keep: bool = False) -> Voicing:
        """The professional wants to hear a voice, or to keep it."""
        voicing = Voicing(number=self._next(), name=name, keep=keep)
        self._say(Heard(voicing))
        return voicing

    def _take(self, ticket: Ticket) -> None:
        self.tickets.append(ticket)
        self._states[ticket.id] = State.WAITING
        self._deliver(Delivered(ticket.id))
        self._tell_turns()
        if self._by_itself is not None:
            self.answers(ticket.id, self._by_itself)

    def _move(self, ticket_id: UUID, act: Act) -> None:
        state = self._states.pop(ticket_id, State.CLOSED)
        state = after(state, act) if state is not State.CLOSED else state
        if state is not State.CLOSED:
            self._states[ticket_id] = state
        self._tell_turns()

    def _tell_turns(self) -> None:
        epochs = {ticket.id: ticket.epoch for ticket in self.tickets}
        self._say(Turned(tuple(
            Turn(ticket=one, epoch=epochs[one], state=state, ahead=self._before, attended=self._attended)
            for one, state in self._states.items()
        )))  # fmt: skip

    def _say(self, event: Event) -> None:
        if self._online:
            self._deliver(event)
        else:
            self._unsaid.append(event)

    def _next(self) -> int:
        self._number += 1
        return self._number
