"""Screens and team in the browser: how each screen is, pairing, revoking; who may sign in, and with which PIN."""

from __future__ import annotations

import re

import requests
from desk_browsers import REFERENT, Desk, enter, menu, page_of
from desk_fixtures import CHEAP
from playwright.sync_api import Browser, Page, expect

from kiosk.desk.door.auth import Door
from kiosk.pairing import Half, kiosk_proof

pytest_plugins = ["desk_browsers"]
OWN = "Votre code à 6 chiffres"


def test_each_screen_tells_how_it_is_and_never_what_is_on_it(page: Page, desk: Desk) -> None:
    desk.store.know("tablette-3")
    desk.told("tablette-1", village="Dompcevrin", referent=REFERENT)
    desk.told("tablette-2", busy=True, mute=True, guides="old")
    enter(page, desk)
    page.get_by_role("link", name="Écrans", exact=True).click()
    first, second, third = (page.get_by_role("region", name=f"Tablette {number}") for number in (1, 2, 3))
    expect(first.locator(".pill")).to_have_text(["libre"])
    expect(first).to_contain_text("Dompcevrin")
    expect(first).to_contain_text("Référent : Jeanne Aubry")
    expect(first).to_contain_text("03 29 00 00 00")
    expect(second.locator(".pill")).to_have_text(["occupé", "sans son", "guides à mettre à jour"])
    expect(third.locator(".pill")).to_have_text(["hors ligne"])
    desk.told("tablette-1", busy=True)
    expect(first.locator(".pill")).to_have_text(["occupé"])


def paired_with(desk: Desk, kiosk: str, code: str) -> str:
    """The token that a kiosk gets by the code that the page shows."""
    half = Half(code, kiosk, desk=False)
    url = f"{desk.url}/api/pairing"
    begun = requests.post(url, json={"kiosk": kiosk, "message": half.message}, timeout=5).json()
    proof = kiosk_proof(half.key(begun["message"]), kiosk, "")
    return str(requests.post(f"{url}/{begun['session']}", json={"proof": proof}, timeout=5).json()["token"])


