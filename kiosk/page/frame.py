"""Rules. What every page shares: the top bar, the bottom bar, and short ways to write blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.guide.event import Event
from kiosk.guide.glossary import Theme
from kiosk.guide.library import Library
from kiosk.guide.model import Guide
from kiosk.guide.prose import Sentence, sentence, sentences, words_of
from kiosk.page.model import Action, Intent, Role, Text, Verb, Words
from kiosk.settings import Settings
from kiosk.visit.calling import Calling, Consenting, Numbering, Waiting
from kiosk.visit.ticket import Code
from kiosk.visit.visit import AtStep, Comforts, Visit, Where


@dataclass(frozen=True)
class World:
    """What pages are built from, besides the visit: all of it read before, none of it changing during a visit."""

    library: Library
    settings: Settings
    find: Callable[[str], Sequence[Guide]]  # the guides for some typed words, best first
    voice: bool = True  # whether the voice can be heard
    change: Callable[[str], Event | None] = lambda typed: None  # the change in life that some typed words tell
    near: Callable[[str], Sequence[Theme]] = lambda typed: ()  # the themes nearest to words that find no guide
    tall: bool = True  # whether the panel is high enough for a lower half that holds all controls


def text(prose: str, tone: str = "body") -> Text:
    """A text block from prose with marks."""
    return Text(sentences(prose), tone)


def title(prose: str) -> Sentence:
    """A page's title."""
    return sentence(prose)


def back(label: str = "Retour") -> Action:
    """The way back, always on the left of the bottom bar."""
    return Action(Intent(Verb.BACK), label, "arrow-left")


def listen() -> Action:
    """Listen, always in the middle of the bottom bar."""
    return Action(Intent(Verb.LISTEN), "Écouter", "volume", said="Écouter la page")


def speaking(going: bool, ended: bool = False) -> tuple[Action, ...]:
    """What stands in the place of "listen" from the moment the page is read: while the reading is going on, when it
    waits, and when it has ended."""
    middle: tuple[Action, ...]
    if ended:
        middle = (Action(Intent(Verb.LISTEN), "Réécouter", "refresh", said="Réécouter la page"),)
    elif not going:
        middle = (Action(Intent(Verb.SENTENCE, "0"), "Reprendre", "player-play", said="Reprendre la lecture"),)
    else:
        middle = (
            Action(Intent(Verb.SENTENCE, "0"), "Répéter", "repeat", said="Répéter la phrase"),
            Action(Intent(Verb.PAUSE), "Pause", "player-pause"),
        )
    return (
        Action(Intent(Verb.SENTENCE, "-1"), "Avant", "player-skip-back", said="Phrase d'avant"),
        *middle,
        Action(Intent(Verb.SENTENCE, "1"), "Après", "player-skip-forward", said="Phrase d'après"),
    )


def main(verb: Verb, label: str, icon: str | None = "arrow-right", value: str = "") -> Action:
    """The one main action, always on the right of the bottom bar, filled."""
    return Action(Intent(verb, value), label, icon, Role.MAIN)


def top(visit: Visit) -> tuple[Action, ...]:
    """The top bar's buttons: home, where am I, comfort, call; the code in its place once somebody has been called."""
    here = visit.here
    home = Action(Intent(Verb.HOME), "Accueil", "home")
    comfort = Action(
        Intent(Verb.COMFORT), "Confort", "adjustments-horizontal", chosen=True if isinstance(here, Comforts) else None
    )
    if visit.waiting is not None:
        code = visit.waiting.ticket.code
        call = Action(
            Intent(Verb.WAITING), code.name, code.icon, hue=code.colour.value, said=f"Mon appel, code {code_told(code)}"
        )
    else:
        calling = isinstance(here, (Calling, Numbering, Consenting, Waiting))
        call = Action(
            Intent(Verb.CALL), "Appeler", "headset", Role.MAIN, chosen=True if calling else None,
            said="Appeler le professionnel",
        )  # fmt: skip
    return home, _where(visit), comfort, call


def _where(visit: Visit) -> Action:
    """Where am I: the button tells the step, where there is one."""
    here = visit.here
    chosen = True if isinstance(here, Where) else None
    label, longer = "Où suis-je ?", None
    if isinstance(here, AtStep):
        label = f"Étape {here.walk.position} sur {here.walk.length}"
        longer = f"{label} : où suis-je ?"
    return Action(Intent(Verb.WHERE), label, "map-pin", chosen=chosen, said="Où suis-je ?", longer=longer)


def code_told(code: Code) -> str:
    """A code as it is said and written, with its picture: "Bleu 7, le vélo"."""
    picture = code.picture
    the = "l'" if picture[0] in "aeiouyéèê" else "la " if picture in _FEMININE else "le "
    return f"{code.name}, {the}{picture}"


_FEMININE = ("clé", "cloche", "fleur", "lune")


def words(library: Library, prose: Iterable[str]) -> tuple[Words, ...]:
    """The glossary words of some texts, as buttons; nothing when there are none."""
    found = dict.fromkeys(word for part in prose for word in words_of(part))
    entries = [entry for entry in map(library.word, found) if entry is not None]
    if not entries:
        return ()
    return (
        Words(
            tuple(
                Action(Intent(Verb.WORD, entry.word), entry.word, "help", said=f"Que veut dire : {entry.word}")
                for entry in entries
            )
        ),
    )


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
