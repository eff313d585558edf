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
    """A comfort profile: `size` is one of the four text sizes (1–4), `rate` one of the eight speech rates (1–8)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Annotated[int, Field(ge=1, le=len(SIZES))] = 2
    contrast: Contrast = Contrast.NORMAL
    voice: bool = False
    rate: Annotated[int, Field(ge=1, le=len(RATES))] = USUAL_RATE

    @property
    def words_a_minute(self) -> int:
        """The speech rate."""
        return RATES[self.rate - 1]

    @property
    def in_words(self) -> str:
        """The profile as the professional and the resident read it: all of it, since both see what is sent."""
        voice = "avec la voix" if self.voice else "sans la voix"
        rate = f", vitesse {self.rate} sur {len(RATES)}" if self.rate != USUAL_RATE else ""
        return f"texte {SIZES[self.size - 1]}, couleurs {COLOURS[self.contrast]}, {voice}{rate}"


def with_setting(comfort: Comfort, value: str) -> Comfort:
    """The comfort with one setting changed, as "size=3"; the same when it makes no sense."""
    name, _, chosen = value.partition("=")
    if name in ("size", "rate"):
        change: dict[str, object] = {name: int(chosen) if re.fullmatch(r"[0-9]", chosen) else 0}
    elif name == "voice":
        change = {"voice": chosen == "oui"}
    elif name == "contrast" and chosen in {one.value for one in Contrast}:
        change = {"contrast": Contrast(chosen)}
    else:
        return comfort
    try:
        return Comfort.model_validate({**comfort.model_dump(), **change})
    except ValueError:
        return comfort
