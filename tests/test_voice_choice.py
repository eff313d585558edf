"""The voice that the professional hears and chooses: kept across restarts, and never in the way of a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kiosk.visit.ticket import VoiceName, Voices, Voicing
from kiosk.voice.choice import TRIAL, Choice
from kiosk.voice.clip import Clip
from kiosk.voice.port import Engine
from kiosk.voice.script import Said

ESPEAK, PICO, PIPER = VoiceName.ESPEAK, VoiceName.PICO, VoiceName.PIPER


class NamedEngine:
    """An engine that is only its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, text: str, words_a_minute: int) -> Clip:
        raise AssertionError("nothing is rendered here")

    def close(self) -> None:
        pass


class FakeSpeaker:
    """Notes what it is told, in order; what it says lasts until `finishes`."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.busy = False

    def use(self, engine: Engine) -> None:
        self.done.append(f"use {engine.name}")
        self.busy = False

    def say(self, script: Sequence[Said], words_a_minute: int) -> None:
        assert words_a_minute == 125
        self.done.append(" ".join(said.text for said in script))
        self.busy = True

    def warm(self) -> None:
        self.done.append("warm")

    def finishes(self) -> None:
        """The last sentence has been heard."""
        self.busy = False


class Kiosk:
    """A kiosk with Pico and Piper besides espeak, that spoke with espeak when it was last set up."""

    def __init__(self, folder: Path, installed: Sequence[str] = ("espeak", "pico", "piper")) -> None:
        self.file = folder / "voice"
        self.installed = installed
        self.visited = False
        self.starts()

    def starts(self) -> None:
        """The program begins, again or for the first time."""
        self.speaker = FakeSpeaker()
        self.choice = Choice(self.speaker, "espeak", self.installed, self.file, NamedEngine, lambda: self.visited)

    def did(self) -> list[str]:
        """What the speaker was told since this was last asked."""
        done, self.speaker.done = self.speaker.done, []
        return done


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


def test_at_first_the_voice_is_that_of_the_settings(kiosk: Kiosk) -> None:
    assert kiosk.choice.voices == Voices(installed=(ESPEAK, PICO, PIPER), present=ESPEAK)
    assert kiosk.choice.problem is None
    assert kiosk.did() == []
    assert not kiosk.file.exists()


def test_a_trial_is_heard_and_leaves_everything_as_it_was(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(PICO)
    assert kiosk.did() == ["use pico", TRIAL]
    kiosk.choice.settle()
    assert kiosk.did() == [], "it is still speaking"
    assert kiosk.choice.voices.present is ESPEAK
    kiosk.speaker.finishes()
    kiosk.choice.settle()
    kiosk.choice.settle()
    assert kiosk.did() == ["use espeak", "warm"]
    assert not kiosk.file.exists()


def test_the_present_voice_is_tried_without_changing_anything(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(ESPEAK)
    kiosk.speaker.finishes()
    kiosk.choice.settle()
    assert kiosk.did() == [TRIAL]


def test_one_trial_takes_the_place_of_another(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(PICO)
    kiosk.choice.try_out(PICO)
    kiosk.choice.try_out(PIPER)
    assert kiosk.did() == ["use pico", TRIAL, TRIAL, "use piper", TRIAL]
    kiosk.speaker.finishes()
    kiosk.choice.settle()
    assert kiosk.did() == ["use espeak", "warm"]


def test_a_choice_is_kept_across_restarts(kiosk: Kiosk) -> None:
    kiosk.choice.choose(PICO)
    assert kiosk.did() == ["use pico", "warm"]
    assert kiosk.choice.voices.present is PICO
    kiosk.starts()
    assert kiosk.did() == ["use pico"], "before anything is said"
    assert kiosk.choice.voices.present is PICO
    assert kiosk.file.read_text() == "pico\n"
    assert [path.name for path in kiosk.file.parent.iterdir()] == ["voice"]
    kiosk.choice.choose(ESPEAK)
    kiosk.starts()
    assert kiosk.did() == []
    assert kiosk.choice.voices.present is ESPEAK


def test_a_choice_ends_the_trial(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(PICO)
    kiosk.choice.choose(PICO)
    assert kiosk.did() == ["use pico", TRIAL, "warm"]
    kiosk.speaker.finishes()
    kiosk.choice.settle()
    assert kiosk.did() == []


@pytest.mark.parametrize("act", [Choice.try_out, Choice.choose])
def test_nothing_sounds_or_changes_during_a_visit(kiosk: Kiosk, act: Callable[[Choice, VoiceName], None]) -> None:
    kiosk.visited = True
    act(kiosk.choice, PICO)
    kiosk.visited = False
    kiosk.speaker.busy = True  # somebody listens to the first page, without a visit
    act(kiosk.choice, PICO)
    assert kiosk.did() == []
    assert kiosk.choice.voices.present is ESPEAK
    assert not kiosk.file.exists()


def test_a_touch_during_a_trial_is_answered_with_the_chosen_voice(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(PICO)
    kiosk.choice.end_trial()
    assert kiosk.did() == ["use pico", TRIAL, "use espeak", "warm"]
    kiosk.visited = True
    kiosk.speaker.busy = True
    kiosk.choice.settle()
    kiosk.choice.end_trial()
    assert kiosk.did() == [], "what the visit says is not cut"


def test_a_visit_that_begins_without_a_touch_ends_the_trial_too(kiosk: Kiosk) -> None:
    kiosk.choice.try_out(PICO)
    kiosk.visited = True
    kiosk.choice.settle()
    assert kiosk.did() == ["use pico", TRIAL, "use espeak", "warm"]


@pytest.mark.parametrize("act", [Choice.try_out, Choice.choose])
def test_a_voice_that_is_not_here_is_no_voice(tmp_path: Path, act: Callable[[Choice, VoiceName], None]) -> None:
    kiosk = Kiosk(tmp_path, ("espeak",))
    act(kiosk.choice, PIPER)
    assert kiosk.did() == []
    assert not kiosk.file.exists()


def test_a_message_of_the_desk_is_a_trial_or_a_choice(kiosk: Kiosk) -> None:
    kiosk.choice.obey(Voicing(number=1, name=PICO))
    assert (kiosk.did(), kiosk.choice.present) == (["use pico", TRIAL], ESPEAK)
    kiosk.choice.obey(Voicing(number=2, name=PIPER, keep=True))
    assert (kiosk.did(), kiosk.choice.present) == (["use piper", "warm"], PIPER)


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (b"marie\n", "ne nomme aucune voix"),
        (b"", "ne nomme aucune voix"),
        (b"auto\n", "ne nomme aucune voix"),
        (b"pico" * 1000, "ne nomme aucune voix"),
        (b"\xff\xfe", "est illisible"),
        (b"piper\n", "La voix choisie, piper, n'est plus installée : la voix est celle des réglages."),
    ],
)
def test_a_file_that_names_no_voice_of_this_kiosk_is_told_to_staff(tmp_path: Path, kept: bytes, told: str) -> None:
    (tmp_path / "voice").write_bytes(kept)
    kiosk = Kiosk(tmp_path, ("espeak", "pico"))
    assert kiosk.choice.problem is not None
    assert told in kiosk.choice.problem
    assert kiosk.choice.present is ESPEAK
    assert kiosk.did() == []
    kiosk.choice.choose(PICO)
    assert kiosk.choice.problem is None, "a new choice mends it"
    kiosk.starts()
    assert (kiosk.choice.present, kiosk.choice.problem) == (PICO, None)


def test_a_file_that_cannot_be_read_is_told_to_staff(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    kiosk = Kiosk(tmp_path)
    assert "est illisible" in (kiosk.choice.problem or "")
    assert kiosk.choice.present is ESPEAK


def test_a_choice_that_cannot_be_kept_holds_until_the_end_and_is_told(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "nowhere")
    kiosk.choice.choose(PICO)
    assert kiosk.choice.present is PICO
    assert "ne peut pas être écrit" in (kiosk.choice.problem or "")
