"""Running many days of many variants, with progress.

A variant is a line (scenario), a policy and its levers. Every variant meets the same people
on the same day. Results are in day order, however the days are spread over processors.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from routing.simulation.live_router import LiveRouter
from routing.simulation.metrics import DayMetrics, measure_day
from routing.simulation.people import SimulatedCaller, draw_day
from routing.simulation.plain_router import PlainRouter
from routing.simulation.policies import PLAIN_POLICIES
from routing.simulation.price import make_price_policy
from routing.simulation.scenario import Scenario
from routing.simulation.world import Levers, SimulatedDesk, World

LIVE, PRICE = "hotline", "hotline-price"
QUICK = "hotline-plain"
"""The second writing of the live rule: it connects the same calls in a third of the time."""
POLICIES = (*PLAIN_POLICIES, LIVE, PRICE)
PRODUCT_POLICIES = tuple(name for name in POLICIES if name not in ("least-flexible", QUICK, PRICE))
Progress = Callable[[int, int], None]
MakeDay = Callable[[int], list[DayMetrics]]
Spread = Callable[[MakeDay, Sequence[int]], Iterable[list[DayMetrics]]]
"""Makes every day, in their order: `map`, or one that has several processors."""


@dataclass(frozen=True)
class Variant:
    """One thing to be measured."""

    name: str
    scenario: Scenario
    policy: str = LIVE
    levers: Levers = field(default_factory=Levers)
    volume: float = 1.0


def make_router(policy: str, world: World) -> SimulatedDesk:
    """The desk of a named policy; `hotline` is the live engine."""
    if policy == LIVE:
        return LiveRouter(world)
    if policy == PRICE:
        return PlainRouter(world, make_price_policy(world.scenario))
    return PlainRouter(world, PLAIN_POLICIES[policy])


def run_day(variant: Variant, people: Sequence[SimulatedCaller]) -> DayMetrics:
    """One day of one variant."""
    make = partial(make_router, variant.policy)
    world = World(variant.scenario, people, make, variant.levers)
    return measure_day(variant.scenario, world.run())


def run_variants_on_day(variants: Sequence[Variant], seed: int, day: int) -> list[DayMetrics]:
    """One day of every variant; people are drawn once for each kind of caller and volume."""
    drawn: list[tuple[Scenario, float, tuple[SimulatedCaller, ...]]] = []
    return [run_day(each, _people_for(each, seed, day, drawn)) for each in variants]


def _people_for(
    variant: Variant,
    seed: int,
    day: int,
    drawn: list[tuple[Scenario, float, tuple[SimulatedCaller, ...]]],
) -> tuple[SimulatedCaller, ...]:
    callers = replace(variant.scenario, seats=())
    for known, volume, people in drawn:
        if volume == variant.volume and known == callers:
            return people
    people = draw_day(variant.scenario, day, seed, variant.volume)
    drawn.append((callers, variant.volume, people))
    return people


def run_variants(
    variants: Sequence[Variant],
    days: Sequence[int],
    seed: int = 0,
    spread: Spread = map,
    progress: Progress | None = None,
) -> dict[str, list[DayMetrics]]:
    """Daily metrics of each variant, by name, in the order of `days`."""
    results: dict[str, list[DayMetrics]] = {each.name: [] for each in variants}
    make = partial(run_variants_on_day, variants, seed)
    for done, row in enumerate(spread(make, days), start=1):
        for variant, metrics in zip(variants, row, strict=True):
            results[variant.name].append(metrics)
        if progress is not None:
            progress(done, len(days))
    return results


def run_traces(
    variants: Sequence[Variant], traces: Mapping[str, Sequence[SimulatedCaller]]
) -> dict[str, list[DayMetrics]]:
    """Daily metrics of each variant on given days of people."""
    return {v.name: [run_day(v, people) for people in traces.values()] for v in variants}
