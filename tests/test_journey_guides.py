"""Journeys against the host, with no window: through guides, with comfort, by search. Tables of (page, button)."""

from __future__ import annotations

import pytest
from journey import ADULT, LIBRARY, Journey, told

from kiosk.guide.model import Guide, Outcome
from kiosk.moves import MOST_TYPED
from kiosk.page.model import Intent, Page, Typed, Verb
from kiosk.visit.comfort import Comfort
from kiosk.visit.visit import Home
from kiosk.visit.walk import walk_to

OUTCOMES = [(guide, step) for guide in LIBRARY.guides for step in guide.steps if isinstance(step, Outcome)]


def typed(page: Page) -> str:
    return next(block.text for block in page.blocks if isinstance(block, Typed))


# ---- guides


def test_the_whole_way_to_the_rsa() -> None:
    Journey(started=False).follow(
        [
            ("attract: Bonjour.", "Touchez pour commencer"),
            ("asking: Lisez-vous bien ce texte ?", "Passer les questions"),
            ("home: Que voulez-vous faire ?", "Argent et aides"),
            ("theme: Argent et aides", "Demander le RSA"),
            ("cover: Demander le RSA", "Commencer"),
            ("question: Votre caisse est la Caf ou la MSA ?", "Ma caisse est la Caf"),
            ("question: Quel est votre âge ?", ADULT),
            ("question: Êtes-vous dans un de ces cas ?", "Non, aucun de ces cas"),
            ("checklist: Préparez vos papiers", "Continuer"),
            ("question: Avez-vous un téléphone avec internet ?", "Oui, et je peux recevoir un code"),
            ("caution: Attention aux faux sites", "En savoir plus"),
            ("more: En savoir plus", "Revenir"),
            ("caution: Attention aux faux sites", "J'ai compris"),
            ("action: Répondez aux questions de caf.fr", "C'est fait"),
            ("question: Que dit le site ?", "Je peux continuer ma demande"),
            ("question: Avez-vous un compte Caf ?", "J'utilise FranceConnect"),
            ("action: Touchez le bouton FranceConnect", "C'est fait"),
            ("action: Remplissez le formulaire", "C'est fait"),
            ("question: Où en êtes-vous ?", "J'ai répondu à toutes les questions"),
            ("action: Relisez, puis validez", "C'est fait"),
            ("question: Votre demande est-elle partie ?", "Oui, ma demande est partie"),
            ("outcome: Votre demande est envoyée", "J'ai fini"),
            ("leaving: Avez-vous fini ?", "Non, je continue"),
            ("outcome: Votre demande est envoyée", "J'ai fini"),
            ("leaving: Avez-vous fini ?", "Oui, j'ai fini"),
            ("goodbye: Merci de votre visite.", "Recommencer"),
            ("asking: Lisez-vous bien ce texte ?", ""),
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
    assert kiosk.finish().kind == "goodbye"


def test_an_outcome_leads_to_the_guides_that_follow() -> None:
    rsa = LIBRARY.guide("caf-rsa")
    assert rsa is not None
    end = rsa.step("fin-fait")
    assert isinstance(end, Outcome)
    assert end.related
    for following in end.related:
        kiosk, guide = Journey(), LIBRARY.guide(following)
        assert guide is not None
        kiosk.to_step("caf-rsa", "fin-fait")
        kiosk.follow([(f"outcome: {end.title}", guide.title), (f"cover: {guide.title}", "Commencer")])
        assert kiosk.page.title.text == guide.steps[0].title
        assert kiosk.page.progress is not None
        assert kiosk.page.progress[0] == 1


def test_a_word_the_detail_and_the_qr_code_lead_back_to_the_step() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "simulation")
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
    kiosk.to_step("caf-rsa", "papiers")

    def ticked() -> list[bool | None]:
        return [action.chosen for action in kiosk.page.actions() if action.intent.verb is Verb.TICK]

    assert ticked() == [False] * 5
    kiosk.touches("Votre pièce d'identité", "Un RIB à votre nom", "Continuer", "Retour")
    assert ticked() == [True, False, False, True, False]
    kiosk.touch("Un RIB à votre nom")
    assert ticked() == [True, False, False, False, False]
    kiosk.to_step("caf-rsa", "papiers")
    assert ticked() == [True, False, False, False, False]


def test_back_through_everything_loses_nothing() -> None:
    kiosk = Journey()
    there = [kiosk.seen]
    kiosk.touches("Confort", "Grand", "Revenir")
    for button in (
        "Argent et aides", "Demander le RSA", "ressources", "Revenir", "Commencer", "Ma caisse est la Caf",
        "En savoir plus", "foyer", "Revenir", "Revenir", ADULT, "Non, aucun de ces cas",
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
