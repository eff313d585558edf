"""The command `kiosk photos`: draws every page of every guide, and makes a gallery that a person can look through."""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.guide.problem import BadFile
from kiosk.handoff.fake import FakeDesk
from kiosk.screen.audit import LEAST_CONTRAST, audit, low_contrasts
from kiosk.screen.look import PANELS, make_look, read_display
from kiosk.settings import Settings, read_settings
from kiosk.staff.every_page import every_page
from kiosk.staff.virtual_display import NoDisplay, display_of_some_kind
from kiosk.terminal import Kiosk, open_kiosk, read_world
from kiosk.visit.comfort import SIZES, SWITCHES, Comfort, Contrast, with_setting

if TYPE_CHECKING:
    from kiosk.page.model import Page

STYLE = """body{font:18px/1.4 system-ui,sans-serif;background:#fbf7f0;color:#10243e;margin:2rem}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(26rem,1fr));gap:1.5rem}
figure{margin:0}img{width:100%;border:1px solid #10243e}figcaption{overflow-wrap:anywhere}"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "photos",
        help="dessine toutes les pages dans une galerie",
        description="Dessine toutes les pages de tous les guides, et une page web pour les regarder.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="où écrire les images et index.html")
    parser.add_argument("--only", default="", metavar="MOT", help="seulement les pages dont le nom contient ce mot")
    parser.add_argument("--size", type=int, choices=range(1, len(SIZES) + 1), default=2, help="taille du texte")
    parser.add_argument(
        "--contrast", choices=[one.value for one in Contrast], default=Contrast.NORMAL.value, help="couleurs"
    )
    parser.add_argument("--display", help="écran, par exemple 1280x800@217x136mm (par défaut : config/kiosk.toml)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="RÉGLAGE",
        help="un autre réglage du confort : open_dyslexic=oui, low_reach=oui, left_handed=oui",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="toutes les tailles, toutes les couleurs, tous les écrans")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 all pages drawn, 1 a page has a fault, 2 nothing could be drawn."""
    try:
        return _every_look(options) if options.all else _one_look(options)
    except (BadFile, ValueError, NoDisplay, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _every_look(options: argparse.Namespace) -> int:
    """One process a panel, a size and a contrast, since a process opens one window; then a page that leads to each."""
    worst, links = 0, []
    for panel, comfort in product(PANELS, _every_comfort()):
        display = PANELS[panel]
        more = [f"{name}=oui" for name in SWITCHES if getattr(comfort, name)]
        folder = "-".join([f"{display.width}x{display.height}", str(comfort.size), comfort.contrast.name.lower(),
                           *(setting.partition("=")[0] for setting in more)])  # fmt: skip
        command = [sys.executable, "-m", "kiosk", "--root", str(options.root), "photos",
                   "--out", str(options.out / folder), "--display", str(display), "--size", str(comfort.size),
                   "--contrast", comfort.contrast.value, "--only", options.only,
                   *(word for setting in more for word in ("--set", setting))]  # fmt: skip
        worst = max(worst, subprocess.run(command, check=False).returncode)
        links.append(f'<li><a href="{folder}/index.html">{panel}, {html.escape(comfort.in_words)}</a></li>')
    _write(options.out, "Toutes les pages", f"<ul>{''.join(links)}</ul>")
    return worst


def _every_comfort() -> Iterator[Comfort]:
    """Every size in every contrast; then, at two sizes, what changes letters or places."""
    for size, contrast in product(range(1, len(SIZES) + 1), Contrast):
        yield Comfort(size=size, contrast=contrast)
    for size, setting in product((2, 4), ("open_dyslexic", "low_reach", "left_handed")):
        yield with_setting(Comfort(size=size), f"{setting}=oui")


@dataclass(frozen=True)
class _Photo:
    """One leaf of a page as it was drawn, with its faults."""

    file: str
    name: str
    faults: tuple[str, ...]


def _one_look(options: argparse.Namespace) -> int:
    settings = read_settings(options.root / "config" / "kiosk.toml")
    settings = replace(settings, panel=options.display or settings.panel)
    display = read_display(settings.panel)
    comfort = Comfort(size=options.size, contrast=Contrast(options.contrast))
    for setting in options.set:
        changed = with_setting(comfort, setting)
        if changed == comfort:
            raise ValueError(f"« {setting} » n'est pas un réglage : écrivez par exemple open_dyslexic=oui.")
        comfort = changed
    options.out.mkdir(parents=True, exist_ok=True)
    with (
        display_of_some_kind(display.width, display.height, virtual=True),
        tempfile.TemporaryDirectory(prefix="maxilien-") as home,
    ):
        kiosk = open_kiosk(options.root, settings, display, Path(home), lambda deliver, *_: FakeDesk(deliver))
        photos = list(_photographs(options, settings, kiosk, comfort))
        kiosk.close()
    figures = "".join(
        f'<figure><img loading="lazy" src="{photo.file}" alt=""><figcaption>{html.escape(photo.name)}'
        f"{''.join(f'<br><b>{html.escape(fault)}</b>' for fault in photo.faults)}</figcaption></figure>"
        for photo in photos
    )
    _write(options.out, f"{display}, {comfort.in_words}", f"<main>{figures}</main>")
    faults = [f"{photo.file} : {fault}" for photo in photos for fault in photo.faults]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(photos)} images dans {options.out}" + (f", {len(faults)} défauts." if faults else "."))
    return 1 if faults else 0


def _photographs(options: argparse.Namespace, settings: Settings, kiosk: Kiosk, comfort: Comfort) -> Iterator[_Photo]:
    world, _ = read_world(options.root, settings, date.today())
    look = make_look(comfort, kiosk.shell.display)
    pages: list[tuple[str, Page]] = [(name, page) for name, page in every_page(world) if options.only in name]
    number = 0
    for name, page in pages:
        leaf, leaves = 0, 1
        while leaf < leaves:
            sheet = kiosk.shell.draw(page, comfort, leaf)
            number, leaf, leaves = number + 1, leaf + 1, sheet.leaves
            file = f"{number:04d}.png"
            kiosk.shell.photograph(options.out / file)
            faults = (*audit(sheet, look), *low_contrasts(sheet, LEAST_CONTRAST[comfort.contrast]))
            yield _Photo(file, f"{name} ({leaf} sur {leaves})" if leaves > 1 else name, faults)


def _write(folder: Path, title: str, body: str) -> None:
    """Writes a page of the gallery."""
    text = f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{html.escape(title)}</title>'
    text += f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}</html>\n"
    (folder / "index.html").write_text(text, "utf-8")
