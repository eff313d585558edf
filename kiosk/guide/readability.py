"""Rules. How easy a French text is to read, in numbers: sentences, syllables, Kandel-Moles, long and rare words.

Two libraries do the counting: textstat cuts words into syllables, wordfreq knows how often French words are used. Both
are imported inside the functions that need them: together they take a second, and only `kiosk check` and the tests
measure. They read their own tables, which never change; nothing here reads anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import snowballstemmer

from kiosk.guide.glossary import Glossary
from kiosk.guide.problem import Where
from kiosk.guide.prose import Sentence, counted, sentences

Texts = Iterable[tuple[Where, str]]
"""What is measured: texts as they are written, with their marks, each with its place in the file."""

# Kandel and Moles (1958), Flesch's formula for French: 207 - 1.015 * words per sentence - 73.6 * syllables per word.
BASE, PER_WORD, PER_SYLLABLE = 207.0, 1.015, 73.6
LONG_WORD = 3
"""Syllables from which a word is long."""
RARE_BELOW = 3.2
"""A word is rare when no word of its family reaches this Zipf frequency (wordfreq; 3 is once in a million). It was
chosen on the first eight guides: at 3.2 their everyday words pass, « prorata », « quittance », « usufruit » do not."""
MOST_FAMILIES = 60_000
"""How many French words are looked at to find the frequent families; some 24,000 are above RARE_BELOW."""

_VOWEL, _CONSONANT = "aeiouyàâéèêëîïôöùûüœæ", "bcdfgjklmnpqrstvwxzç"
# A pronoun behind its verb is a word of its own: « donnez-le », « parlez-en », « a-t-il ».
_PRONOUN = re.compile(
    r"-(?:t-)?(?=(?:je|moi|tu|toi|il|elle|on|nous|vous|ils|elles|l[ea]s?|lui|leur|en|y|ce)(?![\w]))", re.IGNORECASE
)
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
# Syllables that textstat misses, for its table cuts lines, and no line is cut there: after a first vowel (a-vec,
# é-crit), after "con" (con-trat), around a y (pa-yer), after é (cré-er). Seen on the words of our guides; the ends
# without sound (-e, -es, -ent) count for nothing.
_MISSED = re.compile(
    rf"^[{_VOWEL}](?:([{_CONSONANT}])(?!\1)|[bcdfgptv][lr]|[cpt]h|gn|qu)(?!e(?:s|nt)?$)(?=[{_VOWEL}])"
    rf"|^con(?=[{_CONSONANT}]+(?!es?$)[{_VOWEL}])"
    rf"|(?<=[{_VOWEL}])y(?=[{_VOWEL}])"
    r"|é(?=[aioué]|e(?!s?$))"
    r"|^urgent"
)
_SITE = re.compile(r"(?<![\w@.-])(?:[\w.+-]+@)?(?:[a-z0-9-]*\.)+[a-z]{2,6}(?![\w-])(?:/\S*)?")
_STEMMER = snowballstemmer.stemmer("french")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
NEGATION = re.compile(r"(?<!\w)(?:ne(?!\w)|n['’](?=\w))", re.IGNORECASE)
"""What opens a negation."""


@dataclass(frozen=True)
class Measure:
    """How a text reads. Shares are between 0 and 1."""

    sentences: int
    words: int
    longest: int
    """Words of the longest sentence."""
    kandel_moles: float
    """From about 120 (very easy) down; 80 and more is easy, below 30 very difficult."""
    long_words: float
    """Share of words of three syllables and more, without names, labels and glossary words."""
    rare_words: tuple[str, ...]
    """The rare words as they are written, each once, in order."""
    rare: float
    """Share of rare words."""
    negations: int
    """How many « ne » or « n' »."""

    @property
    def mean(self) -> float:
        """Words per sentence."""
        return self.words / self.sentences if self.sentences else 0.0


def syllables(word: str) -> int:
    """The syllables of one word: those of textstat, and those that it misses. Initials are said letter by letter."""
    if len(word) > 1 and word.isupper():
        return len(word)
    pieces = _ELISION.sub("", word.lower()).split("-")
    return sum(_cut(piece) + len(_MISSED.findall(piece)) for piece in pieces if piece)


