"""The rule's settings as the fields of a form, and back; knows units, never the meaning.

A field's name is the setting's own place (`interpreted.after_s`, `head_starts.group:minor`), so
that what the engine refuses is shown beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.hotline.dispatch.queries import check_values, is_retired
from routing.settings import SettingProblem, Settings
from routing.topics import DEFAULT_TOPIC_SEATS, check_topic_seats

NESTED = "interpreted"
HEAD_START, TOPIC = "head_starts.", "topics."


class Unit(StrEnum):
    """How a value is typed."""

    SECONDS = "s"
    COUNT = "count"
    SWITCH = "switch"
    TIME = "time"
    """A time of the day, kept as seconds since midnight."""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting on the page; `may_be_empty`: nothing typed turns it off."""

    place: str
    unit: Unit
    may_be_empty: bool = False


SECTIONS: Mapping[str, tuple[Field, ...]] = {
    "ringing": (
        Field("ring_s", Unit.SECONDS),
        Field("on_call_ring_s", Unit.SECONDS),
        Field("ring_together", Unit.COUNT),
        Field("misses_to_break", Unit.COUNT),
    ),
    "waiting": (
        Field("on_call_after_s", Unit.SECONDS),
        Field("longest_wait_s", Unit.SECONDS, may_be_empty=True),
        Field("short_abandon_s", Unit.SECONDS),
        Field("place_kept_s", Unit.SECONDS),
    ),
    "after_talk": (
        Field("wrap_up_s", Unit.SECONDS),
        Field("transfer_wrap_up_s", Unit.SECONDS),
        Field("interpreter_wrap_up_s", Unit.SECONDS),
        Field("chat_wrap_up_s", Unit.SECONDS),
    ),
    "callback": (
        Field("callback_offer_after_s", Unit.SECONDS, may_be_empty=True),
        Field("callback_promise_s", Unit.SECONDS),
        Field("callback_guard_seats", Unit.COUNT, may_be_empty=True),
        Field("callback_patience_s", Unit.SECONDS, may_be_empty=True),
        Field("callback_overtakes_after_s", Unit.SECONDS, may_be_empty=True),
        Field("callback_tries", Unit.COUNT),
        Field("callback_retry_s", Unit.SECONDS),
        Field("callback_ring_s", Unit.SECONDS),
        Field("callback_missed_after_s", Unit.SECONDS),
        Field("calling_from_s", Unit.TIME),
        Field("calling_until_s", Unit.TIME),
        Field("message_answer_within_s", Unit.SECONDS),
        Field("follow_up_within_s", Unit.SECONDS),
    ),
    "interpreted": (
        Field("interpreted.enabled", Unit.SWITCH),
        Field("interpreted.after_s", Unit.SECONDS),
        Field("interpreted.guard_seats", Unit.COUNT, may_be_empty=True),
    ),
}
FIELDS = tuple(field for fields in SECTIONS.values() for field in fields)
_TIMES = frozenset(field.place for field in FIELDS if field.unit is Unit.TIME)
_TIME = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What a form says: rules to store, topics' seats, and every value that is refused."""

    rules: dict[str, Any]
    topic_seats: dict[str, str]
    problems: tuple[SettingProblem, ...]


def write_fields(settings: Settings, topic_seats: Mapping[str, str]) -> dict[str, str]:
    """Every field's text."""
    values = asdict(settings)
    texts = {each.place: _tell_at(each.place, _find(values, each.place)) for each in FIELDS}
    texts |= {f"{HEAD_START}{code}": f"{s:g}" for code, s in settings.head_starts.items()}
    return texts | {f"{TOPIC}{code}": topic_seats[code] for code in DEFAULT_TOPIC_SEATS}


def read_fields(form: Mapping[str, str], present: Settings) -> ReadRules:
    """The settings that a form describes; what it does not name stays as it is at present."""
    problems: list[SettingProblem] = []
    values = asdict(present)
    for field in FIELDS:
        text = form.get(field.place, "")
        try:
            _put(values, field.place, _read(field, text))
        except ValueError:
            reason = "not_a_time" if field.unit is Unit.TIME else "not_a_number"
            problems.append(SettingProblem(field.place, reason, text))
    for code in present.head_starts:
        text = form.get(f"{HEAD_START}{code}", "")
        try:
            values["head_starts"][code] = float(text or 0)
        except ValueError:
            problems.append(SettingProblem(f"{HEAD_START}{code}", "not_a_number", text))
    seats = {code: form.get(f"{TOPIC}{code}", "") for code in DEFAULT_TOPIC_SEATS}
    problems += check_values(values) + check_topic_seats(seats, present.seats)
    return ReadRules(values, seats, tuple(problems))


def list_differences(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Place and new value of everything in which two stored rules differ."""
    defaults = write_fields(Settings(), DEFAULT_TOPIC_SEATS)
    before, after = (defaults | flatten(each) for each in (older, newer))
    return [(place, after.get(place, "")) for place in after if after[place] != before.get(place)]


def flatten(stored: Mapping[str, Any]) -> dict[str, str]:
    """Stored settings as texts by place."""
    texts: dict[str, str] = {}
    for name, value in stored.items():
        parts = value.items() if isinstance(value, Mapping) else ()
        texts |= {f"{name}.{part}": _tell(each) for part, each in parts}
        if not isinstance(value, Mapping) and not is_retired(name):
            texts[name] = _tell_at(name, value)
    return texts


def _find(values: Mapping[str, Any], place: str) -> Any:
    outer, _, inner = place.partition(".")
    return values[outer][inner] if inner else values[outer]


def _put(values: dict[str, Any], place: str, value: Any) -> None:
    outer, _, inner = place.partition(".")
    if inner:
        values[outer][inner] = value
    else:
        values[outer] = value


def _read(field: Field, text: str) -> float | int | bool | None:
    text = text.strip()
    if field.unit is Unit.SWITCH:
        return text == "yes"
    if not text and field.may_be_empty:
        return None
    if field.unit is Unit.TIME:
        return _read_time(text)
    if field.unit is Unit.COUNT:
        return int(text)
    return float(text)


def _read_time(text: str) -> float:
    """Seconds since midnight of "08:30"; 24:00 is the end of the day."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 3600.0 + int(found[2]) * 60.0


def _tell_at(place: str, value: Any) -> str:
    if place not in _TIMES:
        return _tell(value)
    return f"{int(value) // 3600:02}:{int(value) % 3600 // 60:02}"


def _tell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value)
