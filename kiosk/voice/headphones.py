"""I/O. Whether headphones are plugged in, where the system can tell: the switch in the sound card's socket.

Linux shows that switch as an input device, which may be read by root and by the group `input`. A headset on USB or
Bluetooth is a sound card of its own, with no socket and mostly no switch: it is not seen here.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

SW_HEADPHONE_INSERT = 0x02  # linux/input-event-codes.h
SWITCH_BYTES = 8  # room for all switches there are, as the kernel counts them: in whole words
EVIOCGSW = 2 << 30 | SWITCH_BYTES << 16 | ord("E") << 8 | 0x1B  # linux/input.h: read the state of all switches
LOOK_AGAIN_SECONDS = 30.0

Ioctl = Callable[[int, int, bytearray], object]
"""Asks a device, by its file descriptor, and has the answer put in the bytes."""


class Headphones:
    """The socket for headphones. Each call of `plugged` is a few system calls; nothing stays open between two."""

    def __init__(
        self,
        listing: Path = Path("/proc/bus/input/devices"),
        folder: Path = Path("/dev/input"),
        ioctl: Ioctl = fcntl.ioctl,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._listing = listing
        self._folder = folder
        self._ioctl = ioctl
        self._now = now
        self._sockets: tuple[str, ...] = ()
        self._looked_at: float | None = None

    def plugged(self) -> bool | None:
        """Whether headphones are plugged in; None when that cannot be told."""
        if self._looked_at is None or self._now() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self._look()
        for _ in range(2):
            try:
                return one_of([self._state(name) for name in self._sockets])
            except OSError:  # a device has gone
                self._look()
        return None

    def _look(self) -> None:
        """Finds the devices that have the switch."""
        self._looked_at = self._now()
        try:
            self._sockets = sockets(self._listing.read_text("utf-8", "replace"))
        except OSError:
            self._sockets = ()

    def _state(self, name: str) -> bool | None:
        """The switch of one device; None when it may not be read. Raises OSError when the device has gone."""
        try:
            device = os.open(self._folder / name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM):
                return None
            raise
        try:
            bits = bytearray(SWITCH_BYTES)
            self._ioctl(device, EVIOCGSW, bits)
        finally:
            os.close(device)
        return bool(int.from_bytes(bits, sys.byteorder) >> SW_HEADPHONE_INSERT & 1)


def sockets(listing: str) -> tuple[str, ...]:
    """The names (as "event5") of the devices with a headphone switch, from what the kernel lists: one paragraph a
    device, with its switches as words of hexadecimal digits, the lowest last."""
    found = []
    for paragraph in listing.split("\n\n"):
        switches = re.search(r"^B: SW=(?:.* )?([0-9a-f]+) *$", paragraph, re.M)
        handler = re.search(r"^H: Handlers=.*\b(event[0-9]+)\b", paragraph, re.M)
        if switches and handler and int(switches[1], 16) >> SW_HEADPHONE_INSERT & 1:
            found.append(handler[1])
    return tuple(found)


def one_of(states: Iterable[bool | None]) -> bool | None:
    """Of several sockets: yes when one has headphones, no when all are known to have none."""
    known = set(states)
    if True in known:
        return True
    return False if known == {False} else None
