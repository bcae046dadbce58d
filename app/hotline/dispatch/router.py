"""Where routing happens: one lock, the live state in memory, one commit.

Every event that concerns routing goes through `Router.write()`.  Its holder has the hotline's
lock (SQLite: the one writer; PostgreSQL: the hotline's row) and the state that belongs to
`hotline.version`; if the commit fails the state is thrown away and read again (DESIGN §3.2).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, ScalarSelect, Select, Table, bindparam, select, update

from app.hotline.contacts.models import PartEnding
from app.hotline.contacts.participant_actions import Gone
from app.hotline.dispatch.apply import apply_decisions
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.participation import Leaving, name_ending
from app.hotline.dispatch.rows import load_state
from app.kit.errors import Refused
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Vault
from routing.decisions import Refuse
from routing.events import Event
from routing.state import State
from routing.step import step

_LOCK = lock_found(select(Hotline.version))
_SETTINGS = select(Hotline).execution_options(autoflush=False)
_NOTE_VERSION = update(cast(Table, Hotline.__table__)).values(
    version=bindparam("version"), next_offer_id=bindparam("next_offer_id")
)
"""Of the hotline's row, past the session: its settings are seldom read and more seldom changed."""


@cache
def _lock_and_ask(asked: ScalarSelect[Any]) -> Select[Any]:
    return _LOCK.add_columns(asked)


@dataclass(slots=True)
class RoutingWork:
    """A use case that may route: its unit of work and the live state under the lock.

    `asked` is what was read with the lock (`Router.write`).  `rules_changed`: the state was built
    with other rules, or rows that it is made of were written past the engine; it is read again
    after the commit.  `gone`: who left a talk by themselves, before routing is told of it.
    """

    uow: UnitOfWork
    state: State
    version: int
    asked: Any = None
    rules_changed: bool = False
    gone: Gone | None = None
    _hotline: Hotline | None = field(default=None, repr=False)

    @property
    def hotline(self) -> Hotline:
        """The hotline's settings, read when they are first asked for."""
        if self._hotline is None:
            self._hotline = _read_settings(self.uow)
        return self._hotline

    def try_route(self, event: Event, how: PartEnding | None = None) -> str | None:
        """Hand an event to the engine; returns the code if it was refused (nothing changed).

        `how` those leave who are let go by it, where the event does not say.
        """
        decisions = step(self.state, event, self.uow.now.timestamp())
        if len(decisions) == 1 and isinstance(decisions[0], Refuse):
            return decisions[0].code.value
        self.uow.session.flush()
        with self.uow.session.no_autoflush:  # no decision asks for what another one wrote
            leaving = Leaving(how or name_ending(event), self.gone)
            apply_decisions(self.uow, self.state, decisions, leaving)
        self.version += 1
        return None

    def route(self, event: Event, how: PartEnding | None = None) -> None:
        """As `try_route`, for people: raises Refused with the engine's stable code (B31)."""
        code = self.try_route(event, how)
        if code is not None:
            raise Refused(code)


@dataclass(slots=True)
class _Held:
    """The live state of one hotline, between its routing transactions."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    state: State | None = None
    version: int = -1


class Router:
    """Holds the live states of this process, one for each hotline."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: defaultdict[int, _Held] = defaultdict(_Held)

    @property
    def vault(self) -> Vault:
        """What opens and seals here."""
        return self._store.vault

    @contextmanager
    def write(
        self, asked: ScalarSelect[Any] | None = None, values: Mapping[str, Any] | None = None
    ) -> Iterator[RoutingWork]:
        """One transaction that holds the hotline's lock from its first statement.

        `asked` is read by that statement as well, with `values` bound: as it stood before the lock
        was waited for, so that who writes it afterwards must bear that somebody else has.
        """
        asked_at = self._store.clock.now()
        held = self._held[self._store.hotline_id]
        with self._store.presence.hold(held.lock):
            try:
                with self._store.write() as uow:
                    lock = _LOCK if asked is None else _lock_and_ask(asked)
                    locked = uow.session.execute(lock, values).one()
                    uow.now = max(uow.now, self._store.clock.now())
                    self._store.note_turn(uow, asked_at)
                    work = _begin(held, uow, locked)
                    yield work
                    uow.session.flush()
                    _note_version(work, locked.version)
                held.version = -1 if work.rules_changed else work.version
            except BaseException:
                held.state = None
                raise


def _begin(held: _Held, uow: UnitOfWork, locked: Row[Any]) -> RoutingWork:
    if held.state is None or held.version != locked.version:
        held.state = load_state(uow.session, _read_settings(uow))
    return RoutingWork(uow, held.state, locked.version, *locked[1:])


def _read_settings(uow: UnitOfWork) -> Hotline:
    return uow.session.scalars(_SETTINGS).one()


def _note_version(work: RoutingWork, before: int) -> None:
    if work.rules_changed:
        work.version += 1  # every other process reads the state again too
    if work.version != before:
        moved = {"version": work.version, "next_offer_id": work.state.next_offer_id}
        work.uow.session.execute(_NOTE_VERSION, moved)
