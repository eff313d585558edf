"""Journeys against the host, with no window: "Où suis-je ?", going back, and changing an answer, in every guide."""

from __future__ import annotations

import random
from itertools import product

import pytest
from journey import ADULT, LIBRARY, Journey, answer, told

from kiosk.guide.model import Guide, Outcome, Question
from kiosk.page.model import Action, Choices, Notice, Role, Verb
from kiosk.visit.visit import AtStep, Where
from kiosk.visit.walk import Walk

SEEDS = range(5)
WALKS = list(product(LIBRARY.guides, SEEDS))
every_walk = pytest.mark.parametrize(("guide", "seed"), WALKS, ids=[f"{guide.id}-{seed}" for guide, seed in WALKS])
every_guide = pytest.mark.parametrize("guide", LIBRARY.guides, ids=lambda guide: guide.id)


def a_walk(guide: Guide, seed: int) -> Walk:
    """A walk to an outcome, the same each time."""
    chance = random.Random(f"{guide.id} {seed}")
    walk = Walk(guide)
    while not walk.over:
        walk = walk.answer(chance.randrange(len(guide.ways(walk.step))))
    return walk


def walked(walk: Walk) -> Journey:
    """Somebody who went that walk."""
    kiosk = Journey()
    kiosk.to_guide(walk.guide.id, *walk.answers)
    return kiosk


def here(kiosk: Journey) -> Walk:
    """The walk the kiosk is in."""
    walk = kiosk.host.visit.walk
    assert walk is not None
    return walk


def answers(kiosk: Journey) -> list[Action]:
    """The answers that "Où suis-je ?" lists."""
    return [action for action in kiosk.page.actions() if action.intent.verb is Verb.REVISE]


def detail(action: Action) -> str:
    assert action.detail is not None
    return action.detail.text


def chosen(kiosk: Journey) -> list[int]:
    """The numbers of the answers marked as chosen on a question's page."""
    ways = [action for action in kiosk.page.actions() if action.intent.verb is Verb.ANSWER]
    return [at for at, action in enumerate(ways) if action.chosen]


def given(walk: Walk) -> list[tuple[str, str]]:
    """The questions of a walk and what was answered."""
    steps = zip(walk.path, walk.answers, strict=False)
    return [(step.title, step.choices[way].answer) for step, way in steps if isinstance(step, Question)]


# ---- where am I


@every_walk
def test_on_every_page_of_every_walk_it_tells_guide_step_answers_and_what_is_left(guide: Guide, seed: int) -> None:
    whole = a_walk(guide, seed)
    kiosk = Journey()
    kiosk.to_guide(guide.id)
    for count in range(len(whole.answers) + 1):
        walk = Walk(guide, whole.answers[:count])
        page = kiosk.page
        [button] = [action for action in page.top if action.intent.verb is Verb.WHERE]
        assert button.label == f"Étape {walk.position} sur {walk.length}"
        kiosk.touch(button.label)
        said = told(kiosk.page)
        assert f"Votre démarche : {guide.title}" in said
        place = f"Étape {walk.position}" if walk.over else f"Étape {walk.position} sur {walk.length} au plus"
        assert f"{place} : {walk.step.title}" in said
        assert f"environ {guide.minutes} minutes" in said
        left = walk.length - walk.position
        rest = {0: "C'est la fin de la démarche.", 1: "Il reste une étape."}.get(
            left, f"Il reste {left} étapes au plus."
        )
        assert rest in said
        assert [(action.label, detail(action)) for action in answers(kiosk)] == [
            (title, f"Votre réponse : {answer}") for title, answer in given(walk)
        ]
        assert ("Vous n'avez pas encore répondu" in said) == (not given(walk))
        kiosk.touch("Revenir")
        assert kiosk.page.title.text == page.title.text
        if count < len(whole.answers):
            kiosk.take(Verb.ANSWER, str(whole.answers[count]))


@pytest.mark.parametrize(
    ("buttons", "told_there"),
    [
        ([], "Vous êtes ici : Accueil."),
        (["Argent et aides"], "Vous êtes ici : Accueil, Argent et aides."),
        (["Argent et aides", "Demander le RSA"], "Le titre de la page : Demander le RSA"),
        (["Chercher avec mes mots"], "Vous êtes ici : Accueil, Chercher."),
        (["Confort"], "Le titre de la page : Mon confort"),
        (["Appeler"], "Le titre de la page : Pourquoi appelez-vous ?"),
        (["Appeler", "Je veux parler en privé"], "Vous êtes ici : Appeler, Votre accord."),
        (["Appeler", "Je veux parler en privé", "Oui, appeler"], "Votre code : Bleu 1, le soleil."),
    ],
)  # fmt: skip
def test_outside_a_guide_it_tells_the_page(buttons: list[str], told_there: str) -> None:
    kiosk = Journey()
    kiosk.touches(*buttons)
    seen = kiosk.seen
    kiosk.touch("Où suis-je ?")
    assert told_there in told(kiosk.page)
    kiosk.touch("Revenir")
    assert kiosk.seen == seen