@cache
def _cut(word: str) -> int:
    from textstat.textstat import textstatistics  # heavy, see above

    counter = textstatistics()  # our own: the language of the shared one is a global
    counter.set_lang("fr")
    return int(counter.syllable_count(word))


def kandel_moles(pieces: Iterable[Sentence]) -> float:
    """The Kandel-Moles score of some sentences; without a word there is nothing difficult, and it is the highest."""
    lines = [counted(_PRONOUN.sub(" ", piece.text)) for piece in pieces]
    words = [word for line in lines for word in line]
    if not words:
        return BASE
    return BASE - PER_WORD * len(words) / len(lines) - PER_SYLLABLE * sum(map(syllables, words)) / len(words)


def own_words(piece: Sentence) -> str:
    """A sentence without what is not its own words: glossary words, bold, quoted labels, addresses."""
    text = "".join(" " * len(span.text) if span.bold or span.word else span.text for span in piece.spans)
    blank = {
        at for pattern in (_QUOTED, _SITE) for found in pattern.finditer(piece.text) for at in range(*found.span())
    }
    return "".join(" " if at in blank else sign for at, sign in enumerate(text))


def measure(texts: Texts, glossary: Glossary, names: str = "") -> Measure:
    """The texts measured together. `names` holds further words that are names: sites, organisations."""
    pieces = [piece for _, text in texts for piece in sentences(text)]
    words = [word for piece in pieces for word in counted(piece.text)]
    terms = [entry.word for entry in glossary.words]
    excused = {_family(word) for term in terms if len(_letters(term)) == 1 for word in _letters(term)}
    excused |= {_family(word) for word in (*_letters(names), *(name for piece in pieces for name in _names(piece)))}
    phrases = re.compile(
        "|".join(re.escape(term) for term in terms if len(_letters(term)) > 1) or "(?!)", re.IGNORECASE
    )
    asked = (word for piece in pieces for word in _letters(phrases.sub(" ", own_words(piece))) if len(word) > 2)
    common = [word for word in asked if _family(word) not in excused]
    rare = [word for word in common if is_rare(word)]
    share = 1 / len(words) if words else 0.0
    return Measure(
        sentences=len(pieces),
        words=len(words),
        longest=max((len(counted(piece.text)) for piece in pieces), default=0),
        kandel_moles=kandel_moles(pieces),
        long_words=share * sum(syllables(word) >= LONG_WORD for word in common),
        rare_words=tuple(dict.fromkeys(word.lower() for word in rare)),
        rare=share * len(rare),
        negations=sum(len(NEGATION.findall(own_words(piece))) for piece in pieces),
    )


def _letters(text: str) -> list[str]:
    """The words of a text, cut at apostrophes and hyphens."""
    return re.findall(r"[^\W\d_]+", text)


def _names(piece: Sentence) -> list[str]:
    """The words with a capital that do not open a sentence or what follows a colon."""
    return re.findall(r"(?<=[\w,;)'’] )[A-ZÀ-Ý][^\W\d_]+|(?<=['’])[A-ZÀ-Ý][^\W\d_]+", own_words(piece))


def is_rare(word: str) -> bool:
    """Whether no word of this word's family is frequent; « re- » counts for nothing (relisez, recopiez)."""
    word = word.lower()
    return not {_family(word), _family(word.removeprefix("re"))} & _frequent()


@cache
def _family(word: str) -> str:
    """What the words of one family have in common: demander, demandez, demandée."""
    return str(_STEMMER.stemWord(word.lower()))


@cache
def _frequent() -> frozenset[str]:
    """The families of all frequent words."""
    from wordfreq import top_n_list, zipf_frequency  # heavy, see above

    frequent = (word for word in top_n_list("fr", MOST_FAMILIES) if zipf_frequency(word, "fr") >= RARE_BELOW)
    return frozenset(map(_family, frequent))
