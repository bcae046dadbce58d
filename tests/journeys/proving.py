"""`hotline verify` asked in the midst of a journey: between any two commits it must hold (B108);
and at its end the facts that a follower keeps."""

from __future__ import annotations

from sqlalchemy import select

from app.desks.reports.following import follow_log
from app.desks.reports.queries import find_last_event, read_cursor
from app.desks.reports.rebuilding import rebuild_facts
from app.desks.reports.verify_facts import FollowedFacts
from app.kit.storage.away import DatabaseAway
from app.kit.storage.event_log import Event
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

    def find_wrong_facts(self) -> list[str]:
        """Where the test broke no law, and the database is there: see `follow_and_compare`."""
        if self._is_stopped:
            return []
        try:
            return follow_and_compare(self._store)
        except DatabaseAway:
            return []

    def _look(self, _done: Committed) -> None:
        self._commits += 1
        if self._commits % EVERY == 0 and not self._is_stopped:
            self.proof.check(self._store)


def follow_and_compare(store: Store) -> list[str]:
    """Follow the log to its end in small batches; how the rows differ from the log, and from
    what is made again from it."""
    while follow_log(store, at_most=40):
        pass
    with store.read() as session:
        position = read_cursor(session).position
        told = FollowedFacts.begin(session)
        for event in session.scalars(select(Event).order_by(Event.id)):
            told.tell(event)
        found = [str(breach) for breach in told.compare(session)]
        if position != find_last_event(session):
            found.append(f"followed up to {position} only")
    if rebuild_facts(store).differing:
        found.append("rebuilt otherwise")
    return found
