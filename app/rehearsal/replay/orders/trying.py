"""Plays journeys with their callbacks in random orders and holds each end against the faultless
one.  One integer is the seed of a batch; with it a batch is repeated exactly.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import unified_diff
from itertools import chain, count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app.desks.reports.verify import verify
from app.gateway.core.faults import Faults
from app.kit.errors import Refused
from app.rehearsal.replay.orders.ends import End, count_asked, read_end
from app.rehearsal.replay.orders.installation import OrderedInstallation, OverEarly, Stuck
from app.rehearsal.replay.orders.stories import STORIES, Story

RUNS_IN_A_BATCH = 50
NOTICED_WITHIN_S = 60.0
LATEST_S = (2.0, 10.0, 30.0)
WRAPPED_UP_WITHIN_S = 90.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One telling: `how` it differed from the faultless end ("": not at all); `asked` is how often
    the hotline learnt of an end by asking the carrier, `stuck` what it waited for in vain."""

    batch: int
    run: int
    story: str
    faults: str
    asked: int
    how: str
    stuck: str = ""

    @property
    def is_same(self) -> bool:
        """The end is that of the faultless telling."""
        return not self.how and not self.stuck

    @property
    def is_good(self) -> bool:
        """The same end, or a proper one after what no callback told was asked for."""
        return self.is_same or (not self.stuck and self.asked > 0)


def try_batches(first: int, runs: int, processes: int) -> Iterator[Trial]:
    """Play `runs` journeys in batches numbered from `first`, in their order."""
    sizes = [min(RUNS_IN_A_BATCH, runs - begun) for begun in range(0, runs, RUNS_IN_A_BATCH)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for trials in pool.map(_try_quietly, count(first), sizes):
            yield from trials


def _try_quietly(batch: int, runs: int) -> list[Trial]:
    logging.disable(logging.CRITICAL)  # what was lost on purpose is no news
    return list(try_batch(batch, runs))


def try_batch(batch: int, runs: int = RUNS_IN_A_BATCH) -> Iterator[Trial]:
    """Play `runs` journeys, one after another; each that ends otherwise is the last in its
    installation, so that what it left behind does not meet the next."""
    left = iter(range(runs))
    for run in left:
        with _open_house(batch) as installation:
            yield from _try_until_otherwise(installation, batch, chain([run], left))


def _try_until_otherwise(
    installation: OrderedInstallation, batch: int, runs: Iterable[int]
) -> Iterator[Trial]:
    for run in runs:
        trial = _try_one(installation, batch, run)
        yield trial
        if not trial.is_same:
            return


def tell_faultlessly(name: str) -> End:
    """How a journey ends when every callback comes once and in order."""
    with _open_house(seed=0) as installation:
        _play(installation, STORIES[name], "+8613812340000")
        return read_end(installation)


@contextmanager
def _open_house(seed: int) -> Iterator[OrderedInstallation]:
    with TemporaryDirectory(prefix="hotline-orders-") as folder:
        installation = OrderedInstallation.open(Path(folder), seed)
        try:
            yield installation
        finally:
            installation.world.close()


_ENDS: dict[str, End] = {}


def _try_one(installation: OrderedInstallation, batch: int, run: int) -> Trial:
    chance = Random(f"{batch}/{run}")  # noqa: S311 - repeatable on purpose
    name = chance.choice(sorted(STORIES))
    if name not in _ENDS:
        _ENDS[name] = tell_faultlessly(name)
    _draw_faults(installation.faults, chance)
    told = _describe(installation.faults)
    stuck = ""
    try:
        _play(installation, STORIES[name], f"+8613{batch % 10_000:05d}{run:04d}")
    except (Stuck, Refused) as found:
        stuck = str(found)
    how = _compare(_ENDS[name], read_end(installation))
    return Trial(batch, run, name, told, count_asked(installation), how, stuck)


def _play(installation: OrderedInstallation, story: Story, number: str) -> None:
    """The journey up to its end, and until every late callback has come; raises Stuck."""
    with suppress(OverEarly):
        story(installation, number)
    installation.wait_for("no line is open and we know it", installation.is_quiet, NOTICED_WITHIN_S)
    installation.wait_for_state("ended", within_s=WRAPPED_UP_WITHIN_S)
    installation.wait_for("everybody is free", installation.is_everybody_free, WRAPPED_UP_WITHIN_S)
    installation.run(installation.faults.late_up_to_s + 1)
    with installation.world.services.store.read() as session:
        breaches = [str(each) for each in verify(session, installation.world.clock.now()).breaches]
    if breaches:
        raise Stuck("; ".join(breaches))


def _draw_faults(faults: Faults, chance: Random) -> None:
    """This run's own mixture; whole classes are switched off by chance."""
    faults.chance = Random(chance.random())  # noqa: S311
    faults.late = chance.choice((0.0, 0.3, 0.7, 1.0))
    faults.late_up_to_s = chance.choice(LATEST_S)
    faults.repeated = chance.choice((0.0, 0.3, 0.6))
    faults.documents_repeated = chance.choice((0.0, 0.2))
    faults.lost = chance.choice((0.0, 0.0, 0.1, 0.3))


def _describe(faults: Faults) -> str:
    return (
        f"late {faults.late:g} up to {faults.late_up_to_s:g} s, twice {faults.repeated:g},"
        f" documents twice {faults.documents_repeated:g}, lost {faults.lost:g}"
    )


def _compare(expected: End, found: End) -> str:
    """The difference, line by line; nothing when they are the same."""
    before, after = (
        json.dumps(end, indent=1, ensure_ascii=False).splitlines() for end in (expected, found)
    )
    return "\n".join(unified_diff(before, after, "in order", "as told", n=1, lineterm=""))
