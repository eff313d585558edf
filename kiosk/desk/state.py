"""I/O. The directory where desk and kiosk keep what they share: the token, the database."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

TOKEN = "token"
DATABASE = "desk.sqlite"


class StateError(Exception):
    """The directory cannot be used. `str(error)` is a French sentence."""


def default_directory() -> Path:
    """Where the state is kept when nobody says otherwise, by the XDG rules."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "maxilien"


def prepare(directory: Path) -> Path:
    """Makes the directory, for its owner only, and returns it. Raises StateError."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)
    except OSError:
        raise StateError(f"Le dossier {directory} ne peut pas être créé ou protégé.") from None
    return directory


def token(directory: Path) -> str:
    """The secret that kiosk and desk share, made by whoever comes first: never seen half-written. Raises StateError."""
    path = prepare(directory) / TOKEN
    draft = directory / f".{TOKEN}-{secrets.token_hex(8)}"
    try:
        if not path.exists():
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
                file.flush()
                os.fsync(handle)
            with contextlib.suppress(FileExistsError):  # somebody else came first: theirs is the token
                os.link(draft, path)
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StateError(f"Le fichier {path} ne peut pas être lu ou écrit.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    if len(secret) < 32:
        raise StateError(f"Le fichier {path} est abîmé. Effacez-le, puis recommencez.")
    return secret


def database_url(directory: Path, elsewhere: str = "") -> str:
    """Where the desk's database is, for `Store`: `elsewhere`, when that is set (see `desk_database`), or a file in the
    directory. Raises StateError."""
    if elsewhere:
        return elsewhere
    path = prepare(directory) / DATABASE
    try:
        path.touch(mode=0o600)
    except OSError:
        raise StateError(f"Le fichier {path} ne peut pas être écrit.") from None
    return f"sqlite:///{path}"
