"""Every page as text, seen and heard, against tests/goldens. REGOLD=1 writes the goldens anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from journey import LIBRARY, TABLE, said_as
from shown_pages import GUIDES, OTHERS, VILLAGE, pages_of

from kiosk.guide.hosts import refusal
from kiosk.guide.prose import Sentence
from kiosk.page.focus import CONTROLS
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
    Role,
    Site,
    Text,
    Tiles,
    Typed,
    Verb,
    Words,
)
from kiosk.voice.script import script

GOLDENS = Path(__file__).parent / "goldens"
OUTSIDE = {"attract", "home", "goodbye", "alert", "offer"}  # pages with nothing behind them


# ---- pages as text


def _text(sentence: Sentence) -> str:
    return "".join(
        f"[[{span.text}]]" if span.word else f"**{span.text}**" if span.bold else span.text for span in sentence.spans
    )


def _action(action: Action) -> str:
    chosen = {None: "", True: "[x] ", False: "[ ] "}[action.chosen]
    role = "" if action.role in (Role.PLAIN, Role.KEY) else f" ({action.role.value})"
    value = f" {action.intent.value}" if action.intent.value else ""
    detail = f"\n      {_text(action.detail)}" if action.detail else ""
    return f"{chosen}{action.label}{role} -> {action.intent.verb.value}{value}{detail}"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield from (f"{block.tone}: {_text(sentence)}" for sentence in block.sentences)
        case Notice():
            yield from (f"{block.tone}! {_text(sentence)}" for sentence in block.sentences)
        case Fact():
            button = f" [{_action(block.action)}]" if block.action else ""
            yield f"{block.name} = {_text(block.value)}{button}"
        case Choices() | Tiles() | Words():
            for number, action in enumerate(block.actions, start=1):
                mark = f"{number}." if isinstance(block, Choices) and block.numbered else "-"
                yield f"{mark} {_action(action)}"
        case Options():
            yield f"{block.name}:"
            yield from (f"- {_action(action)}" for action in block.actions)
        case Typed():
            yield f"typed: {block.text}_" if block.text else f"hint: {block.hint}"
        case Keys():
            yield from ("keys: " + " ".join(action.label for action in row) for row in block.rows)
        case Qr():
            yield f"qr: {block.url}\n    {block.host}"
        case Drawing():
            pieces = (("> " if piece.here else "") + (piece.label or "~") for piece in block.sketch.pieces())
            yield f"drawing of {block.host}, {_text(block.caption)} " + " | ".join(pieces)
        case Badge():
            yield f"badge: {code_told(block.code)} ({_text(block.caption)})"
        case Site():
            yield f"site {block.host}" + (f" -> {block.address.intent.value}" if block.address else "")
            for spot in block.spots():
                yield f"  {spot.piece.kind}: " + (
                    _action(spot.action) + f" {spot.text}".rstrip() if spot.action else spot.piece.label
                )


def as_text(name: str, page: Page) -> str:
    progress = f" {page.progress[0]}/{page.progress[1]}" if page.progress else ""
    lines = [f"=== {name}", f"{page.kind}: {' > '.join(page.where)}{progress}", f"# {_text(page.title)}"]
    for block in page.blocks:
        lines += _lines(block)
    if page.side:
        lines.append("side:")
    for block in page.side:
        lines += _lines(block)
    lines.append("bar: " + " | ".join(map(_action, page.bar)))
    if page.top:
        lines.append("top: " + " | ".join(map(_action, page.top)))
    if page.anywhere:
        lines.append(f"anywhere: {page.anywhere.verb.value}")
    if page.link:
        lines.append(f"link: {page.link}")
    lines.append('"' + " ".join(said.text for said in script(page, TABLE)) + '"')
    return "\n".join(lines) + "\n"


# ---- the goldens


@pytest.mark.parametrize("name", [*GUIDES, *OTHERS])
def test_every_page_reads_as_its_golden(name: str) -> None:
    told = "\n".join(as_text(title, page) for title, page in pages_of(name).items())
    golden = GOLDENS / f"{name}.txt"
    if os.environ.get("REGOLD"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(told, "utf-8")
    assert told == golden.read_text("utf-8"), "look at the difference; if it is meant, run again with REGOLD=1"


def test_no_golden_is_left_of_a_guide_that_is_gone() -> None:
    assert {path.stem for path in GOLDENS.glob("*.txt")} == {*GUIDES, *OTHERS}


def test_the_goldens_hold_every_kind_of_page() -> None:
    kinds = {page.kind for name in (*GUIDES, *OTHERS) for page in pages_of(name).values()}
    assert kinds == {
        "attract", "home", "theme", "search", "cover", "information", "caution", "checklist", "action", "question",
        "outcome", "more", "word", "qr", "asking", "comfort", "where", "call", "consent", "waiting", "offer", "alert",
        "leaving", "goodbye", "practices", "practice", "writing", "practised", "urgency", "events",
        "event", "task", "number", "ending",
    }  # fmt: skip


# ---- what holds for every page


def _sentences(page: Page) -> Iterator[Sentence]:
    """Every sentence that stands on the screen."""
    yield page.title
    for block in (*page.blocks, *page.side):
        if isinstance(block, (Text, Notice)):
            yield from block.sentences
        elif isinstance(block, Fact):
            yield block.value
        elif isinstance(block, (Drawing, Badge)):
            yield block.caption
    yield from (action.detail for action in page.actions() if action.detail is not None)


def _names(page: Page) -> Iterator[str]:
    """Every other text that stands on the screen and tells something."""
    for block in (*page.blocks, *page.side):
        match block:
            case Fact() | Options():
                yield block.name
            case Typed():
                yield block.text or block.hint
            case Qr():
                yield block.host
            case Badge():
                yield code_told(block.code)
    if page.progress:
        yield f"Étape {page.progress[0]} sur {page.progress[1]}"


def everything_seen_is_said(page: Page) -> None:
    said = script(page, TABLE)
    by_source = {id(one.source): one.text for one in said if one.source is not None}
    keys = {id(action) for block in page.blocks if isinstance(block, Keys) for row in block.rows for action in row}
    for sentence in _sentences(page):
        assert said_as(sentence.text) in by_source[id(sentence)]
    for action in page.actions():
        if id(action) not in keys:  # said together: "Un clavier est affiché"
            assert said_as(action.said or action.label) in by_source[id(action)]
    heard = " ".join(one.text for one in said)
    for name in _names(page):
        assert said_as(name) in heard


def every_action_has_a_name_and_is_one_object(page: Page) -> None:
    actions = list(page.actions())
    assert len({id(action) for action in actions}) == len(actions)
    assert all(action.label.strip() for action in actions)
    assert {id(action) for action in page.bar} | {id(action) for action in page.top} <= {id(a) for a in actions}


def every_explained_word_has_a_button(page: Page) -> None:
    offered = {action.intent.value.lower() for action in page.actions() if action.intent.verb is Verb.WORD}
    shown = {span.word for sentence in _sentences(page) for span in sentence.spans if span.word}
    assert shown <= offered


def buttons_that_look_alike_do_the_same(page: Page) -> None:
    """Buttons at the end of a line look as their line does."""
    lines = {id(block.action): block.name for block in page.blocks if isinstance(block, Fact)}
    meaning: dict[tuple[str, str], set[object]] = {}
    for action in page.actions():
        meaning.setdefault((lines.get(id(action), ""), action.label), set()).add(action.intent)
    assert not {look: intents for look, intents in meaning.items() if len(intents) > 1}


def one_main_action_at_most_on_the_right(page: Page) -> None:
    roles = [action.role for action in page.bar]
    assert roles.count(Role.MAIN) <= 1
    assert Role.MAIN not in roles[:-1]


def one_may_listen(page: Page) -> None:
    controls = [action.label for action in page.bar if action.intent.verb in CONTROLS]
    if page.kind == "alert":
        assert not controls
    else:
        assert controls in (
            ["Écouter"], ["Avant", "Répéter", "Pause", "Après"], ["Avant", "Reprendre", "Après"]
        )  # fmt: skip


def one_may_go_back(page: Page) -> None:
    first = page.bar[0].intent.verb
    assert (first is Verb.BACK) == (page.kind not in OUTSIDE)


def comfort_and_the_professional_are_always_there(page: Page) -> None:
    verbs = [action.intent.verb for action in page.top]
    if page.kind in {"goodbye", "alert"}:
        assert not verbs
    elif page.kind == "offer":
        assert verbs in ([Verb.CALL], [])  # nothing once somebody has been called
    else:
        assert verbs[-2] is Verb.COMFORT
        assert verbs[-1] in (Verb.CALL, Verb.WAITING)
        assert (Verb.HOME in verbs) == (page.kind not in {"home", "attract", "asking"})
        assert (Verb.WHERE in verbs) == (page.kind != "attract")


def every_address_is_official(page: Page) -> None:
    """Of a call, the address is that of the settings, where appointments are made."""
    if page.kind == "waiting":
        assert page.link in (None, VILLAGE.appointment_url)
        return
    addresses = [action.intent.value for action in page.actions() if action.intent.verb is Verb.PHONE]
    addresses += [block.url for block in page.side if isinstance(block, Qr)]
    for url in (*addresses, *([page.link] if page.link else [])):
        assert refusal(url, LIBRARY.hosts) is None
        assert url == page.link


def there_is_a_way_on(page: Page) -> None:
    onward = {action.intent.verb for action in page.actions()} - {*CONTROLS, Verb.SET, Verb.TICK, Verb.KEY}
    assert onward


def nothing_is_left_of_the_marks(page: Page) -> None:
    seen = [sentence.text for sentence in _sentences(page)]
    seen += [text for action in page.actions() for text in (action.label, action.said or "")]
    seen += [page.title.text, *page.where, *_names(page)]
    assert not [text for text in seen if any(mark in text for mark in ("[[", "]]", "**", "|", "  ", "{", "}", "None"))]


PROPERTIES = [
    everything_seen_is_said,
    every_action_has_a_name_and_is_one_object,
    every_explained_word_has_a_button,
    buttons_that_look_alike_do_the_same,
    one_main_action_at_most_on_the_right,
    one_may_listen,
    one_may_go_back,
    comfort_and_the_professional_are_always_there,
    every_address_is_official,
    there_is_a_way_on,
    nothing_is_left_of_the_marks,
]


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("name", [*GUIDES, *OTHERS])
def test_on_every_page(name: str, holds: Callable[[Page], None]) -> None:
    broken = []
    for title, page in pages_of(name).items():
        try:
            holds(page)
        except (AssertionError, KeyError) as error:
            broken.append(f"{title}: {error!r}"[:400])
    assert not broken, "\n".join(broken)
