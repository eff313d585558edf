"""The voice as the screen uses it: interruption, silence, the sentence heard, the wipe. Time is turned by hand."""

from __future__ import annotations

import gc
import wave
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from voice_fakes import Bench, FakeCard, FakeEngine, until

from kiosk.voice.clip import Clip
from kiosk.voice.fake import FakeVoice
from kiosk.voice.player import CARD_LOST, HERTZ, NO_CARD, PERIOD_MS, PERIODS, Player, open_nothing
from kiosk.voice.port import Engine, Voice
from kiosk.voice.script import Said
from kiosk.voice.speaker import AHEAD, Speaker


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.speaker.close()


def test_sentences_follow_each_other_and_now_tells_which(bench: Bench) -> None:
    one, two = bench.say("un", "deux")
    until(lambda: bench.player.waiting == 2)
    assert bench.speaker.now is None
    assert bench.heard(20) == {"un"}
    assert bench.speaker.now is one
    assert bench.heard(80) == {"un"}
    assert bench.heard(20) == {"deux"}
    assert bench.speaker.now is two
    assert bench.heard(200) == {"deux"}
    assert bench.heard(20) == set()
    assert bench.speaker.now is None
    until(lambda: not bench.speaker.busy)
    assert bench.engine.rendered == [("un", 125), ("deux", 125)]


def test_after_stop_not_one_frame_more(bench: Bench) -> None:
    bench.say("un", "deux")
    assert bench.heard(20)
    assert bench.speaker.first_sound_at is not None
    assert bench.speaker.silent_at is None
    bench.speaker.stop()
    assert bench.heard(500) == set()
    assert not bench.speaker.busy
    assert bench.speaker.now is None
    assert bench.speaker.silent_at is not None
    assert PERIOD_MS * PERIODS <= 50  # and this is all that the card itself still holds


def test_a_new_script_replaces_the_old_one(bench: Bench) -> None:
    bench.say("un", "deux", "trois")
    bench.heard(20)
    (four,) = bench.say("quatre")
    assert bench.heard(50) == {"quatre"}
    assert bench.speaker.now is four
    assert bench.heard(500) == {"quatre"}


def test_what_was_being_rendered_for_the_old_script_is_dropped(bench: Bench) -> None:
    bench.engine.allowed.clear()
    bench.speaker.say([Said("vieux")], 125)
    bench.speaker.say([Said("neuf")], 125)
    bench.engine.allowed.set()
    until(lambda: bench.player.loaded)
    assert bench.heard(500) == {"neuf"}


def test_rendering_keeps_only_a_little_ahead(bench: Bench) -> None:
    bench.say(*"abcdefgh")
    until(lambda: bench.player.waiting == AHEAD)
    bench.heard(20)  # one leaves the queue
    until(lambda: bench.player.waiting == AHEAD)
    assert len(bench.engine.rendered) == AHEAD + 1


def test_the_card_rests_when_there_is_nothing_to_say(bench: Bench) -> None:
    bench.say("un")
    bench.heard(300)
    until(bench.card.resting.is_set)
    bench.say("deux")
    assert bench.heard(20) == {"deux"}
    assert bench.card.opened == 1


def test_nothing_is_started_before_it_is_needed() -> None:
    bench = Bench()
    bench.speaker.stop()
    bench.speaker.wipe()
    assert (bench.card.opened, bench.engine.rendered) == (0, [])
    bench.speaker.warm()
    until(lambda: bench.engine.rendered == [("Bonjour.", 125)])
    assert bench.heard(50) == set()
    bench.speaker.close()


def test_an_engine_that_fails_makes_it_mute_and_no_more(bench: Bench) -> None:
    bench.engine.fails = True
    bench.speaker.say([Said("un"), Said("deux")], 125)
    until(lambda: bench.speaker.mute is not None)
    assert bench.speaker.mute == "La voix ne répond plus."
    assert not bench.speaker.busy
    bench.engine.fails = False
    bench.say("trois")
    assert bench.speaker.mute is None
    assert bench.heard(20) == {"trois"}


def test_a_surprise_is_told_without_what_was_said(bench: Bench) -> None:
    bench.engine.explodes = True
    bench.speaker.say([Said("secret")], 125)
    until(lambda: bench.speaker.mute is not None)
    assert "secret" not in str(bench.speaker.mute)


def test_without_a_card_the_page_is_still_lit() -> None:
    bench = Bench(mute=NO_CARD)
    (one,) = bench.say("un")
    bench.heard(20)
    assert bench.speaker.now is one
    assert bench.speaker.mute == NO_CARD
    bench.card.mute = None  # a card is plugged in; it is found after the visit
    bench.speaker.wipe()
    until(lambda: bench.speaker.mute is None)
    bench.say("deux")
    assert bench.speaker.mute is None
    bench.speaker.close()


