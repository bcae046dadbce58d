"""The week of duties in `hotline plan`: planned, and judged on days that nothing was planned on.

Compared are the office alone (its present and its planned rota), the same duty hours taken in
turn, the planned duties, and everybody always on call (what nobody can keep up), each on the
same callers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routing.planning.duties import (
    WEEK,
    Duty,
    DutyRules,
    list_people,
    on_weekday,
    plan_duties,
    take_turns,
)
from routing.simulation.metrics import DayMetrics, paired_difference, summarise
from routing.simulation.runs import Progress, Spread, Variant, run_variants
from routing.simulation.scenario import Scenario
from routing.simulation.world import Levers

PRESENT, NOBODY, TURNS, PLANNED, ALWAYS = (
    "present rota, nobody on call",
    "planned rota, nobody on call",
    "duties in turn",
    "planned duties",
    "everybody always on call",
)
LEVERS = Levers(interpreted=True, optimised_rota=True)
Report = dict[str, object]


def make_duty_plan(
    scenario: Scenario,
    rules: DutyRules,
    days: Sequence[int],
    seed: int = 0,
    spread: Spread = map,
    limit_s: float = 60.0,
    progress: Progress | None = None,
) -> Report:
    """Duties as rows, their rules, and the rates; empty when nobody is on call."""
    if not list_people(scenario):
        return {}
    turns, planned = take_turns(scenario, rules), plan_duties(scenario, rules, limit_s)
    lines = {
        PRESENT: [_keep_present(scenario.without_on_call())] * WEEK,
        NOBODY: [scenario.without_on_call()] * WEEK,
        TURNS: [on_weekday(scenario, turns, day) for day in range(WEEK)],
        PLANNED: [on_weekday(scenario, planned, day) for day in range(WEEK)],
        ALWAYS: [scenario] * WEEK,
    }
    results = _run_weeks(lines, days, seed, spread, progress)
    others = (PRESENT, NOBODY, TURNS)
    gains = {name: paired_difference(results[PLANNED], results[name]) for name in others}
    return {
        "rules": {
            "length_h": rules.length_h,
            "hours_a_week": rules.hours_a_week,
            "rest_h": rules.rest_h,
        },
        "duties": [_row(duty) for duty in planned],
        "steps": [summarise(name, results[name]) for name in lines],
        "gains": [
            {"minus": name, "connect": round(gain.mean, 2), "ci": round(gain.ci, 2)}
            for name, gain in gains.items()
        ],
    }


def _keep_present(scenario: Scenario) -> Scenario:
    seats = tuple(replace(seat, blocks_optimised=seat.blocks) for seat in scenario.seats)
    return replace(scenario, seats=seats)


def _run_weeks(
    lines: dict[str, list[Scenario]],
    days: Sequence[int],
    seed: int,
    spread: Spread,
    progress: Progress | None,
) -> dict[str, list[DayMetrics]]:
    """Each day with the line of its weekday; the same days in the same order for all."""
    results: dict[str, list[DayMetrics]] = {name: [] for name in lines}
    for weekday in range(WEEK):
        variants = [Variant(name, week[weekday], levers=LEVERS) for name, week in lines.items()]
        own = [day for day in days if day % WEEK == weekday]
        for name, metrics in run_variants(variants, own, seed, spread).items():
            results[name] += metrics
        if progress is not None:
            progress(weekday + 1, WEEK)
    return results


def _row(duty: Duty) -> Report:
    return {
        "seat": duty.seat_id,
        "weekday": duty.weekday + 1,
        "from": _clock(duty.starts),
        "to": _clock(duty.ends),
    }


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"
