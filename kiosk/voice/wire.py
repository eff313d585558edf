"""I/O. The pipe between the kiosk and its voice worker: a fixed head, then as many bytes as the head says.

Light on purpose: the worker imports nothing of the kiosk but this and `clip`.
"""

from __future__ import annotations

import os
import select
import struct
import time
from typing import BinaryIO

_ASK = struct.Struct("<HI")  # words a minute, bytes of text
_ANSWER = struct.Struct("<BII")  # 1 when done and 0 when refused, hertz, bytes of sound or of the reason


class Lost(Exception):
    """The other side is gone, or did not answer in time."""


def ask(text: str, words_a_minute: int) -> bytes:
    """A request: one sentence to be rendered."""
    body = text.encode()
    return _ASK.pack(words_a_minute, len(body)) + body


def answer(done: bool, hertz: int, body: bytes) -> bytes:
    """An answer: sound, or the reason for which there is none, in French."""
    return _ANSWER.pack(done, hertz, len(body)) + body


def read_ask(stream: BinaryIO) -> tuple[str, int] | None:
    """The next request; None when the kiosk closed its side. Waits without limit."""
    head = stream.read(_ASK.size)
    if len(head) < _ASK.size:
        return None
    words_a_minute, size = _ASK.unpack(head)
    body = stream.read(size)
    return (body.decode(), words_a_minute) if len(body) == size else None


def read_answer(pipe: int, seconds: float) -> tuple[bool, int, bytes]:
    """The next answer from a file descriptor. Raises Lost after `seconds` or at the end of the pipe."""
    deadline = time.monotonic() + seconds
    done, hertz, size = _ANSWER.unpack(_read(pipe, _ANSWER.size, deadline))
    return bool(done), hertz, _read(pipe, size, deadline)


def _read(pipe: int, size: int, deadline: float) -> bytes:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    got = bytearray()
    while len(got) < size:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise Lost("late")
        piece = os.read(pipe, size - len(got))
        if not piece:
            raise Lost("gone")
        got += piece
    return bytes(got)
