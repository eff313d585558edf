"""Whole journeys against the host, with no window: tables of (page expected, button touched); what must never be."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from journey import LIBRARY, FullDisk, Journey, reachable
from test_page_goldens import (
    comfort_and_the_professional_are_always_there,
    every_address_is_official,
    one_main_action_at_most_on_the_right,
    one_may_go_back,
    one_may_listen,
    there_is_a_way_on,
)

from kiosk.guide.model import Guide, Outcome
from kiosk.handoff.port import Delivered, Event, Heard, Unreachable
from kiosk.host import GOODBYE_SECONDS, MOST_TYPED
from kiosk.page.model import Badge, Choices, Fact, Intent, Notice, Page, Text, Typed, Verb
from kiosk.settings import Settings
from kiosk.visit.comfort import RATES, Comfort, Contrast
from kiosk.visit.ticket import ANSWERS, CODES, REASONS, Answer, Offer, Reason, Reply, Ticket
from kiosk.visit.visit import Attract, Home, Visit
from kiosk.visit.walk import walk_to

Rows = list[tuple[str, str]]
CANARY = "qzkwxj"
OUTCOMES = [(guide, step) for guide in LIBRARY.guides for step in guide.steps if isinstance(step, Outcome)]
BRIGHT = Comfort(size=4, contrast=Contrast.DARK, voice=True, rate=2)


def told(page: Page) -> str:
    """The sentences of a page's texts and boxes."""
    blocks = [block for block in page.blocks if isinstance(block, (Text, Notice))]
    return " ".join(sentence.text for block in blocks for sentence in block.sentences)


def facts(page: Page) -> dict[str, str]:
    return {block.name: block.value.text for block in page.blocks if isinstance(block, Fact)}


def typed(page: Page) -> str:
    return next(block.text for block in page.blocks if isinstance(block, Typed))


def listen_label(page: Page) -> str:
    return next(action.label for action in page.bar if action.intent.verb is Verb.LISTEN)


def call_of(kiosk: Journey) -> Ticket:
    assert kiosk.host.visit.call is not None
    return kiosk.host.visit.call.ticket


# ---- guides


def test_the_whole_way_to_the_rsa() -> None:
    Journey(started=False).follow(
        [
            ("attract: Bonjour.", "Touchez pour commencer"),
            ("home: Que voulez-vous faire ?", "Argent et aides"),
            ("theme: Argent et aides", "Demander le RSA"),
            ("cover: Demander le RSA", "Commencer"),
            ("question: Votre caisse est la Caf ou la MSA ?", "Ma caisse est la Caf"),
            ("question: Quel est votre âge ?", "J'ai 25 ans ou plus"),
            ("question: Êtes-vous dans un de ces cas ?", "Non, aucun de ces cas"),
            ("checklist: Préparez vos papiers", "Continuer"),
            ("question: Avez-vous un téléphone avec internet ?", "Oui, et je peux recevoir un code"),
            ("caution: Attention aux sites payants", "En savoir plus"),
            ("more: En savoir plus", "Revenir"),
            ("caution: Attention aux sites payants", "J'ai compris"),
            ("action: Répondez aux questions de caf.fr", "C'est fait"),
            ("question: Que dit le site ?", "Je peux continuer ma demande"),
            ("question: Avez-vous un compte Caf ?", "J'utilise FranceConnect"),
            ("action: Touchez le bouton FranceConnect", "C'est fait"),
            ("question: Remplissez le formulaire", "J'ai répondu à toutes les questions"),
            ("action: Relisez, puis validez", "C'est fait"),
            ("outcome: Votre demande est envoyée", "J'ai fini"),
            ("goodbye: Merci de votre visite.", "Recommencer"),
            ("home: Que voulez-vous faire ?", ""),
        ]
    )


@pytest.mark.parametrize(("guide", "end"), OUTCOMES, ids=[f"{guide.id}-{end.id}" for guide, end in OUTCOMES])
def test_every_outcome_of_every_guide_is_reached_by_its_buttons(guide: Guide, end: Outcome) -> None:
    kiosk = Journey()
    walk = walk_to(guide, end.id)
    assert walk is not None
    kiosk.to_guide(guide.id)
    for step, way in zip(walk.path, walk.answers, strict=False):
        assert kiosk.page.title.text == step.title
        kiosk.touch(next(a.label for a in kiosk.page.actions() if a.intent == Intent(Verb.ANSWER, str(way))))
    assert kiosk.seen == f"outcome: {end.title}"
    assert kiosk.page.progress == (walk.position, walk.position)
    assert {"J'ai fini", "Appeler le professionnel"} <= {action.label for action in kiosk.page.actions()}
    assert kiosk.touch("J'ai fini").kind == "goodbye"


