"""Everything the kiosk shows can be said: no sign, group of digits or acronym is left for the voice to stumble on."""

from __future__ import annotations

import re
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guide_files import ROOT, TODAY

from kiosk.guide.library import load
from kiosk.guide.prose import sentences
from kiosk.voice.pronounce import Table, spoken
from kiosk.voice.table import read_table

LIBRARY = load(ROOT, TODAY)
TABLE = read_table(ROOT / "config" / "pronunciation.toml")
# Never said: names within the files, proofs, and the words of the search.
SILENT = {
    "access", "colour", "confidence", "facts", "first", "form", "guide", "guides", "harmless", "icon", "id", "key",
    "kind", "next", "phrases", "related", "review", "source", "sources", "theme", "to", "to_verify", "url", "verdict",
}  # fmt: skip
SIGNS = re.compile(r"[*_/€°@#=+<>\[\]{}|\\^~&§%«»“”]")
DIGITS = re.compile(r"\d\d \d|\d \d\d|\d{6,}|\d[^\W\d_]")
"""Groups of digits, long numbers, letters stuck to a number. Single digits (« 7 3 9 4 ») are said well."""
ACRONYM = re.compile(r"(?<!\w)[A-ZÀ-Ý][A-ZÀ-Ý0-9]*[A-ZÀ-Ý](?!\w)")


def texts_in(data: object, silent: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text of a dumped model, but for what is silent."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            if name not in SILENT | silent:
                yield from texts_in(value, silent)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts_in(value, silent)


def shelves() -> dict[str, list[str]]:
    """All that is shown, by file."""
    search_words = frozenset({"words"})
    parts: list[Any] = [*LIBRARY.guides, *LIBRARY.rehearsals, *LIBRARY.events]
    found = {part.id: [*texts_in(part.model_dump(), search_words)] for part in parts}
    found["glossary"] = [*texts_in(LIBRARY.glossary.model_dump())]
    found["themes"] = [text for theme in LIBRARY.themes for text in texts_in(theme.model_dump(), search_words)]
    found["hosts"] = sorted(LIBRARY.hosts)
    found["urgency"] = [*texts_in(LIBRARY.urgency.model_dump())]
    return found


SHELVES = shelves()


def stumbles(text: str) -> list[str]:
    """What is left in a text, as it is given to the voice, that would be said badly."""
    left = []
    for piece in sentences(text):
        said = spoken(piece.text, TABLE)
        left += [*SIGNS.findall(said), *DIGITS.findall(said)]
        left += [acronym for acronym in ACRONYM.findall(said) if acronym not in TABLE.well]
    return left


@pytest.mark.parametrize("name", SHELVES)
def test_nothing_is_left_that_the_voice_would_stumble_on(name: str) -> None:
    assert len(SHELVES[name]) >= 8
    assert {text: left for text in SHELVES[name] if (left := stumbles(text))} == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Le ZQX arrive.", ["ZQX"]),
        ("Le RSA, la MSA et le SMS.", []),
        ("Écrivez a^b.", ["^"]),
        ("Le code 12 45 78.", ["12 4", "5 78"]),
        ("Appelez le 03 29 45 77 55 ou le 0 800 00 00 00.", []),
        ("Le Cerfa n° 12504*10, à 8 h 30, pour 10 €.", []),
    ],
)
def test_what_is_left_is_found(text: str, left: list[str]) -> None:
    assert stumbles(text) == left


def test_an_acronym_stands_in_one_list_only() -> None:
    assert TABLE.spelled & TABLE.well == set()
    assert (TABLE.spelled | TABLE.well) & TABLE.words.keys() == set()


def phonemes(text: str) -> str:
    """What espeak-ng says, without stress marks and rests."""
    done = subprocess.run(
        ["espeak-ng", "-v", "fr", "-x", "-q", "--stdin"], input=text, capture_output=True, text=True, check=True
    )
    return re.sub(r"[',; ]|_!|_\|", "", done.stdout).strip()


def test_each_acronym_that_is_said_well_is_its_letters_or_a_word_said_whole() -> None:
    """espeak-ng spells the ones that cannot be a word; a word must not lose its last letters (« Carsat »)."""
    words = {
        "ADIL": "adil",
        "ANAH": "ana",
        "ASPA": "aspa",
        "CADA": "kada",
        "CLIC": "klik",
        "CNAV": "knav",
        "CNIL": "knil",
    }
    words |= {"DILA": "dila", "SMIC": "smik", "URSSAF": "yrsaf"}
    names = Table(letters=TABLE.letters)
    assert {word: phonemes(f"{word}.") for word in words} == words
    for acronym in sorted(TABLE.well - words.keys()):
        heard = [phonemes(f"Votre {said} ici.") for said in (acronym, names.spell(acronym))]
        vowels = [len(re.findall(r"[aeiouyEOWY@]~?", said)) for said in heard]
        assert abs(vowels[0] - vowels[1]) <= 1, (acronym, heard)


def test_every_word_of_the_glossary_is_said_in_french() -> None:
    words = [text for word in LIBRARY.glossary.words for text in (word.word, word.full) if text]
    said = phonemes("\n".join(f"{spoken(word, TABLE)}." for word in words))
    assert len(words) >= 96
    assert "(en)" not in said


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("Appelez le 3230.", (0.8, 3.0)),
        ("Le bureau ouvre de 8 h 30 à 12 h.", (1.5, 4.0)),
        ("Allez sur service-public.gouv.fr.", (1.8, 5.0)),
        ("Demandez le RSA à la Caf.", (1.0, 3.5)),
    ],
)
def test_a_spoken_sentence_lasts_as_long_as_it_should(
    tmp_path: Path, written: str, seconds: tuple[float, float]
) -> None:
    sound = tmp_path / "said.wav"
    subprocess.run(["espeak-ng", "-v", "fr", "-w", str(sound), spoken(written, TABLE)], check=True)
    with wave.open(str(sound)) as file:
        lasts = file.getnframes() / file.getframerate()
    assert seconds[0] < lasts < seconds[1]
