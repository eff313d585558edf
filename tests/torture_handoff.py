"""Kills the desk and the kiosk at random instants while residents call, and counts at the end: see script/torture.

Both sides are real: store, web service, client, courier, outbox; only window and pages are missing. Each life is a
process of its own, forked from this one, which has already imported everything; it ends by SIGKILL and nothing else.
A ticket names itself by its guide, which its anonymous line at the desk keeps: so each can be counted.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from desk_fixtures import TOKEN, Hands, ticket, word
from wire import bare_desk, free

from kiosk.desk.memory.store import Store, Unknown
from kiosk.desk.serving.server import DeskServer
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.identity import new_id
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Event, Heard
from kiosk.visit.request import Impossible, Outcome
from kiosk.visit.ticket import Answer, Reply, Saying, Ticket

LONGEST_LIFE = 0.25
"""Seconds from one kill to the next, at most."""
MOST_WAITING = 20
"""Tickets waiting on the kiosk from which on nobody calls: the counts need an end."""
PATIENCE = 120.0
"""Seconds given to the last letters to arrive when the killing is over."""


@dataclass
class Ledger:
    """What the kiosk's lives reported, each line of it written before or after what it is about."""

    trying: set[UUID] = field(default_factory=set)  # tickets about to be kept
    promised: set[UUID] = field(default_factory=set)  # kept: `post` has returned
    ending: set[UUID] = field(default_factory=set)  # about to be taken back
    ended: set[UUID] = field(default_factory=set)  # taken back: `say` has returned
    words: int = 0
    heard: int = 0  # the number of the last message that the host was given
    disorder: int = 0  # messages that came before an earlier one
    empty: bool = False

    def note(self, line: str) -> None:
        """Takes one line down."""
        what, _, about = line.partition(" ")
        if what == "empty":
            self.empty = True
        elif what == "heard":
            self.disorder += int(about) < self.heard  # the last one may come again
            self.heard = int(about)
        elif what == "said":
            self.words += 1
        else:
            getattr(self, what).add(UUID(about))


def desk(folder: Path, port: int, seed: str, last: bool) -> None:
    """One life of the desk, with a professional who never rests; in the `last` one, nobody is there any more."""
    chance, clock = random.Random(seed), Hands()
    store = Store(f"sqlite:///{folder / 'desk.sqlite'}", clock)
    DeskServer(bare_desk(store, clock), port=port).start()
    acts: tuple[Callable[[UUID], None], ...] = (
        lambda one: store.take(one, "Anne"),
        lambda one: store.answer(one, chance.choice((Answer.COMING, Answer.SOON)), "Anne"),
        lambda one: store.hold(one, "Anne"),
        lambda one: store.put_back(one),
        lambda one: store.close_request(one, Outcome.INFORMED),
        lambda one: store.close_request(one, Outcome.DONE_TOGETHER),
    )
    while not last:
        for waiting in store.queue():
            with contextlib.suppress(Unknown, Impossible):
                chance.choice(acts)(waiting.ticket.id)
        time.sleep(0.005)
    signal.pause()


def kiosk(folder: Path, port: int, seed: str, ledger: Ledger, report: Callable[[str], None], last: bool) -> None:
    """One life of the kiosk, with residents who call and leave; in the `last` one, nobody calls any more."""
    chance = random.Random(seed)

    def deliver(event: Event) -> None:
        if isinstance(event, Heard):
            report(f"heard {event.message.number}")

    def soon(event: threading.Event, seconds: float | None) -> None:
        event.wait(None if seconds is None else 0.02)

    outbox = Outbox(folder / "outbox.sqlite")
    client = DeskClient(f"http://127.0.0.1:{port}", "tablette-1", TOKEN)
    courier = Courier(outbox, client, deliver, free, pause=soon)
    courier.start()
    mine = sorted(ledger.promised - ledger.ending)[-20:]
    while not last:
        if mine and chance.random() < 0.2:
            about = ticket(id=chance.choice(mine))
            saying = chance.choice((Saying.STILL, Saying.LEFT, Saying.SOLVED))
            if saying is not Saying.STILL:
                mine.remove(about.id)
                report(f"ending {about.id}")
            courier.say(word(about, saying))
            report("said")
            if saying is not Saying.STILL:
                report(f"ended {about.id}")
        elif len(outbox.pending()) < MOST_WAITING:
            one = calling()
            report(f"trying {one.id}")
            courier.post(one)
            report(f"promised {one.id}")
            mine.append(one.id)
        time.sleep(chance.random() * 0.01)
    while outbox.pending():
        time.sleep(0.02)
    report("empty")
    signal.pause()


def calling() -> Ticket:
    """A ticket that names itself by its guide."""
    number = new_id()
    return ticket(id=number, guide=f"g-{number.hex}", step=None)


