"""What is owed and due as far as this process knows, for several threads.

Filled by what the process commits, and by looks at the rows: at the start, when the right to
perform call control was got, after a commit that may or may not have happened, and now and then
for what other processes wrote.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from app.hotline.dispatch.due_times import DueTimes, Key
from app.hotline.dispatch.looking import Look
from app.hotline.dispatch.owed_queue import OwedQueue
from app.kit.storage.outbox import Owed
from app.kit.storage.unit_of_work import Committed


class Agenda:
    """`is_sure`: nothing is owed or due that was committed here and is not known here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due = DueTimes()
        self._owed = OwedQueue()
        self._is_open = True
        self.is_sure = False

    def open(self) -> None:
        """This process performs from now on: begin with what the rows tell."""
        with self._lock:
            self._due.forget()
            self._owed.forget()
            self._is_open, self.is_sure = True, False

    def close(self) -> None:
        """Another process performs: what this one commits is nothing to us."""
        with self._lock:
            self._is_open = False

    def doubt(self) -> None:
        """Something may have been committed, or not, that nobody told of."""
        self.is_sure = False

    def hear(self, done: Committed) -> None:
        """What this process has committed."""
        with self._lock:
            if not self._is_open:
                return
            for key, due_at in done.deadlines.items():
                self._due.hear(done.number, key, due_at)
            for effect in done.owed:
                self._owed.add(effect)

    def look(self, read: Callable[[], Look]) -> None:
        """Learn what the rows tell; what becomes doubtful meanwhile stays so."""
        with self._lock:
            self._due.begin_look()
        self.is_sure = True
        try:
            found = read()
        except BaseException:
            self.is_sure = False
            raise
        with self._lock:
            self._due.end_look(found.deadlines, found.until_at)
            for effect in found.effects:
                self._owed.add(effect)

    def take_effects(self, now: datetime) -> list[list[Owed]]:
        """A batch for each contact that owes something and that nobody works on."""
        with self._lock:
            return self._owed.take_due(now) if self._is_open else []

    def take_effects_of(self, contact_id: int | None, now: datetime) -> list[Owed]:
        """What one contact owes, unless somebody works on it."""
        with self._lock:
            return self._owed.take(contact_id, now) if self._is_open else []

    def settle_batch(self, batch: list[Owed], kept: list[Owed], at: datetime) -> None:
        """What of a batch has happened is over; of the rest `kept` is still ours to perform."""
        with self._lock:
            for effect in batch:
                if effect.is_noted:
                    self._owed.finish(effect, at)
            self._owed.put_back(each for each in kept if not each.is_noted)
            ours = {each.id for each in kept}
            self._owed.drop(each for each in batch if each.id not in ours and not each.is_noted)
            self._owed.release(batch[0].contact_id)

    def take_deadlines(self, now: datetime) -> list[Key]:
        """What is due and in nobody's hands; see `finish_deadlines`."""
        with self._lock:
            return self._due.take_due(now) if self._is_open else []

    def was_heard_of(self, key: Key) -> bool:
        """Whether a deadline in somebody's hands was set or cancelled meanwhile."""
        with self._lock:
            return self._due.was_heard_of(key)

    def finish_deadlines(self, keys: Iterable[Key]) -> None:
        """They are in nobody's hands any more."""
        with self._lock:
            for key in keys:
                self._due.finish(key)

    def find_next_due(self) -> datetime | None:
        """When the next of all that is known is due and in nobody's hands."""
        with self._lock:
            instants = (self._due.find_next_due(), self._owed.find_next_due())
        return min((at for at in instants if at is not None), default=None)
