"""Today by half hour: what was forecast, with its band, against what happened. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.planning.forecast import HalfHour, count_band, forecast_day
from routing.planning.own_line import Knowledge
from routing.simulation.people import HALF_HOUR_S
from routing.simulation.scenario import Arrivals, Scenario

TARGET = 0.95
HALF_HOURS = 48


@dataclass(frozen=True, slots=True)
class Slot:
    """One half hour. `happened` is None while it is yet to come; `is_now` is not over."""

    starts: str
    expected: float
    low: int
    high: int
    seats: int
    happened: int | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The day, and its sum over the half hours that are over."""

    slots: tuple[Slot, ...]
    so_far: int
    expected_so_far: float
    low: int
    high: int
    expected_day: float

    @property
    def verdict(self) -> str:
        """`more`, `less` or `as_forecast`, by the band of the sum; `` before anything is over."""
        if self.expected_so_far <= 0:
            return ""
        if self.so_far > self.high:
            return "more"
        return "less" if self.so_far < self.low else "as_forecast"


def compare_today(
    scenario: Scenario, knowledge: Knowledge, weekday: int, asked_s: Sequence[float], now_s: float
) -> Today:
    """`asked_s` are today's first asks and `now_s` the time, in seconds from midnight."""
    line = _for_weekday(scenario, knowledge, weekday)
    forecast = forecast_day(line, TARGET)
    counts = [0] * HALF_HOURS
    for t in asked_s:
        counts[min(HALF_HOURS - 1, int(t // HALF_HOUR_S))] += 1
    now = int(now_s // HALF_HOUR_S)
    slots = tuple(_make_slot(k, forecast[k], counts[k], now) for k in range(HALF_HOURS))
    expected = sum(slot.expected for slot in slots[:now])
    low, high = count_band(expected, line.arrivals.day_cv)
    total = sum(slot.expected for slot in slots)
    return Today(slots, sum(counts[:now]), expected, low, high, total)


def _make_slot(k: int, forecast: HalfHour, count: int, now: int) -> Slot:
    happened = count if k <= now else None
    return Slot(
        forecast.starts,
        forecast.callers,
        forecast.low,
        forecast.high,
        forecast.seats_pooled,
        happened,
        k == now,
    )


def _for_weekday(scenario: Scenario, knowledge: Knowledge, weekday: int) -> Scenario:
    """The line with this weekday's own curve, where its history has one."""
    fitted = knowledge.fitted
    if not knowledge.is_enough or fitted is None:
        return scenario
    row = fitted.calls_per_half_hour.get(weekday)
    if row is None or sum(row) <= 0:
        return scenario
    arrivals = Arrivals(sum(row), row, scenario.arrivals.day_cv)
    return scenario.with_arrivals(arrivals)
