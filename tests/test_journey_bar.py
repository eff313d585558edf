"""Journeys against the host, with no window: the voice offered to who takes the keys, and a bar that holds still."""

from __future__ import annotations

import pytest
from journey import Journey, by_keys, without_voice, words
from test_journey_speech import controls, listening

from kiosk.handoff.port import Heard
from kiosk.page.focus import Key
from kiosk.page.model import Verb
from kiosk.reader import REPEAT_SECONDS, VOICE_ENDED, VOICE_OFFERED
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import VoiceName, Voicing

WAITS = ["Avant", "Reprendre", "Après"]
GOES = ["Avant", "Répéter", "Pause", "Après"]
OVER = ["Avant", "Réécouter", "Après"]

# ---- the voice and the keys


@pytest.mark.parametrize("key", sorted(set(Key) - {Key.HELP}))
@pytest.mark.parametrize("deep", [True, False])
def test_the_first_key_of_a_visit_without_voice_tells_how_to_hear_and_nothing_private(key: Key, deep: bool) -> None:
    kiosk = Journey()
    if deep:
        kiosk.to_step("caf-rsa", "age")
    kiosk.key(key)
    assert [words(said) for said in kiosk.voice.said] == [[VOICE_OFFERED]]
    assert kiosk.voice.busy, "whatever the key does besides"
    assert not kiosk.host.comfort.voice
    kiosk.key(*[Key.NEXT] * 3)
    assert len(kiosk.voice.said) == 1, "once in a visit"


@pytest.mark.parametrize("before", [[], [Key.NEXT]])
def test_help_switches_the_voice_on_and_reads_the_page(before: list[Key]) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    trail = kiosk.host.visit.trail
    kiosk.key(*before, Key.HELP)
    assert kiosk.host.comfort == Comfort(voice=True)
    assert kiosk.host.visit.trail == trail
    assert kiosk.heard[0] == f"{kiosk.place}, question."
    assert controls(kiosk.page) == GOES
    assert kiosk.key(Key.HELP).kind == "where", "then it tells where one is, as ever"


def test_where_nothing_is_heard_help_tells_where_one_is() -> None:
    kiosk = Journey()
    kiosk.voice.mute = "Pas de carte son."
    assert kiosk.key(Key.HELP).kind == "where"
    assert (kiosk.voice.said, kiosk.host.comfort) == ([], Comfort())


def test_the_keys_say_nothing_of_the_voice_to_who_has_it() -> None:
    kiosk = listening()
    kiosk.key(Key.NEXT)
    assert kiosk.heard == ["Chercher avec mes mots, bouton."]


@pytest.mark.parametrize("keys", [True, False])
def test_without_the_voice_chosen_by_keys_is_answered_and_help_brings_it_back(keys: bool) -> None:
    kiosk = by_keys() if keys else listening()
    kiosk.touch("Confort")
    count = len(kiosk.voice.said)
    if keys:
        kiosk.by_two_switches("Sans la voix")
        assert " ".join(kiosk.heard) == VOICE_ENDED
        kiosk.key(Key.HELP)
        assert kiosk.host.comfort.voice
        assert kiosk.heard[0] == "Mon confort."
    else:
        kiosk.touch("Sans la voix")
        assert (len(kiosk.voice.said), kiosk.voice.busy) == (count, False), "who sees is told by the button"
    for _ in range(3):
        kiosk.pass_time(REPEAT_SECONDS)
    assert kiosk.host.comfort.voice is keys


def test_without_the_voice_the_focus_moves_while_the_page_is_read_on() -> None:
    kiosk = without_voice()
    kiosk.take(Verb.LISTEN)
    reading = kiosk.voice.said[-1]
    for _ in range(4):
        kiosk.key(Key.NEXT)
        assert kiosk.voice.now in reading
        assert controls(kiosk.page) == GOES


# ---- a finger lands


def test_a_finger_silences_and_the_page_can_be_read_on() -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    for _ in range(2):
        kiosk.voice.finish_sentence()
    there = kiosk.voice.now
    kiosk.host.hush()
    assert not kiosk.voice.busy
    assert controls(kiosk.pass_time(1)) == WAITS
    kiosk.touch("Reprendre")
    assert kiosk.voice.now is there
    assert controls(kiosk.page) == GOES


