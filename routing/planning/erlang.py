"""Erlang C and Erlang A: queues in steady state, for first estimates and as a yardstick.

Rates per second. Source: Garnett, Mandelbaum, Reiman 2002 (Erlang A); the classic formula
for Erlang C. Solved as birth and death chains, without approximations.
"""

import math
from dataclasses import dataclass

TAIL = 1e-13


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Shares 0..1 and seconds, of all who ask."""

    waits: float
    abandons: float
    mean_wait_s: float
    occupancy: float


def erlang_c(arrivals_per_s: float, service_s: float, seats: int) -> QueueFigures:
    """M/M/n without abandonment. Raises ValueError when the load is not below the seats."""
    load = arrivals_per_s * service_s
    if load >= seats:
        raise ValueError(f"{load:.2f} erlang on {seats} seats never settles")
    blocked = 1.0  # Erlang B by its recursion
    for n in range(1, seats + 1):
        blocked = load * blocked / (n + load * blocked)
    waits = blocked / (1.0 - load / seats * (1.0 - blocked))
    mean_wait_s = waits * service_s / (seats - load)
    return QueueFigures(waits, 0.0, mean_wait_s, load / seats)


def erlang_a(
    arrivals_per_s: float, service_s: float, patience_s: float, seats: int
) -> QueueFigures:
    """M/M/n+M: those who wait leave after exponential patience of this mean."""
    if arrivals_per_s <= 0.0:
        return QueueFigures(0.0, 0.0, 0.0, 0.0)
    weights = _chain(arrivals_per_s, 1.0 / service_s, 1.0 / patience_s, seats)
    total = math.fsum(weights)
    queue = math.fsum(max(0, k - seats) * w for k, w in enumerate(weights)) / total
    busy = math.fsum(min(k, seats) * w for k, w in enumerate(weights)) / total
    waits = math.fsum(weights[seats:]) / total
    abandons = queue / patience_s / arrivals_per_s
    occupancy = busy / seats if seats else 0.0
    return QueueFigures(waits, abandons, queue / arrivals_per_s, occupancy)


def _chain(arrival: float, service: float, leave: float, seats: int) -> list[float]:
    """Unnormalised probabilities of 0, 1, 2 … in the system, until the tail is negligible."""
    weights = [1.0]
    k = 0
    while True:
        k += 1
        down = min(k, seats) * service + max(0, k - seats) * leave
        weights.append(weights[-1] * arrival / down)
        if weights[-1] > 1e250:
            weights = [w / 1e250 for w in weights]
        if k > seats and weights[-1] < TAIL * max(weights):
            return weights


def seats_for(arrivals_per_s: float, service_s: float, patience_s: float, target: float) -> int:
    """The fewest seats at which the share served is at least `target` (0..1)."""
    seats = 0
    while 1.0 - _lost(arrivals_per_s, service_s, patience_s, seats) < target:
        seats += 1
    return seats


def _lost(arrivals_per_s: float, service_s: float, patience_s: float, seats: int) -> float:
    if seats == 0:
        return 1.0 if arrivals_per_s > 0.0 else 0.0
    return erlang_a(arrivals_per_s, service_s, patience_s, seats).abandons
