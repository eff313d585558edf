"""Rules. A page as it is read aloud: one sentence at a time, in reading order, each with its place on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile

from kiosk.guide.prose import Sentence, sentences
from kiosk.page.focus import piece_name, place
from kiosk.page.frame import code_told
from kiosk.page.model import (
    Action,
    Badge,
    Block,
    Choices,
    Drawing,
    Fact,
    Keys,
    Notice,
    Options,
    Page,
    Qr,
    Site,
    Spot,
    Text,
    Tiles,
    Typed,
    Verb,
    Words,
)
from kiosk.voice.pronounce import Table, spoken

PLAIN = Table()
"""No table: only what has a form (numbers, hours, addresses) is put in words."""


@dataclass(frozen=True, eq=False)
class Said:
    """One sentence to be said. `source` is the very object on the screen that it reads, so that it can be lit; None
    when nothing on the screen stands for it. `text` is for the voice, never shown."""

    text: str
    source: Sentence | Action | None = None


def prepared(text: str, table: Table = PLAIN) -> tuple[Said, ...]:
    """A text that stands on no page, one sentence a line or after a full stop, as it is said."""
    return tuple(Said(_ended(spoken(one.text, table))) for one in sentences(text))


def named(page: Page, action: Action, table: Table = PLAIN) -> Said:
    """One action of a page as the focus comes to it: its words, its state, what it is and its place."""
    told = f"{_label(action)}{_state(action)}, {place(page, action)}"
    for block in page.blocks:
        if isinstance(block, Options) and action in block.actions:
            told = f"{block.name} : {told}"
    if action.detail is not None:
        told += f". {action.detail.text}"
    return Said(_ended(spoken(told, table)), action)


def found_script(page: Page, table: Table = PLAIN) -> tuple[Said, ...]:
    """What stands above a keyboard: what was typed, and what a search has found."""
    shown = dropwhile(lambda block: not isinstance(block, Typed), page.blocks)
    raw = (said for block in shown if not isinstance(block, (Words, Keys)) for said in _block(block))
    return tuple(Said(_ended(spoken(said.text, table)), said.source) for said in raw)


def script(page: Page, table: Table = PLAIN) -> tuple[Said, ...]:
    """Everything on the page: where we are, the title, the body, the side, then what can be done."""
    raw = [*_where(page), Said(page.title.text, page.title)]
    for block in (*page.blocks, *page.side):
        raw.extend(_block(block))
    raw.extend(_bars((*page.bar, *page.top)))
    ready = (Said(_ended(spoken(said.text, table)), said.source) for said in raw)
    return tuple(said for said in ready if any(letter.isalnum() for letter in said.text))


def _where(page: Page) -> Iterator[Said]:
    if page.progress is not None:
        at, steps = page.progress
        yield Said(f"Étape {at} sur {steps}{', question' if page.kind == 'question' else ''}.")
    elif page.kind == "asking":
        yield Said(f"{page.where[-1]}.")


def _block(block: Block) -> Iterator[Said]:
    match block:
        case Text():
            yield from _sentences(block.sentences)
        case Notice():
            yield from _notice(block)
        case Fact():
            name = f"Téléphone {block.name}" if block.icon == "phone" else block.name
            yield Said(f"{name} : {block.value.text}", block.value)
            if block.action is not None:
                yield Said(_label(block.action), block.action)
        case Choices():
            for at, action in enumerate(block.actions, start=1):
                yield from _choice(action, at, len(block.actions), block.numbered)
        case Tiles():
            for at, action in enumerate(block.actions, start=1):
                yield from _choice(action, at, len(block.actions))
        case Options():
            yield Said(f"{block.name}, {len(block.actions)} choix :")
            for action in block.actions:
                yield Said(_label(action) + _state(action), action)
        case Words():
            if any(action.intent.verb is Verb.WORD for action in block.actions):
                yield Said("Mots expliqués :")
            for action in block.actions:
                yield Said(_label(action), action)
        case Typed():
            yield Said(f"Vous avez écrit : {block.text}" if block.text else block.hint)
        case Keys():
            yield Said("Un clavier est affiché, pour écrire.")
            for at, row in enumerate(block.rows, start=1):
                yield Said(f"Ligne {at} : {', '.join(map(_label, row))}")
        case Qr():
            yield Said("Un carré à viser avec l'appareil photo de votre téléphone.")
            yield Said(f"Il ouvre le site {block.host}.")
        case Drawing():
            yield Said(block.caption.text, block.caption)
            yield from _sentences(block.described)
        case Badge():
            yield Said(block.caption.text, block.caption)
            yield Said(code_told(block.code))
        case Site():
            yield from _site(block)


def _site(site: Site) -> Iterator[Said]:
    """A practised site: its address, then what stands on it, each piece with what it is."""
    yield Said("Voici un site pour s'entraîner.")
    yield Said(f"Adresse du site : {site.host}", site.address)
    for spot in site.spots():
        yield from _spot(site, spot)


def _spot(site: Site, spot: Spot) -> Iterator[Said]:
    action = spot.action
    if action is not None:
        yield Said(f"{piece_name(site, action).capitalize()} : {_label(action)}{_state(action)}", action)
    elif spot.piece.label:
        yield Said(spot.piece.label)


def _sentences(sentences: Iterable[Sentence]) -> Iterator[Said]:
    return (Said(sentence.text, sentence) for sentence in sentences)


def _notice(notice: Notice) -> Iterator[Said]:
    """A box; one that warns says so, since its colour and sign cannot be heard."""
    for at, said in enumerate(_sentences(notice.sentences)):
        warns = at == 0 and notice.tone == "caution" and not said.text.lower().startswith("attention")
        yield Said(f"Attention. {said.text}", said.source) if warns else said


def _choice(action: Action, at: int, count: int, numbered: bool = False) -> Iterator[Said]:
    """A button with what it is and its place among its like: "Réponse 2 sur 5", "Case 1 sur 3"."""
    kind = "Réponse" if numbered else "Case" if action.intent.verb is Verb.TICK else "Bouton"
    which = f"{kind} {at} sur {count}" if count > 1 else kind
    yield Said(f"{which} : {_label(action)}{_state(action)}", action)
    if action.detail is not None:
        yield Said(action.detail.text, action.detail)


def _state(action: Action) -> str:
    """What can be on or off, in words."""
    if action.intent.verb is Verb.TICK:
        return ", coché" if action.chosen else ", pas coché"
    return ", choisi" if action.chosen else ""


def _label(action: Action) -> str:
    return (action.said or action.label).rstrip(" .")


def _bars(actions: tuple[Action, ...]) -> Iterator[Said]:
    """What can be done, one button at a time so that each can be lit, sounding like one sentence."""
    for at, action in enumerate(actions):
        before = "Vous pouvez choisir : " if at == 0 else ""
        yield Said(f"{before}{_label(action)}{'.' if at == len(actions) - 1 else ','}", action)


def _ended(text: str) -> str:
    """The text with an end, so that the voice comes down at it."""
    return text if text.endswith((".", "!", "?", "…", ":", ",")) else text + "."
