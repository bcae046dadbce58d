"""Spreads simulated days over processors. Says nothing of what a day is."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from routing.simulation.metrics import DayMetrics
from routing.simulation.runs import MakeDay, Spread


def over_processes(count: int) -> Spread:
    """So many processes; one makes its days here."""
    return partial(_map_days, count)


def _map_days(count: int, make: MakeDay, days: Sequence[int]) -> Iterator[list[DayMetrics]]:
    if count <= 1 or len(days) < 2:
        yield from map(make, days)
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        yield from pool.map(make, days)
