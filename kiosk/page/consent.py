"""Rules. What a call tells: the telephone number to call back, then exactly what will be sent, each line removable."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.guide.prose import Sentence, Span, plain, sentence
from kiosk.page.frame import World, back, listen, main, text, title, top
from kiosk.page.keyboards import figures
from kiosk.page.model import Action, Block, Fact, Intent, Notice, Page, Role, Text, Typed, Verb, Words
from kiosk.visit.calling import Consenting, Numbering, Part
from kiosk.visit.consent import FIGURES, answered, is_number, may_be_number, parts, waiting_under
from kiosk.visit.ticket import REASONS, Reason
from kiosk.visit.visit import Visit
from kiosk.visit.walk import Walk

ALSO = "Il reçoit aussi le nom de cet écran, et un code.\nRien d'autre. Ni votre nom, ni vos papiers."
UNTOLD = "rien ne sera dit"
NAMES = {
    Part.REASON: ("Pourquoi", "message"),
    Part.WALK: ("La démarche", "list-check"),
    Part.ANSWERS: ("Vos réponses", "pencil"),
    Part.UNDER: ("Ensuite", "arrow-right"),
    Part.EVENT: ("Le changement de vie", "calendar-heart"),
    Part.COMFORT: ("Comment vous lisez", "letter-case"),
    Part.PHONE: ("Votre numéro", "device-mobile"),
}
"""The name of each line, and its pictogram."""


def grouped(number: str) -> str:
    """The figures of a telephone number two by two, as it is written in France; never cut in two lines."""
    return "\N{NO-BREAK SPACE}".join(number[at : at + 2] for at in range(0, len(number), 2))


def numbering(visit: Visit, place: Numbering, world: World) -> Page:
    """The telephone number to be called back at; or none, which the resident will say themselves."""
    left = FIGURES - len(place.text)
    told: Block = text("Touchez les 10 chiffres de votre numéro de téléphone.", "small")
    if not may_be_number(place.text):
        wrong = "Après 0, il faut un autre chiffre" if place.text[0] == "0" else "Un numéro commence par 0"
        told = Notice((sentence(f"{wrong} : touchez « effacer »."),), "info", "bulb")
    elif place.text:
        more = "Il manque 1 chiffre." if left == 1 else f"Il manque {left} chiffres."
        told = text("Le numéro est complet." if not left else more, "small")
    without = Action(
        Intent(Verb.REASON, Reason.CALL_BACK.value), "Sans numéro : je le dirai moi-même", "message", Role.DOUBT
    )
    whole = (main(Verb.WRITTEN, "C'est mon numéro", "check"),) if is_number(place.text) else ()
    return Page(
        kind="number",
        title=title("Quel est votre numéro de téléphone ?"),
        where=("Appeler", "Votre numéro"),
        blocks=(Typed(grouped(place.text), "Votre numéro", "phone"), told, Words((without,)), figures()),
        bar=(back(), listen(), *whole),
        top=top(visit),
    )


def consenting(visit: Visit, place: Consenting, world: World) -> Page:
    """Exactly what will be sent, shown before anything is; a line taken out stays, to be put back."""
    return Page(
        kind="consent",
        title=title("Voici ce que le professionnel reçoit"),
        where=("Appeler", "Votre accord"),
        blocks=(
            *(block for part in parts(visit, place) for block in _lines(visit, place, part, world)),
            text(ALSO, "small"),
        ),
        bar=(back("Non, merci"), listen(), main(Verb.SEND, "Oui, appeler", "headset")),
        top=top(visit),
    )


def _lines(visit: Visit, place: Consenting, part: Part, world: World) -> Iterator[Block]:
    name, icon = NAMES[part]
    out = part in place.without
    toggle = Action(
        Intent(Verb.TELL, part.value), "Remettre" if out else "Retirer", "plus" if out else "x",
        said=f"Remettre : {name}" if out else f"Retirer : {name}",
    )  # fmt: skip
    yield Fact(name, plain(UNTOLD if out else _told(visit, place, part, world)), icon, toggle)
    if part is Part.ANSWERS and not out and visit.walk is not None:
        for question, answer in answered(visit.walk):
            yield Text((Sentence((Span(f"{question} "), Span(answer, bold=True))),))


def _told(visit: Visit, place: Consenting, part: Part, world: World) -> str:
    """A part of the ticket in words."""
    walk = visit.walk
    match part:
        case Part.REASON:
            return f"« {REASONS[place.reason][0]} »"
        case Part.WALK if walk is not None:
            return _standing(walk)
        case Part.ANSWERS if walk is not None:
            count = len(tuple(answered(walk)))
            return f"{count} réponses" if count > 1 else "1 réponse"
        case Part.UNDER if walk is not None:
            return " ; ".join(map(_standing, waiting_under(walk)))
        case Part.EVENT:
            event = world.library.event(visit.event or "")
            return event.title if event is not None else ""
        case Part.PHONE:
            return grouped(place.phone)
        case _:
            return visit.comfort.in_words


def _standing(walk: Walk) -> str:
    return f"{walk.guide.title}, étape {walk.position} : {walk.step.title}"
