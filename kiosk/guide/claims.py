"""Rules. What a guide claims must stand in a fact that it names: numbers, delays, addresses, costs, duties.

Amounts, ages and closing dates change each year and harm most when wrong: they are never shown, the guide leads to the
official simulator. What no trusted source confirms is said with care.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.guide.model import Action, Checklist, Confidence, Fact, Guide, Question, Source
from kiosk.guide.problem import Where
from kiosk.guide.prose import sentences

_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu|info)(?![\w-])")
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
# Words that promise or demand something; their beginning is enough, without accents.
_WEIGHTY = ("gratuit", "payant", "obligatoire", "interdit", "amende", "plainte", "timbre", "rembourse")
_PRUDENT = re.compile(
    r"environ|souvent|peut|peuvent|parfois|general|demandez|verifi|normalement|en principe|au moins|quelques"
    r"|le professionnel (?:vous dit|vous donne|regarde|sait|cherche|confirme|le dit)"
)
_AMOUNT = re.compile(r"\d\s*(?:€|euros?\b)")
_AGE = re.compile(
    r"(?:à|de|dès|avant|après|entre|jusqu'à|moins|plus d[e']) (?:vos )?\d+ ans\b|\d+ ans (?:ou|et) (?:plus|moins)"
)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_CLOSING = re.compile(rf"(?:avant|jusqu'au|au plus tard)\s+(?:le\s+)?\d+(?:er)?\s+(?:{_MONTHS})\b")


@dataclass(frozen=True)
class Said:
    """What a resident reads in one place, and the facts that this place names."""

    where: Where
    text: str
    facts: tuple[str, ...]


def said(guide: Guide) -> Iterator[Said]:
    """Every text that may claim something, with the facts named for it. The summary may rest on any fact."""
    yield Said(("resume",), guide.summary, tuple(fact.key for fact in guide.facts))
    for at, phone in enumerate(guide.phones):
        yield Said(("telephones", at), phone.number, phone.facts)
    for at, item in enumerate(guide.preparations):
        yield Said(("a_preparer", at), f"{item.what}\n{item.why}", item.facts)
    for at, step in enumerate(guide.steps):
        answers = "\n".join(choice.answer for choice in step.choices) if isinstance(step, Question) else ""
        yield Said(("etapes", at), f"{step.title}\n{step.text}\n{step.more or ''}\n{answers}", step.facts)
        if isinstance(step, Checklist):
            for number, item in enumerate(step.items):
                where: Where = ("etapes", at, "elements", number)
                yield Said(where, f"{item.what}\n{item.why}", item.facts + step.facts)


def claims(text: str) -> set[str]:
    """What a text claims that must be proved: figures, site names, and the beginnings of weighty words."""
    bare = _bare(text)
    hosts = set(_HOST.findall(bare))
    figures = set(_FIGURES.findall(_joined(_HOST.sub(" ", bare))))
    return hosts | figures | {word for word in _WEIGHTY if re.search(rf"\b{word}", bare)}


def unproved(text: str, facts: tuple[Fact, ...], hosts: frozenset[str] = frozenset()) -> set[str]:
    """The claims of a text that stand in none of these facts; `hosts` are the official ones of the guide itself."""
    known = " ".join(_joined(_bare(fact.told)) for fact in facts)
    figures = set(_FIGURES.findall(known))
    sites = {*_HOST.findall(known), *hosts}

    def proved(claim: str) -> bool:
        if _HOST.fullmatch(claim):
            return any(site == claim or site.endswith(f".{claim}") for site in sites)
        return claim in figures if claim[0].isdigit() else claim in known

    return {claim for claim in claims(text) if not proved(claim)}


class Told(Protocol):
    """What carries facts and sources: a guide, a change in somebody's life."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What it rests on."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where that comes from."""


def sure(fact: Fact, guide: Told) -> bool:
    """Whether a fact is confirmed: by an official or recent source, and nothing said against it."""
    trusted = {source.key for source in guide.sources if source.confidence is Confidence.HIGH}
    return bool(trusted & set(fact.sources)) and fact.confidence in (None, Confidence.HIGH)


def findings(guide: Guide) -> Iterator[tuple[Where, str, str]]:
    """What a guide says without proof, without care, or must not say: (place, what, remedy)."""
    yield from unfounded(tuple(said(guide)), guide, _hosts(guide), guide.portal.facts)


def unfounded(
    texts: Sequence[Said], guide: Told, hosts: frozenset[str] = frozenset(), cited: tuple[str, ...] = ()
) -> Iterator[tuple[Where, str, str]]:
    """The same for any texts that rest on facts; `cited`: the facts that are named elsewhere."""
    known = {fact.key: fact for fact in guide.facts}
    used: set[str] = {key for one in texts if one.where != ("resume",) for key in one.facts} | set(cited)
    for one in texts:
        named = tuple(known[key] for key in one.facts if key in known)
        for key in one.facts:
            if key not in known:
                yield one.where, f"Le fait « {key} » n'est pas dans « faits ».", "Écrivez ce fait, ou corrigez sa clé."
        for claim in sorted(unproved(one.text, named, hosts)):
            yield one.where, f"Rien ne prouve « {claim} » ici.", "Citez le fait qui le dit, ou retirez-le."
        for piece in sentences(one.text):
            yield from ((one.where, *finding) for finding in will_change(piece.text))
        doubtful = tuple(fact for fact in named if not sure(fact, guide))
        firm = tuple(fact for fact in named if sure(fact, guide))
        shaky = unproved(one.text, firm, hosts) - unproved(one.text, doubtful, hosts)
        if one.where[0] == "telephones":  # a number cannot be said with care: it is trusted enough, or not shown
            if any(fact.confidence is Confidence.LOW for fact in named):
                yield one.where, f"Le numéro {one.text} n'est pas sûr.", "Retirez-le : le professionnel le cherche."
        elif shaky and not _PRUDENT.search(_bare(one.text)):
            yield (
                one.where,
                f"« {', '.join(sorted(shaky))} » n'est pas sûr, et le texte l'affirme.",
                "Dites-le avec prudence : « environ », « souvent », « demandez au professionnel ».",
            )
    for at, fact in enumerate(guide.facts):
        if fact.key not in used:
            yield ("faits", at), f"Aucune étape ne cite le fait « {fact.key} ».", "Citez-le, ou retirez-le."


def will_change(text: str) -> Iterator[tuple[str, str]]:
    """Amounts, ages and closing dates in a sentence: (what, remedy)."""
    for pattern, what in ((_AMOUNT, "un montant"), (_AGE, "un âge"), (_CLOSING, "une date limite")):
        if pattern.search(text):
            yield f"Le texte donne {what} : « {text[:40]} ».", "Il change : menez la personne au simulateur officiel."


def _hosts(guide: Guide) -> frozenset[str]:
    urls = [guide.portal.url, *(step.url for step in guide.steps if isinstance(step, Action) and step.url)]
    return frozenset(url.split("/")[2].lower() for url in urls if url.count("/") >= 2)


def _bare(text: str) -> str:
    """A text without capitals, accents, marks and special blanks."""
    signs = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"\*\*|\[\[|\]\]", "", "".join(sign for sign in signs if not unicodedata.combining(sign)))


def _joined(text: str) -> str:
    """Telephone numbers as one figure, however they are grouped."""
    return re.sub(r"(?<!\d)(\d\d?(?: \d\d){2,5}|[3-9]\d \d\d|\d{3} \d{3})(?!\d)", lambda f: f[0].replace(" ", ""), text)
