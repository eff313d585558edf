"""I/O. Runs the desk in a thread: on this machine alone, or on the network over TLS."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from kiosk.desk.memory.changes import Changes
from kiosk.desk.office import Office
from kiosk.desk.serving.announce import Announcement
from kiosk.desk.serving.certificate import EVERYWHERE, LOOPBACK, Certificate, own_addresses, own_names
from kiosk.desk.serving.connections import Gate, server_config

STARTING = 20.0
STOPPING = 5.0
"""Seconds given to start, and to stop."""
MINUTE = 60.0


class ServerError(Exception):
    """The desk cannot be served. `str(error)` is a French sentence for the professional."""


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


class DeskServer:
    """The desk at `host` and `port` (0: any free one), over TLS with a certificate. It may start again after a stop.

    Off the loopback it wants a certificate, announces itself on the network unless told not to, and listens on the
    loopback too, for the kiosk of its own machine.
    """

    def __init__(
        self,
        app: Starlette,
        host: str = "127.0.0.1",
        port: int = 0,
        certificate: Certificate | None = None,
        *,
        announce: bool = True,
    ) -> None:
        if host not in LOOPBACK and certificate is None:
            raise ServerError(
                "Sur le réseau, le bureau ne s'ouvre qu'avec une liaison chiffrée : il faut un certificat."
            )
        self._app = app
        self._host = "127.0.0.1" if host == "localhost" else host
        self._port = port
        self._certificate = certificate
        self._announce = announce and host not in LOOPBACK
        self._server: _Server | None = None
        self._threads: list[threading.Thread] = []
        self._end = threading.Event()

    @property
    def url(self) -> str:
        """The desk's address on this machine; its port is real once started."""
        name = {"::1": "[::1]"}.get(self._host, "127.0.0.1")
        return f"{'https' if self._certificate else 'http'}://{name}:{self._port}"

    @property
    def network_urls(self) -> list[str]:
        """The addresses for the other machines of the network; none on the loopback."""
        if self._host in LOOPBACK:
            return []
        served = [one for one in own_addresses() if ":" not in one or self._host == "::"]
        places = [*sorted(own_names()), *served] if self._host in EVERYWHERE else [self._host]
        return [f"https://{f'[{place}]' if ':' in place else place}:{self._port}" for place in places]

    def start(self) -> int:
        """Returns the port once the desk listens there. Raises ServerError."""
        listening = self._listen()
        self._changes.reopen()
        ready = threading.Event()
        self._server = _Server(server_config(self._app, self._certificate), ready)
        self._end = threading.Event()

        def serve(server: _Server) -> None:
            try:
                server.run(sockets=listening)
            finally:
                for one in listening:
                    one.close()
                ready.set()

        self._threads = [
            threading.Thread(target=serve, args=(self._server,), name="desk", daemon=True),
            threading.Thread(target=self._keep_house, args=(self._end,), name="desk-minutes", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        if not ready.wait(STARTING) or not self._server.started:
            self.stop()
            raise ServerError("Le bureau n'a pas pu s'ouvrir.")
        return self._port

    def stop(self) -> None:
        """Closes the desk: live pages and polls are sent home first, so this takes a fraction of a second."""
        server, self._server = self._server, None
        if server is None:
            return
        server.should_exit = True
        self._end.set()
        self._changes.close()
        for thread in self._threads:
            thread.join(STOPPING)

    def _keep_house(self, end: threading.Event) -> None:
        """Once a minute: the day that ended is erased, and a new address of this machine announced."""
        fingerprint = self._certificate.fingerprint if self._certificate else ""
        announcement = Announcement(self._host, self._port, fingerprint) if self._announce else None
        while not end.is_set():
            if announcement is not None:
                announcement.refresh()
            with contextlib.suppress(SQLAlchemyError):  # a database out of reach: the next minute tries again
                self._office.store.begin_day()
            end.wait(MINUTE)
        if announcement is not None:
            announcement.close()

    @property
    def _changes(self) -> Changes:
        return self._office.store.changes

    @property
    def _office(self) -> Office:
        office = self._app.state.office
        assert isinstance(office, Office)
        return office

    def _listen(self) -> list[socket.socket]:
        hosts = [self._host] if self._host in {*LOOPBACK, *EVERYWHERE} else [self._host, "127.0.0.1"]
        listening: list[socket.socket] = []
        try:
            for host in hosts:
                one: socket.socket = Gate(socket.AF_INET6 if ":" in host else socket.AF_INET)
                listening.append(one)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind((host, self._port))
                one.listen(128)
                self._port = one.getsockname()[1]
        except OSError as error:
            for one in listening:
                one.close()
            if error.errno == errno.EADDRINUSE:
                raise ServerError(
                    f"Le port {self._port} est déjà pris. Un autre bureau est peut-être ouvert."
                ) from None
            raise ServerError(f"Le bureau ne peut pas s'ouvrir à l'adresse {self._host}, port {self._port}.") from None
        return listening
