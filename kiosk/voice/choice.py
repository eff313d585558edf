"""I/O. Which voice this kiosk speaks with: tried and chosen by the professional, kept in a file across restarts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from kiosk.guide.prose import sentences
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import VoiceName, Voices, Voicing
from kiosk.voice.port import Engine
from kiosk.voice.script import Said

TRIAL = "Bonjour. Voici ma voix. Je peux lire toutes les pages à voix haute."
"""What a voice says to be judged by."""
MOST_BYTES = 64
"""No name is longer: a larger file is none of ours."""
_AGAIN = "Choisissez-la de nouveau sur la page « Voix » du bureau."


class Speaks(Protocol):
    """What the choice acts on: see `Speaker`."""

    @property
    def busy(self) -> bool: ...
    def use(self, engine: Engine) -> None: ...
    def say(self, script: Sequence[Said], words_a_minute: int) -> None: ...
    def warm(self) -> None: ...


class Choice:
    """The kiosk's voice. All calls come from the window's thread; `voices` may be read from any.

    `speaker` speaks with the engine `present` as this begins; a voice that the file keeps takes its place at once.
    `busy` tells whether a visit is under way: then, and while a page is read to somebody, nothing sounds or changes.
    """

    def __init__(
        self,
        speaker: Speaks,
        present: str,
        installed: Sequence[str],
        file: Path,
        make: Callable[[str], Engine],
        busy: Callable[[], bool],
    ) -> None:
        self.present = VoiceName(present)
        """The voice that pages are read with."""
        self.problem: str | None = None
        """What is wrong with the file, in French for staff; None when all is well."""
        self._speaker = speaker
        self._installed = tuple(VoiceName(name) for name in installed)
        self._file = file
        self._make = make
        self._busy = busy
        self._loaded = self.present  # the engine that the speaker has now: another one during a trial
        self._trying = False
        kept = self._read()
        if kept is not None:
            self.present = kept
            self._load(kept)

    @property
    def voices(self) -> Voices:
        """What the desk is told."""
        return Voices(installed=self._installed, present=self.present)

    def obey(self, voicing: Voicing) -> None:
        """Does what the professional asks for."""
        if voicing.keep:
            self.choose(voicing.name)
        else:
            self.try_out(voicing.name)

    def try_out(self, name: VoiceName) -> None:
        """Lets a voice say who it is, then `settle` brings the chosen one back. Nothing for one that is not here."""
        if name not in self._installed or self._in_use():
            return
        self._trying = True
        self._load(name)
        self._speaker.say([Said(one.text) for one in sentences(TRIAL)], Comfort().words_a_minute)

    def choose(self, name: VoiceName) -> None:
        """Speaks with that voice from now on, also after a restart. Nothing for one that is not here."""
        if name not in self._installed or self._in_use():
            return
        self._trying = False
        self.present = name
        self._load(name)
        self._speaker.warm()
        self._keep()

    def settle(self) -> None:
        """Brings the chosen voice back once a trial is over. For every tick of the host."""
        if self._busy() or not self._speaker.busy:
            self.end_trial()

    def end_trial(self) -> None:
        """Brings the chosen voice back at once, if another is being tried. For the host, before it takes a touch: what
        it then says is not cut, and is said with the right voice."""
        if self._trying:
            self._trying = False
            if self._loaded is not self.present:
                self._load(self.present)
                self._speaker.warm()

    def _in_use(self) -> bool:
        """Whether somebody is here: a visit, or a page that is being read and is no trial of ours."""
        return self._busy() or (self._speaker.busy and not self._trying)

    def _load(self, name: VoiceName) -> None:
        if name is not self._loaded:
            self._speaker.use(self._make(name.value))
            self._loaded = name

    # the file

    def _read(self) -> VoiceName | None:
        """The voice kept in the file; None when there is none, or none that can be used: then `problem` says why."""
        try:
            with self._file.open("rb") as file:
                word = file.read(MOST_BYTES + 1).decode().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            self.problem = f"Le fichier {self._file} est illisible : la voix est celle des réglages. {_AGAIN}"
            return None
        kept = next((name for name in VoiceName if name.value == word), None)
        if kept is None:
            self.problem = f"Le fichier {self._file} ne nomme aucune voix : la voix est celle des réglages. {_AGAIN}"
        elif kept not in self._installed:
            self.problem = f"La voix choisie, {kept.value}, n'est plus installée : la voix est celle des réglages."
            return None
        return kept

    def _keep(self) -> None:
        """Writes the choice: the old file stays whole until the new one is on the disk."""
        draft = self._file.with_name(f".{self._file.name}-new")
        try:
            with draft.open("w", encoding="ascii") as file:
                file.write(f"{self.present.value}\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
            self.problem = None
        except OSError:
            self.problem = f"Le fichier {self._file} ne peut pas être écrit : la voix reste jusqu'à l'arrêt seulement."
            with contextlib.suppress(OSError):
                draft.unlink()
