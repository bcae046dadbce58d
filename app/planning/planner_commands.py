"""`hotline plan`, `bound` and `fit`: what is needed, the limit, and what a log says."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from app.planning.options import (
    add_common,
    finish,
    positive,
    show_progress,
    wants_table,
    whole_from_0,
)

if TYPE_CHECKING:
    from app.planning.call_log import CallLog
    from app.planning.fit import Fitted, Judged
    from app.planning.people import Person
    from app.planning.scenario import Scenario


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `plan`, `bound` and `fit`."""
    plan = subparsers.add_parser(
        "plan", help="forecast, seats needed, and a rota of the same hours"
    )
    add_common(plan)
    plan.add_argument("--target", type=positive, default=95.0, help="percent to be served")
    plan.add_argument("--limit", type=positive, default=60.0, help="seconds for the programme")
    plan.set_defaults(run=run_plan)
    bound = subparsers.add_parser("bound", help="what any rule could connect, knowing the future")
    add_common(bound)
    bound.add_argument("--trace", type=Path, action="append", default=[], help="day trace (CSV)")
    bound.add_argument("--rota", choices=("classic", "optimised"), default="classic")
    bound.set_defaults(run=run_bound)
    fit = subparsers.add_parser("fit", help="learn a scenario from a call log, and test it")
    fit.add_argument("log", type=Path, help="call log (CSV, also .gz)")
    fit.add_argument("--from", dest="judged_from", type=_parse_day, help="first day to judge by")
    fit.add_argument("--seed", type=whole_from_0, default=0)
    fit.add_argument("--out", type=Path, help="write the fitted scenario here")
    fit.add_argument("--json", type=Path, help="write the figures here ('-': stdout only)")
    fit.set_defaults(run=run_fit)


def run_plan(args: argparse.Namespace) -> int:
    """Plan and judge."""
    from app.planning.plan import make_plan
    from app.planning.reading import load_scenario

    scenario = load_scenario(args.scenario)
    days = args.replications or min(scenario.replications, 60)
    report = make_plan(
        scenario, args.target, days, args.seed, args.processes, args.limit, show_progress
    )
    finish(report, args.json)
    if wants_table(args.json):
        _print_plan(report, sys.stdout)
    return 0


def _print_plan(report: Mapping[str, object], out: TextIO) -> None:
    from app.planning.tables import print_rows

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


def run_bound(args: argparse.Namespace) -> int:
    """Solve one linear programme per day."""
    from app.planning.bound import clairvoyant_bound
    from app.planning.reading import load_scenario

    scenario = load_scenario(args.scenario)
    optimised = args.rota == "optimised"
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
) -> "list[tuple[str, Sequence[Person]]]":
    from app.planning.people import draw_day, read_trace

    if args.trace:
        return [(path.name, read_trace(path, scenario)) for path in args.trace]
    count = args.replications or 1
    return [(f"day {day}", draw_day(scenario, day, args.seed)) for day in range(count)]


def run_fit(args: argparse.Namespace) -> int:
    """Fit on the first days (half of them, or those before --from), judge by the others."""
    from dataclasses import asdict

    from app.planning.call_log import read_log, split_at, split_days
    from app.planning.fit import fit_log, judge
    from app.planning.fitted_line import scenario_of

    log = read_log(args.log)
    first, rest = split_at(log, args.judged_from) if args.judged_from else split_days(log, 0.5)
    fitted = fit_log(first)
    judged = judge(fitted, rest, args.seed)
    if args.out is not None:
        finish(scenario_of(args.log.stem, fitted, first), args.out)
    figures = asdict(judged) | {
        "abandoned_error": judged.abandoned_error,
        "wait_error": judged.wait_error,
        "left_out": dict(log.left_out),
    }
    finish(figures, args.json)
    if wants_table(args.json):
        _print_fit(fitted, judged, log, sys.stdout)
    return 0


def _print_fit(fitted: "Fitted", judged: "Judged", log: "CallLog", out: TextIO) -> None:
    print(f"left out: {dict(log.left_out)}", file=out)
    print(f"fitted on {fitted.days} days: day factor CV {fitted.day_cv:.2f}, half hours", file=out)
    print(f"  {fitted.dispersion:.1f} times as variable as Poisson", file=out)
    for priority, curve in fitted.patience.items():
        print(f"  priority {priority}: mean patience {curve.mean_s:.0f} s (Kaplan-Meier)", file=out)
    print(f"judged on {judged.days} other days, {judged.calls} calls:", file=out)
    print(
        f"  abandonment {judged.abandoned:.2f} % real, {judged.abandoned_simulated:.2f} simulated"
        f" ({judged.abandoned_error:+.2f} points; aim 2)",
        file=out,
    )
    print(
        f"  mean wait {judged.mean_wait_s:.1f} s real, {judged.mean_wait_simulated_s:.1f} simulated"
        f" ({judged.wait_error:+.1f} %; aim 15)",
        file=out,
    )
    print(
        "Not in the log: who sat there (inferred from talks at once, "
        f"{fitted.seat_quantile:.0%} of the time) and who called again.",
        file=out,
    )


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: not a date like 1999-02-01") from None
