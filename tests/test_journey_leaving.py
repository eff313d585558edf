"""Journeys against the host, with no window: the end of a visit is asked twice, and the walk that is left is kept."""

from __future__ import annotations

import pytest
from journey import Journey, call_of, told

from kiosk.page.focus import CONTROLS
from kiosk.page.model import Action, Badge, Verb
from kiosk.visit.visit import AtStep, Goodbye, Home, Leaving, Visit

DEEP = (0, 0, 1, 0, 0, 0)
CODE = "Retenez votre code"


def at(place: str) -> Journey:
    """Somebody at one of the places from which a visit can be left, or deep in a guide."""
    kiosk = Journey()
    if place == "outcome":
        kiosk.to_step("caf-rsa", "fin-fait")
    elif place in ("step", "waiting in a guide"):
        kiosk.to_guide("caf-rsa", *DEEP)
    if place.startswith("waiting"):
        kiosk.call("Je suis bloqué ici" if place != "waiting" else "Je veux parler en privé")
    return kiosk


def resume(kiosk: Journey) -> list[str]:
    """The walks that the page offers to go on with."""
    return [action.label for action in kiosk.page.actions() if action.intent.verb is Verb.RESUME]


# ---- have you finished?


@pytest.mark.parametrize("place", ["home", "outcome", "waiting", "waiting in a guide"])
def test_who_has_finished_is_asked_first_and_may_go_on(place: str) -> None:
    kiosk = at(place)
    before = kiosk.host.visit
    kiosk.touch("J'ai fini")
    assert kiosk.seen == "leaving: Avez-vous fini ?"
    assert kiosk.host.visit == before.go(Leaving())
    assert (CODE in told(kiosk.page)) == place.startswith("waiting")
    if place.startswith("waiting"):
        [badge] = kiosk.page.side
        assert isinstance(badge, Badge)
        assert badge.code == call_of(kiosk).code
    kiosk.touch("Non, je continue")
    assert kiosk.host.visit == before
    kiosk.touches("J'ai fini", "Retour")
    assert kiosk.host.visit == before
    kiosk.finish()
    assert kiosk.host.visit == Visit(before.epoch + 1, (Goodbye(),))


def test_no_page_but_the_question_and_the_alert_ends_a_visit_by_a_touch() -> None:
    for place in ("home", "outcome", "waiting", "waiting in a guide", "step"):
        kiosk = at(place)
        assert Verb.FINISH not in {action.intent.verb for action in kiosk.page.actions()}
    kiosk.pass_time(300)
    kiosk.touch("J'ai fini")
    assert kiosk.page.kind == "goodbye", "who was asked whether they are there is not asked again"


def test_asked_once_is_enough_to_come_back() -> None:
    kiosk = Journey()
    for _ in range(3):
        kiosk.take(Verb.LEAVE)
    assert kiosk.host.visit.trail == (Home(), Leaving())


def test_before_a_visit_there_is_nothing_to_leave() -> None:
    kiosk = Journey(started=False)
    kiosk.take(Verb.LEAVE)
    assert kiosk.host.visit == Visit(1)


def test_a_lost_call_leaves_no_code_to_keep() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.host.visit = kiosk.host.visit.told(ticket.id, lost=True)
    kiosk.take(Verb.LEAVE)
    assert CODE not in told(kiosk.page)


# ---- the same place many times


@pytest.mark.parametrize("place", ["home", "outcome", "waiting", "waiting in a guide", "step"])
@pytest.mark.parametrize("voice", [True, False])
def test_any_button_touched_again_and_again_ends_no_visit(place: str, voice: bool) -> None:
    for number in range(len(list(at(place).page.actions()))):
        kiosk = at(place)
        kiosk.take(Verb.SET, f"voice={'oui' if voice else 'non'}")
        buttons = [action for action in kiosk.page.actions() if action.intent.verb not in CONTROLS]
        action = buttons[number % len(buttons)]
        for _ in range(10):
            kiosk.host.take(action.intent, kiosk.now)
            assert (kiosk.host.visit.epoch, kiosk.host.visit.started) == (1, True), action.label


@pytest.mark.parametrize("place", ["home", "outcome", "waiting", "waiting in a guide", "step"])
@pytest.mark.parametrize("end", [0, -1])
def test_the_same_end_of_the_bar_touched_again_and_again_ends_no_visit(place: str, end: int) -> None:
    kiosk = at(place)
    for _ in range(40):
        kiosk.host.take(kiosk.page.bar[end].intent, kiosk.now)
        assert (kiosk.host.visit.epoch, kiosk.host.visit.started) == (1, True)


@pytest.mark.parametrize("label", ["Retour", "Continuer"])
def test_a_button_touched_as_long_as_it_stands_there_ends_no_visit(label: str) -> None:
    kiosk = at("waiting in a guide" if label == "Continuer" else "step")
    passed = 0
    while label in [action.label for action in kiosk.page.actions()]:
        kiosk.touch(label)
        passed += 1
        assert passed < 30
    assert passed >= 1
    for _ in range(10):
        kiosk.take(Verb.BACK)
    assert kiosk.seen == "home: Que voulez-vous faire ?"
    assert kiosk.host.visit.epoch == 1


