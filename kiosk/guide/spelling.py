"""Rules. How French words are written by those who type as they hear: sounds, endings, slips of the finger."""

from __future__ import annotations

import re
import unicodedata

import snowballstemmer

SLIP = 0.9
"""A word with slips is at most as likely as this."""


def words(text: str) -> list[str]:
    """The words of a text without capitals, accents, apostrophes or ligatures."""
    folded = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return re.findall(r"[a-z0-9]+", bare)


_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = (
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"c(?!h)|qu?"), "k"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"[ae]?i[nm](?![aeiou])"), "in"),
    (re.compile(r"[ea][nm](?![aeiou])"), "an"),
    (re.compile(r"o[nm](?![aeiou])"), "on"),
    (re.compile(r"[ae]i"), "e"),
    (re.compile(r"(?<=..)(?:e(?:e|es|r|rs|s|t|ts|z)?|[dpstx]+)$"), ""),
)


def sound(word: str) -> str:
    """Roughly how a French word is heard: « périmer », « périmés » and « perrimé » sound alike."""
    word = _DOUBLED.sub(r"\1", word)
    for spelling, heard in _SOUNDS:
        word = spelling.sub(heard, word)
    return word


_LETTERS = {
    "b": "be", "c": "ce", "d": "de", "f": "ef", "g": "ge", "h": "ach", "j": "ji", "k": "ka", "l": "el", "m": "em",
    "n": "en", "p": "pe", "q": "cu", "r": "er", "s": "es", "t": "te", "v": "ve", "w": "doubleve", "x": "ix",
    "y": "igrec", "z": "zed", "2": "deu",
}  # fmt: skip


def spelled_out(initials: str) -> str:
    """Initials as their letters are said: « rsa » is « eresa »."""
    return "".join(_LETTERS.get(letter, letter) for letter in initials)


_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_PLACE = {letter: (row, column) for row, letters in enumerate(_ROWS) for column, letter in enumerate(letters)}


def neighbours(one: str, other: str) -> bool:
    """Whether two keys touch on our keyboard."""
    if one not in _PLACE or other not in _PLACE:
        return False
    (row, column), (other_row, other_column) = _PLACE[one], _PLACE[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def most_slips(word: str) -> int:
    """How many slips of the finger are believed in a word of that length."""
    return (len(word) > 2) + (len(word) > 7) + (len(word) > 11)


def after_slips(typed: str, meant: str, slips: float) -> float:
    """How likely it is that who typed one word meant the other; 0 when that is not believable.

    A neighbouring key and two keys in the wrong order are the likeliest slips. In a short word no other key is
    believed: it would be another word.
    """
    if len(meant) < 3:
        return 0.0
    trembled = len(typed) == len(meant) and all(
        one == other or neighbours(one, other) for one, other in zip(typed, meant, strict=True)
    )
    swapped = sorted(typed) == sorted(meant)
    if len(typed) == len(meant) < 5 and not trembled and not swapped:
        return 0.0
    return SLIP - slips / len(meant) * (0.5 if trembled or swapped else 1)


def stem(word: str) -> str:
    """The word without its ending. A stemmer remembers its last word, so each is used once."""
    return str(snowballstemmer.stemmer("french").stemWord(word))
