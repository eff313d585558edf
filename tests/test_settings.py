"""The settings of a terminal: every mistake told at once, every setting documented where people look for it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from guide_files import ROOT

from kiosk.guide.problem import BadFile
from kiosk.settings import Settings, read_settings

NAMES = [field.name for field in fields(Settings)]
SHIPPED = ROOT / "config" / "kiosk.toml"
DOCUMENT = ROOT / "docs" / "settings.md"


def told(folder: Path, text: str | bytes) -> list[str]:
    """What is told of a settings file with that text; reading it must fail."""
    path = folder / "kiosk.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadFile) as caught:
        read_settings(path)
    return [str(problem) for problem in caught.value.problems]


def test_without_a_file_or_with_an_empty_one_the_defaults_are_used(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("")
    assert read_settings(tmp_path / "absent.toml") == read_settings(tmp_path / "empty.toml") == Settings()


def test_what_is_written_is_used_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b'\xef\xbb\xbfvillage = "Saint-Mihiel"\r\nfullscreen = true\r\nidle_seconds = 60\r\n')
    read = read_settings(path)
    assert read == Settings(village="Saint-Mihiel", fullscreen=True, idle_seconds=60.0)
    assert isinstance(read.idle_seconds, float)


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("villages = 'A'", "« villages » n'existe pas", ", ".join(NAMES)),
        ("[village]\nname = 'A'", "« village » ne va pas", "un texte entre guillemets"),
        ("[kiosk]\nvillage = 'A'", "« kiosk » n'existe pas", "Choisissez parmi"),
        ("village = 3", "« village » ne va pas", "un texte entre guillemets"),
        ("village = true", "« village » ne va pas", "un texte entre guillemets"),
        ("fullscreen = 'true'", "« fullscreen » ne va pas", "true ou false"),
        ("fullscreen = 1", "« fullscreen » ne va pas", "true ou false"),
        ("desk_port = '8765'", "« desk_port » ne va pas", "un nombre entier"),
        ("desk_port = 8765.0", "« desk_port » ne va pas", "un nombre entier"),
        ("desk_port = true", "« desk_port » ne va pas", "un nombre entier"),
        ("desk_port = 0", "« desk_port » doit être plus grand que zéro", "Corrigez"),
        ("desk_names = 'bureau-à-nous'", "Un nom du bureau ne va pas", "sans accent"),
        ("appointment_url = 'www.exemple.fr'", "L'adresse des rendez-vous ne va pas", "https://"),
        ("desk_port = 65536", "Ce port n'existe pas", "65535"),
        ("volume_limit = 101", "Le volume ne dépasse pas 100.", "entre 1 et 100"),
        ("volume_limit = 0", "« volume_limit » doit être plus grand que zéro", "Corrigez"),
        ("volume_limit = 50.5", "« volume_limit » ne va pas", "un nombre entier"),
        ("ask_comfort = 'non'", "« ask_comfort » ne va pas", "true ou false"),
        ("key_next = ['down']", "« key_next » ne va pas", "un texte entre guillemets"),
        ("idle_seconds = '300'", "« idle_seconds » ne va pas", "un nombre."),
        ("idle_seconds = false", "« idle_seconds » ne va pas", "un nombre."),
        ("idle_seconds = -1", "« idle_seconds » doit être plus grand que zéro", "Corrigez"),
        ("idle_seconds = nan", "« idle_seconds » doit être", "Corrigez"),
        ("alert_seconds = inf", "« alert_seconds » doit être", "Corrigez"),  # a visit would never be wiped
        ("village = A", "L'écriture TOML est cassée", "config/kiosk.toml"),
        ("village = 'A'\nvillage = 'B'", "L'écriture TOML est cassée", "config/kiosk.toml"),
        (b"village = '\xe9'", "Le fichier est illisible", "droits"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(tmp_path: Path, text: str | bytes, what: str, remedy: str) -> None:
    (only,) = told(tmp_path, text)
    assert only.startswith("kiosk.toml : ")
    assert what in only
    assert remedy in only


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, "villages = 1\nvillage = 1\ndesk_port = 0\nfullscreen = 'oui'\nhours = '9 h'\n")) == 4


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="illisible"):
        read_settings(tmp_path)


def test_the_file_as_shipped_shows_every_setting_with_its_default_in_order() -> None:
    assert list(tomllib.loads(SHIPPED.read_text("utf-8")).items()) == list(asdict(Settings()).items())
    assert read_settings(SHIPPED) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_explained_in_the_file_as_shipped(name: str) -> None:
    assert re.search(rf"^{name} = .+  # \S", SHIPPED.read_text("utf-8"), re.MULTILINE)


@pytest.mark.skipif(not DOCUMENT.exists(), reason="docs/settings.md is not written yet")
@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_explained_in_the_documentation(name: str) -> None:
    assert f"`{name}`" in DOCUMENT.read_text("utf-8")
