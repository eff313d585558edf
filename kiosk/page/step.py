"""Rules. The pages of a guide: its steps, "En savoir plus", a glossary word, a QR code."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.guide.hosts import host_of
from kiosk.guide.model import (
    Action as PortalAction,
)
from kiosk.guide.model import (
    Caution,
    Checklist,
    Guide,
    Halfway,
    Information,
    Onward,
    Outcome,
    Piece,
    Question,
    Sketch,
    Step,
    Verdict,
)
from kiosk.guide.prose import Sentence, plain, sentence, sentences
from kiosk.page.frame import World, back, listen, main, text, title, top, words
from kiosk.page.model import Action, Block, Choices, Drawing, Fact, Intent, Notice, Page, Qr, Role, Verb, Words
from kiosk.page.practice import offered
from kiosk.visit.visit import AtStep, Meaning, OnPhone, Visit
from kiosk.visit.walk import Walk

_KINDS = {
    "information": "information",
    "attention": "caution",
    "liste": "checklist",
    "action": "action",
    "question": "question",
    "fin": "outcome",
}


def step(visit: Visit, place: AtStep, world: World) -> Page:
    """One step of a walk: one thing to know, prepare, choose or do."""
    walk = place.walk
    guide, here = walk.guide, walk.step
    return Page(
        kind=_KINDS[here.kind],
        title=title(here.title),
        where=(_theme(guide, world) if walk.under is None else walk.under.guide.title, guide.title),
        progress=(walk.position, walk.length),
        blocks=tuple(_blocks(visit, walk, world)),
        side=_side(here, guide),
        bar=(back(), listen(), *_onward(walk)),
        top=top(visit),
        link=(here.url or guide.portal.url) if isinstance(here, PortalAction) else None,
    )


def _theme(guide: Guide, world: World) -> str:
    chosen = world.library.theme(guide.theme)
    return chosen.title if chosen else "Démarches"


def _onward(walk: Walk) -> tuple[Action, ...]:
    here = walk.step
    if isinstance(here, PortalAction):
        return (main(Verb.ANSWER, here.done, value="0"),)
    if isinstance(here, Onward):
        return (main(Verb.ANSWER, "J'ai compris" if isinstance(here, Caution) else "Continuer", value="0"),)
    if isinstance(here, Outcome) and walk.under is None:
        return (main(Verb.LEAVE, "J'ai fini", "check"),)
    return ()


def _blocks(visit: Visit, walk: Walk, world: World) -> Iterator[Block]:
    guide, here = walk.guide, walk.step
    if isinstance(here, Caution):
        yield Notice(sentences(here.text), "caution", "alert-triangle")
    elif isinstance(here, Outcome):
        yield Notice(sentences(here.text), *_VERDICTS[here.verdict])
    else:
        yield text(here.text)
    if isinstance(here, Checklist):
        yield Choices(
            tuple(
                Action(Intent(Verb.TICK, str(at)), item.what, chosen=(guide.id, here.id, at) in visit.ticked,
                       detail=sentence(" ".join(item.why.split())))
                for at, item in enumerate(here.items)
            )
        )  # fmt: skip
    if isinstance(here, Question):
        yield Choices(
            tuple(
                Action(Intent(Verb.ANSWER, str(way)), choice.answer, "help-hexagon" if choice.unsure else None,
                       Role.DOUBT if choice.unsure else Role.PLAIN,
                       chosen=True if visit.answered.get((guide.id, here.id)) == way else None)
                for way, choice in enumerate(here.choices)
            ),
            numbered=True,
        )  # fmt: skip
    if isinstance(here, Outcome):
        onward = tuple(_return(visit, walk))
        yield from onward
        yield from _after(guide, here, world, alone=not onward)
    else:
        yield from _helps(walk, here, world)
    explained = tuple(action for block in words(world.library, _prose(here)) for action in block.actions)
    more = (Action(Intent(Verb.MORE), "En savoir plus", "book"),) if here.more else ()
    if explained or more:
        yield Words((*explained, *more))


def _return(visit: Visit, walk: Walk) -> Iterator[Block]:
    """The way back to what this guide was opened for: a step of another guide, a task of a change in life."""
    if walk.under is not None:
        yield text(f"Votre démarche vous attend : **{walk.under.guide.title}**.")
        yield Choices((Action(Intent(Verb.RETURN), "Reprendre ma démarche", "arrow-right", Role.MAIN),))
    elif visit.task is not None:
        yield Choices((Action(Intent(Verb.RETURN), "Revenir à ma liste", "list-check", Role.MAIN),))


def _helps(walk: Walk, here: Halfway, world: World) -> Iterator[Block]:
    """What may be missing here, and the guide that mends it; never one that is being walked already."""
    helps = [(one, world.library.guide(one.guide)) for one in here.helps if not walk.holds(one.guide)]
    actions = tuple(
        Action(Intent(Verb.DETOUR, guide.id), one.when, "heart-handshake") for one, guide in helps if guide is not None
    )
    if actions:
        yield text("Il vous manque quelque chose ?", "heading")
        yield Choices(actions)


_VERDICTS = {
    Verdict.DONE: ("good", "circle-check"),
    Verdict.STUCK: ("info", "heart-handshake"),
    Verdict.PROFESSIONAL: ("info", "users"),
}


def _prose(here: Step) -> Iterator[str]:
    yield here.text
    if isinstance(here, Checklist):
        for item in here.items:
            yield item.why


def _after(guide: Guide, here: Outcome, world: World, alone: bool) -> Iterator[Block]:
    """What an outcome offers: the professional first when the walk did not end well, phones, guides that follow."""
    call = Action(Intent(Verb.CALL), "Appeler le professionnel", "headset",
                  Role.MAIN if alone and here.verdict is not Verdict.DONE else Role.PLAIN)  # fmt: skip
    related = [found for found in map(world.library.guide, here.related) if found is not None]
    onward = tuple(
        Action(Intent(Verb.GUIDE, other.id), other.title, "list-check", hue=other.theme) for other in related
    )
    yield Choices((*onward, call) if here.verdict is Verdict.DONE else (call, *onward))
    for phone in guide.phones:
        yield Fact(phone.number, plain(phone.who), "phone")
    yield from offered(world, guide.id, first=False)


def _side(here: Step, guide: Guide) -> tuple[Block, ...]:
    """What the portal's screen looks like, and the way to open it on one's own phone; of other sites, an example."""
    if isinstance(here, Information) and here.sketch is not None:
        return (drawing(here.sketch, "Un exemple"),)
    if not isinstance(here, PortalAction):
        return ()
    url = here.url or guide.portal.url
    phone = Action(Intent(Verb.PHONE, url), "Ouvrir sur mon téléphone", "qrcode")
    return drawing(here.sketch, host_of(url)), Choices((phone,))


def drawing(sketch: Sketch, host: str) -> Drawing:
    """The sketch of a site's screen, described for the voice too; `host` stands in its address bar."""
    return Drawing(
        sketch, host, sentence("Voici à quoi la page ressemble."), (sentence(_described(sketch)),)
    )  # fmt: skip


