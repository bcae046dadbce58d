"""`hotline fit`: what a call log, or the hotline's own event log, says of callers."""

import argparse
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.desks.planning.options import finish, wants_table, whole_from_0, whole_from_1
from app.kit.errors import BadInput

if TYPE_CHECKING:
    from routing.planning.call_log import CallLog
    from routing.planning.fit import Fitted, Judged
    from routing.planning.redials import Redials


SHOWN = 10
"""Broken rows that are named one by one."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `fit`."""
    fit = subparsers.add_parser("fit", help="learn a scenario from calls, and test it")
    fit.add_argument("log", type=Path, nargs="?", help="call log (CSV, also .gz)")
    fit.add_argument("--events", action="store_true", help="the hotline's own (DATABASE_URL)")
    fit.add_argument("--days", type=whole_from_1, default=56, help="with --events: how far back")
    fit.add_argument("--from", dest="judged_from", type=_parse_day, help="first day to judge by")
    fit.add_argument("--seed", type=whole_from_0, default=0)
    fit.add_argument("--out", type=Path, help="write the fitted scenario here")
    fit.add_argument("--json", type=Path, help="write the figures here ('-': stdout only)")
    fit.set_defaults(run=run_fit)


def run_fit(args: argparse.Namespace) -> int:
    """Fit on the first days (half of them, or those before --from), judge by the others."""
    from app.desks.planning.log_reading import read_log
    from routing.planning.fit import fit_log, judge
    from routing.planning.redials import find_redials

    if args.events == (args.log is not None):
        raise BadInput(place="log", reason="a file or --events, one of them")
    log = _read_own(args) if args.events else read_log(args.log)
    first, rest = _split(log, args.judged_from)
    fitted = fit_log(first)
    judged = judge(fitted, rest, args.seed)
    redials, _ = find_redials(log)
    if args.out is not None and not args.events:
        from routing.planning.fitted_line import scenario_of

        finish(scenario_of(args.log.stem, fitted, first, redials), args.out)
    figures = asdict(judged) | {
        "abandoned_error": judged.abandoned_error,
        "wait_error": judged.wait_error,
        "left_out": dict(log.left_out),
        "redials": asdict(redials) | {"p": redials.p, "gap_mean_s": redials.gap_mean_s},
    }
    finish(figures, args.json)
    if wants_table(args.json):
        _print_fit(fitted, judged, log, redials, sys.stdout)
    return 0


def _read_own(args: argparse.Namespace) -> "CallLog":
    """The database's calls before today; `--out` gets the line with its real people."""
    from app.desks.planning.own_history import read_history, read_hours, read_line
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    settings = read_settings()
    store = open_store(settings)
    knowledge = read_history(store, training=settings.training, days=args.days)
    if args.out is not None:
        line, _, _ = read_line(store, knowledge, read_hours(store), "own-line")
        finish(line, args.out)
    return knowledge.log


def _split(log: "CallLog", judged_from: date | None) -> "tuple[CallLog, CallLog]":
    from routing.planning.call_log import split_at, split_days

    days = sorted(log.days())
    if len(days) < 2 or not log.calls:
        raise BadInput(place="log", reason=f"{len(days)} days with {len(log.calls)} calls")
    first, rest = split_at(log, judged_from) if judged_from else split_days(log, 0.5)
    for part in (first, rest):
        if not part.calls:
            raise BadInput(place="from", reason="no calls before it, or none after it")
    return first, rest


def _print_fit(
    fitted: "Fitted", judged: "Judged", log: "CallLog", redials: "Redials", out: TextIO
) -> None:
    print(f"left out: {dict(log.left_out)}", file=out)
    for bad in log.bad_rows[:SHOWN]:
        print(f"  {bad}", file=out)
    if len(log.bad_rows) > SHOWN:
        print(f"  and {len(log.bad_rows) - SHOWN} more", file=out)
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
        f"{fitted.seat_quantile:.0%} of the time).",
        file=out,
    )
    _print_redials(redials, out)


def _print_redials(redials: "Redials", out: TextIO) -> None:
    if redials.abandoned == 0:
        print("Redials: nobody who gave up is known by a caller id.", file=out)
        return
    print(
        f"Redials: {redials.again} of {redials.abandoned} who gave up called again within the hour"
        f" ({redials.p:.0%}), after {redials.gap_s:.0f} s on average.",
        file=out,
    )


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: not a date like 1999-02-01") from None
