"""I/O. "Something changed": how a write in one thread wakes the pages and polls that wait in the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class Changes:
    """A number that grows with every change. Read it before reading the store, and no change can be missed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._open = True
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def number(self) -> int:
        """The number of changes so far."""
        with self._lock:
            return self._number

    @property
    def open(self) -> bool:
        """Whether anybody may still wait."""
        with self._lock:
            return self._open

    def tell(self) -> None:
        """Something changed. Callable from any thread."""
        with self._lock:
            self._number += 1
            self._wake()

    def close(self) -> None:
        """Sends every waiter home, so that the server can stop."""
        with self._lock:
            self._open = False
            self._wake()

    def reopen(self) -> None:
        """Allows waiting again."""
        with self._lock:
            self._open = True

    async def wait(self, since: int, seconds: float) -> int:
        """Waits until the number is above `since`, at most so many seconds; returns the number as it is then."""
        event = asyncio.Event()
        here = (asyncio.get_running_loop(), event)
        with self._lock:
            if self._number > since or not self._open or seconds <= 0:
                return self._number
            self._waiting.add(here)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            with self._lock:
                self._waiting.discard(here)
        return self.number

    def _wake(self) -> None:
        for loop, event in self._waiting:
            with contextlib.suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(event.set)
        self._waiting.clear()
