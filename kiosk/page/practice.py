"""Rules. The pages on which one practises: the list, a screen of a made-up site, its keyboard, what was learnt."""

from __future__ import annotations

from kiosk.guide.prose import Sentence, Span, sentence, sentences
from kiosk.guide.rehearsal import TOUCHED, Form, Rehearsal, Screen
from kiosk.guide.rehearsal import Writing as Wanted
from kiosk.guide.rightness import ADDRESS, found, writing_at
from kiosk.page.frame import World, back, listen, main, text, title, top
from kiosk.page.keyboards import keyboard_for
from kiosk.page.model import Action, Block, Choices, Intent, Notice, Page, Role, Site, Spot, Text, Typed, Verb
from kiosk.visit.rehearsing import Practised, Practising, Writing
from kiosk.visit.visit import AtStep, Cover, Visit

ICON = "keyboard"
NAME = "S'entraîner"
ADDRESS_VALUE = "address"
"""How an intent names the address bar, beside the numbers of the pieces."""


def entry() -> Action:
    """The way to all rehearsals."""
    return Action(Intent(Verb.PRACTISE), NAME, ICON)


def offered(world: World, guide: str, first: bool) -> tuple[Choices, ...]:
    """The rehearsals that go with a guide, on its cover (`first`) or at its end; none where there is none."""
    name = f"{NAME} d'abord" if first else NAME
    ones = world.library.rehearsals_for(guide)[:2]
    actions = tuple(Action(Intent(Verb.PRACTISE, one.id), f"{name} : {one.title}", ICON) for one in ones)
    return (Choices(actions),) if actions else ()


def found_among(world: World, typed: str) -> tuple[Action, ...]:
    """The rehearsals that the words of a search speak of."""
    return tuple(
        Action(Intent(Verb.PRACTISE, one.id), f"{NAME} : {one.title}", ICON)
        for one in found(world.library.rehearsals, typed)
    )


def practices(visit: Visit, world: World) -> Page:
    """The rehearsals to choose from."""
    every = tuple(Action(Intent(Verb.PRACTISE, one.id), one.title, ICON) for one in world.library.rehearsals)
    told = "Vous essayez sur de faux sites.\nVous pouvez vous tromper.\nRien n'est gardé ni envoyé."
    return Page(
        kind="practices",
        title=title(NAME),
        where=("Accueil", NAME),
        blocks=(text(told), Choices(every)),
        bar=(back(), listen()),
        top=top(visit),
    )


def practice(visit: Visit, place: Practising, world: World) -> Page:
    """One screen of a made-up site; or, once it was done rightly, why it was right."""
    rehearsal = _of(place, world)
    screen = rehearsal.screens[place.screen]
    progress = (place.screen + 1, len(rehearsal.screens))
    where = (NAME, rehearsal.title)
    if place.done:
        return Page(
            kind="practice", title=title("C'est juste"), where=where, progress=progress, top=top(visit),
            blocks=(Notice(sentences(screen.praise), "good", "circle-check"),),
            bar=(back(), listen(), main(Verb.ONWARD, "Continuer")),
        )  # fmt: skip
    wrong: tuple[Block, ...] = (Notice(sentences(place.wrong), "info", "bulb"),) if place.wrong else ()
    given: tuple[Block, ...] = (text(screen.given),) if screen.given else ()
    return Page(
        kind="practice",
        title=title(screen.title),
        where=where,
        progress=progress,
        blocks=(*wrong, text(screen.told), *given),
        side=(site(screen, place),),
        bar=(back(), listen()),
        top=top(visit),
    )


def _of(place: Practising | Writing | Practised, world: World) -> Rehearsal:
    rehearsal = world.library.rehearsal(place.rehearsal)
    assert rehearsal is not None, "only rehearsals of the library are opened"
    return rehearsal


