"""Kinds of fact: each is declared once, by a constant in the `facts` of the feature that it tells
of, with what it is about and the type of every field.

A fact never names or reaches a person: a field holds an id, a number, a code or a list of those,
never words that somebody typed.  What is undeclared or of another type is refused when it is
recorded.  Where the codes are known they are declared one by one (`one_of`); an open `CODE` is
spelled so that no sentence, no Chinese or Tibetan and no number of a telephone or an identity
card passes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.kit.errors import HotlineError

_TELEPHONE_AT = 10**10
"""Smallest number of eleven digits: what is counted or numbered here stays below."""
_CODE = re.compile(r"(?!.*\d{7})[a-z0-9]+(?:[_.:/-][a-z0-9]+)*")
_LONGEST_CODE = 60
_LONGEST_ANSWER_ID = 100
_CARRIER_ID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_ERROR_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class FactRefused(HotlineError):
    """A fact that is not declared so was to be recorded; tells kind, field and reason, never the
    value."""

    code = "fact_refused"


class Subject(StrEnum):
    """Whom or what a fact is about: columns of the log, any of them may be empty."""

    CONTACT = "contact_id"
    AGENT = "agent_id"
    OFFER = "offer_id"


CONTACT, AGENT, OFFER = Subject.CONTACT, Subject.AGENT, Subject.OFFER


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field may hold; `says` tells it to readers of the register."""

    says: str
    holds: Callable[[Any], bool]
    may_lack: bool = False


def maybe(kind: FieldType) -> FieldType:
    """The same, or nothing: None, "" or no such field."""
    return replace(kind, says=f"{kind.says}, or nothing", may_lack=True)


def one_of(*codes: Iterable[str] | str) -> FieldType:
    """One of these codes: an enumeration, or single ones."""
    known: set[str] = set()
    for each in codes:
        known.update((each,) if isinstance(each, str) else map(str, each))
    return FieldType(" · ".join(sorted(f"`{code}`" for code in known if code)), known.__contains__)


def list_of(kind: FieldType) -> FieldType:
    """A list of such."""
    return FieldType(
        f"list: {kind.says}", lambda value: isinstance(value, list) and all(map(kind.holds, value))
    )


def pairs_of(first: FieldType, second: FieldType) -> FieldType:
    """A list of pairs."""

    def holds(value: object) -> bool:
        return isinstance(value, list) and all(
            len(pair) == 2 and first.holds(pair[0]) and second.holds(pair[1]) for pair in value
        )

    return FieldType(f"list of pairs: {first.says} – {second.says}", holds)


def table_of(key: FieldType, value: FieldType) -> FieldType:
    """Keys and values of these types."""

    def holds(table: object) -> bool:
        return isinstance(table, dict) and all(
            key.holds(name) and value.holds(told) for name, told in table.items()
        )

    return FieldType(f"table: {key.says} → {value.says}", holds)


def _is_id(value: object) -> bool:
    return type(value) is int and 0 <= value < _TELEPHONE_AT


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) < _TELEPHONE_AT


def _is_code(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST_CODE:
        return False
    return _CODE.fullmatch(value) is not None


def _is_answer_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ANSWER_ID and value.isprintable()


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_spelled(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_setting(value: object) -> bool:
    match value:
        case dict():
            return all(_is_code(str(key)) and _is_setting(each) for key, each in value.items())
        case list() | tuple():
            return all(map(_is_setting, value))
    return value is None or _is_flag(value) or _is_number(value) or value == "" or _is_code(value)


ID = FieldType("id", _is_id)
COUNT = FieldType("count", _is_id)
NUMBER = FieldType("number", _is_number)
INSTANT = FieldType("instant (s)", _is_number)
FLAG = FieldType("yes or no", _is_flag)
CODE = FieldType("code", _is_code)
ANSWER_ID = FieldType("id of an answer, as the bureau gave it", _is_answer_id)
CARRIER_ID = FieldType("id at the carrier", _is_spelled(_CARRIER_ID))
ERROR_NAME = FieldType("name of an error", _is_spelled(_ERROR_NAME))
SETTINGS = FieldType("settings: codes, numbers, yes or no", _is_setting)


class FactKind:
    """`about`: what it may be about; `fields`: its data, by name."""

    def __init__(self, name: str, *about: Subject, **fields: FieldType) -> None:
        if name in FACTS:
            raise AssertionError(f"two facts are called {name}")
        self.name = name
        self.about = frozenset(about)
        self.fields: Mapping[str, FieldType] = fields
        FACTS[name] = self

    def __repr__(self) -> str:
        return f"FactKind({self.name!r})"

    def check(self, subjects: Mapping[str, int | None], data: Mapping[str, object]) -> None:
        """Raises FactRefused for what is not declared, lacks, or is of another type."""
        for name, subject_id in subjects.items():
            if subject_id is not None and (name not in self.about or not _is_id(subject_id)):
                raise FactRefused(kind=self.name, field=name, reason="undeclared_subject")
        for name in data:
            if name not in self.fields:
                raise FactRefused(kind=self.name, field=name, reason="undeclared_field")
        for name, field in self.fields.items():
            value = data.get(name)
            if value is None or value == "":
                if not field.may_lack:
                    raise FactRefused(kind=self.name, field=name, reason="lacking")
            elif not field.holds(value):
                raise FactRefused(kind=self.name, field=name, reason="forbidden_content")


FACTS: dict[str, FactKind] = {}
"""Every kind that was declared by what is imported so far, by name."""
