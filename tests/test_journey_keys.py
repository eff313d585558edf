"""Journeys against the host, with no window and no touch: by the five keys of a keypad, or by two switches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from journey import ADULT, BRIGHT, Journey, by_keys, facts, told, without_voice, words

from kiosk.page.focus import Focus, Key, stops
from kiosk.page.model import Action, Tiles, Verb
from kiosk.page.where import KEYS_HELP
from kiosk.reader import VOICE_OFFERED
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import Answer
from kiosk.visit.visit import Visit, Waiting

# ---- the five keys


@pytest.mark.parametrize("voice", [True, False])
@pytest.mark.parametrize("way", [[], ["Chercher avec mes mots"], ["Confort"], ["Appeler"], ["Argent et aides"]])
@pytest.mark.parametrize("key", [Key.NEXT, Key.PREVIOUS])
def test_the_keys_go_round_a_page_as_it_is_shown_whatever_the_voice_does(voice: bool, way: list[str], key: Key) -> None:
    kiosk = Journey()
    kiosk.touches(*way)
    kiosk.take(Verb.SET, f"voice={'oui' if voice else 'non'}")
    kiosk.take(Verb.LISTEN) if not kiosk.voice.busy else None
    assert kiosk.voice.busy
    kiosk.key(key)
    order = [action.label for action in stops(kiosk.page)]
    seen = []
    for _ in order:
        seen.append(kiosk.focus)
        assert [action.label for action in stops(kiosk.page)] == order, "the buttons stay while the focus moves"
        if voice:
            assert kiosk.focus is not None
            assert kiosk.voice.now is not None
        kiosk.key(key)
    assert seen == (order if key is Key.NEXT else order[::-1])
    assert kiosk.focus == seen[0]


def test_select_without_a_focus_only_shows_where_it_begins() -> None:
    kiosk = Journey()
    visit = kiosk.host.visit
    kiosk.key(Key.SELECT)
    assert kiosk.focus == "Chercher avec mes mots"
    assert kiosk.host.visit == replace(visit, keys=True)


def test_every_key_of_the_first_page_begins_with_the_voice_and_says_what_the_keys_do() -> None:
    for key in Key:
        for end in ("never begun", "goodbye"):
            kiosk = Journey(started=end == "goodbye")
            kiosk.take(Verb.FINISH)
            kiosk.key(key)
            assert kiosk.seen == "home: Que voulez-vous faire ?"
            assert kiosk.host.comfort == Comfort(voice=True)
            assert kiosk.focus is None
            first = " ".join(kiosk.heard)
            assert first.startswith("Bonjour.")
            for word in ("suivant", "précédent", "valider", "retour", "aide"):
                assert word in KEYS_HELP
                assert word in first
            assert "Que voulez-vous faire ?" in kiosk.heard


def test_what_the_keys_do_is_told_again_at_where_am_i() -> None:
    kiosk = by_keys(Key.HELP)
    assert " ".join(KEYS_HELP.splitlines()) in told(kiosk.page)


# ---- what the focus says


@pytest.mark.parametrize(
    ("step", "presses", "words"),
    [
        ("age", 1, f"{ADULT}, réponse 1 sur 5."),
        ("age", 5, "Je ne sais pas, réponse 5 sur 5."),
        ("papiers", 1, "Votre pièce d'identité, pas coché, case 1 sur 5. Une carte d'identité, un passeport "
                       "ou un titre de séjour."),
        ("papiers", 6, "Que veut dire : titre de séjour, bouton."),
    ],
)  # fmt: skip
def test_each_move_says_label_state_role_and_place(step: str, presses: int, words: str) -> None:
    kiosk = by_keys()
    kiosk.to_step("caf-rsa", step)
    kiosk.key(*[Key.NEXT] * presses)
    assert kiosk.heard == [words]
    assert kiosk.voice.said[-1][0].source is kiosk.host.focus[0]


def test_the_places_of_tiles_settings_rows_and_bars() -> None:
    kiosk = by_keys(Key.NEXT, Key.NEXT)
    tiles = next(block for block in kiosk.page.blocks if isinstance(block, Tiles))
    assert kiosk.heard == [f"Argent et aides, bouton 1 sur {len(tiles.actions)}."]
    kiosk.key(Key.PREVIOUS)
    assert kiosk.heard == ["Chercher avec mes mots, bouton."]
    kiosk.key(Key.PREVIOUS)
    assert kiosk.heard == ["Appeler le professionnel, bouton."]
    kiosk.by_two_switches("Confort")
    kiosk.key(Key.NEXT, Key.NEXT)
    assert kiosk.heard == ["Taille du texte : Normal, choisi, bouton."]
    kiosk.take(Verb.HOME)
    kiosk.by_two_switches("Chercher avec mes mots")
    kiosk.key(Key.NEXT)
    assert kiosk.heard[0].startswith("Ligne 1 : a, z, e, r, t, y, u, i, o, p, e accent aigu")
    kiosk.key(Key.SELECT)
    assert kiosk.heard == ["a, bouton."]


def test_without_the_voice_the_focus_is_seen_and_not_heard() -> None:
    kiosk = without_voice()
    kiosk.by_two_switches("Argent et aides", "Demander le RSA", "Commencer")
    assert kiosk.seen == "question: Votre caisse est la Caf ou la MSA ?"
    assert [words(said) for said in kiosk.voice.said] == [[VOICE_OFFERED]], "nothing of the page, and that once"


def test_an_answer_already_chosen_is_heard_as_chosen() -> None:
    kiosk = by_keys()
    kiosk.to_step("caf-rsa", "age")
    kiosk.key(Key.BACK, Key.NEXT)
    assert kiosk.heard == ["Ma caisse est la Caf, choisi, réponse 1 sur 6."]


# ---- two switches do everything


@pytest.mark.parametrize("voice", [True, False])
def test_a_whole_guide_with_the_hand_off_by_two_switches(voice: bool) -> None:
    kiosk = by_keys() if voice else without_voice()
    assert kiosk.host.comfort.voice is voice
    kiosk.by_two_switches(
        "Argent et aides", "Demander le RSA", "Commencer", "Ma caisse est la Caf", ADULT,
        "Non, aucun de ces cas", "Votre pièce d'identité", "Un RIB à votre nom",
    )  # fmt: skip
    assert kiosk.host.visit.ticked == {("caf-rsa", "papiers", 0), ("caf-rsa", "papiers", 3)}
    kiosk.by_two_switches("Appeler", "Je suis bloqué ici")
    assert facts(kiosk.page)["La démarche"] == "Demander le RSA, étape 4 : Préparez vos papiers"
    kiosk.by_two_switches("Oui, appeler")
    [ticket] = kiosk.desk.tickets
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert kiosk.seen == "waiting: Le professionnel vous répond"
    kiosk.by_two_switches(
        "Continuer", "Continuer", "Oui, et je peux recevoir un code", "J'ai compris", "simulateur", "Revenir",
        "Ouvrir sur mon téléphone", "Revenir", "En savoir plus", "Revenir", "C'est fait",
        "Je peux continuer ma demande", "J'utilise FranceConnect", "C'est fait", "C'est fait",
        "J'ai répondu à toutes les questions", "C'est fait", "Oui, ma demande est partie",
    )  # fmt: skip
    assert kiosk.seen == "outcome: Votre demande est envoyée"
    kiosk.by_two_switches("J'ai fini", "Non, je continue", "J'ai fini", "Oui, et j'attends mon tour")
    assert kiosk.page.kind == "goodbye"


def test_comfort_and_the_three_questions_by_two_switches() -> None:
    kiosk = without_voice()
    kiosk.by_two_switches(
        "Confort", "Voir : couleurs, lettres, écran", "Douces", "OpenDyslexic", "Très grand", "Revenir"
    )
    kiosk.by_two_switches(
        "Toucher : place des boutons, touches", "Main gauche", "Revenir", "Répondre aux trois questions"
    )
    kiosk.by_two_switches("Oui, je lis bien", "Oui, lisez pour moi", "Moins vite", "Oui, c'est facile", "Revenir")
    assert kiosk.page.kind == "home"
    assert kiosk.host.comfort == Comfort(
        size=4, contrast=Contrast.SOFT, open_dyslexic=True, left_handed=True, voice=True, rate=2
    )


def test_where_am_i_and_changing_an_answer_by_two_switches() -> None:
    kiosk = by_keys()
    kiosk.to_step("caf-rsa", "papiers")
    kiosk.by_two_switches(kiosk.place, "Quel est votre âge ?", ADULT)
    assert kiosk.seen == "checklist: Préparez vos papiers"


def test_help_opens_and_closes_where_am_i() -> None:
    kiosk = by_keys()
    kiosk.to_step("caf-rsa", "age")
    trail = kiosk.host.visit.trail
    assert kiosk.key(Key.HELP).kind == "where"
    assert kiosk.heard[0] == "Où suis-je ?"
    assert kiosk.key(Key.HELP).kind == "question"
    assert kiosk.host.visit.trail == trail


# ---- the focus stays


@pytest.mark.parametrize(
    ("way", "button"),
    [
        (["papiers"], "Un RIB à votre nom"),
        (["comfort"], "Grand"),
        (["comfort", "see"], "Blanc sur noir"),
        (["comfort", "hear"], "Plus vite"),
        (["comfort", "hear"], "Moins fort"),
        (["comfort", "hear"], "Sans la voix"),
    ],
)
def test_the_focus_stays_on_what_was_chosen(way: list[str], button: str) -> None:
    kiosk = by_keys()
    if way[0] == "comfort":
        kiosk.take(Verb.COMFORT, "".join(way[1:]))
    else:
        kiosk.to_step("caf-rsa", way[0])
    kiosk.by_two_switches(button)
    assert kiosk.focus == button
    kiosk.key(Key.SELECT)
    assert kiosk.focus == button


def test_one_button_listens_pauses_and_goes_on() -> None:
    kiosk = without_voice()
    kiosk.by_two_switches("Écouter")
    assert (kiosk.focus, kiosk.voice.busy) == ("Pause", True)
    kiosk.voice.finish_sentence()
    kiosk.key(Key.SELECT)
    assert (kiosk.focus, kiosk.voice.paused) == ("Reprendre", True)
    kiosk.key(Key.SELECT)
    assert (kiosk.focus, kiosk.voice.now) == ("Pause", kiosk.spoken_at(1))
    kiosk.hush()
    assert kiosk.focus == "Réécouter"
    kiosk.key(Key.SELECT)
    assert (kiosk.focus, kiosk.voice.now) == ("Pause", kiosk.spoken_at(0))


@pytest.mark.parametrize("voice", [True, False])
@pytest.mark.parametrize(("button", "sentence"), [("Avant", 1), ("middle", 2), ("Après", 3)])
def test_every_control_of_the_voice_is_reached_while_a_page_is_read(voice: bool, button: str, sentence: int) -> None:
    kiosk = by_keys() if voice else without_voice()
    kiosk.to_step("caf-rsa", "age")
    if not voice:
        kiosk.by_two_switches("Écouter")
    for _ in range(2):
        kiosk.voice.finish_sentence()
    kiosk.key(Key.PREVIOUS)
    middle = ["Reprendre"] if voice else ["Répéter", "Pause"]
    assert [action.label for action in kiosk.page.bar] == ["Retour", "Avant", *middle, "Après"]
    assert kiosk.voice.now is not None
    kiosk.by_two_switches(middle[0] if button == "middle" else button)
    assert kiosk.voice.busy
    assert kiosk.voice.now is not None
    assert kiosk.voice.now.text == [said.text for said in kiosk.spoken()][sentence]
    assert kiosk.focus == (button if button != "middle" else "Pause" if voice else "Répéter")
    kiosk.hush()
    assert [action.label for action in kiosk.page.bar] == ["Retour", "Avant", "Réécouter", "Après"]
    assert kiosk.focus == (button if button != "middle" else "Réécouter")


# ---- and goes


@pytest.mark.parametrize("end", ["finished", "wiped", "error"])
def test_the_focus_and_the_keys_are_forgotten_at_the_end(end: str) -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SEARCH)
    kiosk.key(Key.NEXT, Key.SELECT, Key.NEXT)
    if end == "finished":
        kiosk.take(Verb.FINISH)
    elif end == "wiped":
        kiosk.pass_time(345)
    else:
        kiosk.host.panic(kiosk.now)
    assert kiosk.host._focus == Focus()
    assert kiosk.host.visit == Visit(kiosk.host.visit.epoch, kiosk.host.visit.trail)
    kiosk.begin()
    assert kiosk.host.comfort == Comfort()
    kiosk.touch("Où suis-je ?")
    assert "Avec les touches" not in told(kiosk.page)


def test_a_new_page_begins_without_focus() -> None:
    kiosk = by_keys(Key.NEXT, Key.NEXT, Key.SELECT)
    assert kiosk.page.kind == "theme"
    assert kiosk.host.focus == ()


# ---- the alert, and what the professional proposes


@pytest.mark.parametrize("key", Key)
def test_any_key_answers_the_alert_and_does_nothing_else(key: Key) -> None:
    kiosk = by_keys()
    kiosk.to_step("caf-rsa", "age")
    visit = kiosk.host.visit
    assert kiosk.pass_time(300).kind == "alert"
    kiosk.key(key)
    assert kiosk.seen == "question: Quel est votre âge ?"
    assert kiosk.host.visit == visit
    assert kiosk.heard[0] == f"{kiosk.place}, question.", "the page is read again"


@pytest.mark.parametrize("started", [True, False])
@pytest.mark.parametrize("comfort", [None, BRIGHT])
def test_an_offer_is_heard_and_accepted_by_two_switches(started: bool, comfort: Comfort | None) -> None:
    kiosk = by_keys() if started else Journey(started=False)
    offer = kiosk.desk.offers("caf-rsa", "papiers", comfort)
    if not started:
        kiosk.key(Key.NEXT)
    assert "Le professionnel vous propose une démarche." in kiosk.heard
    kiosk.by_two_switches("Oui, commencer")
    assert kiosk.seen == "checklist: Préparez vos papiers"
    assert kiosk.desk.offer_answers == {offer.id: True}
    assert kiosk.host.comfort == (comfort or Comfort(voice=True))


@pytest.mark.parametrize("voice", [True, False])
def test_help_reads_an_offer_again_and_answers_nothing(voice: bool) -> None:
    kiosk = by_keys() if voice else without_voice()
    kiosk.to_step("caf-rsa", "age")
    offer = kiosk.desk.offers("caf-rsa", "papiers", BRIGHT)
    spoken = kiosk.host.comfort.model_copy(update={"voice": True})
    visit, bar = replace(kiosk.host.visit, comfort=spoken), [action.intent for action in kiosk.page.bar]
    around = (*kiosk.page.bar, *kiosk.page.top)
    speech = [one for one in kiosk.spoken() if not (isinstance(one.source, Action) and one.source in around)]
    for _ in range(2):
        kiosk.voice.stop()
        kiosk.key(Key.HELP)
        assert kiosk.voice.busy
        assert kiosk.heard[: len(speech)] == words(speech), "from its start, all of it"
        assert {bar[0], bar[-1]} <= {
            one.source.intent for one in kiosk.voice.said[-1] if isinstance(one.source, Action)
        }
        assert kiosk.heard[0] == "Le professionnel vous propose une démarche."
        assert (kiosk.page.kind, kiosk.host.visit) == ("offer", visit)
    assert kiosk.voice.rates[-1] == kiosk.host.comfort.words_a_minute
    assert offer.id not in kiosk.desk.offer_answers


def test_help_on_an_offer_to_nobody_begins_the_visit_and_reads_it_with_what_the_keys_do() -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa")
    kiosk.key(Key.HELP)
    assert kiosk.heard[0] == "Bonjour."
    assert "Le professionnel vous propose une démarche." in kiosk.heard
    kiosk.key(Key.HELP)
    assert kiosk.heard[0] == "Le professionnel vous propose une démarche."


def test_an_offer_is_declined_by_the_key_back_and_nothing_of_the_keys_is_left_without_a_visit() -> None:
    kiosk = Journey(started=False)
    offer = kiosk.desk.offers("caf-rsa")
    kiosk.key(Key.HELP, Key.HELP)
    assert kiosk.page.kind == "offer"
    kiosk.key(Key.BACK)
    assert kiosk.desk.offer_answers == {offer.id: False}
    assert kiosk.page.kind == "home", "a key has begun the visit"
    kiosk.pass_time(345)
    assert kiosk.host.visit == Visit(kiosk.host.visit.epoch)


def test_an_answer_of_the_desk_takes_the_focus_to_its_page() -> None:
    kiosk = by_keys()
    ticket = kiosk.call()
    kiosk.take(Verb.HOME)
    kiosk.key(Key.NEXT)
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert isinstance(kiosk.host.visit.here, Waiting)
    assert kiosk.host.focus == ()
