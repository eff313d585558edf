"""Rules. The pages before a guide's first step: attract, home, theme, search, cover; and the goodbye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kiosk.guide.glossary import Theme
from kiosk.guide.model import Guide, Need
from kiosk.guide.prose import plain, sentence, sentences
from kiosk.guide.urgency import danger, worrying
from kiosk.page.event import entry as change_entry
from kiosk.page.event import named as named_change
from kiosk.page.frame import MONTHS, World, back, listen, main, text, title, top, words
from kiosk.page.model import Action, Badge, Block, Choices, Fact, Intent, Keys, Notice, Page, Role, Tiles, Typed, Verb
from kiosk.page.practice import entry, found_among, offered
from kiosk.page.urgency import entry as urgency_entry
from kiosk.visit.ticket import Saying
from kiosk.visit.visit import Cover, InTheme, Searching, Visit

KEYBOARD = ("azertyuiopéè", "qsdfghjklmàç", "wxcvbn'ê")


def attract(visit: Visit, world: World) -> Page:
    """Nobody is here: what this is, and one thing to do."""
    place = ", ".join(part for part in (world.settings.village, world.settings.hours) if part)
    start = Action(Intent(Verb.START), "Touchez pour commencer", "hand-finger", Role.MAIN, said="Commencer")
    where: tuple[Block, ...] = (text(f"Aujourd'hui : {place}.", "small"),) if place else ()
    return Page(
        kind="attract",
        title=title("Bonjour."),
        where=("Maxilien",),
        blocks=(
            *where,
            text("Ici, on vous aide pas à pas pour vos démarches sur internet.\nC'est gratuit.", "lead"),
        ),
        side=(
            Notice(
                (sentence("Vous préférez parler à quelqu'un ?"),
                 sentence(f"Le professionnel est dans {world.settings.office}."),
                 sentence("Vous pouvez frapper à la porte.")),
                tone="panel", icon="users",
            ),
        ),
        bar=(listen(), start),
        top=top(visit)[2:],
        anywhere=Intent(Verb.START),
    )  # fmt: skip


def home(visit: Visit, world: World) -> Page:
    """What do you want to do?"""
    shown = [theme for theme in world.library.themes if world.library.on(theme.id)]
    resume = (
        ()
        if visit.left is None
        else (
            Action(
                Intent(Verb.RESUME), f"Reprendre : {visit.left.guide.title}", "arrow-right", hue=visit.left.guide.theme
            ),
        )
    )
    return Page(
        kind="home",
        title=title("Que voulez-vous faire ?"),
        where=("Accueil",),
        blocks=(
            Choices((*resume, Action(Intent(Verb.SEARCH), "Chercher avec mes mots", "search"))),
            Tiles(
                (*(Action(Intent(Verb.THEME, theme.id), theme.title, theme.icon, hue=theme.id) for theme in shown),
                 *((change_entry(),) if world.library.events else ()),
                 *((entry(),) if world.library.rehearsals else ()))
            ),
        ),
        bar=(Action(Intent(Verb.LEAVE), "J'ai fini", "check"), listen()),
        top=(*((urgency_entry(),) if world.library.urgency.numbers else ()), *top(visit)[1:]),
    )  # fmt: skip


def theme(visit: Visit, place: InTheme, world: World) -> Page:
    """The guides of a theme."""
    chosen = world.library.theme(place.theme)
    name = chosen.title if chosen else "Démarches"
    return Page(
        kind="theme",
        title=title(name),
        where=("Accueil", name),
        blocks=(
            Choices(tuple(_guide(guide) for guide in world.library.on(place.theme))),
            Choices((_not_found(),)),
        ),
        bar=(back(), listen()),
        top=top(visit),
    )


def search(visit: Visit, place: Searching, world: World) -> Page:
    """The search: our own keyboard, results at every key."""
    found = world.find(place.text) if place.text.strip() else ()
    results: tuple[Block, ...]
    practice, first = found_among(world, place.text), tuple(_before_guides(place, world))
    if found or practice or first:
        guides = (_guide(guide, summary=False) for guide in found[:3])
        results = (Choices((*first, *guides, *practice)[:3]),)  # one row: the keyboard needs the room
    elif len(place.text.strip()) > 2:
        results = tuple(_nothing(world.near(place.text), world.tall))
    else:
        results = (text("Écrivez un mot. Par exemple : carte vitale.", "small"),)
    return Page(
        kind="search",
        title=title("Chercher avec mes mots"),
        where=("Accueil", "Chercher"),
        blocks=(Typed(place.text, "Touchez les lettres"), *results, keyboard()),
        bar=(back(), listen()),
        top=top(visit),
    )


def _nothing(near: Sequence[Theme], tall: bool) -> Iterator[Block]:
    """What is offered when nothing is found: the nearest themes, the professional. On a low panel the last button says
    alone that nothing was found."""
    themes = (Action(Intent(Verb.THEME, one.id), one.title, one.icon, hue=one.id) for one in near[:2])
    call = Action(Intent(Verb.CALL), "Appeler le professionnel", "help-hexagon", Role.DOUBT)
    if tall:
        yield text("Je ne trouve pas.\nEssayez un autre mot, ou touchez un bouton.", "small")
    yield Choices((*themes, call if tall else _not_found()))


def _before_guides(place: Searching, world: World) -> Iterator[Action]:
    """What comes before the guides that a search has found: help in distress, a change in life."""
    group = danger(place.text, world.library.urgency)
    if group is not None or worrying(place.text, world.library.urgency):
        yield urgency_entry(group.id if group is not None else "")
    change = world.change(place.text)
    if change is not None:
        yield named_change(change)


def keyboard() -> Keys:
    """Our own French keyboard: big keys, accents, no control keys."""
    rows = [
        tuple(Action(Intent(Verb.KEY, char), char, role=Role.KEY, said=_LETTERS.get(char, char)) for char in row)
        for row in KEYBOARD
    ]
    rows[-1] += (
        Action(Intent(Verb.KEY, " "), "espace", role=Role.KEY),
        Action(Intent(Verb.ERASE), "effacer", "backspace", Role.KEY),
    )
    return Keys(tuple(rows))


_LETTERS = {"'": "apostrophe", "-": "tiret", "é": "e accent aigu", "è": "e accent grave", "à": "a accent grave",
            "ç": "c cédille", "ê": "e accent circonflexe", "î": "i accent circonflexe", "ô": "o accent circonflexe",
            "ù": "u accent grave"}  # fmt: skip


def _guide(guide: Guide, summary: bool = True) -> Action:
    return Action(
        Intent(Verb.GUIDE, guide.id), guide.title, "list-check" if summary else None, hue=guide.theme,
        detail=plain(sentences(guide.summary)[0].text) if summary else None,  # no glossary word inside a button
    )  # fmt: skip


def _not_found() -> Action:
    return Action(Intent(Verb.CALL), "Je ne trouve pas ma démarche", "help-hexagon", Role.DOUBT)


def cover(visit: Visit, place: Cover, world: World) -> Page:
    """A guide before its first step: what for, how long, what to have ready."""
    guide = world.library.guide(place.guide)
    assert guide is not None, "the host only opens guides of the library"
    chosen = world.library.theme(guide.theme)
    facts: list[Block] = [
        Fact("Avec qui", plain(guide.organisation), "user"),
        Fact("Combien de temps", plain(f"environ {guide.minutes} minutes"), "clock"),
    ]
    facts += [Fact(name, plain(needed), "device-mobile") for name, needed in _access(guide)]
    why = [item.why.splitlines()[0] for item in guide.preparations]
    ready: list[Block] = [
        Fact(item.what, sentence(line), "point") for item, line in zip(guide.preparations, why, strict=True)
    ]
    if ready:
        ready.insert(0, text("À avoir avec vous :", "heading"))
    return Page(
        kind="cover",
        title=title(guide.title),
        where=("Accueil", chosen.title if chosen else "Démarches"),
        blocks=(text(guide.summary), *_for(place), *facts, *ready, *offered(world, guide.id, first=True),
                *words(world.library, (guide.summary, *why)),
                text(f"Fiche relue le {in_words(guide.review.on)}.", "small")),
        bar=(back(), listen(), main(Verb.BEGIN, "Commencer")),
        top=top(visit),
        link=guide.portal.url,
    )  # fmt: skip


def _for(place: Cover) -> tuple[Block, ...]:
    """What a guide is opened for, where it is to help with another."""
    return () if place.under is None else (text(f"Ensuite, vous revenez à : **{place.under.guide.title}**."),)


def _access(guide: Guide) -> Iterator[tuple[str, str]]:
    """What the site needs, and what merely helps."""
    names = {
        "une adresse e-mail": guide.access.email,
        "un téléphone mobile": guide.access.mobile,
        "FranceConnect": guide.access.franceconnect,
    }
    for need, name in ((Need.REQUIRED, "Il faut"), (Need.USEFUL, "C'est mieux avec")):
        wanted = [access for access, level in names.items() if level is need]
        if wanted:
            yield name, ", ".join(wanted)


def leaving(visit: Visit, world: World) -> Page:
    """Has the resident finished? Asked, since all is erased then; a hand that touches the same place twice does not
    answer it. Who has called may keep their place, or give it up."""
    told: Block = text("Si vous avez fini, tout s'efface.\nLa personne suivante ne voit rien de vous.")
    ways = [Action(Intent(Verb.BACK), "Non, je continue", "arrow-left")]
    side: tuple[Block, ...] = ()
    if visit.waiting is None:
        ways.append(Action(Intent(Verb.FINISH), "Oui, j'ai fini", "check"))
    else:
        told = text("Alors l'écran s'efface.\nRetenez votre code.", "small")
        ways.append(Action(Intent(Verb.FINISH), "Oui, et j'attends mon tour", "clock-check"))
        ways.append(Action(Intent(Verb.SAY, Saying.LEFT.value), "Oui, annulez ma demande", "door-exit"))
        code = visit.waiting.ticket.code
        side = (Badge(code, plain("Votre code")),)
    return Page(
        kind="leaving",
        title=title("Avez-vous fini ?"),
        where=("Fin de la visite",),
        blocks=(told, Choices(tuple(ways))),
        side=side,
        bar=(back(), listen()),
        top=top(visit),
    )


def goodbye(visit: Visit, world: World) -> Page:
    """The visit has been wiped."""
    return Page(
        kind="goodbye",
        title=title("Merci de votre visite."),
        where=("Maxilien",),
        blocks=(text("L'écran est effacé.\nLa personne suivante ne voit rien de vous.\nBonne journée.", "lead"),),
        bar=(listen(), main(Verb.START, "Recommencer", "hand-finger")),
        anywhere=Intent(Verb.START),
    )


def in_words(day: date) -> str:
    """A date as it is said: 22 novembre 2026."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
