"""Rules. Which six-digit PINs are too easy to guess."""

from __future__ import annotations

from itertools import pairwise

DIGITS = 6
WELL_KNOWN = frozenset(
    {
        "102030", "112358", "123654", "123789", "142536", "147258", "147369", "147852", "159357", "159753", "192837",
        "258369", "258456", "314159", "321654", "357159", "456123", "741852", "753159", "753951", "789456", "852456",
        "951753", "963852", "987123",
    }
)  # fmt: skip
"""Those that people choose most, beyond the ones that a rule refuses: shapes on the keypad, famous numbers."""


def weak(pin: str) -> str | None:
    """Why a PIN is refused, as a French sentence; None for a good one.

    Refused: what is no six digits; fewer than three different digits (112112); the same step from each digit to the
    next, up or down (123456, 975319, 890123); a half or a third repeated (274274, 272727); three pairs (112233); the
    same read backwards (274472); well-known ones (159753).
    """
    if not (len(pin) == DIGITS and pin.isascii() and pin.isdigit()):
        return "Le code doit avoir 6 chiffres."
    if len(set(pin)) < 3:
        return "Ce code est trop simple : il lui faut au moins trois chiffres différents."
    digits = [int(digit) for digit in pin]
    if len({(after - before) % 10 for before, after in pairwise(digits)}) == 1:
        return "Ce code est trop simple : ses chiffres se suivent."
    if pin[:3] == pin[3:] or pin[:2] == pin[2:4] == pin[4:] or pin[::2] == pin[1::2]:
        return "Ce code est trop simple : il se répète."
    if pin == pin[::-1]:
        return "Ce code est trop simple : il se lit pareil à l'envers."
    if pin in WELL_KNOWN:
        return "Ce code est trop connu."
    return None