def test_an_outcome_leads_to_the_guides_that_follow() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 1, 0, 0)
    kiosk.follow(
        [
            ("outcome: Votre demande est envoyée", "Demander la prime d'activité"),
            ("cover: Demander la prime d'activité", "Commencer"),
        ]
    )
    assert kiosk.page.progress is not None
    assert kiosk.page.progress[0] == 1


def test_a_word_the_detail_and_the_qr_code_lead_back_to_the_step() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0, 1, 0, 0, 0)
    step = "action: Répondez aux questions de caf.fr"
    kiosk.follow(
        [
            (step, "simulateur"),
            ("word: Que veut dire « simulateur » ?", "Revenir"),
            (step, "En savoir plus"),
            ("more: En savoir plus", "Revenir"),
            (step, "Ouvrir sur mon téléphone"),
            ("qr: Visez ce carré avec votre téléphone", "Revenir"),
            (step, ""),
        ]
    )


def test_ticks_stay_and_go_with_a_second_touch() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0, 1)

    def ticked() -> list[bool | None]:
        return [action.chosen for action in kiosk.page.actions() if action.intent.verb is Verb.TICK]

    assert ticked() == [False] * 5
    kiosk.touches("Votre pièce d'identité", "Un RIB à votre nom", "Continuer", "Retour")
    assert ticked() == [True, False, False, True, False]
    kiosk.touch("Un RIB à votre nom")
    assert ticked() == [True, False, False, False, False]
    kiosk.to_guide("caf-rsa", 0, 0, 1)
    assert ticked() == [True, False, False, False, False]


def test_back_through_everything_loses_nothing() -> None:
    kiosk = Journey()
    there = [kiosk.seen]
    kiosk.touches("Confort", "Grand", "Revenir")
    for button in (
        "Argent et aides", "Demander le RSA", "ressources", "Revenir", "Commencer", "Ma caisse est la Caf",
        "En savoir plus", "foyer", "Revenir", "Revenir", "J'ai 25 ans ou plus", "Non, aucun de ces cas",
        "Un RIB à votre nom", "Continuer",
    ):  # fmt: skip
        kiosk.touch(button)
        if kiosk.seen in there:
            del there[there.index(kiosk.seen) + 1 :]
        else:
            there.append(kiosk.seen)
    for expected in reversed(there):
        assert kiosk.seen == expected
        if expected != there[0]:
            kiosk.touch("Retour")
    assert kiosk.host.visit.trail == (Home(),)
    assert kiosk.host.comfort == Comfort(size=3)
    assert kiosk.host.visit.ticked == {("caf-rsa", "papiers", 3)}


# ---- comfort


@pytest.mark.parametrize(
    ("buttons", "comfort"),
    [
        (["Très grand"], Comfort(size=4)),
        (["Petit"], Comfort(size=1)),
        (["Douces"], Comfort(contrast=Contrast.SOFT)),
        (["Blanc sur noir", "Grand"], Comfort(contrast=Contrast.DARK, size=3)),
        (["Lire à voix haute", "Sans la voix"], Comfort()),
        (["Plus vite"] * 9, Comfort(rate=8)),
        (["Moins vite"] * 9, Comfort(rate=1)),
    ],
)
def test_comfort_changes_at_once_and_keeps_the_place(buttons: list[str], comfort: Comfort) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    before = kiosk.seen
    kiosk.touch("Confort")
    kiosk.touches(*buttons)
    assert kiosk.host.comfort == comfort
    chosen = {action.intent.value for action in kiosk.page.actions() if action.chosen and action.intent.value}
    voice = "oui" if comfort.voice else "non"
    assert chosen == {f"size={comfort.size}", f"contrast={comfort.contrast.value}", f"voice={voice}"}
    assert f"Vitesse de la voix : {comfort.rate} sur 8" in {getattr(block, "name", "") for block in kiosk.page.blocks}
    kiosk.touch("Revenir")
    assert kiosk.seen == before


@pytest.mark.parametrize("value", ["", "size", "size=", "size=0", "size=5", "size=99", "size=x", "size=²", "rate=9",
                                   "contrast=rose", "contrast=", "name=Jeanne", "=", "size=" + "9" * 5000])  # fmt: skip
def test_a_setting_that_does_not_exist_changes_nothing(value: str) -> None:
    kiosk = Journey()
    kiosk.touch("Confort")
    kiosk.take(Verb.SET, value)
    assert kiosk.host.comfort == Comfort()


