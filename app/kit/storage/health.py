"""What `/health` says: whether this process can take a call now, and what it lacks.

For supervisors, load balancers and people: 503 only while callers cannot be taken in; what is
merely low is `degraded`.  It tells no secret.  Each part is looked at in a thread of its own, at
most once a second, and whoever asks waits for none that does not answer: two who ask never queue
behind a dead database.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.clock import Clock
from app.kit.errors import HotlineError
from app.kit.storage.away import find_lack
from app.kit.storage.base import Base
from app.kit.storage.scope import FIRST_HOTLINE, every_hotline, within
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

LOOKED_AT_MOST_EVERY = timedelta(seconds=1)
LONGEST_LOOK_S = 3.0
"""Whoever asks is answered within this; a part that has not is down."""
ASKED_EVERY_S = 0.02
LOW_BYTES = 500 * 1024 * 1024
"""Below this much free space somebody should look."""
EMPTY_BYTES = 20 * 1024 * 1024
PROBE_NAME = ".health"
NO_ANSWER = "no_answer"


class Health(StrEnum):
    """From well to unable."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part is; `reason` is a code, "" while it is well."""

    health: Health
    reason: str = ""


WELL = Finding(Health.OK)
Probe = Callable[[], Finding]


class HealthProbe(Base):
    """One row that is written to see whether the database takes anything."""

    __tablename__ = "health_probes"

    id: Mapped[int] = mapped_column(primary_key=True)
    written_at: Mapped[datetime | None]


@dataclass(slots=True)
class _Part:
    probe: Probe
    finding: Finding | None = None
    looked_at: datetime | None = None
    is_over: threading.Event = field(default_factory=threading.Event)
    is_running: bool = False

    def is_stale(self, now: datetime, kept_for: timedelta) -> bool:
        return self.looked_at is None or abs(now - self.looked_at) >= kept_for

    def look(self, name: str) -> None:
        try:
            self.finding = self.probe()
        except Exception as error:
            lack = find_lack(error)
            if lack is None and not isinstance(error, HotlineError):
                log.exception("health: %s could not be looked at", name)
            self.finding = Finding(Health.DOWN, lack or type(error).__name__)
        finally:
            self.is_running = False
            self.is_over.set()


class HealthCheck:
    """Looks at what a call needs; who builds a part says how it is looked at."""

    def __init__(self, clock: Clock, longest_look_s: float = LONGEST_LOOK_S) -> None:
        self._clock = clock
        self._longest_look_s = longest_look_s
        self._parts: dict[str, _Part] = {}
        self._lock = threading.Lock()

    def watch(self, name: str, probe: Probe) -> None:
        """Look at one more part; `probe` may raise, and may hang."""
        self._parts = self._parts | {name: _Part(probe)}

    def look(self, kept_for: timedelta = LOOKED_AT_MOST_EVERY) -> dict[str, Finding]:
        """The state of each part, no older than `kept_for`."""
        give_up_at_s = self._begin(kept_for)
        for part in self._parts.values():
            part.is_over.wait(max(0.0, give_up_at_s - time.monotonic()))
        return self._tell()

    async def look_soon(self, kept_for: timedelta = LOOKED_AT_MOST_EVERY) -> dict[str, Finding]:
        """As `look`, and holds no thread of a request meanwhile."""
        give_up_at_s = self._begin(kept_for)
        parts = self._parts.values()
        while time.monotonic() < give_up_at_s and not all(p.is_over.is_set() for p in parts):
            await asyncio.sleep(ASKED_EVERY_S)
        return self._tell()

    def _begin(self, kept_for: timedelta) -> float:
        now = self._clock.now()
        with self._lock:
            for name, part in self._parts.items():
                if part.is_stale(now, kept_for) and not part.is_running:
                    part.is_running, part.looked_at = True, now
                    part.is_over.clear()
                    threading.Thread(target=part.look, args=(name,), daemon=True).start()
        return time.monotonic() + self._longest_look_s

    def _tell(self) -> dict[str, Finding]:
        silent = Finding(Health.DOWN, NO_ANSWER)
        return {
            name: part.finding if part.is_over.is_set() and part.finding else silent
            for name, part in self._parts.items()
        }


def look_at_database(store: Store) -> Finding:
    """Whether it takes a write: reading goes on where writing does not."""
    with within(FIRST_HOTLINE), store.write() as uow:
        uow.session.execute(every_hotline(update(HealthProbe)).values(written_at=uow.now))
    return WELL


def look_at_disk(folder: Path) -> Finding:
    """Whether files can be written where the data lies, and how much space is left."""
    free = shutil.disk_usage(folder).free
    (folder / PROBE_NAME).write_bytes(b"12348")
    if free < EMPTY_BYTES:
        return Finding(Health.DOWN, "full")
    return Finding(Health.DEGRADED, "low") if free < LOW_BYTES else WELL


def find_worst(findings: dict[str, Finding]) -> Health:
    """The state of the whole: that of its worst part."""
    order = list(Health)
    found = (finding.health for finding in findings.values())
    return max(found, key=order.index, default=Health.OK)
