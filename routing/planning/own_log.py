"""The hotline's own event log as a call log: pure, from events to `LoggedCall`s.

A wait ends with the answer, the hang-up, or the booking of a call-back (which says nothing
more of patience: censored). Contacts that neither were answered nor hung up are counted with
their outcome and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from routing.hours import LINE_TIME
from routing.planning.call_log import CallLog, LoggedCall
from routing.simulation.scenario import COMMON, SCARCE

CALL_KINDS = ("contact_asked", "contact_answered", "contact_moved", "contact_noted")
PRIORITIES = {COMMON: 0, SCARCE: 1}
"""Patience is learnt per priority: here, per language."""
_ABANDONED = ("abandoned", "abandoned_short")
_TALK_OVER = ("wrapping_up", "ended", "waiting")


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One entry of the log about a call, with whose call it was."""

    at: datetime
    kind: str
    contact_id: int
    caller_id: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of one contact so far."""

    caller: int
    asked_at: datetime
    language: str
    seat: str
    booked_at: datetime | None = None
    answered_at: datetime | None = None
    over_at: datetime | None = None
    outcome: str = ""


def read_own_log(events: Iterable[CallEvent], covered: Sequence[date] = ()) -> CallLog:
    """Calls in order of asking; contacts that we began ourselves are nobody's ask."""
    log = CallLog(covered=tuple(covered))
    for each in _fold(events):
        _add(log, each)
    return log


def list_first_asks(events: Iterable[CallEvent], within_s: float) -> list[float]:
    """When each person asked, seconds from midnight, also those who still wait.

    A caller who gave up and asks again within `within_s` is the same person's next try.
    """
    last: dict[int, _Told] = {}
    asks: list[float] = []
    for told in _fold(events):
        before = last.get(told.caller)
        last[told.caller] = told
        gave_up_at = before.over_at if before and before.outcome in _ABANDONED else None
        again = gave_up_at and (told.asked_at - gave_up_at).total_seconds() <= within_s
        if not again:
            asks.append(_seconds_of_day(told.asked_at))
    return asks


def _fold(events: Iterable[CallEvent]) -> Iterable[_Told]:
    told: dict[int, _Told] = {}
    for event in events:
        known = told.get(event.contact_id)
        if event.kind == "contact_asked" and event.data.get("direction") != "callback":
            told[event.contact_id] = known or _begin(event)
        elif known is not None:
            told[event.contact_id] = _hear(known, event)
    return told.values()


def _begin(event: CallEvent) -> _Told:
    data = event.data
    return _Told(event.caller_id, event.at, data.get("language") or "", data.get("seat") or "")


def _hear(known: _Told, event: CallEvent) -> _Told:
    at, data = event.at, event.data
    if event.kind == "contact_answered":
        return replace(known, answered_at=known.answered_at or at)
    if event.kind == "contact_noted":
        if known.booked_at is None and data.get("booked_at"):
            known = replace(known, booked_at=at)
        return replace(
            known,
            language=data.get("language") or known.language,
            seat=data.get("seat") or known.seat,
        )
    state = data.get("state")
    if state in _TALK_OVER and known.answered_at is not None:
        known = replace(known, over_at=known.over_at or at)
    elif state == "ended":
        known = replace(known, over_at=at)
    return replace(known, outcome=data.get("outcome") or known.outcome)


def _add(log: CallLog, told: _Told) -> None:
    gave_up = told.outcome in _ABANDONED
    ends = told.booked_at or told.answered_at or (told.over_at if gave_up else None)
    if ends is None:
        log.left_out[told.outcome or "still_open"] += 1
        return
    talk_s = 0.0
    if told.answered_at is not None and told.over_at is not None:
        talk_s = (told.over_at - told.answered_at).total_seconds()
    log.calls.append(
        LoggedCall(
            day=told.asked_at.astimezone(LINE_TIME).date(),
            t=_seconds_of_day(told.asked_at),
            kind=told.seat,
            priority=PRIORITIES.get(told.language, 0),
            wait_s=(ends - told.asked_at).total_seconds(),
            is_answered=not gave_up,
            talk_s=talk_s,
            agent="",
            language=told.language,
            caller=told.caller,
        )
    )


def _seconds_of_day(at: datetime) -> float:
    local = at.astimezone(LINE_TIME)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (local - midnight).total_seconds()


def list_days(first_at: datetime, last_at: datetime) -> list[date]:
    """The line's calendar days from one instant (inclusive) to another (exclusive)."""
    day = first_at.astimezone(LINE_TIME).date()
    until = last_at.astimezone(LINE_TIME).date()
    return [day + timedelta(days=n) for n in range((until - day).days)]
