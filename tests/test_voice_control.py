"""Pausing, going through a script and the volume. Time is turned by hand."""

from __future__ import annotations

import gc
import random
import weakref
from array import array
from collections.abc import Callable, Iterator

import pytest
from voice_fakes import Bench, FakeCard, until

from kiosk.voice.click import gain
from kiosk.voice.clip import Clip
from kiosk.voice.fake import FakeVoice
from kiosk.voice.player import HERTZ, Player
from kiosk.voice.script import Said
from kiosk.voice.speaker import Speaker


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.engine.allowed.set()
    made.speaker.close()


def at_second(bench: Bench) -> list[Said]:
    """Says three sentences, and hears the beginning of the second."""
    script = bench.say("un", "deux", "trois")
    until(lambda: bench.player.waiting == 2)
    bench.heard(120)
    assert bench.speaker.now is script[1]
    return script


# ---- pause


def test_a_pause_is_silence_at_once_and_the_sentence_begins_anew(bench: Bench) -> None:
    _, two, three = at_second(bench)
    bench.speaker.pause()
    assert bench.heard(500) == set()
    assert (bench.speaker.paused, bench.speaker.busy, bench.speaker.now) == (True, False, None)
    assert bench.speaker.silent_at is not None
    bench.speaker.skip(0)
    assert (bench.speaker.paused, bench.speaker.busy) == (False, True)
    until(lambda: bench.player.waiting == 2)
    assert bench.heard(100) == {"deux"}, "all of it"
    assert bench.speaker.now is two
    assert bench.heard(100) == {"trois"}
    assert bench.speaker.now is three


def test_the_card_rests_while_paused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.voice.speaker._LINGER", 0.0)
    at_second(bench)
    bench.speaker.pause()
    until(bench.card.resting.is_set)
    bench.speaker.skip(0)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"deux"}


def test_what_was_being_rendered_when_the_pause_came_is_not_said(bench: Bench) -> None:
    bench.engine.allowed.clear()
    bench.speaker.say([Said("un"), Said("deux")], 125)
    bench.speaker.pause()
    assert bench.speaker.paused
    bench.engine.allowed.set()
    bench.speaker.warm()  # done after what was being rendered
    until(lambda: ("Bonjour.", 125) in bench.engine.rendered)
    assert not bench.player.loaded
    bench.speaker.skip(0)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"un"}


def test_a_second_pause_changes_nothing(bench: Bench) -> None:
    at_second(bench)
    bench.speaker.pause()
    bench.speaker.pause()
    assert bench.speaker.paused
    bench.speaker.skip(0)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"deux"}


@pytest.mark.parametrize("wipe", [Speaker.stop, Speaker.wipe, Speaker.close])
def test_a_paused_script_is_forgotten(bench: Bench, wipe: Callable[[Speaker], None]) -> None:
    kept = [weakref.ref(said) for said in at_second(bench)]
    bench.speaker.pause()
    wipe(bench.speaker)
    assert not bench.speaker.paused
    bench.speaker.skip(0)
    bench.speaker.skip(-1)
    assert not bench.speaker.busy
    assert bench.heard(500) == set()
    gc.collect()
    assert [said() for said in kept] == [None, None, None]


def test_a_new_script_ends_a_pause_and_replaces_the_old(bench: Bench) -> None:
    at_second(bench)
    bench.speaker.pause()
    bench.say("quatre")
    assert not bench.speaker.paused
    bench.speaker.skip(-1)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"quatre"}


# ---- going through the script


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize(("sentences", "heard"), [(-5, "un"), (-1, "un"), (0, "deux"), (1, "trois")])
def test_another_sentence_of_the_same_script(bench: Bench, sentences: int, heard: str, paused: bool) -> None:
    at_second(bench)
    if paused:
        bench.speaker.pause()
    bench.speaker.skip(sentences)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {heard}


@pytest.mark.parametrize("paused", [False, True])
def test_after_the_last_is_the_end(bench: Bench, paused: bool) -> None:
    at_second(bench)
    if paused:
        bench.speaker.pause()
    bench.speaker.skip(2)
    assert (bench.speaker.busy, bench.speaker.paused) == (False, False)
    bench.speaker.skip(-1)
    assert not bench.speaker.busy
    assert bench.heard(500) == set()


