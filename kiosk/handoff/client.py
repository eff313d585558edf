"""I/O. What the kiosk says to the desk over HTTP, and what it understands of the answers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import requests
from pydantic import ValidationError

from kiosk.handoff.line import open_line
from kiosk.visit.ticket import Batch, KioskState, Ticket, Word

CONNECT = 6.0
"""Seconds to reach the desk: a line may take two each way."""
READ = 8.0
"""Seconds the desk may take to answer, over the time it was asked to wait."""
LONGEST_REST = 300
"""Seconds that the desk may ask us to stay away; more is taken for this."""
REFUSED = frozenset({400, 404, 405, 409, 411, 413, 415, 422})
"""Refusals that trying again will not change. Not so a wrong token (401, 403): staff can mend it while tickets wait."""


class DeskUnreachable(Exception):
    """The desk did not answer, or not in its right mind: trying later may help, at the earliest in `rest` seconds."""

    def __init__(self, why: str = "", rest: int = 0) -> None:
        super().__init__(why)
        self.rest = rest


class DeskFailed(DeskUnreachable):
    """The desk broke on this very thing: another may pass."""


class DeskForgot(DeskUnreachable):
    """The desk's numbers are behind ours: it has begun a new database. Listen again from 0."""


class DeskRefused(Exception):
    """The desk understood and will never accept this."""


class DeskClient:
    """The desk at `url` (which may be changed) as this kiosk sees it. `fingerprint`: the certificate it must show.

    Safe from several threads; no call prints or logs what it carries. Every call raises DeskUnreachable or DeskRefused.
    """

    def __init__(self, url: str, kiosk: str, token: str, fingerprint: str | None = None) -> None:
        self.url = url
        self.kiosk = kiosk
        self._session, self._sockets = open_line(fingerprint)
        self._session.headers["Authorization"] = f"Bearer {token}"
        # A line for each request: on one that is kept, an answer sent twice would be read as the answer to the next.
        self._session.headers["Connection"] = "close"

    def send(self, letter: Ticket | Word) -> None:
        """Hands a letter over, as often as needed: the desk keeps it once."""
        path = "/api/tickets" if isinstance(letter, Ticket) else "/api/words"
        answer = self._ask("POST", path, body=letter.model_dump_json(), key=str(letter.id))
        if _read(answer).get("id") != str(letter.id):
            raise DeskUnreachable("another program answered in the desk's place")

    def listen(self, after: int, stamp: str, wait: float) -> Batch:
        """The messages numbered above `after`, oldest first, and the turns; waits up to `wait` seconds until there is a
        message or the turns are no more those of `stamp`. Raises DeskForgot when the desk has begun again."""
        asked: dict[str, str | int | float] = {"kiosk": self.kiosk, "after": after, "stamp": stamp, "wait": wait}
        answer = self._ask("GET", "/api/messages", parameters=asked, patience=wait)
        try:
            batch = Batch.model_validate_json(answer)
        except ValidationError:
            raise DeskUnreachable("the desk's answer is not understood") from None
        if batch.last < after:
            raise DeskForgot("the desk has begun a new database")
        return batch.model_copy(update={"messages": tuple(sorted(batch.messages, key=lambda one: one.number))})

    def tell(self, state: KioskState) -> None:
        """Tells what this kiosk is like now."""
        self._ask("PUT", f"/api/kiosks/{self.kiosk}", body=state.model_dump_json())

    def answer_offer(self, offer_id: UUID, accepted: bool) -> None:
        """Tells whether the resident accepted."""
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
                self.url.rstrip("/") + path,
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
            rest = answer.headers.get("Retry-After", "")
            seconds = min(int(rest), LONGEST_REST) if rest.isascii() and rest.isdigit() and len(rest) < 10 else 0
            failed = DeskFailed if answer.status_code == 500 else DeskUnreachable
            raise failed(f"the desk answered {answer.status_code}", seconds)
        return answer.content


def _read(answer: bytes) -> dict[str, Any]:
    """The object of an answer; empty when it is none, as when another program has taken the desk's port."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
