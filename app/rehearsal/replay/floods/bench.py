"""Measures an honest call while the public floods every door, one flood after the other."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from app.rehearsal.replay.floods.attacks import CUT_OFF, FLOODS, NO_ANSWER
from app.rehearsal.replay.floods.honest import HonestCalls
from app.rehearsal.replay.floods.installation import Besieged, run_besieged
from app.rehearsal.replay.processes import pause
from app.run.supervisor.process import own_python

WARM_UP_S = 3.0
AFTERMATH_S = 5.0
"""Until the streams and bodies of a flood are gone and memory can be looked at."""
REFUSALS = ("303", "401", "403", "408", "413", "429", "503", CUT_OFF, NO_ANSWER)
"""303: a wrong password is answered as a right one, on the way to the code; it lets nobody in."""
MOST_TIMES_QUIET = 2.0
LONGEST_P99_S = 2.0
MOST_KEPT_MIB = 40
"""More than before the first flood: the database's caches and threads of all doors, once used."""
TOGETHER = "together"
"""All floods at once."""


@dataclass(frozen=True, slots=True)
class FloodFigures:
    """Honest calls under one flood ("quiet": none); times in seconds, memory in MiB, processor in
    cores that the web process used."""

    flood: str
    calls: int
    failed: int
    median_s: float
    p99_s: float
    asked: int
    refused: int
    memory_before: float
    memory_most: float
    memory_after: float
    processor: float

    def is_kept(self, quiet: FloodFigures) -> bool:
        """Whether the telephone did not wait for the public, and memory came back (B107)."""
        is_quick = self.median_s <= MOST_TIMES_QUIET * quiet.median_s
        is_returned = self.memory_after <= quiet.memory_before + MOST_KEPT_MIB
        return is_quick and self.p99_s <= LONGEST_P99_S and not self.failed and is_returned


def measure_floods(
    folder: Path, database_url: str, seconds: float, descriptors: int, names: list[str]
) -> Iterator[FloodFigures]:
    """Quiet first, then under each flood; a measure is told as soon as it is taken."""
    with run_besieged(folder, database_url, descriptors) as installation:
        HonestCalls(installation.port, installation.token).measure(WARM_UP_S)
        yield _measure(installation, "quiet", seconds)
        for name in names:
            yield _measure(installation, name, seconds)


def _measure(installation: Besieged, name: str, seconds: float) -> FloodFigures:
    before = installation.weigh()
    calls = HonestCalls(installation.port, installation.token)
    weights: list[float] = []
    measuring = threading.Thread(target=calls.measure, args=(seconds,))
    attacks = [_attack(installation, each, seconds + 1) for each in _list_floods(name)]
    pause(1.0 if attacks else 0)  # the flood has risen
    used_s, begun_s = installation.count_processor_s(), perf_counter()
    measuring.start()
    while measuring.is_alive():
        weights.append(installation.weigh())
        installation.listen()
        pause(0.3)
    used_s, lasted_s = installation.count_processor_s() - used_s, perf_counter() - begun_s
    answers: Counter[str] = Counter()
    for attack in attacks:
        answers.update(json.loads(attack.communicate(timeout=60)[0] or "{}"))
    waited = sorted(calls.waited_s)
    return FloodFigures(
        flood=name,
        calls=len(waited),
        failed=calls.failed,
        median_s=waited[len(waited) // 2],
        p99_s=waited[min(len(waited) - 1, int(len(waited) * 0.99))],
        asked=answers.total(),
        refused=sum(answers[kind] for kind in REFUSALS),
        memory_before=before,
        memory_most=max(weights, default=before),
        memory_after=_weigh_after(installation) if attacks else before,
        processor=used_s / lasted_s,
    )


def _list_floods(name: str) -> list[str]:
    if name == TOGETHER:
        return list(FLOODS)
    return [name] if name in FLOODS else []


def _attack(installation: Besieged, name: str, seconds: float) -> subprocess.Popen[str]:
    """The flood in a process of its own that gives way: two cores must do for both sides."""
    command = own_python(
        "-m", "app.rehearsal.replay.floods.attacks", str(installation.port), name, str(seconds)
    )
    nice = ("/usr/bin/env", "nice", "-n", "19", *command)
    return subprocess.Popen(nice, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def _weigh_after(installation: Besieged) -> float:
    waited_s = 0.0
    while waited_s < AFTERMATH_S:
        installation.listen()
        pause(0.5)
        waited_s += 0.5
    return installation.weigh()


def write_measures(path: Path, measures: list[FloodFigures]) -> None:
    """All measures as JSON, with whether each was kept."""
    quiet = measures[0]
    told = [asdict(each) | {"kept": each.is_kept(quiet)} for each in measures]
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
