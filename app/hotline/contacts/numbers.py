"""The one reader of telephone numbers: what a carrier, a page, a file or 12345 writes becomes one
spelling a line, so that one line is one person, one block and one wish (B102).

`phonenumbers` knows the plans of all countries; what it lacks stands here: services of this
country (95566, 10086, 106…, 12345), telephones of the house's own exchange, SIP addresses.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

REGION = "CN"
COUNTRY = "+86"
AREA_CODE = "836"
"""Ganzi's: a number without an area code is one of the prefecture."""

SIP = "sip:"
EXTENSION = re.compile(r"[2-8][0-9]{2,4}|[19][0-9]{3}")
"""A telephone of the house's own exchange: no service of the country begins so."""

_SERVICE = re.compile(
    r"(?:(?:\+|00)?86)?(1[12][0-9]{1,4}|100[0-9]{2}|9[56][0-9]{3,6}|106[0-9]{4,17})"
)
"""Emergency and service numbers, banks and companies, senders of mass texts: dialled as they are
(numbering plan of the Ministry of Industry and Information Technology, 2017)."""
_SERVICE_BEHIND_ZERO = re.compile(
    r"(?:(?:\+|00)?86)?0(?:10|2[0-9]|[3-9][0-9]{2})?(100[0-9]{2}|95[0-9]{3,4})"
    rf"|(?:(?:\+|00)?86)?0?{AREA_CODE}(1[12][0-9]{{1,4}}|100[0-9]{{2}}|9[56][0-9]{{3,4}})"
    rf"|(?:(?:\+|00)?86)(?:2[0-9]|[3-9][0-9]{{2}})(95[0-9]{{3,4}})"
)
"""Dialled with an area code: no subscriber's number begins with 1 or 9. What is one line in all the
country is so behind any code, an office of the prefecture behind our own."""
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
_ORDINARY_TYPES = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}
_NATIONAL = re.compile(r"\+86([0-9]{10,11})")
_BETWEEN = re.compile(r"[\s()\[\]\-–—−.·・/_~]")
_BEFORE = re.compile(r"(?i)^(?:'+|(?:联系)?电话|手机|座机|tel|phone|mobile|\s|[:：.])+")
_NOTE_BEHIND = re.compile(r"[(\[【][^0-9()\[\]【】]*[)\]】]$|\.0$")
"""What somebody wrote of the number, and the fraction that sheets give a figure."""
_INNER_EXTENSION = re.compile(r"(?i)(?:转|轉|分机|分機|内线|內線|ext\.?|x|#|,|;).*$")
_EXTENSION_BEHIND_DASH = re.compile(r"((?:^|[^0-9])[2-8][0-9]{2,3}[- ]?[0-9]{4})-[0-9]{1,5}$")
"""A landline's whole number, then the telephone in that house: 0836-2831234-801."""

_ADDRESS = re.compile(r"(sip|client):[^\s@<>]{1,128}(@[^\s<>]{1,128})?")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"(?i)(sips?|tel|client):")
_WITHHELD_WORDS = frozenset(
    {"anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"}
)
_WITHHELD_DIGITS = frozenset(
    {"266696687", "7378742833", "2562533", "8566696", "8656696", "86282452253"}
)
"""The first five of those words on a telephone's keys: so withheld numbers are told to this day
(https://www.twilio.com/docs/voice/twiml promises only "anonymous, unknown, or other")."""


def read_number(written: str) -> str | None:
    """The number in its one spelling: E.164, a service or an extension as dialled.  None: none.

    Tibetan and wide digits, brackets, dashes and invisible marks count for what they stand for.

    >>> read_number("༡༣༨ 1234 0001"), read_number("（0836）283-1234"), read_number("+86-95566")
    ('+8613812340001', '+868362831234', '95566')
    """
    digits = _clean(written)
    if digits.lstrip("+") in _WITHHELD_DIGITS:
        return None
    if service := _SERVICE.fullmatch(digits) or _SERVICE_BEHIND_ZERO.fullmatch(digits):
        return str(service[service.lastindex or 0])
    if _LOCAL.fullmatch(digits):
        return COUNTRY + AREA_CODE + digits
    return _read_by_plan(digits)