# ---- the walk that is left


@pytest.mark.parametrize("answers", [(), (0,), DEEP])
def test_home_keeps_the_walk_and_leads_back_through_each_step(answers: tuple[int, ...]) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", *answers)
    seen, walk = kiosk.seen, kiosk.host.visit.walk
    assert walk is not None
    kiosk.touch("Accueil")
    assert resume(kiosk) == ["Reprendre : Demander le RSA"]
    kiosk.take(Verb.HOME)
    assert resume(kiosk) == ["Reprendre : Demander le RSA"], "home again keeps it"
    kiosk.touch("Reprendre : Demander le RSA")
    assert (kiosk.seen, kiosk.host.visit.walk) == (seen, walk)
    for count in range(len(answers), -1, -1):
        assert isinstance(kiosk.host.visit.here, AtStep)
        assert kiosk.host.visit.here.walk.answers == answers[:count]
        kiosk.touch("Retour")
    assert kiosk.page.kind == "home"
    assert resume(kiosk) == []


def test_the_walk_is_kept_from_any_page_beside_it_with_all_that_was_done() -> None:
    for way in (["Confort"], ["Appeler"], [""], ["titre de séjour"]):
        kiosk = Journey()
        kiosk.to_step("caf-rsa", "papiers")
        kiosk.touch("Un RIB à votre nom")
        before = kiosk.host.visit
        kiosk.touches(*(label or kiosk.place for label in way))
        kiosk.take(Verb.HOME)
        kiosk.touch("Reprendre : Demander le RSA")
        after = kiosk.host.visit
        assert (after.walk, after.ticked, after.answered) == (before.walk, before.ticked, before.answered)


def test_another_walk_that_is_left_replaces_it() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.touches("Accueil", "Impôts")
    kiosk.take(Verb.GUIDE, "impots-avis")
    kiosk.touch("Accueil")
    assert resume(kiosk) == ["Reprendre : Demander le RSA"], "only looked at, not begun"
    kiosk.to_guide("impots-avis")
    kiosk.touch("Accueil")
    [label] = resume(kiosk)
    assert label != "Reprendre : Demander le RSA"
    kiosk.touch(label)
    walk = kiosk.host.visit.walk
    assert walk is not None
    assert walk.guide.id == "impots-avis"


def test_the_walk_under_the_cover_of_another_guide_is_kept() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "situation")
    kiosk.desk.offers("impots-avis")
    kiosk.touches("Oui, commencer", "Accueil")
    assert resume(kiosk) == ["Reprendre : Demander le RSA"]


@pytest.mark.parametrize("end", ["finished", "wiped", "error"])
def test_the_walk_is_forgotten_at_the_end(end: str) -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", *DEEP)
    kiosk.touch("Accueil")
    if end == "finished":
        kiosk.finish()
    elif end == "wiped":
        kiosk.pass_time(345)
    else:
        kiosk.host.panic(kiosk.now)
    assert kiosk.host.visit.left is None
    kiosk.begin()
    assert kiosk.page.kind == "home"
    assert resume(kiosk) == []


def test_to_go_on_makes_no_sense_but_at_home_with_a_walk_left() -> None:
    kiosk = Journey()
    kiosk.take(Verb.RESUME)
    assert kiosk.host.visit.trail == (Home(),)
    kiosk.to_step("caf-rsa", "age")
    kiosk.touches("Accueil", "Santé")
    visit = kiosk.host.visit
    kiosk.take(Verb.RESUME)
    assert kiosk.host.visit == visit, "a late touch"


def test_the_walk_to_go_on_with_stands_first_and_is_heard() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.touch("Accueil")
    first = next(action for action in kiosk.page.actions())
    assert first.intent.verb is Verb.RESUME
    [said] = [one.text for one in kiosk.spoken() if isinstance(one.source, Action) and one.source is first]
    assert said.startswith("Bouton 1 sur 2 : Reprendre : Demander le")


def test_a_walk_left_while_an_answer_is_changed_is_resumed_where_it_was_furthest() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.take(Verb.ANSWER, "0")
    seen = kiosk.seen
    kiosk.take(Verb.WHERE)
    kiosk.take(Verb.REVISE, "0")
    assert kiosk.seen != seen
    kiosk.take(Verb.HOME)
    kiosk.take(Verb.RESUME)
    assert kiosk.seen == seen


def test_a_walk_that_has_ended_is_not_offered_again() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa")
    while kiosk.page.kind != "outcome":
        kiosk.take(Verb.ANSWER, "0")
    kiosk.take(Verb.HOME)
    assert not [action for action in kiosk.page.actions() if action.intent.verb is Verb.RESUME]
