"""Rules. The comfort pages: three questions at the first touch, then every setting, each by a touch at once."""

from __future__ import annotations

from kiosk.guide.prose import sentence
from kiosk.page.frame import World, back, listen, text, title, top
from kiosk.page.model import Action, Block, Choices, Intent, Notice, Options, Page, Role, Verb
from kiosk.visit.comfort import COLOURS, RATES, SIZES, VOLUMES, Comfort, Contrast
from kiosk.visit.questions import ASKED, asked
from kiosk.visit.visit import Asking, Comforts, Visit

PARTS = {
    "see": ("Voir", "Couleurs, lettres, écran", "eye"),
    "hear": ("Entendre", "Voix, vitesse, volume", "volume"),
    "touch": ("Toucher", "Place des boutons, touches", "hand-finger"),
}
"""The parts of the settings: name, what is in it, pictogram."""


def asking(visit: Visit, place: Asking, world: World) -> Page:
    """One question about comfort, with its example."""
    question = asked(place.question, place.again)
    choices = tuple(
        Action(Intent(Verb.FIT, str(at)), option.label, option.icon)
        for at, option in enumerate(question.options)
        if (world.tall or "low_reach=oui" not in option.settings)
        and (world.voice or "voice=oui" not in option.settings)
        and (visit.comfort.contrast is not Contrast.NORMAL or "contrast=normal" not in option.settings)
    )
    return Page(
        kind="asking",
        title=title(question.title),
        where=("Votre confort", f"Question {place.question + 1} sur {len(ASKED)}"),
        blocks=(text(question.example), Choices(choices, numbered=True)),
        bar=(back(), listen(), Action(Intent(Verb.SKIP), "Passer les questions", "arrow-right")),
        top=top(visit)[1:],
    )


def comforts(visit: Visit, place: Comforts, world: World) -> Page:
    """The settings: first the size and the voice, and the way to all others."""
    blocks = {"see": _see, "hear": _hear, "touch": _touch}.get(place.part, _first)(visit.comfort, world)
    name = PARTS[place.part][0] if place.part in PARTS else ""
    return Page(
        kind="comfort",
        title=title(f"Mon confort : {name.lower()}" if name else "Mon confort"),
        where=("Confort", name) if name else ("Confort",),
        blocks=blocks,
        bar=(back("Revenir"), listen()),
        top=top(visit),
    )


def _first(comfort: Comfort, world: World) -> tuple[Block, ...]:
    parts = tuple(
        Action(Intent(Verb.COMFORT, part), f"{name} : {what[0].lower()}{what[1:]}", icon)
        for part, (name, what, icon) in PARTS.items()
    )
    again = Action(Intent(Verb.ASK), "Répondre aux trois questions", "help-hexagon", Role.DOUBT)
    voice = (_voice(comfort),) if world.voice else ()
    return (_sizes(comfort), *voice, Choices((*parts, again)))


def _see(comfort: Comfort, world: World) -> tuple[Block, ...]:
    colours = tuple(
        _option(f"contrast={one.value}", COLOURS[one].capitalize(), comfort.contrast is one) for one in Contrast
    )
    blank = _switch("Écran", "blank", comfort.blank, "Noir : j'écoute", "Allumé", ("eye-off", "eye"))
    return (
        _sizes(comfort),
        Options("Couleurs", colours),
        _switch("Lettres", "open_dyslexic", comfort.open_dyslexic, "OpenDyslexic", "Simples"),
        _switch("Pendant la lecture", "calm", comfort.calm, "Rien ne bouge", "La phrase s'allume"),
        *((blank,) if world.voice else ()),  # who cannot hear would be left with nothing
    )


def _hear(comfort: Comfort, world: World) -> tuple[Block, ...]:
    if not world.voice:
        told = ("Le son ne marche pas sur cet écran.", "Le professionnel peut lire avec vous.")
        return (Notice(tuple(map(sentence, told)), "caution", "volume-off"),)
    return (
        _voice(comfort),
        _steps("Vitesse de la voix", "rate", comfort.rate, len(RATES), "Moins vite", "Plus vite"),
        _steps("Volume de la voix", "volume", comfort.volume, len(VOLUMES), "Moins fort", "Plus fort"),
    )


def _touch(comfort: Comfort, world: World) -> tuple[Block, ...]:
    low = (_switch("Hauteur des boutons", "low_reach", comfort.low_reach, "En bas", "Partout"),) if world.tall else ()
    return (
        _switch("Ma main", "left_handed", comfort.left_handed, "Main gauche", "Main droite"),
        *low,
        text("Appuyez comme vous pouvez : longtemps, à côté, en tremblant.\nL'écran comprend.", "small"),
        text("Il y a aussi des touches, si un clavier est branché.\nDemandez au professionnel.", "small"),
    )


def _sizes(comfort: Comfort) -> Options:
    return Options(
        "Taille du texte",
        tuple(_option(f"size={at}", name.capitalize(), comfort.size == at) for at, name in enumerate(SIZES, start=1)),
    )


def _voice(comfort: Comfort) -> Options:
    icons = ("volume", "volume-off")
    return _switch("Voix", "voice", comfort.voice, "Lire à voix haute", "Sans la voix", icons)


def _switch(
    name: str, setting: str, on: bool, words_on: str, words_off: str, icons: tuple[str, str] | None = None
) -> Options:
    """A setting that is on or off, in two named values; the usual one first."""
    lit, out = icons or (None, None)
    return Options(
        name, (_option(f"{setting}=non", words_off, not on, out), _option(f"{setting}=oui", words_on, on, lit))
    )


def _steps(name: str, setting: str, at: int, most: int, less: str, more: str) -> Options:
    """A setting in steps: one down, one up."""
    return Options(
        f"{name} : {at} sur {most}",
        (
            _option(f"{setting}={max(1, at - 1)}", less, None, "minus"),
            _option(f"{setting}={min(most, at + 1)}", more, None, "plus"),
        ),
    )


def _option(value: str, label: str, chosen: bool | None, icon: str | None = None) -> Action:
    return Action(Intent(Verb.SET, value), label, icon, chosen=chosen)
