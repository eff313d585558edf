"""Journeys against the host, with no window: the end of a visit and what it leaves, and what is heard of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from journey import GOODBYE, Journey, call_of, reachable, told, words

from kiosk.host import GOODBYE_SECONDS
from kiosk.page.focus import CONTROLS
from kiosk.page.model import Page, Verb
from kiosk.visit.comfort import RATES, Comfort
from kiosk.visit.ticket import ANSWERS, Answer, Ticket
from kiosk.visit.visit import Attract, Visit

CANARY = "qzkwxj"


SPEAKING = ["Avant", "Répéter", "Pause", "Après"]


def controls(page: Page) -> list[str]:
    """The buttons of the voice."""
    return [action.label for action in page.bar if action.intent.verb in CONTROLS]


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
    world = kiosk.host._world
    found: list[object] = []
    for one in reachable(list(vars(kiosk.host).values()), kiosk.desk, world, world.library):
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
        kiosk.finish()
    else:
        kiosk.host.panic(kiosk.now)
    assert kiosk.page.kind == ("goodbye" if "finished" in end else "attract")
    assert kiosk.host.visit.epoch == epoch + 1
    assert replace(kiosk.host.visit, trail=(Attract(),)) == Visit(epoch=epoch + 1)
    assert len(kiosk.host.visit.trail) == 1
    assert kiosk.voice.wiped == wiped + 1
    assert [words(said) for said in kiosk.voice.said] == ([GOODBYE] if "finished" in end else [])
    assert kiosk.voice.busy == ("finished" in end)
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
    assert kiosk.heard[:2] == ["Êtes-vous toujours là ?", "Attention. Touchez l'écran, ou une touche, pour continuer."]
    kiosk.touch("Je suis là")
    assert not kiosk.voice.busy


@pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.FINISH}))
def test_any_intent_says_still_here_and_does_nothing_else(verb: Verb) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    seen, visit = kiosk.seen, kiosk.host.visit
    kiosk.pass_time(300)
    kiosk.take(verb, "0")
    assert kiosk.seen == seen
    assert kiosk.host.visit == visit


def test_one_may_stay_as_often_as_one_likes() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
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
    kiosk.finish()
    assert kiosk.pass_time(19.9).kind == "goodbye"
    assert kiosk.pass_time(0.1).kind == "attract"
    assert kiosk.pass_time(100_000).kind == "attract"


def test_the_host_says_how_long_it_can_be_left_alone() -> None:
    kiosk = Journey(started=False)
    assert kiosk.host.wait(kiosk.now) == float("inf")
    kiosk.begin()
    assert kiosk.host.wait(kiosk.now) == 300
    assert kiosk.host.wait(kiosk.now + 100) == 200
    assert kiosk.host.wait(kiosk.now + 300) == 45
    assert kiosk.host.wait(kiosk.now + 1000) == 0
    kiosk.finish()
    assert kiosk.host.wait(kiosk.now + 5) == GOODBYE_SECONDS - 5


def test_a_late_touch_after_the_wipe_leaves_no_trace_for_the_next_person() -> None:
    for started, (verb, value) in product(
        (True, False),
        [(Verb.SET, "size=4"), (Verb.GUIDE, "caf-rsa"), (Verb.BEGIN, ""), (Verb.SEARCH, ""),
         (Verb.BACK, ""), (Verb.HOME, ""), (Verb.TICK, "0"), (Verb.ANSWER, "0"), (Verb.WORD, "RSA")],
    ):  # fmt: skip
        kiosk = Journey(started=started)
        kiosk.pass_time(345)
        visit = kiosk.host.visit
        kiosk.take(verb, value)
        assert kiosk.host.visit == visit, verb


# ---- the voice


def test_listen_speaks_the_page_and_a_late_second_touch_stops_it() -> None:
    kiosk = Journey()
    speech = [said.text for said in kiosk.spoken()]
    assert controls(kiosk.touch("Écouter")) == SPEAKING
    assert [said.text for said in kiosk.voice.said[-1]] == speech
    assert kiosk.voice.rates == [RATES[3]]
    assert controls(kiosk.take(Verb.LISTEN)) == ["Écouter"]
    assert not kiosk.voice.busy


def test_the_controls_follow_the_voice_and_the_sentences_stay_the_same_objects() -> None:
    kiosk = Journey()
    before = kiosk.page
    kiosk.touch("Écouter")
    sources = {id(said.source) for said in kiosk.voice.said[-1]}
    assert kiosk.page.title is before.title
    assert kiosk.page.blocks is before.blocks
    assert id(before.title) in sources
    while kiosk.voice.busy:
        assert controls(kiosk.pass_time(1)) == SPEAKING
        kiosk.voice.finish_sentence()
    assert controls(kiosk.pass_time(1)) == ["Avant", "Réécouter", "Après"]
    assert kiosk.page.title is before.title
    assert kiosk.pass_time(1) is kiosk.page


@pytest.mark.parametrize("verb", sorted(set(Verb) - set(CONTROLS)))
def test_any_intent_stops_the_voice(verb: Verb) -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    kiosk.take(verb)
    assert not kiosk.voice.busy


def test_automatic_reading_speaks_each_new_page_and_nothing_twice() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Entendre : voix, vitesse, volume", "Lire à voix haute", "Plus vite")
    said = kiosk.voice.said
    assert kiosk.voice.rates == [RATES[3], RATES[4]]
    way = ("Revenir", "Revenir", "Argent et aides", "Demander le RSA", "Commencer", "Retour")
    for count, button in enumerate(way, start=3):
        kiosk.touch(button)
        assert len(said) == count
        assert kiosk.page.title in [one.source for one in said[-1]]
    kiosk.take(Verb.ANSWER, "0")
    assert len(said) == 8
    assert not kiosk.voice.busy
    kiosk.pass_time(10)
    assert len(said) == 8


def test_automatic_reading_names_a_letter_or_a_tick_instead_of_the_whole_page() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir", "Chercher avec mes mots")
    kiosk.take(Verb.KEY, "é")
    assert kiosk.heard[:2] == ["e accent aigu, bouton.", "Vous avez écrit : é."]
    assert [one.split(" : ")[0] for one in kiosk.heard[2:]] == [f"Bouton {at} sur 3" for at in (1, 2, 3)]
    for _ in range(2):  # the second time there is nothing left to be erased
        kiosk.take(Verb.ERASE)
        assert kiosk.heard[:2] == ["effacer, bouton.", "Touchez les lettres."]
        assert kiosk.heard[2:] == ["Écrivez un mot.", "Par exemple : carte vitale."]


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