# ---- search


def test_search_by_letters_with_a_slip_erased() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    kiosk.types("carte vp")
    assert typed(kiosk.touch("effacer")) == "carte v"
    kiosk.types("itale")
    kiosk.follow(
        [
            ("search: Chercher avec mes mots", "Carte Vitale perdue, volée ou en panne"),
            ("cover: Carte Vitale perdue, volée ou en panne", "Retour"),
            ("search: Chercher avec mes mots", ""),
        ]
    )
    assert typed(kiosk.page) == "carte vitale"
    kiosk.touches(*["effacer"] * 20)
    assert typed(kiosk.page) == ""


def test_a_search_without_answer_says_so_and_leaves_the_professional() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    kiosk.types("girafe")
    assert "Je ne trouve pas." in told(kiosk.page)
    assert kiosk.touch("Appeler").kind == "call"


def test_no_more_is_typed_than_fits() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    kiosk.types("a" * (MOST_TYPED + 5))
    assert typed(kiosk.page) == "a" * MOST_TYPED


@pytest.mark.parametrize("text", ["[[rsa]]", "**rsa**", "[[rsa|RIB]]", "<b>x</b>", "[b]x[/b]", "&amp;", "{rsa}", "%s"])
def test_marks_in_typed_text_are_shown_as_typed(text: str) -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    for letter in text:
        kiosk.take(Verb.KEY, letter)
    assert typed(kiosk.page) == text
    assert Verb.WORD not in {action.intent.verb for action in kiosk.page.actions()}


# ---- the hand-off


def test_a_call_is_delivered_and_answered_on_the_screen() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    kiosk.follow(
        [
            ("question: Quel est votre âge ?", "Appeler"),
            ("call: Appeler le professionnel", "Je suis bloqué ici"),
            ("consent: Voici ce que le professionnel reçoit", "Oui, appeler"),
            ("waiting: Le professionnel est prévenu", ""),
        ]
    )
    badge = kiosk.page.side[0]
    assert isinstance(badge, Badge)
    assert badge.code == call_of(kiosk).code
    for answer in Answer:
        kiosk.desk.answers(call_of(kiosk).id, answer)
        assert kiosk.seen == "waiting: Le professionnel vous répond"
        assert told(kiosk.page) == ANSWERS[answer][1]
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


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("answers", [None, (), (0, 0, 1)])
@pytest.mark.parametrize("comfort", [Comfort(), BRIGHT])
def test_the_ticket_holds_exactly_what_the_consent_page_showed(
    reason: Reason, answers: tuple[int, ...] | None, comfort: Comfort
) -> None:
    kiosk = Journey()
    kiosk.host.visit = replace(kiosk.host.visit, comfort=comfort)
    if answers is not None:
        kiosk.to_guide("caf-rsa", *answers)
    kiosk.take(Verb.CALL)
    page = kiosk.take(Verb.REASON, reason.value)
    shown = facts(page)
    kiosk.touch("Oui, appeler")
    [ticket] = kiosk.desk.tickets
    assert set(Ticket.model_fields) == {"id", "kiosk", "epoch", "code", "reason", "guide", "step", "comfort"}
    assert shown.pop("Pourquoi") == f"« {REASONS[ticket.reason][0]} »"
    assert ticket.comfort is not None
    assert shown.pop("Comment vous lisez") == ticket.comfort.in_words
    assert ticket.comfort == comfort
    if answers is None:
        assert (ticket.guide, ticket.step) == (None, None)
    else:
        guide = LIBRARY.guide(ticket.guide or "")
        assert guide is not None
        step = guide.step(ticket.step or "")
        assert shown.pop("La démarche") == f"{guide.title}, étape {len(answers) + 1} : {step.title}"
    assert shown == {}
    assert "le nom de cet écran, et un code. Rien d'autre." in told(page)
    assert (ticket.kiosk, ticket.code) == (Settings().terminal, CODES[0])
    assert ticket.epoch == kiosk.host.visit.epoch


def test_a_comfort_changed_before_the_consent_is_the_one_sent() -> None:
    kiosk = Journey()
    kiosk.touches("Appeler", "Je veux parler en privé", "Confort", "Très grand", "Revenir")
    assert facts(kiosk.page)["Comment vous lisez"].startswith("texte très grand")
    kiosk.touch("Oui, appeler")
    assert kiosk.desk.tickets[0].comfort == Comfort(size=4)


