"""I/O. Carries letters to the desk and messages back, in two threads that outlive every failure of the network."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from kiosk.handoff.client import DeskFailed, DeskForgot, DeskRefused, DeskUnreachable
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Deliver, Delivered, Event, Expired, HandoffError, Heard, Turned, Unreachable
from kiosk.visit.ticket import Batch, KioskState, Ticket, Voicing, Word

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds between two tries: doubling from the first to the longest; chance takes up to half of each away."""
POLL = 20.0
"""Seconds the desk holds a poll when it has nothing to say."""
SOON = 1.0
"""Seconds of the one poll after a voicing: then the desk is told what the kiosk made of it."""
LOST = 6
"""Polls in a row without an answer after which the desk is looked for elsewhere."""
CLOSING = 0.9
"""Seconds given to the threads to end; they are daemons, and what they bring later is dropped."""

Pause = Callable[[threading.Event, float | None], None]
"""Waits for the event, at most so many seconds (None: for ever). Tests pass one that does not wait."""


class Client(Protocol):
    """What the courier needs of a client: see `DeskClient`."""

    url: str

    def send(self, letter: Ticket | Word) -> None: ...
    def listen(self, after: int, stamp: str, wait: float) -> Batch: ...
    def tell(self, state: KioskState) -> None: ...
    def answer_offer(self, offer_id: UUID, accepted: bool) -> None: ...
    def cut(self) -> None: ...


def _wait(event: threading.Event, seconds: float | None) -> None:
    event.wait(seconds)