class Torture:
    """Two processes, killed in turn."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.ledger = Ledger()
        self._folder = folder
        self._seed = seed
        self._lives = 0
        with socket.create_server(("127.0.0.1", 0)) as free_one:
            self._port = free_one.getsockname()[1]
        self._alive: dict[str, int] = {}
        self._pipe: int | None = None
        self._rest = b""

    def run(self, kills: int) -> Counter[str]:
        """So many kills, then a life for each in peace. Returns how often each side was killed."""
        chance = random.Random(self._seed)
        killed: Counter[str] = Counter()
        try:
            self._begin("desk")
            self._begin("kiosk")
            while killed.total() < kills:
                self._read(chance.random() * LONGEST_LIFE)
                side = chance.choice(("desk", "kiosk"))
                self._kill(side)
                killed[side] += 1
                self._begin(side)
            for side in ("desk", "kiosk"):
                self._kill(side)
                self._begin(side, last=True)
            end = time.monotonic() + PATIENCE
            while not (self.ledger.empty and self._all_heard()) and time.monotonic() < end:
                self._read(0.05)
        finally:
            for side in tuple(self._alive):
                self._kill(side)
        return killed

    def _all_heard(self) -> bool:
        with desk_memory(self._folder) as store:
            return unheard(store, self.ledger) == 0

    def _begin(self, side: str, last: bool = False) -> None:
        self._lives += 1
        seed = f"{self._seed} {self._lives}"
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            self._alive[side] = child
            if side == "kiosk":
                self._pipe, self._rest = reading, b""
            else:
                os.close(reading)
            return
        try:
            if side == "desk":
                desk(self._folder, self._port, seed, last)
            else:
                report = lambda line: os.write(writing, f"{line}\n".encode())  # noqa: E731
                kiosk(self._folder, self._port, seed, self.ledger, report, last)
        finally:  # only an error leads here
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            os._exit(1)

    def _kill(self, side: str) -> None:
        child = self._alive.pop(side)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if side == "kiosk" and self._pipe is not None:
            self._read(0.0)
            os.close(self._pipe)
            self._pipe = None
        if os.WIFEXITED(status):
            raise RuntimeError(f"the {side} ended by itself")

    def _read(self, seconds: float) -> None:
        """Takes down what the kiosk reports, for so long; whatever it had written when it was killed."""
        end = time.monotonic() + seconds
        while select.select([self._pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            assert self._pipe is not None
            piece = os.read(self._pipe, 65536)
            if not piece:
                return
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                self.ledger.note(line.decode())


@contextlib.contextmanager
def desk_memory(folder: Path) -> Iterator[Store]:
    """What the desk remembers; not to be open while a life is forked."""
    store = Store(f"sqlite:///{folder / 'desk.sqlite'}", Hands())
    yield store
    store.close()


def unheard(store: Store, ledger: Ledger) -> int:
    """The replies that no host was given."""
    return sum(isinstance(message, Reply) for message in store.messages("tablette-1", ledger.heard)[1])


def count(ledger: Ledger, folder: Path) -> dict[str, int]:
    """What the desk has at the end, held against what the kiosk promised; all but the first three must be 0."""
    with desk_memory(folder) as store:
        queue = [waiting.ticket.id for waiting in store.queue()]
        lines = store.history()
        replies_lost = unheard(store, ledger)
    closed = {UUID(line.guide.removeprefix("g-")): line.outcome for line in lines if line.guide}
    known = Counter(queue) + Counter(UUID(line.guide.removeprefix("g-")) for line in lines if line.guide)
    by_themselves = {one for one, outcome in closed.items() if outcome in (Outcome.LEFT, Outcome.SOLVED)}
    overtaken = sum(line.guide is None for line in lines)
    return {
        "open": len(queue),
        "closed": len(closed),
        "taken_back": len(ledger.ended - closed.keys()),
        "lost": len(ledger.promised - ledger.ending - known.keys()),
        "doubled": sum(times > 1 for times in known.values()),
        "invented": len(known.keys() - ledger.trying) + len(by_themselves - ledger.ending),
        "words_lost": len(ledger.ended & set(queue)),
        "words_doubled": max(0, overtaken - len(ledger.ending - known.keys())),
        "replies_lost": replies_lost,
        "disorder": ledger.disorder,
        "still_on_its_way": 0 if ledger.empty else 1,
    }


def main() -> int:
    """Prints what happened as JSON. Exit code: 0 every ticket exactly once, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        torture = Torture(Path(folder), options.seed)
        killed = torture.run(options.kills)
        found = count(torture.ledger, Path(folder))
    ledger = torture.ledger
    told = {"seed": options.seed, "kills": killed.total(), "desk_kills": killed["desk"], "kiosk_kills": killed["kiosk"]}
    told |= {"tickets": len(ledger.promised), "words": ledger.words, **found}
    print(json.dumps({**told, "seconds": round(time.monotonic() - began, 1)}, indent=2))
    good = {"open", "closed", "taken_back"}
    return 1 if any(found[name] for name in found.keys() - good) else 0


if __name__ == "__main__":
    sys.exit(main())
