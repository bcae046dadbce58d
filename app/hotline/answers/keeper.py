"""Keeps the search of a web process up with the tables, beside the requests.

Many changes at once, or an index in many pieces, are built in a process of their own, politely;
what stands answers until the new one is there. A build that dies is started again later.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from app.hotline.answers.book import AnswerBook, find_today
from app.kit.storage.scope import find_current
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
POLL_S = 0.1
AGAIN_AFTER_S = 60.0
"""After a build that failed."""
Starter = Callable[[], "subprocess.Popen[bytes]"]


def start_build() -> subprocess.Popen[bytes]:
    """Run `hotline answers build` with this process's environment, for the hotline that asks."""
    current = find_current()
    named = [] if current is None else ["--hotline", str(current)]
    return subprocess.Popen(  # noqa: S603 - our own command and a number
        [sys.executable, "-m", "app.run.cli", *named, "answers", "build"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )


class Keeper:
    """Looks after one book while `run` runs in a thread of its own; from the beginning no
    question waits for a build."""

    def __init__(self, book: AnswerBook, store: Store, start: Starter = start_build) -> None:
        self._book, self._store, self._start = book, store, start
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._failed_at: float | None = None
        book.leave_builds_to(self._wake.set)

    def open(self) -> None:
        """Load what is kept; a question that comes before loads it itself."""
        with self._store.read() as session:
            self._book.open(session, today=find_today(self._store))

    def run(self) -> None:
        """Open the book beside the first calls, which need no answers, and work until `stop`."""
        self.open()
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:
                log.exception("answers: one look failed, the next follows")
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def stop(self) -> None:
        """End `run` soon, and a build that it started."""
        self._stopping.set()
        self._wake.set()

    def look(self) -> None:
        """Take over what another process has built, or build what is wanted."""
        self._book.load_newer()
        with self._store.read() as session:
            wanted = self._book.wants_build(session, today=find_today(self._store))
        if wanted and not self._rests():
            self._build()
            self._book.load_newer()

    def _rests(self) -> bool:
        return self._failed_at is not None and perf_counter() - self._failed_at < AGAIN_AFTER_S

    def _build(self) -> None:
        """Let a process build; where another one does already, wait for that."""
        if self._book.folder is None:
            return
        started = perf_counter()
        child = self._start()
        while child.poll() is None and not self._stopping.wait(POLL_S):
            pass
        if child.poll() is None:
            child.kill()
        if child.wait() == 0:
            while self._book.find_progress() is not None and not self._stopping.wait(POLL_S):
                pass
            self._failed_at = None
            log.info("answers: built beside in %.1f s", perf_counter() - started)
        elif not self._stopping.is_set():
            self._failed_at = perf_counter()
            log.warning("answers: the build ended with %s; what stands answers", child.returncode)
