"""I/O. The desk as the kiosks speak to it: JSON, a token for each, every request safe to send again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from uuid import UUID

from anyio.to_thread import run_sync
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.desk.door.kiosk_door import Caller, error, for_kiosks, read_json
from kiosk.desk.kiosks.bodies import Accepted
from kiosk.desk.kiosks.openapi import describe
from kiosk.desk.memory.store import Conflict, Unknown
from kiosk.desk.office import Office
from kiosk.guide.model import Slug
from kiosk.visit.ticket import Batch, KioskState, Ticket, Turn, Word

LONGEST_WAIT = 25.0
"""Seconds that a poll may last."""
_NAME: TypeAdapter[str] = TypeAdapter(Slug)
_TURNS: TypeAdapter[tuple[Turn, ...]] = TypeAdapter(tuple[Turn, ...])


class _Poll(BaseModel):
    """What a poll asks: the messages above `after`, and the turns when they are not those of `stamp`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kiosk: Slug
    after: int = Field(default=0, ge=0, lt=2**63)
    stamp: str = Field(default="", max_length=64)
    wait: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)


async def put_ticket(request: Request, office: Office, caller: Caller) -> Response:
    """Keeps a request: 201 the first time, 200 again; on disk before the answer."""
    ticket = Ticket.model_validate_json(await read_json(request))
    caller.check(ticket.kiosk)
    if (refusal := _other_key(request, ticket.id)) is not None:
        return refusal
    try:
        new = await run_sync(office.store.put, ticket)
    except Conflict:
        return error(409, "conflict", "Ce numéro de demande existe déjà avec un autre contenu.")
    return JSONResponse({"id": str(ticket.id)}, 201 if new else 200)


async def hear_word(request: Request, office: Office, caller: Caller) -> Response:
    """Does what a resident says of their request: 201 the first time, 200 again or when that changes nothing."""
    word = Word.model_validate_json(await read_json(request))
    caller.check(word.kiosk)
    if (refusal := _other_key(request, word.id)) is not None:
        return refusal
    new = await run_sync(office.store.hear, word)
    return JSONResponse({"id": str(word.id)}, 201 if new else 200)


async def get_messages(request: Request, office: Office, caller: Caller) -> Response:
    """The messages above `after`, and the turns; waits until there is news. It also tells that the kiosk is there."""
    poll = _Poll.model_validate(dict(request.query_params))
    caller.check(poll.kiosk)
    store, presence = office.store, office.presence
    if presence.polled(poll.kiosk, poll.after, office.clock()):
        await run_sync(store.know, poll.kiosk)
        store.changes.tell()
    seconds = asyncio.get_running_loop().time
    end = seconds() + min(poll.wait, LONGEST_WAIT)
    while True:
        number = store.changes.number
        last, messages = await run_sync(store.messages, poll.kiosk, poll.after)
        turns = await run_sync(store.turns, poll.kiosk, presence.attended)
        stamp = hashlib.sha256(_TURNS.dump_json(turns)).hexdigest()[:16]
        left = end - seconds()
        if messages or stamp != poll.stamp or last < poll.after or left <= 0 or not store.changes.open:
            break
        await store.changes.wait(number, left)
    presence.polled(poll.kiosk, poll.after, office.clock())
    known = presence.state(poll.kiosk) is not None
    batch = Batch(last=last, messages=messages, turns=turns, stamp=stamp, known=known)
    return JSONResponse(batch.model_dump(mode="json"))


async def tell_state(request: Request, office: Office, caller: Caller) -> Response:
    """Notes what a kiosk is like now."""
    kiosk = _NAME.validate_python(request.path_params["kiosk"])
    caller.check(kiosk)
    state = KioskState.model_validate_json(await read_json(request))
    if office.presence.told(kiosk, state):
        await run_sync(office.store.know, kiosk)
        office.store.changes.tell()
    return Response(status_code=204)


async def settle_offer(request: Request, office: Office, caller: Caller) -> Response:
    """Notes whether the resident accepted."""
    said = Accepted.model_validate_json(await read_json(request))
    offer: UUID = request.path_params["id"]
    for proposal in await run_sync(office.store.proposals):
        if proposal.id == offer:
            caller.check(proposal.kiosk)
    try:
        await run_sync(office.store.settle, offer, said.accepted)
    except Unknown:
        return error(404, "unknown", "Cette proposition n'existe pas, ou plus.")
    except Conflict:
        return error(409, "conflict", "Cette proposition a déjà reçu l'autre réponse.")
    return JSONResponse({"accepted": said.accepted})


async def get_description(_request: Request) -> Response:
    """This API described for programs; it holds nothing that is secret."""
    return JSONResponse(describe())


def _other_key(request: Request, wanted: UUID) -> Response | None:
    """The refusal of a request whose idempotency key is not the id of what it carries."""
    with contextlib.suppress(ValueError):
        if UUID(request.headers.get("idempotency-key", "")) == wanted:
            return None
    return error(400, "key", "L'en-tête Idempotency-Key doit porter le numéro de ce qui est envoyé.")


ROUTES = [
    Route("/api/openapi.json", get_description, methods=["GET"]),
    Route("/api/tickets", for_kiosks(put_ticket), methods=["POST"]),
    Route("/api/words", for_kiosks(hear_word), methods=["POST"]),
    Route("/api/messages", for_kiosks(get_messages), methods=["GET"]),
    Route("/api/kiosks/{kiosk}", for_kiosks(tell_state), methods=["PUT"]),
    Route("/api/offers/{id:uuid}", for_kiosks(settle_offer), methods=["POST"]),
]
