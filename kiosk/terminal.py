"""I/O. Joins the parts into one kiosk: library, search, voice, hand-off, host. The only place where that happens."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.guide.library import Library, load
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem
from kiosk.guide.read import read_model
from kiosk.guide.search import Everyday, Index, search
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Deliver
from kiosk.page.frame import World
from kiosk.settings import Settings
from kiosk.voice.engine import available, make
from kiosk.voice.player import Player
from kiosk.voice.pronounce import Table, table_from
from kiosk.voice.speaker import Speaker

FONTS = Path("assets") / "fonts"
BEST_VOICES = ("piper", "pico", "espeak")


@dataclass(frozen=True)
class Parts:
    """What a kiosk is made from, read once."""

    world: World
    pronunciation: Table

    @property
    def library(self) -> Library:
        """The guides."""
        return self.world.library


def read_parts(root: Path, settings: Settings, today: date) -> Parts:
    """Reads the library, the search words and the pronunciations below `root`. Raises BadFile."""
    library = load(root, today)
    everyday = read_model(root / "config" / "search.yaml", Everyday)
    index = Index(library, everyday)

    def find(text: str) -> list[Guide]:
        found = (library.guide(hit.id) for hit in search(index, text))
        return [guide for guide in found if guide is not None]

    return Parts(World(library, settings, find), read_pronunciation(root / "config" / "pronunciation.toml"))


def read_pronunciation(path: Path) -> Table:
    """How words are said. Raises BadFile."""
    try:
        return table_from(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        what = f"La table de prononciation est illisible ({error})."
        raise BadFile([Problem(path.name, 0, 0, what, "Comparez avec la table d'origine.")]) from None


def open_voice(settings: Settings, record: Path | None = None) -> Speaker:
    """The voice chosen in the settings, or the best one installed. `record` receives what is really played (WAV)."""
    model = Path(settings.piper_model) if settings.piper_model else None
    installed = available(model)
    name = settings.voice
    if name == "auto":
        name = next((voice for voice in BEST_VOICES if voice in installed), "espeak")
    return Speaker(make(name, model), Player(record))


def open_courier(settings: Settings, state: Path, url: str, token: str, deliver: Deliver) -> Courier:
    """The way to the desk at `url`; what waits is kept below `state`."""
    outbox = Outbox(state / "outbox.sqlite")
    return Courier(outbox, DeskClient(url, settings.terminal, token), deliver)
