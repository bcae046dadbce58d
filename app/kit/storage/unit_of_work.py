"""One use case, one transaction: rows, events and owed effects are committed together.

Nothing outside this module commits.  On SQLite all writing of a process goes through one lock
(competing writers starve each other), the telephone's first; on PostgreSQL the database
arbitrates among few of the public.  What must follow
a commit (waking the dispatcher, live pages) is told to listeners after it, never before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from sqlalchemy import Engine, Table, insert
from sqlalchemy.orm import Session

from app.kit.clock import Clock, read_speed
from app.kit.storage.away import Presence
from app.kit.storage.effect_kinds import EffectKind
from app.kit.storage.engine import WRITES
from app.kit.storage.event_log import Event
from app.kit.storage.facts import FactKind
from app.kit.storage.outbox import Lane, Outbox, Owed
from app.kit.storage.row_session import PinningSession, RowSession
from app.kit.storage.scope import (
    FIRST_HOTLINE,
    HOTLINE,
    find_current,
    mark_token,
    require_hotline,
)
from app.kit.storage.turns import Turns, Turnstile
from app.kit.storage.vault import Vault

LONGEST_WAIT_S = 1.0
"""Real seconds for which a transaction may wait for its turn before that counts as an absence."""
STANDS_STILL_AFTER_S = 3.0
"""Real seconds without a beat (`heartbeat`) after which this process was not there."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a transaction left behind for others to act on.

    `number` orders those transactions of this process that touched the same rows; `deadlines`: by
    kind and subject, None where one was cancelled.
    """

    number: int
    hotline_id: int
    topics: frozenset[str]
    owed: tuple[Owed, ...]
    owes_slow_effects: bool
    deadlines: Mapping[tuple[str, int], datetime | None]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a follower is told of an entry that this transaction makes in the log."""

    kind: str
    contact_id: int | None
    data: Mapping[str, Any]


_EVENTS = cast(Table, Event.__table__)
_KEEP_FACT = insert(_EVENTS)
_OUTBOX = cast(Table, Outbox.__table__)
CommitListener = Callable[[Committed], None]
Follower = Callable[["UnitOfWork", Fact], None]


@dataclass(slots=True)
class UnitOfWork:
    """The open transaction of one use case."""

    session: Session
    hotline_id: int
    now: datetime
    vault: Vault
    chance: random.Random
    topics: set[str] = field(default_factory=set)
    lanes: set[Lane] = field(default_factory=set)
    owed: list[Owed] = field(default_factory=list)
    """Effects of call control as they are in the outbox, from shortly before the commit."""
    deadlines: dict[tuple[str, int], datetime | None] = field(default_factory=dict)
    """What was set and cancelled (None) here, in this order; see `Committed`."""
    number: int = 0
    on_commit: list[Callable[[], None]] = field(default_factory=list)
    on_rollback: list[Callable[[], None]] = field(default_factory=list)
    followers: Mapping[str, list[Follower]] = field(default_factory=dict)
    away_until: datetime | None = None
    """When this process could last take nothing: it had not begun, or had no database."""
    is_late: bool = False
    """What it acts on reached us while we could not take it: a silence meanwhile was ours."""
    _facts: list[dict[str, Any]] = field(default_factory=list)
    _effects: list[dict[str, Any]] = field(default_factory=list)

    def was_away_since(self, at: datetime) -> bool:
        """Whether there was an instant after `at` at which we could take nothing."""
        return self.away_until is not None and self.away_until > at

    def record(
        self,
        kind: FactKind,
        *,
        contact_id: int | None = None,
        agent_id: int | None = None,
        offer_id: int | None = None,
        **data: object,
    ) -> None:
        """Append a fact to the log, as its kind is declared; raises FactRefused otherwise.

        Facts are written together, in order, when the transaction commits.
        """
        subjects = {"contact_id": contact_id, "agent_id": agent_id, "offer_id": offer_id}
        kind.check(subjects, data)
        self._facts.append({"at": self.now, "kind": kind.name, **subjects, "data": data})

    def write_facts(self) -> None:
        """Write the facts recorded so far; the store does it before the commit.

        Then whoever follows a kind of fact acts on it, in the same transaction.
        """
        while self._facts:
            self.session.flush()
            self.session.execute(_KEEP_FACT, self._facts)
            written, self._facts = self._facts, []
            if self.followers:
                self._tell_followers(written)

    def _tell_followers(self, written: list[dict[str, Any]]) -> None:
        for fact in written:
            for follower in self.followers.get(fact["kind"], ()):
                follower(self, Fact(fact["kind"], fact["contact_id"], fact["data"]))

    def owe(
        self,
        kind: EffectKind[Any],
        *,
        contact_id: int | None = None,
        due_at: datetime | None = None,
        **payload: object,
    ) -> None:
        """Put an effect in the outbox, as its kind is declared; it is performed after the commit.

        Raises EffectRefused for a payload that is not declared so.
        """
        self.lanes.add(kind.lane)
        self._effects.append(
            {
                "lane": kind.lane,
                "kind": kind.name,
                "contact_id": contact_id,
                "payload": kind.write(payload),
                "created_at": self.now,
                "due_at": due_at or self.now,
            }
        )

    def write_effects(self, fence: int | None) -> None:
        """Write what is owed so far; the store does it before the commit.

        Call control belongs to the holder of `fence` from the beginning, where there is one.
        """
        if not self._effects:
            return
        rows = [
            each | {"claimed_fence": fence if each["lane"] == Lane.CALL else None}
            for each in self._effects
        ]
        written = insert(_OUTBOX).returning(_OUTBOX.c.id, sort_by_parameter_order=True)
        ids = self.session.scalars(written, rows).all()
        self._effects = []
        for id_, row in zip(ids, rows, strict=True):
            if row["lane"] == Lane.CALL:
                names = ("kind", "contact_id", "payload", "due_at", "claimed_fence")
                self.owed.append(Owed(id_, *(row[name] for name in names)))

    def owe_again(self, effect: Outbox) -> None:
        """An effect that was given up is due once more."""
        self.lanes.add(Lane(effect.lane))
        if effect.lane == Lane.CALL:
            self.owed.append(
                Owed(effect.id, effect.kind, effect.contact_id, effect.payload, effect.due_at)
            )

    def make_token(self) -> str:
        """An unguessable name for a contact, a leg or a step: 128 bits, hexadecimal; of a hotline
        beside the first with its number before it."""
        return mark_token(self.hotline_id, f"{self.chance.getrandbits(128):032x}")


