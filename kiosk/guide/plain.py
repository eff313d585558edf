"""Rules. Plain French, after the rules of FALC (easy to read and understand): what a text must not do.

`faults` are grave: too hard to read, initials that nobody explains, words of an office. `advice` is worth a second
look: rare words, negations, two ideas in a sentence, passives. Both take any texts with their places, of a guide or of
anything else that is shown and said. The longest sentence and the most sentences of a page are in check.py.

Labels are left alone, that is what stands in « », in **bold** or in [[…]]: they are the words of the site, not ours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kiosk.guide.glossary import Glossary
from kiosk.guide.model import Guide
from kiosk.guide.problem import Where
from kiosk.guide.prose import Sentence, Span, counted, sentences
from kiosk.guide.readability import NEGATION, Measure, Texts, kandel_moles, measure, own_words

MOST_WORDS_ON_AVERAGE = 15
EASY = 80.0
"""The lowest Kandel-Moles score of a whole text: « facile » on Flesch's scale."""
VERY_DIFFICULT = 30.0
"""The score below which a single sentence is « très difficile »."""
FAIR_SENTENCE, FAIR_TEXT = 8, 100
"""Words from which a score says something. The formula was made for samples of 100 words; « Tapez votre identifiant. »
scores 32 and is plain all the same."""
MOST_NEGATIONS, MOST_JOINTS = 1, 1
"""Negations in a text; « et », « mais », « ou », « car » between two clauses of a sentence."""


class Remark(NamedTuple):
    """What is found, where, and the remedy."""

    where: Where
    what: str
    remedy: str


# Words of an office, and what people say. The left side is a regular expression, without capitals.
OFFICE_WORDS = {
    r"afin (?:que|de|d['’])": "pour",
    r"(?:auquel|duquel|auxquels|auxquelles|desquels|desquelles)": "deux phrases",
    r"(?:à|avec|chez|dans|de|dont|en|par|pour|sans|selon|sous|sur|vers|,) l(?:e|a|es)quel(?:le)?s?": "deux phrases",
    r"il (?:convient|conviendrait|est nécessaire|est impératif|importe|y a lieu) (?:de|d['’]|que)": "il faut",
    r"veuillez": "l'ordre simple : « écrivez », « envoyez »",
    r"(?:notamment|nonobstant|toutefois|néanmoins|cependant)": "mais, ou rien",
    r"(?:au préalable|préalablement)": "avant",
    r"ultérieurement": "plus tard",
    r"(?:le cas échéant|dans l['’]hypothèse où)": "si besoin, ou si",
    r"(?:conformément|en vertu|en application|au titre|dans le cadre|au sein) (?:à|aux?|du|des?|d['’])\w*": "sans cela",
    r"(?:ledit|ladite|lesdits|lesdites|susdit|susmentionnée?s?|ci-après)": "le nom de la chose",
    r"(?:en vue|à l['’]effet|aux fins) (?:de|d['’])": "pour",
    r"sous réserve (?:de|d['’]|que)": "si",
    r"s['’]acquitter": "payer",
    r"(?:l['’]usager|l['’]intéressée?|le demandeur|la demandeuse)": "vous",
    r"via": "par, ou avec",
    r"(?:etc|p\. ?ex|cf|c\.-à-d|n\.b|svp|rdv)\b\.?": "le mot entier",
    r"[&<>§]": "le mot",
}
_CONDITIONAL = (
    r"(?:devr|pourr|voudr|faudr|ser|aur|fer|ir|aimer|souhaiter|préférer|suffir|conviendr|vaudr|viendr|recevr|verr|saur"
    r"|demander|donner)(?:ais|ait|iez|ions|aient)"
)
_SUBJUNCTIVE = (
    r"puiss(?:e|es|iez|ions|ent)|fass(?:e|es|iez|ions|ent)|aill(?:e|es|ent)|sachiez|doive|prenne|obtienne|reçoive"
    r"|(?:qu(?:e|['’]) ?(?:\w+ ){0,3}?)(?:ait|aient|ayez|soit|soient|soyez)"
)
_PARTICIPLE = r"(?:\w+ment )?\w*(?:ée?s?|(?:transmis|remis|rendu|reçu|fait|pris|mis|écrit)e?s?)"
_BE = r"(?:est|sont|êtes|sera|seront|serez|a été|ont été|avez été)"
_PASSIVE = (
    rf"(?:sera|seront|serez|a été|ont été|avez été) {_PARTICIPLE}(?!\w)"
    rf"|{_BE} {_PARTICIPLE} par (?:l['’]|l[ea]s?|une?|votre|vos|notre|des|cette?|ces)(?!\w)"
)
_JOINT = (
    r"car(?!\w)|(?:et|mais|ou|puis|donc) (?:(?:je|tu|il|elle|on|nous|vous|ils|elles|cela|ça|ce|ne)(?!\w)|[cjn]['’]"
    r"|(?!assez|chez|nez|rez)\w+ez(?!\w))"
)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


