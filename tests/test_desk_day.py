"""A working day at the desk: three kiosks, two professionals, each request to its end."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk_browsers import REFERENT, Desk, bare, card, enter, more, page_of
from desk_fixtures import TOKEN, ticket, word
from playwright.sync_api import Browser, Page, expect

from kiosk.handoff.client import DeskClient
from kiosk.handoff.courier import Courier
from kiosk.handoff.outbox import Outbox
from kiosk.handoff.port import Event, Heard, Turned
from kiosk.visit.request import Outcome, State
from kiosk.visit.ticket import Answer, Colour, KioskState, Offer, Reason, Reply, Saying

pytest_plugins = ["desk_browsers"]


@pytest.fixture
def other(browser: Browser, desk: Desk) -> Iterator[Page]:
    """Malik, on a telephone."""
    desk.comes("Malik")
    with page_of(browser, desk, viewport={"width": 360, "height": 740}) as page:
        enter(page, desk, "Malik")
        yield page


@contextmanager
def a_kiosk(desk: Desk, folder: Path, name: str) -> Iterator[tuple[Courier, queue.Queue[Event]]]:
    """A kiosk's own post office, on the real line. Its turns are not among the events."""
    events: queue.Queue[Event] = queue.Queue()

    def state(busy: bool) -> KioskState:
        return KioskState(busy=busy, mute=False, guides="", village="Dompcevrin", appointment=True, referent=REFERENT)

    def soon(event: threading.Event, seconds: float | None) -> None:
        event.wait(None if seconds is None else 0.02)

    def deliver(event: Event) -> None:
        if not isinstance(event, Turned):
            events.put(event)

    box = Outbox(folder / "outbox.sqlite")
    courier = Courier(box, DeskClient(desk.url, name, TOKEN), deliver, state, pause=soon)
    courier.start()
    try:
        yield courier, events
    finally:
        courier.close()
        box.close()


def heard(events: queue.Queue[Event]) -> Reply | Offer:
    """The next message that the kiosk takes."""
    while not isinstance(event := events.get(timeout=10), Heard):
        pass
    assert isinstance(event.message, Reply | Offer)
    return event.message


def test_a_working_day(page: Page, other: Page, desk: Desk, tmp_path: Path) -> None:
    enter(page, desk)
    with a_kiosk(desk, tmp_path, "tablette-1") as (courier, events):
        courier.in_use(True)
        courier.post(first := ticket(7, ways=(0, 0, 0)))
        expect(page.locator("#annonce")).to_have_text("Nouvelle demande : Bleu 7")
        expect(page.get_by_role("complementary").get_by_text("occupé")).to_be_visible()
        desk.told("tablette-2", village="Saint-Mihiel")
        desk.clock.move(minutes=2)
        second = desk.receives(bare(3, Colour.GREEN, reason=Reason.PRIVATE, kiosk="tablette-2"))
        desk.clock.move(minutes=1)
        third = desk.receives(bare(5, Colour.PURPLE, reason=Reason.CALL_BACK, phone="0612345678", kiosk="tablette-3"))
        for one in (page, other):
            expect(one.get_by_role("heading", name="3 personnes attendent")).to_be_visible()
            names = one.get_by_role("article").get_by_role("heading", level=2)
            expect(names).to_have_text([re.compile("^Bleu 7"), re.compile("^Vert 3"), re.compile("^Violet 5")])

        # Claire takes the first, answers in her own words, opens the guide and hands it back further on
        card(page, "Bleu 7").get_by_role("button", name="Prendre").click()
        expect(page.get_by_role("region", name="À moi").get_by_role("article")).to_have_count(1)
        expect(other.get_by_role("region", name="Chez des collègues").get_by_text("Claire", exact=True)).to_be_visible()
        expect(other.locator("#annonce")).to_have_text("Claire s'occupe de Bleu 7")
        mine = more(page, "Bleu 7")
        mine.get_by_text("Modifier le message…").click()
        expect(mine.get_by_text("Ce message s'affiche sur un écran public. N'écrivez rien de privé.")).to_be_visible()
        mine.get_by_label("Votre message").fill("J'arrive. Préparez votre RIB.")
        mine.get_by_role("button", name="Envoyer à l'écran").click()
        expect(mine.get_by_text("Réponse « J'arrive. Préparez votre RIB. »")).to_be_visible()
        reply = heard(events)
        assert isinstance(reply, Reply)
        assert (reply.ticket, reply.answer, reply.words) == (first.id, Answer.COMING, "J'arrive. Préparez votre RIB.")
        mine.get_by_text("Ses réponses").click()
        expect(mine.get_by_role("definition")).to_have_text("J'ai un compte")
        mine.get_by_role("link", name="Ouvrir le guide").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Touchez « Mon compte »")
        page.get_by_role("link", name="C'est fait").click()
        page.get_by_role("button", name="Rendre à l'écran à cette étape").click()
        handed = page.get_by_role("region", name="La demande de Bleu 7")
        expect(handed.get_by_text("en attente de la personne")).to_be_visible()
        offer = heard(events)
        assert isinstance(offer, Offer)
        assert (offer.guide, offer.step, offer.ways, offer.epoch) == ("caf-rsa", "fini", (0, 0, 0, 0), first.epoch)
        courier.answer_offer(offer.id, True)
        expect(handed.get_by_text("accepté", exact=True)).to_be_visible()
        page.get_by_role("link", name="Revenir aux demandes").click()
        expect(card(page, "Bleu 7").get_by_text("accepté", exact=True)).to_be_visible()

        # Malik keeps the second for later, takes it again, and passes it to Claire, who puts it back
        more(other, "Vert 3").get_by_role("button", name="Mettre en pause").click()
        expect(other.get_by_role("region", name="En pause").get_by_role("article")).to_have_count(1)
        card(other, "Vert 3").get_by_role("button", name="Reprendre").click()
        more(other, "Vert 3").get_by_text("Passer à…").click()
        card(other, "Vert 3").get_by_label("À qui").select_option("Claire")
        other.get_by_role("button", name="Passer Vert 3").click()
        expect(page.locator("#annonce")).to_have_text("On vous passe Vert 3")
        more(page, "Vert 3").get_by_role("button", name="Remettre dans la file").click()
        expect(page.get_by_role("heading", name="2 personnes attendent")).to_be_visible()
        assert {one.state for one in desk.store.queue() if one.ticket == second} == {State.WAITING}

        # the third is called back by Malik; the second leaves by themselves; the first is closed by Claire
        expect(card(other, "Violet 5").get_by_role("link", name="Rappeler le 06 12 34 56 78")).to_have_attribute(
            "href", "tel:0612345678"
        )
        more(other, "Violet 5").get_by_text("Clore…").click()
        card(other, "Violet 5").get_by_label("Comment cela s'est-il fini").select_option(
            "Organisme en charge de la démarche"
        )
        other.get_by_role("button", name="Clore Violet 5").click()
        expect(card(other, "Violet 5")).to_have_count(0)
        expect(card(page, "Violet 5")).to_have_count(0)
        desk.hears(word(second, Saying.LEFT))
        expect(page.locator("#annonce")).to_have_text("Vert 3 n'attend plus : la demande est finie")
        card(page, "Bleu 7").get_by_text("Clore…").click()
        card(page, "Bleu 7").get_by_label("Comment cela s'est-il fini").select_option(
            "Fait ensemble (la personne a participé)"
        )
        page.get_by_role("button", name="Clore Bleu 7").click()
        expect(page.get_by_role("heading", name="Personne n'attend.")).to_be_visible()
        closing = heard(events)
        assert isinstance(closing, Reply)
        assert closing.answer is Answer.CLOSED
    outcomes = [line.outcome for line in desk.store.history()]
    assert outcomes == [Outcome.TO_OPERATOR.value, Outcome.LEFT.value, Outcome.DONE_TOGETHER.value]
    assert third.id not in {one.ticket.id for one in desk.store.queue()}


