"""Who calls: a number or an address out of whatever the carrier writes in `From`.

Never guesses: what is neither is a caller without a number, to whom nobody calls back.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_ADDRESS = re.compile(r"(sip|client):[^\s@<>]{1,128}(@[^\s<>]{1,128})?")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"(?i)(sips?|tel|client):")
_BETWEEN_DIGITS = re.compile(r"[\s().-]")
_WITHHELD_WORDS = frozenset(
    {"anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"}
)
_WITHHELD_DIGITS = frozenset(
    {"+266696687", "+7378742833", "+2562533", "+8566696", "+8656696", "+86282452253"}
)
"""The first five of those words on a telephone's keys: so withheld numbers are told to this day
(https://www.twilio.com/docs/voice/twiml promises only "anonymous, unknown, or other")."""


def read_number(written: str) -> str:
    """The number or address to keep and to call back; "" when it was withheld.

    Of a SIP address (RFC 3261 §19.1) the parameters are left out: they tell how it was reached
    this time, and the person would be somebody else next time.
    """
    inner = _IN_BRACKETS.search(written)
    address = (inner.group(1) if inner else written).strip()
    scheme = _SCHEME.match(address)
    kind = scheme.group(1).lower() if scheme else "tel"
    rest = address[scheme.end() :] if scheme else address
    if kind == "tel":
        return _read_digits(rest.partition(";")[0])
    if kind == "client":
        found = f"client:{rest}"
    else:
        found = f"sip:{rest.partition(';')[0].partition('?')[0]}"
    user = found.partition(":")[2].partition("@")[0]
    is_withheld = user.lower() in _WITHHELD_WORDS or user in _WITHHELD_DIGITS
    return found if _ADDRESS.fullmatch(found) and not is_withheld else ""


def _read_digits(written: str) -> str:
    digits = _BETWEEN_DIGITS.sub("", written)
    return digits if _NUMBER.fullmatch(digits) and digits not in _WITHHELD_DIGITS else ""
