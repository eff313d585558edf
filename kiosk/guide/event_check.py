"""Rules. What a list for a change in life must prove before a resident sees it: its facts, its delays, its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.guide.check import Finding, Ground, illegible, overdue, undescribed
from kiosk.guide.claims import Said, sure, unfounded
from kiosk.guide.event import DELAY, ORDER, Event
from kiosk.guide.problem import Place, Problem, Where, place_of


def check_event(event: Event, file: str, places: Mapping[Where, Place], ground: Ground) -> list[Problem]:
    """Every problem of a list, in the order of the file.

    A guide that is missing does not set the list aside: its task stands without it.
    """
    return sorted(
        {
            Problem(file, *place_of(places, where), what, remedy, grave=rule not in (_guides, _review))
            for rule in (_names, _guides, _texts, _delays, _claims, _sources, _review)
            for where, what, remedy in rule(event, ground)
        }
    )


def _names(event: Event, ground: Ground) -> Iterator[Finding]:
    if event.id in ground.guides:
        yield ("id",), f"Un guide s'appelle déjà « {event.id} ».", "Renommez cette liste et son fichier."


def _guides(event: Event, ground: Ground) -> Iterator[Finding]:
    for at, task in enumerate(event.tasks):
        if task.guide is not None and task.guide not in ground.guides:
            yield ("taches", at, "guide"), f"Le guide « {task.guide} » n'existe pas.", "Corrigez ou retirez son nom."


def _prose(event: Event) -> Iterator[tuple[Where, str]]:
    yield ("titre",), event.title
    yield ("resume",), event.summary
    for at, task in enumerate(event.tasks):
        yield ("taches", at, "quoi"), task.what
        yield ("taches", at, "explication"), task.text


def _texts(event: Event, ground: Ground) -> Iterator[Finding]:
    yield from illegible(_prose(event), ground)
    for at, task in enumerate(event.tasks):  # a button, a title: no mark is read there
        if any(mark in task.what + task.when for mark in ("[[", "**")):
            yield ("taches", at, "quoi"), "Une marque [[…]] ou **…** n'a pas sa place ici.", "Mettez-la dans le texte."


def _delays(event: Event, ground: Ground) -> Iterator[Finding]:
    for at, task in enumerate(event.tasks):
        if task.when not in ORDER and not any(key.startswith(f"{DELAY}-") for key in task.facts):
            yield (
                ("taches", at, "quand"),
                f"« {task.when} » dit un délai, et aucun fait « {DELAY}-1 » n'est cité.",
                f"Citez le fait qui le prouve, ou écrivez : {', '.join(ORDER)}.",
            )


def _claims(event: Event, ground: Ground) -> Iterator[Finding]:
    texts = [Said(("resume",), event.summary, tuple(fact.key for fact in event.facts))]
    texts += [
        Said(("taches", at), f"{task.what}\n{task.when}\n{task.text}", task.facts)
        for at, task in enumerate(event.tasks)
    ]
    return unfounded(texts, event)


def _sources(event: Event, ground: Ground) -> Iterator[Finding]:
    return undescribed(event.sources, event.facts)


def _review(event: Event, ground: Ground) -> Iterator[Finding]:
    return overdue(event.review, ground)


def event_to_verify(event: Event) -> Iterator[tuple[str, str]]:
    """What must still be confirmed of a list: (task, what)."""
    facts = {fact.key: fact for fact in event.facts}
    for number, task in enumerate(event.tasks, start=1):
        for what in task.to_verify:
            yield f"tâche {number}", what
        for key in task.facts:
            if key in facts and not sure(facts[key], event):
                yield f"tâche {number}", f"repose sur le fait {key} : {facts[key].told}"
