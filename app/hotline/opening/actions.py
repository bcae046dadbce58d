"""Use cases of opening: asking whether the line is open, and changing when it is.

Hours are stored with the hotline's row as JSON; the rule itself is `routing.hours`.  Times are
the line's local wall clock (Asia/Shanghai).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.hotline.dispatch.actions import hasten_on_call
from app.hotline.dispatch.deadlines import call_duty
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import (
    EmergencyPlan,
    is_emergency,
    read_emergency,
    read_present_rules,
)
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.facts import (
    EMERGENCY_BEGAN,
    EMERGENCY_ENDED,
    EMERGENCY_PLANNED,
    HOURS_CHANGED,
    LINE_CLOSED_BY_HAND,
    LINE_REOPENED,
)
from app.kit.errors import BadSetting
from app.kit.storage.facts import FactKind
from routing import calling
from routing.holidays import CALENDARS
from routing.hours import (
    ExceptionalHours,
    HoursAnswer,
    HoursNotConfiguredError,
    HoursReason,
    HoursRefusedError,
    OpeningHours,
    OpeningSpan,
    is_open,
    next_change,
    opens_next,
    require_hours,
)
from routing.settings import Settings

LOCAL = ZoneInfo("Asia/Shanghai")
ALL_DAY = [["00:00", "00:00"]]
DEFAULT_HOURS: dict[str, Any] = {"week": {str(day): ALL_DAY for day in range(7)}}
"""7×24, live or on call (国办发〔2020〕53号), holidays too, until the bureau says otherwise."""
_NIGHT = {HoursReason.NO_SHIFT, HoursReason.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the line is open now, why, and when it opens next (aware UTC).

    `is_night_line`: it is closed by its shifts or a holiday, not by a decision, and whoever is on
    call is rung (R4: live, or a staffed on-call line, else message and call-back).
    """

    answer: HoursAnswer
    opens_at: datetime | None
    is_night_line: bool = False


def find_opening(hotline: Hotline, now: datetime) -> Opening:
    """How the line stands at `now`; raises BadSetting when nobody configured hours (B63)."""
    hours = read_hours(hotline.hours)
    local = now.astimezone(LOCAL).replace(tzinfo=None)
    answer = is_open(hours, local)
    if answer.is_open:
        return Opening(answer, None)
    is_night_line = answer.reason in _NIGHT and has_night_line(hotline.hours)
    return Opening(answer, _find_next_opening(hours, local), is_night_line)


def find_closing(hotline: Hotline, now: datetime) -> float | None:
    """When the line that is open closes next (POSIX seconds); None when it is not known to."""
    hours = read_hours(hotline.hours)
    local = now.astimezone(LOCAL).replace(tzinfo=None)
    if hours.is_emergency or not is_open(hours, local).is_open:
        return None
    closes_at = next_change(hours, local)
    return None if closes_at is None else closes_at.replace(tzinfo=LOCAL).timestamp()


def find_retry(hotline: Hotline, settings: Settings, now: datetime, tries: int) -> datetime | None:
    """When to ring somebody again who was rung so often in vain; None: no more."""
    local = now.astimezone(LOCAL).replace(tzinfo=None)
    again = calling.find_retry(settings, read_hours(hotline.hours), local, tries)
    return None if again is None else again.replace(tzinfo=LOCAL)


def has_night_line(stored: Mapping[str, Any]) -> bool:
    """Whether people on call are rung outside the shifts; they are until the bureau says not."""
    return bool(stored.get("rings_on_call", True))


def _find_next_opening(hours: OpeningHours, local: datetime) -> datetime | None:
    opens_at = opens_next(replace(hours, is_closed_by_hand=False), local)
    return None if opens_at is None else opens_at.replace(tzinfo=LOCAL)


def read_hours(stored: Mapping[str, Any]) -> OpeningHours:
    """The hours of a stored JSON object; raises BadSetting with the place of an error."""
    try:
        hours = OpeningHours(
            week={int(d): _read_spans(spans) for d, spans in stored.get("week", {}).items()},
            holidays=_list_holidays(stored),
            make_up_days=_list_make_up_days(stored),
            holiday_spans=_read_spans(stored.get("holiday_spans", [])),
            exceptions=tuple(_read_exception(each) for each in stored.get("exceptions", [])),
            is_closed_by_hand=bool(stored.get("is_closed_by_hand")),
            is_emergency=bool(stored.get("is_emergency")),
        )
        return require_hours(hours)
    except HoursNotConfiguredError as error:
        raise BadSetting(place="hours", reason="not configured") from error
    except HoursRefusedError as error:
        raise BadSetting(place=error.place, reason=error.code) from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadSetting(place="hours", reason=str(error)) from error


def close_by_hand(work: RoutingWork, *, is_closed: bool, account_id: int | None = None) -> None:
    """Close the line, or undo that; beats every other rule (B63)."""
    fact = LINE_CLOSED_BY_HAND if is_closed else LINE_REOPENED
    _change(work, fact, account_id, is_closed_by_hand=is_closed)


def set_emergency(work: RoutingWork, *, is_on: bool, account_id: int | None = None) -> None:
    """Emergency mode on or off by one action (B64): open, announced, with the priorities and
    the seats that were planned for it.  Nobody who waits loses their place."""
    fact = EMERGENCY_BEGAN if is_on else EMERGENCY_ENDED
    _change(work, fact, account_id, is_emergency=is_on)
    work.rules_changed = True
    call_duty(work.uow)
    if is_on and read_emergency(work.hotline.hours).calls_everyone:
        hasten_on_call(work.uow)


def plan_emergency(work: RoutingWork, plan: EmergencyPlan, account_id: int | None = None) -> None:
    """What the emergency mode will do when it is turned on, and does at once while it is on."""
    _change(work, EMERGENCY_PLANNED, account_id, emergency=asdict(plan))
    read_present_rules(work.hotline)
    work.rules_changed = True
    if is_emergency(work.hotline):
        call_duty(work.uow)


def save_hours(work: RoutingWork, hours: Mapping[str, Any], account_id: int | None = None) -> None:
    """Store other hours; what is set by hand stays as it is."""
    _change(work, HOURS_CHANGED, account_id, **hours)


def _change(work: RoutingWork, fact: FactKind, account_id: int | None, **values: Any) -> None:
    changed = dict(work.hotline.hours) | values
    read_hours(changed)
    work.hotline.hours = changed
    work.uow.record(fact, account_id=account_id)
    work.uow.topics.update({"queue", "carrier"})


def _read_spans(spans: list[list[str]]) -> tuple[OpeningSpan, ...]:
    return tuple(OpeningSpan(time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans)


def _read_exception(each: Mapping[str, Any]) -> ExceptionalHours:
    return ExceptionalHours(
        datetime.fromisoformat(each["from"]),
        datetime.fromisoformat(each["until"]),
        bool(each["is_open"]),
    )


def _list_holidays(stored: Mapping[str, Any]) -> frozenset[date]:
    """The State Council's days off, if they are kept, and those that the bureau added."""
    own = (date.fromisoformat(day) for day in stored.get("own_holidays", []))
    public = CALENDARS.values() if stored.get("keeps_holidays") else ()
    return frozenset(own) | {day for calendar in public for day in calendar.holidays}


def _list_make_up_days(stored: Mapping[str, Any]) -> dict[date, int]:
    own = {date.fromisoformat(d): int(w) for d, w in stored.get("own_make_up_days", {}).items()}
    public = CALENDARS.values() if stored.get("keeps_holidays") else ()
    return {d: w for calendar in public for d, w in calendar.make_up_days.items()} | own
