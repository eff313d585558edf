"""Journeys against the host, with no window: offers of a comfort, of a change in life, of a way through a guide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from journey import BRIGHT, LIBRARY, Journey, facts

from kiosk.handoff.port import Heard
from kiosk.page.model import Verb
from kiosk.visit.ticket import Offer, Reason
from kiosk.visit.visit import AtStep

EVENT = LIBRARY.events[0]


def test_a_comfort_alone_changes_how_one_reads_and_not_where_one_is() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    here = kiosk.host.visit.here
    offer = kiosk.desk.offers(comfort=BRIGHT)
    assert kiosk.seen == "offer: Le professionnel vous propose d'autres réglages"
    assert facts(kiosk.page) == {"Votre confort": BRIGHT.in_words}
    kiosk.touch("Oui, essayer")
    assert (kiosk.host.visit.here, kiosk.host.comfort) == (here, BRIGHT)
    assert kiosk.desk.offer_answers == {offer.id: True}


@pytest.mark.parametrize("started", [True, False])
def test_a_change_in_life_opens_its_list(started: bool) -> None:
    kiosk = Journey(started=started)
    kiosk.desk.offers(event=EVENT.id)
    assert kiosk.seen == "offer: Le professionnel vous propose une liste"
    assert facts(kiosk.page) == {"Le changement de vie": EVENT.title}
    kiosk.touch("Oui, voir la liste")
    assert kiosk.seen == f"event: {EVENT.title}"
    assert kiosk.touch("Retour").kind == "home"


def test_a_guide_from_a_change_in_life_leads_back_to_its_list() -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa", event=EVENT.id)
    kiosk.touch("Oui, commencer")
    assert kiosk.seen == "cover: Demander le RSA"
    assert kiosk.touch("Retour").kind == "event"


@pytest.mark.parametrize(
    ("ways", "step", "answers"),
    [
        ((0, 1), "situation", (0, 1)),
        ((0, 1), None, (0, 1)),
        ((0, 1), "papiers", (0, 0, 1)),  # they lead elsewhere: the shortest way to the step
        ((9, 9), "age", (0,)),  # they fit no more
        ((9, 9), None, None),
    ],
)
def test_answers_given_back_are_walked_if_they_still_lead_there(
    ways: tuple[int, ...], step: str | None, answers: tuple[int, ...] | None
) -> None:
    kiosk = Journey()
    kiosk.desk.offers("caf-rsa", step, ways=ways)
    assert facts(kiosk.page).get("Les réponses") == ("déjà données" if answers == ways else None)
    kiosk.touch("Oui, commencer")
    here = kiosk.host.visit.here
    assert (here.walk.answers if isinstance(here, AtStep) else None) == answers


@pytest.mark.parametrize("wrong", [{"event": "pas-ici"}, {"guide": "caf-rsa", "event": "pas-ici"},
                                   {"guide": "caf-rsa", "epoch": 7}])  # fmt: skip
def test_what_is_not_here_or_for_somebody_else_is_declined_unseen(wrong: dict[str, Any]) -> None:
    kiosk = Journey()
    page = kiosk.page
    offer = Offer(number=1, id=UUID(int=3), **wrong)
    kiosk.host.hear(Heard(offer))
    assert kiosk.page is page
    assert kiosk.desk.offer_answers == {offer.id: False}


def test_an_offer_for_this_very_visit_is_shown() -> None:
    kiosk = Journey()
    kiosk.desk.offers("caf-rsa", epoch=kiosk.host.visit.epoch)
    assert kiosk.page.kind == "offer"


def test_who_is_offered_something_can_call_first_and_the_offer_waits() -> None:
    kiosk = Journey()
    offer = kiosk.desk.offers("caf-rsa")
    assert kiosk.take(Verb.CALL).kind == "call"
    kiosk.take(Verb.REASON, Reason.PRIVATE.value)
    assert kiosk.page.kind == "consent"
    assert kiosk.take(Verb.SEND).kind == "offer", "the call is made, the offer stands in front again"
    assert [ticket.reason for ticket in kiosk.desk.tickets] == [Reason.PRIVATE]
    assert kiosk.desk.offer_answers == {}
    kiosk.take(Verb.DECLINE)
    assert kiosk.desk.offer_answers == {offer.id: False}
    assert kiosk.page.kind == "waiting"
