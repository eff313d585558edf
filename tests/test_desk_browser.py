"""The desk in a real browser: live, by keyboard, at night, narrow, without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from desk_browsers import PAGES, Desk, card, enter, flawless, menu, more, open_everything, page_of
from desk_fixtures import Hands, desk_at, ticket, word
from playwright.sync_api import Browser, Page, expect

import kiosk.desk
from kiosk.visit.request import Outcome
from kiosk.visit.ticket import Answer, Colour, Saying

pytest_plugins = ["desk_browsers"]
SHAPES = {"wide": (1280, "light"), "wide at night": (1280, "dark"), "narrow": (320, "light"),
          "narrow at night": (320, "dark")}  # fmt: skip
CONTROLS = "a[href], button, summary, select, textarea, input:not([type=hidden])"


def every_page(desk: Desk) -> tuple[str, ...]:
    """The addresses of all pages, a guide opened from a request among them."""
    one = desk.a_day()[0]
    return (*PAGES, f"/guides/caf-rsa?chemin=0.0.0&demande={one.id}&borne=tablette-1")


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, desk: Desk, shape: str) -> None:
    width, colours = SHAPES[shape]
    with page_of(browser, desk, viewport={"width": width, "height": 740}, color_scheme=colours) as page:
        page.goto(desk.url + "/entrer")
        flawless(page, "sign-in")
        page.get_by_label("Votre code à 6 chiffres").fill("nope")
        page.get_by_role("button", name="Entrer").click()
        expect(page.get_by_role("alert")).to_have_text("Ce code n'est pas le bon.")
        flawless(page, "wrong PIN")
        enter(page, desk)
        expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
        flawless(page, "nobody waits")
        for path in every_page(desk):
            page.goto(desk.url + path)
            flawless(page, path)
            open_everything(page)
            flawless(page, f"{path}, unfolded")
            across = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert across[0] <= across[1], path
        page.goto(desk.url + "/equipe")
        menu(page)
        expect(page.get_by_role("button", name="Quitter")).to_be_visible()
        flawless(page, "the menu")


def test_every_control_is_reached_by_the_keyboard_and_shows_it(page: Page, desk: Desk) -> None:
    enter(page, desk)
    for path in every_page(desk):
        page.goto(desk.url + path)
        open_everything(page)
        wanted = page.evaluate(
            """(controls) => {
                const one_of = new Set();
                return [...document.querySelectorAll(controls)].filter((one) => {
                    if (!one.checkVisibility() || one.disabled) return false;
                    if (one.type !== "radio") return true;
                    const group = one.form?.action + one.name;
                    return !one_of.has(group) && one_of.add(group);
                }).length;
            }""",
            CONTROLS,
        )
        reached = set()
        for _ in range(2 * wanted + 10):  # from wherever the page was touched last, round by its end
            page.keyboard.press("Tab")
            where = page.evaluate(
                """(controls) => {
                    const one = document.activeElement;
                    const at = [...document.querySelectorAll(controls)].indexOf(one);
                    return [at, getComputedStyle(one).outlineStyle, one.outerHTML.slice(0, 120)];
                }""",
                CONTROLS,
            )
            if where[0] >= 0:
                assert where[1] == "solid", f"{path}: {where[2]}"
                reached.add(where[0])
            if len(reached) == wanted:
                break
        assert len(reached) == wanted, path


def test_a_request_arrives_without_a_reload(page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.evaluate("window.sameDocument = true")
    first = desk.receives(ticket(7))
    expect(page.get_by_role("heading", name="1 personne attend")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) Demandes"))
    expect(page.locator("#annonce")).to_have_text("Nouvelle demande : Bleu 7")
    button = card(page, "Bleu 7").get_by_role("button", name="Venez au bureau")
    more(page, "Bleu 7").get_by_text("Clore…").click()
    button.focus()
    desk.receives(ticket(4, Colour.ORANGE))
    expect(page.get_by_role("heading", name="2 personnes attendent")).to_be_visible()
    expect(button).to_be_focused()
    expect(card(page, "Bleu 7").get_by_role("button", name="Clore Bleu 7")).to_be_visible()
    desk.store.close_request(first.id, Outcome.INFORMED)
    expect(card(page, "Bleu 7")).to_have_count(0)
    expect(page.locator("#titre")).to_be_focused()
    desk.clock.move(minutes=7)
    expect(card(page, "Orange 4").get_by_text("depuis 7 min")).to_be_visible()
    assert page.evaluate("window.sameDocument")


def test_what_a_resident_says_is_heard(page: Page, desk: Desk) -> None:
    enter(page, desk)
    first, second = desk.receives(ticket(7)), desk.receives(ticket(4, Colour.ORANGE))
    expect(page.get_by_role("heading", name="2 personnes attendent")).to_be_visible()
    desk.clock.move(minutes=12)
    desk.hears(word(first, Saying.STILL))
    expect(card(page, "Bleu 7").get_by_text("attend toujours (9 h 42)")).to_be_visible()
    expect(page.locator("#annonce")).to_have_text("Bleu 7 attend toujours (9 h 42)")
    desk.hears(word(second, Saying.SOLVED))
    expect(card(page, "Orange 4")).to_have_count(0)
    expect(page.locator("#annonce")).to_have_text("Orange 4 n'attend plus : la demande est finie")


def test_what_is_being_written_survives_news(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(ticket(7))
    mine = more(page, "Bleu 7")
    mine.get_by_text("Modifier le message…").click()
    mine.get_by_label("Partir de").select_option("Dans 10 minutes")
    text = mine.get_by_label("Votre message")
    expect(text).to_have_value("Je suis à vous dans 10 minutes.")
    text.fill("Je suis à vous dans 20 minutes.")
    text.press("Home")
    desk.receives(ticket(4, Colour.ORANGE))
    expect(page.get_by_role("heading", name="2 personnes attendent")).to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.type("Oui. ")
    expect(text).to_have_value("Oui. Je suis à vous dans 20 minutes.")
    expect(mine.get_by_label("Partir de")).to_have_value("dans-10-minutes")


def test_the_colours_chosen_are_kept(browser: Browser, desk: Desk) -> None:
    def paper(colour: str) -> None:
        expect(page.locator("body")).to_have_css("background-color", colour)

    light, dark = "rgb(251, 247, 240)", "rgb(18, 23, 31)"
    with page_of(browser, desk, color_scheme="dark") as page:
        enter(page, desk)
        paper(dark)
        menu(page)
        page.get_by_label("Couleurs").select_option("Claires")
        paper(light)
        page.goto(desk.url + "/guides")
        paper(light)
        menu(page)
        page.get_by_label("Couleurs").select_option("Comme l'appareil")
        page.emulate_media(color_scheme="light")
        paper(light)
        page.get_by_label("Couleurs").select_option("Sombres")
        paper(dark)
        page.keyboard.press("Escape")
        expect(page.get_by_label("Couleurs")).to_be_hidden()


def test_answering_then_closing(page: Page, desk: Desk) -> None:
    enter(page, desk)
    one = desk.receives(ticket(7))
    card(page, "Bleu 7").get_by_role("button", name="J'arrive").click()
    expect(card(page, "Bleu 7").get_by_text("Réponse « J'arrive »")).to_be_visible()
    expect(page).to_have_title(re.compile("^Demandes"))
    assert (desk.store.queue()[0].answer, desk.store.queue()[0].by) == (Answer.COMING, "Claire")
    expect(card(page, "Bleu 7").get_by_text("En route vers l'écran")).to_be_visible()
    desk.polled("tablette-1", 1)
    expect(card(page, "Bleu 7").get_by_text("Reçu par l'écran")).to_be_visible()
    expect(page.get_by_role("complementary").get_by_text("en ligne")).to_be_visible()
    card(page, "Bleu 7").get_by_text("Clore…").click()
    page.get_by_label("Comment cela s'est-il fini").select_option("Fait ensemble (la personne a participé)")
    page.get_by_role("button", name="Clore Bleu 7").click()
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    assert desk.store.messages(one.kiosk, 1)[1][0].answer is Answer.CLOSED
    assert desk.store.history()[0].outcome == Outcome.DONE_TOGETHER.value


def test_with_the_keyboard_alone(page: Page, desk: Desk) -> None:
    desk.receives(ticket(7))
    page.goto(desk.url)
    expect(page.get_by_label("Votre code à 6 chiffres")).to_be_focused()
    page.keyboard.type(desk.pins["Claire"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(desk.url + "/demandes")

    def reach(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if words in page.evaluate(
                "document.activeElement.closest('a, button, summary, select')?.textContent ?? ''"
            ):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
                return
        raise AssertionError(f"{words} is not reached")

    reach("Aller au contenu")
    page.keyboard.press("Enter")
    reach("Dans 10 minutes")
    page.keyboard.press("Space")
    expect(page.get_by_text("Réponse «")).to_be_visible()
    expect(page).to_have_url(re.compile("#d-"))
    reach("Plus…")
    page.keyboard.press("Enter")
    reach("Mettre en pause")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="En pause")).to_be_visible()
    reach("Clore…")
    page.keyboard.press("Enter")
    reach("Partie sans attendre")
    page.keyboard.type("Informée")
    reach("Clore Bleu 7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
    reach("Connexion de")
    page.keyboard.press("Enter")
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
        page.get_by_label("Votre code à 6 chiffres").fill(desk.pins["Claire"])
        page.get_by_role("button", name="Entrer").click()
        expect(card(page, "Bleu 7")).to_be_visible()
        context.close()


def test_without_scripts(browser: Browser, desk: Desk) -> None:
    with page_of(browser, desk, java_script_enabled=False) as page:
        desk.receives(ticket(7))
        enter(page, desk)
        expect(page.get_by_role("button", name="Son")).to_have_count(0)
        expect(page.get_by_label("Partir de")).to_be_hidden()
        mine = more(page, "Bleu 7")
        mine.get_by_text("Modifier le message…").click()
        mine.get_by_label("Votre message").fill("J'arrive dans un instant.")
        mine.get_by_role("button", name="Envoyer à l'écran").click()
        expect(mine.get_by_text("Réponse « J'arrive dans un instant. »")).to_be_visible()
        mine.get_by_text("Clore…").click()
        mine.get_by_label("Comment cela s'est-il fini").select_option("Rendez-vous pris")
        page.get_by_role("button", name="Clore Bleu 7").click()
        expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()


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
        assert (lighter + 0.05) / (darker + 0.05) >= 7, name


def test_night_changes_colours_that_the_day_names_and_nothing_else() -> None:
    static = Path(kiosk.desk.__file__).parent / "static"
    day, night = ((static / name).read_text("utf-8") for name in ("desk.css", "dark.css"))
    assert night.count("{") == 1
    named = re.findall(r"^  (--[\w-]+):", night, re.M)
    assert sorted(named) == sorted(re.findall(r"^  (--[\w-]+):", day, re.M))
    assert set(named) == set(re.findall(r"var\((--[\w-]+)\)", day))


def test_an_unknown_request_is_said_calmly(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(one := ticket(7))
    expect(card(page, "Bleu 7")).to_be_visible()
    page.evaluate(f"for (const form of document.forms) form.action = '/demandes/{uuid4()}'")
    page.evaluate("document.querySelector('button[value=j-arrive]').click()")
    expect(page.get_by_role("alert")).to_have_text("Cette demande est déjà close.")
    expect(card(page, one.code.name)).to_be_visible()