def test_while_the_desk_is_offline_the_page_says_so_until_it_is_back() -> None:
    kiosk = Journey(Settings(phone="03 29 00 00 00"))
    kiosk.desk.goes_offline()
    kiosk.call()
    assert kiosk.seen == "waiting: Le bureau ne répond pas"
    assert "Frappez à la porte du bureau." in told(kiosk.page)
    assert "Ou téléphonez au 03 29 00 00 00." in told(kiosk.page)
    assert "Votre demande est gardée." in told(kiosk.page)
    kiosk.desk.comes_back()
    assert kiosk.seen == "waiting: Le professionnel est prévenu"
    assert kiosk.desk.tickets == [call_of(kiosk)]


def test_an_answer_kept_while_offline_is_heard_when_the_desk_is_back() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.desk.goes_offline()
    kiosk.desk.answers(ticket.id, Answer.COME_IN)
    assert kiosk.seen == "waiting: Le professionnel est prévenu"
    kiosk.desk.comes_back()
    assert told(kiosk.page) == ANSWERS[Answer.COME_IN][1]


def test_a_ticket_that_cannot_be_kept_is_not_promised_and_may_be_sent_again() -> None:
    kiosk = Journey(desk=FullDisk)
    kiosk.call()
    assert kiosk.seen == "waiting: Votre demande n'est pas partie"
    assert "gardée" not in told(kiosk.page)
    assert "Frappez à la porte du bureau." in told(kiosk.page)
    assert kiosk.page.side == ()
    assert [action.label for action in kiosk.page.top] == ["Accueil", "Confort", "Appeler"]
    assert isinstance(kiosk.desk, FullDisk)
    kiosk.desk.full = False
    kiosk.touch("Appeler de nouveau")
    kiosk.call()
    assert kiosk.seen == "waiting: Le professionnel est prévenu"


@pytest.mark.parametrize(
    ("final", "title"), [(False, "Le bureau ne répond pas"), (True, "Votre demande n'est pas partie")]
)
def test_who_went_on_is_brought_back_when_the_call_did_not_arrive(final: bool, title: str) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    kiosk.call()
    kiosk.touch("Continuer")
    kiosk.host.hear(Unreachable(call_of(kiosk).id, final))
    assert kiosk.seen == f"waiting: {title}"
    kiosk.touch("Continuer")
    assert kiosk.seen == "question: Quel est votre âge ?"


def test_who_went_on_is_not_disturbed_when_the_call_arrives() -> None:
    kiosk = Journey()
    kiosk.desk.goes_offline()
    kiosk.to_guide("caf-rsa", 0)
    kiosk.call()
    kiosk.touches("Continuer", "Écouter")
    page = kiosk.page
    kiosk.desk.comes_back()
    assert kiosk.page is page
    assert kiosk.voice.busy
    kiosk.touch("Bleu 1")
    assert kiosk.seen == "waiting: Le professionnel est prévenu"


def test_an_answer_brings_the_waiting_page_and_back_returns_to_the_step() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    ticket = kiosk.call()
    kiosk.touches("Continuer", "J'ai 25 ans ou plus")
    place = kiosk.host.visit.here
    kiosk.desk.answers(ticket.id, Answer.SOON)
    assert told(kiosk.page) == ANSWERS[Answer.SOON][1]
    kiosk.touch("Continuer")
    assert kiosk.host.visit.here == place


@pytest.mark.parametrize("late", ["epoch", "ticket", "delivered", "unreachable"])
def test_what_belongs_to_another_visit_or_ticket_is_dropped(late: str) -> None:
    kiosk = Journey()
    first = kiosk.call()
    kiosk.touch("J'ai fini")
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
    kiosk.touch("J'ai fini")
    page = kiosk.page
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert kiosk.page is page


def test_once_closed_one_may_call_again_under_another_code() -> None:
    kiosk = Journey()
    first = kiosk.call()
    kiosk.desk.answers(first.id, Answer.CLOSED)
    kiosk.touch("Appeler de nouveau")
    second = kiosk.call()
    assert kiosk.seen == "waiting: Le professionnel est prévenu"
    assert (first.code, second.code) == CODES[:2]
    assert first.id != second.id
    kiosk.desk.answers(first.id, Answer.COMING)
    assert kiosk.seen == "waiting: Le professionnel est prévenu"
    kiosk.touch("Retour")
    assert kiosk.page.kind == "home"


def test_neighbours_do_not_share_a_code_until_none_is_left() -> None:
    kiosk = Journey()
    codes = []
    for _ in range(len(CODES) + 1):
        codes.append(kiosk.call().code)
        kiosk.touch("J'ai fini")
        kiosk.touch("Recommencer")
    assert all(code not in codes[max(0, at - 20) : at] for at, code in enumerate(codes))