# The opening letter of a joint may be followed by a letter: « et n'oubliez pas ».
_JOINTS = re.compile(rf"(?<![\w-])(?:{_JOINT})", re.IGNORECASE)
_CONDITIONALS, _SUBJUNCTIVES, _PASSIVES = map(_whole, (_CONDITIONAL, _SUBJUNCTIVE, _PASSIVE))
_OFFICE = tuple(
    (re.compile(rf"(?<![\w-])(?:{office})(?!\w)" if office[0] != "[" else office, re.IGNORECASE), plain)
    for office, plain in OFFICE_WORDS.items()
)
_TWICE_NO = re.compile(
    rf"{NEGATION.pattern}.*(?:{NEGATION.pattern}|\b(?:sans|impossible|inutile|interdite?s?)\b)", re.I
)
ACRONYM = re.compile(r"(?<![\w.-])(?<!\d )[A-ZÀ-Ý][A-ZÀ-Ý0-9]*[A-ZÀ-Ý](?![\w-]| \d)")
"""Initials, or a word all in capitals: two letters or more, digits among them (C2S), but not between
numbers: 123 AB 01 is a number plate."""


def names_of(guide: Guide) -> str:
    """What a guide calls by its name: who deals with it, the site, who answers the telephone."""
    return " ".join((guide.organisation, guide.portal.name, *(phone.who for phone in guide.phones)))


def faults(texts: Texts, glossary: Glossary, labels: Texts = (), marked: bool = True) -> Iterator[Remark]:
    """What keeps texts from being plain; grave. Labels are short and carry no marks: only their words are judged.

    `marked` says whether these texts can open the glossary with [[…]], and so explain initials.
    """
    texts = list(texts)
    for where, label in labels:
        yield from (Remark(where, *found) for piece in sentences(label) for found in _office(piece))
    for where, text in texts:
        for piece in sentences(text):
            yield from (Remark(where, *found) for found in _office(piece))
            if len(counted(piece.text)) >= FAIR_SENTENCE and (score := kandel_moles([piece])) < VERY_DIFFICULT:
                yield Remark(
                    where,
                    f"Cette phrase est très difficile ({score:.0f}) : « {_start(piece)} ».",
                    f"Prenez des mots plus courts : {VERY_DIFFICULT:.0f} au moins.",
                )
    yield from _initials(texts, glossary, marked)
    yield from _floor([piece for _, text in texts for piece in sentences(text)])


def _floor(pieces: list[Sentence]) -> Iterator[Remark]:
    """The whole read at once."""
    words = sum(len(counted(piece.text)) for piece in pieces)
    if words < FAIR_TEXT:
        return
    if (score := kandel_moles(pieces)) < EASY:
        yield Remark(
            (), f"Ce texte est difficile ({score:.0f}).", f"Mots et phrases plus courts : {EASY:.0f} au moins."
        )
    if (mean := words / len(pieces)) > MOST_WORDS_ON_AVERAGE:
        yield Remark((), f"Les phrases ont {mean:.0f} mots en moyenne.", f"{MOST_WORDS_ON_AVERAGE} au plus : coupez.")


def _office(piece: Sentence) -> Iterator[tuple[str, str]]:
    text = own_words(piece)
    for pattern, plain in _OFFICE:
        for found in pattern.finditer(text):
            yield f"« {found[0].strip(' ,')} » n'est pas du français simple.", f"Écrivez plutôt : {plain}."
    for found in _CONDITIONALS.finditer(text):
        yield f"« {found[0]} » est au conditionnel.", "Écrivez au présent : « vous devez », « il faut »."
    for found in _SUBJUNCTIVES.finditer(text):
        yield f"« {found[0]} » est au subjonctif.", "Écrivez au présent, en deux phrases."


