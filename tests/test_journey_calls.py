"""Journeys against the host, with no window: calling the professional, and what the professional proposes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from journey import ADULT, BRIGHT, FullDisk, Journey, call_of, facts, told

from kiosk.handoff.port import Delivered, Event, Heard, Unreachable
from kiosk.host import GOODBYE_SECONDS
from kiosk.page.model import Badge, Verb
from kiosk.settings import Settings
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import ANSWERS, CODES, Answer, Offer, Reply

# ---- the hand-off


def test_a_call_is_delivered_and_answered_on_the_screen() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.follow(
        [
            ("question: Quel est votre âge ?", "Appeler"),
            ("call: Pourquoi appelez-vous ?", "Je suis bloqué ici"),
            ("consent: Voici ce que le professionnel reçoit", "Oui, appeler"),
            ("waiting: Demande reçue", ""),
        ]
    )
    badge = kiosk.page.side[0]
    assert isinstance(badge, Badge)
    assert badge.code == call_of(kiosk).code
    for answer in Answer:
        text = "Je finis avec quelqu'un." if answer is Answer.OTHER else ""
        kiosk.desk.answers(call_of(kiosk).id, answer, text)
        assert kiosk.seen == "waiting: Le professionnel vous répond"
        assert told(kiosk.page) == (text or ANSWERS[answer][1])
    kiosk.touch("Continuer")
    assert kiosk.seen == "question: Quel est votre âge ?"


def test_an_answer_given_as_the_call_arrives_is_shown() -> None:
    kiosk = Journey(by_itself=Answer.COMING)
    kiosk.call()
    assert told(kiosk.page) == ANSWERS[Answer.COMING][1]


def test_a_refused_consent_sends_nothing() -> None:
    kiosk = Journey()
    kiosk.touches("Appeler", "Je veux parler en privé", "Non, merci", "Retour")
    assert kiosk.page.kind == "home"
    assert kiosk.desk.tickets == []
    assert kiosk.host.visit.call is None


def test_while_the_desk_is_offline_the_page_says_so_until_it_is_back() -> None:
    kiosk = Journey(Settings(phone="03 29 00 00 00", office="la mairie", next_stop="mardi", referent="Mme Claudel",
                             referent_hours="le lundi", referent_phone="03 29 00 00 01"))  # fmt: skip
    kiosk.desk.goes_offline()
    kiosk.call()
    assert kiosk.seen == "waiting: Le bureau ne répond pas"
    assert "Frappez à la porte du bureau." in told(kiosk.page)
    assert facts(kiosk.page) == {
        "Où": "la mairie", "03 29 00 00 00": "le professionnel", "La personne du village": "Mme Claudel",
        "Quand": "le lundi", "03 29 00 00 01": "Mme Claudel", "Le véhicule revient": "mardi",
    }  # fmt: skip
    assert "Votre demande est gardée sur cet écran." in told(kiosk.page)
    assert "Elle part dès que possible, pendant 12 heures au moins." in told(kiosk.page)
    kiosk.desk.comes_back()
    assert kiosk.seen == "waiting: Demande reçue"
    assert kiosk.desk.tickets == [call_of(kiosk)]


def test_an_answer_kept_while_offline_is_heard_when_the_desk_is_back() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.desk.goes_offline()
    kiosk.desk.answers(ticket.id, Answer.COME_IN)
    assert kiosk.seen == "waiting: Demande reçue"
    kiosk.desk.comes_back()
    assert told(kiosk.page) == ANSWERS[Answer.COME_IN][1]


def test_a_ticket_that_cannot_be_kept_is_not_promised_and_may_be_sent_again() -> None:
    kiosk = Journey(desk=FullDisk)
    kiosk.call()
    assert kiosk.seen == "waiting: Votre demande n'est pas partie"
    assert "gardée" not in told(kiosk.page)
    assert "Frappez à la porte du bureau." in told(kiosk.page)
    assert kiosk.page.side == ()
    assert [action.label for action in kiosk.page.top] == ["Accueil", "Où suis-je ?", "Confort", "Appeler"]
    assert isinstance(kiosk.desk, FullDisk)
    kiosk.desk.full = False
    kiosk.touch("Appeler de nouveau")
    kiosk.call()
    assert kiosk.seen == "waiting: Demande reçue"


@pytest.mark.parametrize(
    ("final", "title"), [(False, "Le bureau ne répond pas"), (True, "Votre demande n'est pas partie")]
)
def test_who_went_on_is_brought_back_when_the_call_did_not_arrive(final: bool, title: str) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.call()
    kiosk.touch("Continuer")
    kiosk.host.hear(Unreachable(call_of(kiosk).id, final))
    assert kiosk.seen == f"waiting: {title}"
    kiosk.touch("Continuer")
    assert kiosk.seen == "question: Quel est votre âge ?"


def test_who_went_on_is_not_disturbed_when_the_call_arrives() -> None:
    kiosk = Journey()
    kiosk.desk.goes_offline()
    kiosk.to_step("caf-rsa", "age")
    kiosk.call()
    kiosk.touches("Continuer", "Écouter")
    page = kiosk.page
    kiosk.desk.comes_back()
    assert kiosk.page is page
    assert kiosk.voice.busy
    kiosk.touch("Bleu 1")
    assert kiosk.seen == "waiting: Demande reçue"


def test_an_answer_brings_the_waiting_page_and_back_returns_to_the_step() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    ticket = kiosk.call()
    kiosk.touches("Continuer", ADULT)
    place = kiosk.host.visit.here
    kiosk.desk.answers(ticket.id, Answer.SOON)
    assert told(kiosk.page) == ANSWERS[Answer.SOON][1]
    kiosk.touch("Continuer")
    assert kiosk.host.visit.here == place


@pytest.mark.parametrize("late", ["epoch", "ticket", "delivered", "unreachable"])
def test_what_belongs_to_another_visit_or_ticket_is_dropped(late: str) -> None:
    kiosk = Journey()
    first = kiosk.call()
    kiosk.finish()
    kiosk.touch("Recommencer")
    second = kiosk.call()
    assert second.epoch > first.epoch
    page, visit = kiosk.page, kiosk.host.visit
    events: dict[str, Event] = {
        "epoch": Heard(Reply(number=9, ticket=second.id, epoch=first.epoch, answer=Answer.COMING)),
        "ticket": Heard(Reply(number=9, ticket=first.id, epoch=second.epoch, answer=Answer.COMING)),
        "delivered": Delivered(first.id),
        "unreachable": Unreachable(first.id, final=True),
    }
    kiosk.host.hear(events[late])
    assert kiosk.page is page
    assert kiosk.host.visit is visit


def test_an_answer_after_the_visit_changes_nothing() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.finish()
    page = kiosk.page
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert kiosk.page is page


def test_once_closed_one_may_call_again_under_another_code() -> None:
    kiosk = Journey()
    first = kiosk.call()
    kiosk.desk.answers(first.id, Answer.CLOSED)
    kiosk.touch("Appeler de nouveau")
    second = kiosk.call()
    assert kiosk.seen == "waiting: Demande reçue"
    assert first.code != second.code
    assert first.id != second.id
    kiosk.desk.answers(first.id, Answer.COMING)
    assert kiosk.seen == "waiting: Demande reçue"
    kiosk.touch("Retour")
    assert kiosk.page.kind == "home"


def test_people_who_come_one_after_the_other_do_not_share_a_code() -> None:
    kiosk = Journey()
    codes = []
    for _ in range(len(CODES) + 1):
        codes.append(kiosk.call().code)
        kiosk.finish()
        kiosk.touch("Recommencer")
    assert all(code not in codes[max(0, at - 12) : at] for at, code in enumerate(codes))


def test_calling_while_waiting_shows_the_call_instead_of_sending_another() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "fin-professionnel")
    kiosk.touch("Appeler")
    kiosk.call()
    kiosk.touches("Continuer", "Appeler le professionnel")
    assert kiosk.page.kind == "waiting"
    assert len(kiosk.desk.tickets) == 1
    page = kiosk.take(Verb.WAITING)
    assert page.kind == "waiting"
    assert kiosk.touch("Continuer").kind == "outcome"


# ---- offers


@pytest.mark.parametrize(
    ("step", "comfort", "seen"),
    [
        (None, None, "cover: Demander le RSA"),
        ("papiers", None, "checklist: Préparez vos papiers"),
        ("papiers", BRIGHT, "checklist: Préparez vos papiers"),
        ("nulle-part", None, "cover: Demander le RSA"),
    ],
)
@pytest.mark.parametrize("before", ["attract", "goodbye", "a step", "a word"])
def test_an_accepted_offer_opens_there_with_its_comfort(
    step: str | None, comfort: Comfort | None, seen: str, before: str
) -> None:
    kiosk = Journey(started=before != "attract")
    {
        "attract": lambda: kiosk.page,
        "goodbye": lambda: kiosk.finish(),
        "a step": lambda: kiosk.to_guide("impots-avis", 0),
        "a word": lambda: kiosk.take(Verb.WORD, "RSA"),
    }[before]()
    place = kiosk.seen
    offer = kiosk.desk.offers("caf-rsa", step, comfort)
    assert kiosk.seen == "offer: Le professionnel vous propose une démarche"
    assert facts(kiosk.page)["La démarche"] == "Demander le RSA"
    assert facts(kiosk.page).get("Votre confort") == (comfort and comfort.in_words)
    kiosk.touch("Oui, commencer")
    assert kiosk.seen == seen
    assert kiosk.desk.offer_answers == {offer.id: True}
    assert kiosk.host.comfort == (comfort or Comfort())
    kiosk.touch("Retour")
    assert kiosk.seen == (place if before in ("a step", "a word") else "home: Que voulez-vous faire ?")


@pytest.mark.parametrize("how", [Verb.DECLINE, Verb.BACK])
@pytest.mark.parametrize("started", [True, False])
def test_a_declined_offer_changes_nothing(how: Verb, started: bool) -> None:
    kiosk = Journey(started=started)
    visit = kiosk.host.visit
    offer = kiosk.desk.offers("caf-rsa", "papiers", BRIGHT)
    kiosk.take(how)
    assert kiosk.host.visit == visit
    assert kiosk.desk.offer_answers == {offer.id: False}


def test_an_offer_of_a_guide_that_is_not_here_is_declined_unseen() -> None:
    kiosk = Journey()
    page = kiosk.page
    offer = kiosk.desk.offers("pas-ici")
    assert kiosk.page is page
    assert kiosk.desk.offer_answers == {offer.id: False}


def test_an_offer_accepted_after_its_guide_went_away_leads_nowhere() -> None:
    kiosk = Journey()
    visit = kiosk.host.visit
    gone = Offer(number=1, id=UUID(int=5), guide="pas-ici")
    kiosk.host.visit = replace(visit, offer=gone)
    kiosk.take(Verb.ACCEPT)
    assert kiosk.host.visit == visit


def test_a_second_offer_replaces_and_declines_the_first() -> None:
    kiosk = Journey()
    first, second = kiosk.desk.offers("caf-rsa"), kiosk.desk.offers("impots-avis")
    assert kiosk.desk.offer_answers == {first.id: False}
    assert facts(kiosk.page)["La démarche"] == "Avoir mon avis d'impôt"
    kiosk.touch("Oui, commencer")
    assert kiosk.desk.offer_answers == {first.id: False, second.id: True}


def test_a_finger_that_meant_the_page_behind_an_offer_does_nothing() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    visit = kiosk.host.visit
    kiosk.desk.offers("impots-avis")
    for verb, value in ((Verb.ANSWER, "0"), (Verb.HOME, ""), (Verb.COMFORT, ""), (Verb.MORE, "")):
        kiosk.take(verb, value)
    kiosk.touch("Non, merci")
    assert kiosk.host.visit == visit


@pytest.mark.parametrize("empty_for", [0.0, 100.0, 100_000.0])
def test_an_offer_nobody_answers_on_the_first_page_is_declined_after_its_own_five_minutes(empty_for: float) -> None:
    kiosk = Journey(started=False)
    kiosk.pass_time(empty_for)
    offer = kiosk.desk.offers("caf-rsa")
    kiosk.pass_time(0)
    assert kiosk.pass_time(299).kind == "offer"
    assert kiosk.host.wait(kiosk.now) == 1
    assert kiosk.pass_time(1).kind == "attract"
    assert kiosk.desk.offer_answers == {offer.id: False}
    assert kiosk.host.wait(kiosk.now) == float("inf")


def test_an_offer_outlives_the_goodbye() -> None:
    kiosk = Journey()
    kiosk.finish()
    kiosk.desk.offers("caf-rsa")
    kiosk.pass_time(0)
    assert kiosk.pass_time(GOODBYE_SECONDS).kind == "offer"
    assert kiosk.touch("Non, merci").kind == "attract"


@pytest.mark.parametrize("end", ["wiped", "finished"])
def test_an_offer_nobody_answers_in_a_visit_is_declined_at_its_end(end: str) -> None:
    kiosk = Journey()
    offer = kiosk.desk.offers("caf-rsa")
    assert kiosk.pass_time(300).kind == "alert"
    assert kiosk.desk.offer_answers == {}
    assert (kiosk.pass_time(45) if end == "wiped" else kiosk.finish()).kind in ("attract", "goodbye")
    assert kiosk.desk.offer_answers == {offer.id: False}
    assert kiosk.host.visit.offer is None


@pytest.mark.parametrize(("button", "kind"), [("Appeler", "call"), ("Confort", "comfort")])
def test_who_cannot_cope_with_the_screen_may_call_from_the_first_page(button, kind) -> None:
    kiosk = Journey(started=False)
    assert kiosk.page.kind == "attract"
    kiosk.touch(button)
    assert kiosk.page.kind == kind
    kiosk.take(Verb.BACK)
    assert kiosk.page.kind == "home"
    kiosk.pass_time(345)
    assert kiosk.page.kind == "attract", "the visit so begun is wiped like any other"
