"""I/O. What the kiosk says to the desk over HTTP, and what it understands of the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.handoff.line import open_line
from kiosk.handoff.port import Delivered
from kiosk.visit.ticket import FromDesk, Ticket, Voices

CONNECT = 2.0
"""Seconds to reach the desk."""
READ = 5.0
"""Seconds the desk may take to answer, over the time it was asked to wait."""
REFUSED = frozenset({400, 404, 405, 409, 411, 413, 415, 422})
"""Refusals that trying again will not change. Not so a wrong token (401): staff can mend it while the ticket waits."""


class DeskUnreachable(Exception):
    """The desk did not answer, or not in its right mind: trying later may help."""


class DeskForgot(DeskUnreachable):
    """The desk's numbers are behind ours: it has begun a new database. Listen again from 0."""


class DeskRefused(Exception):
    """The desk understood and will never accept this."""


class _Batch(BaseModel):
    """The answer to a poll; `last` is the number of the last message ever made for this kiosk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    last: int = Field(ge=0)
    messages: tuple[FromDesk, ...]


class DeskClient:
    """The desk at `url` as this kiosk sees it. Safe from several threads; no call prints or logs what it carries."""

    def __init__(
        self,
        url: str,
        kiosk: str,
        token: str,
        mute: Callable[[], bool] = lambda: False,
        voices: Callable[[], Voices | None] = lambda: None,
    ) -> None:
        """`mute` tells whether the kiosk has lost its voice, `voices` which ones it has; each poll says both."""
        self.kiosk = kiosk
        self._mute = mute
        self._voices = voices
        self._url = url.rstrip("/")
        self._session, self._sockets = open_line()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def send(self, ticket: Ticket) -> Delivered:
        """Hands the ticket over, as often as needed: the desk keeps it once. Raises DeskUnreachable or DeskRefused."""
        answer = self._ask("POST", "/api/tickets", body=ticket.model_dump_json(), key=str(ticket.id))
        if _read(answer).get("id") != str(ticket.id):
            raise DeskUnreachable("another program answered in the desk's place")
        return Delivered(ticket.id)

    def messages(self, after: int, wait: float) -> list[FromDesk]:
        """The messages numbered above `after`, oldest first; waits up to `wait` seconds for the first.

        Raises DeskUnreachable (DeskForgot when the desk has begun again) or DeskRefused.
        """
        parameters: dict[str, str | int | float] = {"kiosk": self.kiosk, "after": after, "wait": wait}
        if self._mute():
            parameters["mute"] = 1
        if (voices := self._voices()) is not None:
            parameters["voices"] = ",".join(name.value for name in voices.installed)
            parameters["voice"] = voices.present.value
        answer = self._ask("GET", "/api/messages", parameters=parameters, patience=wait)
        try:
            batch = _Batch.model_validate_json(answer)
        except ValidationError:
            raise DeskUnreachable("the desk's answer is not understood") from None
        if batch.last < after:
            raise DeskForgot("the desk has begun a new database")
        return sorted(batch.messages, key=lambda message: message.number)

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Tells whether the resident accepted. Raises DeskUnreachable or DeskRefused."""
        self._ask("POST", f"/api/offers/{offer_id}", body='{"accepted": %s}' % ("true" if accepted else "false"))

    def cut(self) -> None:
        """Ends every call at once, from another thread: they raise DeskUnreachable, and so does every later one."""
        self._sockets.cut()

    def _ask(
        self,
        verb: str,
        path: str,
        *,
        body: str | None = None,
        key: str | None = None,
        parameters: dict[str, Any] | None = None,
        patience: float = 0.0,
    ) -> bytes:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            answer = self._session.request(
                verb,
                self._url + path,
                data=None if body is None else body.encode(),
                params=parameters,
                headers=headers,
                timeout=(CONNECT, READ + patience),
                allow_redirects=False,
            )
        except (requests.RequestException, OSError, ValueError):
            raise DeskUnreachable("no answer from the desk") from None
        if answer.status_code in REFUSED and "error" in _read(answer.content):
            raise DeskRefused(f"the desk answered {answer.status_code}")
        if not 200 <= answer.status_code < 300:
            raise DeskUnreachable(f"the desk answered {answer.status_code}")
        return answer.content


def _read(answer: bytes) -> dict[str, Any]:
    """The object of an answer; empty when it is none, as when another program has taken the desk's port."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
