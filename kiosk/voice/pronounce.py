"""Rules. What is written, as it must be given to a French voice so that it is said well.

A table (data, `config/pronunciation.toml`) holds words and acronyms; the rules here hold what has a form: telephone
numbers, hours, dates, money, addresses. The result is spoken, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from kiosk.voice.numbers import digits, number, ordinal

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_UNITS = {
    "min": "minutes",
    "km": "kilomètres",
    "m": "mètres",
    "cm": "centimètres",
    "mm": "millimètres",
    "m²": "mètres carrés",
    "kg": "kilos",
    "Ko": "kilo-octets",
    "Mo": "méga-octets",
    "Go": "giga-octets",
    "°C": "degrés",
}
_SIGNS = {
    "%": " pour cent",
    "&": " et ",
    "→": " puis ",
    "+": " plusse ",
    "=": " égale ",
    "#": " dièse ",
    "*": " étoile ",
    "@": " arobase ",
    "_": " tiret bas ",
    "•": ", ",
    "–": ", ",
    "—": ", ",
    "×": " fois ",
    "€": " euros ",
    "°": " degrés ",
    "<": " ",
    ">": " ",
    "[": " ",
    "]": " ",
}


@dataclass(frozen=True)
class Table:
    """How words are said. `words`: written → said, whole words, case matters. `spelled`: acronyms said letter by
    letter. `letters`: a letter's name, where the letter alone would be said badly. `well`: acronyms that the voice says
    well by itself, in capitals."""

    words: Mapping[str, str] = field(default_factory=dict)
    spelled: frozenset[str] = frozenset()
    letters: Mapping[str, str] = field(default_factory=dict)
    well: frozenset[str] = frozenset()

    def spell(self, acronym: str) -> str:
        """An acronym, letter by letter, as one word for the voice: "ère-èsse-a"."""
        return "-".join(self.letters.get(letter, letter.lower()) for letter in acronym.upper())

    def said(self, word: str) -> str:
        """One word as it is said; the word itself when nothing is known of it."""
        if word in self.words:
            return self.words[word]
        return self.spell(word) if word in self.spelled else word

    def in_address(self, word: str) -> str:
        """A word of an e-mail or web address, where acronyms stand in small letters."""
        acronym = word.upper()
        return self.spell(word) if acronym in self.spelled else acronym if acronym in self.well else word


def table_from(data: Mapping[str, object]) -> Table:
    """The table held by a TOML document read by the caller. Raises ValueError when a part has the wrong shape."""
    words, letters = data.get("words", {}), data.get("letters", {})
    spelled, well = data.get("spelled", []), data.get("well", [])
    if not (_all_text(words) and _all_text(letters) and isinstance(spelled, list) and isinstance(well, list)):
        raise ValueError("pronunciation: words and letters are tables of text, spelled and well are lists")
    assert isinstance(words, Mapping)
    assert isinstance(letters, Mapping)
    return Table(dict(words), frozenset(map(str, spelled)), dict(letters), frozenset(map(str, well)))


def _all_text(part: object) -> bool:
    return isinstance(part, Mapping) and all(isinstance(said, str) for said in part.values())


def spoken(text: str, table: Table) -> str:
    """A sentence as it is given to the voice."""
    for blank in "\u00a0\u202f\u2009\t\n":
        text = text.replace(blank, " ")
    text = text.replace("’", "'").replace("\u2011", "-").replace("\u00ad", "")
    text = _QUOTES.sub(", ", _LAST_QUOTE.sub("", text))
    text = _EMAIL.sub(lambda found: _address(found[0], table), text)
    text = _WEB.sub(lambda found: _address(found["host"] + (found["path"] or "").rstrip("/"), table), text)
    text = _ENDING.sub(lambda found: _address(found[0], table), text)
    text = _PLATE.sub(lambda found: table.spell(found[0]), text)
    text = _known(text, table)
    for pattern, said in _FORMS:
        text = pattern.sub(said, text)
    text = _SIGN.sub(lambda found: _SIGNS[found[0]], text)
    return _tidy(text)


def _known(text: str, table: Table) -> str:
    """The text with every word of the table replaced, the longest first."""
    names: Collection[str] = {*table.words, *table.spelled}
    if not names:
        return text
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", lambda found: table.said(found[0]), text)


def _address(address: str, table: Table) -> str:
    """An e-mail or web address, its signs in words."""
    words = {".": "point", "-": "tiret", "_": "tiret bas", "@": "arobase", "/": "slache", "+": "plusse"}
    pieces = re.findall(r"\d+|[^\W\d_]+|[^\w\s]|_", address)
    said = (words.get(piece) or table.in_address(piece) for piece in pieces)
    return f" {' '.join(said)} "


_QUOTES = re.compile(r"\s*[«»“”„\"]\s*")
_LAST_QUOTE = re.compile(r"\s*[»”\"]\s*$")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(
    r"(?:https?://)?(?<![\w.-])(?P<host>(?:[A-Za-z0-9-]+\.)+(?:fr|com|org|net|eu|info|be|lu|de))(?![\w-])"
    r"(?P<path>/(?:[^\s,;)]*[\w/])?)?"
)
_ENDING = re.compile(r"(?<!\S)\.(?:[a-z]+\.)*(?:fr|com|org|net|eu|info)(?![\w-])")
# The letters of a number plate: AB-123-CD, 123 AB 01.
_PLATE = re.compile(r"(?<![\w-])[A-Z]{2}(?=-\d{3}-[A-Z]{2}(?!\w))|(?<=\d-)[A-Z]{2}(?!\w)|(?<=\d )[A-Z]{1,3}(?= \d)")
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))


def _groups(*groups: str) -> str:
    """The groups of a telephone number, a short rest after each so that it can be written down."""
    return ", ".join(digits(group) for group in groups)


def _phone(found: re.Match[str]) -> str:
    return _groups(*re.findall(r"\d\d", found[0]))


def _free_phone(found: re.Match[str]) -> str:
    first, rest = found[1].lstrip("0 "), found[2]
    return f"zéro {_groups(first, *(rest.split() if ' ' in rest else (rest[:3], rest[3:])))}"


def _abroad(found: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", found[0])[2:]
    return f"plusse trente-trois, {_groups(figures[0], *re.findall(r'..', figures[1:]))}"


def _date(day: str, month: str, year: str, written: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return written
    return f"{'premier' if int(day) == 1 else int(day)} {_MONTHS[int(month) - 1]} {year}"


def _hour(found: re.Match[str]) -> str:
    hours, minutes = int(found["h"]), int(found["m"] or 0)
    name = {1: "une", 21: "vingt-et-une"}.get(hours, number(hours))
    said = f"{name} {'heure' if hours < 2 else 'heures'}"
    return f"{said} {number(minutes)}" if minutes else said


def _money(found: re.Match[str]) -> str:
    euros, cents = found["euros"], int(found["cents"] or 0)
    if euros == "0" and cents:
        return f"{cents} {'centime' if cents == 1 else 'centimes'}"
    return f"{euros} {'euro' if euros in ('0', '1') else 'euros'}" + (f" {cents}" if cents else "")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)"), lambda f: _date(f[1], f[2], f[3], f[0])),
    (re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"), lambda f: _date(f[3], f[2], f[1], f[0])),
    (  # A day without its year, only where a zero tells that it is no "4 out of 10".
        re.compile(r"(?<![\d/])(0[1-9]/(?:0[1-9]|1[0-2])|(?:[12]\d|3[01])/0[1-9])(?![\d/])"),
        lambda f: _date(f[1][:2], f[1][3:], "", f[0]).strip(),
    ),
    (re.compile(r"(\d ?[hH](?: ?[0-5]\d)?) ?[-–] ?(?=\d{1,2} ?[hH])"), lambda f: f"{f[1]} à "),
    (re.compile(r"(?<![\d,.])(?P<h>[01]?\d|2[0-4]) ?(?:h|H|:(?=\d\d)) ?(?:(?P<m>[0-5]\d)(?: ?min\b)?)?(?!\w)"), _hour),
    (re.compile(r"\+33 ?(?:\(0\) ?)?[1-9](?:[ .]?\d\d){4}(?!\d)"), _abroad),
    (re.compile(r"(?<!\d)0[1-79](?:[ .-]?\d\d){4}(?!\d)|(?<!\d)08(?:[ .-]\d\d){4}(?!\d)"), _phone),
    (re.compile(r"(?<!\d)(0 ?8\d\d) ?((?:\d\d ){2}\d\d|\d{3} ?\d{3})(?!\d)"), _free_phone),
    (re.compile(r"(?<!\d)[1-9]\d{0,2}(?: \d{3})+(?!\d| \d)"), lambda f: f[0].replace(" ", "")),
    (re.compile(r"(?<![\w,.-])\d{6,}(?!\w|,\d| ?(?:€|euros?))"), lambda f: " ".join(map(digits, f[0]))),  # a code
    (re.compile(r"(?P<euros>\d+)(?:,(?P<cents>\d\d))? ?(?:€|euros?\b)"), _money),
    (  # The short numbers of public services: 3230, 36 46, 34 00.
        re.compile(r"(?<![\d,.])(?<!\d )(3\d) ?(\d\d)(?!\d|,\d| \d| ?(?:%|euros?|heures?|minutes?|kilo|habitants))"),
        lambda f: f"{digits(f[1])} {digits(f[2])}",
    ),
    (re.compile(r"(?<!\d)1ers?(?!\w)"), lambda f: "premier"),
    (re.compile(r"(?<!\d)1(?:re|ère)s?(?!\w)"), lambda f: "première"),
    (re.compile(r"(?<!\d)([1-9]\d{0,2})(?:e|è|ème|ième)s?(?!\w)"), lambda f: ordinal(int(f[1]))),
    (re.compile(rf"(?<=\d) ?({'|'.join(_UNITS)})(?!\w)"), lambda f: f" {_UNITS[f[1]]}"),
    (re.compile(r"(?<!\w)[nN] ?° ?(?=\w)"), lambda f: "numéro "),
    (re.compile(r"(?<!\w)M\. (?=[A-ZÉ])"), lambda f: "Monsieur "),
    (re.compile(r"(?<![\w,-])(\d{1,4}) ?[-–] ?(?=\d{1,4}(?![\w,]|-\w))"), lambda f: f"{f[1]} à "),  # 2-3 weeks
    (re.compile(r"(?<!\w)M ?- ?(?=\d)"), lambda f: "M moins "),  # months before this one
    (re.compile(r" ?/ ?(?=(?:mois|an|jour|semaine|heure|personne)(?!\w))"), lambda f: " par "),
    (re.compile(r"(?<=\d) ?/ ?(?=\d)"), lambda f: " sur "),
    (re.compile(r" ?/ ?"), lambda f: " ou "),
    (re.compile(r"(?<=\d)(?=[^\W\d_]{3})"), lambda f: " "),  # 17Cyber
    (re.compile(r" - "), lambda f: ", "),
)


def _tidy(text: str) -> str:
    """One space between words, no rest before a full stop, none at the start, no two rests in a row."""
    text = " ".join(text.split())
    text = re.sub(r" (?=[,.…;)])", "", text)
    text = re.sub(r",(?: ?,)+", ",", text)
    text = re.sub(r"([:;.!?(…]),", r"\1", text)
    text = re.sub(r",+ ?(?=[.!?:;)…])", "", text)
    text = re.sub(r"(?<=[?!]) ?\.", "", text)
    text = re.sub(r"(?<=[^ ])(?=[!?:])(?<![!?:])", " ", text)
    return " ".join(text.split()).lstrip(", ")
