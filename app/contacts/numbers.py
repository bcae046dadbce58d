"""Reads a telephone number as people type it (an operator of 12345, a supervisor) into one that
can be dialled, and tells which ones we dial by ourselves."""

from __future__ import annotations

import re
import unicodedata

COUNTRY = "+86"
AREA_CODE = "836"
"""Ganzi's: a number without an area code is one of the prefecture."""

_ORDINARY = re.compile(
    r"\+86(1[3-9][0-9]{9}|10[2-8][0-9]{7}|2[0-9][2-8][0-9]{7}|(?!400|800)[3-9][0-9]{2}[2-8][0-9]{6,7})"
)
"""Mobiles and landlines: area code, then seven or eight digits of which the first is 2 to 8."""

SIP = "sip:"
EXTENSION = re.compile(r"[2-8][0-9]{2,4}|[19][0-9]{3}")
"""A telephone of the house's own exchange: no service of the country begins so."""

_FILLERS = re.compile(r"[\s()\-–—.·]")
_WHOLE = re.compile(r"\+[1-9][0-9]{6,14}")
_SPELLINGS = (
    (re.compile(r"00([1-9][0-9]{6,14})"), "+"),
    (re.compile(r"86(1[3-9][0-9]{9})"), COUNTRY),
    (re.compile(r"(1[3-9][0-9]{9})"), COUNTRY),
    (re.compile(r"0([1-9][0-9]{8,10})"), COUNTRY),
    (re.compile(r"([2-8][0-9]{6,7})"), COUNTRY + AREA_CODE),
)


def read_number(text: str) -> str | None:
    """The number in the carrier's form (E.164); Tibetan and wide digits count.  None: no number.

    >>> read_number("༡༣༨ 1234 0001")
    '+8613812340001'
    """
    digits = _FILLERS.sub("", "".join(_read_digit(letter) for letter in text))
    if _WHOLE.fullmatch(digits):
        return digits
    for spelling, prefix in _SPELLINGS:
        if found := spelling.fullmatch(digits):
            return prefix + found[1]
    return None


def is_ordinary(number: str) -> bool:
    """Whether it is a mobile or a landline of this country: the only numbers that we text.

    Whoever calls may pretend any number: premium and service lines and other countries are for
    people to dial, never for us.

    >>> is_ordinary("+8613812340001"), is_ordinary("+8616899999"), is_ordinary("+19005550100")
    (True, False, False)
    """
    return _ORDINARY.fullmatch(read_number(number) or "") is not None


def may_be_rung(address: str) -> bool:
    """Whether we ring it by ourselves: an ordinary number or a telephone of our own exchange.

    Of a SIP address its user part counts: that is what an exchange takes for a number and could
    charge for; a name is none.

    >>> may_be_rung("1001"), may_be_rung("sip:pema@10.0.0.5"), may_be_rung("sip:+19005550100@x")
    (True, True, False)
    """
    if address.startswith(SIP):
        user = address.removeprefix(SIP).partition("@")[0]
        return user.isidentifier() or may_be_rung(user)
    return is_ordinary(address) or EXTENSION.fullmatch(address) is not None


def _read_digit(letter: str) -> str:
    if letter == "+":
        return "+"
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
