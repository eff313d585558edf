"""The command `kiosk bench`: how quick the kiosk is and how little it needs, in medians with their spread."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.handoff.fake import FakeDesk
from kiosk.page.model import Intent, Verb
from kiosk.screen.look import Display, read_display
from kiosk.settings import read_settings
from kiosk.staff.virtual_display import NoDisplay, display_of_some_kind
from kiosk.terminal import open_kiosk

if TYPE_CHECKING:
    from kiosk.staff.stage import Stage

FULL_HD = "1920x1080@345x194mm"
PEER = "import time; from kivy.core.window import Window; from kivy.base import EventLoop, runTouchApp; \
from kivy.uix.label import Label; runTouchApp(Label(text='x'), embedded=True); EventLoop.idle()"
"""The peer of the start: a bare Kivy window with one word in it, in the same run on the same machine."""


@dataclass(frozen=True)
class Figure:
    """One thing measured: its values in a unit, the goal (95th percentile or median), and a peer's median."""

    name: str
    unit: str
    values: tuple[float, ...]
    goal: float
    percentile: int = 50
    peer: float | None = None

    @property
    def reached(self) -> float:
        """The value that is compared with the goal."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, round(self.percentile / 100 * (len(ordered) - 1)))]

    def as_data(self) -> dict[str, object]:
        """The figure for a program."""
        return {
            "name": self.name, "unit": self.unit, "median": round(statistics.median(self.values), 2),
            "low": round(min(self.values), 2), "high": round(max(self.values), 2), "goal": self.goal,
            "percentile": self.percentile, "at_percentile": round(self.reached, 2), "met": self.reached <= self.goal,
            "ratio_to_peer": round(statistics.median(self.values) / self.peer, 2) if self.peer else None,
        }  # fmt: skip


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "bench", help="mesure la rapidité et la mémoire", description="Mesure la borne, sans rien changer."
    )
    parser.add_argument("--runs", type=int, default=5, help="nombre de démarrages (par défaut : 5)")
    parser.add_argument("--display", default=FULL_HD, help=f"écran mesuré (par défaut : {FULL_HD})")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.add_argument("--part", choices=("start", "memory"), help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 measured (met or not), 2 the measure could not be made. Machines are noisy: no test on timings."""
    try:
        display = read_display(options.display)
        with display_of_some_kind(display.width, display.height):
            if options.part:
                return _part(options, display)
            figures = [*_starts(options), *_memory(options), *_at_work(options, display)]
    except (ValueError, NoDisplay, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([figure.as_data() for figure in figures], ensure_ascii=False, indent=1))
        return 0
    print(f"{'mesure':46} {'médiane':>9} {'min':>8} {'max':>8}  but")
    for figure in figures:
        data = figure.as_data()
        peer = f"   ({data['ratio_to_peer']} × une fenêtre Kivy nue)" if figure.peer else ""
        goal = (
            f"{'p' + str(figure.percentile) if figure.percentile != 50 else 'médiane'} ≤ {figure.goal:g} {figure.unit}"
        )
        met = "oui" if data["met"] else f"non : {data['at_percentile']}"
        print(f"{figure.name:46} {data['median']:9} {data['low']:8} {data['high']:8}  {goal} : {met}{peer}")
    return 0


# ---- the start


def _part(options: argparse.Namespace, display: Display) -> int:
    """In a process of its own, as `kiosk run`: paints the first page, or walks every guide and tells its memory."""
    settings = read_settings(options.root / "config" / "kiosk.toml")
    with tempfile.TemporaryDirectory(prefix="maxilien-") as home:
        kiosk = open_kiosk(options.root, settings, display, Path(home), lambda deliver, *_: FakeDesk(deliver))
        kiosk.shell.step()
        _finish()
        if options.part == "memory":
            kiosk.voice.warm()
            for guide in kiosk.library.guides:
                for intent in (Intent(Verb.START), Intent(Verb.HOME), Intent(Verb.GUIDE, guide.id), Intent(Verb.BEGIN)):
                    kiosk.shell.take(intent)
                    kiosk.shell.step()
                while kiosk.host.visit.walk is not None and not kiosk.host.visit.walk.over:
                    kiosk.shell.take(Intent(Verb.ANSWER, "0"))
                    kiosk.shell.step()
            print(_megabytes(os.getpid()), flush=True)
        kiosk.close()
    return 0


