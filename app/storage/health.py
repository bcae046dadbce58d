"""What `/health` says: whether this process can take a call now, and what it lacks.

For supervisors, load balancers and people: 503 only while callers cannot be taken in; what is
merely low is `degraded`.  It tells no secret and costs one small read and write a second.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import text

from app.storage.away import find_lack
from app.storage.unit_of_work import Store

LOOKED_AT_MOST_EVERY = timedelta(seconds=1)
LOW_BYTES = 500 * 1024 * 1024
"""Below this much free space somebody should look."""
EMPTY_BYTES = 20 * 1024 * 1024
PROBE_NAME = ".health"


class Health(StrEnum):
    """From well to unable."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(slots=True)
class HealthCheck:
    """Looks at what a call needs; `folder` is where data is written."""

    store: Store
    folder: Path
    _parts: dict[str, Health] = field(default_factory=dict)
    _looked_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> dict[str, Health]:
        """The state of each part, at most a second old."""
        with self._lock:
            now = self.store.clock.now()
            if self._looked_at is None or abs(now - self._looked_at) >= LOOKED_AT_MOST_EVERY:
                self._parts = {"database": self._look_at_database(), "disk": self._look_at_disk()}
                self._looked_at = now
            return self._parts

    def _look_at_database(self) -> Health:
        if self.store.presence.lost_at is not None:
            return Health.DOWN
        try:
            with self.store.read() as session:
                session.execute(text("SELECT 1"))
        except Exception as error:
            if find_lack(error) is None:
                raise
            return Health.DOWN
        return Health.OK

    def _look_at_disk(self) -> Health:
        try:
            free = shutil.disk_usage(self.folder).free
            (self.folder / PROBE_NAME).write_bytes(b"12348")
        except OSError:
            return Health.DOWN
        if free < EMPTY_BYTES:
            return Health.DOWN
        return Health.DEGRADED if free < LOW_BYTES else Health.OK


def find_worst(parts: dict[str, Health]) -> Health:
    """The state of the whole: that of its worst part."""
    order = list(Health)
    return max(parts.values(), key=order.index, default=Health.OK)
