"""The desk sends to a screen: a guide, a change in life, a comfort, a voice; by the browser."""

from __future__ import annotations

import re

from desk_browsers import Desk, enter
from desk_fixtures import ticket
from playwright.sync_api import Page, expect

from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import VoiceName, Voices, Voicing

pytest_plugins = ["desk_browsers"]


def test_the_guide_opens_where_the_resident_is(page: Page, desk: Desk) -> None:
    enter(page, desk)
    one = desk.receives(ticket(7))
    page.get_by_role("link", name="Ouvrir le guide de Bleu 7").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Touchez «\u00a0Mon compte\u00a0»")
    expect(page.get_by_role("img", name="Croquis de la page")).to_be_visible()
    page.get_by_role("link", name="Étape précédente").click()
    page.get_by_role("link", name="Je ne sais pas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attention aux faux sites")
    page.get_by_role("button", name="Rendre à l'écran à cette étape").click()
    expect(page.get_by_text("en attente de la personne")).to_be_visible()
    expect(page).to_have_url(re.compile(f"chemin=0.0.2&borne=tablette-1&demande={one.id}$"))
    offer = desk.store.messages("tablette-1", 0)[1][0]
    assert (offer.guide, offer.step, offer.ways, offer.epoch) == ("caf-rsa", "arnaque", (0, 0, 2), one.epoch)
    desk.accepted(offer.id, False)
    expect(page.get_by_text("refusé", exact=True)).to_be_visible()
    expect(page.locator("#annonce")).to_have_text("«\u00a0Demander le RSA\u00a0» est refusé sur l'écran")
    page.goto(desk.url + "/guides/caf-rsa?chemin=0.0.1&borne=tablette-1")
    page.get_by_role("link", name="Lancer ce guide sur un écran").click()
    expect(page.get_by_label("Étape")).to_have_value("arnaque")
    expect(page.get_by_label("Écran", exact=True)).to_have_value("tablette-1")


def test_the_answers_told_are_followed_and_others_are_not_made_up(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.receives(told := ticket(7, step="fini", ways=(0, 0, 1, 0, 0)))
    desk.receives(quiet := ticket(8, step="fini"))
    desk.receives(other := ticket(9, step="compte", ways=(5, 5, 5)))  # answers of another version of the guide
    for one, way in ((told, "0.0.1.0.0"), (quiet, "0.0.0.0"), (other, "0.0")):
        page.goto(desk.url + "/demandes")
        page.get_by_role("link", name=f"Ouvrir le guide de {one.code.name}").click()
        expect(page).to_have_url(re.compile(f"chemin={way}&borne=tablette-1&demande={one.id}$"))
    page.goto(desk.url + "/demandes")
    expect(page.get_by_text("Ses réponses")).to_have_count(1)


def test_launching_a_guide(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.told("tablette-1")
    page.get_by_role("link", name="Lancer sur Tablette 1").click()
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
    assert (offer.guide, offer.step, offer.epoch) == ("caf-rsa", "papiers", None)
    assert (offer.comfort.size, offer.comfort.voice) == (4, True)
    desk.accepted(offer.id)
    expect(state.get_by_text("accepté", exact=True)).to_be_visible()


def test_launching_a_change_in_life_and_a_comfort_alone(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.told("tablette-1", village="Dompcevrin")
    desk.told("tablette-2", busy=True)
    page.get_by_role("link", name="Lancer", exact=True).click()
    page.get_by_role("link", name="Un changement de vie").click()
    page.get_by_label("Ce qui arrive à la personne").select_option("Je déménage")
    page.get_by_label("Écran", exact=True).select_option("Tablette 2 (occupé)")
    page.get_by_role("button", name="Proposer sur l'écran").click()
    state = page.locator("#propositions")
    expect(state.get_by_role("listitem")).to_contain_text("Je déménage")
    page.get_by_role("link", name="Un confort seul").click()
    page.get_by_label("Écran", exact=True).select_option("Tablette 1, Dompcevrin (libre)")
    page.locator("main").get_by_label("Couleurs", exact=True).select_option("blanc sur noir")
    page.get_by_role("button", name="Proposer sur l'écran").click()
    expect(state.get_by_role("listitem")).to_have_count(2)
    expect(state.get_by_role("listitem").filter(has_text="Confort seul")).to_contain_text("couleurs blanc sur noir")
    event, comfort = desk.store.messages("tablette-2", 0)[1][0], desk.store.messages("tablette-1", 0)[1][0]
    assert (event.guide, event.event, event.comfort) == (None, "je-demenage", None)
    assert (comfort.guide, comfort.event, comfort.comfort) == (None, None, Comfort(contrast=Contrast.DARK))
    desk.accepted(event.id, False)
    expect(state.get_by_text("refusé", exact=True)).to_be_visible()
    expect(page.locator("#annonce")).to_have_text("«\u00a0Je déménage\u00a0» est refusé sur l'écran")


def test_a_comfort_is_preset_with_the_keyboard_alone(page: Page, desk: Desk) -> None:
    page.set_viewport_size({"width": 320, "height": 640})  # a page of 1280 pixels at 400 %
    enter(page, desk)
    desk.told("tablette-1")
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
    page.get_by_role("link", name="Écrans", exact=True).click()
    expect(page.get_by_text("Aucun écran ne s'est encore annoncé.")).to_be_visible()
    page.get_by_role("link", name="Les voix des écrans").click()
    desk.told("tablette-1")
    shelf = page.get_by_role("region", name="Tablette 1")
    expect(shelf.get_by_role("listitem").filter(has_text="Pico")).to_contain_text("voix actuelle")
    expect(page.get_by_text("Seulement quand personne n'utilise la borne.")).to_be_visible()
    expect(shelf.get_by_role("button", name="Choisir")).to_have_count(2)
    shelf.get_by_role("button", name="Écouter Piper sur Tablette 1").click()
    expect(shelf.get_by_text("En route vers l'écran")).to_be_visible()
    desk.polled("tablette-1")
    expect(shelf.get_by_text("Reçu par l'écran")).to_be_visible()
    shelf.get_by_role("button", name="Choisir Piper pour Tablette 1").press("Enter")
    expect(shelf.get_by_text("Vous avez choisi la voix Piper.")).to_be_visible()
    assert desk.store.messages("tablette-1", 0)[1] == (
        Voicing(number=1, name=VoiceName.PIPER),
        Voicing(number=2, name=VoiceName.PIPER, keep=True),
    )
    page.evaluate("window.sameDocument = true")
    desk.told("tablette-1", voices=Voices(installed=tuple(VoiceName), present=VoiceName.PIPER))
    expect(shelf.get_by_role("listitem").filter(has_text="Piper")).to_contain_text("voix actuelle")
    assert page.evaluate("window.sameDocument")
