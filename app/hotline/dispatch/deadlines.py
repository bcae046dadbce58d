"""Deadlines as rows: setting, cancelling, finding what is due.  Every one survives a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.hotline.dispatch.models import Deadline
from app.kit.storage.named import fill_in
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import DeadlineKind, Outcome

JOIN_WITHIN_S = 15
"""An accepted offer whose joining takes longer is checked with the carrier and repaired."""

CALL_BACK_WITHIN_S = 75
"""After so long a call-back has failed: its caller must first be rung and press a key.  Until
then its joining, too, is looked at every `JOIN_WITHIN_S`."""


class DueKind:
    """A kind of deadline: declared once, by a constant in the feature that sets it.

    `subject`: whose id the deadline carries.  `served_by`: the function, by its full name; its
    parameters are parts of the process by their names, and the id.  `asks_carrier`: it speaks to
    the carrier, so it is served beside the others and delays none.
    """

    def __init__(
        self, name: str, *, subject: str, served_by: str, asks_carrier: bool = False
    ) -> None:
        if name in DUE_KINDS:
            raise AssertionError(f"two deadlines are called {name}")
        self.name, self.subject, self.served_by = name, subject, served_by
        self.asks_carrier = asks_carrier
        DUE_KINDS[name] = self

    def bind(self, means: Mapping[str, object]) -> Callable[[int], object]:
        """The server with what it needs of the process; takes the subject's id."""
        server, asked = fill_in(self.served_by, {**means, "kind": self.name})
        return lambda subject_id: server(**dict.fromkeys(asked, subject_id))


DUE_KINDS: dict[str, DueKind] = {}
"""Every kind that was declared by what is imported so far, by name (`app.run.registers`: all)."""
LINE = "the line"
"""Subject of what there is one of: whatever its id."""
_SUBJECTS = {
    DeadlineKind.OFFER: "offer",
    DeadlineKind.WRAP_UP: "agent",
    DeadlineKind.CALLBACK_TURN: LINE,
}
OF_ENGINE = {
    kind: DueKind(
        kind.value,
        subject=_SUBJECTS.get(kind, "contact"),
        served_by="app.hotline.dispatch.actions.serve_engine",
    )
    for kind in DeadlineKind
}
JOIN = DueKind(
    "join",
    subject="offer",
    served_by="app.hotline.calls.moving.check_joining",
    asks_carrier=True,
)
DUTY = DueKind("duty", subject=LINE, served_by="app.hotline.duty.actions.serve_duty")
"""The one deadline at which the duty rota is looked at again (`app.hotline.duty`)."""

MISSED_OUTCOMES = frozenset(
    {
        Outcome.ABANDONED,
        Outcome.ABANDONED_SHORT,
        Outcome.NO_AGENT,
        Outcome.TIMED_OUT,
        Outcome.REFUSED_FULL,
        Outcome.FAILED,
    }
)
"""Endings after which somebody must call back (R5): nobody who asked is forgotten."""

SENT_AWAY_OUTCOMES = frozenset({Outcome.TIMED_OUT, Outcome.NO_AGENT, Outcome.CLOSED})
"""Endings that we decide while the caller still waits: they are told, and let go."""

_DEADLINES = cast(Table, Deadline.__table__)
"""Written past the session: setting and cancelling in one transaction keep their order."""
_CANCEL = delete(_DEADLINES).where(
    (_DEADLINES.c.kind == bindparam("of_kind")) & (_DEADLINES.c.subject_id == bindparam("of_id"))
)
_PLACE, _MOVED = ("kind", "subject_id", "hotline_id"), ("due_at", "attempts")


def _set_or_move(dialect: Any) -> Any:
    """One statement, and no two processes that set the same deadline are in each other's way."""
    new = dialect.insert(_DEADLINES)
    moved = {name: new.excluded[name] for name in _MOVED}
    return new.on_conflict_do_update(index_elements=_PLACE, set_=moved)


_SET = {"sqlite": _set_or_move(sqlite), "postgresql": _set_or_move(postgresql)}

Change = tuple[DueKind, int, datetime | None]
"""Kind, subject, and when it is due; None: no more."""


def set_deadline(uow: UnitOfWork, kind: DueKind, subject_id: int, due_at: datetime) -> None:
    """Make something due at `due_at`, in place of an earlier one of the same kind."""
    change_deadlines(uow, [(kind, subject_id, due_at)])


def change_deadlines(uow: UnitOfWork, changes: Iterable[Change]) -> None:
    """Set and cancel in this order; of one deadline the last word counts."""
    last = {(kind.name, subject_id): due_at for kind, subject_id, due_at in changes}
    if not last:
        return
    over = [{"of_kind": key[0], "of_id": key[1]} for key, due_at in last.items() if due_at is None]
    if over:
        uow.session.execute(_CANCEL, over)
    new = [
        {"kind": kind, "subject_id": subject_id, "due_at": due_at, "attempts": 0}
        for (kind, subject_id), due_at in last.items()
        if due_at is not None
    ]
    if new:
        uow.session.execute(_SET[uow.session.get_bind().dialect.name], new)
    for (kind, subject_id), due_at in last.items():
        hand_over(uow, kind, subject_id, due_at)


def set_join_deadline(uow: UnitOfWork, offer_id: int) -> None:
    """When to look whether the two are together."""
    set_deadline(uow, JOIN, offer_id, uow.now + timedelta(seconds=JOIN_WITHIN_S))


def call_duty(uow: UnitOfWork) -> None:
    """Let the duty rota be looked at now: who is called in may have changed."""
    set_deadline(uow, DUTY, 0, uow.now)


def to_due_at(instant: float) -> datetime:
    """The instant as a row keeps it, never earlier: one that came a microsecond too soon would
    be refused by the engine and lost."""
    due_at = datetime.fromtimestamp(instant, UTC)
    return due_at if due_at.timestamp() >= instant else due_at + timedelta(microseconds=1)


def cancel_deadline(uow: UnitOfWork, kind: DueKind, subject_id: int) -> None:
    """Forget a deadline; one that is not set is no error."""
    change_deadlines(uow, [(kind, subject_id, None)])


def hand_over(uow: UnitOfWork, kind: str, subject_id: int, due_at: datetime | None) -> None:
    """Tell the dispatcher after the commit when it is due now, or that it is not any more."""
    uow.deadlines.pop((kind, subject_id), None)
    uow.deadlines[kind, subject_id] = due_at


def hasten_deadlines(uow: UnitOfWork, *which: ColumnElement[bool], **values: Any) -> None:
    """Those of `which` are due now; `values` of the row change with it."""
    hastened = update(_DEADLINES).where(*which).values(due_at=uow.now, **values)
    rows = uow.session.execute(hastened.returning(_DEADLINES.c.kind, _DEADLINES.c.subject_id))
    for kind, subject_id in sorted(tuple(row) for row in rows):
        hand_over(uow, kind, subject_id, uow.now)


def find_deadline(session: Session, kind: str, subject_id: int) -> Deadline | None:
    """The row of a deadline that waits."""
    return session.scalar(
        select(Deadline).where(Deadline.kind == kind, Deadline.subject_id == subject_id)
    )


def is_set(session: Session, kind: DueKind, subject_id: int) -> bool:
    """Whether such a deadline waits."""
    return find_deadline(session, kind.name, subject_id) is not None
