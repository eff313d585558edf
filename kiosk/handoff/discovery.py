"""I/O. Finds desks on the local network (zeroconf). What is found proves nothing: the certificate does."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zeroconf import Error as ZeroconfError
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from kiosk.pairing import SERVICE

SECONDS = 3.0
"""How long desks are given to answer."""
_ASK = 2000  # milliseconds to ask one desk where it is


@dataclass(frozen=True)
class Found:
    """A desk that announces itself: the fingerprint of its certificate, and its addresses (`https://…`)."""

    fingerprint: str
    urls: tuple[str, ...]


def find(
    fingerprint: str | None = None, seconds: float = SECONDS, open_zeroconf: Callable[[], Zeroconf] = Zeroconf
) -> tuple[Found, ...]:
    """The desks here, after so many seconds; or the one with that certificate, as soon as it is there."""
    try:
        zeroconf = open_zeroconf()
    except (OSError, ZeroconfError):  # no network
        return ()
    listener = _Listener(fingerprint)
    try:
        ServiceBrowser(zeroconf, SERVICE, listener)
        listener.enough.wait(seconds)
    finally:
        zeroconf.close()
    return tuple(one for one in listener.found.values() if fingerprint in (None, one.fingerprint))


class _Listener(ServiceListener):
    def __init__(self, fingerprint: str | None) -> None:
        self.enough = threading.Event()
        self.found: dict[str, Found] = {}
        self._fingerprint = fingerprint

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A desk announces itself."""
        info = zc.get_service_info(type_, name, _ASK)
        if info is None or info.port is None:
            return
        fingerprint = _text(info.properties.get(b"fingerprint"))
        if re.fullmatch("[0-9a-f]{64}", fingerprint):
            addresses = (address for address in info.parsed_addresses() if ":" not in address)
            self.found[name] = Found(fingerprint, tuple(f"https://{address}:{info.port}" for address in addresses))
            if fingerprint == self._fingerprint:
                self.enough.set()

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """It has moved."""
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """It is gone."""
        self.found.pop(name, None)


def _text(value: Any) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else ""
