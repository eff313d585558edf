"""Every page laid out without being drawn: what the proofs of the layout share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from kiosk.page.frame import World
from kiosk.page.model import Page
from kiosk.screen.audit import audit
from kiosk.screen.layout import lay_out
from kiosk.screen.look import PANELS, Look, make_look
from kiosk.screen.shapes import Rect, Sheet, Target
from kiosk.settings import Settings
from kiosk.staff.every_page import every_page
from kiosk.terminal import read_world
from kiosk.visit.comfort import Comfort

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE, UPRIGHT = PANELS
RulerOf = Callable[[bool], Callable[[str, str, float], float]]
"""The ruler of the usual letters (False) or of OpenDyslexic (True)."""


@cache
def world_on(panel: str) -> World:
    settings = Settings(
        panel=str(PANELS[panel]), village="Montfaucon-d'Argonne", hours="jusqu'à 12 h", phone="03 00 00 00 00"
    )
    return read_world(ROOT, settings, date(2026, 11, 22))[0]


@cache
def pages_on(panel: str) -> dict[str, Page]:
    """Every page of the kiosk, as a panel shows it."""
    return dict(every_page(world_on(panel)))


def sample(panel: str, step: int, offset: int = 0) -> dict[str, Page]:
    """One page in so many, from the one at `offset`, and the first of each kind; every page with EVERY_PAGE=1."""
    seen: set[str] = set()
    some = {}
    step = 1 if os.environ.get("EVERY_PAGE") else step
    for at, (name, page) in enumerate(pages_on(panel).items()):
        if at % step == offset % step or page.kind not in seen:
            some[name] = page
        seen.add(page.kind)
    return some


def look_on(panel: str, **comfort: object) -> Look:
    return make_look(Comfort.model_validate(comfort), PANELS[panel])


def leaves_of(page: Page, look: Look, ruler: RulerOf) -> list[Sheet]:
    measure = ruler(look.open_dyslexic)
    first = lay_out(page, look, measure)
    return [first, *(lay_out(page, look, measure, leaf) for leaf in range(1, first.leaves))]


def faults_of(name: str, page: Page, sheets: list[Sheet], look: Look) -> list[str]:
    """What is wrong with the leaves of a page, in words; also the buttons that stand on none of them."""
    found = [
        f"{name}, leaf {sheet.leaf + 1}: {fault}"
        for sheet in sheets
        for fault in [*audit(sheet, look), *(["not all of it has room"] if sheet.crowded else [])]
    ]
    offered = {id(target.action) for sheet in sheets for target in sheet.targets}
    return found + [f"{name}: no « {action.label} »" for action in page.actions() if id(action) not in offered]


def faults_on(panel: str, pages: dict[str, Page], ruler: RulerOf, **comfort: object) -> list[str]:
    """What is wrong with some pages on a panel in a comfort."""
    look = look_on(panel, **comfort)
    return [
        fault for name, page in pages.items() for fault in faults_of(name, page, leaves_of(page, look, ruler), look)
    ]


def buttons(sheet: Sheet) -> list[Target]:
    """What is touched on a leaf, without the words in the running text."""
    return [target for target in sheet.targets if not target.inline]


def mirrored(rect: Rect, sheet: Sheet) -> Rect:
    return replace(rect, x=sheet.width - rect.x - rect.w)
