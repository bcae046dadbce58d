"""The desk where routing happens: one lock, the live state in memory, one commit.

Every event that concerns routing goes through `Desk.write()`.  Its holder has the hotline's
lock (SQLite: the one writer; PostgreSQL: the hotline's row) and the state that belongs to
`hotline.version`; if the commit fails the state is thrown away and read again (DESIGN §3.2).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from app.dispatch.apply import apply_decision
from app.dispatch.models import Hotline
from app.dispatch.rows import load_state
from app.errors import Refused
from app.storage.unit_of_work import Store, UnitOfWork
from app.storage.vault import Vault
from routing.decisions import Refuse
from routing.events import Event
from routing.state import State
from routing.step import step


@dataclass(slots=True)
class RoutingWork:
    """A use case that may route: its unit of work and the live state under the lock.

    `rules_changed`: the state was built with other rules, or rows that it is made of were
    written past the engine; it is read again after the commit.
    """

    uow: UnitOfWork
    hotline: Hotline
    state: State
    rules_changed: bool = False

    def try_route(self, event: Event) -> str | None:
        """Hand an event to the engine; returns the code if it was refused (nothing changed)."""
        decisions = step(self.state, event, self.uow.now.timestamp())
        if len(decisions) == 1 and isinstance(decisions[0], Refuse):
            return decisions[0].code.value
        self.uow.session.flush()
        with self.uow.session.no_autoflush:  # no decision asks for what another one wrote
            for decision in decisions:
                apply_decision(self.uow, self.hotline, self.state, decision)
        self.hotline.version += 1
        return None

    def route(self, event: Event) -> None:
        """As `try_route`, for people: raises Refused with the engine's stable code (B31)."""
        code = self.try_route(event)
        if code is not None:
            raise Refused(code)


class Desk:
    """Holds the live state between the routing transactions of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._state: State | None = None
        self._version = -1

    @property
    def vault(self) -> Vault:
        """What opens and seals here."""
        return self._store.vault

    @contextmanager
    def write(self) -> Iterator[RoutingWork]:
        """One transaction that holds the hotline's lock from its first statement."""
        asked_at = self._store.clock.now()
        with self._store.presence.hold(self._lock):
            try:
                with self._store.write() as uow:
                    hotline = uow.session.scalars(select(Hotline).with_for_update()).one()
                    uow.now = max(uow.now, self._store.clock.now())
                    self._store.note_turn(uow, asked_at)
                    if self._state is None or self._version != hotline.version:
                        self._state = load_state(uow.session, hotline)
                    work = RoutingWork(uow, hotline, self._state)
                    yield work
                    if work.rules_changed:
                        hotline.version += 1  # every other process reads it again too
                    uow.session.flush()
                    version = hotline.version
                self._version = -1 if work.rules_changed else version
            except BaseException:
                self._state = None
                raise
