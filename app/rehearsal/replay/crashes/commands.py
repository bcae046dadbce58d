"""`hotline bench crashes`: kills and cuts off under load, and counts what came of it."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.desks.planning.options import whole_from_1
from app.kit.errors import BadInput
from app.kit.subcommands import Subparsers, join_group

if TYPE_CHECKING:
    from app.rehearsal.replay.crashes.bench import Row, Struck
    from app.rehearsal.replay.crashes.watching import Recovery


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `bench crashes`."""
    benches = join_group(subparsers, "bench", "measure speed")
    crashes = benches.add_parser(
        "crashes", help="who is lost, doubled or wrongly booked when processes and parts fail"
    )
    crashes.add_argument("--times", type=whole_from_1, default=10, help="that each kind strikes")
    crashes.add_argument("--only", default="", help="web,worker,redis,database,disk: some of them")
    crashes.add_argument("--seed", type=int, default=1, help="draws callers and instants")
    crashes.add_argument("--database-url", default="", help="default: SQLite of its own")
    crashes.add_argument("--json", type=Path, help="write everything there as well")
    crashes.set_defaults(run=run_crashes)


def run_crashes(arguments: argparse.Namespace) -> int:
    """Strike, print the table; 1 when somebody was lost, doubled or wrongly booked."""
    from app.rehearsal.replay.crashes.bench import CrashLoad, strike_installation, write_struck
    from app.rehearsal.replay.crashes.strikes import STRIKES

    kinds = tuple(filter(None, arguments.only.split(","))) or tuple(STRIKES)
    for kind in kinds:
        if kind not in STRIKES:
            raise BadInput(place="--only", reason=f"{kind}: none of {', '.join(STRIKES)}")
    load = CrashLoad(kinds, arguments.times, arguments.seed)
    with tempfile.TemporaryDirectory(prefix="hotline-crashes-") as folder:
        struck = strike_installation(Path(folder), arguments.database_url, load, _tell_recovery)
    _tell(struck)
    if arguments.json:
        write_struck(arguments.json, struck)
    return 0 if struck.is_well else 1


def _tell_recovery(recovery: Recovery) -> None:
    answered, rung = _seconds(recovery.answered_s), _seconds(recovery.rung_s)
    print(
        f"{recovery.struck_at:%H:%M:%S} {recovery.kind:<9} answered after {answered} s,"
        f" an agent rung after {rung} s",
        flush=True,
    )


def _tell(struck: Struck) -> None:
    from app.rehearsal.replay.crashes.bench import make_rows

    for finding in struck.findings:
        print(f"{finding.fault} ({finding.kind}): {finding.words}")
    for breach in struck.breaches:
        print(f"verify: {breach}")
    print(f"{struck.callers} callers; outcomes: {struck.outcomes}")
    print("seconds from the kill, or from the return of what was away: median / longest")
    print(f"{'struck':<10}{'times':>6}{'lost':>6}{'doubled':>9}{'wrong':>7}", end="")
    print(f"{'answered again':>18}{'next agent rung':>18}")
    for row in make_rows(struck):
        print(_tell_row(row))


def _tell_row(row: Row) -> str:
    answered = f"{_seconds(row.answered_p50_s)} / {_seconds(row.answered_max_s)}"
    rung = f"{_seconds(row.rung_p50_s)} / {_seconds(row.rung_max_s)}"
    faults = f"{row.strikes:>6}{row.lost:>6}{row.doubled:>9}{row.wrong:>7}"
    return f"{row.kind:<10}{faults}{answered:>18}{rung:>18}"


def _seconds(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"