def test_calling_while_waiting_shows_the_call_instead_of_sending_another() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 4)
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
@pytest.mark.parametrize("before", ["attract", "goodbye", "a step", "the call"])
def test_an_accepted_offer_opens_there_with_its_comfort(
    step: str | None, comfort: Comfort | None, seen: str, before: str
) -> None:
    kiosk = Journey(started=before != "attract")
    {
        "attract": lambda: kiosk.page,
        "goodbye": lambda: kiosk.touch("J'ai fini"),
        "a step": lambda: kiosk.to_guide("impots-avis", 0),
        "the call": lambda: kiosk.touch("Appeler"),
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
    assert kiosk.seen == (place if before in ("a step", "the call") else "home: Que voulez-vous faire ?")


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
    kiosk.to_guide("caf-rsa", 0)
    visit = kiosk.host.visit
    kiosk.desk.offers("impots-avis")
    for verb, value in ((Verb.ANSWER, "0"), (Verb.HOME, ""), (Verb.CALL, ""), (Verb.COMFORT, ""), (Verb.MORE, "")):
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
    kiosk.touch("J'ai fini")
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
    assert (kiosk.pass_time(45) if end == "wiped" else kiosk.touch("J'ai fini")).kind in ("attract", "goodbye")
    assert kiosk.desk.offer_answers == {offer.id: False}
    assert kiosk.host.visit.offer is None


# ---- time


def a_full_visit(kiosk: Journey) -> None:
    """Leaves as much behind as one visit can: typed words, ticks, comfort, a call, a way through a guide."""
    kiosk.touches("Confort", "Très grand", "Lire à voix haute", "Revenir")
    kiosk.touch("Chercher avec mes mots")
    kiosk.types(CANARY)
    kiosk.take(Verb.GUIDE, "caf-rsa")
    kiosk.touch("Commencer")
    for way in ("0", "0", "1"):
        kiosk.take(Verb.ANSWER, way)
    kiosk.touch("Un RIB à votre nom")
    kiosk.call("Je suis bloqué ici")
    kiosk.touch("Continuer")


def held(kiosk: Journey) -> list[object]:
    """What of a full visit can still be reached from the host, the desk and the library apart."""
    visit_of_old = {Comfort(size=4, voice=True), ("caf-rsa", "papiers", 3)}
    kinds = (str, tuple, Comfort, Ticket)
    outside = {id(kiosk.desk), id(kiosk.host._world)}
    found: list[object] = []
    for one in reachable([part for part in vars(kiosk.host).values() if id(part) not in outside]):
        if isinstance(one, kinds) and (
            isinstance(one, Ticket)
            or (isinstance(one, str) and CANARY in one)
            or (not isinstance(one, str) and one in visit_of_old)
        ):
            found.append(one)
    return found


def test_the_canaries_are_found_while_the_visit_lasts() -> None:
    kiosk = Journey()
    a_full_visit(kiosk)
    assert {type(one) for one in held(kiosk)} == {str, tuple, Comfort, Ticket}


@pytest.mark.parametrize("end", ["silence", "a long silence", "finished", "finished at the alert", "error"])
def test_after_a_visit_nothing_of_it_is_left(end: str) -> None:
    kiosk = Journey()
    a_full_visit(kiosk)
    epoch, wiped = kiosk.host.visit.epoch, kiosk.voice.wiped
    if end == "silence":
        kiosk.pass_time(300)
        kiosk.pass_time(45)
    elif end == "a long silence":  # as after a night with the lid closed
        kiosk.pass_time(40_000)
    elif end == "finished":
        kiosk.take(Verb.FINISH)
    elif end == "finished at the alert":
        kiosk.pass_time(300)
        kiosk.touch("J'ai fini")
    else:
        kiosk.host.panic(kiosk.now)
    assert kiosk.page.kind == ("goodbye" if "finished" in end else "attract")
    assert kiosk.host.visit.epoch == epoch + 1
    assert replace(kiosk.host.visit, trail=(Attract(),)) == Visit(epoch=epoch + 1)
    assert len(kiosk.host.visit.trail) == 1
    assert kiosk.voice.wiped == wiped + 1
    assert not kiosk.voice.busy
    assert held(kiosk) == []


@pytest.mark.parametrize(
    ("idle", "kind"), [(0.0, "home"), (299.9, "home"), (300.0, "alert"), (344.9, "alert"), (345.0, "attract")]
)
def test_silence_is_asked_about_then_ends_the_visit(idle: float, kind: str) -> None:
    kiosk = Journey()
    kiosk.pass_time(min(idle, 300.0))
    assert kiosk.pass_time(max(0.0, idle - 300.0)).kind == kind


def test_the_alert_is_spoken_once_even_without_the_voice() -> None:
    kiosk = Journey()
    kiosk.pass_time(300)
    kiosk.pass_time(1)
    assert len(kiosk.voice.said) == 1
    assert kiosk.voice.said[0][0].text == "Êtes-vous toujours là ?"
    kiosk.touch("Je suis là")
    assert not kiosk.voice.busy


@pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.FINISH}))
def test_any_intent_says_still_here_and_does_nothing_else(verb: Verb) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    seen, visit = kiosk.seen, kiosk.host.visit
    kiosk.pass_time(300)
    kiosk.take(verb, "0")
    assert kiosk.seen == seen
    assert kiosk.host.visit == visit


