"""Journeys against the host, with no window: settings as they are heard, the goodbye, and where nothing is heard."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from journey import BRIGHT, GOODBYE, WORLD, Journey, told, words
from test_journey_comfort import PARTS, SETTINGS, TOUCH

from kiosk.page.build import build
from kiosk.page.focus import Key
from kiosk.page.model import Notice, Options, Page, Verb
from kiosk.settings import Settings
from kiosk.visit.comfort import RATES, VOLUMES, Comfort
from kiosk.visit.visit import Comforts, Home, Visit

NO_SOUND = "Le son ne marche pas sur cet écran. Le professionnel peut lire avec vous."
BLANK = {"Noir : j'écoute", "Allumé"}
VOICE = {"Lire à voix haute", "Sans la voix"}

# ---- what a setting gives to hear


@pytest.mark.parametrize("voice", ["Lire à voix haute", "Sans la voix"])
@pytest.mark.parametrize(
    ("button", "told"),
    [
        ("Plus vite", "vitesse 5 sur 8, volume 4 sur 5"),
        ("Moins vite", "vitesse 3 sur 8, volume 4 sur 5"),
        ("Plus fort", "vitesse 4 sur 8, volume 5 sur 5"),
        ("Moins fort", "vitesse 4 sur 8, volume 3 sur 5"),
    ],
)
def test_rate_and_volume_are_heard_at_once(voice: str, button: str, told: str) -> None:
    kiosk = Journey()
    kiosk.touches("Confort", PARTS["hear"], voice, button)
    assert kiosk.heard == [f"Voici ma voix : {told}."]
    assert kiosk.voice.rates[-1] == kiosk.host.comfort.words_a_minute
    assert kiosk.voice.decibels == kiosk.host.comfort.decibels
    kiosk.hush()
    kiosk.touches(*[button] * 9)
    assert kiosk.voice.busy, "the end of the scale is heard too"


def test_in_voice_mode_a_setting_says_only_what_was_touched() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", PARTS["see"], "Très grand")
    assert kiosk.voice.said == []
    kiosk.take(Verb.SET, "voice=oui")
    assert kiosk.heard[0] == "Mon confort : voir."
    kiosk.touch("Grand")
    assert kiosk.heard == ["Taille du texte : Grand, choisi, bouton."]
    kiosk.touch("Grand")
    assert len(kiosk.voice.said) == 3, "a second touch is answered too"
    kiosk.touch("Rien ne bouge")
    assert kiosk.heard == ["Pendant la lecture : Rien ne bouge, choisi, bouton."]
    kiosk.take(Verb.SET, "voice=non")
    assert not kiosk.voice.busy


@pytest.mark.parametrize(("limit", "volume"), list(product((1, 50, 100), range(1, 6))))
def test_the_staff_limit_lowers_every_volume(limit: int, volume: int) -> None:
    kiosk = Journey(Settings(volume_limit=limit))
    kiosk.take(Verb.SET, f"volume={volume}")
    kiosk.touch("Écouter")
    assert kiosk.voice.decibels == pytest.approx(VOLUMES[volume - 1] + 20 * math.log10(limit / 100))
    assert kiosk.voice.decibels <= 0


# ---- the goodbye


@pytest.mark.parametrize(("rate", "volume"), list(product((1, 4, 8), (1, 4, 5))))
def test_the_goodbye_is_read_to_who_listened_as_they_heard_the_rest(rate: int, volume: int) -> None:
    kiosk = Journey(Settings(volume_limit=50))
    for setting in (f"rate={rate}", f"volume={volume}", "voice=oui"):
        kiosk.take(Verb.SET, setting)
    kiosk.take(Verb.FINISH)
    assert kiosk.page.kind == "goodbye"
    assert kiosk.voice.busy
    assert [words(said) for said in kiosk.voice.said] == [GOODBYE], "once, and nothing before it is kept"
    assert kiosk.voice.rates == [RATES[rate - 1]]
    assert kiosk.voice.decibels == pytest.approx(VOLUMES[volume - 1] + 20 * math.log10(0.5))
    assert kiosk.host.comfort == Comfort()


@pytest.mark.parametrize("way", ["plain", "after a guide and a call", "by headphones", "by keys", "blank"])
def test_the_goodbye_says_the_same_to_everybody(way: str) -> None:
    kiosk = Journey(started=way != "by keys")
    kiosk.key(Key.NEXT) if way == "by keys" else None
    kiosk.host.headphones(True, kiosk.now) if way == "by headphones" else kiosk.take(Verb.SET, "voice=oui")
    if way == "after a guide and a call":
        kiosk.to_step("caf-rsa", "papiers")
        kiosk.call()
    elif way == "blank":
        kiosk.take(Verb.SET, "blank=oui")
    kiosk.take(Verb.FINISH)
    assert [words(said) for said in kiosk.voice.said] == [GOODBYE]


@pytest.mark.parametrize("rate", [1, 8])
def test_with_the_voice_off_the_goodbye_is_silent(rate: int) -> None:
    kiosk = Journey()
    for setting in ("voice=oui", f"rate={rate}", "voice=non"):
        kiosk.take(Verb.SET, setting)
    kiosk.touch("Reprendre")
    assert kiosk.voice.busy
    kiosk.take(Verb.FINISH)
    assert (kiosk.page.kind, kiosk.voice.busy, kiosk.voice.said) == ("goodbye", False, [])


@pytest.mark.parametrize("end", ["silence", "error"])
def test_only_who_takes_leave_hears_the_goodbye(end: str) -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.pass_time(345) if end == "silence" else kiosk.host.panic(kiosk.now)
    assert (kiosk.page.kind, kiosk.voice.busy, kiosk.voice.said) == ("attract", False, [])


@pytest.mark.parametrize("begin", ["touch", "key", "headphones", "unplugged", "offer"])
def test_whatever_comes_next_stops_the_goodbye(begin: str) -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.take(Verb.SET, "rate=1")
    kiosk.take(Verb.FINISH)
    assert kiosk.voice.busy
    if begin == "touch":
        kiosk.touch("Recommencer")
    elif begin == "key":
        kiosk.key(Key.NEXT)
    elif begin == "offer":
        kiosk.desk.offers("caf-rsa")
    else:
        kiosk.host.headphones(begin == "headphones", kiosk.now)
    if begin in ("key", "headphones"):
        assert "Que voulez-vous faire ?" in kiosk.heard, "the new page is read, as a new visit hears it"
        assert GOODBYE[0] not in kiosk.heard
        assert kiosk.voice.rates[-1] == Comfort().words_a_minute
        assert kiosk.voice.decibels == Comfort().decibels
    else:
        assert not kiosk.voice.busy
        assert not kiosk.voice.paused
        assert len(kiosk.voice.said) == 1


def test_the_goodbye_falls_silent_when_the_welcome_returns() -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.take(Verb.FINISH)
    kiosk.pass_time(19)
    assert (kiosk.page.kind, kiosk.voice.busy) == ("goodbye", True)
    kiosk.pass_time(1)
    assert (kiosk.page.kind, kiosk.voice.busy) == ("attract", False)


# ---- where nothing can be heard


def mute() -> Journey:
    """A kiosk without a sound card, at the home page."""
    kiosk = Journey(started=False)
    kiosk.voice.mute = "Pas de carte son."
    kiosk.begin()
    return kiosk


def settings(page: Page) -> set[str]:
    """The settings that a page offers."""
    return {action.label for action in page.actions() if action.intent.verb is Verb.SET}


@pytest.mark.parametrize("voice", [True, False])
def test_the_parts_of_the_settings_offer_only_what_can_be_heard(voice: bool) -> None:
    world = replace(WORLD, voice=voice)
    for part in ("", *PARTS):
        page = build(Visit(1, (Home(), Comforts(part)), BRIGHT), world)
        every = {label for where, label, _ in SETTINGS if where == part}
        assert settings(page) == (every if voice else set() if part == "hear" else every - BLANK - VOICE)
        notices = [block for block in page.blocks if isinstance(block, Notice)]
        assert bool(notices) == (part == "hear" and not voice)
        assert (NO_SOUND in told(page)) == bool(notices)
        names = [block.name for block in page.blocks if isinstance(block, Options)]
        assert ("Écran" in names) == (part == "see" and voice)
        assert not notices or names == []


def test_a_world_can_be_heard_unless_it_is_told_otherwise() -> None:
    assert WORLD.voice


def test_the_pages_follow_the_voice_as_it_is() -> None:
    kiosk = mute()
    kiosk.touches("Confort", PARTS["hear"])
    assert told(kiosk.page) == NO_SOUND
    assert settings(kiosk.page) == set()
    kiosk.touches("Revenir", PARTS["see"])
    assert not BLANK & settings(kiosk.page)
    assert "Très grand" in settings(kiosk.page)
    kiosk.voice.mute = None  # the card is back
    kiosk.touches("Revenir", PARTS["see"])
    assert settings(kiosk.page) >= BLANK
    kiosk.touches("Revenir", PARTS["hear"])
    assert NO_SOUND not in told(kiosk.page)
    assert "Lire à voix haute" in settings(kiosk.page)
    kiosk.voice.mute = "Pas de carte son."
    kiosk.touches("Revenir", PARTS["hear"])
    assert told(kiosk.page) == NO_SOUND


def test_the_notice_tells_who_can_help_and_one_may_call_them() -> None:
    kiosk = mute()
    kiosk.touches("Confort", PARTS["hear"], "Appeler")
    assert kiosk.page.kind == "call"
    kiosk.touches("Retour", "Confort")
    assert kiosk.seen == "comfort: Mon confort"


def test_a_late_touch_does_not_make_the_screen_blank_where_nothing_is_heard() -> None:
    kiosk = mute()
    kiosk.take(Verb.COMFORT, "see")
    visit = kiosk.host.visit
    kiosk.take(Verb.SET, "blank=oui")
    assert kiosk.host.visit == visit


def test_without_a_sound_card_nothing_is_asked_about_the_voice() -> None:
    kiosk = Journey(started=False)
    kiosk.voice.mute = "Pas de carte son."
    kiosk.touches("Touchez pour commencer", "Oui, je lis bien")
    assert kiosk.seen == TOUCH


@pytest.mark.parametrize("mute", [None, "Pas de carte son."])
def test_to_listen_is_proposed_only_where_something_is_heard(mute: str | None) -> None:
    kiosk = Journey(started=False)
    kiosk.voice.mute = mute
    kiosk.touches("Touchez pour commencer", "Non, c'est trop petit")
    labels = [action.label for action in kiosk.page.actions()]
    assert ("Je préfère écouter" in labels) == (mute is None)
    kiosk.touch("Plus grand")
    assert kiosk.host.comfort.size == 4, "the others keep their meaning"


def test_when_the_sound_fails_a_blank_screen_is_lit() -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, "blank=oui")
    kiosk.pass_time(1)
    assert kiosk.host.comfort.blank
    kiosk.voice.mute = "La carte son ne répond plus."
    kiosk.pass_time(1)
    assert not kiosk.host.comfort.blank
    assert kiosk.page.kind == "home", "and the place is kept"
