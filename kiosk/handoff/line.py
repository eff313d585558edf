"""I/O. An HTTP session whose waiting requests can be cut from another thread: closing never waits for a poll."""

from __future__ import annotations

import contextlib
import socket
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

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets
        super().__init__(pool_connections=1, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Called by requests: the pools are told to use our connections."""
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


def open_line() -> tuple[requests.Session, Sockets]:
    """A session that ignores the machine's proxies and .netrc (the desk is next door), and its sockets."""
    sockets = Sockets()
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(sockets))
    return session, sockets


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
