"""I/O. SVOX Pico, an optional engine: `pico2wave` (Debian's libttspico-utils, in non-free), one process a sentence."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

from kiosk.voice.clip import Clip, ready
from kiosk.voice.port import VoiceError

PICO_RATE = 160.0
"""Words a minute of Pico's French voice at speed level 100."""
_IN_MEMORY = Path("/dev/shm")


class PicoEngine:
    """Renders with `pico2wave`. Its command takes the words as an argument: they are on its command line while it runs
    (some 20 ms), where other programs of the kiosk could read them. Its file is on tmpfs, removed at once."""

    def __init__(self, patience: float = 6.0) -> None:
        self._patience = patience

    @property
    def name(self) -> str:
        """pico."""
        return "pico"

    def render(self, text: str, words_a_minute: int) -> Clip:
        """One sentence as sound; the speed is Pico's own mark-up, which keeps the pitch."""
        command = shutil.which("pico2wave")
        if command is None:
            raise VoiceError("La voix pico n'est pas installée (pico2wave).")
        level = max(20, min(500, round(100 * words_a_minute / PICO_RATE)))
        words = text.translate({ord("<"): " ", ord(">"): " ", ord("&"): " et "})
        marked = f"<speed level='{level}'>{words}</speed>"
        with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
            path = Path(folder) / "voice.wav"
            try:
                subprocess.run(
                    [command, "-l", "fr-FR", "-w", str(path), marked],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=self._patience,
                    check=True,
                )
                with wave.open(str(path)) as sound:
                    return ready(Clip(sound.readframes(sound.getnframes()), sound.getframerate()))
            except (subprocess.SubprocessError, OSError, EOFError, wave.Error):
                # The cause names the command line, so it is not kept.
                raise VoiceError("La voix pico ne répond pas.") from None

    def close(self) -> None:
        """Nothing runs between two sentences."""