def test_at_the_questions_about_comfort_it_tells_which() -> None:
    kiosk = Journey(started=False)
    kiosk.touches("Touchez pour commencer", "Oui, je lis bien", "Où suis-je ?")
    assert "Vous êtes ici : Votre confort, Question 2 sur 3." in told(kiosk.page)


@pytest.mark.parametrize("button", ["En savoir plus", "MSA", "Confort", "Appeler"])
def test_beside_a_step_it_still_tells_the_step(button: str) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa")
    kiosk.touch(button)
    kiosk.take(Verb.WHERE)
    assert f"Étape 1 sur {here(kiosk).length} au plus : Votre caisse est la Caf ou la MSA ?" in told(kiosk.page)
    kiosk.take(Verb.WHERE)
    assert [type(place) for place in kiosk.host.visit.trail].count(Where) == 1


def test_on_the_cover_of_the_guide_that_follows_it_tells_that_one() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "fin-fait")
    kiosk.touches("Déclarer mes revenus à la Caf", "Où suis-je ?")
    assert "Le titre de la page : Déclarer mes revenus à la Caf" in told(kiosk.page)
    kiosk.touches("Revenir", "Appeler")
    assert "Je suis bloqué ici" not in [action.label for action in kiosk.page.actions()]


def test_what_the_keys_do_is_told_only_to_who_uses_them() -> None:
    kiosk = Journey()
    kiosk.touch("Où suis-je ?")
    assert "Avec les touches" not in told(kiosk.page)


# ---- back


@every_walk
def test_going_back_loses_no_answer(guide: Guide, seed: int) -> None:
    whole = a_walk(guide, seed)
    kiosk = walked(whole)
    for count in range(len(whole.answers) - 1, -1, -1):
        kiosk.touch("Retour")
        assert here(kiosk).answers == whole.answers[:count]
        if isinstance(here(kiosk).step, Question):
            assert chosen(kiosk) == [whole.answers[count]]
    for way in whole.answers:
        kiosk.take(Verb.ANSWER, str(way))
    assert here(kiosk) == whole


# ---- changing an answer


def expected(walk: Walk, at: int, way: int, known: dict[str, int]) -> Walk:
    """Where one is after changing an answer: every later answer that still holds given again."""
    walk = Walk(walk.guide, (*walk.answers[:at], way))
    while walk.step.id in known:
        walk = walk.answer(known[walk.step.id])
    return walk


@every_walk
def test_changing_any_answer_keeps_what_still_holds_and_asks_only_what_is_new(guide: Guide, seed: int) -> None:
    whole = a_walk(guide, seed)
    for at, step in enumerate(whole.path[:-1]):
        if not isinstance(step, Question):
            continue
        for way in range(len(step.choices)):
            kiosk = walked(whole)
            before = kiosk.seen
            kiosk.take(Verb.WHERE)
            kiosk.touch(step.title)
            assert chosen(kiosk) == [whole.answers[at]]
            kiosk.touch(step.choices[way].answer)
            known = {one.id: taken for one, taken in zip(whole.path, whole.answers, strict=False)} | {step.id: way}
            assert here(kiosk) == expected(whole, at, way, known)
            if way == whole.answers[at]:
                assert kiosk.seen == before, "the same answer again changes nothing"
            while not here(kiosk).over:  # on to the end: no page that was answered before comes again
                assert here(kiosk).step.id not in known
                known[here(kiosk).step.id] = 0
                kiosk.take(Verb.ANSWER, "0")
            assert [step.id for step in here(kiosk).path[:-1] if step.id not in known] == []


@every_walk
def test_back_after_a_change_passes_each_step_to_the_cover(guide: Guide, seed: int) -> None:
    whole = a_walk(guide, seed)
    questions = [at for at, step in enumerate(whole.path) if isinstance(step, Question)]
    for at in questions:
        kiosk = walked(whole)
        kiosk.take(Verb.WHERE)
        kiosk.take(Verb.REVISE, str(at))
        kiosk.take(Verb.ANSWER, "0")
        walk = here(kiosk)
        for count in range(len(walk.answers), -1, -1):
            assert here(kiosk).answers == walk.answers[:count]
            kiosk.touch("Retour")
        assert kiosk.page.kind == "cover"


