"""Whether headphones are plugged in, with files in place of the kernel's devices. Time is turned by hand."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from kiosk.voice.headphones import (
    EVIOCGSW,
    LOOK_AGAIN_SECONDS,
    SW_HEADPHONE_INSERT,
    SWITCH_BYTES,
    Headphones,
    one_of,
    sockets,
)

LISTING = """\
I: Bus=0019 Vendor=0000 Product=0005 Version=0000
N: Name="Lid Switch"
H: Handlers=event0
B: EV=21
B: SW=1

I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
H: Handlers=sysrq kbd event1 leds
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Mic"
H: Handlers=event9
B: EV=21
B: SW=10

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Headphone"
H: Handlers=event10
B: PROP=0
B: EV=21
B: SW=4
"""
SECOND = LISTING + '\nN: Name="Headset Jack"\nH: Handlers=kbd event12 \nB: EV=33\nB: SW=1 14\n'


class Machine:
    """A machine whose sockets are files that hold the state of their switches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.listing = folder / "devices"
        self.asked: list[int] = []
        self.forbidden: set[str] = set()
        self.time = 100.0
        self.headphones = Headphones(self.listing, folder, self._ioctl, lambda: self.time)

    def has(self, listing: str, **switches: int) -> None:
        """Is made of these devices, with the switches that are on as a number."""
        self.listing.write_text(listing)
        for node in self.folder.glob("event*"):
            node.unlink()
        for name, bits in switches.items():
            (self.folder / name).write_bytes(bits.to_bytes(SWITCH_BYTES, sys.byteorder))

    def _ioctl(self, device: int, request: int, answer: bytearray) -> int:
        self.asked.append(request)
        answer[:] = os.read(device, len(answer))
        return len(answer)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    really = os.open

    def opened(path: Path, flags: int) -> int:
        if path.name in made.forbidden:
            raise PermissionError(errno.EACCES, "not allowed")
        return really(path, flags)

    monkeypatch.setattr("kiosk.voice.headphones.os.open", opened)
    return made


def test_the_devices_with_the_switch_are_found() -> None:
    assert sockets(LISTING) == ("event10",)
    assert sockets(SECOND) == ("event10", "event12")
    assert sockets("") == ()
    assert sockets("B: SW=4\n") == (), "a device that nobody can open"


def test_the_request_is_the_one_of_the_kernel() -> None:
    assert EVIOCGSW == 0x8008451B  # EVIOCGSW(8) of linux/input.h
    assert SW_HEADPHONE_INSERT == 2


@pytest.mark.parametrize(
    ("states", "answer"),
    [([], None), ([None], None), ([False], False), ([False, None], None), ([None, True], True), ([False, True], True)],
)
def test_one_answer_for_several_sockets(states: list[bool | None], answer: bool | None) -> None:
    assert one_of(states) is answer


def test_plugging_in_and_out(machine: Machine) -> None:
    for bits, answer in ((0, False), (4, True), (0x13, False), (0x17, True)):
        machine.has(LISTING, event0=4, event10=bits)
        assert machine.headphones.plugged() is answer
    assert set(machine.asked) == {EVIOCGSW}


def test_nothing_stays_open(machine: Machine) -> None:
    machine.has(LISTING, event10=4)
    opened = len(os.listdir("/proc/self/fd"))
    assert machine.headphones.plugged()
    assert len(os.listdir("/proc/self/fd")) == opened


def test_without_a_switch_it_cannot_be_told(machine: Machine) -> None:
    assert machine.headphones.plugged() is None, "no list of devices"
    machine.has("", event10=4)
    assert machine.headphones.plugged() is None


def test_without_the_right_it_cannot_be_told(machine: Machine) -> None:
    machine.has(SECOND, event10=0, event12=0)
    machine.forbidden = {"event10"}
    assert machine.headphones.plugged() is None
    machine.has(SECOND, event10=0, event12=4)
    assert machine.headphones.plugged() is True


def test_a_device_that_has_gone_is_looked_for_at_once(machine: Machine) -> None:
    machine.has(LISTING, event10=4)
    assert machine.headphones.plugged() is True
    machine.has(LISTING.replace("event10", "event11"), event11=4)
    assert machine.headphones.plugged() is True
    machine.has(LISTING)
    assert machine.headphones.plugged() is None


def test_the_devices_are_found_once_and_looked_for_now_and_then(machine: Machine) -> None:
    machine.has(LISTING, event10=0)
    assert machine.headphones.plugged() is False
    machine.has(SECOND, event10=0, event12=4)
    machine.time += LOOK_AGAIN_SECONDS - 1
    assert machine.headphones.plugged() is False
    machine.time += 1
    assert machine.headphones.plugged() is True


def test_on_this_machine_it_answers_without_complaint() -> None:
    assert Headphones().plugged() in (True, False, None)
