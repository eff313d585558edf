"""The team: who may sign in, and which PINs are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_fixtures import CHEAP

from kiosk.desk.door.auth import Door
from kiosk.desk.door.pin import weak
from kiosk.desk.memory.database import Database
from kiosk.desk.memory.registry import NotThere, Registry, RegistryError, WeakPin


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    database = Database(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    yield Registry(database, CHEAP)
    database.close()


@pytest.fixture
def pin(registry: Registry) -> str:
    return registry.add("Lucie")


@pytest.fixture
def door(registry: Registry, pin: str) -> Door:
    return Door(registry, hasher=CHEAP)


@pytest.mark.parametrize(
    "pin",
    [
        "", "12345", "1234567", "12345a", "１２３４５６", "000000", "112112", "121121", "123456", "654321", "890123",
        "975319", "246802", "274274", "272727", "112233", "774488", "274472", "123321", "159753", "142536",
    ],
)  # fmt: skip
def test_a_pin_that_is_easy_to_guess_is_refused_in_french(pin: str) -> None:
    why = weak(pin)
    assert why is not None
    assert why.endswith(".")
    assert not pin or pin not in why


@pytest.mark.parametrize("pin", ["274913", "800351", "109283", "112374"])
def test_an_ordinary_pin_is_accepted(pin: str) -> None:
    assert weak(pin) is None


def test_few_pins_are_weak() -> None:
    assert sum(weak(f"{pin:06d}") is not None for pin in range(0, 1_000_000, 7)) * 7 < 25_000


def test_the_team(registry: Registry, door: Door, pin: str) -> None:
    other = registry.add("  Élodie   Martin ")
    assert registry.people() == ("Lucie", "Élodie Martin")
    assert door.enter("Élodie Martin", other)
    for taken in ("lucie", "ÉLODIE MARTIN"):
        with pytest.raises(RegistryError, match="déjà pris"):
            registry.add(taken)
    for odd in ("", "  ", "x" * 41, "a\x00b", "\u202eeicuL"):
        with pytest.raises(RegistryError, match="40 lettres"):
            registry.add(odd)
    registry.remove("Lucie")
    assert door.enter("Lucie", pin) is None
    with pytest.raises(RegistryError, match="au moins une personne"):
        registry.remove("Élodie Martin")
    for act in (registry.remove, registry.renew, lambda name: registry.set_pin(name, "274913")):
        with pytest.raises(NotThere):
            act("Lucie")


def test_a_pin_of_ones_own(registry: Registry, door: Door, pin: str) -> None:
    with pytest.raises(WeakPin, match="se suivent"):
        registry.set_pin("Lucie", "123456")
    assert door.enter("Lucie", pin), "the old one still holds"
    registry.set_pin("Lucie", "274913" if pin != "274913" else "274914")
    assert door.enter("Lucie", pin) is None
