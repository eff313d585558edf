"""Rules. The voices of each screen, made readable."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.desk.pages.view import Screen
from kiosk.visit.ticket import VoiceName, Voices, Voicing

VOICES = {
    VoiceName.PIPER: ("Piper", "La plus proche d'une personne."),
    VoiceName.PICO: ("Pico", "Plus douce."),
    VoiceName.ESPEAK: ("eSpeak", "Nette, un peu comme un robot."),
}
"""Each voice, the most natural first: its name, and how it sounds."""


@dataclass(frozen=True)
class OneVoice:
    """A voice installed on a screen; `present`: the screen speaks with it."""

    id: str
    name: str
    sounds: str
    present: bool


@dataclass(frozen=True)
class KioskVoices:
    """A screen with its voices, None when it has not told them; what was asked of it last, and whether it knows."""

    kiosk: Screen
    voices: tuple[OneVoice, ...] | None
    asked: str | None
    shown: bool


def voices(kiosk: Screen, told: Voices | None, asked: Voicing | None, heard: int) -> KioskVoices:
    """The voices of a screen made readable; `heard`: the last message that it has taken."""
    words = None
    if asked is not None:
        name = VOICES[asked.name][0]
        words = f"Vous avez choisi la voix {name}." if asked.keep else f"Vous avez demandé à écouter la voix {name}."
    installed = None
    if told is not None:
        installed = tuple(
            OneVoice(one.value, name, sounds, one is told.present)
            for one, (name, sounds) in VOICES.items()
            if one in told.installed
        )
    return KioskVoices(kiosk, installed, words, asked is not None and asked.number <= heard)