def test_one_may_stay_as_often_as_one_likes() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    seen, visit = kiosk.seen, kiosk.host.visit
    for turn in range(12):
        assert kiosk.pass_time(299).kind == "question"
        assert kiosk.pass_time(1).kind == "alert"
        kiosk.pass_time(44)
        if turn % 2:
            kiosk.touch("Je suis là")
        else:
            kiosk.host.touched(kiosk.now)
        assert kiosk.seen == seen
        assert kiosk.host.visit == visit


def test_a_touch_beside_every_button_is_a_sign_of_life() -> None:
    kiosk = Journey()
    kiosk.pass_time(200)
    kiosk.host.touched(kiosk.now)
    assert kiosk.pass_time(200).kind == "home"
    assert kiosk.pass_time(100).kind == "alert"


def test_an_answer_during_the_alert_waits_behind_it_without_hushing_it() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.touch("Retour")
    kiosk.pass_time(300)
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert kiosk.page.kind == "alert"
    assert kiosk.voice.busy
    kiosk.touch("Je suis là")
    assert told(kiosk.page) == ANSWERS[Answer.COMING][1]


def test_the_goodbye_gives_way_to_the_first_page() -> None:
    kiosk = Journey()
    kiosk.touch("J'ai fini")
    assert kiosk.pass_time(19.9).kind == "goodbye"
    assert kiosk.pass_time(0.1).kind == "attract"
    assert kiosk.pass_time(100_000).kind == "attract"


def test_the_host_says_how_long_it_can_be_left_alone() -> None:
    kiosk = Journey(started=False)
    assert kiosk.host.wait(kiosk.now) == float("inf")
    kiosk.touch("Touchez pour commencer")
    assert kiosk.host.wait(kiosk.now) == 300
    assert kiosk.host.wait(kiosk.now + 100) == 200
    assert kiosk.host.wait(kiosk.now + 300) == 45
    assert kiosk.host.wait(kiosk.now + 1000) == 0
    kiosk.touch("J'ai fini")
    assert kiosk.host.wait(kiosk.now + 5) == GOODBYE_SECONDS - 5


def test_a_late_touch_after_the_wipe_leaves_no_trace_for_the_next_person() -> None:
    for started, (verb, value) in product(
        (True, False),
        [(Verb.COMFORT, ""), (Verb.SET, "size=4"), (Verb.GUIDE, "caf-rsa"), (Verb.BEGIN, ""), (Verb.SEARCH, ""),
         (Verb.BACK, ""), (Verb.CALL, ""), (Verb.HOME, ""), (Verb.TICK, "0"), (Verb.ANSWER, "0"), (Verb.WORD, "RSA")],
    ):  # fmt: skip
        kiosk = Journey(started=started)
        kiosk.pass_time(345)
        visit = kiosk.host.visit
        kiosk.take(verb, value)
        assert kiosk.host.visit == visit, verb


# ---- the voice


def test_listen_speaks_the_page_and_stops_at_a_second_touch() -> None:
    kiosk = Journey()
    speech = [said.text for said in kiosk.spoken()]
    assert listen_label(kiosk.touch("Écouter")) == "Arrêter"
    assert [said.text for said in kiosk.voice.said[-1]] == speech
    assert kiosk.voice.rates == [RATES[3]]
    assert listen_label(kiosk.touch("Arrêter")) == "Écouter"
    assert not kiosk.voice.busy


def test_the_listen_button_follows_the_voice_and_the_sentences_stay_the_same_objects() -> None:
    kiosk = Journey()
    before = kiosk.page
    kiosk.touch("Écouter")
    sources = {id(said.source) for said in kiosk.voice.said[-1]}
    assert kiosk.page.title is before.title
    assert kiosk.page.blocks is before.blocks
    assert id(before.title) in sources
    while kiosk.voice.busy:
        assert listen_label(kiosk.pass_time(1)) == "Arrêter"
        kiosk.voice.finish_sentence()
    assert listen_label(kiosk.pass_time(1)) == "Écouter"
    assert kiosk.page.title is before.title
    assert kiosk.pass_time(1) is kiosk.page


@pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.LISTEN}))
def test_any_intent_stops_the_voice(verb: Verb) -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    kiosk.take(verb)
    assert not kiosk.voice.busy


def test_automatic_reading_speaks_each_new_page_and_nothing_twice() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Plus vite")
    said = kiosk.voice.said
    assert kiosk.voice.rates == [RATES[3], RATES[4]]
    for count, button in enumerate(("Revenir", "Argent et aides", "Demander le RSA", "Commencer", "Retour"), start=3):
        kiosk.touch(button)
        assert len(said) == count
        assert kiosk.page.title in [one.source for one in said[-1]]
    kiosk.take(Verb.ANSWER, "0")
    assert len(said) == 7
    assert not kiosk.voice.busy
    kiosk.pass_time(10)
    assert len(said) == 7


def test_automatic_reading_names_a_letter_or_a_tick_instead_of_the_whole_page() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir", "Chercher avec mes mots")
    kiosk.take(Verb.KEY, "é")
    assert [said.text for said in kiosk.voice.said[-1]] == ["e accent aigu"]
    kiosk.take(Verb.ERASE)
    assert [said.text for said in kiosk.voice.said[-1]] == ["effacer"]


def test_automatic_reading_goes_on_after_the_question_whether_somebody_is_there() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir")
    kiosk.pass_time(301)
    kiosk.take(Verb.STILL_HERE)
    assert kiosk.voice.said[-1][0].source is kiosk.page.title


def test_automatic_reading_speaks_what_the_desk_says() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir")
    ticket = kiosk.call()
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert "J'arrive." in [said.text for said in kiosk.voice.said[-1]]
    kiosk.desk.offers("caf-rsa")
    assert kiosk.voice.said[-1][0].text == "Le professionnel vous propose une démarche."


def test_without_automatic_reading_nothing_is_said_unasked() -> None:
    kiosk = Journey()
    a_visit = ("Argent et aides", "Demander le RSA", "Commencer", "Ma caisse est la Caf", "Appeler")
    kiosk.touches(*a_visit, "Je suis bloqué ici", "Oui, appeler")
    kiosk.desk.answers(call_of(kiosk).id, Answer.COMING)
    assert kiosk.voice.said == []


# ---- what makes no sense


@pytest.mark.parametrize(
    "url", ["https://www.caf.fr", "https://www.impots.gouv.fr", "https://mechant.example", "", "x"]
)
def test_only_the_address_of_the_page_becomes_a_qr_code(url: str) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0, 1, 0, 0, 0)
    assert kiosk.page.link not in (None, url)
    assert kiosk.take(Verb.PHONE, url).kind == "action"
    kiosk.take(Verb.HOME)
    assert kiosk.take(Verb.PHONE, url).kind == "home"


@pytest.mark.parametrize(
    ("answers", "verb", "value"),
    [
        ((0,), Verb.ANSWER, "5"), ((0,), Verb.ANSWER, "-1"), ((0,), Verb.ANSWER, ""), ((0,), Verb.ANSWER, "9" * 5000),
        ((0,), Verb.ANSWER, "²"), ((0,), Verb.TICK, "0"), ((0, 0, 1), Verb.TICK, "5"), ((0, 0, 1), Verb.TICK, "x"),
        ((0, 0, 1), Verb.MORE, ""), ((0,), Verb.REASON, "bloque"), ((0,), Verb.SEND, ""), ((0,), Verb.WAITING, ""),
        ((0,), Verb.BEGIN, ""), ((0,), Verb.KEY, "a"), ((0,), Verb.ERASE, ""),
        ((0,), Verb.ACCEPT, ""), ((0,), Verb.DECLINE, ""), ((0,), Verb.START, ""), ((0,), Verb.STILL_HERE, ""),
        ((0,), Verb.GUIDE, "pas-ici"), ((0,), Verb.THEME, "../argent"), ((0,), Verb.WORD, "[[RSA]]"),
    ],
)  # fmt: skip
def test_an_intent_that_makes_no_sense_changes_nothing(answers: tuple[int, ...], verb: Verb, value: str) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", *answers)
    visit = kiosk.host.visit
    kiosk.take(verb, value)
    assert kiosk.host.visit == visit


