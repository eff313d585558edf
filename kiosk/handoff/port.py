"""Rules. The hand-off as the host sees it: its verbs, its events, one error; met by courier and fake desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kiosk.visit.ticket import FromDesk, Ticket, Turn, Word


@dataclass(frozen=True)
class Delivered:
    """The desk has the ticket, on its disk."""

    ticket_id: UUID


@dataclass(frozen=True)
class Unreachable:
    """The desk does not have the ticket. It is tried again until it has; when `final`, the desk refused it for good."""

    ticket_id: UUID
    final: bool = False


@dataclass(frozen=True)
class Heard:
    """A message of the desk.

    A reply carries the epoch of its visit: the host drops those of another. An offer is shown to whoever is there. A
    voicing is for nobody who is there: it acts only while the kiosk is free, and is otherwise heard without effect.
    """

    message: FromDesk


@dataclass(frozen=True)
class Expired:
    """The ticket waited too long on this kiosk to be of use to anybody: erased here, and never sent."""

    ticket_id: UUID


@dataclass(frozen=True)
class Turned:
    """Where the open requests of this kiosk stand now, all of them; one that is not there is open no more."""

    turns: tuple[Turn, ...]


Event = Delivered | Unreachable | Expired | Heard | Turned
Deliver = Callable[[Event], None]
"""How an event reaches the host. The screen passes one that goes through its Clock; a test passes a plain call."""


class HandoffError(Exception):
    """The ticket could not be kept. `str(error)` is a French sentence for the resident, without anything personal."""


class Handoff(Protocol):
    """The post office as the host uses it."""

    def start(self) -> None:
        """Begins sending and listening."""

    def post(self, ticket: Ticket) -> None:
        """Keeps the ticket on disk, then sends it in the background. Raises HandoffError when it cannot be kept."""

    def say(self, word: Word) -> None:
        """Keeps on disk what the resident says of their ticket, then sends it after the ticket. With a word that ends
        it, a ticket that is still here is erased in the same breath. Raises HandoffError when it cannot be kept."""

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Tells the desk, in the background, whether the resident accepted what it offered."""

    def in_use(self, busy: bool) -> None:
        """Tells the desk, in the background, whether somebody uses this kiosk."""

    def close(self) -> None:
        """Stops within a second. What is not sent stays on disk for the next start."""
