"""I/O. Which kiosk speaks: the token that the desk of its own machine made, or the one that it was paired with."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from anyio.to_thread import run_sync
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.desk.door.guard import TooLarge, is_loopback, read_body, same
from kiosk.desk.office import Office, office_of

LIMIT = 4096
"""Bytes that a request may carry."""


class Stranger(Exception):
    """A kiosk that speaks in another one's name."""


class Caller:
    """The kiosk that speaks; `name` is None for the one of this machine, whatever it is called."""

    def __init__(self, name: str | None) -> None:
        self.name = name

    def check(self, kiosk: str) -> None:
        """Raises Stranger when it speaks for another."""
        if self.name is not None and self.name != kiosk:
            raise Stranger


Handler = Callable[[Request], Awaitable[Response]]
Endpoint = Callable[[Request, Office, Caller], Awaitable[Response]]


def error(status: int, code: str, message: str) -> JSONResponse:
    """A refusal: a code for programs and a French sentence for people. Never a word of what was sent."""
    return JSONResponse({"error": code, "message": message}, status)


async def read_json(request: Request) -> bytes:
    """The body, known to be JSON. Raises TooLarge and what `json.loads` raises."""
    body = await read_body(request, LIMIT)
    json.loads(body)
    return body


def understood(handler: Handler) -> Handler:
    """Refuses what a handler does not understand."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except TooLarge:
            return error(413, "too-large", f"Un message dépasse {LIMIT} octets.")
        except ValidationError:
            return error(422, "invalid", "Le message n'a pas la forme attendue.")
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            return error(400, "not-json", "Le message n'est pas du JSON.")

    return guarded


def for_kiosks(endpoint: Endpoint) -> Handler:
    """Lets an endpoint see only requests with a token that counts, and who sent them."""

    async def guarded(request: Request) -> Response:
        office = office_of(request)
        caller = await _caller(request, office)
        if caller is None:
            return _unknown()
        try:
            answer = await endpoint(request, office, caller)
        except Stranger:
            return error(403, "stranger", "Cette borne parle au nom d'une autre.")
        if request.method == "GET" and await _caller(request, office) is None:  # revoked while its poll waited
            return _unknown()
        return answer

    return understood(guarded)


def _unknown() -> Response:
    refusal = error(401, "token", "Cette borne n'est pas connue du bureau.")
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal


async def _caller(request: Request, office: Office) -> Caller | None:
    """Whose token it is. That of this machine counts only for who comes over the loopback."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = given.strip()
    if same(token, office.token):
        return Caller(None) if request.client is not None and is_loopback(request.client.host) else None
    name = await run_sync(office.registry.kiosk_with, token)
    return None if name is None else Caller(name)
