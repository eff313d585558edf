"""The command `kiosk tour`: walks a guide in the real kiosk by synthetic touches, and keeps what is seen and heard."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.guide.library import guide_files
from kiosk.guide.problem import BadFile
from kiosk.page.model import Verb
from kiosk.screen.audit import audit
from kiosk.screen.look import Display, make_look, read_display
from kiosk.settings import read_settings
from kiosk.staff.virtual_display import NoDisplay, display_of_some_kind
from kiosk.visit.comfort import SIZES, Contrast
from kiosk.visit.ticket import Answer, Reason

if TYPE_CHECKING:
    from kiosk.staff.stage import Stage
    from kiosk.visit.walk import Walk
    from kiosk.voice.script import Said


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "tour",
        help="parcourt un guide et garde les images et le son",
        description="Parcourt un guide dans la vraie borne, par des touchers simulés, jusqu'à la fin.",
    )
    parser.add_argument("guide", metavar="GUIDE", help="nom du guide, par exemple caf-rsa")
    parser.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="où écrire images, son et tour.json")
    parser.add_argument("--seed", type=int, default=1, help="change les réponses choisies (par défaut : 1)")
    parser.add_argument("--size", type=int, choices=range(1, len(SIZES) + 1), default=2, help="taille du texte")
    parser.add_argument(
        "--contrast", choices=[one.value for one in Contrast], default=Contrast.NORMAL.value, help="couleurs"
    )
    parser.add_argument(
        "--keys", choices=("five", "two"), help="sans toucher : par cinq touches (five) ou deux contacteurs (two)"
    )
    parser.add_argument("--dark", action="store_true", help="écran noir, par l'oreille seule ; avec --keys")
    parser.add_argument("--display", help="écran, par exemple 1280x800@217x136mm (par défaut : config/kiosk.toml)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 all went well, 1 something on the way failed, 2 the tour could not begin."""
    if options.guide not in {path.stem for path in guide_files(options.root)}:
        known = ", ".join(path.stem for path in guide_files(options.root))
        print(f"Le guide « {options.guide} » n'existe pas. Guides : {known}.", file=sys.stderr)
        return 2
    if options.dark and not options.keys:
        print("Avec --dark, ajoutez --keys five ou --keys two : l'écran noir ne se touche pas.", file=sys.stderr)
        return 2
    try:
        settings = read_settings(options.root / "config" / "kiosk.toml")
        display = read_display(options.display or settings.panel)
        options.out.mkdir(parents=True, exist_ok=True)
        with display_of_some_kind(display.width, display.height):
            return _tour(options, settings, display)
    except (BadFile, ValueError, NoDisplay, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _tour(options: argparse.Namespace, settings: Any, display: Display) -> int:
    from kiosk.staff.stage import Lost, Stage  # here, because the stage opens a window

    stage = Stage(options.root, settings, display, options.seed, options.out / "speech.wav")
    journal = Journal(options.out)
    try:
        if stage.library.guide(options.guide) is None:
            raise Lost(f"the guide {options.guide} on the shelf (see kiosk check)")
        if options.keys:
            from kiosk.staff.keying import ByKeys  # here, like the stage

            hand = ByKeys(stage, settings, two=options.keys == "two")
            journal.transcript = hand.transcript
            Walker(stage, journal, options, hand).walk()
        else:
            Walker(stage, journal, options, stage).walk()
    except Lost as lost:
        journal.faults.append(f"missing: {lost}")
    finally:
        stage.close()
    journal.write()
    for fault in journal.faults:
        print(fault, file=sys.stderr)
    print(
        f"{len(journal.pages)} pages dans {options.out}"
        + (f", {len(journal.faults)} défauts." if journal.faults else ".")
    )
    return 1 if journal.faults else 0


@dataclass
class Journal:
    """What was seen and heard, and every fault found on the way."""

    out: Path
    pages: list[dict[str, object]] = field(default_factory=list)
    ticket: object = None
    transcript: list[dict[str, object]] | None = None  # by keys: each key, and what was heard after it
    faults: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Writes tour.json."""
        data: dict[str, object] = {"pages": self.pages, "ticket": self.ticket, "faults": self.faults}
        if self.transcript is not None:
            data["transcript"] = self.transcript
        (self.out / "tour.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


NOBODY = "0639980000"
"""A telephone number that is nobody's, kept for stories by Arcep."""


class Hand(Protocol):
    """What a resident presses with."""

    def begin(self) -> float: ...
    def press(self, verb: Verb, value: str | None = None) -> float: ...
    def hear(self) -> str: ...


class Walker:
    """A resident on tour: reads, listens, answers as the seed has it, calls the professional on the way."""

    def __init__(self, stage: Stage, journal: Journal, options: argparse.Namespace, hand: Hand) -> None:
        """`hand` presses: the stage's own finger, or keys."""
        self._stage = stage
        self._hand = hand
        self._journal = journal
        self._options = options
        self._seen: set[str] = set()

    def walk(self) -> None:
        """From the attract page to the goodbye."""
        stage, options = self._stage, self._options
        self._page(0.0)
        if options.keys:
            self._page(self._hand.begin())
        else:
            self._page(self._hand.press(Verb.START))
            self._page(self._hand.press(Verb.SKIP))
        self._comfort()
        self._page(self._hand.press(Verb.SEARCH))
        self._type(options.guide)
        guide = stage.library.guide(options.guide)
        assert guide is not None
        self._page(self._hand.press(Verb.HOME), again=True)
        self._page(self._hand.press(Verb.THEME, guide.theme))
        self._page(self._hand.press(Verb.GUIDE, guide.id))
        self._page(self._hand.press(Verb.BEGIN))
        calls_at = stage.random.randrange(2, 7)
        while True:
            walk = stage.host.visit.walk
            assert walk is not None
            self._look_around()
            self._detour(walk)
            if walk.position == calls_at or (walk.over and stage.host.visit.call is None):
                self._call()
            if walk.over:
                break
            self._go_on()
        self._page(self._hand.press(Verb.LEAVE))
        self._page(self._hand.press(Verb.FINISH))

    def _comfort(self) -> None:
        options = self._options
        self._page(self._hand.press(Verb.COMFORT, ""))
        if options.size != 2:
            self._page(self._hand.press(Verb.SET, f"size={options.size}"))
        wanted = {f"contrast={options.contrast}": options.contrast != Contrast.NORMAL.value, "blank=oui": options.dark}
        settings = [setting for setting, different in wanted.items() if different]
        if settings:
            self._page(self._hand.press(Verb.COMFORT, "see"))
            for setting in settings:
                self._hand.press(Verb.SET, setting)
            self._hand.press(Verb.BACK)
        self._hand.press(Verb.BACK)

    def _type(self, guide_id: str) -> None:
        """Types the beginning of a word that leads to the guide."""
        guide = self._stage.library.guide(guide_id)
        assert guide is not None
        keys = {action.intent.value for action in self._stage.host.page.actions() if action.intent.verb is Verb.KEY}
        word = next(word for word in guide.words if set(word.lower()) <= keys)
        took = 0.0
        for char in word.lower()[:12]:
            took = self._hand.press(Verb.KEY, char)
        self._page(took)

    def _look_around(self) -> None:
        """Opens, the first time each is met, a hard word, the detail, the QR code; ticks a box; asks where it is."""
        stage = self._stage
        for verb in (Verb.WORD, Verb.MORE, Verb.PHONE, Verb.TICK, Verb.WHERE):
            actions = [action for action in stage.host.page.actions() if action.intent.verb is verb]
            if not actions or (verb.value in self._seen and verb is not Verb.PHONE):
                continue
            if verb is Verb.WHERE and not stage.host.visit.answered:
                continue
            if verb is Verb.PHONE and actions[0].intent.value in self._seen:
                continue
            self._seen |= {verb.value, actions[0].intent.value}
            took = self._hand.press(verb, actions[0].intent.value)
            self._page(took, again=verb is Verb.TICK)
            if verb is not Verb.TICK:
                self._hand.press(Verb.BACK)

    def _detour(self, walk: Walk) -> None:
        """Takes, once, the guide that mends what may be missing at a step; its end must lead back to the step."""
        stage = self._stage
        helps = [action for action in stage.host.page.actions() if action.intent.verb is Verb.DETOUR]
        if not helps or Verb.DETOUR.value in self._seen:
            return
        self._seen.add(Verb.DETOUR.value)
        self._page(self._hand.press(Verb.DETOUR, stage.random.choice(helps).intent.value))
        self._page(self._hand.press(Verb.BEGIN))
        while (helping := stage.host.visit.walk) is not None and not helping.over:
            self._go_on()
        self._page(self._hand.press(Verb.RETURN), again=True)
        if stage.host.visit.walk != walk:
            self._journal.faults.append(f"the guide that helped did not lead back to {walk.step.id}")

    def _call(self) -> None:
        """The hand-off, with a real desk that answers."""
        stage = self._stage
        self._page(self._hand.press(Verb.CALL))
        reasons = [action.intent.value for action in stage.host.page.actions() if action.intent.verb is Verb.REASON]
        reason = stage.random.choice([one for one in reasons if one != Reason.UNSAID.value])  # by the consent page
        took = self._hand.press(Verb.REASON, reason)
        if stage.host.page.kind == "number":
            self._page(took)
            for figure in NOBODY:
                self._hand.press(Verb.KEY, figure)
            took = self._hand.press(Verb.WRITTEN)
        self._page(took)
        took = self._hand.press(Verb.SEND)
        stage.until("the desk's receipt", lambda: stage.host.visit.call is not None and stage.host.visit.call.delivered)
        self._hand.hear()
        self._page(took)
        waiting = stage.store.queue()[0]
        self._journal.ticket = waiting.ticket.model_dump(mode="json")
        if waiting.ticket.reason is not Reason(reason):
            self._journal.faults.append("the desk received another reason than the one chosen")
        stage.store.answer(waiting.ticket.id, Answer.COMING, "visite")
        stage.until("the professional's answer", lambda: stage.host.visit.call.answer is Answer.COMING)  # type: ignore[union-attr]
        self._hand.hear()
        self._page(0.0, again=True)
        self._hand.press(Verb.BACK)

    def _go_on(self) -> None:
        """Takes the main way on, or one of the answers as the seed has it: the more is to be seen, the more likely."""
        stage = self._stage
        walk = stage.host.visit.walk
        assert walk is not None
        ways = [action.intent.value for action in stage.host.page.actions() if action.intent.verb is Verb.ANSWER]
        left = [walk.answer(int(way)).length - walk.position for way in ways]
        self._page(self._hand.press(Verb.ANSWER, stage.random.choices(ways, left)[0]))

    def _page(self, took: float, again: bool = False) -> None:
        """Keeps a page: every leaf as a picture, the speech as heard, the faults of its layout."""
        stage, journal = self._stage, self._journal
        page = stage.host.page
        said = stage.host.speech()
        for leaf in range(1 if self._options.keys else stage.shell.sheet.leaves):
            if leaf:
                stage.turn_leaf()
            name = f"{len(journal.pages) + 1:02d}-{page.kind}.png"
            stage.photograph(journal.out / name)
            journal.pages.append(
                {
                    "kind": page.kind,
                    "title": page.title.text,
                    "speech": self._heard(said, leaf) or page.title.text,
                    "picture": name,
                    "link": page.link,
                    "touch_to_frame_ms": round(took, 1),
                    "leaf": [leaf + 1, stage.shell.sheet.leaves],
                }
            )
            look = make_look(stage.host.comfort, stage.display)
            journal.faults += [f"{name}: {fault}" for fault in audit(stage.shell.sheet, look)]
        if not again and not self._options.keys:
            stage.listen()

    def _heard(self, said: tuple[Said, ...], leaf: int) -> str:
        """What is said of one leaf; what stands on none, as the step's number, belongs to the first. Who uses keys
        hears the page as a whole."""
        sheet = self._stage.shell.sheet
        if self._options.keys:
            return " ".join(one.text for one in said)
        return " ".join(one.text for one in said if (sheet.leaf_with(one.source) or 0) == leaf)
