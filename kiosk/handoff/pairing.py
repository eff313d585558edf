"""I/O. The kiosk's side of pairing, and `desk.json`, where it keeps which desk is its own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.handoff.discovery import Found, find
from kiosk.handoff.line import fingerprint_at, open_line
from kiosk.pairing import Half, Mismatch, desk_proof, kiosk_proof, same

FILE = "desk.json"
PATIENCE = 5.0
SOON = 2.0
"""Seconds that the desk may take to answer; and to show its certificate, when it is looked for at several addresses."""
_MOST_BYTES = 4096
_MOST_PLACES = 8  # addresses looked at: anybody may announce any number, and a dead one costs its seconds


class PairingError(Exception):
    """The kiosk is not paired. `str(error)` is a French sentence for staff."""


class Desk(BaseModel):
    """The desk of this kiosk: where it is, the certificate that it must show, the kiosk's token."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str = Field(pattern=r"^https://\S+$")
    fingerprint: str = Field(pattern="^[0-9a-f]{64}$")
    token: str = Field(min_length=32, max_length=200, pattern="^[A-Za-z0-9_-]+$", repr=False)


def read_desk(directory: Path) -> Desk | None:
    """The desk this kiosk was paired with; None when it was not. Raises PairingError when the file is damaged."""
    path = directory / FILE
    try:
        return Desk.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise PairingError(f"Le fichier {path} est abîmé. Reliez à nouveau la borne avec « kiosk pair ».") from None


def keep_desk(directory: Path, desk: Desk) -> None:
    """Writes it, for the owner only, never half. Raises PairingError."""
    path = directory / FILE
    draft = directory / f".{FILE}-{secrets.token_hex(8)}"
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(desk.model_dump_json(indent=1))
            file.flush()
            os.fsync(handle)
        draft.replace(path)
    except OSError:
        raise PairingError(f"Le fichier {path} ne peut pas être écrit.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def forget_desk(directory: Path) -> bool:
    """Erases it; False when there was none. Raises PairingError."""
    try:
        (directory / FILE).unlink()
    except FileNotFoundError:
        return False
    except OSError:
        raise PairingError(f"Le fichier {directory / FILE} ne peut pas être effacé.") from None
    return True


def pair(url: str, kiosk: str, code: str) -> Desk:
    """Pairs this kiosk with the desk at `url`, by the code its page shows. Raises PairingError.

    Nothing is taken from a desk that does not prove, with the code, that the certificate we see is its own.
    """
    host, port = _place(url)
    url = f"https://{host}:{port}"
    try:
        fingerprint = fingerprint_at(host.strip("[]"), port, PATIENCE)
    except OSError:
        raise PairingError(f"Aucun bureau ne répond à l'adresse {url}.") from None
    session, _ = open_line(fingerprint)
    with session:
        half = Half(code, kiosk, desk=False)
        answer = _post(session, f"{url}/api/pairing", {"kiosk": kiosk, "message": half.message})
        try:
            key = half.key(_text(answer, "message"))
        except Mismatch:
            raise PairingError(_NOT_A_DESK) from None
        path = f"{url}/api/pairing/{_text(answer, 'session')}"
        answer = _post(session, path, {"proof": kiosk_proof(key, kiosk, fingerprint)})
    token = _text(answer, "token")
    if not same(_text(answer, "proof"), desk_proof(key, fingerprint, token)):
        raise PairingError(_NOT_A_DESK)
    try:
        return Desk(url=url, fingerprint=fingerprint, token=token)
    except ValidationError:
        raise PairingError(_NOT_A_DESK) from None


def the_only_desk(found: tuple[Found, ...]) -> str:
    """The address at which the only desk there is answers. Raises PairingError for none, and for several."""
    desks = {one.fingerprint: one.urls for one in found if one.urls}
    if len(desks) > 1:
        every = ", ".join(urls[0] for urls in desks.values())
        raise PairingError(f"Plusieurs bureaux s'annoncent : {every}. Choisissez avec --desk.")
    for fingerprint, urls in desks.items():
        if (url := _answering(fingerprint, urls)) is not None:
            return url
    raise PairingError("Aucun bureau n'est trouvé sur ce réseau. Donnez son adresse avec --desk.")


def found_again(desk: Desk, look: Callable[[str], tuple[Found, ...]] = find) -> str | None:
    """Where the desk with that certificate is now; None when it is nowhere. Takes a few seconds."""
    return _answering(desk.fingerprint, [url for one in look(desk.fingerprint) for url in one.urls])


def _answering(fingerprint: str, urls: Iterable[str]) -> str | None:
    """The first address where that certificate is shown: a machine may have some that lead nowhere from here."""
    for url in islice(urls, _MOST_PLACES):
        with contextlib.suppress(OSError, PairingError):
            if same(fingerprint_at(*_place(url), SOON), fingerprint):
                return url
    return None


def followed(directory: Path, desk: Desk, look: Callable[[str], tuple[Found, ...]] = find) -> Callable[[], str | None]:
    """A function that finds the desk again and keeps its new address for the next start."""

    def relocate() -> str | None:
        url = found_again(desk, look)
        if url is not None:
            with contextlib.suppress(PairingError):  # kept for the next start only
                keep_desk(directory, desk.model_copy(update={"url": url}))
        return url

    return relocate


_NOT_A_DESK = "Ce n'est pas le bon bureau qui répond, ou quelqu'un écoute la liaison. Rien n'a été relié."
_SAID = {
    "closed": "Le bureau n'attend pas de borne. Ouvrez la page « Écrans » du bureau, puis recommencez.",
    "code": "Le code n'est pas le bon, ou quelqu'un s'est mis entre la borne et le bureau.",
    "429": "Trop d'essais. Attendez une minute, puis recommencez.",
}


def _place(url: str) -> tuple[str, int]:
    """Host and port of an address, with or without `https://`. Raises PairingError."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme == "https" and parts.hostname:
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            return host, parts.port or 8765
    except ValueError:
        pass
    raise PairingError("L'adresse du bureau s'écrit ainsi : https://192.168.1.10:8765")


def _post(session: requests.Session, url: str, body: dict[str, str]) -> dict[str, Any]:
    try:
        answer = session.post(url, json=body, timeout=PATIENCE, allow_redirects=False, stream=True)
        data = json.loads(next(answer.iter_content(_MOST_BYTES), b""))
    except (requests.RequestException, OSError):
        raise PairingError("Le bureau ne répond plus. Recommencez.") from None
    except (ValueError, RecursionError):
        raise PairingError(_NOT_A_DESK) from None
    if answer.status_code != 200 or not isinstance(data, dict):
        error = data.get("error") if isinstance(data, dict) else None
        raise PairingError(_SAID.get(str(error), _NOT_A_DESK))
    return data


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str):
        raise PairingError(_NOT_A_DESK)
    return value
