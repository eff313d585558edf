"""I/O. The engines that are installed here, and the one that renders in a worker process."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from kiosk.voice.clip import Clip
from kiosk.voice.pico import PicoEngine
from kiosk.voice.port import Engine, VoiceError
from kiosk.voice.wire import Lost, ask, read_answer

__all__ = ["Clip", "Engine", "VoiceError", "WorkerEngine", "available", "make"]

_ROOT = Path(__file__).resolve().parents[2]


class WorkerEngine:
    """espeak-ng or Piper in a process of its own, started at the first sentence and again whenever it is lost.

    `patience` is how many seconds a sentence may take, `start_patience` the start. `command` stands in for the worker
    in tests. One caller at a time.
    """

    def __init__(
        self,
        name: str = "espeak",
        model: Path | None = None,
        patience: float = 3.0,
        start_patience: float = 20.0,
        command: Sequence[str] | None = None,
    ) -> None:
        self._name = name
        self._patience = patience
        self._start_patience = start_patience
        worker = [sys.executable, "-m", "kiosk.voice.worker", name, *([str(model)] if model else [])]
        self._command = list(command or worker)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """espeak or piper."""
        return self._name

    @property
    def process_id(self) -> int | None:
        """The worker's process, for the doctor and the benches; None when it is not running."""
        return self._process.pid if self._process is not None else None

    def render(self, text: str, words_a_minute: int) -> Clip:
        """One sentence as sound. A worker that hangs, dies or refuses is started again, once for each sentence."""
        with self._lock:
            for _ in range(2):
                try:
                    return self._ask(text, words_a_minute)
                except (Lost, OSError):
                    self._end()
            raise VoiceError(f"La voix {self._name} ne répond plus.")

    def close(self) -> None:
        """Ends the worker, and with it what it still held in memory."""
        with self._lock:
            self._end()

    def _ask(self, text: str, words_a_minute: int) -> Clip:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(ask(text, words_a_minute))
        done, hertz, body = read_answer(process.stdout.fileno(), self._patience)
        if not done:
            raise Lost("refused")
        return Clip(body, hertz)

    def _start(self) -> subprocess.Popen[bytes]:
        """Starts the worker and waits for its first word. Raises VoiceError when the engine is not usable."""
        process = self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=_ROOT,
            start_new_session=True,  # Ctrl-C in a terminal is for the kiosk, which ends its worker itself
        )
        assert process.stdout is not None
        done, _, reason = read_answer(process.stdout.fileno(), self._start_patience)
        if not done:
            self._end()
            raise VoiceError(reason.decode())
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def available(model: Path | None = None) -> list[str]:
    """The engines that can speak here, the required one first. `model` is Piper's voice, if there is one."""
    found = ["espeak"] if _has_espeak() else []
    if shutil.which("pico2wave"):
        found.append("pico")
    if model is not None and os.access(model, os.R_OK) and importlib.util.find_spec("piper") is not None:
        found.append("piper")
    return found


def make(name: str, model: Path | None = None) -> Engine:
    """The engine of that name; espeak when it is unknown or not installed here. Its `name` tells which one it is."""
    if name not in available(model):
        name = "espeak"
    if name == "pico":
        return PicoEngine()
    return WorkerEngine("piper", model, patience=12.0) if name == "piper" else WorkerEngine()


def _has_espeak() -> bool:
    """Whether the library that pyttsx3 loads is there."""
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        return False
    return importlib.util.find_spec("pyttsx3") is not None
