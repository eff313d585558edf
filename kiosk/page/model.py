"""Rules. A page: what a screen shows and says, from one description.

The screen draws it, the voice reads it, keys move through it, tests compare it. Whatever is visible is a `Sentence` or
an `Action`, so it can be spoken; whatever can be done is an `Action`, so it can be reached without touch. Sentences and
actions are compared by identity: the voice says which one it is speaking, and the screen lights that very one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kiosk.guide.model import Piece, Sketch
from kiosk.guide.prose import Sentence
from kiosk.visit.ticket import Code


class Verb(str, Enum):
    """Everything a resident can ask of the kiosk."""

    START = "start"
    HOME = "home"
    BACK = "back"
    LISTEN = "listen"
    PAUSE = "pause"
    SENTENCE = "sentence"  # value: "-1" the one before, "0" this one again, "1" the next
    WHERE = "where"
    REVISE = "revise"  # value: the number of the step on the way here, from 0
    COMFORT = "comfort"  # value: nothing, or a part of the settings: "see", "hear", "touch"
    SET = "set"  # value: "size=3", "contrast=doux", "voice=oui", "rate=5"
    ASK = "ask"  # the three questions about comfort
    FIT = "fit"  # value: the number of the answer to one of them, from 0
    SKIP = "skip"
    CALL = "call"
    REASON = "reason"  # value: a Reason; the one that gives none sends at once
    TELL = "tell"  # value: a Part of what will be sent, taken out or put back
    SEND = "send"
    WAITING = "waiting"
    END = "end"  # asks first; value: how the call ends, a Saying
    SAY = "say"  # value: a Saying
    LEAVE = "leave"  # asks first
    FINISH = "finish"
    RESUME = "resume"  # the walk that was left for the home page
    STILL_HERE = "still-here"
    THEME = "theme"  # value: theme id
    SEARCH = "search"
    KEY = "key"  # value: one character
    ROW = "row"  # value: the number of a row of keys, for those who do not touch; nothing to leave it
    ERASE = "erase"
    GUIDE = "guide"  # value: guide id
    BEGIN = "begin"
    ANSWER = "answer"  # value: the number of the way, from 0
    TICK = "tick"  # value: the number of the item, from 0
    MORE = "more"
    DETOUR = "detour"  # value: the id of a guide that mends what is missing at this step
    RETURN = "return"  # to the step that a guide was to help
    WORD = "word"  # value: glossary word
    PHONE = "phone"  # value: url
    PRACTISE = "practise"  # value: the id of a rehearsal; nothing for all of them
    PIECE = "piece"  # value: the number of a piece of the practised site, or "address"
    URGENCY = "urgency"  # value: a kind of distress; nothing for all numbers
    EVENTS = "events"
    EVENT = "event"  # value: the id of a change in life
    TASK = "task"  # value: the number of the task, from 0
    SHIFT = "shift"  # value: the keys that the keyboard is to show: "small", "capitals", "figures"
    WRITTEN = "written"
    ONWARD = "onward"  # the next screen of a rehearsal
    ACCEPT = "accept"
    DECLINE = "decline"


@dataclass(frozen=True)
class Intent:
    """What a resident wants."""

    verb: Verb
    value: str = ""


class Role(str, Enum):
    """What an action looks like, by what it weighs."""

    MAIN = "main"
    PLAIN = "plain"
    DOUBT = "doubt"
    KEY = "key"


@dataclass(frozen=True, eq=False)
class Action:
    """Something that can be done: a button. `said` replaces its label aloud; `hue` names a theme's or code's colour."""

    intent: Intent
    label: str
    icon: str | None = None
    role: Role = Role.PLAIN
    chosen: bool | None = None  # for what can be on or off
    hue: str | None = None
    said: str | None = None
    detail: Sentence | None = None  # a second line, smaller
    longer: str | None = None  # the label where there is more room


@dataclass(frozen=True, eq=False)
class Text:
    """Running text; `tone`: body, small, lead or heading."""

    sentences: tuple[Sentence, ...]
    tone: str = "body"


@dataclass(frozen=True, eq=False)
class Notice:
    """Text set apart in a box; `tone`: caution, info, good or panel."""

    sentences: tuple[Sentence, ...]
    tone: str = "info"
    icon: str = "info-circle"


@dataclass(frozen=True, eq=False)
class Fact:
    """A name and what it stands for, as on a cover or a consent page; `action` stands at the end of its line."""

    name: str
    value: Sentence
    icon: str | None = None
    action: Action | None = None


@dataclass(frozen=True, eq=False)
class Choices:
    """Full-width buttons, one under the other; `numbered` when they answer a question."""

    actions: tuple[Action, ...]
    numbered: bool = False


@dataclass(frozen=True, eq=False)
class Tiles:
    """Large coloured buttons in a grid."""

    actions: tuple[Action, ...]


@dataclass(frozen=True, eq=False)
class Options:
    """One setting and its possible values side by side."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, eq=False)
