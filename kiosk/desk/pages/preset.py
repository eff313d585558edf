"""Rules. The comfort that is proposed with a guide: what the form asks, in words, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.visit.comfort import COLOURS, RATES, SIZES, SWITCHES, USUAL_RATE, USUAL_VOLUME, VOLUMES, Comfort, Contrast


@dataclass(frozen=True)
class Ask:
    """One question of the form: the answers, each with its words, one of them chosen beforehand. `one_by_one`: all of
    them are seen at once, instead of in a menu."""

    name: str
    words: str
    answers: tuple[tuple[str, str], ...]
    usual: str
    one_by_one: bool = False


@dataclass(frozen=True)
class Tick:
    """One box of the form, not ticked beforehand."""

    name: str
    words: str


def _steps(most: int, usual: int, lowest: str, highest: str) -> tuple[tuple[str, str], ...]:
    """Numbers from 1, the ends and the usual one in words."""
    words = {1: lowest, usual: "comme d'habitude", most: highest}
    return tuple((str(at), f"{at} : {words[at]}" if at in words else str(at)) for at in range(1, most + 1))


def _words(switch: str) -> str:
    return SWITCHES[switch][:1].upper() + SWITCHES[switch][1:]


_USUAL = Comfort()
FORM: tuple[tuple[str, tuple[Ask | Tick, ...]], ...] = (
    (
        "Voir",
        (
            Ask("taille", "Taille du texte", tuple((str(at), name) for at, name in enumerate(SIZES, 1)),
                str(_USUAL.size)),
            Ask("couleurs", "Couleurs", tuple((one.value, COLOURS[one]) for one in Contrast), _USUAL.contrast.value),
            Tick("lettres", _words("open_dyslexic")),
            Tick("calme", f"{_words('calm')} : rien ne bouge"),
        ),
    ),
    (
        "Entendre",
        (
            Ask("voix", "Voix",
                (("", "Sans la voix"), ("oui", "Lire les pages à voix haute"), ("seule", "La voix seule, écran noir")),
                "", one_by_one=True),
            Ask("vitesse", "Vitesse de la voix", _steps(len(RATES), USUAL_RATE, "très lente", "très rapide"),
                str(USUAL_RATE)),
            Ask("volume", "Volume de la voix", _steps(len(VOLUMES), USUAL_VOLUME, "très doux", "le plus fort"),
                str(USUAL_VOLUME)),
        ),
    ),
    ("Toucher", (Tick("bas", _words("low_reach")), Tick("gauche", _words("left_handed")))),
)  # fmt: skip
"""The form, by what it is for. The black screen is an answer about the voice, so that it never comes without one."""

_FIELDS = {"taille": "size", "couleurs": "contrast", "vitesse": "rate", "volume": "volume"}
_TICKS = {"lettres": "open_dyslexic", "calme": "calm", "bas": "low_reach", "gauche": "left_handed"}
_VOICES = {"": {}, "oui": {"voice": True}, "seule": {"voice": True, "blank": True}}


def comfort_of(form: Mapping[str, str]) -> Comfort:
    """The comfort that the form describes; what is left out is as usual. Raises ValueError for what it cannot say."""
    if form.get("voix", "") not in _VOICES:
        raise ValueError("voix")
    facts: dict[str, object] = {field: form[name] for name, field in _FIELDS.items() if name in form}
    facts |= {field: form.get(name) == "oui" for name, field in _TICKS.items()}
    return Comfort.model_validate(facts | _VOICES[form.get("voix", "")])
