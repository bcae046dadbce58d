"""What `hotline bench` prints. The numbers are `bench`'s."""

from functools import partial
from pathlib import Path
from time import process_time
from typing import TextIO

from app.desks.planning.bench import ENGINES, Queue, theory_of, time_step
from app.desks.planning.options import show_count
from app.desks.planning.reading import load_scenario
from routing.simulation.people import draw_day
from routing.simulation.races import run_races
from routing.simulation.runs import make_router
from routing.simulation.world import Levers, World

QUEUE = Queue(arrivals_per_s=0.1, service_s=300.0, patience_s=170.0, seats=30)
ALL = Levers(interpreted=True, callback=True)


def print_bench(customers: int, scenario: Path | None, seed: int, out: TextIO) -> int:
    """M/M/n+M in three engines with ratios, the scenario's events, the cost of a step."""
    abandons, wait_s = theory_of(QUEUE)
    print(f"M/M/30+M, {customers} customers; Erlang A: {abandons:.2%}, {wait_s:.2f} s", file=out)
    ours = None
    for engine in ENGINES:
        try:
            run = engine(QUEUE, customers, seed)
        except ModuleNotFoundError as error:
            print(f"  {error.name}: not installed (developers' extra)", file=out)
            continue
        ours = ours or run
        ratio = run.events_per_s / ours.events_per_s
        print(
            f"  {run.name:6}{run.events_per_s:12,.0f} events/s ({ratio:.2f} of ours)"
            f"{run.abandons:9.2%} abandon{run.mean_wait_s:8.2f} s wait",
            file=out,
        )
    if scenario is not None:
        _print_scenario(scenario, seed, out)
    for waiting in (10, 100_000):
        print(f"  a step with {waiting:,} waiting: {time_step(waiting):.1f} µs", file=out)
    return 0


def _print_scenario(path: Path, seed: int, out: TextIO) -> None:
    line = load_scenario(path)
    people = draw_day(line, 0, seed)
    for name in ("hotline", "hotline-plain", "taskrouter"):
        started = process_time()
        world = World(line, people, partial(make_router, name), ALL)
        events = world.run().events
        speed = events / (process_time() - started)
        print(f"  {line.name}, {name}: {events} events, {speed:,.0f} events/s", file=out)


def print_races(rounds: int, seed: int, out: TextIO) -> int:
    """Random races in the engine; exit code 1 if one connected twice or broke a law."""
    started = process_time()
    counts = run_races(rounds, seed, show_count)
    cpu_s = process_time() - started
    print(
        f"{counts.rounds:,} races, seed {seed}: {counts.events:,} events, {counts.refused:,} of "
        f"them refused, {counts.connected:,} connections in {cpu_s:.0f} s of processor time",
        file=out,
    )
    print(f"double connections: {counts.doubles}; broken laws: {counts.breaches}", file=out)
    return int(counts.doubles + counts.breaches > 0)