def _initials(texts: Texts, glossary: Glossary, marked: bool) -> Iterator[Remark]:
    """Initials that nothing explains. A page is what stands below the first two names of a place: one step, one thing.

    In a text they must be marked where they come first on their page; in a label (« quoi », which carries no marks)
    they need a mark anywhere on the page. Where nothing can be marked, it is enough that they are in the glossary.
    """
    opened: defaultdict[Where, set[str]] = defaultdict(set)
    labels: list[tuple[Where, str]] = []
    for where, text in texts:
        page = opened[where[:2]]
        for span, found in _spans(text):
            if span.word:
                page |= {one.upper() for one in re.findall(r"\w+", f"{span.text} {span.word}")}
            elif not marked and glossary.find(found):
                continue
            elif marked and where[-1] == "quoi":
                labels.append((where, found))
            elif found not in page:
                page.add(found)  # told once
                yield _unexplained(where, found, glossary)
    yield from (_unexplained(where, found, glossary) for where, found in labels if found not in opened[where[:2]])


def _spans(text: str) -> Iterator[tuple[Span, str]]:
    """The glossary words of a text, and its initials with the span where they stand, in order."""
    for piece in sentences(text):
        bare, at = own_words(piece), 0
        for span in piece.spans:
            if span.word:
                yield span, ""
            yield from ((span, found[0]) for found in ACRONYM.finditer(bare, at, at + len(span.text)))
            at += len(span.text)


def _unexplained(where: Where, found: str, glossary: Glossary) -> Remark:
    what = f"Rien n'explique « {found} » ici."
    if glossary.find(found):
        return Remark(where, what, f"La première fois, écrivez [[{found}]].")
    return Remark(where, what, "Écrivez les mots entiers, ou ajoutez-le à config/glossary.yaml et marquez-le [[…]].")


def advice(texts: Texts, glossary: Glossary, names: str = "") -> Iterator[Remark]:
    """What may be plainer; not grave, for a good writer can have a reason."""
    texts = list(texts)
    for where, text in texts:
        pieces = sentences(text)
        count = sum(len(NEGATION.findall(own_words(piece))) for piece in pieces)
        if count > MOST_NEGATIONS:
            yield Remark(where, f"Il y a {count} « ne » dans ce texte.", "Dites ce qu'il faut faire.")
        for piece in pieces:
            yield from (Remark(where, *found) for found in _heavy(piece))
    rare = set(measure(texts, glossary, names).rare_words)
    for where, text in texts:
        found = {word.lower() for piece in sentences(text) for word in re.findall(r"[^\W\d_]+", own_words(piece))}
        for word in sorted(rare & found):
            yield Remark(where, f"« {word} » est un mot rare.", "Prenez un mot courant, ou expliquez-le au glossaire.")
            rare.discard(word)  # told once


def _heavy(piece: Sentence) -> Iterator[tuple[str, str]]:
    text = own_words(piece)
    if len(_JOINTS.findall(text)) > MOST_JOINTS:
        yield f"Il y a plusieurs idées dans « {_start(piece)} ».", "Faites deux phrases."
    if _TWICE_NO.search(text):
        yield f"Il y a deux négations dans « {_start(piece)} ».", "Dites-le sans « ne »."
    for found in _PASSIVES.finditer(text):
        yield f"« {found[0]} » est passif.", "Dites qui le fait : « la Caf vous envoie »."


def _start(piece: Sentence) -> str:
    return piece.text if len(piece.text) <= 40 else f"{piece.text[:40]}…"


def told(measured: Measure) -> dict[str, float | int | list[str]]:
    """A measure for a program, rounded: shares in per cent."""
    return {
        "sentences": measured.sentences,
        "words": measured.words,
        "words_per_sentence": round(measured.mean, 1),
        "longest": measured.longest,
        "kandel_moles": round(measured.kandel_moles, 1),
        "long_words_percent": round(100 * measured.long_words, 1),
        "rare_words_percent": round(100 * measured.rare, 1),
        "rare_words": list(measured.rare_words),
        "negations": measured.negations,
    }


def labels_of(guide: Guide) -> Iterable[tuple[Where, str]]:
    """Short texts that carry no marks: titles and answers."""
    yield ("titre",), guide.title
    for at, step in enumerate(guide.steps):
        yield ("etapes", at, "titre"), step.title
        for number, choice in enumerate(getattr(step, "choices", ())):
            yield ("etapes", at, "choix", number, "reponse"), choice.answer
