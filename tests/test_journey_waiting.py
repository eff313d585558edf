"""Journeys against the host, with no window: the queue, the resident's words, the end of a call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from journey import Journey, call_of, facts, told

from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.identity import new_id
from kiosk.handoff.port import HandoffError, Turned
from kiosk.page.model import Badge, Qr, Verb
from kiosk.settings import Settings
from kiosk.visit.request import State
from kiosk.visit.ticket import Answer, Saying, Turn, Word
from kiosk.visit.visit import Goodbye, Visit


class Deaf(FakeDesk):
    """A desk to which nothing can be said."""

    def say(self, word: Word) -> None:
        """Fails, as on a full disk."""
        raise HandoffError("Le disque est plein.")


def waiting(settings: Settings | None = None, **more: Any) -> Journey:
    """Somebody who has called, in a guide."""
    kiosk = Journey(settings, **more)
    kiosk.to_step("caf-rsa", "age")
    kiosk.call()
    return kiosk


def sayings(kiosk: Journey) -> list[Saying]:
    """What the desk heard of the present call, or of the last one."""
    assert {word.ticket for word in kiosk.desk.words} <= {kiosk.desk.tickets[-1].id}
    return [word.saying for word in kiosk.desk.words]


# ---- the queue


@pytest.mark.parametrize(
    ("before", "attended", "words"),
    [
        (0, True, "Vous êtes la prochaine personne."),
        (1, True, "Une personne passe avant vous."),
        (4, True, "4 personnes passent avant vous."),
        (0, False, "Le professionnel n'a pas encore vu votre demande. Vous êtes la prochaine personne."),
    ],
)
def test_the_place_in_the_queue_is_told_as_it_is(before: int, attended: bool, words: str) -> None:
    kiosk = waiting()
    kiosk.desk.people_before(before, attended)
    assert told(kiosk.page) == words
    assert "minute" not in told(kiosk.page)


def test_each_state_at_the_desk_has_its_word() -> None:
    kiosk = waiting()
    ticket = call_of(kiosk).id
    for happens, words in (
        (kiosk.desk.takes, "Un professionnel s'occupe de votre demande."),
        (kiosk.desk.holds, "Le professionnel revient vers vous."),
        (kiosk.desk.puts_back, "Vous êtes la prochaine personne."),
    ):
        happens(ticket)
        assert told(kiosk.page) == words


def test_put_back_in_the_queue_an_answer_holds_no_more_and_who_listens_is_told() -> None:
    kiosk = waiting()
    kiosk.take(Verb.SET, "voice=oui")
    ticket = call_of(kiosk).id
    kiosk.desk.answers(ticket, Answer.COME_IN)
    kiosk.desk.holds(ticket)
    assert told(kiosk.page) == "Venez au bureau, à côté. Vous pouvez entrer. Le professionnel revient vers vous."
    kiosk.hush()
    kiosk.desk.puts_back(ticket)
    assert (kiosk.seen, told(kiosk.page)) == ("waiting: Demande reçue", "Vous êtes la prochaine personne.")
    assert "Vous êtes la prochaine personne." in kiosk.heard
    kiosk.desk.answers(ticket, Answer.SOON)
    assert told(kiosk.page) == "Je suis à vous dans 10 minutes."


def test_a_step_forward_in_the_queue_brings_nobody_back_and_stops_no_reading() -> None:
    kiosk = waiting()
    kiosk.touches("Continuer", "Écouter")
    page = kiosk.page
    kiosk.desk.people_before(3)
    kiosk.desk.takes(call_of(kiosk).id)
    assert kiosk.page is page
    assert kiosk.voice.busy
    kiosk.touch("Bleu 1")
    assert told(kiosk.page) == "Un professionnel s'occupe de votre demande."


def test_only_being_taken_is_said_aloud_and_only_once() -> None:
    kiosk = waiting()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.touches("Continuer", "Bleu 1")
    count = len(kiosk.voice.said)
    kiosk.desk.people_before(2)
    kiosk.desk.people_before(1)
    assert len(kiosk.voice.said) == count
    kiosk.desk.takes(call_of(kiosk).id)
    assert "Un professionnel s'occupe de votre demande." in kiosk.heard
    count = len(kiosk.voice.said)
    kiosk.desk.people_before(0)
    assert len(kiosk.voice.said) == count


def test_an_answer_is_said_once_though_it_takes_the_request_too() -> None:
    kiosk = waiting()
    kiosk.take(Verb.SET, "voice=oui")
    count = len(kiosk.voice.said)
    kiosk.desk.answers(call_of(kiosk).id, Answer.COMING)
    assert len(kiosk.voice.said) == count + 1


def test_distress_is_never_covered_by_news_of_a_call() -> None:
    kiosk = waiting()
    kiosk.take(Verb.URGENCY)
    page = kiosk.page
    kiosk.desk.answers(call_of(kiosk).id, Answer.COMING)
    kiosk.desk.people_before(2)
    assert kiosk.page is page
    kiosk.touch("Retour")
    assert "J'arrive." in told(kiosk.page), "it is met on the way back"
    kiosk.touch("Continuer")
    assert kiosk.seen.startswith("question")


def test_a_request_closed_without_a_word_is_told_so_and_one_may_call_again() -> None:
    kiosk = waiting()
    kiosk.desk.closes(call_of(kiosk).id)
    assert kiosk.seen == "waiting: Votre demande est terminée"
    kiosk.touch("Appeler de nouveau")
    assert kiosk.page.kind == "call"


def test_the_turns_of_others_change_nothing() -> None:
    kiosk = waiting()
    visit = kiosk.host.visit
    own = call_of(kiosk)
    other = Turn(ticket=UUID(int=99), epoch=own.epoch, state=State.TAKEN, ahead=0, attended=True)
    assert visit.call is not None
    assert visit.call.turn is not None
    kiosk.host.hear(Turned((other, visit.call.turn)))
    assert kiosk.host.visit == visit


def test_the_code_is_shown_and_said_with_its_picture() -> None:
    kiosk = waiting()
    badge = kiosk.page.side[0]
    assert isinstance(badge, Badge)
    assert badge.code.icon == "sun"
    [bar] = [action for action in kiosk.page.top if action.intent.verb is Verb.WAITING]
    assert (bar.label, bar.icon, bar.said) == ("Bleu 1", "sun", "Mon appel, code Bleu 1, le soleil")
    assert "Bleu 1, le soleil." in [one.text for one in kiosk.spoken()]


# ---- what the professional answers


def test_words_of_their_own_are_shown_and_their_marks_are_not_read() -> None:
    kiosk = waiting()
    kiosk.desk.says(call_of(kiosk).id, "Je finis. Puis je viens à [[RSA]] **vite**.")
    assert kiosk.seen == "waiting: Le professionnel vous répond"
    assert told(kiosk.page) == "Je finis. Puis je viens à RSA vite."
    assert Verb.WORD not in {action.intent.verb for action in kiosk.page.actions()}


@pytest.mark.parametrize("url", ["", "https://rendez-vous.example.fr/vehicule"])
def test_an_appointment_comes_with_the_square_of_the_settings(url: str) -> None:
    kiosk = waiting(Settings(appointment_url=url))
    kiosk.desk.answers(call_of(kiosk).id, Answer.APPOINTMENT)
    squares = [(block.url, block.host) for block in kiosk.page.side if isinstance(block, Qr)]
    assert squares == ([(url, "rendez-vous.example.fr")] if url else [])
    assert kiosk.page.link == (url or None)


def test_the_person_of_the_village_is_named_with_hours_and_telephone() -> None:
    settings = Settings(referent="Mme Claudel", referent_hours="le lundi", referent_phone="03 29 00 00 01")
    kiosk = waiting(settings)
    kiosk.desk.answers(call_of(kiosk).id, Answer.REFERENT)
    assert facts(kiosk.page) == {
        "La personne du village": "Mme Claudel", "Quand": "le lundi", "03 29 00 00 01": "Mme Claudel"
    }  # fmt: skip
    nobody = waiting()
    nobody.desk.answers(call_of(nobody).id, Answer.REFERENT)
    assert facts(nobody.page) == {}


# ---- what the resident says


def test_who_still_waits_says_so_once_until_there_is_news() -> None:
    kiosk = waiting()
    kiosk.touches("J'attends toujours", "J'attends toujours")
    assert sayings(kiosk) == [Saying.STILL]
    assert "C'est dit : vous attendez toujours." in told(kiosk.page)
    kiosk.desk.people_before(2)
    kiosk.touch("J'attends toujours")
    assert sayings(kiosk) == [Saying.STILL, Saying.STILL]
    assert len({word.id for word in kiosk.desk.words}) == 2


@pytest.mark.parametrize(
    ("button", "asked", "yes", "saying", "after"),
    [
        ("Je m'en vais", "Vous n'attendez plus ?", "Oui, je m'en vais", Saying.LEFT, "Votre demande est annulée"),
        ("C'est réglé", "C'est réglé ?", "Oui, c'est réglé", Saying.SOLVED, "C'est réglé"),
    ],
)
def test_a_call_is_ended_by_a_yes_and_one_may_call_again(
    button: str, asked: str, yes: str, saying: Saying, after: str
) -> None:
    kiosk = waiting()
    first = call_of(kiosk)
    kiosk.touch(button)
    assert kiosk.seen == f"ending: {asked}"
    kiosk.touch("Non, j'attends")
    assert kiosk.desk.words == []
    kiosk.touches(button, yes)
    assert sayings(kiosk) == [saying]
    assert kiosk.seen == f"waiting: {after}"
    assert "Appeler" in [action.label for action in kiosk.page.top], "the code is forgotten"
    kiosk.desk.answers(first.id, Answer.COMING)
    kiosk.desk.people_before(3)
    assert kiosk.seen == f"waiting: {after}", "what comes late changes nothing"
    kiosk.touch("Appeler de nouveau")
    assert kiosk.call().code != first.code


def test_a_call_that_is_still_here_may_be_taken_back() -> None:
    kiosk = Journey()
    kiosk.desk.goes_offline()
    kiosk.call()
    assert "J'attends toujours" not in [action.label for action in kiosk.page.actions()], "nobody has heard yet"
    kiosk.touches("Je m'en vais", "Oui, je m'en vais")
    kiosk.desk.comes_back()
    assert kiosk.desk.tickets == []


def test_the_same_button_many_times_ends_no_call() -> None:
    for button in ("Je m'en vais", "C'est réglé", "J'attends toujours"):
        kiosk = waiting()
        [action] = [one for one in kiosk.page.actions() if one.label == button]
        for _ in range(10):
            kiosk.host.take(action.intent, kiosk.now)
        assert kiosk.host.visit.waiting is not None


@pytest.mark.parametrize("words", [["J'attends toujours"], ["Je m'en vais", "Oui, je m'en vais"],
                                   ["J'ai fini", "Oui, annulez ma demande"]])  # fmt: skip
def test_a_word_that_cannot_be_kept_is_told_and_the_call_goes_on(words: list[str]) -> None:
    kiosk = waiting(desk=Deaf)
    epoch = kiosk.host.visit.epoch
    kiosk.touches(*words)
    assert kiosk.seen == "waiting: Demande reçue"
    assert "Dites-le-lui vous-même." in told(kiosk.page)
    assert kiosk.host.visit.waiting is not None
    assert kiosk.host.visit.epoch == epoch


def test_news_while_the_end_is_asked_come_into_view_and_nothing_is_asked_any_more() -> None:
    kiosk = waiting()
    kiosk.touch("Je m'en vais")
    kiosk.desk.answers(call_of(kiosk).id, Answer.COMING)
    assert kiosk.seen == "waiting: Le professionnel vous répond"
    kiosk.touch("Continuer")
    assert kiosk.page.kind == "question"


# ---- too late


def test_a_request_that_waited_too_long_is_said_to_be_erased() -> None:
    kiosk = Journey(Settings(phone="03 29 00 00 00"))
    kiosk.desk.goes_offline()
    kiosk.call()
    kiosk.touch("Retour")
    kiosk.desk.grows_old()
    assert kiosk.seen == "waiting: Votre demande n'a pas pu partir"
    assert told(kiosk.page).startswith("Elle est effacée. Frappez à la porte du bureau.")
    assert facts(kiosk.page)["03 29 00 00 00"] == "le professionnel"
    assert kiosk.page.side == ()
    kiosk.touch("Appeler de nouveau")
    assert kiosk.page.kind == "call"


# ---- the end of a visit with a call


def test_who_has_finished_may_keep_their_turn_or_give_it_up() -> None:
    kiosk = waiting()
    kiosk.touch("J'ai fini")
    [badge] = kiosk.page.side
    assert isinstance(badge, Badge)
    kiosk.touch("Oui, et j'attends mon tour")
    assert (kiosk.page.kind, kiosk.desk.words) == ("goodbye", [])
    kiosk = waiting()
    epoch = kiosk.host.visit.epoch
    kiosk.touches("J'ai fini", "Oui, annulez ma demande")
    assert sayings(kiosk) == [Saying.LEFT]
    assert kiosk.host.visit == Visit(epoch + 1, (Goodbye(),))


def test_who_is_asked_whether_they_are_there_sees_the_code_that_outlives_the_wipe() -> None:
    kiosk = waiting()
    code = call_of(kiosk).code
    page = kiosk.pass_time(300)
    assert page.kind == "alert"
    assert "Votre demande reste. Retenez votre code." in told(page)
    assert [one.code for one in page.side if isinstance(one, Badge)] == [code]


def test_an_idle_wipe_cancels_nothing() -> None:
    kiosk = waiting()
    kiosk.pass_time(300)
    kiosk.pass_time(45)
    assert kiosk.page.kind == "attract"
    assert kiosk.desk.words == []


@pytest.mark.parametrize(
    ("verb", "value"),
    [(Verb.SAY, "attend-toujours"), (Verb.SAY, "parti"), (Verb.SAY, "expiree"), (Verb.SAY, ""), (Verb.END, "parti"),
     (Verb.END, "expiree")],
)  # fmt: skip
def test_a_word_that_the_page_does_not_offer_is_not_said(verb: Verb, value: str) -> None:
    kiosk = waiting()
    kiosk.touch("Continuer")
    visit = kiosk.host.visit
    kiosk.take(verb, value)
    assert kiosk.host.visit == visit
    kiosk.touch("Bleu 1")
    if value != "attend-toujours" and verb is Verb.SAY:
        kiosk.take(verb, value)
    assert kiosk.desk.words == []


def test_the_desk_is_told_once_when_somebody_comes_and_when_they_go() -> None:
    kiosk = Journey(started=False)
    assert kiosk.desk.busy == []
    kiosk.begin()
    kiosk.touches("Confort", "Revenir")
    assert kiosk.desk.busy == [True]
    kiosk.finish()
    assert kiosk.desk.busy == [True, False]
    kiosk.pass_time(30)
    kiosk.touch("Confort")
    kiosk.pass_time(300)
    kiosk.pass_time(45)
    assert kiosk.desk.busy == [True, False, True, False]


def test_identities_are_of_the_kind_that_a_database_keeps_in_order() -> None:
    assert new_id().version == 7
