"""Rules. The pages of a change in life: which one, what there is to do and in which order, one task."""

from __future__ import annotations

from kiosk.guide.event import Event, Task
from kiosk.guide.prose import plain
from kiosk.page.frame import World, back, listen, main, text, title, top, words
from kiosk.page.model import Action, Block, Choices, Fact, Intent, Page, Role, Tiles, Verb
from kiosk.visit.visit import AtTask, InEvent, Visit

LABEL = "Un changement dans ma vie"
ICON = "calendar-heart"


def entry() -> Action:
    """The button that leads to all of them."""
    return Action(Intent(Verb.EVENTS), LABEL, ICON)


def named(event: Event) -> Action:
    """The button that leads to one of them."""
    return Action(Intent(Verb.EVENT, event.id), event.title, event.icon)


def events(visit: Visit, world: World) -> Page:
    """What is happening to you?"""
    return Page(
        kind="events",
        title=title("Qu'est-ce qui change ?"),
        where=("Accueil", LABEL),
        blocks=(
            text("Touchez ce qui vous arrive.", "small"),
            Tiles(tuple(map(named, world.library.events))),
        ),
        bar=(back(), listen()),
        top=top(visit),
    )


def event(visit: Visit, place: InEvent, world: World) -> Page:
    """What there is to do, the most pressing first."""
    told = world.library.event(place.event)
    assert told is not None, "the host only opens lists of the library"
    return Page(
        kind="event",
        title=title(told.title),
        where=("Accueil", LABEL),
        blocks=(
            text(told.summary),
            Choices(tuple(_task(visit, told, at, task) for at, task in enumerate(told.tasks))),
            *words(world.library, (told.summary,)),
        ),
        bar=(back(), listen()),
        top=top(visit),
    )


def _task(visit: Visit, told: Event, at: int, task: Task) -> Action:
    done = visit.has_done(told.id, at)
    return Action(
        Intent(Verb.TASK, str(at)), f"{at + 1}. {task.what}", "circle-check" if done else "circle",
        said=f"{task.what}, fait" if done else task.what,
        detail=plain(f"{task.when}. C'est fait." if done else f"{task.when}."),
    )  # fmt: skip


def task(visit: Visit, place: AtTask, world: World) -> Page:
    """One thing to do: by when, how, and the guide that shows it."""
    told = world.library.event(place.event)
    assert told is not None, "the host only opens lists of the library"
    one = told.tasks[place.task]
    guide = world.library.guide(one.guide) if one.guide else None
    help_ = (
        Action(Intent(Verb.CALL), "Appeler le professionnel", "headset")
        if guide is None
        else Action(Intent(Verb.GUIDE, guide.id), "Voir le guide pas à pas", "list-check", hue=guide.theme,
                    detail=plain(guide.title))
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Fact("Quand", plain(one.when), "calendar"),
        text(one.text),
        Choices((help_,)),
        *words(world.library, (one.text,)),
    )
    done = visit.has_done(told.id, place.task)
    tick = Action(Intent(Verb.TICK, str(place.task)), "Pas encore fait", "x", Role.PLAIN) if done else main(
        Verb.TICK, "C'est fait", "check", str(place.task)
    )  # fmt: skip
    return Page(
        kind="task",
        title=title(one.what),
        where=("Accueil", LABEL, told.title),
        blocks=blocks,
        bar=(back("Revenir"), listen(), tick),
        top=top(visit),
    )
