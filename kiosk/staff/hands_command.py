"""The command `kiosk hands`: how many taps of simulated hands are taken as they were meant, on real pages."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date

from kiosk.guide.problem import BadFile
from kiosk.page.frame import World
from kiosk.screen.layout import lay_out
from kiosk.screen.look import PANELS, make_look
from kiosk.screen.shapes import Sheet
from kiosk.settings import Settings
from kiosk.staff.every_page import every_page
from kiosk.staff.hands import Tally, prove_all, total
from kiosk.terminal import read_world
from kiosk.visit.comfort import Comfort

LEAST_TAKEN = 0.99
SIZES_PROVED = (1, 2, 4)
EVERY_SO_MANY = 20
"""One page of so many is proved on, and every page with a keyboard, whose targets are the smallest."""
EM_WIDTH = {"regular": 0.53, "bold": 0.56, "icon": 1.0}
"""The mean width of a character, in em: near enough where only the places of buttons matter."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "hands",
        help="essaie le toucher avec des mains simulées",
        description="Touche de vraies pages avec des mains simulées : tremblement, appui long, paume posée, cahots.",
    )
    parser.add_argument("--seed", type=int, default=1, help="graine du hasard (par défaut : 1)")
    parser.add_argument("--taps", type=int, default=1800, help="appuis par sorte de main (par défaut : 1800)")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 every kind of hand has 99 % of its taps taken and none twice, 1 one has not, 2 no guide was read."""
    try:
        world, _ = read_world(options.root, Settings(), date.today())
        panels = list(laid_out(world))
    except (BadFile, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    tallies = list(prove_all(panels, max(len(panels), options.taps), options.seed))
    if options.json:
        print(json.dumps([as_data(tally) for tally in tallies], ensure_ascii=False, indent=1))
    else:
        _print(tallies)
    return 0 if all(good(tally) for tally in tallies) else 1


def laid_out(world: World) -> Iterator[tuple[float, Sequence[Sheet]]]:
    """A sample of pages on every panel and at three sizes of text: pixels a millimetre, and the first leaf of each."""
    pages = list(every_page(world))
    sample = [*pages[::EVERY_SO_MANY], *(named for named in pages if named[0].startswith("search"))]
    for display in PANELS.values():
        for size in SIZES_PROVED:
            look = make_look(Comfort(size=size), display)
            sheets = [lay_out(page, look, plain_measure) for _, page in sample]
            yield display.px_per_mm, [one for one in sheets if any(not target.inline for target in one.targets)]


def plain_measure(text: str, font: str, px: float) -> float:
    """About how wide a text is in pixels, without a window to measure it in."""
    return EM_WIDTH.get(font, EM_WIDTH["bold"]) * len(text) * px


def good(tally: Tally) -> bool:
    """Whether a kind of hand is served as promised."""
    return tally.taken >= LEAST_TAKEN * tally.taps and not tally.twice and not tally.unseen


def as_data(tally: Tally) -> dict[str, object]:
    """A tally for a program."""
    return {
        "hand": tally.hand.name, "source": tally.hand.source, "taps": tally.taps, "taken": tally.taken,
        "missed": tally.missed, "wrong": tally.wrong, "twice": tally.twice, "unseen": tally.unseen, "good": good(tally),
    }  # fmt: skip


def _print(tallies: Sequence[Tally]) -> None:
    print(f"{'main':24} {'appuis':>7} {'pris':>8} {'manqués':>8} {'à côté':>8} {'deux fois':>10} {'sans réponse':>13}")
    for tally in [*tallies, total(tallies[0].hand, tallies)]:
        name = tally.hand.french if tally in tallies else "toutes"
        print(
            f"{name:24} {tally.taps:7} {tally.taken / tally.taps:8.2%} {tally.missed / tally.taps:8.2%} "
            f"{tally.wrong / tally.taps:8.2%} {tally.twice:10} {tally.unseen:13}"
        )
