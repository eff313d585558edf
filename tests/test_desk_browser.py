"""The desk in a real browser, as the professional uses it: live, by keyboard, narrow, without scripts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from desk_fixtures import CHEAP, TOKEN, Hands, desk_at, ticket
from playwright.sync_api import Browser, Page, expect, sync_playwright

import kiosk.desk
from kiosk.desk.auth import new_pin
from kiosk.desk.store import Store
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import Answer, Colour, Reason, Ticket, VoiceName, Voicing

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
STEPS = ("", "?chemin=0", "?chemin=0.0", "?chemin=0.0.1", "?chemin=0.0.0", "?chemin=0.0.0.0")
PAGES = ("/demandes", "/guides", *(f"/guides/caf-rsa{step}" for step in STEPS), "/lancer", "/lancer?guide=caf-rsa",
         "/voix", "/nulle-part")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Desk:
    """A real desk, and the hands that touch it from outside."""

    def __init__(self, url: str, store: Store, clock: Hands) -> None:
        self.url = url
        self.store = store
        self.clock = clock
        self.pin = new_pin(store, CHEAP)

    def receives(self, one: Ticket) -> Ticket:
        """A kiosk sends a ticket, for real."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": str(one.id)}
        answer = requests.post(f"{self.url}/api/tickets", data=one.model_dump_json(), headers=headers, timeout=5)
        assert answer.status_code == 201
        return one

    def polled(self, kiosk: str, after: int, voice: str = "pico") -> None:
        """A kiosk asks for its messages and tells its voices."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        query: dict[str, str | int] = {"kiosk": kiosk, "after": after, "voices": "espeak,pico,piper", "voice": voice}
        assert requests.get(f"{self.url}/api/messages", params=query, headers=headers, timeout=5).ok

    def three_wait(self) -> list[Ticket]:
        """Three people, one of them answered; one screen online, with its voices."""
        waiting = [
            self.receives(ticket(7)),
            self.receives(ticket(3, Colour.GREEN, reason=Reason.PRIVATE, guide=None, step=None, comfort=None)),
            self.receives(ticket(5, Colour.BROWN, kiosk="tablette-2", step="papiers")),
        ]
        self.store.answer(waiting[2].id, Answer.SOON)
        self.clock.move(minutes=12)
        self.polled("tablette-1", 0)
        self.store.settle(self.store.propose("tablette-1", "caf-rsa", "papiers").id, True)
        self.store.settle(self.store.propose("tablette-1", "apa").id, False)
        self.store.propose("tablette-2", "apa")
        self.store.voice("tablette-1", VoiceName.PIPER, keep=True)
        return waiting


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Hands()
    with desk_at(tmp_path / "desk.sqlite", clock, tick=0.5) as (url, store):
        yield Desk(url, store, clock)


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(desk.url) else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []


def enter(page: Page, desk: Desk) -> None:
    page.goto(desk.url + "/entrer")
    page.get_by_label("Votre code à 6 chiffres").fill(desk.pin)
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(desk.url + "/demandes")


def card(page: Page, name: str):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def test_axe_finds_nothing(page: Page, desk: Desk) -> None:
    axe = Axe()

    def check(where: str) -> None:
        found = axe.run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{where}\n{found.generate_report()}"

    page.goto(desk.url + "/entrer")
    check("sign-in")
    page.get_by_label("Votre code à 6 chiffres").fill("nope")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("alert")).to_have_text("Ce code n'est pas le bon.")
    check("wrong PIN")
    enter(page, desk)
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    check("nobody waits")
    desk.three_wait()
    for path in PAGES:
        page.goto(desk.url + path)
        check(path)
    page.goto(desk.url + "/demandes")
    card(page, "Bleu 7").get_by_text("Clore…").click()
    check("about to close")
    page.goto(desk.url + "/lancer?guide=caf-rsa")
    page.get_by_label("Proposer d'autres réglages").check()
    check("choosing comfort")


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_scrolls_sideways(page: Page, desk: Desk, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    enter(page, desk)
    desk.three_wait()
    for path in (*PAGES, "/entrer"):
        page.goto(desk.url + path)
        for details in page.locator("summary").all():
            details.click()
        if page.locator("#choisi").count():
            page.locator("#choisi").check()
            expect(page.get_by_label("Vitesse de la voix")).to_be_visible()
        across = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert across[0] <= across[1], path


def test_a_request_arrives_without_a_reload(page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.evaluate("window.sameDocument = true")
    first = desk.receives(ticket(7))
    expect(page.get_by_role("heading", name="1 personne attend")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) Demandes"))
    expect(page.locator("#annonce")).to_have_text("Nouvelle demande : Bleu 7")
    button = card(page, "Bleu 7").get_by_role("button", name="Venez au bureau")
    button.focus()
    card(page, "Bleu 7").get_by_text("Clore…").click()
    button.focus()
    desk.receives(ticket(4, Colour.ORANGE))
    expect(page.get_by_role("heading", name="2 personnes attendent")).to_be_visible()
    expect(button).to_be_focused()
    expect(card(page, "Bleu 7").get_by_role("button", name="Clore Bleu 7")).to_be_visible()
    desk.store.answer(first.id, Answer.CLOSED)
    expect(card(page, "Bleu 7")).to_have_count(0)
    expect(page.locator("#titre")).to_be_focused()
    desk.clock.move(minutes=7)
    expect(card(page, "Orange 4").get_by_text("depuis 7 min")).to_be_visible()
    assert page.evaluate("window.sameDocument")


def test_answering_then_closing(page: Page, desk: Desk) -> None:
    enter(page, desk)
    one = desk.receives(ticket(7))
    card(page, "Bleu 7").get_by_role("button", name="J'arrive").click()
    expect(card(page, "Bleu 7").get_by_text("Vous avez répondu")).to_be_visible()
    expect(page).to_have_title(re.compile("^Demandes"))
    assert desk.store.queue()[0].answer is Answer.COMING
    expect(card(page, "Bleu 7").get_by_text("En route vers l'écran")).to_be_visible()
    desk.polled("tablette-1", 1)
    expect(card(page, "Bleu 7").get_by_text("Reçu par l'écran")).to_be_visible()
    expect(page.get_by_role("complementary").get_by_text("en ligne")).to_be_visible()
    card(page, "Bleu 7").get_by_text("Clore…").click()
    page.get_by_role("button", name="Clore Bleu 7").click()
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    assert desk.store.messages(one.kiosk, 1)[1][0].answer is Answer.CLOSED


def test_the_guide_opens_where_the_resident_is(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(ticket(7))
    page.get_by_role("link", name="Ouvrir le guide de Bleu 7").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Touchez «\u00a0Mon compte\u00a0»")
    expect(page.get_by_role("img", name="Croquis de la page")).to_be_visible()
    page.get_by_role("link", name="Étape précédente").click()
    page.get_by_role("link", name="Je ne sais pas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attention aux faux sites")
    page.get_by_role("link", name="Lancer ce guide sur un écran").click()
    expect(page.get_by_label("Étape")).to_have_value("arnaque")
    expect(page.get_by_label("Écran", exact=True)).to_have_value("tablette-1")


def test_launching_a_guide(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.polled("tablette-1", 0)
    page.get_by_role("link", name="Lancer un guide sur Tablette 1").click()
    page.get_by_label("Guide", exact=True).select_option("Demander le RSA")
    page.get_by_role("button", name="Choisir ce guide").click()
    page.get_by_label("Étape").select_option("Préparez vos papiers")
    page.get_by_label("Proposer d'autres réglages").check()
    page.get_by_label("Taille du texte").select_option("très grand")
    page.get_by_label("Lire les pages à voix haute").check()
    page.get_by_role("button", name="Proposer sur l'écran").click()
    state = page.locator("#propositions")
    expect(state.get_by_text("proposé", exact=True)).to_be_visible()
    offer = desk.store.messages("tablette-1", 0)[1][0]
    assert (offer.guide, offer.step) == ("caf-rsa", "papiers")
    assert (offer.comfort.size, offer.comfort.voice) == (4, True)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    requests.post(f"{desk.url}/api/offers/{offer.id}", json={"accepted": True}, headers=headers, timeout=5)
    expect(state.get_by_text("accepté", exact=True)).to_be_visible()


def test_a_comfort_is_preset_with_the_keyboard_alone(page: Page, desk: Desk) -> None:
    page.set_viewport_size({"width": 320, "height": 640})  # a page of 1280 pixels at 400 %
    enter(page, desk)
    desk.polled("tablette-1", 0)
    page.goto(desk.url + "/lancer?guide=caf-rsa")
    page.get_by_label("Étape").focus()
    for key in ("Tab", "ArrowDown"):  # another comfort
        page.keyboard.press(key)
    expect(page.get_by_role("group", name=re.compile("^(Voir|Entendre|Toucher)$"))).to_have_count(3)
    typed = ("grand", "noir", "Space", "Space", "ArrowDown ArrowDown", "2", "5", "Space", "Space")
    for keys in typed:  # size, colours, letters, calm; the voice alone, its rate, its volume; reach, hand
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        for key in keys.split():
            page.keyboard.press(key) if key[0].isupper() else page.keyboard.type(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#propositions").get_by_text("proposé", exact=True)).to_be_visible()
    assert desk.store.messages("tablette-1", 0)[1][0].comfort == Comfort(
        size=3, contrast=Contrast.LIGHT, open_dyslexic=True, calm=True, blank=True, voice=True, rate=2, volume=5,
        low_reach=True, left_handed=True,
    )  # fmt: skip


def test_hearing_and_choosing_the_voice_of_a_kiosk(page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.get_by_role("link", name="Voix").click()
    expect(page.get_by_text("Aucun écran ne s'est encore annoncé.")).to_be_visible()
    desk.polled("tablette-1", 0)
    shelf = page.get_by_role("region", name="Tablette 1")
    expect(shelf.get_by_role("listitem").filter(has_text="Pico")).to_contain_text("voix actuelle")
    expect(page.get_by_text("Seulement quand personne n'utilise la borne.")).to_be_visible()
    expect(shelf.get_by_role("button", name="Choisir")).to_have_count(2)
    shelf.get_by_role("button", name="Écouter Piper sur Tablette 1").click()
    expect(shelf.get_by_text("En route vers l'écran")).to_be_visible()
    desk.polled("tablette-1", 1)
    expect(shelf.get_by_text("Reçu par l'écran")).to_be_visible()
    shelf.get_by_role("button", name="Choisir Piper pour Tablette 1").press("Enter")
    expect(shelf.get_by_text("Vous avez choisi la voix Piper.")).to_be_visible()
    assert desk.store.messages("tablette-1", 0)[1] == (
        Voicing(number=1, name=VoiceName.PIPER),
        Voicing(number=2, name=VoiceName.PIPER, keep=True),
    )
    page.evaluate("window.sameDocument = true")
    desk.polled("tablette-1", 2, "piper")
    expect(shelf.get_by_role("listitem").filter(has_text="Piper")).to_contain_text("voix actuelle")
    assert page.evaluate("window.sameDocument")


def test_with_the_keyboard_alone(page: Page, desk: Desk) -> None:
    desk.receives(ticket(7))
    page.goto(desk.url)
    expect(page.get_by_label("Votre code à 6 chiffres")).to_be_focused()
    page.keyboard.type(desk.pin)
    page.keyboard.press("Enter")
    expect(page).to_have_url(desk.url + "/demandes")

    def reach(words: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.closest('a, button, summary')?.textContent ?? ''"):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
                return
        raise AssertionError(f"{words} is not reached")

    reach("Aller au contenu")
    page.keyboard.press("Enter")
    reach("Dans 10 minutes")
    page.keyboard.press("Space")
    expect(page.get_by_text("Vous avez répondu «")).to_be_visible()
    expect(page).to_have_url(re.compile("#d-"))
    reach("Clore…")
    page.keyboard.press("Enter")
    reach("Clore Bleu 7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    reach("Quitter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bonjour")).to_be_visible()


def test_the_sound_is_off_until_asked_for(page: Page, desk: Desk) -> None:
    enter(page, desk)
    button = page.get_by_role("button", name="Son à chaque demande")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    desk.receives(ticket(7))
    expect(page.locator("#annonce")).to_have_text("Nouvelle demande : Bleu 7")


def test_a_session_that_ends_leaves_nothing_on_the_screen(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(ticket(7))
    expect(card(page, "Bleu 7")).to_be_visible()
    desk.clock.move(minutes=31)
    expect(page).to_have_url(desk.url + "/entrer")
    page.go_back()
    expect(page.get_by_text("Bleu 7")).to_have_count(0)


def test_a_desk_that_stops_is_said_and_comes_back(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    context = browser.new_context()
    page = context.new_page()
    with desk_at(path) as (url, store):
        desk = Desk(url, store, Hands())
        enter(page, desk)
        desk.receives(ticket(7))
        expect(card(page, "Bleu 7")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("n'est plus à jour", timeout=10_000)
    with desk_at(path, port=int(url.rsplit(":", 1)[1])) as (url, store):
        expect(page).to_have_url(url + "/entrer", timeout=15_000)
        page.get_by_label("Votre code à 6 chiffres").fill(desk.pin)
        page.get_by_role("button", name="Entrer").click()
        expect(card(page, "Bleu 7")).to_be_visible()
        context.close()


def test_without_scripts(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    desk.receives(ticket(7))
    enter(page, desk)
    expect(page.get_by_role("button", name="Son")).to_have_count(0)
    card(page, "Bleu 7").get_by_role("button", name="J'arrive").click()
    expect(card(page, "Bleu 7").get_by_text("Vous avez répondu")).to_be_visible()
    card(page, "Bleu 7").get_by_text("Clore…").click()
    page.get_by_role("button", name="Clore Bleu 7").click()
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    context.close()


def test_the_colours_of_the_codes_carry_their_words() -> None:
    sheet = (Path(kiosk.desk.__file__).parent / "static" / "desk.css").read_text()
    found = dict(re.findall(r"\.code\.(\w+) \{ background: (#[0-9a-f]{6})", sheet))
    assert len(found) == len(Colour)

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for name, colour in found.items():
        words = "#000000" if f".code.{name} {{ background: {colour}; color: #000; }}" in sheet else "#ffffff"
        lighter, darker = sorted((light(colour), light(words)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, name


def test_an_unknown_request_is_said_calmly(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(one := ticket(7))
    expect(card(page, "Bleu 7")).to_be_visible()
    page.evaluate(f"for (const form of document.forms) form.action = '/demandes/{uuid4()}'")
    page.evaluate("document.querySelector('button[value=j-arrive]').click()")
    expect(page.get_by_text("Cette demande est déjà close.")).to_be_visible()
    page.get_by_role("link", name="Revenir aux demandes").click()
    expect(card(page, one.code.name)).to_be_visible()
