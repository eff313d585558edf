"""Rules. The page of distress: one calm page, the numbers to call, the professional next door, and a quick way out."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.guide.prose import plain
from kiosk.guide.urgency import Group, Telephone
from kiosk.page.frame import World, back, listen, text, title, top
from kiosk.page.model import Action, Block, Choices, Fact, Intent, Page, Role, Verb
from kiosk.visit.visit import Urgency, Visit

LABEL = "Urgence"
ICON = "lifebuoy"
CALM = "Vous n'êtes pas seul"
PROFESSIONAL = "Appeler le professionnel"
BELOW = 4
"""How many of all numbers stand below the text; the others stand beside it where there is room."""
FIRST = "Vous pouvez appeler :"


def entry(group: str = "") -> Action:
    """The button that leads to the page; it tells nothing of the group."""
    return Action(Intent(Verb.URGENCY, group), LABEL, ICON)


def urgency(visit: Visit, place: Urgency, world: World) -> Page:
    """What helps in distress: one touch ends the visit. Of a known kind of distress, its own numbers stand large, and
    all numbers are a touch away."""
    group = world.library.urgency.group(place.group)
    telephones = world.library.urgency.telephones(group)
    leave = Action(Intent(Verb.FINISH), "J'ai fini", "check")
    blocks: tuple[Block, ...]
    side: tuple[Block, ...]
    if group is None:
        numbers = tuple(Fact(one.number, plain(one.who), "phone") for one in telephones)
        blocks, side = (text(FIRST), *numbers[:BELOW]), numbers[BELOW:]
        last = Action(Intent(Verb.CALL), "Appeler", "headset", Role.MAIN, said=PROFESSIONAL)
    else:
        blocks, side = (text(group.calm),), _beside(group, telephones)
        last = Action(Intent(Verb.URGENCY), "Numéros", "phone", said="Tous les numéros d'urgence")
    return Page(
        kind="urgency",
        title=title(group.title if group else CALM),
        where=(LABEL,),
        blocks=blocks,
        side=side,
        bar=(back(), listen(), leave, last),
        top=top(visit),
    )


def _beside(group: Group, telephones: Iterable[Telephone]) -> tuple[Block, ...]:
    """Whom to call, the first to be called first."""
    numbers = tuple(text(f"**{one.number}** : {one.who}", "lead") for one in telephones)
    call = Choices((Action(Intent(Verb.CALL), PROFESSIONAL, "headset", Role.MAIN),))
    return (call, *numbers) if group.professional else (*numbers, call)
