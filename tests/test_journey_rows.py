"""Journeys against the host, with no window and no touch: the rows of the keyboard, by keys."""

from __future__ import annotations

import pytest
from journey import TABLE, Journey, by_keys, said_as, without_voice, words

from kiosk.page.focus import Key, stops
from kiosk.page.model import Keys, Typed, Verb
from kiosk.reader import VOICE_OFFERED
from kiosk.voice.script import found_script


def typed(kiosk: Journey) -> str:
    return next(block.text for block in kiosk.page.blocks if isinstance(block, Typed))


def test_the_keyboard_is_gone_through_by_rows() -> None:
    kiosk = without_voice()
    kiosk.take(Verb.SEARCH)
    assert len(kiosk.host.focus) == 0
    kiosk.key(Key.NEXT)
    assert (kiosk.focus, len(kiosk.host.focus)) == ("Ligne 1", 12)
    kiosk.key(Key.NEXT, Key.SELECT)
    assert (kiosk.focus, len(kiosk.host.focus)) == ("q", 1)
    kiosk.key(Key.PREVIOUS)
    assert kiosk.focus == "Sortir de la ligne"
    assert len(kiosk.host.focus) == 12, "all of the row is shown while one may leave it"
    kiosk.key(Key.SELECT)
    assert (kiosk.focus, kiosk.page.kind) == ("Ligne 2", "search")
    assert typed(kiosk) == ""


def test_back_leaves_the_row_first_and_then_the_page() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SEARCH)
    kiosk.key(Key.NEXT, Key.NEXT, Key.NEXT, Key.SELECT, Key.NEXT, Key.BACK)
    assert kiosk.focus == "Ligne 3"
    assert kiosk.heard[0].startswith("Ligne 3 : w, x, c"), "who does not see hears that the row has been left"
    kiosk.key(Key.BACK)
    assert kiosk.page.kind == "home"


@pytest.mark.parametrize("voice", [True, False])
def test_every_letter_leaves_its_row_and_is_said(voice: bool) -> None:
    kiosk = by_keys() if voice else without_voice()
    kiosk.take(Verb.SEARCH)
    [rows] = [block.rows for block in kiosk.page.blocks if isinstance(block, Keys)]
    for number, row in enumerate(rows, start=1):
        for key in row:
            kiosk.take(Verb.HOME)
            kiosk.take(Verb.SEARCH)
            kiosk.types("a")
            kiosk.by_two_switches(key.label)
            assert typed(kiosk) == ("" if key.intent.verb is Verb.ERASE else f"a{key.intent.value}")
            assert kiosk.focus == f"Ligne {number}"
            assert [one.label for one in kiosk.host.focus] == [one.label for one in row], "all of the row is shown"
            if voice:
                assert kiosk.heard[0] == f"{key.said or key.label}, bouton."
                assert kiosk.heard[1:] == words(found_script(kiosk.page, TABLE)), "and what the search has found"
            else:
                assert [words(said) for said in kiosk.voice.said] == [[VOICE_OFFERED]]


def test_after_a_letter_the_same_row_opens_at_its_start_and_the_next_is_one_press_away() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SEARCH)
    kiosk.key(Key.NEXT, Key.SELECT, Key.NEXT, Key.NEXT, Key.SELECT)
    assert (typed(kiosk), kiosk.focus) == ("e", "Ligne 1")
    kiosk.key(Key.SELECT)
    assert kiosk.focus == "a"
    kiosk.key(Key.SELECT, Key.NEXT)
    assert (typed(kiosk), kiosk.focus) == ("ea", "Ligne 2")
    kiosk.key(Key.BACK)
    assert kiosk.page.kind == "home", "no row is left to be left"


def test_a_word_is_typed_erased_and_found_by_two_switches() -> None:
    kiosk = without_voice()
    kiosk.by_two_switches("Chercher avec mes mots", "r", "s", "e", "effacer", "a")
    assert typed(kiosk) == "rsa"
    kiosk.by_two_switches("espace", "Demander le RSA")
    assert kiosk.page.kind == "cover"


def test_the_focus_stays_on_the_row_while_results_come_and_go() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SEARCH)
    assert stops(kiosk.page)[0].label == "Ligne 1"
    kiosk.key(Key.NEXT, Key.SELECT, Key.NEXT, Key.NEXT, Key.NEXT, Key.SELECT)
    assert (typed(kiosk), kiosk.focus) == ("r", "Ligne 1")
    found = said_as(stops(kiosk.page)[0].label)
    assert kiosk.heard[:3] == ["r, bouton.", "Vous avez écrit : r.", f"Bouton 1 sur 3 : {found}."]
    assert len(kiosk.heard) == 5, "the letter, all of what is written, then what the search has found"
    for turn in (["s", "a"], ["effacer"] * 3):
        kiosk.touches(*turn)
        assert kiosk.focus == "Ligne 1"
        assert (stops(kiosk.page)[0].label == "Demander le RSA") == bool(typed(kiosk))


def test_within_a_row_the_focus_stays_on_its_letter_while_somebody_else_types() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SEARCH)
    kiosk.key(Key.NEXT, Key.SELECT, Key.NEXT, Key.NEXT, Key.NEXT)
    kiosk.types("rsa")
    assert (typed(kiosk), kiosk.focus) == ("rsa", "r")