def test_steps_are_counted_while_the_engine_is_slow(bench: Bench) -> None:
    bench.engine.allowed.clear()
    bench.speaker.say([Said(text) for text in ("un", "deux", "trois", "quatre")], 125)
    for sentences in (1, 1, 1, -1):
        bench.speaker.skip(sentences)
    bench.engine.allowed.set()
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"trois"}


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize(("sentences", "heard"), [(-1, "un"), (0, "deux"), (1, "trois")])
def test_between_two_sentences_nothing_is_skipped_unheard(
    bench: Bench, sentences: int, heard: str, paused: bool
) -> None:
    bench.engine.held = "trois"
    bench.engine.allowed.clear()
    bench.say("un", "deux", "trois")
    until(lambda: bench.player.waiting == 2)
    bench.heard(220)
    assert (bench.speaker.now, bench.speaker.busy) == (None, True)
    if paused:
        bench.speaker.pause()
    bench.speaker.skip(sentences)
    bench.engine.allowed.set()
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {heard}


def test_nothing_to_pause_or_to_go_through(bench: Bench) -> None:
    bench.speaker.pause()
    bench.speaker.skip(1)
    bench.speaker.skip(0)
    assert (bench.speaker.busy, bench.speaker.paused, bench.card.opened) == (False, False, 0)
    bench.say("un")
    bench.heard(120)
    assert not bench.speaker.busy
    bench.speaker.pause()
    bench.speaker.skip(0)
    assert (bench.speaker.busy, bench.speaker.paused) == (False, False)


def test_a_late_failure_does_not_take_the_newer_script_with_it(bench: Bench) -> None:
    bench.say("zéro")
    bench.engine.asked.clear()
    bench.engine.allowed.clear()
    bench.engine.fails = True
    bench.speaker.say([Said("vieux")], 125)
    until(bench.engine.asked.is_set)
    bench.speaker.say([Said("neuf")], 125)
    bench.speaker.pause()
    bench.engine.allowed.set()
    until(lambda: bench.speaker.mute is not None)
    assert bench.speaker.paused
    bench.engine.fails = False
    bench.speaker.skip(0)
    until(lambda: bench.player.loaded)
    assert bench.heard(20) == {"neuf"}
    assert bench.speaker.mute is None


@pytest.mark.parametrize("seed", range(12))
def test_the_fake_voice_goes_through_a_script_as_the_real_one_does(bench: Bench, seed: int) -> None:
    chance, fake, real = random.Random(seed), FakeVoice(), bench.speaker
    script = [Said(text) for text in ("un", "deux", "trois", "quatre")]

    def settle() -> None:
        """The real one begins to be heard."""
        until(lambda: not real.busy or bench.player.loaded)
        bench.card.play(20)

    def finish() -> None:
        """The real one's sentence ends, with those rendered after it at hand."""
        if real.busy:
            left = len(script) - 1 - script.index(fake.now) if fake.now else 0
            until(lambda: bench.player.waiting >= min(left, 1))
            bench.card.play(80)

    for _ in range(15):
        match chance.choice(["say", "finish", "finish", "finish", "pause", "skip", "skip", "stop"]):
            case "say":
                fake.say(script, 125)
                real.say(script, 125)
            case "finish":
                finish()
                fake.finish_sentence()
            case "pause":
                fake.pause()
                real.pause()
            case "skip":
                sentences = chance.choice([-1, 0, 1])
                fake.skip(sentences)
                real.skip(sentences)
            case _:
                fake.stop()
                real.stop()
        settle()
        assert (real.now, real.busy, real.paused) == (fake.now, fake.busy, fake.paused)


# ---- volume


@pytest.mark.parametrize(("decibels", "level"), [(0.0, 10000), (-6.0, 5011), (-12.0, 2511), (-24.0, 630), (6.0, 10000)])
def test_the_volume_changes_at_once_in_the_middle_of_a_sentence(decibels: float, level: int) -> None:
    card = FakeCard()
    player = Player(opener=card.open)
    player.wake()
    player.add(Clip(array("h", [10000] * HERTZ).tobytes(), HERTZ), Said("x"))
    assert set(card.play(20)) == {10000}
    player.set_volume(decibels)
    assert set(card.play(20)) == {level}
    player.set_volume(0.0)
    assert set(card.play(20)) == {10000}
    player.close()


def test_the_speaker_hands_the_volume_on(bench: Bench) -> None:
    bench.say("un")
    bench.speaker.set_volume(-200.0)
    assert bench.heard(20) == set()
    assert bench.speaker.now is not None, "unheard, but said all the same"


def test_six_decibels_are_half() -> None:
    assert gain(0.0) == 1.0
    assert gain(-6.0) == pytest.approx(0.5, abs=0.002)
    assert gain(20.0) == 1.0, "nothing is louder than the loudest"
