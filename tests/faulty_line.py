"""A line between kiosk and desk that does everything a bad network does, a request at a time, as a seed decides."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

FATES = {
    "dropped": 0.10,  # the request is lost
    "unanswered": 0.08,  # the desk has done it, its answer is lost
    "truncated": 0.05,  # the answer is cut in two
    "garbled": 0.04,  # the answer is noise
    "late": 0.05,  # the kiosk has given up when the request reaches the desk, perhaps after the next ones
    "twice": 0.08,  # the request reaches the desk two times, one after the other
    "doubled": 0.05,  # both at once
    "slow": 0.05,  # the answer comes with a delay
}
"""How often each thing happens; a third of all requests get no good answer."""
LATE = 0.05
"""Seconds that a delay lasts at most: it ends when another request has passed."""


class FaultyLine:
    """A line to the desk at `port`. `down` and `honest` may be changed at any time; `fates` counts what happened."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.down = False
        self.honest = False
        self.fates: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._passing = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Nobody gets through any more."""
        self.down = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                kiosk, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(kiosk,), daemon=True).start()

    def _fate(self) -> str:
        with self._lock:
            honest = self.honest
            (fate,) = self._chance.choices([*FATES, "carried"], [*FATES.values(), 1 - sum(FATES.values())])
            fate = "dropped" if self.down else "carried" if honest else fate
            self.fates[fate] += 1
            return fate

    def _carry(self, kiosk: socket.socket) -> None:
        with kiosk, contextlib.suppress(OSError):
            asked = message_of(kiosk)
            fate = self._fate()
            if not asked or fate == "dropped":
                return
            if fate == "late":
                kiosk.close()
                self._let_another_pass()
            if fate == "doubled":
                threading.Thread(target=self._ask, args=(asked,), daemon=True).start()
            if fate == "twice":
                self._ask(asked)
            answer = self._ask(asked)
            if fate == "slow":
                self._let_another_pass()
            if fate == "truncated":
                answer = answer[: len(answer) * 2 // 3]
            if fate == "garbled":
                answer = answer[: len(answer) // 2] + bytes(255 - byte for byte in answer[len(answer) // 2 :])
            if fate not in ("late", "unanswered"):
                kiosk.sendall(answer)

    def _let_another_pass(self) -> None:
        with self._passing:
            self._passing.wait(LATE)

    def _ask(self, asked: bytes) -> bytes:
        """What the desk answers; nothing when it is not there."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as desk:
            desk.sendall(asked)
            answer = b"".join(iter(lambda: desk.recv(65536), b""))
            with self._passing:
                self._passing.notify_all()
            return answer
        return b""


@contextmanager
def faulty_line(port: int, seed: int) -> Iterator[FaultyLine]:
    """Such a line, closed at the end."""
    line = FaultyLine(port, seed)
    try:
        yield line
    finally:
        line.close()


def message_of(kiosk: socket.socket) -> bytes:
    """One request, whole; nothing when there is none."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = kiosk.recv(65536)
        if not piece:
            return b""
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while lengths and len(body) < int(lengths[0]):
        piece = kiosk.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body
