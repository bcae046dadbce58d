"""What is looked at every few seconds of hotline time, beside the loop of the dispatcher."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from app.kit.clock import Clock

log = logging.getLogger(__name__)


Work = tuple[Callable[[], object], float]
"""What is done, and how many seconds of hotline time lie between two of its beginnings."""


class RegularWork:
    """`works` by name."""

    def __init__(self, clock: Clock, works: Mapping[str, Work]) -> None:
        self._clock = clock
        self._works = works
        self._began_at: dict[str, datetime] = {}
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def work_when_due(self, name: str) -> None:
        """Do it now, in this thread, if it is time to."""
        if self._begin(name):
            self._works[name][0]()

    def submit(self, pool: ThreadPoolExecutor) -> None:
        """Let whatever is due run in `pool`, unless it still runs from an earlier time."""
        for name in self._works:
            with self._lock:
                if name in self._running or not self._begin(name):
                    continue
                self._running.add(name)
            pool.submit(self._run, name)

    def _run(self, name: str) -> None:
        try:
            self._works[name][0]()
        except Exception:
            log.exception("dispatcher: %s failed", name)
        finally:
            self._running.discard(name)

    def _begin(self, name: str) -> bool:
        now = self._clock.now()
        began_at = self._began_at.get(name)
        if began_at is not None and now - began_at < timedelta(seconds=self._works[name][1]):
            return False
        self._began_at[name] = now
        return True