def read_caller(written: str) -> str:
    """Who calls, out of whatever a carrier writes in `From`: a number in its one spelling, digits
    or an address as they are where they are none, "" where it was withheld.

    Of a SIP address (RFC 3261 §19.1) the parameters are left out: they tell how it was reached
    this time; one whose user is a number of the country or another is that line.

    >>> read_caller('"Pema" <sip:013900000041@10.0.0.1;user=phone>'), read_caller("Anonymous")
    ('+8613900000041', '')
    """
    inner = _IN_BRACKETS.search(written)
    address = (inner.group(1) if inner else written).strip()
    scheme = _SCHEME.match(address)
    kind = scheme.group(1).lower() if scheme else "sip" if "@" in address else "tel"
    rest = address[scheme.end() :] if scheme else address
    if kind == "tel":
        return _read_line(rest.partition(";")[0])
    rest = rest.partition(";")[0].partition("?")[0]
    return _read_address("client" if kind == "client" else "sip", rest)


def list_spellings(number: str) -> tuple[str, ...]:
    """The number and how it was kept before every line had one spelling, the present one first."""
    national = _NATIONAL.fullmatch(number)
    if national is None:
        return (number,)
    bare = national[1]
    return (number, bare, f"0{bare}", f"86{bare}", f"0086{bare}", f"{COUNTRY}0{bare}")


def is_ordinary(number: str) -> bool:
    """Whether it is a mobile or a landline of this country: the only numbers that we text.

    Whoever calls may pretend any number: premium and service lines and other countries are for
    people to dial, never for us.

    >>> is_ordinary("+8613812340001"), is_ordinary("+8616899999"), is_ordinary("+19005550100")
    (True, False, False)
    """
    known = read_number(number) or ""
    if not known.startswith(COUNTRY):
        return False
    return number_type(parse(known, None)) in _ORDINARY_TYPES


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


def _clean(written: str) -> str:
    """Digits and a leading plus as ASCII; nothing that is not seen, no extension behind."""
    seen = "".join(c for c in written if unicodedata.category(c) not in {"Cf", "Cc", "Mn"})
    plain = "".join(_read_digit(letter) for letter in unicodedata.normalize("NFKC", seen))
    plain = _NOTE_BEHIND.sub("", _BEFORE.sub("", plain.strip())).strip()
    plain = _EXTENSION_BEHIND_DASH.sub(r"\1", _INNER_EXTENSION.sub("", plain))
    return re.sub(r"^\++", "+", _BETWEEN.sub("", plain))


def _is_inner(user: str) -> bool:
    """Whether the house's own exchange may mean one of its telephones by it."""
    digits = _clean(user)
    return EXTENSION.fullmatch(digits) is not None or _LOCAL.fullmatch(digits) is not None


def _read_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _read_by_plan(digits: str) -> str | None:
    if not re.fullmatch(r"\+?[0-9]{7,17}", digits):
        return None
    if digits.startswith("00"):
        digits = "+" + digits.removeprefix("00")
    try:
        known = parse(digits, REGION)
    except NumberParseException:
        return None
    if is_valid_number(known):
        return format_number(known, PhoneNumberFormat.E164)
    return digits if _ABROAD.fullmatch(digits) else None


def _read_line(written: str) -> str:
    digits = _clean(written)
    if digits.lstrip("+") in _WITHHELD_DIGITS:
        return ""
    as_is = digits if re.fullmatch(r"\+?[0-9]{3,15}", digits) else ""
    return read_number(digits) or as_is


def _read_address(kind: str, rest: str) -> str:
    written, _, host = rest.partition("@")
    user = unquote(written).partition(":")[0] if kind == "sip" else written
    if user.lower() in _WITHHELD_WORDS or user.lstrip("+") in _WITHHELD_DIGITS:
        return ""
    number = read_number(user) if kind == "sip" and not _is_inner(user) else None
    if number is not None:
        return number
    found = f"{kind}:{user}@{host.lower()}" if host else f"{kind}:{user}"
    return found if _ADDRESS.fullmatch(found) else ""
