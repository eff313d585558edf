"""I/O. The desk's end of a connection: TLS of today, no room for who holds lines and says nothing."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.desk.door.guard import is_loopback
from kiosk.desk.door.limits import network_of
from kiosk.desk.serving.certificate import Certificate

MOST = 200
MOST_FROM_ONE = 60
"""Connections of the network open at once, and of them from one address; one more is closed before a word of TLS."""
MOST_UNREAD = 16 * 1024
"""Bytes of a request whose headers are not complete; one more is answered 400."""
PATIENCE = 10.0
"""Seconds between two looks at a connection: one with nothing asked from one look to the next is closed."""


class Gate(socket.socket):
    """A listening socket that lets only so many in. Lines of this machine itself are not counted."""

    def __init__(self, family: int) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._inside: dict[socket.socket, str] = {}

    def accept(self) -> tuple[socket.socket, Any]:
        """The next line. Raises ConnectionAbortedError for one too many, which the event loop takes as none."""
        line, address = super().accept()
        if is_loopback(address[0]):
            return line, address
        self._inside = {one: where for one, where in self._inside.items() if one.fileno() != -1}
        network = network_of(address[0])
        if len(self._inside) >= MOST or list(self._inside.values()).count(network) >= MOST_FROM_ONE:
            line.close()
            raise ConnectionAbortedError
        self._inside[line] = network
        return line, address


class Connection(H11Protocol):
    """A connection that is closed when it asks for nothing, from the start or after an answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._look_later(None)

    def shutdown(self) -> None:
        """Called when the desk closes: a line at rest is cut, without waiting for the other end's goodbye."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()

    def _look_later(self, seen: object) -> None:
        self.loop.call_later(PATIENCE, self._close_if_silent, seen)

    def _close_if_silent(self, seen: object) -> None:
        """`seen`: the request that was the last one, and answered, when we looked before; None for none yet."""
        at_rest = self.cycle is None or self.cycle.response_complete
        if at_rest and self.cycle is seen:
            self.transport.abort()
        elif not self.transport.is_closing():
            self._look_later(self.cycle if at_rest else self)


def server_config(app: object, certificate: Certificate | None) -> uvicorn.Config:
    """How the desk is served."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # no proxy stands before the desk: who says so lies about their address
        lifespan="off",
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=MOST_UNREAD,
        ssl_context_factory=_tls(certificate.path, certificate.key) if certificate is not None else None,
    )


def _tls(path: Path, key: Path) -> Callable[[uvicorn.Config, Callable[[], ssl.SSLContext]], ssl.SSLContext]:
    def make(_config: uvicorn.Config, _default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(path, key)
        return context

    return make
