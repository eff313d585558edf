"""I/O. Reading `config/pronunciation.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from kiosk.voice.port import VoiceError
from kiosk.voice.pronounce import Table, table_from


def read_table(path: Path) -> Table:
    """The pronunciation table of a file. Raises VoiceError, in French, when it cannot be read."""
    try:
        return table_from(tomllib.loads(path.read_text("utf-8")))
    except OSError:
        raise VoiceError("Le fichier ne peut pas être lu.") from None
    except ValueError as error:  # also what tomllib raises
        raise VoiceError(f"Le fichier est mal écrit ({error}).") from None
