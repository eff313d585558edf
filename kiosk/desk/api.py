"""I/O. The desk as the kiosks speak to it: JSON, one shared token, every request safe to send again."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.desk.guard import TooLarge, read_body, same
from kiosk.desk.office import Office, office_of
from kiosk.desk.store import Conflict, Unknown
from kiosk.guide.model import Slug
from kiosk.visit.ticket import Ticket, VoiceName, Voices

LIMIT = 4096
"""Bytes that a request may carry."""
LONGEST_WAIT = 25.0
"""Seconds that a poll may last."""

Endpoint = Callable[[Request, Office], Awaitable[Response]]


def _names(value: object) -> object:
    """A list of names as an address carries it: "espeak,pico"."""
    return tuple(filter(None, value.split(","))) if isinstance(value, str) else value


class _Poll(BaseModel):
    """What a poll asks and tells: `voices` are the installed ones, `voice` the one in use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kiosk: Slug
    after: int = Field(default=0, ge=0, lt=2**63)
    wait: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    mute: bool = False
    voices: Annotated[tuple[VoiceName, ...], BeforeValidator(_names), Field(max_length=len(VoiceName))] = ()
    voice: VoiceName | None = None

    @property
    def told(self) -> Voices | None:
        """The kiosk's voices, if it tells them."""
        return Voices(installed=self.voices, present=self.voice) if self.voice is not None else None


class _Said(BaseModel):
    """A resident's answer to a proposal."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    accepted: bool


def error(status: int, code: str, message: str) -> JSONResponse:
    """A refusal: a code for programs and a French sentence for people. Never a word of what was sent."""
    return JSONResponse({"error": code, "message": message}, status)


def _for_kiosks(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Lets an endpoint see only requests with the token."""

    async def guarded(request: Request) -> Response:
        office = office_of(request)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not same(given.strip(), office.token):
            refusal = error(401, "token", "Cette borne n'est pas connue du bureau.")
            refusal.headers["WWW-Authenticate"] = "Bearer"
            return refusal
        try:
            return await endpoint(request, office)
        except TooLarge:
            return error(413, "too-large", f"Un message dépasse {LIMIT} octets.")
        except ValidationError:
            return error(422, "invalid", "Le message n'a pas la forme attendue.")
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            return error(400, "not-json", "Le message n'est pas du JSON.")

    return guarded


async def _json(request: Request) -> bytes:
    """The body, known to be JSON. Raises TooLarge and what `json.loads` raises."""
    body = await read_body(request, LIMIT)
    json.loads(body)
    return body


async def put_ticket(request: Request, office: Office) -> Response:
    """Keeps a request: 201 the first time, 200 again; on disk before the answer."""
    ticket = Ticket.model_validate_json(await _json(request))
    key: UUID | None = None
    with contextlib.suppress(ValueError):
        key = UUID(request.headers.get("idempotency-key", ""))
    if key != ticket.id:
        return error(400, "key", "L'en-tête Idempotency-Key doit porter le numéro de la demande.")
    try:
        new = await run_sync(office.store.put, ticket)
    except Conflict:
        return error(409, "conflict", "Ce numéro de demande existe déjà avec un autre contenu.")
    return JSONResponse({"id": str(ticket.id)}, 201 if new else 200)


async def get_messages(request: Request, office: Office) -> Response:
    """The messages above `after`; waits for the first. It also tells that the kiosk is there and what it showed."""
    poll = _Poll.model_validate(dict(request.query_params))
    if office.presence.polled(poll.kiosk, poll.after, office.clock(), poll.mute, poll.told):
        await run_sync(office.store.know, poll.kiosk)
        office.store.changes.tell()
    seconds = asyncio.get_running_loop().time
    end = seconds() + min(poll.wait, LONGEST_WAIT)
    while True:
        number = office.store.changes.number
        last, messages = await run_sync(office.store.messages, poll.kiosk, poll.after)
        left = end - seconds()
        if messages or last < poll.after or left <= 0 or not office.store.changes.open:
            break
        await office.store.changes.wait(number, left)
    office.presence.polled(poll.kiosk, poll.after, office.clock(), poll.mute, poll.told)
    return JSONResponse({"last": last, "messages": [message.model_dump(mode="json") for message in messages]})


async def settle_offer(request: Request, office: Office) -> Response:
    """Notes whether the resident accepted."""
    said = _Said.model_validate_json(await _json(request))
    try:
        await run_sync(office.store.settle, request.path_params["id"], said.accepted)
    except Unknown:
        return error(404, "unknown", "Cette proposition n'existe pas, ou plus.")
    except Conflict:
        return error(409, "conflict", "Cette proposition a déjà reçu l'autre réponse.")
    return JSONResponse({"accepted": said.accepted})


ROUTES = [
    Route("/api/tickets", _for_kiosks(put_ticket), methods=["POST"]),
    Route("/api/messages", _for_kiosks(get_messages), methods=["GET"]),
    Route("/api/offers/{id:uuid}", _for_kiosks(settle_offer), methods=["POST"]),
]
