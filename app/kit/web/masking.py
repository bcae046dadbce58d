"""Shows just enough of a number to recognise a caller by. Never gives the whole number back."""

from __future__ import annotations

SHOWN_END = 4


def mask_number(number: str) -> str:
    """ "+8613912345678" becomes "139****5678"; short numbers keep their last two digits.

    Words that carriers send for a withheld number ("anonymous") are no number: "".
    """
    digits = number.removeprefix("+86").removeprefix("+")
    if not digits.isdigit():
        return ""
    if len(digits) < 8:
        return "*" * max(0, len(digits) - 2) + digits[-2:]
    hidden = len(digits) - 3 - SHOWN_END
    return digits[:3] + "*" * hidden + digits[-SHOWN_END:]
