"""I/O. An HTTP session whose waiting requests can be cut from another thread: closing never waits for a poll.

Over TLS it speaks to one certificate only, known by its fingerprint. No authority vouches for it, no name is looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import ssl
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Sockets:
    """The sockets of a session that are open, or were."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._cut = False

    def add(self, one: socket.socket | None) -> None:
        """Notes a new socket; cuts it at once after `cut`."""
        if one is None:
            return
        with self._lock:
            self._open = {old for old in self._open if old.fileno() != -1} | {one}
            if self._cut:
                _shut(one)

    def cut(self) -> None:
        """Ends every read and write, present and to come."""
        with self._lock:
            self._cut = True
            for one in self._open:
                _shut(one)


class _Adapter(HTTPAdapter):
    """An adapter whose connections announce their sockets."""

    def __init__(self, sockets: Sockets, fingerprint: str | None) -> None:
        self._sockets = sockets
        self._fingerprint = fingerprint
        super().__init__(pool_connections=1, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Called by requests: the pools are told to use our connections."""
        if self._fingerprint is not None:
            options["assert_fingerprint"] = self._fingerprint
        super().init_poolmanager(*args, **options)
        sockets = self._sockets

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class Sealed(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SealedPool(HTTPSConnectionPool):
            ConnectionCls = Sealed

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SealedPool}


def open_line(fingerprint: str | None = None) -> tuple[requests.Session, Sockets]:
    """A session that ignores the machine's proxies and .netrc (the desk is next door), and its sockets.

    With the SHA-256 of a certificate, in hexadecimal, it speaks to who has that certificate and to nobody else, and
    only over TLS: anything else raises what `requests` raises.
    """
    if fingerprint is not None and not re.fullmatch("[0-9a-f]{64}", fingerprint):
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    sockets = Sockets()
    session = requests.Session()
    session.trust_env = False
    session.verify = fingerprint is None
    session.adapters.clear()
    for scheme in ("https://",) if fingerprint is not None else ("http://", "https://"):
        session.mount(scheme, _Adapter(sockets, fingerprint))
    return session, sockets


def fingerprint_at(host: str, port: int, seconds: float) -> str:
    """The SHA-256 of the certificate shown there, by whoever it is. Raises OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((host, port), seconds) as plain, context.wrap_socket(plain) as sealed:
        return hashlib.sha256(sealed.getpeercert(binary_form=True) or b"").hexdigest()


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
