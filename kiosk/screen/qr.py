"""Rules. The squares of a QR code."""

from __future__ import annotations

from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around the code (ISO/IEC 18004)


@lru_cache(maxsize=16)
def matrix(url: str) -> tuple[tuple[bool, ...], ...]:
    """The code's rows, true for dark, without the quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(url)
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
