"""Rules. What the professional proposes on the kiosk: told whole, accepted or declined, never forced."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.guide.prose import plain
from kiosk.page.frame import World, listen, main, text, title, top
from kiosk.page.model import Action, Block, Fact, Intent, Page, Verb
from kiosk.visit.ticket import Offer
from kiosk.visit.visit import Visit
from kiosk.visit.walk import walk_along


def offered(visit: Visit, world: World) -> Page:
    """What is proposed, each part by its name."""
    offer = visit.offer
    assert offer is not None, "the host shows this page only when something is offered"
    what, yes = "d'autres réglages", "Oui, essayer"
    if offer.guide is not None:
        what, yes = "une démarche", "Oui, commencer"
    elif offer.event is not None:
        what, yes = "une liste", "Oui, voir la liste"
    return Page(
        kind="offer",
        title=title(f"Le professionnel vous propose {what}"),
        where=("Proposition",),
        blocks=(*_parts(offer, world), text("Vous choisissez. Vous pouvez dire non.")),
        bar=(Action(Intent(Verb.DECLINE), "Non, merci", "x"), listen(), main(Verb.ACCEPT, yes)),
        top=() if visit.waiting is not None else top(visit)[-1:],
    )


def _parts(offer: Offer, world: World) -> Iterator[Block]:
    guide = world.library.guide(offer.guide or "")
    if guide is not None:
        yield Fact("La démarche", plain(guide.title), "list-check")
        walk = walk_along(guide, offer.ways, offer.step)
        if walk is not None:
            yield Fact("L'étape", plain(f"{walk.position}, {walk.step.title}"), "flag")
            if offer.ways == walk.answers:
                yield Fact("Les réponses", plain("déjà données"), "pencil")
    event = world.library.event(offer.event or "")
    if event is not None:
        yield Fact("Le changement de vie", plain(event.title), "calendar-heart")
    if offer.comfort is not None:
        yield Fact("Votre confort", plain(offer.comfort.in_words), "adjustments-horizontal")
