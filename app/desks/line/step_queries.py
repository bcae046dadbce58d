"""Every SELECT of the steps that were given up: kinds, ids and codes, never what they carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.storage.effect_actions import GIVEN_UP
from app.kit.storage.effect_kinds import EFFECTS
from app.kit.storage.outbox import Outbox

LONGEST_LIST = 200
_OPEN = (Outbox.result == GIVEN_UP, Outbox.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An effect that the machine tried in vain and a person must see to."""

    effect_id: int
    kind: str
    contact_id: int | None
    owed_at: datetime
    given_up_at: datetime | None
    attempts: int
    error: str
    remedy: str
    detail: str = ""
    """Which deadline, by its code."""


def list_given_up(session: Session) -> list[GivenUp]:
    """What nobody has settled, the oldest first."""
    rows = session.scalars(select(Outbox).where(*_OPEN).order_by(Outbox.id).limit(LONGEST_LIST))
    return [
        GivenUp(
            row.id,
            row.kind,
            row.contact_id,
            row.created_at,
            row.done_at,
            row.attempts,
            row.last_error or "",
            EFFECTS[row.kind].if_given_up,
            str(row.payload.get("deadline", "")),
        )
        for row in rows
    ]


def count_given_up(session: Session) -> int:
    """How many wait for a person."""
    return session.scalar(select(func.count()).select_from(Outbox).where(*_OPEN)) or 0
