"""`hotline verify` asked in the midst of a journey: between any two commits it must hold (B108)."""

from __future__ import annotations

from app.kit.storage.unit_of_work import Committed, Store
from app.rehearsal.replay.proving import Proof

EVERY = 5


class Prover:
    """Verifies after every fifth commit of a store, until it is told to stop."""

    def __init__(self, store: Store) -> None:
        self.proof = Proof()
        self._store = store
        self._commits = 0
        self._is_stopped = False
        store.listen(self._look)

    def stop(self) -> None:
        """From now on the test breaks laws on purpose."""
        self._is_stopped = True

    def _look(self, _done: Committed) -> None:
        self._commits += 1
        if self._commits % EVERY == 0 and not self._is_stopped:
            self.proof.check(self._store)
