"""Runs a question of planning in a process of its own and tells how far it is.

What is known of a question lives in a folder named after it: the line, the progress, the
answer. So any web process can show it, a reload asks nothing twice, and the process may die at
any line: its lock goes with it, and the next look starts it again. Never computes in the web
process, where calls are being connected.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from routing.planning.own_line import Json

KEPT_QUESTIONS = 50
AT_ONCE = 2
SIMULATED_CALLS = 8_000
"""About how many calls a question simulates: two or three seconds of one processor."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question stands: done of total days, the answer as JSON, or what went wrong."""

    done: int = 0
    total: int = 0
    answer: Json | None = None
    trouble: str = ""


@dataclass(slots=True)
class Asker:
    """Starts questions and looks after them; `folder` is shared by all processes."""

    folder: Path
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def look(self, line: Json, changes: Sequence[str], has: Sequence[str]) -> Asked:
        """How the question stands; one that nobody works at is started."""
        days = days_for(float(line["arrivals"]["calls_per_day"]))
        place = self._place(line, changes, has, days)
        self._children = [child for child in self._children if child.poll() is None]
        with (place / "lock").open("a") as lock:
            if not _try_lock(lock):
                return _read_progress(place, days)
            answer = _read_answer(place)
            if answer is not None:
                return Asked(days, days, answer)
            trouble = place / "trouble.txt"
            if trouble.exists() and trouble.stat().st_size:
                said = trouble.read_text(encoding="utf-8", errors="replace")
                trouble.unlink()  # asking again tries again
                return Asked(trouble=said.strip().splitlines()[-1])
            if len(self._children) < AT_ONCE:
                self._start(place, lock, line, changes, has, days)
            return Asked(0, days)

    def _place(self, line: Json, changes: Sequence[str], has: Sequence[str], days: int) -> Path:
        asked = json.dumps([line, list(changes), list(has), days], sort_keys=True)
        place = self.folder / hashlib.sha256(asked.encode()).hexdigest()[:20]
        if not place.exists():
            _forget_old(self.folder)
            place.mkdir(parents=True, exist_ok=True)
        return place

    def _start(
        self,
        place: Path,
        lock: IO[str],
        line: Json,
        changes: Sequence[str],
        has: Sequence[str],
        days: int,
    ) -> None:
        scenario = place / "line.json"
        scenario.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-m", "app.desks.planning", "what-if", str(scenario)]
        command += [part for change in changes for part in ("--change", change)]
        command += ["--has", ",".join(has), "--replications", str(days)]
        command += ["--progress", str(place / "progress"), "--json", str(place / "answer.json")]
        with (place / "trouble.txt").open("wb") as trouble:
            child = subprocess.Popen(  # noqa: S603 - our own command, checked arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=trouble,
                pass_fds=(lock.fileno(),),  # the child holds the lock for as long as it lives
                cwd=Path(__file__).parents[3],
            )
        self._children.append(child)


def days_for(calls_per_day: float) -> int:
    """Days to simulate: many for a small line, so that the interval says something."""
    return int(min(200.0, max(20.0, SIMULATED_CALLS / max(1.0, calls_per_day))))


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_progress(place: Path, days: int) -> Asked:
    with suppress(OSError, ValueError):
        done, total = (place / "progress").read_text(encoding="ascii").split()
        return Asked(int(done), int(total))
    return Asked(0, days)


def _read_answer(place: Path) -> Json | None:
    with suppress(OSError, ValueError):
        answer: Json = json.loads((place / "answer.json").read_text(encoding="utf-8"))
        return answer
    return None


def _forget_old(folder: Path) -> None:
    """Keep the newest questions; one that is being worked at is never among the oldest."""
    if folder.exists():
        places = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
        for place in places[KEPT_QUESTIONS:]:
            shutil.rmtree(place, ignore_errors=True)
