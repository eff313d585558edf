"""Rules. What the desk says to kiosks, described for programs (OpenAPI 3.1), from the models themselves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk import __version__
from kiosk.desk.kiosks.bodies import (
    Accepted,
    Kept,
    PairingAnswer,
    PairingHalf,
    PairingProof,
    PairingToken,
    Refusal,
)
from kiosk.visit.ticket import Batch, KioskState, Ticket, Word

MODELS = (
    Ticket, Word, KioskState, Batch, Accepted, Kept, PairingHalf, PairingAnswer, PairingProof, PairingToken, Refusal,
)  # fmt: skip
_SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 48}
_REFUSALS = {
    400: "The body is no JSON, or the key is not that of the body",
    401: "No token, or a wrong one",
    403: "Another kiosk's name",
    413: "More than 4096 bytes",
    422: "Not of the form described here",
    429: "Too many requests: wait as Retry-After says",
}


def describe() -> dict[str, Any]:
    """The description, as JSON data."""
    place = "#/components/schemas/{model}"
    _, schemas = models_json_schema([(one, "validation") for one in MODELS], ref_template=place)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Maxilien, the desk, as its kiosks speak to it", "version": __version__},
        "security": [{"token": []}],
        "paths": {
            "/api/tickets": {
                "post": _request("putTicket", "Keep a request", Ticket, {200: Kept, 201: Kept}, key=True, conflict=True)
            },
            "/api/words": {
                "post": _request("hearWord", "Keep what is said of a request", Word, {200: Kept, 201: Kept}, key=True)
            },
            "/api/messages": {"get": _poll()},
            "/api/kiosks/{kiosk}": {
                "put": _request("tellState", "Tell the state of a kiosk", KioskState, {204: None},
                                [_parameter("kiosk", "path", _SLUG)])
            },
            "/api/offers/{id}": {
                "post": _request("settleOffer", "Answer an offer", Accepted, {200: Accepted},
                                 [_parameter("id", "path", {"type": "string", "format": "uuid"})],
                                 conflict=True, unknown=True)
            },
            "/api/pairing": {"post": _open_to_all("beginPairing", "Begin pairing", PairingHalf, PairingAnswer)},
            "/api/pairing/{session}": {
                "post": _open_to_all("endPairing", "Prove the code", PairingProof, PairingToken,
                                     [_parameter("session", "path", {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"})])
            },
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _poll() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
    parameters = [
        _parameter("kiosk", "query", _SLUG),
        _parameter("after", "query", number, needed=False),
        _parameter("stamp", "query", {"type": "string", "maxLength": 64}, needed=False),
        _parameter("wait", "query", {"type": "number", "minimum": 0}, needed=False),
    ]
    return _operation("poll", "Wait for messages and turns", {200: Batch}, parameters, _REFUSALS.keys() - {400, 413})


def _request(
    name: str, summary: str, body: type[BaseModel], answers: dict[int, type[BaseModel] | None],
    parameters: list[dict[str, Any]] | None = None, *, key: bool = False, conflict: bool = False, unknown: bool = False,
) -> dict[str, Any]:  # fmt: skip
    given = list(parameters or [])
    if key:
        given.append(_parameter("Idempotency-Key", "header", {"type": "string", "format": "uuid"}))
    refusals = _REFUSALS.keys() | ({409} if conflict else set()) | ({404} if unknown else set())
    described = _operation(name, summary, answers, given, refusals)
    return {**described, "requestBody": {"required": True, "content": _json(body)}}


def _open_to_all(
    name: str, summary: str, body: type[BaseModel], answer: type[BaseModel],
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """An operation without a token: whoever has the code gets one."""
    described = _request(name, summary, body, {200: answer}, parameters)
    del described["responses"]["401"]
    described["responses"]["403"]["description"] = "No pairing is open, or the code is wrong"
    return {**described, "security": []}


def _operation(
    name: str, summary: str, answers: dict[int, type[BaseModel] | None], parameters: list[dict[str, Any]],
    refusals: set[int],
) -> dict[str, Any]:  # fmt: skip
    more = {404: "Unknown, or no more", 409: "Known already with other contents"}
    told = {
        str(status): {"description": "Done", **({"content": _json(model)} if model else {})}
        for status, model in answers.items()
    }
    told |= {
        str(status): {"description": (_REFUSALS | more)[status], "content": _json(Refusal)}
        for status in sorted(refusals)
    }
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": told}


def _parameter(name: str, place: str, schema: dict[str, Any], *, needed: bool = True) -> dict[str, Any]:
    return {"name": name, "in": place, "required": needed, "schema": schema}


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
