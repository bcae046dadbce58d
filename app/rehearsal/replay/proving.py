"""Asks `hotline verify` again and again while the hotline works: the laws hold at every moment.

Each check reads one snapshot, in a thread and over connections of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from app.desks.reports.verify import verify
from app.kit.storage.unit_of_work import Store

KEPT = 50


@dataclass(slots=True)
class Proof:
    """What the checks said: `breaches` in words with the check's number, `longest_s` of real time
    that one took."""

    checks: int = 0
    broken: int = 0
    breaches: list[str] = field(default_factory=list)
    longest_s: float = 0.0

    def check(self, store: Store) -> None:
        """Verify one snapshot: what is committed now."""
        begun = time.perf_counter()
        with store.read_snapshot() as session:
            found = verify(session, store.clock.now()).breaches
        self.longest_s = max(self.longest_s, time.perf_counter() - begun)
        self.checks += 1
        self.broken += bool(found)
        self.breaches += [f"check {self.checks}: {breach}" for breach in found]
        del self.breaches[KEPT:]


@contextmanager
def proving(store: Store, every_s: float | None) -> Iterator[Proof]:
    """Check every `every_s` real seconds for as long as the block runs; None: never."""
    proof, is_over = Proof(), threading.Event()

    def watch() -> None:
        while not is_over.wait(every_s):
            try:
                proof.check(store)
            except SQLAlchemyError as error:  # a proof that was not made proves nothing
                proof.broken += 1
                proof.breaches.append(f"not checked: {type(error).__name__}")

    watching = threading.Thread(target=watch, name="proving", daemon=True)
    if every_s is not None:
        watching.start()
    try:
        yield proof
    finally:
        is_over.set()
        if every_s is not None:
            watching.join()