def test_behind_the_detail_of_a_step_its_buttons_do_nothing() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0)
    kiosk.touch("En savoir plus")
    visit = kiosk.host.visit
    for verb in (Verb.ANSWER, Verb.TICK, Verb.MORE):
        kiosk.take(verb, "0")
    assert kiosk.host.visit == visit


VALUES = st.sampled_from(
    ["", "0", "1", "4", "99", "-1", "²", "٣", "9" * 5000, "caf-rsa", "impots-avis", "argent", "sante", "rsa", "RSA",
     "RIB", "size=4", "size=0", "rate=8", "rate=" + "1" * 5000, "voice=oui", "contrast=doux", "contrast=", "bloque",
     "https://www.caf.fr", "https://mechant.example", "javascript:alert(1)", "[[rsa]]", "**x**", "\x00", "\ud800", "é",
     "../../etc/passwd", "'; DROP TABLE tickets; --", " ", "\n", "a" * 10_000]
)  # fmt: skip
MOVES = st.one_of(
    st.tuples(st.just("touch"), st.integers(0, 200)),
    st.tuples(st.just("touch"), st.integers(0, 200)),
    st.tuples(st.just("take"), st.builds(Intent, st.sampled_from(Verb), VALUES | st.text(max_size=8))),
    st.tuples(st.just("time"), st.sampled_from([0.0, 1.0, 25.0, 299.0, 300.0, 346.0])),
    st.tuples(st.just("desk"), st.integers(0, 8)),
)


OPENINGS = [None, *((guide.id, step.id) for guide in LIBRARY.guides for step in guide.steps)]


def move(kiosk: Journey, what: str, how: object) -> None:
    """One thing that may happen to a kiosk."""
    if what == "touch":
        assert isinstance(how, int)
        actions = list(kiosk.page.actions())
        kiosk.host.take(actions[how % len(actions)].intent, kiosk.now)
    elif what == "take":
        assert isinstance(how, Intent)
        kiosk.host.take(how, kiosk.now)
    elif what == "time":
        assert isinstance(how, float)
        kiosk.pass_time(how)
    elif kiosk.desk.tickets and how in (0, 1, 2, 3, 4):
        kiosk.desk.answers(kiosk.desk.tickets[-1].id, list(Answer)[how])
    elif how == 5:
        kiosk.desk.offers("caf-rsa", "papiers", BRIGHT)
    elif how == 6:
        kiosk.desk.offers("pas-ici")
    elif how == 7:
        kiosk.desk.goes_offline()
    else:
        kiosk.desk.comes_back()


def all_is_well(kiosk: Journey) -> None:
    """What holds whatever happened."""
    page, visit = kiosk.page, kiosk.host.visit
    there_is_a_way_on(page)
    one_may_go_back(page)
    one_may_listen(page)
    one_main_action_at_most_on_the_right(page)
    comfort_and_the_professional_are_always_there(page)
    every_address_is_official(page)
    assert kiosk.host.wait(kiosk.now) >= 0
    assert visit.call is None or visit.call.ticket.epoch == visit.epoch
    if not visit.started:
        assert replace(visit, offer=None) in (
            Visit(epoch=visit.epoch, trail=visit.trail),
            Visit(epoch=visit.epoch),
        )
        assert len(visit.trail) == 1


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(OPENINGS), st.lists(MOVES, min_size=60, max_size=60))
@example(None, [("take", Intent(verb, value)) for verb in Verb for value in ("", "0", "9" * 5000, "\ud800", "x=y")])
def test_whatever_happens_the_kiosk_stays_up_with_a_way_on(
    opening: tuple[str, str] | None, moves: list[tuple[str, object]]
) -> None:
    kiosk = Journey()
    if opening is not None:
        kiosk.desk.offers(*opening)
        kiosk.touch("Oui, commencer")
    for what, how in moves:
        move(kiosk, what, how)
        all_is_well(kiosk)
    for seconds in (0, 345, 20):
        kiosk.pass_time(seconds)
    assert kiosk.host.visit == Visit(epoch=kiosk.host.visit.epoch)


def test_every_button_of_every_page_leads_somewhere() -> None:
    """Touches, from each kind of page, each of its buttons: none raises, and none but ticks and settings stays put."""
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0, 1, 0, 0, 0)
    start = kiosk.host.visit
    for action in list(kiosk.page.actions()):
        kiosk.host.visit = start
        kiosk.take(Verb.STILL_HERE)
        kiosk.host.take(action.intent, kiosk.now)
        assert kiosk.host.visit != start or action.intent.verb is Verb.LISTEN
    assert not [block for block in kiosk.page.blocks if isinstance(block, Choices) and not block.actions]
