"""The sound that answers a touch: at once, over speech or alone, and never taken for speech. Time is turned by hand."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from voice_fakes import Bench, FakeCard, until

from kiosk.voice.click import click, mixed
from kiosk.voice.clip import Clip
from kiosk.voice.player import CARD_LOST, HERTZ, PERIOD_MS, Device, Player
from kiosk.voice.script import Said

HIT, MISS = list(click(True, HERTZ)), list(click(False, HERTZ))


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.speaker.close()


@pytest.fixture
def player() -> Iterator[Player]:
    """One that is awake, on a card."""
    made = Player(opener=FakeCard().open)
    made.wake()
    yield made
    made.close()


def ask(player: Player, milliseconds: int) -> list[int]:
    """All that the card is handed while this time passes."""
    assert isinstance(player._device, FakeCard)
    return player._device.samples(milliseconds)


def height(samples: list[int]) -> float:
    """The loudest frequency, in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples, HERTZ))))


def test_a_hit_is_short_and_clear_a_miss_lower_and_duller() -> None:
    assert len(HIT) / HERTZ == pytest.approx(0.025, abs=0.001)
    assert len(MISS) / HERTZ == pytest.approx(0.040, abs=0.001)
    assert 1000 < height(HIT) < 2000
    assert 200 < height(MISS) < 500
    for samples in (HIT, MISS):
        assert 5000 < max(map(abs, samples)) < 12000
        assert abs(samples[0]) < 200, "no crack at its beginning"
        assert abs(samples[-1]) < 200, "nor at its end"


def test_it_begins_with_the_very_next_frame_and_speech_goes_on_beneath(player: Player) -> None:
    player.add(Clip(array("h", [500] * HERTZ).tobytes(), HERTZ), Said("x"))
    assert set(ask(player, PERIOD_MS)) == {500}
    player.acknowledge(hit=True)
    heard = [sample for _ in range(3) for sample in ask(player, PERIOD_MS)]
    assert heard[: len(HIT)] == [500 + sample for sample in HIT]
    assert set(heard[len(HIT) :]) == {500}


def test_it_sounds_alone_and_is_not_speech(bench: Bench) -> None:
    bench.speaker.acknowledge(hit=False)
    until(bench.card.running.is_set)
    assert bench.card.samples(60)[: len(MISS)] == MISS
    assert (bench.speaker.now, bench.speaker.busy, bench.player.loaded) == (None, False, False)
    assert (bench.speaker.first_sound_at, bench.speaker.silent_at) == (None, None)
    assert bench.engine.rendered == []


def test_silence_after_a_touch_leaves_its_click(bench: Bench) -> None:
    bench.say("un")
    bench.heard(20)
    bench.speaker.acknowledge(hit=True)
    bench.speaker.stop()
    silent_at = bench.speaker.silent_at
    assert bench.card.samples(60)[: len(HIT)] == HIT
    assert bench.speaker.silent_at == silent_at is not None


def test_the_card_stays_awake_until_it_was_heard_and_then_rests(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.voice.speaker._LINGER", 0.0)
    bench.speaker.acknowledge(hit=True)
    until(bench.card.running.is_set)
    for text in ("Bonjour.", "Bonjour."):  # what is done meanwhile finds it awake
        done = len(bench.engine.rendered)
        bench.speaker.warm()
        until(lambda done=done: len(bench.engine.rendered) > done)
        assert bench.engine.rendered[-1][0] == text
    assert bench.card.started == 1
    assert bench.card.samples(20) == HIT[: HERTZ // 50]
    assert bench.card.started == 1
    bench.card.samples(20)
    until(bench.card.resting.is_set)
    bench.speaker.acknowledge(hit=False)
    until(bench.card.running.is_set)
    assert bench.card.samples(40) == MISS


def test_touches_in_quick_succession_do_not_add_up(player: Player) -> None:
    for hit in (True, False, True):
        player.acknowledge(hit)
    heard = ask(player, 60)
    assert heard[: len(HIT)] == HIT
    assert set(heard[len(HIT) :]) == {0}


def test_its_end_is_told_so_that_the_card_may_rest(player: Player) -> None:
    told: list[bool] = []
    player.changed = lambda: told.append(player.clicking)
    player.acknowledge(hit=True)
    ask(player, 20)
    assert told == []
    ask(player, 20)
    assert told == [False]
    ask(player, 20)
    assert told == [False]


def test_it_follows_the_volume(player: Player) -> None:
    player.set_volume(-6.0)
    player.acknowledge(hit=True)
    assert max(ask(player, 60)) == pytest.approx(max(HIT) / 2, rel=0.01)


def test_what_is_too_loud_together_is_cut_and_not_turned_over() -> None:
    loud = array("h", [30000, -30000] * 10)
    assert set(array("h", mixed(loud.tobytes(), loud, 1.0))) == {32767, -32767}
    assert mixed(loud.tobytes(), loud, 0.5) == loud.tobytes()


def test_nothing_is_computed_for_plain_speech_at_full_volume() -> None:
    speech = array("h", [1] * 100).tobytes()
    assert mixed(speech, array("h"), 1.0) is speech


def test_the_recording_holds_it_too(tmp_path: Path) -> None:
    card, path = FakeCard(), tmp_path / "speech.wav"
    player = Player(record=path, opener=card.open)
    player.wake()
    player.acknowledge(hit=True)
    heard = card.samples(len(HIT) * 1000 // HERTZ + 1)[: len(HIT)]
    card.samples(100)
    player.add(Clip(array("h", [500] * 1000).tobytes(), HERTZ), Said("x"))
    player.acknowledge(hit=False)
    heard += card.samples(200)[:1000]
    player.close()
    with wave.open(str(path)) as record:
        assert list(array("h", record.readframes(record.getnframes()))) == heard


def test_a_card_that_asks_for_nothing_is_not_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.voice.speaker._LINGER", 0.0)
    monkeypatch.setattr("kiosk.voice.player._STALLED_SECONDS", 0.0)
    bench.speaker.acknowledge(hit=True)
    until(bench.card.resting.is_set)
    assert bench.speaker.mute is None, "whether the card still plays is told by speech"


def test_without_a_card_it_does_no_harm(bench: Bench) -> None:
    bench.card.works = False
    bench.speaker.acknowledge(hit=True)
    until(bench.spare.running.is_set)
    assert bench.speaker.mute == CARD_LOST


def test_when_no_card_opens_the_reason_is_told_once(bench: Bench) -> None:
    opened = []

    def opens_not() -> tuple[Device, str | None]:
        opened.append(1)
        raise RuntimeError

    bench.player._opener = opens_not
    bench.speaker.acknowledge(hit=True)
    until(lambda: bench.speaker.mute is not None)
    bench.speaker.warm()
    until(lambda: len(opened) == 2)
    assert not bench.player.clicking


def test_nothing_sounds_after_the_end(bench: Bench) -> None:
    bench.speaker.close()
    bench.speaker.acknowledge(hit=True)
    assert not bench.player.clicking
    assert bench.card.opened == 0
