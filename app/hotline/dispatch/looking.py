"""What is owed and due by the rows: read when memory may lack it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.hotline.dispatch.due_times import Key
from app.hotline.dispatch.models import Deadline
from app.kit.storage.outbox import Lane, Outbox, Owed

MOST_AT_ONCE = 500
"""Effects that are read in one look; the others follow when those are done."""


@dataclass(frozen=True, slots=True)
class Look:
    """Effects and deadlines in the order of their rows, due up to `until_at` if that is set."""

    effects: list[Owed]
    deadlines: list[tuple[Key, datetime]]
    until_at: datetime | None


def look_at_rows(session: Session, until_at: datetime | None, fence: int | None) -> Look:
    """Without those effects that a holder later than `fence` has claimed."""
    owed = (
        select(
            Outbox.id,
            Outbox.kind,
            Outbox.contact_id,
            Outbox.payload,
            Outbox.due_at,
            Outbox.claimed_fence,
        )
        .where(Outbox.lane == Lane.CALL, Outbox.done_at.is_(None))
        .order_by(Outbox.id)
        .limit(MOST_AT_ONCE)
    )
    due = select(Deadline.kind, Deadline.subject_id, Deadline.due_at).order_by(Deadline.id)
    if fence is not None:
        owed = owed.where(or_(Outbox.claimed_fence.is_(None), Outbox.claimed_fence <= fence))
    if until_at is not None:
        owed = owed.where(Outbox.due_at <= until_at)
        due = due.where(Deadline.due_at <= until_at)
    return Look(
        [Owed(*row) for row in session.execute(owed)],
        [((kind, subject_id), at) for kind, subject_id, at in session.execute(due)],
        until_at,
    )
