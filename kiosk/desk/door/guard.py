"""I/O. What every request passes: a known host name on the way in, strict headers on the way out."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""The names of this machine, as a Host header writes them."""
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
MOST_HEADERS = 8 * 1024
"""Bytes of the headers of a request."""
PATIENCE = 10.0
"""Seconds that a body may take to arrive."""
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # not "no-referrer", which makes browsers send "Origin: null" with forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class TooLarge(Exception):
    """The body is over its limit."""


class Guard:
    """The outermost layer of the application. `hosts`: names allowed besides those of the loopback.

    The address at which a request arrived is allowed too: a foreign name may be rebound to it, an address may not.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses headers that are too long and a foreign Host (a rebound name on the network), then lets through and
        adds the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            await PlainTextResponse("Cette demande est trop longue.", 431)(scope, receive, sending)
            return
        host = host_name(Headers(scope=scope).getlist("host"))
        if host not in self._hosts and not _arrived_at(scope, host):
            answer = PlainTextResponse("Cette adresse n'est pas celle du bureau.", 400)
            await answer(scope, receive, sending)
            return
        await self._app(scope, receive, sending)


def host_name(headers: list[str]) -> str:
    """The name in the one Host header, without its port; empty when there is not exactly one, or it is odd."""
    if len(headers) != 1:
        return ""
    name, colon, port = headers[0].strip().lower().rpartition(":")
    if not colon or port.endswith("]"):
        return headers[0].strip().lower()
    return name if port.isdigit() else ""


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine itself, which no network can reach."""
    place = _place(address)
    return place is not None and place.is_loopback


def _arrived_at(scope: Scope, host: str) -> bool:
    """Whether the Host is the very address of our end of the connection."""
    server = scope.get("server") or ("",)
    place = _place(host.removeprefix("[").removesuffix("]"))
    return place is not None and place == _place(server[0])


def _place(address: str) -> IPv4Address | IPv6Address | None:
    """An address; one of IPv4 is the same in the clothes of IPv6."""
    try:
        place = ip_address(address)
    except ValueError:
        return None
    return place.ipv4_mapped or place if isinstance(place, IPv6Address) else place


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def from_here(request: Request) -> bool:
    """Whether the browser says that the form came from one of our own pages."""
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of at most `limit` bytes. Raises TooLarge, without reading further; HTTPException (408) when it does
    not come."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > limit:
                    raise TooLarge
    except TimeoutError:
        raise HTTPException(408) from None
    return bytes(body)
