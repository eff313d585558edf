"""I/O. What this terminal is: its name, its panel, its office, its desk. Read from `config/kiosk.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from math import inf
from pathlib import Path
from typing import Any

from kiosk.guide.problem import BadFile, Problem

VOICES = ("auto", "espeak", "pico", "piper")


@dataclass(frozen=True)
class Settings:
    """The settings of one terminal; each is documented in `config/kiosk.toml` and in docs/settings.md.

    The idle rule, 300 s and then 45 s, is that of VVSG 2.0.
    """

    terminal: str = "tablette-1"
    panel: str = "1920x1080@345x194mm"
    fullscreen: bool = False
    village: str = ""
    hours: str = ""
    office: str = "le bureau du véhicule"
    without_desk: str = "Frappez à la porte du bureau. Le professionnel vous répondra."
    phone: str = ""
    next_stop: str = ""
    referent: str = ""
    referent_hours: str = ""
    referent_phone: str = ""
    appointment_url: str = ""
    voice: str = "auto"
    piper_model: str = ""
    desk_port: int = 8765
    desk_host: str = "127.0.0.1"
    desk_names: str = ""
    desk_database: str = ""
    desk_certificate: str = ""
    desk_key: str = ""
    ask_comfort: bool = True
    touch_sound: bool = True
    touch_tremor: float = 0.35
    key_tremor: float = 0.2
    volume_limit: int = 100
    key_previous: str = "up, left"
    key_next: str = "down, right, tab, space"
    key_select: str = "enter, keypad-enter"
    key_back: str = "escape, backspace"
    key_help: str = "f1"
    idle_seconds: float = 300.0
    alert_seconds: float = 45.0


def read_settings(path: Path) -> Settings:
    """The settings in that file; the defaults when there is none. Raises BadFile with every mistake."""
    if not path.exists():
        return Settings()
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(
            [Problem(path.name, 0, 0, f"Le fichier est illisible ({error}).", "Vérifiez ses droits.")]
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(
            [
                Problem(
                    path.name,
                    0,
                    0,
                    f"L'écriture TOML est cassée : {error}.",
                    "Comparez avec config/kiosk.toml d'origine.",
                )
            ]
        ) from None
    known: dict[str, Callable[[Any], Any]] = {field.name: _type(field.default) for field in fields(Settings)}
    problems = [_problem(path.name, name, value, known) for name, value in data.items()]
    if any(problems):
        raise BadFile([problem for problem in problems if problem])
    return Settings(**{name: known[name](value) for name, value in data.items()})


def _type(default: object) -> type:
    return type(default)


def _problem(file: str, name: str, value: Any, known: Mapping[str, Any]) -> Problem | None:
    if name not in known:
        return Problem(file, 0, 0, f"Le réglage « {name} » n'existe pas.", f"Choisissez parmi : {', '.join(known)}.")
    wanted = known[name]
    fits = isinstance(value, wanted) and not (wanted is not bool and isinstance(value, bool))
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        fits = True
    kinds = {str: "un texte entre guillemets", bool: "true ou false", int: "un nombre entier", float: "un nombre"}
    if not fits:
        return Problem(file, 0, 0, f"Le réglage « {name} » ne va pas.", f"Écrivez {kinds[wanted]}.")
    if wanted in (int, float) and not 0 < value < inf:
        return Problem(file, 0, 0, f"Le réglage « {name} » doit être plus grand que zéro.", "Corrigez ce nombre.")
    if name == "desk_port" and value > 65535:
        return Problem(file, 0, 0, "Ce port n'existe pas.", "Choisissez un nombre entre 1024 et 65535.")
    if name == "appointment_url" and value and not re.fullmatch(r"https://[a-z0-9.-]+(/[!-~]*)?", value):
        what = "L'adresse des rendez-vous ne va pas."
        return Problem(file, 0, 0, what, "Écrivez une adresse qui commence par https:// et se copie telle quelle.")
    if name == "desk_names" and not value.isascii():
        return Problem(file, 0, 0, "Un nom du bureau ne va pas.", "Écrivez des noms sans accent, avec des virgules.")
    if name in ("touch_tremor", "key_tremor") and value > 2:
        return Problem(file, 0, 0, f"Le réglage « {name} » est trop long.", "Choisissez de 0.1 à 2 secondes.")
    if name == "volume_limit" and value > 100:
        return Problem(file, 0, 0, "Le volume ne dépasse pas 100.", "Choisissez un nombre entre 1 et 100.")
    if name == "voice" and value not in VOICES:
        return Problem(file, 0, 0, f"La voix « {value} » n'existe pas.", f"Choisissez parmi : {', '.join(VOICES)}.")
    if name == "terminal" and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        what = f"« {value} » ne peut pas être le nom de cette borne."
        return Problem(
            file, 0, 0, what, "Écrivez des minuscules sans accent, des chiffres et des tirets : « tablette-1 »."
        )
    return None
