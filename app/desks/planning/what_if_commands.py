"""`hotline what-if`: a few changes to a line, before and after on the same callers.

The supervisors' page runs this very command in a process of its own, so that no caller waits
for an answer to a question of planning.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.desks.planning.options import (
    finish,
    show_progress,
    wants_table,
    whole_from_0,
    whole_from_1,
)
from app.desks.planning.refusals import naming_refusals

if TYPE_CHECKING:
    from routing.planning.what_if import Answer, Change
    from routing.simulation.runs import Progress
    from routing.simulation.world import Levers

POLITE = 10
_LEVERS = ("interpreted", "callback", "guard", "callback-guard", "overtake")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `what-if`."""
    parser = subparsers.add_parser("what-if", help="what a few changes to a line would do")
    parser.add_argument("scenario", type=Path, help="scenario file (JSON)")
    parser.add_argument(
        "--change",
        type=_change,
        action="append",
        required=True,
        help="seat:general:zh+bo:9-12, on-call:lawyer:zh:8-22, skill:SEAT:KIND, remove:SEAT, "
        "callback:on, interpreted:off",
    )
    parser.add_argument(
        "--has",
        type=_levers,
        default="",
        help="levers of today, as interpreted,callback,guard=5,callback-guard=2,overtake "
        "(guards: seats that must be idle)",
    )
    parser.add_argument("--replications", type=whole_from_1, default=40, help="days")
    parser.add_argument("--seed", type=whole_from_0, default=0)
    parser.add_argument("--processes", type=whole_from_1, default=1)
    parser.add_argument("--progress", type=Path, help="keep 'done total' in this file")
    parser.add_argument("--json", type=Path, help="also write the answer here")
    parser.set_defaults(run=run_what_if)


def run_what_if(args: argparse.Namespace) -> int:
    """Simulate both lines on the same days."""
    from app.desks.planning.reading import load_scenario
    from app.desks.planning.spreading import over_processes
    from routing.planning.what_if import answer_what_if

    os.nice(POLITE)
    with naming_refusals():
        answer = answer_what_if(
            load_scenario(args.scenario),
            args.has,
            args.change,
            args.replications,
            args.seed,
            over_processes(args.processes),
            _progress_of(args.progress),
        )
    finish(describe_answer(answer), args.json)
    if wants_table(args.json):
        _print_answer(answer)
    return 0


def describe_answer(answer: "Answer") -> dict[str, object]:
    """The answer as JSON: mean and half width of each figure, before, after and between."""
    rows: dict[str, object] = {"days": answer.days}
    for name, means in (
        ("before", answer.before),
        ("after", answer.after),
        ("difference", answer.difference),
    ):
        rows[name] = {key: {"mean": mean.mean, "ci": mean.ci} for key, mean in means.items()}
    return rows


def _progress_of(path: Path | None) -> "Progress":
    if path is None:
        return show_progress

    def note(done: int, total: int) -> None:
        path.write_text(f"{done} {total}", encoding="ascii")

    return note


def _print_answer(answer: "Answer") -> None:
    print(f"{answer.days} days; percent (asa_s: seconds), ± is 95 %", file=sys.stdout)
    for key, gain in answer.difference.items():
        before, after = answer.before[key], answer.after[key]
        print(
            f"{key:10}{before.mean:8.2f} ± {before.ci:.2f} -> {after.mean:.2f} ± {after.ci:.2f}"
            f"   {gain.mean:+.2f} ± {gain.ci:.2f}"
        )


def _levers(text: str) -> "Levers":
    from routing.simulation.world import Levers

    parts = dict(part.strip().partition("=")[::2] for part in text.split(",") if part.strip())
    unknown = parts.keys() - set(_LEVERS)
    if unknown:
        raise argparse.ArgumentTypeError(f"{min(unknown)}: not one of {', '.join(_LEVERS)}")

    def number(name: str) -> int | None:
        return whole_from_0(parts[name]) if name in parts else None

    return Levers(
        interpreted="interpreted" in parts,
        guard_seats=number("guard"),
        callback="callback" in parts,
        callback_guard=number("callback-guard"),
        overtakes="overtake" in parts,
    )


def _change(text: str) -> "Change":
    from routing.planning.change_words import parse_change
    from routing.planning.what_if import ChangeRefusedError

    try:
        return parse_change(text)
    except ChangeRefusedError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
