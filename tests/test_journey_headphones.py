"""Journeys against the host, with no window: headphones plugged in and out, and the blank screen of who listens."""

from __future__ import annotations

import pytest
from journey import Journey

from kiosk.host import BLANK_OVER, BLANK_TOLD, BLANK_TOUCHED, RELIGHT_SECONDS
from kiosk.page.model import Verb
from kiosk.visit.comfort import Comfort
from kiosk.visit.visit import Visit

# ---- headphones


@pytest.mark.parametrize("where", ["attract", "goodbye"])
def test_headphones_plugged_in_begin_a_visit_with_the_voice(where: str) -> None:
    kiosk = Journey(started=where == "goodbye")
    kiosk.take(Verb.FINISH)
    kiosk.host.headphones(True, kiosk.now)
    assert kiosk.seen == "home: Que voulez-vous faire ?"
    assert kiosk.host.comfort == Comfort(voice=True)
    assert kiosk.heard[0] == "Que voulez-vous faire ?"
    kiosk.pass_time(345)
    assert kiosk.page.kind == "attract"


def test_headphones_plugged_in_during_a_visit_keep_the_place() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    trail = kiosk.host.visit.trail
    kiosk.host.headphones(True, kiosk.now)
    assert kiosk.host.visit.trail == trail
    assert kiosk.heard[0] == f"{kiosk.place}, question."


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("plugs", [0, 1, 2])
def test_unplugged_there_is_silence_at_once_whoever_had_switched_the_voice_on(own: bool, plugs: int) -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, f"voice={'oui' if own else 'non'}")
    for _ in range(plugs):  # a worn plug may tell it twice
        kiosk.host.headphones(True, kiosk.now)
    kiosk.take(Verb.LISTEN) if not kiosk.voice.busy else None
    kiosk.host.headphones(False, kiosk.now)
    assert not kiosk.voice.busy
    assert not kiosk.host.comfort.voice
    count = len(kiosk.voice.said)
    for _ in range(4):
        kiosk.pass_time(20)
    kiosk.touch("Argent et aides")
    assert len(kiosk.voice.said) == count, "nor is anything said again by itself"


@pytest.mark.parametrize("plugged", [True, False])
def test_a_blank_screen_is_lit_when_the_headphones_go(plugged: bool) -> None:
    kiosk = Journey()
    if plugged:
        kiosk.host.headphones(True, kiosk.now)
    kiosk.take(Verb.SET, "blank=oui")
    kiosk.host.headphones(False, kiosk.now)
    assert kiosk.host.comfort == Comfort()


def test_unplugged_without_a_visit_nothing_begins() -> None:
    kiosk = Journey(started=False)
    kiosk.host.headphones(False, kiosk.now)
    assert (kiosk.host.visit, kiosk.voice.said) == (Visit(1), [])


def test_unplugged_the_voice_may_be_switched_on_again() -> None:
    kiosk = Journey()
    kiosk.host.headphones(True, kiosk.now)
    kiosk.host.headphones(False, kiosk.now)
    kiosk.touches("Confort", "Lire à voix haute")
    assert kiosk.host.comfort.voice
    assert kiosk.voice.busy


@pytest.mark.parametrize("plugged", [True, False])
def test_headphones_are_a_sign_of_life(plugged: bool) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.pass_time(300)
    kiosk.host.headphones(plugged, kiosk.now)
    assert kiosk.page.kind == "question"
    assert kiosk.pass_time(299).kind == "question"


# ---- the blank screen


def blank() -> Journey:
    kiosk = Journey()
    kiosk.touches("Confort", "Voir : couleurs, lettres, écran", "Noir : j'écoute")
    return kiosk


def test_a_blank_screen_comes_with_the_voice_and_tells_how_to_light_it() -> None:
    kiosk = blank()
    assert kiosk.host.comfort == Comfort(blank=True, voice=True)
    assert " ".join(kiosk.heard) == BLANK_TOLD


def test_where_nothing_can_be_heard_the_screen_stays_lit() -> None:
    kiosk = Journey()
    kiosk.voice.mute = "Pas de carte son."
    kiosk.touches("Confort", "Voir : couleurs, lettres, écran")
    assert not [action for action in kiosk.page.actions() if action.intent.value.startswith("blank=")]
    kiosk.take(Verb.SET, "blank=oui")
    assert kiosk.host.comfort == Comfort()
    kiosk.desk.offers("caf-rsa", "papiers", Comfort(blank=True, voice=True))
    kiosk.touch("Oui, commencer")
    assert kiosk.host.comfort == Comfort(voice=True)


@pytest.mark.parametrize(
    ("seconds", "lit"), [(0.0, True), (RELIGHT_SECONDS - 0.1, True), (RELIGHT_SECONDS, False), (60.0, False)]
)
def test_the_first_touch_tells_and_the_second_lights(seconds: float, lit: bool) -> None:
    kiosk = blank()
    visit = kiosk.host.visit
    kiosk.host.touched_blank(kiosk.now)
    assert " ".join(kiosk.heard) == BLANK_TOUCHED
    assert kiosk.host.visit == visit, "nothing is chosen unseen"
    kiosk.now += seconds
    kiosk.host.touched_blank(kiosk.now)
    assert kiosk.host.comfort == Comfort(voice=True, blank=not lit)
    assert " ".join(kiosk.heard) == (BLANK_OVER if lit else BLANK_TOUCHED)
    assert kiosk.host.visit.trail == visit.trail


def test_each_time_it_takes_two_touches() -> None:
    kiosk = blank()
    for _ in range(2):
        kiosk.host.touched_blank(kiosk.now)
        assert kiosk.host.comfort.blank
        kiosk.host.touched_blank(kiosk.now)
        assert not kiosk.host.comfort.blank
        kiosk.take(Verb.SET, "blank=oui")


def test_a_blank_screen_is_lit_even_when_something_is_proposed() -> None:
    kiosk = blank()
    kiosk.desk.offers("caf-rsa")
    kiosk.host.touched_blank(kiosk.now)
    assert kiosk.host.touched_blank(kiosk.now).kind == "offer"
    assert not kiosk.host.comfort.blank


def test_a_touch_of_a_blank_screen_answers_the_alert() -> None:
    kiosk = blank()
    kiosk.pass_time(300)
    assert kiosk.host.touched_blank(kiosk.now).kind == "comfort"
    assert kiosk.host.comfort.blank


@pytest.mark.parametrize("setting", ["voice=non", "blank=non"])
def test_settings_light_it_too(setting: str) -> None:
    kiosk = blank()
    kiosk.take(Verb.SET, setting)
    assert kiosk.host.comfort == Comfort(voice=setting != "voice=non")


@pytest.mark.parametrize("end", [Verb.FINISH, None])
def test_the_next_person_finds_the_screen_lit(end: Verb | None) -> None:
    kiosk = blank()
    kiosk.host.touched_blank(kiosk.now)
    kiosk.take(end) if end else kiosk.pass_time(345)
    kiosk.begin()
    assert kiosk.host.comfort == Comfort()
    kiosk.take(Verb.SET, "blank=oui")
    kiosk.host.touched_blank(kiosk.now)
    assert kiosk.host.comfort.blank, "a touch of the last visit does not count"
