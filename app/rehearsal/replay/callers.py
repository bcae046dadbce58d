"""Turns rows of a call log into telephones that call: who, when, how patient, how talkative.

Each row draws from its own chance (seed and row number), so a call is the same on every clock
and in every window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.voice import LANGUAGE_KEYS
from app.rehearsal.replay.call_log import Ending, RealCall, RealCalls
from app.rehearsal.replay.mapping import CallType, Mapping
from app.rehearsal.replay.patience import CallerHabits, learn_habits
from routing.planning.call_log import BrokenRow

LEAST_KEY_S, MOST_KEY_S = 1.0, 6.0
"""A caller presses the key after the log's announcement time, within what our greeting allows."""

LEFT_EARLY_MOST_S = 5.0
"""Who left before queueing hangs up within this: later our line would have queued them."""

LEAST_TALK_S = 1.0
_KEYS = {language: key for key, language in LANGUAGE_KEYS.items()}


@dataclass(frozen=True, slots=True)
class RehearsedCaller:
    """One call to be placed at `at` (aware, UTC) from an invented number."""

    row: int
    at: datetime
    number: str
    kind: CallType
    plan: PhonePlan


@dataclass(frozen=True, slots=True)
class Window:
    """The arrivals to play, in the log's local time; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, arrival: datetime) -> bool:
        """Whether the window has this arrival; its end is outside."""
        return (self.start is None or self.start <= arrival) and (
            self.end is None or arrival < self.end
        )


@dataclass(slots=True)
class Cast:
    """The callers of a window in the order of their arrival, and the rows that are none.

    `left_early` hung up before they queued; `unmeasured` were answered without a recorded length.
    """

    callers: list[RehearsedCaller] = field(default_factory=list)
    rows: int = 0
    phantoms: int = 0
    left_early: int = 0
    unmeasured: int = 0
    bad_rows: list[BrokenRow] = field(default_factory=list)


def cast_callers(log: RealCalls, mapping: Mapping, window: Window, seed: int) -> Cast:
    """Everybody who calls within the window.  Habits are learned from the whole log."""
    habits = learn_habits(log.calls)
    cast = Cast(bad_rows=list(log.bad_rows))
    for call in log.calls:
        if not window.holds(call.arrival):
            continue
        cast.rows += 1
        kind = mapping.types.get(call.type)
        if call.ending is Ending.PHANTOM:
            cast.phantoms += 1
        elif kind is None:
            bad = BrokenRow(call.number, "type", "not_in_the_mapping", call.type)
            cast.bad_rows.append(bad)
        else:
            cast.left_early += _left_early(call)
            cast.unmeasured += call.ending is Ending.AGENT and call.talked_s == 0
            cast.callers.append(_make_caller(call, kind, mapping, habits, seed))
    cast.callers.sort(key=lambda caller: (caller.at, caller.row))
    return cast


def _make_caller(
    call: RealCall, kind: CallType, mapping: Mapping, habits: CallerHabits, seed: int
) -> RehearsedCaller:
    chance = Random(f"{seed}:row:{call.number}")  # noqa: S311 - repeatable on purpose
    return RehearsedCaller(
        row=call.number,
        at=call.arrival.replace(tzinfo=mapping.timezone).astimezone(UTC),
        number=f"+86138{call.number:08d}",
        kind=kind,
        plan=_make_plan(call, kind, habits, chance),
    )


def _make_plan(call: RealCall, kind: CallType, habits: CallerHabits, chance: Random) -> PhonePlan:
    if _left_early(call):
        early_s = min(max(float(call.announced_s), 1.0), LEFT_EARLY_MOST_S)
        return PhonePlan(hangs_up_after_s=early_s)
    if call.ending is Ending.AGENT:
        talk_s = max(LEAST_TALK_S, float(call.talked_s))
        patience_s = habits.patience_of(call.type).draw_above(call.queued_s, chance.random())
    else:
        talk_s = max(LEAST_TALK_S, habits.draw_talk_s(call.type, chance))
        patience_s = float(call.queued_s)
    key_s = min(max(float(call.announced_s), LEAST_KEY_S), MOST_KEY_S)
    return PhonePlan(
        keys=(KeyPress(_KEYS[kind.language], key_s),),
        # The telephone counts from its first ring.
        patience_s=None if math.isinf(patience_s) else key_s + patience_s,
        talk_s=talk_s,
    )


def _left_early(call: RealCall) -> bool:
    return call.ending is Ending.HANG and call.queued_s == 0


def list_days(cast: Cast, mapping: Mapping) -> list[datetime]:
    """The local midnights (aware) of the days on which somebody calls, in order."""
    midnights = {
        caller.at.astimezone(mapping.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
        for caller in cast.callers
    }
    return sorted(midnights)
