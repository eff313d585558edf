"""Rules. What a guide must prove before a resident sees it: no dead end, no look-alike site, no unknown word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.guide.claims import findings, said, sure
from kiosk.guide.glossary import Glossary, Themes
from kiosk.guide.hosts import refusal
from kiosk.guide.model import (
    Action,
    Checklist,
    Fact,
    Guide,
    Halfway,
    Information,
    Outcome,
    Question,
    Review,
    Source,
    helping,
)
from kiosk.guide.problem import Place, Problem, Where, place_of
from kiosk.guide.prose import counted, sentences, words_of

# Plain French (FALC): the longest sentence, and the most sentences one page carries.
MOST_WORDS = 22
MOST_SENTENCES = 6
END_LINES = 3
"""The lines of an end: what was done, what comes next, the professional."""


@dataclass(frozen=True)
class Ground:
    """What a guide is checked against."""

    hosts: Collection[str]
    glossary: Glossary
    themes: Themes
    guides: Collection[str]
    today: date


def check(guide: Guide, file: str, places: Mapping[Where, Place], ground: Ground) -> list[Problem]:
    """Every problem of a guide, in the order of the file."""

    return sorted(
        {
            Problem(file, *place_of(places, where), what, remedy, grave=rule is not _review)
            for rule in (_names, _ways, _links, _labels, _texts, _ends, _sources, _claims, _sketches, _review)
            for where, what, remedy in rule(guide, ground)
        }
    )


Finding = tuple[Where, str, str]


def _names(guide: Guide, ground: Ground) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, step in enumerate(guide.steps):
        if step.id in seen:
            yield ("etapes", at, "id"), f"Deux étapes s'appellent « {step.id} ».", "Renommez l'une des deux."
        seen.add(step.id)
    if guide.theme not in {theme.id for theme in ground.themes.themes}:
        yield ("theme",), f"Le thème « {guide.theme} » n'existe pas.", "Choisissez-en un dans config/themes.yaml."
    for at, step in enumerate(guide.steps):
        for related in step.related if isinstance(step, Outcome) else ():
            if related not in ground.guides:
                yield ("etapes", at, "voir"), f"Le guide « {related} » n'existe pas.", "Corrigez ou retirez son nom."
        for number, other in enumerate(helping(step)):
            if other not in ground.guides or other == guide.id:
                where: Where = ("etapes", at, "aides", number, "guide")
                yield where, f"Le guide « {other} » ne peut pas aider ici.", "Nommez un autre guide qui existe."


def _ways(guide: Guide, ground: Ground) -> Iterator[Finding]:
    ids = {step.id for step in guide.steps}
    for at, step in enumerate(guide.steps):
        ways = guide.ways(step)
        for number, way in enumerate(ways):
            if way not in ids:
                where: Where = ("etapes", at, "choix", number, "vers") if len(ways) > 1 else ("etapes", at, "suite")
                yield where, f"L'étape « {way} » n'existe pas.", "Corrigez ce nom : c'est l'id d'une autre étape."
        if not ways and not isinstance(step, Outcome):
            yield (
                ("etapes", at),
                f"L'étape « {step.id} » ne mène nulle part.",
                "Ajoutez « suite: … », ou finissez par une étape de genre « fin ».",
            )
    reached = _closure(guide, {guide.steps[0].id}, forward=True)
    ending = _closure(guide, {step.id for step in guide.steps if isinstance(step, Outcome)}, forward=False)
    for at, step in enumerate(guide.steps):
        if step.id not in reached:
            yield (
                ("etapes", at),
                f"On n'arrive jamais à l'étape « {step.id} ».",
                "Faites-y mener une réponse ou une « suite », ou retirez-la.",
            )
        elif step.id not in ending:
            yield (
                ("etapes", at),
                f"Depuis l'étape « {step.id} », on ne peut pas finir.",
                "Faites mener ce chemin à une étape de genre « fin ».",
            )
    looped = _on_a_forced_loop(guide)
    for at, step in enumerate(guide.steps):
        if step.id in looped:
            yield (
                ("etapes", at),
                f"L'étape « {step.id} » ramène sur elle-même : la personne tourne en rond.",
                "Faites mener la suite plus loin ; le bouton Retour existe déjà.",
            )


def _closure(guide: Guide, start: set[str], forward: bool) -> set[str]:
    edges = {step.id: set(guide.ways(step)) for step in guide.steps}
    reached, grown = set(start), True
    while grown:
        before = len(reached)
        for here, ways in edges.items():
            if forward and here in reached:
                reached |= ways & edges.keys()
            elif not forward and ways & reached:
                reached.add(here)
        grown = len(reached) > before
    return reached


def _on_a_forced_loop(guide: Guide) -> set[str]:
    """Steps that can come back to themselves: a walk must move on, so that every walk is finite."""
    edges = {step.id: guide.ways(step) for step in guide.steps}
    return {step_id for step_id in edges if step_id in _reached(edges, edges[step_id])}


def circles(guides: Collection[Guide]) -> set[str]:
    """The guides that help each other in a circle: who follows them would never come back."""
    edges = {guide.id: {other for step in guide.steps for other in helping(step)} for guide in guides}
    return {guide for guide in edges if guide in _reached(edges, edges[guide])}


def _reached(edges: Mapping[str, Collection[str]], start: Collection[str]) -> set[str]:
    """What can be reached along some edges, the start included."""
    seen: set[str] = set()
    queue = list(start)
    while queue:
        here = queue.pop()
        if here not in seen:
            seen.add(here)
            queue += edges.get(here, ())
    return seen


def _links(guide: Guide, ground: Ground) -> Iterator[Finding]:
    links: list[tuple[Where, str]] = [(("portail", "url"), guide.portal.url)]
    links += [
        (("etapes", at, "url"), step.url)
        for at, step in enumerate(guide.steps)
        if isinstance(step, Action) and step.url
    ]
    for where, url in links:
        why = refusal(url, ground.hosts)
        if why:
            yield where, why, "Prenez une adresse de config/official_hosts.toml, ou faites vérifier ce site."


def prose_of(guide: Guide) -> Iterator[tuple[Where, str]]:
    """Every text that a resident reads, with its place in the file."""
    yield ("resume",), guide.summary
    for at, preparation in enumerate(guide.preparations):
        yield ("a_preparer", at, "quoi"), preparation.what
        yield ("a_preparer", at, "explication"), preparation.why
    for at, step in enumerate(guide.steps):
        yield ("etapes", at, "texte"), step.text
        if step.more:
            yield ("etapes", at, "plus"), step.more
        if isinstance(step, Checklist):
            for number, item in enumerate(step.items):
                yield ("etapes", at, "elements", number, "quoi"), item.what
                yield ("etapes", at, "elements", number, "explication"), item.why


def _labels(guide: Guide, ground: Ground) -> Iterator[Finding]:
    """Titles and buttons are shown as they are: a mark there would be read as signs."""
    labels: list[tuple[Where, str]] = [(("titre",), guide.title)]
    labels += [(("a_preparer", at, "quoi"), item.what) for at, item in enumerate(guide.preparations)]
    for at, step in enumerate(guide.steps):
        here: Where = ("etapes", at)
        labels.append(((*here, "titre"), step.title))
        if isinstance(step, Question):
            labels += [((*here, "choix", number, "reponse"), one.answer) for number, one in enumerate(step.choices)]
        if isinstance(step, Checklist):
            labels += [((*here, "elements", number, "quoi"), item.what) for number, item in enumerate(step.items)]
        if isinstance(step, Halfway):
            labels += [((*here, "aides", number, "quand"), one.when) for number, one in enumerate(step.helps)]
    for where, label in labels:
        if any(mark in label for mark in ("[[", "]]", "**")):
            yield where, f"Une marque [[…]] ou **…** est dans « {label[:40]} ».", "Retirez-la : un titre n'en a pas."


def _texts(guide: Guide, ground: Ground) -> Iterator[Finding]:
    return illegible(prose_of(guide), ground)


def illegible(texts: Iterable[tuple[Where, str]], ground: Ground) -> Iterator[Finding]:
    """What is hard to read in some texts: unknown words, long sentences, broken marks, too much at once."""
    for where, text in texts:
        for word in words_of(text):
            if ground.glossary.find(word) is None:
                yield where, f"Le mot « {word} » n'est pas dans le glossaire.", "Ajoutez-le à config/glossary.yaml."
        pieces = sentences(text)
        for piece in pieces:
            count = len(counted(piece.text))
            if count > MOST_WORDS:
                yield (
                    where,
                    f"Une phrase a {count} mots : « {piece.text[:40]}… ».",
                    f"Coupez : {MOST_WORDS} mots au plus.",
                )
            if any(mark in piece.text for mark in ("[[", "]]", "**")):
                yield (
                    where,
                    "Une marque [[…]] ou **…** n'est pas complète.",
                    "Ouvrez-la et fermez-la dans la même phrase.",
                )
        if len(pieces) > MOST_SENTENCES:
            yield where, f"Il y a {len(pieces)} phrases ici.", f"{MOST_SENTENCES} au plus : faites deux étapes."


def _ends(guide: Guide, ground: Ground) -> Iterator[Finding]:
    """The last page of a walk says the same three things everywhere, and never leaves anybody alone."""
    remedy = "Écrivez trois lignes : ce qui est fait, ce qui vient ensuite, le professionnel."
    for at, step in enumerate(guide.steps):
        if not isinstance(step, Outcome):
            continue
        lines = sum(1 for line in step.text.splitlines() if line.strip())
        where: Where = ("etapes", at, "texte")
        if lines != END_LINES:
            yield where, f"La fin « {step.id} » a {lines} ligne{'s' if lines > 1 else ''}.", remedy
        elif not re.search(r"\bprofessionnel", step.text, re.IGNORECASE):
            yield where, f"La fin « {step.id} » ne nomme pas le professionnel.", remedy


def _sources(guide: Guide, ground: Ground) -> Iterator[Finding]:
    return undescribed(guide.sources, guide.facts)


def undescribed(sources: Sequence[Source], facts: Sequence[Fact]) -> Iterator[Finding]:
    """Sources of one name, and those that a fact names and nobody describes."""
    known = {source.key for source in sources}
    if len(known) < len(sources):
        yield ("sources",), "Deux sources portent le même nom.", "Numérotez-les S1, S2, S3…"
    for at, fact in enumerate(facts):
        for key in fact.sources:
            if key not in known:
                where: Where = ("faits", at, "sources")
                yield where, f"La source « {key} » n'est pas décrite.", "Décrivez-la dans « sources »."


def _claims(guide: Guide, ground: Ground) -> Iterator[Finding]:
    return findings(guide)


def _sketches(guide: Guide, ground: Ground) -> Iterator[Finding]:
    for at, step in enumerate(guide.steps):
        if isinstance(step, (Action, Information)) and step.sketch is not None:
            marked = sum(piece.here for piece in step.sketch.pieces())
            if marked != 1:
                yield (
                    ("etapes", at, "croquis"),
                    f"Le croquis montre {marked} endroits à toucher.",
                    "Mettez « ici: true » sur un seul élément.",
                )


def _review(guide: Guide, ground: Ground) -> Iterator[Finding]:
    return overdue(guide.review, ground)


def overdue(review: Review, ground: Ground) -> Iterator[Finding]:
    """What is wrong with the dates of a review."""
    if review.before <= review.on:
        yield ("relecture", "avant"), "La prochaine relecture est avant la dernière.", "Corrigez les deux dates."
    if review.on > ground.today:
        yield ("relecture", "le"), "La date de relecture est dans le futur.", "Corrigez la date."
    if ground.today > review.before:
        yield (
            ("relecture", "avant"),
            f"Ce guide devait être relu avant le {review.before:%d/%m/%Y}.",
            "Relisez-le avec ses sources, puis changez les deux dates.",
        )


def to_verify(guide: Guide) -> Iterator[tuple[str, str]]:
    """What must still be confirmed: (step id, what), with the facts that a step rests on and nobody confirms."""
    facts = {fact.key: fact for fact in guide.facts}
    told: dict[tuple[str, str], None] = {}
    for one in said(guide):
        part, *rest = one.where
        name = guide.steps[int(rest[0])].id if part == "etapes" else str(part)
        if part == "etapes" and len(rest) == 1:
            told |= {(name, what): None for what in guide.steps[int(rest[0])].to_verify}
        if part != "resume":
            doubtful = (facts[key] for key in one.facts if key in facts and not sure(facts[key], guide))
            told |= {(name, f"repose sur le fait {fact.key} : {fact.told}"): None for fact in doubtful}
    yield from told
