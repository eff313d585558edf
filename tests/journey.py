"""A kiosk without window for the journeys: the real library, a voice without sound, a desk in memory, time by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel

from kiosk.guide.model import Question
from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.port import HandoffError
from kiosk.host import Host
from kiosk.page.build import build
from kiosk.page.focus import Key, focused
from kiosk.page.frame import World
from kiosk.page.model import Fact, Intent, Keys, Notice, Page, Text, Verb
from kiosk.settings import Settings
from kiosk.terminal import read_world
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import Answer, Ticket
from kiosk.visit.visit import Goodbye, Visit
from kiosk.visit.walk import walk_to
from kiosk.voice.fake import FakeVoice
from kiosk.voice.pronounce import spoken
from kiosk.voice.script import Said, script

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 23)
BRIGHT = Comfort(size=4, contrast=Contrast.DARK, voice=True, rate=2)
"""A comfort far from the usual one."""

WORLD, TABLE = read_world(ROOT, Settings(), TODAY)
LIBRARY = WORLD.library


class FullDisk(FakeDesk):
    """A desk whose tickets cannot be kept while `full`."""

    full = True

    def post(self, ticket: Ticket) -> None:
        """Fails while the disk is full."""
        if self.full:
            raise HandoffError("Le disque est plein.")
        super().post(ticket)


class Journey:
    """A kiosk, somebody in front of it, and a professional. `now` only moves with `pass_time`."""

    def __init__(
        self,
        settings: Settings | None = None,
        desk: Callable[..., FakeDesk] = FakeDesk,
        by_itself: Answer | None = None,
        started: bool = True,
        tall: bool = True,
        world: World = WORLD,
    ) -> None:
        world = replace(world, settings=settings or world.settings, tall=tall)
        numbers = (UUID(int=number) for number in range(1, 10_000))
        self.now = 1000.0
        self.voice = FakeVoice()
        self.host: Host
        self.desk = desk(lambda event: self.host.hear(event), by_itself)
        self.host = Host(
            world, self.voice, self.desk, now=self.now, new_id=lambda: next(numbers),
            choose=lambda codes: codes[0], pronunciation=TABLE,
        )  # fmt: skip
        if started:
            self.begin()

    @property
    def page(self) -> Page:
        """The page on the screen."""
        return self.host.page

    @property
    def seen(self) -> str:
        """The page in one word and its title, as the tables write it."""
        return f"{self.page.kind}: {self.page.title.text}"

    def begin(self) -> Page:
        """Starts a visit and passes over the questions about comfort."""
        self.take(Verb.START)
        return self.take(Verb.SKIP)

    def finish(self) -> Page:
        """Touches "J'ai fini", and says so again when asked."""
        self.touch("J'ai fini")
        if self.page.kind == "leaving":
            self.touch("Oui, j'ai fini" if self.host.visit.waiting is None else "Oui, et j'attends mon tour")
        return self.page

    def take(self, verb: Verb, value: str = "") -> Page:
        """Gives an intent, whether the page offers it or not."""
        return self.host.take(Intent(verb, value), self.now)

    def touch(self, words: str) -> Page:
        """Touches the button of those words. Raises LookupError when the page has none, or two that differ."""
        found = {action.intent for action in self.page.actions() if action.label == words}
        if len(found) != 1:
            shown = [action.label for action in self.page.actions()]
            raise LookupError(f"« {words} » on {self.seen}: {shown}")
        return self.host.take(found.pop(), self.now)

    def touches(self, *words: str) -> Page:
        """Touches several buttons, one after the other."""
        for label in words:
            self.touch(label)
        return self.page

    def types(self, text: str) -> Page:
        """Touches the keys of the on-screen keyboard."""
        for letter in text:
            self.touch("espace" if letter == " " else letter)
        return self.page

    def key(self, *keys: Key) -> Page:
        """Presses keys of a keypad, one after the other."""
        for key in keys:
            self.host.key(key, self.now)
        return self.page

    @property
    def focus(self) -> str | None:
        """The words of the button under the focus, or "Ligne 2" for a row of the keyboard; None when on none."""
        action = focused(self.page, self.host._focus)
        return action.label if action is not None else None

    def by_two_switches(self, *words: str) -> Page:
        """Chooses the buttons of those words with NEXT and SELECT alone; letters of the keyboard by their rows."""
        for label in words:
            rows = [row for block in self.page.blocks if isinstance(block, Keys) for row in block.rows]
            row = next((at for at, row in enumerate(rows, 1) if label in [action.label for action in row]), None)
            if row is not None:
                self._switch_to(f"Ligne {row}")
            self._switch_to(label)  # a letter leaves its row by itself
        return self.page

    def _switch_to(self, label: str) -> None:
        for _ in range(60):
            if self.focus == label:
                self.key(Key.SELECT)
                return
            self.key(Key.NEXT)
        raise LookupError(f"« {label} » on {self.seen} by two switches")

    def hush(self) -> None:
        """Lets the voice come to its end."""
        while self.voice.busy:
            self.voice.finish_sentence()
        self.host.tick(self.now)

    @property
    def heard(self) -> list[str]:
        """What the voice was last given."""
        return [said.text for said in self.voice.said[-1]] if self.voice.said else []

    def pass_time(self, seconds: float) -> Page:
        """Lets time pass with nobody touching."""
        self.now += seconds
        return self.host.tick(self.now)

    def follow(self, rows: list[tuple[str, str]]) -> None:
        """Plays a table of (page expected, button touched); the last button may be empty."""
        for at, (expected, button) in enumerate(rows):
            assert self.seen == expected, f"row {at}"
            if button:
                self.touch(button)

    def to_guide(self, guide_id: str, *answers: int) -> Page:
        """Opens a guide from the home page and gives those answers."""
        guide = LIBRARY.guide(guide_id)
        assert guide is not None
        self.take(Verb.HOME)
        self.take(Verb.THEME, guide.theme)
        self.take(Verb.GUIDE, guide_id)
        self.take(Verb.BEGIN)
        for way in answers:
            self.take(Verb.ANSWER, str(way))
        return self.page

    def to_step(self, guide_id: str, step_id: str) -> Page:
        """Opens a guide from the home page and goes the shortest way to that step."""
        guide = LIBRARY.guide(guide_id)
        assert guide is not None
        walk = walk_to(guide, step_id)
        assert walk is not None, step_id
        return self.to_guide(guide_id, *walk.answers)

    @property
    def place(self) -> str:
        """The words of the button that tells where one is: "Étape 4 sur 15" in a guide."""
        [button] = [action for action in self.page.top if action.intent.verb is Verb.WHERE]
        return button.label

    def call(self, reason: str = "Venez, sans raison à donner") -> Ticket:
        """Calls the professional and returns the ticket that the visit now holds."""
        if self.page.kind != "call":
            self.touch("Appeler")
        self.touch(reason)
        if self.page.kind == "consent":
            self.touch("Oui, appeler")
        call = self.host.visit.call
        assert call is not None
        return call.ticket

    def spoken(self) -> tuple[Said, ...]:
        """What listening gives to hear."""
        return self.host.speech()

    def spoken_at(self, sentence: int) -> Said:
        """A sentence of what the voice was last given."""
        return self.voice.said[-1][sentence]


def answer(guide_id: str, step_id: str, way: int = 0) -> str:
    """The words of an answer to a question of a guide."""
    guide = LIBRARY.guide(guide_id)
    assert guide is not None
    question = guide.step(step_id)
    assert isinstance(question, Question)
    return question.choices[way].answer


ADULT = answer("caf-rsa", "age")
"""An answer after which the guide about the RSA goes on."""


def by_keys(*keys: Key) -> Journey:
    """A visit begun by a key, then those keys."""
    kiosk = Journey(started=False)
    kiosk.key(Key.NEXT, *keys)
    return kiosk


def without_voice() -> Journey:
    """A visit begun by touch, the voice off, the keys in use."""
    kiosk = Journey()
    kiosk.key(Key.NEXT)
    return kiosk


def words(said: Sequence[Said]) -> list[str]:
    """The words of what is said."""
    return [one.text for one in said]


GOODBYE = words(script(build(Visit(1, (Goodbye(),)), WORLD), TABLE))
"""What the goodbye says, the same to everybody."""


def said_as(text: str) -> str:
    """A text as the voice gets it, without its last sign."""
    return spoken(text, TABLE).rstrip(" .!?…:,")


def reachable(thing: object, *outside: object) -> Iterator[object]:
    """Everything that can be reached from an object through data: attributes, fields, items; not through those
    `outside`."""
    seen = {id(one) for one in outside}
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += one
        elif is_dataclass(one) and not isinstance(one, type):
            waiting += [getattr(one, field.name) for field in fields(one)]
        if isinstance(one, BaseModel) or hasattr(one, "__dict__"):
            waiting += vars(one).values() if not isinstance(one, type) else []


def told(page: Page) -> str:
    """The sentences of a page's texts and boxes."""
    blocks = [block for block in page.blocks if isinstance(block, (Text, Notice))]
    return " ".join(sentence.text for block in blocks for sentence in block.sentences)


def facts(page: Page) -> dict[str, str]:
    """What a page states, by name."""
    return {block.name: block.value.text for block in page.blocks if isinstance(block, Fact)}


def call_of(kiosk: Journey) -> Ticket:
    """The ticket of the present visit."""
    assert kiosk.host.visit.call is not None
    return kiosk.host.visit.call.ticket
