"""What the tests of the desk in a real browser share: Chromium, a real desk, and hands that touch it from outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from desk_fixtures import BEARER, CHEAP, Hands, desk_at, ticket, word
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from kiosk.desk.memory.registry import Registry
from kiosk.desk.memory.store import Store
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import (
    Answer,
    Colour,
    KioskState,
    Reason,
    Referent,
    Saying,
    Standing,
    Ticket,
    VoiceName,
    Voices,
    Word,
)

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
STEPS = ("", "?chemin=0", "?chemin=0.0", "?chemin=0.0.1", "?chemin=0.0.0", "?chemin=0.0.0.0")
PAGES = (
    "/demandes", "/guides", *(f"/guides/caf-rsa{step}" for step in STEPS), "/lancer", "/lancer?guide=caf-rsa",
    "/lancer?quoi=evenement", "/lancer?quoi=confort", "/ecrans", "/voix", "/equipe", "/nulle-part",
)  # fmt: skip
REFERENT = Referent(name="Jeanne Aubry", hours="le lundi de 14 h à 16 h, à la mairie", phone="0329000000")
AXE = {"resultTypes": ["violations"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
"""With the contrast of level AAA: 7:1 for text."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Desk:
    """A real desk with one professional, Claire."""

    def __init__(self, url: str, store: Store, clock: Hands) -> None:
        self.url = url
        self.store = store
        self.clock = clock
        self.registry = Registry(store.database, CHEAP)
        self.pins: dict[str, str] = {}
        self.comes("Claire")

    def comes(self, *names: str) -> None:
        """More professionals."""
        for name in names:
            known = name in self.registry.people()
            self.pins[name] = self.registry.renew(name) if known else self.registry.add(name)

    def receives(self, one: Ticket) -> Ticket:
        """A kiosk sends a ticket, for real."""
        assert self._send("post", "tickets", one).status_code == 201
        return one

    def hears(self, one: Word) -> None:
        """A kiosk sends what a resident says of their request."""
        assert self._send("post", "words", one).status_code == 201

    def told(self, kiosk: str, **facts: object) -> None:
        """A kiosk tells of itself and asks for its messages: all of them were shown."""
        voices = Voices(installed=tuple(VoiceName), present=VoiceName.PICO)
        state = {"busy": False, "mute": False, "guides": "", "voices": voices, **facts}
        assert self._send("put", f"kiosks/{kiosk}", KioskState.model_validate(state)).status_code == 204
        self.polled(kiosk)

    def polled(self, kiosk: str, after: int | None = None) -> None:
        """A kiosk asks for its messages; by default, it has shown every one."""
        shown = self.store.messages(kiosk, 0)[0] if after is None else after
        query: dict[str, str | int] = {"kiosk": kiosk, "after": shown}
        assert requests.get(f"{self.url}/api/messages", params=query, headers=BEARER, timeout=5).ok

    def accepted(self, offer: UUID, accepted: bool = True) -> None:
        """The resident says what they think of an offer."""
        url = f"{self.url}/api/offers/{offer}"
        assert requests.post(url, json={"accepted": accepted}, headers=BEARER, timeout=5).ok

    def a_day(self) -> list[Ticket]:
        """Six people on three screens, in every state; two colleagues; things proposed."""
        self.comes("Malik", "Anne")
        self.told("tablette-1", busy=True, village="Dompcevrin", appointment=True, referent=REFERENT)
        self.told("tablette-2", mute=True, guides="old", village="Saint-Mihiel")
        day = self.clock().date()
        self.registry.issue("tablette-2", day)
        self.registry.issue("tablette-3", day)
        under = (Standing(guide="apa", step="debut"),)
        waiting = [
            self.receives(ticket(7, ways=(0, 0, 0), under=under, event="je-demenage")),
            self.receives(bare(3, Colour.GREEN, reason=Reason.CALL_BACK, phone="0612345678", kiosk="tablette-2")),
            self.receives(ticket(5, Colour.BROWN, kiosk="tablette-2", step="papiers", epoch=2)),
            self.receives(bare(2, Colour.ORANGE, reason=Reason.TOGETHER, kiosk="tablette-3")),
            self.receives(bare(4, Colour.PURPLE, reason=Reason.PRIVATE, epoch=4)),
            self.receives(bare(9, Colour.RED, reason=Reason.UNSAID, epoch=5)),
        ]
        self.clock.move(minutes=12)
        self.hears(word(waiting[0], Saying.STILL))
        self.told("tablette-1", busy=True, village="Dompcevrin", appointment=True, referent=REFERENT)
        self.told("tablette-2", mute=True, guides="old", village="Saint-Mihiel")
        self.store.answer(waiting[2].id, Answer.SOON, "Claire")
        self.store.answer(waiting[3].id, Answer.OTHER, "Claire", "Je cherche la clé du bureau.")
        self.store.hold(waiting[4].id, "Claire")
        self.store.pass_on(waiting[5].id, "Claire", "Malik")
        offers = self.store.propose
        self.store.settle(offers("tablette-2", "caf-rsa", "papiers", about=waiting[2]).id, True)
        self.store.settle(offers("tablette-1", "apa").id, False)
        offers("tablette-2", event="je-demenage")
        offers("tablette-1", comfort=Comfort(size=4, voice=True))
        self.store.voice("tablette-1", VoiceName.PIPER, keep=True)
        return waiting

    def _send(self, method: str, path: str, body: Ticket | Word | KioskState) -> requests.Response:
        headers = {**BEARER, "Idempotency-Key": str(getattr(body, "id", ""))}
        url = f"{self.url}/api/{path}"
        return requests.request(method, url, data=body.model_dump_json().encode(), headers=headers, timeout=5)


def bare(number: int, colour: Colour, **facts: object) -> Ticket:
    """A request without a guide or a comfort."""
    return ticket(number, colour, **{"guide": None, "step": None, "comfort": None, **facts})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Hands()
    with desk_at(tmp_path / "desk.sqlite", clock, tick=0.5) as (url, store):
        yield Desk(url, store, clock)


@contextmanager
def page_of(browser: Browser, desk: Desk, **options: object) -> Iterator[Page]:
    """A page in a browser of its own. Nothing on it may go wrong, or leave the desk."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR", **options})
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(desk.url) else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    with page_of(browser, desk) as page:
        yield page


def enter(page: Page, desk: Desk, name: str = "Claire") -> None:
    """Signs in."""
    page.goto(desk.url + "/entrer")
    if len(desk.registry.people()) > 1:
        page.get_by_label(name, exact=True).check()
    page.get_by_label("Votre code à 6 chiffres").fill(desk.pins[name])
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(desk.url + "/demandes")


def card(page: Page, name: str) -> Locator:
    """The card of a request, by its code."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def more(page: Page, name: str) -> Locator:
    """The card of a request, with "Plus…" open."""
    found = card(page, name)
    found.get_by_text("Plus…").click()
    return found


def menu(page: Page) -> None:
    """Opens the menu of who is signed in."""
    page.locator("#menu > summary").click()


def open_everything(page: Page) -> None:
    """Unfolds all that is folded in the page."""
    for details in page.locator("main details").all():
        details.evaluate("one => one.open = true")
    if page.locator("#choisi").count():
        page.locator("#choisi").check()


def flawless(page: Page, where: str) -> None:
    """Axe finds nothing."""
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
