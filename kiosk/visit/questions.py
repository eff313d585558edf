"""Rules. Comfort in three questions: at most two touches each, by example and without jargon."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.visit.comfort import SIZES, Comfort, with_setting


@dataclass(frozen=True)
class Option:
    """One answer: its words and pictogram, the settings it changes ("size=3"), whether the question is asked again."""

    label: str
    icon: str
    settings: tuple[str, ...] = ()
    again: bool = False
    call: bool = False  # calls the professional


@dataclass(frozen=True)
class Question:
    """What is asked, with the example it speaks of, and its answers; `spoken`: it is read aloud, as its own example."""

    title: str
    example: str
    options: tuple[Option, ...]
    spoken: bool = False


GOOD = "Oui, c'est bien"
LARGER = "larger"
"""In the place of a setting: the next text size."""
ASKED: tuple[tuple[Question, Question], ...] = (
    (
        Question(
            "Lisez-vous bien ce texte ?",
            "Ici, on vous aide pas à pas.",
            (
                Option("Oui, je lis bien", "check"),
                Option("Non, c'est trop petit", "text-size", ("size=3",), again=True),
                Option("Les couleurs me gênent", "contrast", ("contrast=blanc sur noir",), again=True),
            ),
        ),
        Question(
            "Et maintenant, lisez-vous bien ?",
            "Ici, on vous aide pas à pas.",
            (
                Option(GOOD, "check"),
                Option("Plus grand", "text-size", (LARGER,)),
                Option("Je préfère écouter", "volume", (LARGER, "voice=oui")),
                Option("Les couleurs d'avant", "contrast", ("contrast=normal",)),
            ),
        ),
    ),
    (
        Question(
            "Voulez-vous que je lise à voix haute ?",
            "Vous entendez ma voix.",
            (
                Option("Oui, lisez pour moi", "volume", ("voice=oui",), again=True),
                Option("Non merci, je lis", "book", ("voice=non",)),
            ),
            spoken=True,
        ),
        Question(
            "Entendez-vous bien ma voix ?",
            "Je lis chaque page, doucement.",
            (
                Option(GOOD, "check"),
                Option("Moins vite", "minus", ("rate=2",)),
                Option("Plus fort", "volume", ("volume=5",)),
            ),
            spoken=True,
        ),
    ),
    (
        Question(
            "Est-ce facile de toucher ?",
            "Touchez la réponse comme vous pouvez. Prenez votre temps.",
            (
                Option("Oui, c'est facile", "check"),
                Option("Non, c'est difficile", "hand-finger", again=True),
            ),
        ),
        Question(
            "Qu'est-ce qui vous aide le plus ?",
            "Les pages changent tout de suite.",
            (
                Option("Les boutons plus bas", "arrow-down", ("low_reach=oui",)),
                Option("Les boutons pour la main gauche", "hand-finger", ("left_handed=oui",)),
                Option("Quelqu'un avec moi", "headset", call=True),
                Option("Rien de cela, merci", "x"),
            ),
        ),
    ),
)
"""Each question, and what is asked when the first answer was not enough."""


def asked(question: int, again: bool) -> Question:
    """The question of that number, from 0."""
    return ASKED[question][again]


def eased(comfort: Comfort, setting: str) -> Comfort:
    """The comfort with an answer's setting: who asked for larger letters or a slower voice never gets the opposite."""
    if setting == LARGER:
        setting = f"size={min(len(SIZES), comfort.size + 1)}"
    changed = with_setting(comfort, setting)
    return changed.model_copy(update={"size": max(changed.size, comfort.size), "rate": min(changed.rate, comfort.rate)})


def following(question: int, ask_voice: bool) -> int | None:
    """The question after that one; the one about the voice is left out where it makes no sense. None after the last."""
    after = question + 1
    if after == 1 and not ask_voice:
        after += 1
    return after if after < len(ASKED) else None
