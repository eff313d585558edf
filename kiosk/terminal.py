"""I/O. Joins the parts into one kiosk: library, search, voice, hand-off, host, window. The only place that does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.guide.event import Event as Change
from kiosk.guide.glossary import Theme
from kiosk.guide.library import Library, load
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem
from kiosk.guide.read import read_model
from kiosk.guide.search import Everyday, Index, nearest_themes, search, search_events
from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Deliver, Event, Handoff
from kiosk.host import Host
from kiosk.page.frame import World
from kiosk.screen import environment
from kiosk.screen.inputs import Inputs
from kiosk.screen.keypad import Keypad, read_keys
from kiosk.screen.look import Display, has_lower_half, read_display
from kiosk.screen.touch import Finger
from kiosk.settings import Settings
from kiosk.visit.ticket import Code
from kiosk.voice.choice import Choice
from kiosk.voice.engine import available, make
from kiosk.voice.headphones import Headphones
from kiosk.voice.player import Player
from kiosk.voice.port import Voice, VoiceError
from kiosk.voice.pronounce import Table
from kiosk.voice.speaker import Speaker
from kiosk.voice.table import read_table

if TYPE_CHECKING:
    from kiosk.screen.shell import Shell

FONTS = Path("assets") / "fonts"
BEST_VOICES = ("piper", "pico", "espeak")


@dataclass(frozen=True)
class Kiosk:
    """One kiosk with its window open. `start` what works in the background after the first page is painted."""

    library: Library
    host: Host
    shell: Shell
    voice: Speaker
    choice: Choice
    handoff: Handoff

    def start(self) -> None:
        """Paints the first page, then begins to listen to the desk and readies the voice."""
        self.shell.step()
        self.handoff.start()
        self.voice.warm()

    def close(self) -> None:
        """Ends the hand-off and the voice; what waits to be sent stays on disk."""
        self.handoff.close()
        self.voice.close()


def open_kiosk(
    root: Path,
    settings: Settings,
    display: Display,
    home: Path,
    handoff: Callable[[Deliver, Voice, Choice], Handoff],
    *,
    fullscreen: bool = False,
    voice: Speaker | None = None,
    voice_file: Path | None = None,
    choose: Callable[[tuple[Code, ...]], Code] = random.choice,
) -> Kiosk:
    """Opens the window of a kiosk; `home` is a writable folder for Kivy. Once a process. Raises BadFile."""
    environment.prepare(display, fullscreen, str(home))
    from kiosk.screen.shell import Shell  # here, because Kivy opens its window as it is imported

    world, pronunciation = read_world(root, settings, date.today())
    speaker = voice or open_voice(settings)
    choice = Choice(
        speaker,
        voice_named(settings),
        available(_model(settings)),
        voice_file or home / "voice",
        lambda name: make(name, _model(settings)),
        busy=lambda: host.visit.started or host.visit.offer is not None,
    )

    def deliver(event: Event) -> None:
        shell.deliver(lambda: host.hear(event))

    post = handoff(deliver, speaker, choice)
    host = Host(world, speaker, post, now=time.monotonic(), choose=choose, pronunciation=pronunciation, choice=choice)
    inputs = Inputs(
        Finger(display.px_per_mm, settings.touch_tremor), Keypad(read_keys(settings), settings.key_tremor),
        Headphones().plugged, settings.touch_sound,
    )  # fmt: skip
    shell = Shell(host, speaker, display, root / FONTS, inputs)
    return Kiosk(world.library, host, shell, speaker, choice, post)


def read_world(root: Path, settings: Settings, today: date) -> tuple[World, Table]:
    """What pages are made from, and how words are said, read below `root`. Raises BadFile."""
    library = load(root, today)
    index = Index(library, read_model(root / "config" / "search.yaml", Everyday))

    def find(text: str) -> list[Guide]:
        found = (library.guide(hit.id) for hit in search(index, text))
        return [guide for guide in found if guide is not None]

    def change(text: str) -> Change | None:
        return next((library.event(hit.id) for hit in search_events(index, text)), None)

    def near(text: str) -> list[Theme]:
        return nearest_themes(index, text)

    try:
        table = read_table(root / "config" / "pronunciation.toml")
    except VoiceError as error:
        raise BadFile([Problem("pronunciation.toml", 0, 0, str(error), "Reprenez la table d'origine.")]) from None
    tall = has_lower_half(read_display(settings.panel))
    return World(library, settings, find, change=change, near=near, tall=tall), table


def open_voice(settings: Settings, player: Player | None = None) -> Speaker:
    """The voice chosen in the settings, or the best one installed."""
    return Speaker(make(voice_named(settings), _model(settings)), player or Player())


def voice_named(settings: Settings) -> str:
    """The engine of the settings, or the best one installed."""
    installed = available(_model(settings))
    wanted = BEST_VOICES if settings.voice == "auto" else (settings.voice,)
    return next((voice for voice in wanted if voice in installed), "espeak")


def _model(settings: Settings) -> Path | None:
    return Path(settings.piper_model) if settings.piper_model else None


def open_courier(
    settings: Settings, state: Path, url: str, token: str, deliver: Deliver, voice: Voice, choice: Choice
) -> Courier:
    """The way to the desk at `url`; what waits is kept in the folder `state`."""
    client = DeskClient(
        url, settings.terminal, token, mute=lambda: voice.mute is not None, voices=lambda: choice.voices
    )
    return Courier(Outbox(state / "outbox.sqlite"), client, deliver)