def test_a_changed_answer_is_the_one_told_and_called_with() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "papiers")
    other = answer("caf-rsa", "age", 1)
    kiosk.touches(kiosk.place, "Quel est votre âge ?", other)
    assert kiosk.seen == "checklist: Préparez vos papiers"
    kiosk.touch(kiosk.place)
    assert [detail(action) for action in answers(kiosk)][1] == f"Votre réponse : {other}"
    kiosk.touch("Revenir")
    assert kiosk.call("Je suis bloqué ici").step == "papiers"


def test_ticks_comfort_and_call_stay_when_an_answer_changes() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "papiers")
    kiosk.touches("Un RIB à votre nom", "Confort", "Grand", "Revenir")
    kiosk.call()
    kiosk.touch("Continuer")
    kiosk.touches(kiosk.place, "Quel est votre âge ?", ADULT)
    visit = kiosk.host.visit
    assert visit.ticked == {("caf-rsa", "papiers", 3)}
    assert visit.comfort.size == 3
    assert visit.call is not None


@every_guide
def test_back_without_a_change_returns_where_one_was(guide: Guide) -> None:
    whole = a_walk(guide, 0)
    kiosk = walked(whole)
    trail = kiosk.host.visit.trail
    for at, step in enumerate(whole.path[:-1]):
        if isinstance(step, Question):
            kiosk.take(Verb.WHERE)
            kiosk.take(Verb.REVISE, str(at))
            assert kiosk.page.title.text == step.title
            kiosk.touch("Retour")
            assert kiosk.page.kind == "where"
            kiosk.touch("Revenir")
            assert kiosk.host.visit.trail == trail


@pytest.mark.parametrize("value", ["2", "3", "-1", "", "x", "9" * 5000])
def test_an_answer_that_was_not_given_cannot_be_changed(value: str) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "situation")
    kiosk.take(Verb.WHERE)
    visit = kiosk.host.visit
    kiosk.take(Verb.REVISE, value)
    assert kiosk.host.visit == visit


def test_outside_a_guide_and_away_from_the_page_nothing_is_changed() -> None:
    kiosk = Journey()
    kiosk.take(Verb.WHERE)
    kiosk.take(Verb.REVISE, "0")
    assert kiosk.page.kind == "where"
    kiosk.to_step("caf-rsa", "situation")
    visit = kiosk.host.visit
    kiosk.take(Verb.REVISE, "0")
    assert kiosk.host.visit == visit


# ---- a walk opened by the professional in the middle


@every_guide
def test_answers_that_the_professional_gave_are_to_be_checked(guide: Guide) -> None:
    for step in guide.steps:
        kiosk = Journey(started=False)
        kiosk.desk.offers(guide.id, step.id)
        kiosk.touch("Oui, commencer")
        walk = here(kiosk)
        kiosk.take(Verb.WHERE)
        assert [(action.label, detail(action)) for action in answers(kiosk)] == [
            (title, f"À vérifier : {answer}") for title, answer in given(walk)
        ]
        assert {action.role for action in answers(kiosk)} <= {Role.DOUBT}


def test_an_answer_checked_leads_back_to_where_the_professional_opened_the_guide() -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa", "papiers")
    kiosk.touch("Oui, commencer")
    kiosk.touches(kiosk.place, "Quel est votre âge ?")
    assert chosen(kiosk) == [], "nobody here has answered yet"
    kiosk.touch(ADULT)
    assert kiosk.seen == "checklist: Préparez vos papiers"
    kiosk.touch(kiosk.place)
    assert [detail(action).split(" :")[0] for action in answers(kiosk)] == ["À vérifier", "Votre réponse", "À vérifier"]
    kiosk.touches("Revenir", "Retour")
    assert kiosk.seen == "question: Êtes-vous dans un de ces cas ?", "the way here can now be gone back step by step"


# ---- the last page


@every_guide
def test_the_last_page_tells_three_things_and_offers_the_professional(guide: Guide) -> None:
    for seed in range(30):
        walk = a_walk(guide, seed)
        kiosk = walked(walk)
        assert isinstance(walk.step, Outcome)
        [notice] = [block for block in kiosk.page.blocks if isinstance(block, Notice)]
        assert len(walk.step.text.splitlines()) == 3
        assert len(notice.sentences) >= 3
        call = next(action for action in kiosk.page.actions() if action.label == "Appeler le professionnel")
        assert any(call in block.actions for block in kiosk.page.blocks if isinstance(block, Choices))
        kiosk.host.take(call.intent, kiosk.now)
        assert kiosk.page.kind == "call"
        assert isinstance(kiosk.host.visit.trail[-2], AtStep)
