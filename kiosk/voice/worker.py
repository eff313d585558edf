"""I/O. The voice's own process: `python -m kiosk.voice.worker espeak` or `… piper MODEL`, driven over its pipes.

It exists because an engine may hang, crash or leak, and must never take the screen with it. What it says comes in
through standard input (never on the command line), lives in memory only, and leaves as samples. It ends with the kiosk:
at the end of its standard input, and by the kernel's signal even while an engine hangs.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import resource
import signal
import sys
import threading
import time
import wave
from collections.abc import Callable

from kiosk.voice.clip import Clip, ready
from kiosk.voice.wire import answer, read_ask

Render = Callable[[str, int], Clip]
"""One sentence, at so many words a minute, as sound."""

FRENCH = ("roa/fr", "fr", "fr-fr", "french", "roa/fr-fr")
"""What the French voice is called, from espeak-ng 1.50 to 1.52; the Belgian, Swiss and mbrola ones are not wanted."""
PIPER_RATE = 165.0
"""Words a minute of a Piper voice at length scale 1 (French voices lie between 150 and 180)."""
_GIVE_UP = 20.0  # seconds; the kiosk gives up on a hung worker well before
_PR_SET_PDEATHSIG = 1


def espeak() -> Render:
    """espeak-ng through pyttsx3. Raises ImportError or RuntimeError when it is not installed.

    pyttsx3 2.99 has espeak-ng work in a thread of its own. Its `runAndWait` first cancels what is pending, a change of
    rate or of voice included, and returns after 10 ms whether or not the file is there. So here nothing may be
    cancelled, and each file is waited for.
    """
    import pyttsx3
    from pyttsx3.drivers import _espeak

    _espeak.Cancel = lambda: 0
    engine = pyttsx3.init("espeak")
    voices = {voice.id: voice for voice in engine.getProperty("voices")}
    french = next((name for name in FRENCH if name in voices), None)
    if french is None:
        raise RuntimeError("no French voice")
    engine.runAndWait()  # pyttsx3 takes settings at once only after a first run
    engine.setProperty("voice", french)
    _espeak.Synchronize()
    if engine.getProperty("voice") != french:
        raise RuntimeError("the French voice was not taken")
    written = threading.Event()
    engine.connect("finished-utterance", lambda **_: written.set())
    memory = os.memfd_create("voice")  # a file that has no name, on no disk, gone with this process
    path = f"/proc/self/fd/{memory}"
    rate = 0

    def render(text: str, words_a_minute: int) -> Clip:
        nonlocal rate
        text = text.replace("\0", " ").strip()
        os.ftruncate(memory, 0)
        if not text:
            return Clip(b"", 22050)
        if rate != words_a_minute:
            engine.setProperty("rate", words_a_minute)
            _espeak.Synchronize()
            rate = words_a_minute
        written.clear()
        engine.save_to_file(text, path)
        engine.runAndWait()
        if not written.wait(_GIVE_UP):
            raise TimeoutError
        while _espeak.IsPlaying():
            time.sleep(0.001)
        with wave.open(path) as sound:
            clip = Clip(sound.readframes(sound.getnframes()), sound.getframerate())
        if not clip.samples and any(letter.isalnum() for letter in text):
            raise RuntimeError("nothing was said")
        return clip

    return render


def piper(model: str) -> Render:
    """A Piper voice from its model file. Raises ImportError when Piper is not installed, OSError without the model."""
    package = importlib.import_module("piper")  # optional, so unknown to the type checker
    voice = package.PiperVoice.load(model)

    def render(text: str, words_a_minute: int) -> Clip:
        pace = package.SynthesisConfig(length_scale=PIPER_RATE / words_a_minute)
        pieces = list(voice.synthesize(text, syn_config=pace))
        hertz = pieces[0].sample_rate if pieces else 22050
        return Clip(b"".join(piece.audio_int16_bytes for piece in pieces), hertz)

    return render


def end_with_parent() -> None:
    """The kernel ends this process when the one that started it dies; and a crash writes no memory to disk."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:
        sys.exit(1)


def main(argv: list[str]) -> int:
    """Serves requests until the kiosk closes its side; returns the exit code."""
    end_with_parent()
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # pyttsx3 prints to it
    os.dup2(nowhere, 2)

    def send(done: bool, hertz: int, body: bytes) -> None:
        out.write(answer(done, hertz, body))
        out.flush()

    try:
        render = piper(argv[1]) if argv[0] == "piper" else espeak()
    except Exception:
        send(False, 0, f"La voix {argv[0]} ne démarre pas : elle est mal installée.".encode())
        return 1
    send(True, 0, b"")
    while (request := read_ask(sys.stdin.buffer)) is not None:
        try:
            clip = ready(render(*request))
            send(True, clip.hertz, clip.samples)
        except BrokenPipeError:
            return 0
        except Exception:  # its text may quote what was to be said
            send(False, 0, f"La voix {argv[0]} n'a pas pu dire une phrase.".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
