"""Callers by half hour with a band, and the seats that a target needs, by language.

The band is that of a Poisson count under the day's Gamma factor (negative binomial). Seats
come from Erlang A, one half hour at a time; the simulator is the judge of what they reach.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from routing.planning.erlang import seats_for
from routing.simulation.people import HALF_HOUR_S
from routing.simulation.scenario import COMMON, SCARCE, Scenario

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class HalfHour:
    """One half hour of the forecast: callers with a 90 % band, erlangs, seats for the target."""

    starts: str
    callers: float
    low: int
    high: int
    erlangs: dict[str, float]
    seats: dict[str, int]
    seats_pooled: int


def forecast_day(scenario: Scenario, target: float) -> list[HalfHour]:
    """48 half hours; `target` is the share (0..1) to be served, in each language apart."""
    return [_forecast_half_hour(scenario, k, target) for k in range(48)]


def callers_in(scenario: Scenario, half_hour: int) -> float:
    """Expected first calls in a half hour."""
    arrivals = scenario.arrivals
    return arrivals.calls_per_day * arrivals.weights[half_hour] / sum(arrivals.weights)


def language_shares(scenario: Scenario) -> dict[str, float]:
    """Share of callers by language."""
    return {COMMON: 1.0 - scenario.bo_share, SCARCE: scenario.bo_share}


def handling_s(scenario: Scenario, language: str) -> float:
    """Mean seconds of a seat for one caller: talk and wrap-up, over the topics."""
    mix, service = scenario.topic_mix[language], scenario.service
    pairs = zip(scenario.topics, mix, strict=True)
    talk_s = sum(service.mean_s[topic] * weight for topic, weight in pairs) / sum(mix)
    return talk_s * (service.bo_mult if language == SCARCE else 1.0) + service.wrap_s


def _forecast_half_hour(scenario: Scenario, half_hour: int, target: float) -> HalfHour:
    callers = callers_in(scenario, half_hour)
    low, high = count_band(callers, scenario.arrivals.day_cv)
    erlangs, seats = {}, {}
    patience_s = mean_s = 0.0
    for language, share in language_shares(scenario).items():
        per_s, work_s = callers * share / HALF_HOUR_S, handling_s(scenario, language)
        erlangs[language] = round(per_s * work_s, 2)
        seats[language] = seats_for(per_s, work_s, scenario.patience.mean_s[language], target)
        patience_s += share * scenario.patience.mean_s[language]
        mean_s += share * work_s
    pooled = seats_for(callers / HALF_HOUR_S, mean_s, patience_s, target)
    starts = f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"
    return HalfHour(starts, round(callers, 2), low, high, erlangs, seats, pooled)


def count_band(mean: float, cv: float) -> tuple[int, int]:
    """The 5 % and 95 % points of a count with this mean under a Gamma factor of this CV."""
    low = high = -1
    total = 0.0
    for count, chance in enumerate(_counts(mean, cv)):
        total += chance
        if low < 0 and total >= LOW:
            low = count
        if total >= HIGH:
            high = count
            break
    return max(0, low), max(0, high)


def _counts(mean: float, cv: float) -> Iterator[float]:
    """Negative binomial probabilities of 0, 1, 2 … (Poisson when cv is 0), without end."""
    if cv <= 0.0:
        chance, count = math.exp(-mean), 0
        while True:
            yield chance
            count += 1
            chance *= mean / count
    shape = 1.0 / cv**2
    odds = mean / (mean + shape)
    chance, count = (1.0 - odds) ** shape, 0
    while True:
        yield chance
        chance *= odds * (shape + count) / (count + 1)
        count += 1


def as_rows(half_hours: list[HalfHour]) -> list[dict[str, object]]:
    """The forecast as JSON rows."""
    return [asdict(each) for each in half_hours]
