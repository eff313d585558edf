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
from kiosk.visit.ticket import Code, KioskState, Referent, Voices
from kiosk.voice.choice import Choice
from kiosk.voice.engine import available, make
from kiosk.voice.headphones import Headphones
from kiosk.voice.player import Player
from kiosk.voice.port import VoiceError
from kiosk.voice.pronounce import Table
from kiosk.voice.speaker import Speaker
from kiosk.voice.table import read_table

if TYPE_CHECKING:
    from kiosk.screen.shell import Shell

FONTS = Path("assets") / "fonts"
MOST_EPOCHS = 2**31
"""The number of the first visit is drawn from so many: what belongs to a visit before a restart fits none after it."""
BEST_VOICES = ("piper", "pico", "espeak")

State = Callable[[bool], KioskState]
"""What the kiosk tells the desk of itself, given whether somebody uses it."""


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
    handoff: Callable[[Deliver, State], Handoff],
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

    def state(busy: bool) -> KioskState:
        return kiosk_state(settings, world.library, busy, speaker.mute is not None, choice.voices)

    post = handoff(deliver, state)
    host = Host(
        world, speaker, post, now=time.monotonic(), choose=choose, pronunciation=pronunciation, choice=choice,
        epoch=random.randrange(1, MOST_EPOCHS),
    )  # fmt: skip
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


def kiosk_state(settings: Settings, library: Library, busy: bool, mute: bool, voices: Voices | None) -> KioskState:
    """What this kiosk tells the desk of itself."""
    hours, phone = settings.referent_hours, settings.referent_phone
    return KioskState(
        busy=busy,
        mute=mute,
        guides=library.digest,
        voices=voices,
        village=settings.village[:100],
        appointment=bool(settings.appointment_url),
        referent=Referent(name=settings.referent, hours=hours, phone=phone) if settings.referent else None,
    )


def open_courier(
    settings: Settings,
    folder: Path,
    url: str,
    token: str,
    deliver: Deliver,
    state: State,
    *,
    fingerprint: str | None = None,
    relocate: Callable[[], str | None] = lambda: None,
) -> Courier:
    """The way to the desk at `url`; what waits is kept in `folder`. `fingerprint`: the certificate that the desk must
    show; `relocate` finds its new address when it has moved."""
    client = DeskClient(url, settings.terminal, token, fingerprint)
    return Courier(Outbox(folder / "outbox.sqlite"), client, deliver, state, relocate=relocate)