def test_a_colleague_who_was_quicker_is_named(page: Page, other: Page, desk: Desk) -> None:
    enter(page, desk)
    one = desk.receives(ticket(7))
    expect(card(page, "Bleu 7")).to_be_visible()
    card(page, "Bleu 7").get_by_role("button", name="Prendre").click()
    expect(page.get_by_role("region", name="À moi")).to_be_visible()
    for field in (("geste", "prendre"), ("reponse", "j-arrive")):  # from a page that is behind
        other.evaluate(
            """([id, name, value]) => {
                const form = document.createElement("form");
                const input = () => document.createElement("input");
                const field = (name, value) => form.append(Object.assign(input(), {name, value}));
                field("csrf", document.querySelector("[name=csrf]").value);
                field(name, value);
                Object.assign(form, {method: "post", action: "/demandes/" + id});
                document.body.append(form);
                form.submit();
            }""",
            [str(one.id), *field],
        )
        expect(other.get_by_role("alert")).to_have_text("Claire l'a déjà prise.")
        expect(other.get_by_role("region", name="Chez des collègues")).to_be_visible()
    assert desk.store.queue()[0].by == "Claire"
    assert desk.store.messages("tablette-1", 0) == (0, ())
    more(other, "Bleu 7").get_by_role("button", name="Prendre à la place de Claire").click()
    expect(other.get_by_role("region", name="À moi").get_by_role("article")).to_have_count(1)
    assert desk.store.queue()[0].by == "Malik"


def test_an_appointment_and_the_referent_are_those_of_the_kiosk(page: Page, desk: Desk) -> None:
    enter(page, desk)
    desk.told("tablette-1", village="Dompcevrin", appointment=True, referent=REFERENT)
    desk.told("tablette-2", village="Saint-Mihiel")
    first = desk.receives(ticket(7))
    desk.receives(bare(3, Colour.GREEN, reason=Reason.APPOINTMENT, kiosk="tablette-2"))
    there = more(page, "Bleu 7")
    expect(there.get_by_text("le lundi de 14 h à 16 h, à la mairie, 03 29 00 00 00")).to_be_visible()
    there.get_by_role("button", name="Référent : Jeanne Aubry").click()
    expect(card(page, "Bleu 7").get_by_text("Réponse « Voir la personne référente »")).to_be_visible()
    more(page, "Bleu 7").get_by_role("button", name="Rendez-vous").click()
    expect(card(page, "Bleu 7").get_by_text("Réponse « Prenons rendez-vous »")).to_be_visible()
    sent = [(one.ticket, one.answer) for one in desk.store.messages("tablette-1", 0)[1]]
    assert sent == [(first.id, Answer.REFERENT), (first.id, Answer.APPOINTMENT)]
    here = more(page, "Vert 3")
    expect(here.get_by_text("Pas de référent dans les réglages de cet écran.")).to_be_visible()
    expect(here.get_by_text("Pas de prise de rendez-vous")).to_be_visible()
    expect(here.get_by_role("button", name="Rendez-vous")).to_have_count(0)
