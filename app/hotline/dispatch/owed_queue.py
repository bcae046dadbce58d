"""Owed effects in memory: in order for each contact, and one at a time for each.

Knows no database and no clock.  The same effect may be heard of from its commit and from a look
at the rows, in any order and however late: it is handed out once.  One that failed is not due
until its pause is over; what its contact owes besides does not wait for it.  Not safe for threads
by itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

from app.kit.storage.outbox import Owed

_REMEMBERED = 10_000
"""Finished effects that are known again when somebody tells of them late."""


class OwedQueue:
    """`take` hands out what one contact owes; its worker must `release` the contact afterwards."""

    def __init__(self) -> None:
        self._waiting: dict[int | None, dict[int, Owed]] = {}
        self._known: set[int] = set()
        self._busy: set[int | None] = set()
        self._finished: OrderedDict[int, datetime] = OrderedDict()

    def add(self, effect: Owed) -> None:
        """It is owed, unless that is known already or it has happened since."""
        if effect.id in self._known:
            return
        finished_at = self._finished.get(effect.id)
        if finished_at is not None and effect.due_at <= finished_at:
            return
        self._known.add(effect.id)
        self._waiting.setdefault(effect.contact_id, {})[effect.id] = effect

    def take_due(self, now: datetime) -> list[list[Owed]]:
        """A batch for each contact that nobody works on, the longest owed first."""
        batches = [self.take(contact_id, now) for contact_id in list(self._waiting)]
        return sorted((batch for batch in batches if batch), key=lambda batch: batch[0].id)

    def take(self, contact_id: int | None, now: datetime) -> list[Owed]:
        """What a contact owes that is due, in the order in which it came to be owed; nothing
        while somebody works on it."""
        if contact_id in self._busy:
            return []
        waiting = self._waiting.get(contact_id, {})
        batch = [waiting[id_] for id_ in sorted(waiting) if waiting[id_].due_at <= now]
        for effect in batch:
            del waiting[effect.id]
        if not waiting:
            self._waiting.pop(contact_id, None)
        if batch:
            self._busy.add(contact_id)
        return batch

    def finish(self, effect: Owed, at: datetime) -> None:
        """It has happened, or was given up."""
        self._known.discard(effect.id)
        self._finished[effect.id] = at
        while len(self._finished) > _REMEMBERED:
            self._finished.popitem(last=False)

    def put_back(self, effects: Iterable[Owed]) -> None:
        """They were handed out and are still owed; `due_at` tells when."""
        for effect in effects:
            self._waiting.setdefault(effect.contact_id, {})[effect.id] = effect

    def drop(self, effects: Iterable[Owed]) -> None:
        """They were handed out, and only the rows know now whether they are owed."""
        for effect in effects:
            self._known.discard(effect.id)

    def release(self, contact_id: int | None) -> None:
        """Nobody works on the contact any more."""
        self._busy.discard(contact_id)

    def find_next_due(self) -> datetime | None:
        """When the next effect is due of a contact that nobody works on."""
        return min(
            (
                effect.due_at
                for contact_id, waiting in self._waiting.items()
                if contact_id not in self._busy
                for effect in waiting.values()
            ),
            default=None,
        )

    def forget(self) -> None:
        """Another process performs from now on; what is in somebody's hands stays known."""
        for waiting in self._waiting.values():
            self._known -= waiting.keys()
        self._waiting.clear()