class Store:
    """The house's database, its clock, its vault and its source of chance.

    Every session asks for one hotline: the one of whoever asks (`storage.scope.within`), or
    `only_hotline`, which is None where there are several.
    """

    def __init__(
        self, engine: Engine, clock: Clock, vault: Vault, chance: random.Random | None = None
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.vault = vault
        self.chance = chance or random.SystemRandom()
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.only_hotline: int | None = FIRST_HOTLINE
        self._opened: dict[tuple[int, bool], Engine] = {}
        self._writer = Turns() if self.is_sqlite else Turnstile()
        speed = read_speed(clock)
        self.presence = Presence(
            began_at=clock.now(), stands_still_after=timedelta(seconds=STANDS_STILL_AFTER_S * speed)
        )
        self._longest_wait = timedelta(seconds=LONGEST_WAIT_S * speed)
        self.fences: dict[int, Callable[[], int | None]] = {}
        """By hotline: what tells the number of this process's present right to perform its call
        control, among several."""
        self._numbers = count(1)
        self._listeners: list[CommitListener] = []
        self._doubters: list[Callable[[], None]] = []
        self._followers: dict[str, list[Follower]] = {}

    def listen(self, listener: CommitListener) -> None:
        """Call `listener` after every commit of this process."""
        self._listeners.append(listener)

    def listen_for_doubt(self, doubter: Callable[[], None]) -> None:
        """Call `doubter` when a commit failed: it may have happened all the same."""
        self._doubters.append(doubter)

    def follow(self, kind: FactKind, follower: Follower) -> None:
        """Let `follower` act on every fact of `kind`, inside the transaction that records it.

        So a feature above takes part in a use case of one below that does not know it; a
        follower writes rows and owes effects, it never routes.
        """
        self._followers.setdefault(kind.name, []).append(follower)

    def _find_fence(self, hotline_id: int) -> int | None:
        find = self.fences.get(hotline_id)
        return find() if find is not None else None

    @property
    def hotline_id(self) -> int:
        """The hotline of whoever asks now; raises Unscoped when there are several and none is
        named."""
        current = find_current()
        return require_hotline(self.only_hotline if current is None else current)

    def open_hotline(self, hotline_id: int, *, writes: bool = False) -> Engine:
        """The engine, for statements of one hotline."""
        opened = self._opened.get((hotline_id, writes))
        if opened is None:
            options = {HOTLINE: hotline_id, WRITES: writes}
            opened = self._opened[hotline_id, writes] = self.engine.execution_options(**options)
        return opened

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it would write is thrown away."""
        with RowSession(self.open_hotline(self.hotline_id)) as session:
            yield session

    @contextmanager
    def read_snapshot(self) -> Iterator[Session]:
        """A session that sees one moment, however much is committed while it reads."""
        level = "REPEATABLE READ" if self.engine.dialect.name == "postgresql" else "SERIALIZABLE"
        own = self.open_hotline(self.hotline_id)
        with Session(own.execution_options(isolation_level=level)) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises DatabaseAway at once while the database is known to take nothing.
        """
        asked_at, hotline_id = self.clock.now(), self.hotline_id
        writing = self.open_hotline(hotline_id, writes=True)
        with self.presence.hold(self._writer), PinningSession(writing) as session:
            self.presence.require(self.clock.now())
            uow = UnitOfWork(
                session,
                hotline_id,
                self.clock.now(),
                self.vault,
                self.chance,
                followers=self._followers,
            )
            try:
                session.connection()
                self.note_turn(uow, asked_at)
                yield uow
                uow.write_facts()
                uow.write_effects(self._find_fence(hotline_id))
                uow.number = next(self._numbers)
                self._commit(session)
            except BaseException as error:
                self.presence.note_failure(error, self.clock.now(), asked_at)
                session.rollback()
                for undo in uow.on_rollback:
                    undo()
                raise
            self.presence.note_success(uow.now)
            for act in uow.on_commit:
                act()
        self._tell(uow)

    def _commit(self, session: Session) -> None:
        try:
            session.commit()
        except BaseException:
            for doubt in self._doubters:
                doubt()
            raise

    def note_turn(self, uow: UnitOfWork, asked_at: datetime) -> None:
        """The transaction that was asked for at `asked_at` has got what it waited for."""
        now = self.clock.now()
        self.presence.note_wait(asked_at, now, self._longest_wait)
        uow.away_until = self.presence.find_away_until(now)

    def _tell(self, uow: UnitOfWork) -> None:
        done = Committed(
            number=uow.number,
            hotline_id=uow.hotline_id,
            topics=frozenset(uow.topics),
            owed=tuple(uow.owed),
            owes_slow_effects=Lane.SLOW in uow.lanes,
            deadlines=uow.deadlines,
        )
        for listener in self._listeners:
            listener(done)
