"""`hotline bench calls`: what a complete call takes and costs, through real processes."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.desks.planning.options import positive, whole_from_0, whole_from_1
from app.kit.subcommands import Subparsers, join_group

if TYPE_CHECKING:
    from app.rehearsal.replay.calls.bench import Measured
    from app.rehearsal.replay.calls.comparing import Compared
    from app.rehearsal.replay.calls.timing import Quantiles


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `bench calls`."""
    benches = join_group(subparsers, "bench", "measure speed")
    calls = benches.add_parser("calls", help="what a complete call takes and costs")
    calls.add_argument("--rate", type=positive, default=2, help="calls a second, at random")
    calls.add_argument("--seconds", type=positive, default=30, help="that people call")
    calls.add_argument("--agents", type=whole_from_1, default=200, help="who answer")
    calls.add_argument("--seed", type=int, default=1, help="draws callers and instants")
    calls.add_argument("--consoles", type=whole_from_0, default=0, help="agents whose page is open")
    calls.add_argument("--waiting", type=whole_from_0, default=0, help="when 20 become ready")
    calls.add_argument("--old-contacts", type=whole_from_0, default=0, help="finished before")
    calls.add_argument("--keep-old", type=Path, help="folder that keeps the database with them")
    calls.add_argument("--database-url", default="", help="default: SQLite of its own")
    calls.add_argument("--json", type=Path, help="write the figures there as well")
    calls.set_defaults(run=run_calls)


def run_calls(arguments: argparse.Namespace) -> int:
    """Let people call, print the figures; 1 when a call was lost or doubled or a law is broken."""
    from app.rehearsal.replay.calls.bench import Load
    from app.rehearsal.replay.calls.comparing import compare_with_floor

    load = Load(
        rate=arguments.rate,
        seconds=arguments.seconds,
        agents=arguments.agents,
        seed=arguments.seed,
        consoles=arguments.consoles,
        waiting=arguments.waiting,
        old_contacts=arguments.old_contacts,
        keep_old=arguments.keep_old,
    )
    with tempfile.TemporaryDirectory(prefix="hotline-calls-") as folder:
        compared = compare_with_floor(Path(folder), arguments.database_url, load)
    _tell(compared.ours)
    _tell_floor(compared)
    if arguments.json:
        compared.write(arguments.json)
    return 0 if compared.ours.is_well else 1


def _tell(measured: Measured) -> None:
    for line in measured.findings:
        print(line)
    for line in measured.breaches:
        print(f"verify: {line}")
    print(
        f"{measured.calls} calls in {measured.lasted_s} s: {measured.done} done,"
        f" {measured.lost} lost, {measured.doubled} doubled;"
        f" {len(measured.breaches)} breaches of the laws"
    )
    print(f"{'ms':<18}{'count':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    print(_tell_quantiles("trigger to ring", measured.trigger_to_ring))
    print(_tell_quantiles("webhook", measured.webhook))
    if measured.ready_to_ring.count:
        print(_tell_quantiles("ready to ring", measured.ready_to_ring))
    if measured.fragment.count:
        print(_tell_quantiles("fragment", measured.fragment))
    print(
        f"per call: {measured.webhooks_per_call} webhooks, {measured.statements_per_call}"
        f" statements, {measured.commits_per_call} commits, {measured.rows_per_call} rows written;"
        f" not well answered: {measured.webhooks_failed} webhooks"
    )
    most = [f"{name} {size:,.0f}" for name, size in measured.bytes_per_call.items()]
    print(f"bytes per call: {sum(measured.bytes_per_call.values()):,.0f} = {' + '.join(most)}")
    if measured.fragment.count:
        print(
            f"per call: {measured.fragment.count / max(1, measured.calls):.1f} fragments of desks;"
            f" all desks were open after {measured.desks_opened_in_s} s"
        )
    for reason, count in sorted(measured.desks_broken_opening.items()):
        print(f"broken while desks opened: {count} times {reason}")
    for reason, count in sorted(measured.desks_broken.items()):
        print(f"broken at desks: {count} times {reason}")
    print(f"{'processor time':<18}{'ms per call':>12}{'of a core':>11}")
    for name, spent_ms in measured.processor_ms_per_call.items():
        print(f"{name:<18}{spent_ms:>12.1f}{measured.processor_share[name]:>10.0%}")


def _tell_floor(compared: Compared) -> None:
    from app.rehearsal.replay.calls.comparing import list_figures

    floor, recipe = compared.floor, compared.floor.recipe
    print(
        f"floor: {floor.calls} calls of {recipe.webhooks} webhooks, {recipe.commits} commits,"
        f" {recipe.rows} rows, no logic; {floor.failed} webhooks not well answered"
    )
    print(f"{'':<34}{'ours':>9}{'floor':>9}{'ratio':>8}")
    mine, least = list_figures(compared.ours), list_figures(floor)
    for name, figure in mine.items():
        print(f"{name:<34}{figure:>9.1f}{least[name]:>9.1f}{compared.ratio.get(name, 0.0):>8.2f}")


def _tell_quantiles(name: str, found: Quantiles) -> str:
    times = (found.p50, found.p95, found.p99, found.most)
    return f"{name:<18}{found.count:>7}" + "".join(f"{each:>9.1f}" for each in times)
