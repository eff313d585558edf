"""I/O. The desk's end of a connection: TLS of today, no room for who holds lines and says nothing."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.desk.certificate import Certificate
from kiosk.desk.guard import is_loopback

MOST = 200
"""Connections open at once; one more is answered 503."""
MOST_FROM_ONE = 60
"""Of them, from one address of the network; one more is closed."""
MOST_UNREAD = 16 * 1024
"""Bytes of a request whose headers are not complete; one more is answered 400."""
PATIENCE = 10.0
"""Seconds that a new connection may take until its first request is there."""


class Connection(H11Protocol):
    """A connection that is closed when it asks for nothing, or is one too many from its address."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        super().connection_made(cast(asyncio.Transport, transport))
        address = self.client[0] if self.client else ""
        others = (one.client[0] for one in self.connections if isinstance(one, Connection) and one.client)
        if not is_loopback(address) and sum(other == address for other in others) > MOST_FROM_ONE:
            self.transport.abort()
            return
        self.loop.call_later(PATIENCE, self._close_if_silent)

    def shutdown(self) -> None:
        """Called when the desk closes: a line at rest is cut, without waiting for the other end's goodbye."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()

    def _close_if_silent(self) -> None:
        if self.cycle is None:
            self.transport.abort()


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
        limit_concurrency=MOST,
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