class Words:
    """The difficult words of this page, each a small button; and the way to the detail, where there is one."""

    actions: tuple[Action, ...]


@dataclass(frozen=True, eq=False)
class Typed:
    """What has been typed."""

    text: str
    hint: str
    icon: str = "search"


@dataclass(frozen=True, eq=False)
class Keys:
    """The rows of the on-screen keyboard."""

    rows: tuple[tuple[Action, ...], ...]


@dataclass(frozen=True, eq=False)
class Qr:
    """A QR code; `host` is what stands under it in words."""

    url: str
    host: str


@dataclass(frozen=True, eq=False)
class Drawing:
    """A sketch of a portal's screen; `host` stands in its address bar, `caption` above it, `described` is said."""

    sketch: Sketch
    host: str
    caption: Sentence
    described: tuple[Sentence, ...]


@dataclass(frozen=True, eq=False)
class Badge:
    """A waiting person's code, large."""

    code: Code
    caption: Sentence


@dataclass(frozen=True, eq=False)
class Spot:
    """One piece of a practised site, with what stands in it; `action` where it can be touched."""

    piece: Piece
    action: Action | None = None
    text: str = ""


@dataclass(frozen=True, eq=False)
class Site:
    """A made-up site to practise on: its address bar, its coloured band, its page, row by row."""

    host: str
    colour: str
    band: tuple[Spot, ...]
    rows: tuple[tuple[Spot, ...], ...]
    address: Action | None = None  # where the address bar can be touched

    def spots(self) -> Iterator[Spot]:
        """Every piece in reading order."""
        yield from self.band
        for row in self.rows:
            yield from row

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can be touched, in reading order."""
        pieces = (spot.action for spot in self.spots())
        return tuple(action for action in (self.address, *pieces) if action is not None)


Block = Text | Notice | Fact | Choices | Tiles | Options | Words | Typed | Keys | Qr | Drawing | Badge | Site


@dataclass(frozen=True, eq=False)
class Page:
    """What a screen shows and says. `bar` is the bottom bar from left to right, `top` the top bar's buttons.

    `where` is the way here, from the outside in; `progress` is (step, steps) in a guide. `side` stands on the right in
    landscape and below in portrait. `link` is the official address this page leads to, if any. `anywhere` is what a
    touch beside every button means, where the page asks only one thing.
    """

    kind: str
    title: Sentence
    where: tuple[str, ...]
    blocks: tuple[Block, ...]
    side: tuple[Block, ...] = ()
    bar: tuple[Action, ...] = ()
    top: tuple[Action, ...] = ()
    progress: tuple[int, int] | None = None
    link: str | None = None
    anywhere: Intent | None = None

    def actions(self) -> Iterator[Action]:
        """Every action in reading order: the body, the side, the bottom bar, the top bar."""
        for block in (*self.blocks, *self.side):
            if isinstance(block, (Choices, Tiles, Options, Words, Site)):
                yield from block.actions
            elif isinstance(block, Keys):
                for row in block.rows:
                    yield from row
            elif isinstance(block, Fact) and block.action is not None:
                yield block.action
        yield from self.bar
        yield from self.top

    def follows(self, before: Page) -> bool:
        """Whether this is that page with a detail changed, as when an item is ticked: the leaf and the focus stay. Not
        where the first thing to be read is news, as a correction."""
        told = self.blocks[0] if self.kind == "practice" and self.blocks else None
        news = isinstance(told, Notice) and told not in before.blocks
        same = (self.kind, self.title.text, self.progress) == (before.kind, before.title.text, before.progress)
        return same and not news
