"""I/O. Tells the local network where the desk is (zeroconf), so that nobody types an address."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from zeroconf import Error as ZeroconfError
from zeroconf import ServiceInfo, Zeroconf

from kiosk.desk.serving.certificate import EVERYWHERE, own_addresses
from kiosk.pairing import SERVICE


class Announcement:
    """The desk at `host` and `port` with that certificate. It proves nothing: kiosks check the certificate."""

    def __init__(
        self, host: str, port: int, fingerprint: str, open_zeroconf: Callable[[], Zeroconf] = Zeroconf
    ) -> None:
        self._host = host
        self._port = port
        self._fingerprint = fingerprint
        self._open = open_zeroconf
        self._zeroconf: Zeroconf | None = None
        self._addresses: list[str] = []

    def refresh(self) -> None:
        """Announces the desk, or anew when this machine has other addresses now. Without a network, does nothing."""
        addresses = [one for one in own_addresses() if ":" not in one and self._host in (*EVERYWHERE, one)]
        if addresses == self._addresses:
            return
        self.close()
        with contextlib.suppress(OSError, ZeroconfError):  # no network, or one that forbids it: tried again later
            if addresses:
                self._zeroconf = self._open()
                self._zeroconf.register_service(self._info(addresses), allow_name_change=True)
            self._addresses = addresses

    def close(self) -> None:
        """Takes the announcement back."""
        zeroconf, self._zeroconf, self._addresses = self._zeroconf, None, []
        if zeroconf is not None:
            with contextlib.suppress(OSError, ZeroconfError):
                zeroconf.close()

    def _info(self, addresses: list[str]) -> ServiceInfo:
        short = self._fingerprint[:12]
        return ServiceInfo(
            SERVICE,
            f"Maxilien {short}.{SERVICE}",
            port=self._port,
            addresses=[socket.inet_aton(address) for address in addresses],
            properties={"fingerprint": self._fingerprint},
            server=f"maxilien-{short}.local.",
        )
