"""Rules. How this resident reads, hears and touches."""

from __future__ import annotations

import re
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Words a minute, in eight steps at constant pitch (VVSG 2.0: 60–70 to 240–250, default 120–125; espeak-ng from 80).
RATES = (80, 95, 110, 125, 145, 170, 200, 240)
USUAL_RATE = 4
SIZES = ("petit", "normal", "grand", "très grand")
# Decibels below the loudest that the staff allow, in steps of 6 (VVSG 2.0: at most 10).
VOLUMES = (-24.0, -18.0, -12.0, -6.0, 0.0)
USUAL_VOLUME = 4


class Contrast(str, Enum):
    """The colours of the screen."""

    NORMAL = "normal"
    SOFT = "doux"
    DARK = "blanc sur noir"
    LIGHT = "noir sur blanc"


COLOURS = {
    Contrast.NORMAL: "normales",
    Contrast.SOFT: "douces",
    Contrast.DARK: "blanc sur noir",
    Contrast.LIGHT: "noir sur blanc",
}
"""The colours in words, as in "couleurs douces"."""


class Comfort(BaseModel):
    """A comfort profile: how one resident reads, hears and touches. All of it goes back to this at the end of a visit.

    `size` is one of the four text sizes (1–4), `rate` one of the eight speech rates (1–8), `volume` one of the five
    loudnesses (1–5). `open_dyslexic`: the letters of OpenDyslexic, heavier at their foot. `calm`: nothing lights up by
    itself. `blank`: the screen shows nothing. `low_reach`: all that is touched stands in the lower half.
    `left_handed`: the page is mirrored for the left hand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Annotated[int, Field(ge=1, le=len(SIZES))] = 2
    contrast: Contrast = Contrast.NORMAL
    open_dyslexic: bool = False
    calm: bool = False
    blank: bool = False
    voice: bool = False
    rate: Annotated[int, Field(ge=1, le=len(RATES))] = USUAL_RATE
    volume: Annotated[int, Field(ge=1, le=len(VOLUMES))] = USUAL_VOLUME
    low_reach: bool = False
    left_handed: bool = False

    @property
    def words_a_minute(self) -> int:
        """The speech rate."""
        return RATES[self.rate - 1]

    @property
    def decibels(self) -> float:
        """The loudness of the voice, against the loudest there is."""
        return VOLUMES[self.volume - 1]

    @property
    def in_words(self) -> str:
        """The profile as the professional and the resident read it: all of it, since both see what is sent."""
        parts = [
            f"texte {SIZES[self.size - 1]}",
            f"couleurs {COLOURS[self.contrast]}",
            "avec la voix" if self.voice else "sans la voix",
        ]
        if self.rate != USUAL_RATE:
            parts.append(f"vitesse {self.rate} sur {len(RATES)}")
        if self.volume != USUAL_VOLUME:
            parts.append(f"volume {self.volume} sur {len(VOLUMES)}")
        parts += [words for name, words in SWITCHES.items() if getattr(self, name)]
        return ", ".join(parts)


SWITCHES = {
    "open_dyslexic": "lettres OpenDyslexic",
    "calm": "écran calme",
    "blank": "écran noir",
    "low_reach": "boutons en bas",
    "left_handed": "main gauche",
}
"""What can be on or off besides the voice, in words when it is on."""


def with_setting(comfort: Comfort, value: str) -> Comfort:
    """The comfort with one setting changed, as "size=3" or "left_handed=oui"; the same when it makes no sense.

    A blank screen speaks: it comes with the voice, and leaves with it.
    """
    name, _, chosen = value.partition("=")
    change: dict[str, object]
    if name in ("size", "rate", "volume"):
        change = {name: int(chosen) if re.fullmatch(r"[0-9]", chosen) else 0}
    elif name == "voice" or name in SWITCHES:
        change = {name: chosen == "oui"}
        if name == "blank" and chosen == "oui":
            change["voice"] = True
        if name == "voice" and chosen != "oui":
            change["blank"] = False
    elif name == "contrast" and chosen in {one.value for one in Contrast}:
        change = {"contrast": Contrast(chosen)}
    else:
        return comfort
    try:
        return Comfort.model_validate({**comfort.model_dump(), **change})
    except ValueError:
        return comfort
