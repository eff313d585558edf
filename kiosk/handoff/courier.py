"""I/O. Carries tickets to the desk and messages back, in two threads that outlive every failure of the network."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from kiosk.handoff.client import DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Deliver, Delivered, Event, HandoffError, Heard, Unreachable
from kiosk.visit.ticket import FromDesk, Ticket, Voicing

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds between two tries: doubling from the first to the longest; chance takes up to half of each away."""
POLL = 20.0
"""Seconds the desk holds a poll when it has nothing to say."""
SOON = 1.0
"""Seconds of the one poll after a voicing: the next one tells the desk what the kiosk made of it."""
CLOSING = 0.9
"""Seconds given to the threads to end; they are daemons, and what they bring later is dropped."""

Pause = Callable[[threading.Event, float | None], None]
"""Waits for the event, at most so many seconds (None: for ever). Tests pass one that does not wait."""


class Client(Protocol):
    """What the courier needs of a client: see `DeskClient`."""

    def send(self, ticket: Ticket) -> Delivered: ...
    def messages(self, after: int, wait: float) -> list[FromDesk]: ...
    def answer_offer(self, offer_id: UUID, accepted: bool) -> None: ...
    def cut(self) -> None: ...


def _wait(event: threading.Event, seconds: float | None) -> None:
    event.wait(seconds)


class Courier:
    """The hand-off for real. `deliver` is called from the courier's threads, one event at a time, never after `close`.

    A ticket is sent until the desk has it, across restarts: at least once from here, once at the desk, by its id. A
    message is acknowledged after `deliver` has returned. `jitter` gives a number from 0 to 1.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: Client,
        deliver: Deliver,
        *,
        pause: Pause = _wait,
        jitter: Callable[[], float] = random.random,
        poll: float = POLL,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._deliver = deliver
        self._pause = pause
        self._jitter = jitter
        self._poll = poll
        self._lock = threading.RLock()
        self._work = threading.Event()  # something to send
        self._end = threading.Event()
        self._told: set[UUID] = set()  # tickets already said to be unreachable
        self._offers: dict[UUID, bool] = {}  # answers to offers on their way
        self._threads: tuple[threading.Thread, ...] = ()

    def start(self) -> None:
        """Begins sending (what an earlier run left behind first) and listening. A second start does nothing."""
        with self._lock:
            if self._threads or self._end.is_set():
                return
            self._threads = tuple(
                threading.Thread(target=job, name=name, daemon=True)
                for job, name in ((self._sending, "courier-sending"), (self._listening, "courier-listening"))
            )
        for thread in self._threads:
            thread.start()

    def post(self, ticket: Ticket) -> None:
        """Keeps the ticket on disk, then has it sent. Raises HandoffError when it cannot be kept."""
        self._outbox.put(ticket)
        self._work.set()

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Has the answer sent; kept in memory only, for an offer does not outlive the visit it was made to."""
        with self._lock:
            self._offers[offer_id] = accepted
        self._work.set()

    def close(self) -> None:
        """Stops within a second, in the middle of a poll too."""
        self._end.set()
        self._work.set()
        self._client.cut()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(CLOSING / len(self._threads))
        self._outbox.close()

    # sending

    def _sending(self) -> None:
        failures = 0
        while not self._end.is_set():
            self._work.clear()
            reached = self._send_all()
            failures = 0 if reached else failures + 1
            if not self._end.is_set():
                self._pause(self._work, None if reached else self._back_off(failures))

    def _send_all(self) -> bool:
        """Tries everything once, oldest first; False when something is left for later."""
        try:
            waiting = [pending.ticket for pending in self._outbox.pending()]
            for ticket in waiting:
                if not self._send(ticket, waiting):
                    return False
        except HandoffError:  # the disk: said by `post` to the resident it concerns; here, try again later
            return False
        return self._send_offers()

    def _send(self, ticket: Ticket, waiting: list[Ticket]) -> bool:
        """Sends one ticket; when the desk is not there, says so for every ticket that waits and was not told yet."""
        try:
            event: Event = self._client.send(ticket)
            self._erase(self._outbox.delivered, ticket.id)
        except DeskRefused as error:
            log.error("a ticket was refused: %s", error)
            self._erase(self._outbox.refused, ticket.id)
            event = Unreachable(ticket.id, final=True)
        except DeskUnreachable:
            if not self._end.is_set():
                self._outbox.tried(ticket.id)
                for late in waiting:
                    if late.id not in self._told:
                        self._told.add(late.id)
                        self._hand(Unreachable(late.id))
            return False
        self._told.discard(ticket.id)
        self._hand(event)
        return True

    def _erase(self, erase: Callable[[UUID], None], ticket_id: UUID) -> None:
        try:
            erase(ticket_id)
        except HandoffError:  # it will be sent again, and the desk will know it
            log.error("a ticket that arrived could not be erased yet")

    def _send_offers(self) -> bool:
        with self._lock:
            answers = list(self._offers.items())
        for offer_id, accepted in answers:
            try:
                self._client.answer_offer(offer_id, accepted)
            except DeskRefused as error:
                log.error("an answer to an offer was refused: %s", error)
            except DeskUnreachable:
                return False
            with self._lock:
                if self._offers.get(offer_id) is accepted:
                    del self._offers[offer_id]
        return True

    # listening

    def _listening(self) -> None:
        failures = 0
        heard: int | None = None
        longest = self._poll
        while not self._end.is_set():
            heard = self._last_heard() if heard is None else heard
            try:
                messages = self._client.messages(heard, longest if failures == 0 else 0.0)
            except DeskForgot:
                heard = 0
                continue
            except (DeskUnreachable, DeskRefused):
                failures += 1
                if not self._end.is_set():
                    self._pause(self._end, self._back_off(failures))
                continue
            if failures:  # the desk is back: what waits need not wait longer
                failures = 0
                self._work.set()
            longest = min(SOON, self._poll) if any(isinstance(one, Voicing) for one in messages) else self._poll
            for message in messages:
                if message.number > heard and self._hand(Heard(message)):
                    heard = message.number
                    self._remember(heard)

    def _last_heard(self) -> int:
        try:
            return self._outbox.last_heard()
        except HandoffError:
            return 0

    def _remember(self, number: int) -> None:
        try:
            self._outbox.heard(number)
        except HandoffError:
            log.error("the number of a message could not be kept; the message will be heard again after a restart")

    # both

    def _hand(self, event: Event) -> bool:
        """Gives the event to the host, one at a time; False when closed. A host that fails does not stop the post."""
        with self._lock:
            if self._end.is_set():
                return False
            try:
                self._deliver(event)
            except Exception as error:
                log.error("the host failed on an event: %s", type(error).__name__)
            return True

    def _back_off(self, failures: int) -> float:
        longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 10))
        return longest * (0.5 + 0.5 * self._jitter())
