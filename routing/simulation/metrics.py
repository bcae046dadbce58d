"""The metrics of a simulated day and their summary over days (CONTRACT section 5).

Rates come from the definitions of `routing.measures`, the same that the wallboard shows.
A day on which nobody was in a denominator gives no value and is left out of the mean.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from routing.facts import (
    SHORT_ABANDON_S,
    ContactFacts,
    asked_for_seat,
    only_language,
    right_seat_or_callback_within,
    right_seat_within,
)
from routing.measures import ANY_SEAT, RIGHT_SEAT_LIVE
from routing.model import Outcome
from routing.simulation.calls import Call
from routing.simulation.scenario import BOTH_DIALECTS, COMMON, SCARCE, Scenario
from routing.simulation.world import HOUR_S, DayCounts

DayMetrics = Mapping[str, float | None]
MAIN_KEYS = (
    "connect",
    "ci",
    "zh",
    "bo",
    "gap_pp",
    "live",
    "stayed",
    "any_seat",
    "sl15",
    "sl20",
    "asa_s",
    "occupancy",
    "persons_reached",
)
Z95 = 2.0  # the contract's factor for 95 %


def facts_of(call: Call) -> ContactFacts:
    """The attempt as the live figures would see it."""
    left_at = call.hung_up_at
    short = left_at is not None and left_at - call.asked_at <= SHORT_ABANDON_S
    outcome = None
    if left_at is not None:
        outcome = Outcome.ABANDONED_SHORT if short else Outcome.ABANDONED
    return ContactFacts(
        arrived_at=call.asked_at,
        asked_at=call.asked_at,
        answered_at=call.asked_at if call.answered else None,
        right_seat_at=call.connected_at,
        booked_at=call.last_booked_at,
        left_at=left_at,
        outcome=outcome,
        language=call.person.lang,
        seat=call.person.topic,
    )


def measure_day(scenario: Scenario, counts: DayCounts) -> dict[str, float | None]:
    """Every metric of one day; percent 0..100, seconds; None where nobody was counted.

    `stayed`: reached, of those who never take a call-back: the same people whether one is offered
    or not, so that it shows what call-backs cost those on the line.
    """
    facts = [facts_of(call) for call in counts.calls]
    connects = right_seat_or_callback_within(scenario.callback.count_within_s)
    stayed = [f for f in facts if f.outcome is not Outcome.ABANDONED_SHORT]
    zh = _share(only_language(facts, COMMON), connects)
    bo = _share(only_language(facts, SCARCE), connects)
    return {
        "connect": _share(facts, connects),
        "zh": zh,
        "bo": bo,
        "gap_pp": None if zh is None or bo is None else zh - bo,
        "live": RIGHT_SEAT_LIVE.measure(facts).value,
        "stayed": _share(_never_booking(scenario, counts.calls), connects),
        "any_seat": ANY_SEAT.measure(facts).value,
        "sl15": _share(facts, right_seat_within(15.0)),
        "sl20": _share(facts, right_seat_within(20.0)),
        "asa_s": _asa_s(counts.calls),
        "occupancy": _occupancy(counts),
        "connect_ex_5s": _percent(sum(map(connects, facts)), len(stayed)),
        "dialect_mismatch": _dialect_mismatch(counts.calls),
        **_persons(counts.calls),
    }


def _never_booking(scenario: Scenario, calls: Sequence[Call]) -> list[ContactFacts]:
    accept = scenario.callback.accept
    return [facts_of(call) for call in calls if call.person.u_callback >= accept]


def _percent(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _share(facts: Sequence[ContactFacts], counts: Callable[[ContactFacts], bool]) -> float | None:
    asked = [fact for fact in facts if asked_for_seat(fact)]
    return _percent(sum(map(counts, asked)), len(asked))


def _asa_s(calls: Sequence[Call]) -> float | None:
    waits = [
        call.connected_at - call.asked_at
        for call in calls
        if call.connected_at is not None and call.last_booked_at is None
    ]
    return sum(waits) / len(waits) if waits else None


def _occupancy(counts: DayCounts) -> float | None:
    scheduled = sum(end - start for seat in counts.seats for start, end in seat.blocks)
    return _percent(sum(seat.busy_s for seat in counts.seats), scheduled * HOUR_S)


def _persons(calls: Sequence[Call]) -> dict[str, float | None]:
    persons = {call.person.number for call in calls}
    reached = {call.person.number for call in calls if call.connected_at is not None}
    return {
        "persons_reached": _percent(len(reached), len(persons)),
        "attempts_per_person": len(calls) / len(persons) if persons else None,
    }


def _dialect_mismatch(calls: Sequence[Call]) -> float | None:
    served = [
        (call.person.dialect, call.served_by.spec.dialect)
        for call in calls
        if call.person.lang == SCARCE and call.served_by is not None
    ]
    return _percent(
        sum(own not in (seat,) and seat != BOTH_DIALECTS for own, seat in served), len(served)
    )


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over days with the half width of its 95 % interval."""

    mean: float
    ci: float


def mean_of(values: Sequence[float]) -> Mean:
    """Mean and half width; the half width of fewer than two values is 0."""
    n = len(values)
    if n == 0:
        return Mean(0.0, 0.0)
    mean = sum(values) / n
    if n == 1:
        return Mean(mean, 0.0)
    variance = sum((v - mean) ** 2 for v in values) / (n - 1)
    return Mean(mean, Z95 * math.sqrt(variance / n))


def column(days: Sequence[DayMetrics], key: str) -> list[float]:
    """The values of one metric, days without one left out."""
    return [value for day in days if (value := day[key]) is not None]


def summarise(name: str, days: Sequence[DayMetrics]) -> dict[str, object]:
    """One entry of the JSON: the keys of CONTRACT section 7 and a few more."""
    entry: dict[str, object] = {"name": name}
    connect = mean_of(column(days, "connect"))
    means = {key: mean_of(column(days, key)) for key in days[0]}
    for key in MAIN_KEYS:
        entry[key] = round(connect.ci if key == "ci" else means[key].mean, 3)
    for key in ("connect_ex_5s", "dialect_mismatch", "attempts_per_person"):
        entry[key] = round(means[key].mean, 3)
    entry["live_ci"] = round(means["live"].ci, 3)
    entry["stayed_ci"] = round(means["stayed"].ci, 3)
    entry["gap_ci"] = round(means["gap_pp"].ci, 3)
    return entry


def paired_difference(
    ours: Sequence[DayMetrics], theirs: Sequence[DayMetrics], key: str = "connect"
) -> Mean:
    """Mean of the daily differences on the same callers (common random numbers)."""
    pairs = zip(ours, theirs, strict=True)
    both = ((a[key], b[key]) for a, b in pairs)
    return mean_of([a - b for a, b in both if a is not None and b is not None])
