"""What the installation used: processor time by process as the kernel counts it, statements,
commits."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.calls.counting import Counts, read_counts
from app.rehearsal.replay.crashes.installation import (
    CARRIER,
    REDIS,
    WEB,
    WORKER,
    StruckInstallation,
    find_children,
)

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PARTS = {"web": WEB, "worker": WORKER, "redis": REDIS, "carrier": CARRIER}


def read_processor_s(pid: int) -> float:
    """Seconds of processor time of the process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / _TICKS_PER_S


def read_database_s(store: Store) -> float:
    """Of a PostgreSQL server on this machine with everything it started; of another's, nothing."""
    with store.read() as session:
        backend = session.scalar(text("SELECT pg_backend_pid()"))
        own = Path(f"/proc/{backend}/stat")
        if not own.exists() or "postgres" not in own.read_text():
            return 0.0
        server = int(own.read_text().rpartition(")")[2].split()[1])
        backends = find_children(server, "postgres")
        return sum(read_processor_s(pid) for pid in (server, *backends))


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used: processor time by part of the installation and of this process (`bench`),
    and what the web asked of the database."""

    lasted_s: float
    processor_s: dict[str, float]
    counts: Counts

    def __sub__(self, before: Usage) -> Usage:
        return Usage(
            self.lasted_s - before.lasted_s,
            {name: used - before.processor_s[name] for name, used in self.processor_s.items()},
            self.counts - before.counts,
        )


@dataclass(frozen=True, slots=True)
class Counter:
    """Reads what was used so far; `counts` is the folder of `counting`."""

    counts: Path

    def read(self, installation: StruckInstallation) -> Usage:
        """Since the processes began; `lasted_s` from no instant in particular."""
        used = {
            name: sum(read_processor_s(pid) for pid in installation.find(pattern))
            for name, pattern in PARTS.items()
        }
        if not installation.store.is_sqlite:
            used["database"] = read_database_s(installation.store)
        counts = read_counts(self.counts, installation.find(WEB))
        used["bench"] = read_processor_s(os.getpid())
        return Usage(perf_counter(), used, counts)
