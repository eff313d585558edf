"""A desk over TLS, and those who would listen: what the tests of pairing and of TLS share."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from desk_fixtures import CHEAP, TOKEN, UNHURRIED, Hands, library

from kiosk.desk.app import make_app
from kiosk.desk.door.limits import Limits
from kiosk.desk.memory.store import Store
from kiosk.desk.office import Office
from kiosk.desk.serving.certificate import Certificate, own_certificate
from kiosk.desk.serving.server import DeskServer
from kiosk.handoff.line import open_line


@dataclass(frozen=True)
class SealedDesk:
    """A desk that is served over TLS on the loopback."""

    url: str
    office: Office
    certificate: Certificate
    clock: Hands

    def ask(self, verb: str, path: str, at: str = "127.0.0.1", **more: Any) -> requests.Response:
        """A request over a pinned line, to one of this machine's addresses."""
        session, _ = open_line(self.certificate.fingerprint)
        with session:
            return session.request(
                verb, self.url.replace("127.0.0.1", at) + path, timeout=5, allow_redirects=False, **more
            )


@contextmanager
def sealed_desk(folder: Path, host: str = "127.0.0.1", limits: Limits = UNHURRIED) -> Iterator[SealedDesk]:
    """Opens one, with its database and its certificate in that folder."""
    folder.mkdir(exist_ok=True)
    clock = Hands()
    store = Store(f"sqlite:///{folder / 'desk.sqlite'}", clock)
    certificate = own_certificate(folder, ())
    app = make_app(
        store, library(), TOKEN, clock,
        hosts=["bureau.local"], fingerprint=certificate.fingerprint, hasher=CHEAP, elapsed=clock.elapsed, limits=limits,
    )  # fmt: skip
    server = DeskServer(app, host, certificate=certificate, announce=False)
    server.start()
    try:
        yield SealedDesk(server.url, app.state.office, certificate, clock)
    finally:
        server.stop()
        store.close()


def silent_line(desk: SealedDesk) -> ssl.SSLSocket:
    """A bare connection, to say as little as one likes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", int(desk.url.rpartition(":")[2])), 5))


@contextmanager
def man_in_the_middle(desk: SealedDesk, folder: Path) -> Iterator[str]:
    """Somebody who shows a certificate of their own, and passes everything on to the desk and back: their address."""
    folder.mkdir(exist_ok=True)
    own = own_certificate(folder, ())
    inwards = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inwards.load_cert_chain(own.path, own.key)
    outwards = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outwards.check_hostname = False
    outwards.verify_mode = ssl.CERT_NONE
    port = int(desk.url.rpartition(":")[2])
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(one: ssl.SSLSocket, other: ssl.SSLSocket) -> None:
        with contextlib.suppress(OSError):
            while heard := one.recv(65536):
                other.sendall(heard)

    def serve(one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            victim = inwards.wrap_socket(one, server_side=True)
            real = outwards.wrap_socket(socket.create_connection(("127.0.0.1", port)))
            for ends in ((victim, real), (real, victim)):
                threading.Thread(target=carry, args=ends, daemon=True).start()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = listening.accept()
                threading.Thread(target=serve, args=(one,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
