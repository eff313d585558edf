"""I/O. Runs the desk on this machine, in a thread."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from kiosk.desk.changes import Changes
from kiosk.desk.office import Office

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
STARTING = 20.0
STOPPING = 5.0
"""Seconds given to start, and to stop."""


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
    """The desk at `host` and `port` (0: any free one). It may be started again after a stop."""

    def __init__(self, app: Starlette, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in LOOPBACK:
            raise ServerError(
                "Le bureau ne s'ouvre que sur cette machine (127.0.0.1) : le réseau attend une liaison chiffrée."
            )
        self._app = app
        self._host = "127.0.0.1" if host == "localhost" else host
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The desk's address; its port is real once started."""
        name = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{name}:{self._port}"

    def start(self) -> int:
        """Returns the port once the desk listens there. Raises ServerError."""
        listening = self._listen()
        self._port = listening.getsockname()[1]
        self._changes.reopen()
        ready = threading.Event()
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
            h11_max_incomplete_event_size=16 * 1024,
        )
        self._server = _Server(config, ready)

        def serve(server: _Server) -> None:
            try:
                server.run(sockets=[listening])
            finally:
                listening.close()
                ready.set()

        self._thread = threading.Thread(target=serve, args=(self._server,), name="desk", daemon=True)
        self._thread.start()
        if not ready.wait(STARTING) or not self._server.started:
            self.stop()
            raise ServerError("Le bureau n'a pas pu s'ouvrir.")
        return self._port

    def stop(self) -> None:
        """Closes the desk: live pages and polls are sent home first, so this takes a fraction of a second."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.should_exit = True
        self._changes.close()
        thread.join(STOPPING)

    @property
    def _changes(self) -> Changes:
        office = self._app.state.office
        assert isinstance(office, Office)
        return office.store.changes

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._host, self._port))
            listening.listen(128)
        except OSError:
            listening.close()
            raise ServerError(f"Le port {self._port} est déjà pris. Un autre bureau est peut-être ouvert.") from None
        return listening