def test_a_screen_is_paired_with_the_code_shown_then_revoked(page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.get_by_role("link", name="Écrans", exact=True).click()
    place = page.get_by_role("region", name="Associer un écran")
    place.get_by_text("Montrer un code…").click()
    place.get_by_label(OWN).fill("000000")
    place.get_by_role("button", name="Montrer le code").click()
    expect(page.get_by_text("Ce code n'est pas le vôtre.")).to_be_visible()
    page.goto(desk.url + "/ecrans")
    place.get_by_text("Montrer un code…").press("Enter")
    place.get_by_label(OWN).fill(desk.pins["Claire"])
    place.get_by_label(OWN).press("Enter")
    expect(place.locator(".big")).to_have_text(re.compile(r"^\d{4} \d{4}$"))
    code = place.locator(".big").inner_text().replace(" ", "")
    expect(place.get_by_text(f"kiosk pair {code}")).to_be_visible()
    expect(place.get_by_text("Il reste 10 minutes.")).to_be_visible()
    desk.clock.move(minutes=4)
    expect(place.get_by_text("Il reste 6 minutes.")).to_be_visible()
    token = paired_with(desk, "tablette-9", code)
    assert desk.registry.kiosk_with(token) == "tablette-9"
    expect(place.get_by_text("Tablette 9 est associé maintenant.")).to_be_visible()
    screen = page.get_by_role("region", name="Tablette 9")
    expect(screen.get_by_text("Associé le 2 mars 2026.")).to_be_visible()
    screen.get_by_text("Révoquer…").click()
    screen.get_by_label(OWN).fill(desk.pins["Claire"])
    screen.get_by_role("button", name="Révoquer Tablette 9").click()
    expect(screen.get_by_text("Sans association")).to_be_visible()
    assert desk.registry.kiosk_with(token) is None


def test_a_code_that_is_shown_may_be_put_away(page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.goto(desk.url + "/ecrans")
    place = page.get_by_role("region", name="Associer un écran")
    place.get_by_text("Montrer un code…").click()
    place.get_by_label(OWN).fill(desk.pins["Claire"])
    place.get_by_role("button", name="Montrer le code").click()
    place.get_by_role("button", name="Ne plus associer").click()
    expect(place.locator(".big")).to_have_count(0)


def test_a_colleague_comes_gets_another_pin_and_leaves(browser: Browser, page: Page, desk: Desk) -> None:
    enter(page, desk)
    page.get_by_role("link", name="Équipe").click()
    place = page.get_by_role("region", name="Ajouter quelqu'un")

    def add(name: str, pin: str) -> None:
        place.get_by_label("Prénom, ou nom").fill(name)
        place.get_by_label(OWN).fill(pin)
        place.get_by_role("button", name="Ajouter").click()

    add("Malik", "000000")
    expect(page.get_by_role("alert")).to_have_text("Ce code n'est pas le vôtre.")
    add("claire", desk.pins["Claire"])
    expect(page.get_by_role("alert")).to_have_text("Ce nom est déjà pris.")
    add("Malik", desk.pins["Claire"])
    given = page.get_by_role("region", name="Le code de Malik").locator(".big")
    desk.pins["Malik"] = given.inner_text().replace(" ", "")
    page.goto(desk.url + "/equipe")
    expect(given).to_have_count(0)
    with page_of(browser, desk) as other:
        enter(other, desk, "Malik")
        page.get_by_text("Nouveau code…").click()
        page.locator("main details[open]").get_by_label(OWN).fill(desk.pins["Claire"])
        page.get_by_role("button", name="Donner un nouveau code à Malik").click()
        desk.pins["Malik"] = given.inner_text().replace(" ", "")
        expect(other).to_have_url(desk.url + "/entrer")
        enter(other, desk, "Malik")
        page.get_by_text("Retirer… Malik").click()
        page.locator("main details[open]").get_by_label(OWN).fill(desk.pins["Claire"])
        page.get_by_role("button", name="Retirer Malik").click()
        expect(page.get_by_role("region", name="Qui peut entrer").get_by_role("listitem")).to_have_count(1)
        expect(other).to_have_url(desk.url + "/entrer")
    assert desk.registry.people() == ("Claire",)


def test_ones_own_pin_is_changed_and_a_weak_one_refused_with_the_reason(page: Page, desk: Desk) -> None:
    enter(page, desk)
    menu(page)
    page.get_by_role("link", name="Mon code").click()
    place = page.get_by_role("region", name="Mon code")

    def change(new: str, again: str) -> None:
        place.get_by_label("Votre code d'aujourd'hui").fill(desk.pins["Claire"])
        place.get_by_label("Le nouveau code, 6 chiffres").fill(new)
        place.get_by_label("Encore le nouveau code").fill(again)
        place.get_by_role("button", name="Changer mon code").click()

    change("123456", "123456")
    expect(page.get_by_role("alert")).to_have_text("Ce code est trop simple : ses chiffres se suivent.")
    change("493027", "493028")
    expect(page.get_by_role("alert")).to_have_text("Les deux nouveaux codes ne sont pas les mêmes.")
    change("493027", "493 027")
    expect(page.get_by_role("heading", name="Votre code a changé")).to_be_visible()
    desk.pins["Claire"] = "493027"
    enter(page, desk)
    assert Door(desk.registry, desk.clock.elapsed, CHEAP).confirm("Claire", "493027")


def test_somebody_locked_out_is_shown_and_helped(page: Page, desk: Desk) -> None:
    desk.comes("Malik")
    for _ in range(15):
        desk.registry.attempt("Malik")
    enter(page, desk)
    page.goto(desk.url + "/equipe")
    malik = page.get_by_role("listitem").filter(has_text="Malik")
    expect(malik.get_by_text("code bloqué")).to_be_visible()
    malik.get_by_text("Nouveau code…").click()
    page.locator("main details[open]").get_by_label(OWN).fill(desk.pins["Claire"])
    page.get_by_role("button", name="Donner un nouveau code à Malik").click()
    expect(page.get_by_role("listitem").filter(has_text="Malik").get_by_text("code bloqué")).to_have_count(0)
