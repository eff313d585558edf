"""Simulated hands on real pages: what they mean is taken, once, and the proof would notice a stricter finger."""

from __future__ import annotations

import argparse
import json
import random
import re
from datetime import date
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.screen.shapes import Rect, Sheet
from kiosk.screen.touch import Finger, is_key, nearest
from kiosk.settings import Settings
from kiosk.staff import hands_command
from kiosk.staff.hands import HANDS, Tally, Trace, prove, prove_all, total
from kiosk.terminal import read_world

ROOT = Path(__file__).resolve().parent.parent
SEEDS = (1, 2, 2026)
TAPS = 450
MOST_WRONG = 0.005

Panels = list[tuple[float, list[Sheet]]]


@pytest.fixture(scope="module")
def panels() -> Panels:
    """A sample of every page, with the keyboard, on every panel and at text sizes 1, 2 and 4."""
    settings = Settings(village="Montfaucon-d'Argonne", hours="jusqu'à 12 h", phone="03 00 00 00 00")
    world, _ = read_world(ROOT, settings, date(2026, 11, 22))
    return [(px, list(sheets)) for px, sheets in hands_command.laid_out(world)]


@pytest.fixture(scope="module")
def tallies(panels) -> list[Tally]:
    """What became of every tap, each kind of hand with each seed."""
    return [tally for seed in SEEDS for tally in prove_all(panels, TAPS, seed)]


def shares(tallies: list[Tally]) -> str:
    return "\n".join(
        f"{one.hand.name}: taken {one.taken / one.taps:.2%}, missed {one.missed / one.taps:.2%}, "
        f"wrong {one.wrong / one.taps:.2%}, twice {one.twice}, unseen {one.unseen}"
        for one in tallies
    )


def test_the_sample_has_letters_and_every_panel(panels):
    assert len(panels) == 9
    for _, sheets in panels:
        assert any(is_key(target) for sheet in sheets for target in sheet.targets)
        assert len(sheets) > 20


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_99_of_100_taps_of_each_kind_of_hand_are_taken_and_none_twice(tallies, hand):
    of_hand = total(hand, [tally for tally in tallies if tally.hand is hand])
    assert of_hand.taps == TAPS * len(SEEDS)
    assert of_hand.taken >= 0.99 * of_hand.taps, shares([of_hand])
    assert of_hand.twice == 0, shares([of_hand])
    assert of_hand.unseen == 0, "every landing is acknowledged, also one that hits nothing"


def test_hardly_any_tap_is_taken_by_another_button(tallies):
    everything = total(HANDS[0], tallies)
    assert everything.wrong <= MOST_WRONG * everything.taps, shares(tallies)


def test_the_same_seed_makes_the_same_taps(panels):
    px, sheets = panels[0]
    for hand in HANDS:
        assert prove(hand, sheets, px, 30, 5) == prove(hand, sheets, px, 30, 5)
        assert events(hand.name, 5) == events(hand.name, 5)
        assert events(hand.name, 5) != events(hand.name, 6)


def events(name: str, seed: int) -> list:
    hand = next(hand for hand in HANDS if hand.name == name)
    trace = Trace(random.Random(seed), hand, Sheet(1280, 800), 5.9, 1)
    for at in range(0, 200, 10):
        trace.tap(Rect(300, 300, 200, 90), float(at + 10))
    return trace.events


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_events_are_such_as_a_panel_tells(hand):
    happened = events(hand.name, 3)
    assert happened == sorted(happened)
    assert all(0 <= one.x < 1280 and 0 <= one.y < 800 for one in happened if one.kind == "press")
    landed = [one.contact for one in happened if one.kind == "press"]
    if not hand.faults:
        assert len(landed) == len(set(landed)) == sum(one.kind == "release" for one in happened)


# ---- the proof can fail


class Strict:
    """A button as toolkits make them: one finger, which must lift where it landed, soon; nothing is filtered."""

    def __init__(self, px_per_mm: float) -> None:
        self.down_at = None
        self._down = None

    def press(self, sheet, x, y, now, contact=0):
        if self.down_at is None:
            self.down_at, self._down = (x, y), (contact, nearest(sheet, x, y, 0.0), sheet, now)

    def release(self, now, contact=0, x=None, y=None):
        if self._down is None or self._down[0] != contact:
            return False, None
        _, target, sheet, landed = self._down
        self.down_at = self._down = None
        return (target is not None and sheet.at(x, y) == target and now - landed < 1.0), target


class Untroubled(Finger):
    """Ours, without the filter of tremor."""

    def _is_tremor(self, *_):
        return False


class Alone(Finger):
    """Ours, for which every contact is the same one."""

    def press(self, sheet, x, y, now, contact=0):
        return super().press(sheet, x, y, now)

    def release(self, now, contact=0, x=None, y=None):
        return super().release(now, 0, x, y)


@pytest.mark.parametrize(
    ("touch", "name"),
    [
        (Strict, "sliding off"), (Strict, "rolling finger"), (Strict, "long press"), (Strict, "resting palm"),
        (Strict, "faulty panel"), (Strict, "older"), (Untroubled, "essential tremor"),
        (Untroubled, "parkinsonian tremor"), (Untroubled, "bump on the road"), (Alone, "resting palm"),
    ],
)  # fmt: skip
def test_a_stricter_finger_fails_the_same_proof(panels, touch, name):
    hand = next(hand for hand in HANDS if hand.name == name)
    proved = total(hand, [prove(hand, sheets, px, 50, number, touch) for number, (px, sheets) in enumerate(panels)])
    assert proved.taken < 0.99 * proved.taps or proved.twice > 0, shares([proved])


# ---- the command and its page


def test_the_command_tells_each_kind_of_hand(panels, monkeypatch, capsys):
    monkeypatch.setattr(hands_command, "laid_out", lambda _: panels)
    assert main(["hands", "--taps", "900", "--seed", "3"]) == 0
    told = capsys.readouterr().out
    assert all(hand.french in told for hand in HANDS)


def test_the_command_gives_data_with_sources(panels, monkeypatch, capsys):
    monkeypatch.setattr(hands_command, "laid_out", lambda _: panels[:1])
    assert main(["hands", "--taps", "90", "--json"]) in (0, 1), "so few taps prove nothing"
    told = json.loads(capsys.readouterr().out)
    assert [one["hand"] for one in told] == [hand.name for hand in HANDS]
    assert all(one["source"] and one["taps"] == 90 for one in told)


def test_the_command_fails_when_a_hand_is_not_served(monkeypatch, capsys):
    monkeypatch.setattr(hands_command, "laid_out", lambda _: [])
    monkeypatch.setattr(hands_command, "prove_all", lambda *_: iter([Tally(HANDS[0], taps=100, taken=98, missed=2)]))
    assert hands_command.run(argparse.Namespace(root=ROOT, seed=1, taps=100, json=False)) == 1
    assert "98.00%" in capsys.readouterr().out


def test_every_kind_of_hand_is_described_with_its_distributions():
    page = (ROOT / "docs" / "touch.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (spread .+) \|$", page, re.M))
    for hand in HANDS:
        assert hand.name in rows, hand.name
        for number in {hand.spread, hand.held}:
            assert f"{number:g}" in rows[hand.name], (hand.name, number)
