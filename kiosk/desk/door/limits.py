"""I/O. How often one address may ask: a bucket for each, that fills by itself and that each request takes from."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_ADDRESSES = 1024
"""Addresses remembered; the one that asked longest ago gives way."""


@dataclass(frozen=True)
class Pace:
    """`burst` requests at once, then `rate` a second."""

    rate: float
    burst: int


@dataclass(frozen=True)
class Limits:
    """`usual`: pages, their live parts, the kiosks. `careful`: what tries a PIN or a pairing code."""

    usual: Pace = Pace(30.0, 150)
    careful: Pace = Pace(1.0, 10)


@dataclass
class Buckets:
    """The buckets of one pace, by address. Pure: `now` is in seconds and never goes back."""

    pace: Pace
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # how full, and when

    def take(self, address: str, now: float) -> float:
        """0 when the request may pass, else the seconds to wait."""
        left, then = self._left.pop(address, (float(self.pace.burst), now))
        left = min(float(self.pace.burst), left + (now - then) * self.pace.rate)
        wait = 0.0 if left >= 1 else (1 - left) / self.pace.rate
        self._left[address] = (left if wait else left - 1, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return wait


class Throttle:
    """The layer of the application that holds the limits; `refuse` makes the answer to who comes too soon."""

    def __init__(
        self, app: ASGIApp, limits: Limits, elapsed: Callable[[], float], refuse: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._usual = Buckets(limits.usual)
        self._careful = Buckets(limits.careful)
        self._elapsed = elapsed
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request pass, or answers 429 with the seconds to wait."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address, now = network_of(scope["client"][0] if scope.get("client") else ""), self._elapsed()
        wait = self._usual.take(address, now)
        path = scope["path"]
        if not wait and scope["method"] == "POST" and (path == "/entrer" or path.startswith("/api/pairing")):
            wait = self._careful.take(address, now)
        if wait:
            answer = self._refuse(Request(scope))
            answer.headers["Retry-After"] = str(math.ceil(wait))
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def network_of(address: str) -> str:
    """The address; of IPv6 the half that is not the machine's own to choose."""
    try:
        place = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(place, IPv6Address) and place.ipv4_mapped is None:
        return str(IPv6Address(int(place) >> 64 << 64))
    return address