def site(screen: Screen, place: Practising) -> Site:
    """The made-up site, with what was typed and ticked so far."""
    typed, spots = dict(place.typed), []
    for at, piece in enumerate(screen.pieces()):
        action = _touch(screen, place, at) if piece.kind in TOUCHED else None
        spots.append(Spot(piece, action, typed.get(at, "")))
    band, rest = tuple(spots[: len(screen.site.band)]), iter(spots[len(screen.site.band) :])
    rows = tuple(tuple(next(rest) for _ in (row if isinstance(row, tuple) else (row,))) for row in screen.site.body)
    address = Action(Intent(Verb.PIECE, ADDRESS_VALUE), screen.host) if screen.address_is_touched else None
    return Site(screen.host, screen.site.colour, band, rows, address)


def _touch(screen: Screen, place: Practising, at: int) -> Action:
    """A piece of the site as a button; what stands in a field is said with its name."""
    piece = screen.pieces()[at]
    if piece.kind == "box":
        return Action(Intent(Verb.TICK, str(at)), piece.label, chosen=at in place.ticked)
    said = None
    if piece.kind == "field":
        typed = dict(place.typed).get(at)
        said = f"{piece.label}, écrit : {typed}" if typed else f"{piece.label}, vide"
    return Action(Intent(Verb.PIECE, str(at)), piece.label, said=said)


def piece_of(value: str) -> int:
    """The number of the piece that an intent names; one that no site has when it names none."""
    if value == ADDRESS_VALUE:
        return ADDRESS
    return int(value) if value.isdecimal() and len(value) < 4 else 9999


def writing(visit: Visit, place: Writing, world: World) -> Page:
    """The keyboard of one field: what to write, what stands there, what is missing."""
    rehearsal = _of(place, world)
    wanted = writing_at(rehearsal.screens[place.screen], place.piece)
    assert wanted is not None, "a keyboard is opened only for a field to fill in"
    return Page(
        kind="writing",
        title=title(f"Écrire : {wanted.field}"),
        where=(NAME, rehearsal.title),
        blocks=(
            _asked(wanted, place),
            Typed(place.text, "Touchez les lettres" if wanted.form is not Form.CODE else "Touchez les chiffres", ICON),
            keyboard_for(wanted.form, place.layer),
        ),
        bar=(back("Revenir"), listen(), main(Verb.WRITTEN, "C'est écrit", "check")),
        top=top(visit),
    )


def _asked(wanted: Wanted, place: Writing) -> Block:
    """What to write; after a mistake, the correction before it."""
    told: list[Sentence] = list(sentences(place.wrong))
    if wanted.told and not place.wrong:
        told += sentences(wanted.told)
    if wanted.text:
        name = "Modèle : " if place.wrong else f"Écrivez dans « {wanted.field} » : "
        told.append(Sentence((Span(name), Span(wanted.text, bold=True))))
    return Notice(tuple(told), "info", "bulb") if place.wrong else Text(tuple(told))


def practised(visit: Visit, place: Practised, world: World) -> Page:
    """The end: what to keep in mind, the guides that go with it, other rehearsals."""
    rehearsal = _of(place, world)
    guides = [found for found in map(world.library.guide, rehearsal.guides) if found is not None]
    came = next((one for one in reversed(visit.trail) if isinstance(one, (Cover, AtStep))), None)
    guides.sort(key=lambda one: not (isinstance(came, Cover) and came.guide == one.id))  # what was to begin, first
    every = world.library.rehearsals
    at = every.index(rehearsal)
    follows = (every[at + 1 :] + every[:at])[:1]
    return Page(
        kind="practised",
        title=title("L'exercice est fini"),
        where=(NAME, rehearsal.title),
        blocks=(
            Notice((sentence("Bravo, vous avez réussi."), *sentences(rehearsal.keep)), "good", "circle-check"),
            Choices((
                *(Action(Intent(Verb.GUIDE, one.id), one.title, "list-check", hue=one.theme) for one in guides[:2]),
                *(Action(Intent(Verb.PRACTISE, one.id), f"Exercice suivant : {one.title}", ICON) for one in follows),
                Action(Intent(Verb.PRACTISE), "Tous les exercices", "list", Role.PLAIN),
            )),
        ),
        bar=(back(), listen()),
        top=top(visit),
    )  # fmt: skip
