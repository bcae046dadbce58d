"""Every SELECT of the supervisors' desk that no feature answers itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import list_names
from app.dispatch.models import Hotline
from app.errors import NotFound
from app.storage.event_log import Event
from app.storage.vault import Vault

HISTORY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was changed, when, and by whom ("" by a command)."""

    at: datetime
    kind: str
    who: str


def find_hotline(session: Session) -> Hotline:
    """The hotline's one row; raises NotFound before the first start."""
    hotline: Hotline | None = session.scalar(select(Hotline))
    if hotline is None:
        raise NotFound(what="hotline")
    return hotline


def list_changes(session: Session, vault: Vault, kinds: Collection[str]) -> list[Change]:
    """The newest entries of these kinds in the log."""
    events = select(Event).where(Event.kind.in_(kinds)).order_by(Event.id.desc())
    rows = list(session.scalars(events.limit(HISTORY_LENGTH)))
    names = list_names(session, vault, {row.data.get("account_id") for row in rows})
    return [Change(row.at, row.kind, names.get(row.data.get("account_id"), "")) for row in rows]
