"""Notices an absence in which nobody wanted anything of us: this process stood still (a machine
that slept, or had no time for us), or the database took nothing and nobody wrote.

Beats in a thread of its own; what it notices is kept in the store's `Presence`.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from app.kit.clock import read_speed
from app.kit.storage.away import find_lack
from app.kit.storage.health import look_at_database
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

BEATS_EVERY_S = 0.5
QUIET_AFTER_S = 2.0


def beat(store: Store) -> None:
    """We are here; where nothing was written for a while it is tried whether that can be done."""
    presence, now = store.presence, store.clock.now()
    presence.note_beat(now)
    quiet_after = timedelta(seconds=QUIET_AFTER_S * read_speed(store.clock))
    written_at = presence.committed_at
    if written_at is not None and now - written_at < quiet_after:
        return
    try:
        look_at_database(store)
    except Exception as error:
        if find_lack(error) is None:
            log.exception("it could not be tried whether the database takes anything")
    presence.note_beat(store.clock.now())


class Heartbeat:
    """Beats twice a second until it is stopped."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.wait(BEATS_EVERY_S):
            beat(self._store)

    def stop(self) -> None:
        """End `run`; nobody looks any more."""
        self._stopping.set()
        self._store.presence.beat_at = None
