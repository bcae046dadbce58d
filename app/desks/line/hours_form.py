"""Reads the forms of the hours' page into stored hours, and writes stored hours into them.

A shift is typed as people write it: "08:30-12:00, 14:00-18:00"; 24:00 is midnight.  Every text
that cannot be read is refused with its place; so is an end at 23:59, which is meant for midnight
and would close the last minute of the day.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.kit.errors import BadSetting
from app.kit.web.forms import read_local

SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*[-‐‑–—―−~～至到]\s*(\d{1,2}):(\d{2})")
BETWEEN = re.compile(r"[\s,，、;；།]*")
DAYS = range(7)
MOST_SHIFTS = 8


def read_shifts(place: str, text: str) -> list[list[str]]:
    """The shifts of one field, as they are stored; raises BadSetting with the place."""
    spans: list[list[str]] = []
    at = 0
    text = unicodedata.normalize("NFKC", text).strip()  # full-width figures and signs
    while at < len(text):
        found = SHIFT.match(text, at)
        if found is None or len(spans) == MOST_SHIFTS:
            raise BadSetting(place=f"{place}[{len(spans)}]", reason="not_a_shift")
        numbers = [int(part) for part in found.groups()]
        if numbers[2:] == [23, 59]:
            raise BadSetting(place=f"{place}[{len(spans)}]", reason="closes_the_last_minute")
        spans.append([_write_time(place, len(spans), *numbers[i : i + 2]) for i in (0, 2)])
        between = BETWEEN.match(text, found.end())
        at = between.end() if between else found.end()
    return spans


def _write_time(place: str, index: int, hour: int, minute: int) -> str:
    if (hour, minute) == (24, 0):
        return "00:00"
    if hour > 23 or minute > 59:
        raise BadSetting(place=f"{place}[{index}]", reason="not_a_time")
    return f"{hour:02d}:{minute:02d}"


def name_state(stored: Mapping[str, Any], *parts: str) -> str:
    """A name of what these parts of the hours say now; another one as soon as they say else."""
    said = json.dumps([stored.get(part) for part in parts], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def write_shifts(spans: list[list[str]]) -> str:
    """The shifts as people read and type them."""
    return ", ".join(f"{a}-{'24:00' if b == '00:00' else b}" for a, b in spans)


def read_week(form: Mapping[str, str]) -> dict[str, Any]:
    """The week, the holidays' shifts, whether holidays are kept, and the night line; days without
    shifts are closed, a week without any is refused where it is checked (B63)."""
    shifts = {str(day): read_shifts(f"week[{day}]", form.get(f"day_{day}", "")) for day in DAYS}
    return {
        "week": {day: spans for day, spans in shifts.items() if spans},
        "keeps_holidays": form.get("keeps_holidays") == "yes",
        "holiday_spans": read_shifts("holiday_spans", form.get("holiday_spans", "")),
        "rings_on_call": form.get("rings_on_call") == "yes",
    }


def add_day(stored: Mapping[str, Any], day: str, works_like: str) -> dict[str, Any]:
    """A day off of the bureau's own, or with `works_like` (Monday "0") a day that is worked."""
    try:
        name = date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise BadSetting(place="day", reason="not_a_date") from error
    off, worked = _list_days(stored, but=name)
    if works_like == "":
        off = sorted([*off, name])
    elif works_like in {str(each) for each in DAYS}:
        worked = {**worked, name: int(works_like)}
    else:
        raise BadSetting(place="day", reason="no_such_weekday")
    return {"own_holidays": off, "own_make_up_days": worked}


def drop_day(stored: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The bureau's own rule for a day is lifted."""
    off, worked = _list_days(stored, but=day)
    return {"own_holidays": off, "own_make_up_days": worked}


def _list_days(stored: Mapping[str, Any], *, but: str) -> tuple[list[str], dict[str, int]]:
    off = [day for day in stored.get("own_holidays", []) if day != but]
    worked = {d: w for d, w in stored.get("own_make_up_days", {}).items() if d != but}
    return off, worked


def add_exception(
    stored: Mapping[str, Any], from_local: str, until_local: str, *, is_open: bool
) -> dict[str, Any]:
    """An opening or closing of its own, in local time."""
    exceptions = list(stored.get("exceptions", []))
    place = f"exceptions[{len(exceptions)}]"
    try:
        ends = [read_local(text) for text in (from_local, until_local)]
    except ValueError as error:
        raise BadSetting(place=place, reason="not_a_date") from error
    new = {"from": ends[0].isoformat(), "until": ends[1].isoformat(), "is_open": is_open}
    return {"exceptions": [*exceptions, new]}


def drop_exception(stored: Mapping[str, Any], from_local: str, until_local: str) -> dict[str, Any]:
    """An exception is lifted; named by its own ends, so that two people do not lift the wrong
    one."""
    kept = [
        each
        for each in stored.get("exceptions", [])
        if (each["from"], each["until"]) != (from_local, until_local)
    ]
    return {"exceptions": kept}
