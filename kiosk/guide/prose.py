"""Rules. The light marks of a guide's prose: sentences, **bold**, [[glossary words]].

A text is shown one sentence a line (plain-language rule 17), spoken one sentence a clip, and highlighted one
sentence at a time: so a sentence is the unit everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\[\[(?P<shown>[^\]|]+)(?:\|(?P<word>[^\]]+))?\]\]")
# A sentence ends with . ! ? or … (in bold or not), then a space and a capital, a guillemet or a mark. Not with a colon.
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…]\*\*))\s+(?=[A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŒ«\"*\[0-9])")

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Span:
    """A run of text in one style; `word` names the glossary entry it opens, if any."""

    text: str
    bold: bool = False
    word: str | None = None


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence as shown. Compared by identity: two equal sentences on a page are two places."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The sentence without its marks."""
        return "".join(span.text for span in self.spans)


def plain(text: str) -> Sentence:
    """A sentence in one style, taken as it is: no mark is read, so data from outside cannot style itself."""
    return Sentence((Span(text),))


def sentence(text: str) -> Sentence:
    """One sentence with its marks read."""
    text = " ".join(text.split())
    spans: list[Span] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            spans.append(Span(text[at : mark.start()]))
        if mark["bold"]:
            spans.append(Span(mark["bold"], bold=True))
        else:
            spans.append(Span(mark["shown"], word=(mark["word"] or mark["shown"]).strip().lower()))
        at = mark.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return Sentence(tuple(spans))


def sentences(text: str) -> tuple[Sentence, ...]:
    """A prose text cut into its sentences; a line break always ends one."""
    return tuple(sentence(piece) for line in text.splitlines() for piece in _END.split(line.strip()) if piece.strip())


def words_of(text: str) -> tuple[str, ...]:
    """The glossary words a text opens, in order, each once."""
    found = (span.word for one in sentences(text) for span in one.spans if span.word is not None)
    return tuple(dict.fromkeys(found))


def counted(text: str) -> list[str]:
    """The words of a text without marks, as its length is counted: « l'aide » and « rendez-vous » are one word each."""
    return _WORD.findall(text)
