"""`hotline simulate`, `ladder`, …: arguments in, tables on stdout, progress on stderr."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.subcommands import join_group

if TYPE_CHECKING:
    from app.planning.world import Levers

AIM = 95.8


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the planner's sub-commands."""
    _add_simulate(subparsers)
    _add_ladder(subparsers)
    _add_first_steps(subparsers)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", type=Path, help="scenario file (JSON)")
    parser.add_argument("--replications", type=_whole_from_1, help="days (default: the file's)")
    parser.add_argument("--seed", type=_whole_from_0, default=0)
    parser.add_argument(
        "--guard", type=_whole_from_0, default=5, help="interpreted call: idle seats"
    )
    parser.add_argument("--processes", type=_whole_from_1, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="also write the result here ('-': stdout only)")


def _add_simulate(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("simulate", help="what policies reach on a line's days")
    _add_common(parser)
    parser.add_argument("--policy", type=_names, default=(), help="names, comma-separated")
    parser.add_argument("--rota", choices=("classic", "optimised"), default="classic")
    parser.add_argument(
        "--levers",
        type=_parse_levers,
        default=None,
        help="comma-separated: interpreted, callback, faq or faq=0.10",
    )
    parser.add_argument("--volume", type=_positive, default=1.0)
    parser.add_argument("--trace", type=Path, action="append", default=[], help="day trace (CSV)")
    parser.add_argument("--no-redial", action="store_true", help="nobody calls again")
    parser.add_argument("--no-on-call", action="store_true", help="leave on-call people out")
    parser.set_defaults(run=run_simulate)


def _add_ladder(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("ladder", help="from the classic set-up to the best, by step")
    _add_common(parser)
    parser.add_argument("--ablate", action="store_true", help="each lever alone; peers, paired")
    parser.add_argument("--stress", type=_numbers, default=(), help="volumes, as 1,1.3,1.5,2")
    parser.add_argument("--skills", type=_counts, default=(), help="second skills, as 0,1,2,3")
    parser.set_defaults(run=run_ladder_command)


def _add_first_steps(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("first-steps", help="what a small line should do first")
    _add_common(parser)
    parser.add_argument("--callers", type=_numbers, default=(30.0, 45.0, 100.0))
    parser.add_argument("--guards", type=_counts, default=(0, 3, 5), help="interpreted call")
    parser.set_defaults(run=run_first_steps)


def _add_bench(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    benches = join_group(subparsers, "bench", "measure speed")
    routing = benches.add_parser("routing", help="time the engine beside simpy and ciw")
    routing.add_argument("--customers", type=_whole_from_1, default=20_000)
    routing.add_argument("--scenario", type=Path, help="also time this scenario's day")
    routing.add_argument("--seed", type=_whole_from_0, default=0)
    routing.set_defaults(run=run_bench_routing)
    races = benches.add_parser("races", help="race the engine for a double connection")
    races.add_argument("--rounds", type=_whole_from_1, default=1_000_000)
    races.add_argument("--seed", type=_whole_from_0, default=0)
    races.set_defaults(run=run_bench_races)


def run_bench_routing(args: argparse.Namespace) -> int:
    """Time the engine beside simpy and ciw."""
    from app.planning.bench_report import print_bench

    return print_bench(args.customers, args.scenario, args.seed, sys.stdout)


def run_bench_races(args: argparse.Namespace) -> int:
    """Race the engine."""
    from app.planning.bench_report import print_races

    return print_races(args.rounds, args.seed, sys.stdout)


def run_first_steps(args: argparse.Namespace) -> int:
    """Measure each step of a small line alone and together."""
    from app.planning.first_steps import measure_first_steps
    from app.planning.reading import load_scenario
    from app.planning.tables import print_first_steps

    scenario = load_scenario(args.scenario)
    days = args.replications or scenario.replications
    report = measure_first_steps(
        scenario, args.callers, args.guards, days, args.seed, args.processes, _show_progress
    )
    _finish(report, args.json)
    print_first_steps(report, sys.stdout)
    return 0


def run_simulate(args: argparse.Namespace) -> int:
    """Measure the named policies on drawn days or on traces."""
    from app.planning.simulate import simulate
    from app.planning.tables import print_report

    report = simulate(args, _show_progress)
    _finish(report, args.json)
    if args.json is None or str(args.json) != "-":
        print_report(report, sys.stdout)
    return 0


def run_ladder_command(args: argparse.Namespace) -> int:
    """Measure the ladder and what was asked beside it."""
    from app.planning.ladder import ladder_variants, run_ladder
    from app.planning.reading import load_scenario
    from app.planning.tables import print_report

    scenario = load_scenario(args.scenario)
    tables = ladder_variants(scenario, args.guard, args.ablate, args.skills, args.stress)
    days = args.replications or scenario.replications
    report = run_ladder(scenario, tables, days, args.seed, args.processes, _show_progress)
    report["aim"] = AIM
    _finish(report, args.json)
    if args.json is None or str(args.json) != "-":
        print_report(report, sys.stdout)
    return 0


def _finish(report: dict[str, object], target: Path | None) -> None:
    if target is None:
        return
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    if str(target) == "-":
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8")


def _show_progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r  day {done} of {total}", end=end, file=sys.stderr, flush=True)


def _names(text: str) -> tuple[str, ...]:
    from app.planning.runs import POLICIES

    names = tuple(part.strip() for part in text.split(",") if part.strip())
    for name in names:
        if name not in POLICIES:
            raise argparse.ArgumentTypeError(f"{name}: not one of {', '.join(POLICIES)}")
    return names


def _parse_levers(text: str) -> "Levers":
    from app.planning.ladder import FAQ_LEVEL
    from app.planning.world import Levers

    interpreted = callback = False
    faq = 0.0
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, level = part.partition("=")
        if name == "interpreted" and not level:
            interpreted = True
        elif name == "callback" and not level:
            callback = True
        elif name == "faq":
            faq = _positive(level) if level else FAQ_LEVEL
        else:
            raise argparse.ArgumentTypeError(f"{part}: not interpreted, callback or faq[=LEVEL]")
    return Levers(interpreted=interpreted, callback=callback, faq=faq)


def _numbers(text: str) -> Sequence[float]:
    try:
        return tuple(_positive(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _counts(text: str) -> Sequence[int]:
    return tuple(_whole_from_0(part) for part in text.split(",") if part.strip())


def _positive(text: str) -> float:
    value = float(text)
    if not 0.0 < value < 1000.0:
        raise argparse.ArgumentTypeError(f"{text}: not between 0 and 1000")
    return value


def _whole_from_1(text: str) -> int:
    return _whole(text, 1)


def _whole_from_0(text: str) -> int:
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    if not text.strip().isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text}: not a whole number from {least}")
    return int(text)
