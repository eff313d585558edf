"""I/O. What every request passes: a known host name on the way in, strict headers on the way out."""

from __future__ import annotations

import hmac
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
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
    """The outermost layer of the application. `hosts`: names allowed besides those of this machine."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a foreign Host (a rebound name on the network), then lets through and adds the headers."""
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

        if host_name(Headers(scope=scope).getlist("host")) not in self._hosts:
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


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def from_here(request: Request) -> bool:
    """Whether the browser says that the form came from one of our own pages."""
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of at most `limit` bytes. Raises TooLarge, without reading further."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
