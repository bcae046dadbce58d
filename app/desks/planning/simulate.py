"""`hotline simulate`: named policies on a line's days, drawn or replayed from traces."""

import argparse
from dataclasses import replace

from app.desks.planning.reading import load_line
from app.desks.planning.spreading import over_processes
from app.desks.planning.traces import read_trace
from routing.simulation.ladder import paired_with
from routing.simulation.metrics import summarise
from routing.simulation.runs import (
    LIVE,
    PRODUCT_POLICIES,
    Progress,
    Variant,
    run_traces,
    run_variants,
)
from routing.simulation.scenario import Scenario
from routing.simulation.world import Levers


def simulate(args: argparse.Namespace, progress: Progress | None = None) -> dict[str, object]:
    """The JSON object of `hotline simulate` (CONTRACT section 7), one entry per policy."""
    scenario = load_line(args)
    if args.no_on_call:
        scenario = scenario.without_on_call()
    variants = _make_variants(scenario, args)
    if args.trace:
        traces = {path.name: read_trace(path, scenario) for path in args.trace}
        results, days = run_traces(variants, traces), len(traces)
    else:
        days = args.replications or scenario.replications
        spread = over_processes(args.processes)
        results = run_variants(variants, range(days), args.seed, spread, progress)
    names = [variant.name for variant in variants]
    report: dict[str, object] = {
        "scenario": scenario.name,
        "replications": days,
        "seed": args.seed,
        "rota": args.rota,
        "volume": args.volume,
        "steps": [summarise(name, results[name]) for name in names],
    }
    if args.trace:
        report["traces"] = [path.name for path in args.trace]
    if LIVE in names:
        report["paired"] = paired_with(results, LIVE, [n for n in names if n != LIVE])
    return report


def _make_variants(scenario: Scenario, args: argparse.Namespace) -> list[Variant]:
    levers = replace(
        args.levers or Levers(),
        guard_seats=args.guard,
        callback_guard=args.callback_guard,
        overtakes=args.overtake,
        optimised_rota=args.rota == "optimised",
        redials=not args.no_redial,
    )
    policies = dict.fromkeys(args.policy or PRODUCT_POLICIES)
    return [Variant(name, scenario, name, levers, args.volume) for name in policies]