def _starts(options: argparse.Namespace) -> list[Figure]:
    """From the start of the process to the first painted page, beside a bare Kivy window."""
    ours, bare = [], []
    command = _command(options, "start")
    quiet = {**os.environ, "KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_FILELOG": "1"}
    for _ in range(options.runs + 1):
        ours.append(_seconds(command, quiet))
        bare.append(_seconds([sys.executable, "-c", PEER], quiet))
    return [Figure("démarrage → première page peinte", "s", tuple(ours[1:]), 1.0, peer=statistics.median(bare[1:]))]


def _command(options: argparse.Namespace, part: str) -> list[str]:
    base = [sys.executable, "-m", "kiosk", "--root", str(options.root), "bench"]
    return [*base, "--part", part, "--display", options.display]


def _memory(options: argparse.Namespace) -> list[Figure]:
    """The kiosk's own process after a walk through every guide; the desk and the voice's worker are others."""
    told = subprocess.run(_command(options, "memory"), check=True, capture_output=True, text=True).stdout
    return [Figure("mémoire résidente (PSS)", "Mo", (float(told.split()[-1]),), 200.0)]


def _seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def _finish() -> None:
    from kivy.graphics.opengl import glFinish

    glFinish()


# ---- at work


def _at_work(options: argparse.Namespace, display: Display) -> list[Figure]:
    """Touches, sounds, memory and rest, on a stage with a real desk and a real voice."""
    from kiosk.staff.stage import Stage

    settings = read_settings(options.root / "config" / "kiosk.toml")
    stage = Stage(options.root, settings, display, paced=True)
    try:
        return [
            Figure("toucher → page peinte", "ms", tuple(_touches(stage)), 50.0, percentile=95),
            *_sounds(stage),
            Figure("processeur au repos", "%", tuple(_rest(stage) for _ in range(min(3, options.runs))), 1.0),
        ]
    finally:
        stage.close()


def _touches(stage: Stage) -> list[float]:
    """Milliseconds from lifting the finger to the painted page, over a walk through every guide."""
    took: list[float] = []
    for guide in stage.library.guides:
        took += [stage.begin()] if not stage.host.visit.started else [stage.press(Verb.HOME)]
        took.append(stage.press(Verb.THEME, guide.theme))
        took.append(stage.press(Verb.GUIDE, guide.id))
        took.append(stage.press(Verb.BEGIN))
        while stage.host.visit.walk is not None and not stage.host.visit.walk.over:
            took.append(stage.press(Verb.ANSWER, "0"))
    stage.press(Verb.HOME)
    return took


def _sounds(stage: Stage) -> list[Figure]:
    """Milliseconds from touching "go on" to the first frame of sound, and from touching "pause" to the last one."""
    first, last = [], []
    stage.voice.warm()
    stage.press(Verb.LISTEN)
    stage.until("the first sound", lambda: stage.voice.first_sound_at is not None)
    stage.press(Verb.PAUSE)
    for _ in range(15):
        stage.press(Verb.SENTENCE, "0")
        first.append((_when(stage, lambda: stage.voice.first_sound_at) - stage.touched_at) * 1000)
        stage.press(Verb.PAUSE)
        last.append((_when(stage, lambda: stage.voice.silent_at) - stage.touched_at) * 1000)
    return [
        Figure("toucher → premier son", "ms", tuple(first), 100.0),
        Figure("toucher → silence", "ms", tuple(last), 50.0),
    ]


def _when(stage: Stage, moment: Callable[[], float | None]) -> float:
    stage.until("the sound or the silence", lambda: moment() is not None)
    found = moment()
    assert found is not None
    return found


def _megabytes(process: int) -> float:
    """Proportional set size: shared pages counted by share."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def _rest(stage: Stage) -> float:
    """Percent of one core over five seconds in which nobody touches anything."""
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < 5.0:
        stage.shell.step(stage.shell.patience())
    return 100 * (time.process_time() - used) / (time.perf_counter() - began)