def test_a_card_that_refuses_is_replaced(bench: Bench) -> None:
    bench.card.works = False
    bench.say("un")
    assert bench.speaker.mute == CARD_LOST
    assert bench.spare.play(20)


def test_a_card_that_stops_asking_is_replaced(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.say("un")
    bench.heard(20)
    monkeypatch.setattr("kiosk.voice.player._STALLED_SECONDS", 0.0)
    until(lambda: bench.speaker.mute == CARD_LOST)
    assert bench.spare.play(20)


def test_nothing_of_a_visit_is_kept(bench: Bench) -> None:
    script = bench.say("un", "deux", "trois")
    bench.heard(20)
    closed = bench.engine.closed
    bench.speaker.wipe()
    until(lambda: bench.engine.closed == closed + 1)
    kept = [weakref.ref(said) for said in script]
    del script
    bench.say("autre")  # nobody holds a sentence in a local variable any more
    gc.collect()
    assert [said() for said in kept] == [None, None, None]


def test_closing_ends_everything_and_nothing_is_said_after(bench: Bench) -> None:
    bench.say("un")
    bench.speaker.close()
    assert bench.engine.closed >= 1
    assert bench.card.closed == 1
    bench.speaker.say([Said("deux")], 125)
    assert ("deux", 125) not in bench.engine.rendered


def test_the_recording_holds_the_frames_that_were_played_without_gaps(tmp_path: Path) -> None:
    card, path = FakeCard(), tmp_path / "speech.wav"
    player = Player(record=path, opener=card.open)
    player.wake()
    played = []
    for level in (1, 2):
        player.add(Clip(array("h", [level] * 1000).tobytes(), HERTZ), Said("x"))
        played += card.play(200)
        card.play(200)
    player.add(Clip(array("h", [3] * HERTZ).tobytes(), HERTZ), Said("x"))
    played += card.play(100)
    player.clear()
    card.play(100)
    player.close()
    with wave.open(str(path)) as record:
        assert record.getframerate() == HERTZ
        assert list(array("h", record.readframes(record.getnframes()))) == played
    assert len(played) == 2000 + HERTZ // 10


def test_a_clip_of_another_rate_keeps_its_length() -> None:
    card = FakeCard()
    player = Player(opener=card.open)
    player.wake()
    player.add(Clip(array("h", [1000] * 16000).tobytes(), 16000), Said("x"))
    assert len(card.play(3000)) == pytest.approx(HERTZ, rel=0.01)


def test_the_null_device_keeps_time() -> None:
    engine = FakeEngine(milliseconds=60)
    speaker = Speaker(engine, Player(opener=open_nothing))
    script = [Said(text) for text in "abc"]
    seen: list[Said] = []

    def watch() -> bool:
        if (said := speaker.now) is not None and said not in seen:
            seen.append(said)
        return len(seen) == 3

    speaker.say(script, 125)
    until(watch)
    until(lambda: not speaker.busy)
    assert seen == script
    assert speaker.mute is None
    speaker.close()


def test_the_fake_voice_has_the_same_surface() -> None:
    fake = FakeVoice()
    voices: list[Voice] = [fake, Speaker(FakeEngine(), Player())]
    engines: list[Engine] = [FakeEngine()]
    assert len(voices) + len(engines) == 3
    one, two = Said("un"), Said("deux")
    fake.warm()
    fake.say([one, two], 95)
    assert (fake.now, fake.busy, fake.rates) == (one, True, [95])
    fake.finish_sentence()
    assert fake.now is two
    fake.pause()
    fake.skip(0)
    fake.set_volume(-12.0)
    fake.acknowledge(hit=False)
    assert (fake.pauses, fake.skips, fake.decibels, fake.clicks) == (1, [0], -12.0, [False])
    fake.stop()
    assert (fake.now, fake.busy, fake.said) == (None, False, [(one, two)])
    fake.wipe()
    assert fake.said == []
    fake.close()
    assert fake.closed


def test_another_engine_takes_over_in_silence_and_the_former_is_ended(bench: Bench) -> None:
    bench.say("un", "deux")
    assert bench.heard(20) == {"un"}
    former, other = bench.engine, FakeEngine()
    bench.speaker.use(other)
    assert bench.heard(200) == set()
    assert not bench.speaker.busy
    until(lambda: former.closed == 1)
    bench.engine = other
    bench.say("trois")
    assert bench.heard(20) == {"trois"}
    assert [text for text, _ in former.rendered] == ["un", "deux"]
    assert other.rendered == [("trois", 125)]
