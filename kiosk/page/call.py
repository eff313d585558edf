"""Rules. The pages of the hand-off: why, exactly what will be sent, what became of it; and what the desk proposes."""

from __future__ import annotations

from kiosk.guide.prose import Sentence, plain, sentence, sentences
from kiosk.page.frame import World, back, listen, main, text, title, top
from kiosk.page.model import Action, Badge, Block, Choices, Fact, Intent, Notice, Page, Role, Verb
from kiosk.visit.ticket import ANSWERS, REASONS, Answer, Reason
from kiosk.visit.visit import Consenting, Visit
from kiosk.visit.walk import walk_to

NBSP = "\u00a0"  # a code is never cut in two lines


def calling(visit: Visit, world: World) -> Page:
    """Why do you call? By pictogram, and one may say nothing."""
    reasons = [reason for reason in Reason if reason is not Reason.STUCK or visit.walk is not None]
    return Page(
        kind="call",
        title=title("Appeler le professionnel"),
        where=("Appeler",),
        blocks=(
            text("Pourquoi l'appelez-vous ?", "small"),
            Choices(
                tuple(
                    Action(Intent(Verb.REASON, reason.value), *REASONS[reason],
                           Role.DOUBT if reason is Reason.UNSAID else Role.PLAIN)
                    for reason in reasons
                )
            ),
        ),
        bar=(back(), listen()),
        top=top(visit),
    )  # fmt: skip


def consenting(visit: Visit, place: Consenting, world: World) -> Page:
    """Exactly what will be sent, shown before anything is."""
    facts: list[Block] = [Fact("Pourquoi", plain(f"« {REASONS[place.reason][0]} »"), "message")]
    walk = visit.walk
    if walk is not None:
        facts.append(
            Fact("La démarche", plain(f"{walk.guide.title}, étape {walk.position} : {walk.step.title}"), "list-check")
        )
    facts.append(Fact("Comment vous lisez", plain(visit.comfort.in_words), "letter-case"))
    return Page(
        kind="consent",
        title=title("Voici ce que le professionnel reçoit"),
        where=("Appeler", "Votre accord"),
        blocks=(
            *facts,
            text("Il reçoit aussi le nom de cet écran, et un code.\nRien d'autre. Pas votre nom. Pas vos papiers."),
        ),
        bar=(back("Non, merci"), listen(), main(Verb.SEND, "Oui, appeler", "headset")),
        top=top(visit),
    )


def waiting(visit: Visit, world: World) -> Page:
    """The code, and what became of the call: told as it is."""
    call = visit.call
    assert call is not None, "the host shows this page only when somebody has been called"
    code = call.ticket.code
    status: Notice
    if call.answer is not None:
        status = Notice(sentences(ANSWERS[call.answer][1]), "good", "message")
        head = "Le professionnel vous répond"
    elif call.delivered:
        status = Notice(
            (
                sentence(f"Il vous appelle par ce code : **{code.name.replace(' ', NBSP)}**."),
                sentence("Sa réponse s'affiche aussi sur cet écran."),
                sentence("Vous pouvez continuer en attendant."),
            ),
            "good",
            "check",
        )
        head = "Le professionnel est prévenu"
    elif call.unreachable or call.lost:
        settings = world.settings
        told = list(sentences(settings.without_desk))  # first where to go: on a low panel the rest is a leaf further
        if settings.phone:
            told.append(sentence(f"Ou téléphonez au {settings.phone}."))
        if not call.lost:
            told.append(sentence("Votre demande est gardée."))
            told.append(sentence("Elle part dès que possible."))
        status = Notice(tuple(told), "caution", "wifi-off")
        head = "Votre demande n'est pas partie" if call.lost else "Le bureau ne répond pas"
    else:
        status = Notice((sentence("Votre demande part."), sentence("Attendez un instant.")), "info", "hourglass")
        head = "Nous prévenons le professionnel"
    over = call.answer is Answer.CLOSED or call.lost
    again = (Action(Intent(Verb.CALL), "Appeler de nouveau", "headset"),) if over else ()
    bar = (back("Continuer" if visit.walk else "Retour"), listen(), Action(Intent(Verb.LEAVE), "J'ai fini", "check"))
    return Page(
        kind="waiting",
        title=title(head),
        where=("Mon appel",),
        blocks=(status, *((Choices(again),) if again else ())),
        side=() if call.lost else (Badge(code, plain("Votre code")),),  # nobody will call a code that was not sent
        bar=bar,
        top=top(visit),
    )  # fmt: skip


def offered(visit: Visit, world: World) -> Page:
    """The professional proposes a guide: accept or decline, nothing is forced."""
    offer = visit.offer
    assert offer is not None, "the host shows this page only when something is offered"
    guide = world.library.guide(offer.guide)
    assert guide is not None, "the host drops an offer of a guide that is not here"
    facts: list[Block] = [Fact("La démarche", plain(guide.title), "list-check")]
    walk = walk_to(guide, offer.step) if offer.step else None
    if walk is not None:
        facts.append(Fact("L'étape", plain(f"{walk.position}, {walk.step.title}"), "flag"))
    if offer.comfort is not None:
        facts.append(Fact("Votre confort", plain(offer.comfort.in_words), "adjustments-horizontal"))
    return Page(
        kind="offer",
        title=title("Le professionnel vous propose une démarche"),
        where=("Proposition",),
        blocks=(*facts, text("Vous choisissez. Vous pouvez dire non.")),
        bar=(
            Action(Intent(Verb.DECLINE), "Non, merci", "x"),
            listen(),
            main(Verb.ACCEPT, "Oui, commencer"),
        ),
    )


def still_there(visit: Visit, world: World, seconds: float) -> Page:
    """Are you still there? Any touch says yes."""
    told: tuple[Sentence, ...] = (
        sentence("Touchez l'écran, ou une touche, pour continuer."),
        sentence(f"Sinon, tout s'efface dans {seconds:.0f} secondes."),
        sentence("La personne suivante ne voit rien de vous."),
    )
    return Page(
        kind="alert",
        title=title("Êtes-vous toujours là ?"),
        where=("Pause",),
        blocks=(Notice(told, "caution", "hand-stop"),),
        bar=(Action(Intent(Verb.FINISH), "J'ai fini", "check"), main(Verb.STILL_HERE, "Je suis là", "hand-finger")),
        anywhere=Intent(Verb.STILL_HERE),
    )
