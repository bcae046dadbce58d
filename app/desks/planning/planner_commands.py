"""`hotline plan` and `bound`: what is needed, and the limit of any rule."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from app.desks.planning.options import (
    add_common,
    finish,
    positive,
    show_progress,
    wants_table,
)
from app.desks.planning.refusals import naming_refusals

if TYPE_CHECKING:
    from routing.simulation.people import SimulatedCaller
    from routing.simulation.scenario import Scenario


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `plan` and `bound`."""
    plan = subparsers.add_parser(
        "plan", help="forecast, seats needed, and a rota of the same hours"
    )
    add_common(plan)
    plan.add_argument("--target", type=positive, default=95.0, help="percent to be served")
    plan.add_argument("--limit", type=positive, default=60.0, help="seconds for the programme")
    plan.add_argument("--duty-length", type=positive, default=3.5, help="hours of one duty")
    plan.add_argument("--duty-hours", type=positive, default=14.0, help="a person and week")
    plan.add_argument("--rest", type=positive, default=11.0, help="hours between two duties")
    plan.set_defaults(run=run_plan)
    bound = subparsers.add_parser("bound", help="what any rule could connect, knowing the future")
    add_common(bound)
    bound.add_argument("--trace", type=Path, action="append", default=[], help="day trace (CSV)")
    bound.add_argument("--rota", choices=("classic", "optimised"), default="classic")
    bound.set_defaults(run=run_bound)


def run_plan(args: argparse.Namespace) -> int:
    """Plan and judge."""
    from app.desks.planning.reading import load_scenario
    from app.desks.planning.spreading import over_processes
    from routing.planning.duties import DutyRules
    from routing.planning.plan import make_plan

    scenario = load_scenario(args.scenario)
    days = args.replications or min(scenario.replications, 60)
    rules = DutyRules(args.duty_length, args.duty_hours, args.rest)
    spread = over_processes(args.processes)
    with naming_refusals():
        report = make_plan(
            scenario, args.target, days, args.seed, spread, args.limit, show_progress, rules
        )
    finish(report, args.json)
    if wants_table(args.json):
        _print_plan(report, sys.stdout)
    return 0


def _print_plan(report: Mapping[str, object], out: TextIO) -> None:
    from app.desks.planning.tables import print_rows

    rows = cast("Sequence[Mapping[str, object]]", report["forecast"])
    print(f"{report['scenario']}: seats for {report['target']} % (Erlang A)", file=out)
    print("from      callers   90 % band   seats zh   seats bo   pooled", file=out)
    for row in rows:
        seats = cast("Mapping[str, int]", row["seats"])
        print(
            f"{row['starts']}{row['callers']:12}{row['low']:8}-{row['high']}"
            f"{seats['zh']:12}{seats['bo']:11}{row['seats_pooled']:9}",
            file=out,
        )
    print(f"\nseat hours needed {report['seat_hours_needed']}", file=out)
    print(f"seat hours given {report['seat_hours_given']}\n", file=out)
    for row in cast("Sequence[Mapping[str, object]]", report["rota"]):
        print(f"{row['seat']!s:16}{row['present']!s:26}{row['planned']}", file=out)
    print(file=out)
    print_rows(cast("Sequence[Mapping[str, object]]", report["steps"]), out)
    print(f"\nplanned - present: {report['gain']:+} ± {report['gain_ci']} points", file=out)
    if report["duty_plan"]:
        _print_duties(cast("Mapping[str, object]", report["duty_plan"]), out)


def _print_duties(plan: Mapping[str, object], out: TextIO) -> None:
    from app.desks.planning.tables import print_rows

    rules = cast("Mapping[str, float]", plan["rules"])
    print(
        f"\non-call duties of {rules['length_h']:g} h, {rules['hours_a_week']:g} h a week, "
        f"{rules['rest_h']:g} h of rest (day 1 is Monday)",
        file=out,
    )
    for duty in cast("Sequence[Mapping[str, object]]", plan["duties"]):
        print(f"  day {duty['weekday']} {duty['from']}-{duty['to']} {duty['seat']}", file=out)
    print_rows(cast("Sequence[Mapping[str, object]]", plan["steps"]), out)
    for gain in cast("Sequence[Mapping[str, float]]", plan["gains"]):
        print(f"planned - {gain['minus']}: {gain['connect']:+} ± {gain['ci']} points", file=out)


def run_bound(args: argparse.Namespace) -> int:
    """Solve one linear programme per day."""
    from app.desks.planning.reading import load_scenario
    from routing.planning.bound import clairvoyant_bound

    scenario = load_scenario(args.scenario)
    optimised = args.rota == "optimised"
    with naming_refusals():
        found = {
            name: round(clairvoyant_bound(scenario, people, optimised), 2)
            for name, people in _days_of(args, scenario)
        }
    finish({"scenario": scenario.name, "rota": args.rota, "bound": found}, args.json)
    for name, percent in found.items() if wants_table(args.json) else ():
        print(f"{name}: {percent:.2f} % of first attempts")
    return 0


def _days_of(
    args: argparse.Namespace, scenario: "Scenario"
) -> "list[tuple[str, Sequence[SimulatedCaller]]]":
    from app.desks.planning.traces import read_trace
    from routing.simulation.people import draw_day

    if args.trace:
        return [(path.name, read_trace(path, scenario)) for path in args.trace]
    count = args.replications or 1
    return [(f"day {day}", draw_day(scenario, day, args.seed)) for day in range(count)]
