"""`hotline simulate`, `ladder`, …: arguments in, tables on stdout, progress on stderr."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.desks.planning import fit_commands, planner_commands, what_if_commands
from app.desks.planning.options import (
    add_common,
    counts,
    finish,
    numbers,
    positive,
    show_progress,
    wants_table,
    whole_from_0,
    whole_from_1,
)
from app.kit.subcommands import join_group

if TYPE_CHECKING:
    from routing.simulation.world import Levers

AIMS = {"dev-plateau-40": 95.8}
"""What the best comparable line reports, by the scenario that it was measured on."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the planner's sub-commands."""
    _add_simulate(subparsers)
    _add_ladder(subparsers)
    _add_first_steps(subparsers)
    _add_bench(subparsers)
    planner_commands.register(subparsers)
    fit_commands.register(subparsers)
    what_if_commands.register(subparsers)


def _add_simulate(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("simulate", help="what policies reach on a line's days")
    add_common(parser)
    parser.add_argument("--policy", type=_names, default=(), help="names, comma-separated")
    parser.add_argument("--rota", choices=("classic", "optimised"), default="classic")
    parser.add_argument(
        "--levers",
        type=_parse_levers,
        default=None,
        help="comma-separated: interpreted, callback, faq or faq=0.10",
    )
    parser.add_argument("--volume", type=positive, default=1.0)
    parser.add_argument("--trace", type=Path, action="append", default=[], help="day trace (CSV)")
    parser.add_argument("--no-redial", action="store_true", help="nobody calls again")
    parser.add_argument("--no-on-call", action="store_true", help="leave on-call people out")
    parser.set_defaults(run=run_simulate)


def _add_ladder(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("ladder", help="from the classic set-up to the best, by step")
    add_common(parser)
    parser.add_argument(
        "--ablate", action="store_true", help="each lever out or alone; peers, paired; bounds"
    )
    parser.add_argument("--stress", type=numbers, default=(), help="volumes, as 1,1.3,1.5,2")
    parser.add_argument("--skills", type=counts, default=(), help="second skills, as 0,1,2,3")
    parser.set_defaults(run=run_ladder_command)


def _add_first_steps(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("first-steps", help="what a small line should do first")
    add_common(parser)
    parser.add_argument("--callers", type=numbers, default=(30.0, 45.0, 100.0))
    parser.add_argument("--guards", type=counts, default=(0, 3, 5), help="interpreted call")
    parser.set_defaults(run=run_first_steps)


def _add_bench(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    benches = join_group(subparsers, "bench", "measure speed")
    routing = benches.add_parser("routing", help="time the engine beside simpy and ciw")
    routing.add_argument("--customers", type=whole_from_1, default=20_000)
    routing.add_argument("--scenario", type=Path, help="also time this scenario's day")
    routing.add_argument("--seed", type=whole_from_0, default=0)
    routing.set_defaults(run=run_bench_routing)
    races = benches.add_parser("races", help="race the engine for a double connection")
    races.add_argument("--rounds", type=whole_from_1, default=1_000_000)
    races.add_argument("--seed", type=whole_from_0, default=0)
    races.set_defaults(run=run_bench_races)


def run_bench_routing(args: argparse.Namespace) -> int:
    """Time the engine beside simpy and ciw."""
    from app.desks.planning.bench_report import print_bench

    return print_bench(args.customers, args.scenario, args.seed, sys.stdout)


def run_bench_races(args: argparse.Namespace) -> int:
    """Race the engine."""
    from app.desks.planning.bench_report import print_races

    return print_races(args.rounds, args.seed, sys.stdout)


def run_first_steps(args: argparse.Namespace) -> int:
    """Measure each step of a small line alone and together."""
    from app.desks.planning.reading import load_line
    from app.desks.planning.spreading import over_processes
    from app.desks.planning.tables import print_first_steps
    from routing.simulation.first_steps import measure_first_steps

    scenario = load_line(args)
    days = args.replications or scenario.replications
    spread = over_processes(args.processes)
    report = measure_first_steps(
        scenario,
        args.callers,
        args.guards,
        days,
        args.seed,
        spread,
        show_progress,
    )
    finish(report, args.json)
    if wants_table(args.json):
        print_first_steps(report, sys.stdout)
    return 0


def run_simulate(args: argparse.Namespace) -> int:
    """Measure the named policies on drawn days or on traces."""
    from app.desks.planning.simulate import simulate
    from app.desks.planning.tables import print_report

    report = simulate(args, show_progress)
    finish(report, args.json)
    if wants_table(args.json):
        print_report(report, sys.stdout)
    return 0


def run_ladder_command(args: argparse.Namespace) -> int:
    """Measure the ladder and what was asked beside it."""
    from app.desks.planning.reading import load_line
    from app.desks.planning.spreading import over_processes
    from app.desks.planning.tables import print_report
    from routing.simulation.ladder import ladder_variants, run_ladder
    from routing.simulation.world import Levers

    scenario = load_line(args)
    rule = Levers(
        guard_seats=args.guard, callback_guard=args.callback_guard, overtakes=args.overtake
    )
    tables = ladder_variants(scenario, rule, args.ablate, args.skills, args.stress)
    days = args.replications or scenario.replications
    spread = over_processes(args.processes)
    report = run_ladder(scenario, tables, days, args.seed, spread, show_progress)
    if scenario.name in AIMS:
        report["aim"] = AIMS[scenario.name]
    finish(report, args.json)
    if wants_table(args.json):
        print_report(report, sys.stdout)
    return 0


def _names(text: str) -> tuple[str, ...]:
    from routing.simulation.runs import POLICIES

    names = tuple(part.strip() for part in text.split(",") if part.strip())
    for name in names:
        if name not in POLICIES:
            raise argparse.ArgumentTypeError(f"{name}: not one of {', '.join(POLICIES)}")
    return names


def _parse_levers(text: str) -> "Levers":
    from routing.simulation.ladder import FAQ_LEVEL
    from routing.simulation.world import Levers

    interpreted = callback = False
    faq = 0.0
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, level = part.partition("=")
        if name == "interpreted" and not level:
            interpreted = True
        elif name == "callback" and not level:
            callback = True
        elif name == "faq":
            faq = positive(level) if level else FAQ_LEVEL
        else:
            raise argparse.ArgumentTypeError(f"{part}: not interpreted, callback or faq[=LEVEL]")
    return Levers(interpreted=interpreted, callback=callback, faq=faq)