def _described(sketch: Sketch) -> str:
    pieces = sketch.pieces()
    marked = next((piece for piece in pieces if piece.here), None)
    if marked is None:
        return "C'est un dessin de la page."
    return f"Sur le dessin, {_KIND_WORDS[marked.kind]} « {marked.label} » est {_position(sketch, marked)}."


_KIND_WORDS = {
    "title": "le titre", "text": "la ligne", "field": "le champ", "button": "le bouton", "link": "le lien",
    "box": "la case", "picture": "l'image", "lines": "la ligne",
}  # fmt: skip


def _position(sketch: Sketch, marked: Piece) -> str:
    if marked in sketch.band:
        return "en haut, à droite" if sketch.band[-1] is marked and len(sketch.band) > 1 else "en haut"
    rows = [row if isinstance(row, tuple) else (row,) for row in sketch.body]
    at = next(number for number, row in enumerate(rows) if marked in row)
    part = ("en haut de la page", "au milieu de la page", "en bas de la page")[round(2 * at / max(1, len(rows) - 1))]
    row = rows[at]
    if len(row) > 1:
        return part + (", à droite" if row[-1] is marked else ", à gauche" if row[0] is marked else "")
    return part


def more(visit: Visit, place: AtStep, world: World) -> Page:
    """The detail behind a step."""
    walk = place.walk
    detail = walk.step.more or walk.step.text
    return Page(
        kind="more",
        title=title("En savoir plus"),
        where=(walk.guide.title, walk.step.title),
        progress=(walk.position, walk.length),
        blocks=(text(detail), *words(world.library, (detail,))),
        bar=(back("Revenir"), listen()),
        top=top(visit),
    )


def meaning(visit: Visit, place: Meaning, world: World) -> Page:
    """What a word means."""
    entry = world.library.word(place.word)
    assert entry is not None, "the host only opens words of the glossary"
    full: tuple[Block, ...] = (text(f"{entry.word} : {entry.full}."),) if entry.full else ()
    return Page(
        kind="word",
        title=Sentence(title(f"Que veut dire « {entry.word} » ?").spans),
        where=("Mot expliqué",),
        blocks=(*full, text(entry.meaning)),
        bar=(back("Revenir"), listen()),
        top=top(visit),
    )


def on_phone(visit: Visit, place: OnPhone, world: World) -> Page:
    """A QR code that opens the official site."""
    host = host_of(place.url)
    return Page(
        kind="qr",
        title=title("Visez ce carré avec votre téléphone"),
        where=("Sur mon téléphone",),
        blocks=(
            text(
                "Ouvrez l'appareil photo du téléphone.\nTouchez le lien qui apparaît.\n"
                f"C'est le site officiel **{host}**."
            ),
            text("Pas de téléphone ? Le professionnel peut le faire avec vous.", "small"),
        ),
        side=(Qr(place.url, host),),
        bar=(back("Revenir"), listen()),
        top=top(visit),
        link=place.url,
    )