class Courier:
    """The hand-off for real. `deliver` is called from the courier's threads, one event at a time, never after `close`.

    A letter is sent until the desk has it, across restarts: at least once from here, once at the desk, by its id. A
    message is acknowledged after `deliver` has returned. `state` tells what the kiosk is like, given whether it is in
    use; `relocate` looks for a desk that has another address now. `jitter` gives a number from 0 to 1.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: Client,
        deliver: Deliver,
        state: Callable[[bool], KioskState],
        *,
        relocate: Callable[[], str | None] = lambda: None,
        pause: Pause = _wait,
        jitter: Callable[[], float] = random.random,
        poll: float = POLL,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._deliver = deliver
        self._state = state
        self._relocate = relocate
        self._pause = pause
        self._jitter = jitter
        self._poll = poll
        self._lock = threading.RLock()
        self._work = threading.Event()  # something to send
        self._end = threading.Event()
        self._told: set[UUID] = set()  # tickets already said to be unreachable
        self._offers: dict[UUID, bool] = {}  # answers to offers on their way
        self._busy = False
        self._state_there: KioskState | None = None  # what the desk knows
        self._heard: int | None = None  # the last message taken by the host; None: look on the disk
        self._stamp = ""  # of the turns that the host has
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

    def say(self, word: Word) -> None:
        """Keeps the word on disk, then has it sent, after its ticket. Raises HandoffError when it cannot be kept."""
        self._outbox.say(word)
        self._work.set()

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Has the answer sent; kept in memory only, for an offer does not outlive the visit it was made to."""
        with self._lock:
            self._offers[offer_id] = accepted
        self._work.set()

    def in_use(self, busy: bool) -> None:
        """Has the desk told, when that is news."""
        if busy != self._busy:
            self._busy = busy
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
            try:
                self.send_all()
            except (DeskUnreachable, HandoffError) as error:  # the disk too: try again later
                failures += 1
                rest = error.rest if isinstance(error, DeskUnreachable) else 0
                if not self._end.is_set():  # a desk that asks for rest gets it, whatever comes meanwhile
                    self._pause(self._end if rest else self._work, max(rest, self._back_off(failures)))
            else:
                failures = 0
                if not self._end.is_set():
                    self._pause(self._work, None)

    def send_all(self) -> None:
        """Sends all there is once, oldest first. Raises DeskUnreachable or HandoffError when something is left."""
        for late in self._outbox.expire():
            self._told.discard(late.id)
            self._hand(Expired(late.id))
        failed: dict[UUID, DeskFailed] = {}  # tickets on which the desk broke: the others do not wait for them
        for letter in (pending.letter for pending in self._outbox.pending()):
            about = letter.ticket if isinstance(letter, Word) else letter.id
            if self._end.is_set():
                return
            if about not in failed:
                try:
                    self._send(letter)
                except DeskFailed as error:
                    failed[about] = error
        self._send_offers()
        self._send_state()
        if failed:
            raise next(iter(failed.values()))

    def _send(self, letter: Ticket | Word) -> None:
        """Sends one letter; when the desk is not there, says so for every ticket that waits and was not told yet."""
        if not self._outbox.begin(letter.id):
            return  # taken back
        arrived = True
        try:
            self._client.send(letter)
        except DeskRefused as error:
            log.error("a letter was refused: %s", error)
            arrived = False
        except DeskUnreachable:
            self._tell_unreachable()
            raise
        if self._erase(letter.id) and isinstance(letter, Ticket):
            self._told.discard(letter.id)
            self._hand(Delivered(letter.id) if arrived else Unreachable(letter.id, final=True))

    def _erase(self, letter: UUID) -> bool:
        """Erases what is done with; False when it was taken back meanwhile."""
        try:
            return self._outbox.erase(letter)
        except HandoffError:  # it will be sent again, and the desk will know it
            log.error("a letter that arrived could not be erased yet")
            return True

    def _tell_unreachable(self) -> None:
        if self._end.is_set():
            return
        for pending in self._outbox.pending():
            late = pending.letter.id
            if isinstance(pending.letter, Ticket) and late not in self._told:
                self._told.add(late)
                self._hand(Unreachable(late))

    def _send_offers(self) -> None:
        with self._lock:
            answers = list(self._offers.items())
        for offer_id, accepted in answers:
            try:
                self._client.answer_offer(offer_id, accepted)
            except DeskRefused as error:
                log.error("an answer to an offer was refused: %s", error)
            with self._lock:
                if self._offers.get(offer_id) is accepted:
                    del self._offers[offer_id]

    def _send_state(self) -> None:
        state = self._state(self._busy)
        if state == self._state_there:
            return
        try:
            self._client.tell(state)
        except DeskRefused as error:
            log.error("the state of the kiosk was refused: %s", error)
        self._state_there = state

    # listening

    def _listening(self) -> None:
        failures = 0
        longest = self._poll
        while not self._end.is_set():
            try:
                voiced = self.listen(longest if failures == 0 else 0.0)
            except DeskForgot:
                continue
            except (DeskUnreachable, DeskRefused) as error:
                failures += 1
                if failures % LOST == 0:
                    self._move()
                rest = error.rest if isinstance(error, DeskUnreachable) else 0
                if not self._end.is_set():
                    self._pause(self._end, max(rest, self._back_off(failures)))
                continue
            if failures:  # the desk is back: what waits need not wait longer
                failures = 0
                self._work.set()
            longest = min(SOON, self._poll) if voiced else self._poll

    def listen(self, wait: float) -> bool:
        """Asks the desk once for what is new, waiting up to `wait` seconds, and gives it to the host. Returns whether a
        voice was asked for. Raises DeskUnreachable (DeskForgot: ask again, from the beginning) or DeskRefused."""
        heard = self._last_heard() if self._heard is None else self._heard
        try:
            batch = self._client.listen(heard, self._stamp, wait)
        except DeskForgot:
            self._heard, self._stamp = 0, ""
            raise
        for message in batch.messages:
            if message.number > heard and self._hand(Heard(message)):
                heard = message.number
                self._remember(heard)
        self._heard = heard
        if batch.stamp != self._stamp and self._hand(Turned(batch.turns)):
            self._stamp = batch.stamp
        if not batch.known:
            self._state_there = None
        if self._state(self._busy) != self._state_there:
            self._work.set()
        return any(isinstance(one, Voicing) for one in batch.messages)

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

    def _move(self) -> None:
        """Follows a desk that has another address now."""
        try:
            found = self._relocate()
        except Exception as error:
            log.error("looking for the desk failed: %s", type(error).__name__)
            return
        if found is not None:
            self._client.url = found

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
