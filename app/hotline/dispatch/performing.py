"""Performs what one contact owes and notes it; whoever does it may die at any line.

What has happened is noted in the transaction in which its performer writes the result, where
there is one, else after the batch: until then it stays owed, and performers are fenced or
idempotent.  Among several processes the holder of the lease performs what it has claimed: what it
committed itself is claimed by that commit, what another did by an update of the row.  Then, too, a
performer reads how things stand: what two processes owed one contact within half a second may be
performed in another order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from sqlalchemy import or_, update

from app.hotline.dispatch.lease import Lease
from app.kit.storage.effect_actions import name_error, note_failure, note_happened
from app.kit.storage.outbox import Outbox, Owed
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

Performer = Callable[[Owed], object]


class Performing:
    """`performers` by effect kind; with a `lease` only while it is held."""

    def __init__(self, store: Store, performers: Mapping[str, Performer]) -> None:
        self._store = store
        self._performers = performers
        self.lease: Lease | None = None

    def perform_batch(self, batch: list[Owed]) -> list[Owed]:
        """Those that were this process's to perform: noted they are over, else still owed.

        One that fails ends the batch; its `due_at` tells when it is tried again.  Raises what the
        database said when it did not take the results.
        """
        ours = self._claim(batch)
        happened: list[Owed] = []
        for effect in ours:
            if self.lease is not None and not self.lease.hold():
                ours = []
                break
            error = self._try(effect)
            if error is not None and not effect.is_noted:
                self._note(happened, effect, error)
                return ours
            happened.append(effect)
        self._note(happened)
        return ours

    def _claim(self, batch: list[Owed]) -> list[Owed]:
        """The effects, from the first, that this process may perform."""
        if self.lease is None:
            return batch
        if not self.lease.hold():
            return []
        fence = self.lease.fence
        unclaimed = {each.id for each in batch if each.fence != fence}
        if not unclaimed:
            return batch
        is_older = or_(Outbox.claimed_fence.is_(None), Outbox.claimed_fence <= fence)
        claim = (
            update(Outbox)
            .where(Outbox.id.in_(unclaimed), Outbox.done_at.is_(None), is_older)
            .values(claimed_fence=fence)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        with self._store.write() as uow:
            refused = unclaimed - set(uow.session.scalars(claim))
        return [each for each in batch if each.id not in refused]

    def _try(self, effect: Owed) -> str | None:
        try:
            self._performers[effect.kind](effect)
        except Exception as error:
            log.exception("effect %s (%s) failed", effect.id, effect.kind)
            return name_error(error)
        return None

    def _note(self, happened: list[Owed], failed: Owed | None = None, error: str = "") -> None:
        unnoted = [each for each in happened if not each.is_noted]
        if not unnoted and failed is None:
            return
        with self._store.write() as uow:
            if unnoted:
                note_happened(uow, unnoted)
            if failed is not None:
                row = uow.session.get_one(Outbox, failed.id)
                row.attempts += 1
                note_failure(uow, row, error)
                failed.due_at, failed.is_noted = row.due_at, row.done_at is not None
