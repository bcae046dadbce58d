"""`hotline bench floods`: an honest call while the public floods every door."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.desks.planning.options import positive, whole_from_1
from app.kit.errors import BadInput
from app.kit.subcommands import Subparsers, join_group

if TYPE_CHECKING:
    from app.rehearsal.replay.floods.bench import FloodFigures


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `bench floods`."""
    benches = join_group(subparsers, "bench", "measure speed")
    floods = benches.add_parser(
        "floods", help="how long an honest call waits while the public doors are flooded"
    )
    floods.add_argument("--seconds", type=positive, default=8, help="of each flood")
    floods.add_argument("--descriptors", type=whole_from_1, default=1024, help="of the house")
    floods.add_argument("--only", action="append", help="this flood alone; `together`: all at once")
    floods.add_argument("--database-url", default="", help="default: SQLite of its own")
    floods.add_argument("--json", type=Path, help="write the figures there as well")
    floods.set_defaults(run=run_floods)


def run_floods(arguments: argparse.Namespace) -> int:
    """Flood, print what honest calls waited; 1 when one flood made them wait."""
    from app.rehearsal.replay.floods.attacks import FLOODS
    from app.rehearsal.replay.floods.bench import TOGETHER, measure_floods, write_measures

    for name in arguments.only or ():
        if name not in (*FLOODS, TOGETHER):
            known = ", ".join((*FLOODS, TOGETHER))
            raise BadInput(place="--only", reason=f"{name}: none of {known}")

    print("an honest call's wait for its document in ms; memory of the web process in MiB;")
    print("attackers run at nice 19 on the same machine; ratio is to the quiet median, cores what")
    print("the web process used of the processor")
    print(
        f"{'flood':<10}{'calls':>6}{'failed':>7}{'median':>8}{'p99':>7}{'ratio':>7}{'cores':>7}",
        end="",
    )
    print(f"{'asked':>8}{'refused':>8}{'memory before/most/after':>27}", flush=True)
    measures: list[FloodFigures] = []
    with tempfile.TemporaryDirectory(prefix="hotline-floods-") as folder:
        for measured in measure_floods(
            Path(folder),
            arguments.database_url,
            arguments.seconds,
            arguments.descriptors,
            arguments.only or list(FLOODS),
        ):
            measures.append(measured)
            print(_tell(measured, measures[0]), flush=True)
    if arguments.json:
        write_measures(arguments.json, measures)
    return 0 if all(each.is_kept(measures[0]) for each in measures) else 1


def _tell(measured: FloodFigures, quiet: FloodFigures) -> str:
    memory = (measured.memory_before, measured.memory_most, measured.memory_after)
    return (
        f"{measured.flood:<10}{measured.calls:>6}{measured.failed:>7}"
        f"{measured.median_s * 1000:>8.0f}{measured.p99_s * 1000:>7.0f}"
        f"{measured.median_s / quiet.median_s:>7.1f}{measured.processor:>7.2f}"
        f"{measured.asked:>8}{measured.refused:>8}"
        f"{' / '.join(f'{each:.0f}' for each in memory):>27}"
        f"{'' if measured.is_kept(quiet) else '  NOT KEPT'}"
    )
