"""A larger line and a flash crowd, made of any scenario: how a rule holds when everybody calls at
once."""

from dataclasses import replace

from routing.simulation.people import HALF_HOUR_S
from routing.simulation.scenario import Scenario
from routing.simulation.world import HOUR_S

CROWD_FROM_H, CROWD_TO_H, CROWD_TIMES = 15, 16, 5.0
_PER_HOUR = int(HOUR_S // HALF_HOUR_S)


def make_larger(scenario: Scenario, times: int) -> Scenario:
    """Every seat so many times, and as many times the calls."""
    if times == 1:
        return scenario
    seats = tuple(
        replace(seat, id=f"{seat.id}/{copy}")
        for copy in range(1, times + 1)
        for seat in scenario.seats
    )
    calls = scenario.arrivals.calls_per_day * times
    return replace(scenario, name=f"{scenario.name} x{times}", seats=seats).with_calls(calls)


def with_crowd(scenario: Scenario) -> Scenario:
    """The same line, called five times as often in one hour; all other hours as before."""
    arrivals = scenario.arrivals
    crowded = range(CROWD_FROM_H * _PER_HOUR, CROWD_TO_H * _PER_HOUR)
    weights = tuple(
        weight * CROWD_TIMES if half_hour in crowded else weight
        for half_hour, weight in enumerate(arrivals.weights)
    )
    calls = arrivals.calls_per_day * sum(weights) / sum(arrivals.weights)
    named = replace(scenario, name=f"{scenario.name} with a crowd")
    return named.with_arrivals(replace(arrivals, calls_per_day=calls, weights=weights))