@pytest.mark.parametrize("pause", [True, False])
def test_after_a_finger_the_page_is_read_again_in_silence_but_not_after_a_pause(pause: bool) -> None:
    kiosk = listening("Argent et aides")
    kiosk.touch("Pause") if pause else kiosk.host.hush()
    count = len(kiosk.voice.said)
    kiosk.pass_time(REPEAT_SECONDS - 0.1)
    assert len(kiosk.voice.said) == count
    kiosk.pass_time(0.1)
    assert len(kiosk.voice.said) == count + (not pause)
    assert controls(kiosk.page) == (WAITS if pause else GOES)


def test_a_finger_on_a_silent_page_changes_nothing() -> None:
    kiosk = Journey()
    page = kiosk.page
    kiosk.host.hush()
    assert kiosk.pass_time(1) is page


# ---- the bar holds still


def test_the_controls_stay_from_the_first_word_until_the_page_changes() -> None:
    kiosk = listening("Argent et aides")
    assert controls(kiosk.page) == GOES
    kiosk.key(Key.NEXT)
    assert controls(kiosk.page) == WAITS
    kiosk.hush()
    assert controls(kiosk.page) == WAITS, "the button that was named is over, the page is not"
    kiosk.touch("Reprendre")
    kiosk.hush()
    assert controls(kiosk.page) == OVER
    kiosk.key(Key.NEXT)
    kiosk.hush()
    assert controls(kiosk.page) == OVER
    kiosk.take(Verb.SET, "voice=non")
    assert controls(kiosk.page) == OVER
    kiosk.touch("Retour")
    assert controls(kiosk.page) == ["Écouter"]


@pytest.mark.parametrize("end", ["headphones", "home", "time", "goodbye"])
def test_a_page_that_was_never_read_begins_with_listen(end: str) -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    if end == "headphones":
        kiosk.host.headphones(False, kiosk.now)
    elif end == "home":
        kiosk.touch("Argent et aides")
    elif end == "time":
        kiosk.pass_time(345)
    else:
        kiosk.finish()
    assert controls(kiosk.page) == ["Écouter"]


def test_an_offer_that_was_heard_and_left_leaves_nothing_of_it_to_hear() -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa")
    kiosk.pass_time(0)
    kiosk.touch("Écouter")
    kiosk.hush()
    assert controls(kiosk.page) == OVER
    assert kiosk.pass_time(300).kind == "attract"
    assert controls(kiosk.page) == ["Écouter"]
    kiosk.take(Verb.SENTENCE, "-1")
    assert not kiosk.voice.busy


def test_a_screen_that_is_lit_again_shows_the_sentences_that_wait() -> None:
    kiosk = listening()
    kiosk.take(Verb.SET, "blank=oui")
    for _ in range(2):
        kiosk.host.touched_blank(kiosk.now)
    assert not kiosk.host.comfort.blank
    kiosk.touch("Reprendre")
    assert kiosk.page.title in [one.source for one in kiosk.voice.said[-1]]


def test_a_page_of_which_a_detail_became_shorter_is_read_on_from_its_end() -> None:
    kiosk = listening("Chercher avec mes mots")
    kiosk.types("rsa")
    while kiosk.voice.busy:
        kiosk.voice.finish_sentence()
    kiosk.take(Verb.SENTENCE, "0")
    kiosk.hush()
    kiosk.touches(*["effacer"] * 3)
    kiosk.touch("Avant")
    assert kiosk.voice.now in kiosk.voice.said[-1]


# ---- the voice that the professional chooses


def test_a_touch_or_a_key_ends_the_trial_of_a_voice_and_time_settles_the_choice() -> None:
    class Asked:
        """A choice that only remembers what it was asked."""

        def __init__(self) -> None:
            self.asked: list[object] = []

        def end_trial(self) -> None:
            self.asked.append("end")

        def settle(self) -> None:
            self.asked.append("settle")

        def obey(self, message: Voicing) -> None:
            self.asked.append(message)

    kiosk, choice = Journey(), Asked()
    kiosk.host._choice = choice  # type: ignore[assignment]
    message = Voicing(number=1, name=VoiceName.PICO)
    page = kiosk.page
    assert kiosk.host.hear(Heard(message)) is page
    kiosk.touch("Confort")
    assert choice.asked == [message, "end"]
    kiosk.pass_time(1)
    kiosk.key(Key.HELP)
    assert choice.asked == [message, "end", "settle", "end"]
