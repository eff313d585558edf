"""Rules. "Où suis-je ?": where in the guide, what was answered, how much is left; any answer can be changed."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.guide.model import Question
from kiosk.guide.prose import Sentence, Span, plain, sentences
from kiosk.page.frame import World, back, code_told, listen, text, title, top
from kiosk.page.model import Action, Block, Choices, Intent, Page, Role, Text, Verb
from kiosk.visit.visit import Visit
from kiosk.visit.walk import Walk

KEYS_HELP = (
    "Les touches suivant et précédent vont d'un bouton à l'autre.\n"
    "La touche valider choisit le bouton.\nLa touche retour revient en arrière.\nLa touche aide dit où vous êtes."
)


def where(visit: Visit, before: Page, world: World) -> Page:
    """Where the resident is; `before` is the page they asked it from."""
    walk = visit.walk
    blocks = [*(_in_guide(visit, walk) if walk is not None else _elsewhere(before))]
    if visit.waiting is not None:
        code = code_told(visit.waiting.ticket.code)
        blocks.append(text(f"Vous avez appelé le professionnel.\nVotre code : **{code}**."))
    if visit.keys:
        blocks.append(text(KEYS_HELP, "small"))
    return Page(
        kind="where",
        title=title("Où suis-je ?"),
        where=("Où suis-je ?",),
        blocks=tuple(blocks),
        bar=(back("Revenir"), listen()),
        top=top(visit),
    )


def _elsewhere(before: Page) -> Iterator[Block]:
    yield text(f"Vous êtes ici : **{', '.join(before.where)}**.\nLe titre de la page : **{_named(before)}**")
    yield text("Touchez « Revenir » pour continuer.\nTouchez « Accueil » pour choisir une démarche.")


def _named(before: Page) -> str:
    return before.title.text.rstrip(" .")


def _in_guide(visit: Visit, walk: Walk) -> Iterator[Block]:
    left = walk.length - walk.position
    yield text(f"Votre démarche : **{walk.guide.title}**")
    place = f"Étape {walk.position} sur {walk.length} au plus"
    if walk.over:
        place, rest = f"Étape {walk.position}", "C'est la fin de la démarche."
    elif left == 1:
        rest = "Il reste une étape."
    else:
        rest = f"Il reste {left} étapes au plus."
    here = Sentence((Span(f"{place} : "), Span(walk.step.title, bold=True)))  # a title may hold two sentences
    yield Text((here, *sentences(f"{rest}\nLa démarche entière prend environ {walk.guide.minutes} minutes.")))
    if walk.under is not None:
        told = f"Ensuite, vous revenez à : **{walk.under.guide.title}**."
        yield text(told)
        yield Choices((Action(Intent(Verb.RETURN), "Revenir à cette démarche", "arrow-left"),))
    given = tuple(_answers(visit, walk))
    if given:
        yield text("Vos réponses", "heading")
        yield text("Touchez une réponse pour la changer.\nLes autres sont gardées.", "small")
        yield Choices(given)
    else:
        yield text("Vous n'avez pas encore répondu à une question.")


def _answers(visit: Visit, walk: Walk) -> Iterator[Action]:
    """Each question on the way here, with its answer; those that the professional answered by opening the guide later
    on are to be looked at."""
    for at, way in enumerate(walk.answers):
        step = walk.path[at]
        if isinstance(step, Question):
            own = visit.answered.get((walk.guide.id, step.id)) == way
            told = f"{'Votre réponse' if own else 'À vérifier'} : {step.choices[way].answer}"
            yield Action(
                Intent(Verb.REVISE, str(at)), step.title, "pencil", Role.PLAIN if own else Role.DOUBT,
                detail=plain(told), said=f"Changer : {step.title}",
            )  # fmt: skip
