"""Rules. The first page of a call: why, or without a reason; and the question whether somebody is there."""

from __future__ import annotations

from kiosk.guide.prose import Sentence, plain, sentence, sentences
from kiosk.page.frame import World, back, listen, main, title, top
from kiosk.page.model import Action, Badge, Choices, Intent, Notice, Page, Role, Tiles, Verb
from kiosk.visit.ticket import REASONS, Reason
from kiosk.visit.visit import Visit

AT_ONCE = "Part tout de suite, avec le nom de cet écran et un code. Rien d'autre."
"""All that is sent without a reason: it stands on the button that sends it."""


CALL_STAYS = "Votre demande reste.\nRetenez votre code."
LARGE = 3
"""The text size from which the reasons may need several leaves, one less on a low panel: who gives none then finds
that button first."""


def calling(visit: Visit, world: World) -> Page:
    """Why do you call? By pictogram; who gives no reason has called with this touch, the second one in all."""
    *reasons, bare = [reason for reason in Reason if reason is not Reason.STUCK or visit.busy]
    told = Tiles(tuple(Action(Intent(Verb.REASON, one.value), *REASONS[one]) for one in reasons))
    untold = Choices((Action(Intent(Verb.REASON, bare.value), *REASONS[bare], Role.DOUBT, detail=plain(AT_ONCE)),))
    first = visit.comfort.size >= (LARGE if world.tall else LARGE - 1)
    return Page(
        kind="call",
        title=title("Pourquoi appelez-vous ?"),
        where=("Appeler le professionnel",),
        blocks=(untold, told) if first else (told, untold),
        bar=(back(), listen()),
        top=top(visit),
    )


def still_there(visit: Visit, world: World, seconds: float) -> Page:
    """Are you still there? Any touch says yes. Who has called sees that the call outlives the wipe, and under what."""
    call = visit.waiting
    told: tuple[Sentence, ...] = (
        sentence("Touchez l'écran, ou une touche, pour continuer."),
        sentence(f"Sinon, tout s'efface dans {seconds:.0f} secondes."),
        *sentences("La personne suivante ne voit rien de vous." if call is None else CALL_STAYS),
    )
    return Page(
        kind="alert",
        title=title("Êtes-vous toujours là ?"),
        where=("Pause",),
        blocks=(Notice(told, "caution", "hand-stop"),),
        side=(Badge(call.ticket.code, plain("Votre code")),) if call is not None else (),
        bar=(Action(Intent(Verb.FINISH), "J'ai fini", "check"), main(Verb.STILL_HERE, "Je suis là", "hand-finger")),
        anywhere=Intent(Verb.STILL_HERE),
    )
