"""`hotline journey` tells one journey; `hotline bench orders` plays thousands, their callbacks in
random orders.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.kit.subcommands import Subparsers, join_group

if TYPE_CHECKING:
    from app.rehearsal.replay.orders.trying import Trial


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `bench orders`."""
    benches = join_group(subparsers, "bench", "measure speed")
    orders = benches.add_parser(
        "orders", help="journeys whose callbacks come in random orders, twice, late or never"
    )
    orders.add_argument("--runs", type=int, default=10_000)
    orders.add_argument("--seed", type=int, default=1, help="number of the first batch")
    orders.add_argument("--processes", type=int, default=2)
    orders.set_defaults(run=run_orders)
    journey = subparsers.add_parser("journey", help="play one journey of a call and tell it")
    journey.add_argument("--language", choices=("en", "zh", "bo"), default="en", help="of the tale")
    journey.set_defaults(run=run_journey)


def run_journey(arguments: argparse.Namespace) -> int:
    """Play one journey on the stepped clock and print it, line by line."""
    from app.kit.i18n import Domain, Language
    from app.rehearsal.replay.journey import play_journey, tell_journey

    with tempfile.TemporaryDirectory(prefix="hotline-journey-") as folder:
        installation = play_journey(Path(folder))
        try:
            catalogues = installation.world.services.catalogues
            words = catalogues.translator(Language(arguments.language), Domain.MESSAGES)
            print(*tell_journey(installation, words), sep="\n")
        finally:
            installation.world.close()
    return 0


def run_orders(arguments: argparse.Namespace) -> int:
    """Play, print what differs; 0 when every end is the same or was repaired by asking."""
    from app.rehearsal.replay.orders.trying import try_batches

    trials = try_batches(arguments.seed, arguments.runs, arguments.processes)
    counts = _count(trials, arguments.runs)
    print(f"seed {arguments.seed} · {counts.total()} orders: {_sum_up(counts)}")
    return 1 if counts["wrong"] else 0


def _count(trials: Iterator[Trial], runs: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for trial in trials:
        counts["same" if trial.is_same else "repaired" if trial.is_good else "wrong"] += 1
        if not trial.is_good:
            print(_tell(trial), flush=True)
        if counts.total() % 50 == 0:
            print(f"{counts.total()} of {runs}: {_sum_up(counts)}", file=sys.stderr)
    return counts


def _sum_up(counts: Counter[str]) -> str:
    return (
        f"{counts['same']} the same end, {counts['repaired']} repaired by asking the carrier,"
        f" {counts['wrong']} wrong"
    )


def _tell(trial: Trial) -> str:
    again = f"hotline bench orders --seed {trial.batch} --runs {trial.run + 1}"
    head = f"{trial.story} · batch {trial.batch}, run {trial.run} · {trial.faults}"
    return f"{head}\n  {trial.stuck}\n{trial.how}\n  again: {again}"
