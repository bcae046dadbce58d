"""Every SELECT of the supervisors' desk that no feature answers itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.line.rules_form import list_differences
from app.hotline.accounts.queries import list_names
from app.hotline.dispatch.models import Hotline, RuleVersion
from app.hotline.duty.queries import list_on_call, list_shifts
from app.kit.errors import NotFound
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault

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


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the rule: what it changed against the one before it, as place and value."""

    id: int
    saved_at: datetime | None
    who: str
    differences: Sequence[tuple[str, str]]


def list_versions(session: Session, vault: Vault) -> list[VersionView]:
    """The versions of the rule, newest first; the product's own when none was ever saved."""
    newest = select(RuleVersion).order_by(RuleVersion.id.desc())
    rows = list(session.scalars(newest.limit(HISTORY_LENGTH + 1)))
    if not rows:
        return [VersionView(0, None, "", ())]
    names = list_names(session, vault, {row.account_id for row in rows})
    stored = [{**row.settings, "topics": row.topic_seats} for row in rows]
    older = [*stored[1:], stored[-1]]
    views = [
        VersionView(
            row.id, row.saved_at, names.get(row.account_id, ""), list_differences(before, after)
        )
        for row, before, after in zip(rows, older, stored, strict=True)
    ]
    return views[:HISTORY_LENGTH]


@dataclass(frozen=True, slots=True)
class OnCallPerson:
    """Somebody who is rung on duty only."""

    agent_id: int
    name: str
    seat: str
    languages: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift of the rota; `runs` while it is its time."""

    shift_id: int
    agent_id: int
    name: str
    seat: str
    languages: tuple[str, ...]
    county: str
    starts_at: datetime
    ends_at: datetime
    runs: bool


def list_on_call_people(session: Session, vault: Vault) -> list[OnCallPerson]:
    """Everybody on call, in the order of the roster."""
    return [
        OnCallPerson(
            agent.id,
            vault.open(agent.name_sealed),
            agent.main_seat,
            tuple(agent.languages),
            agent.state,
        )
        for agent in list_on_call(session)
    ]


def list_rota(session: Session, vault: Vault, now: datetime) -> list[ShiftView]:
    """Shifts that run or are to come."""
    people = {person.agent_id: person for person in list_on_call_people(session, vault)}
    return [
        ShiftView(
            shift.id,
            shift.agent_id,
            people[shift.agent_id].name,
            people[shift.agent_id].seat,
            people[shift.agent_id].languages,
            shift.county,
            shift.starts_at,
            shift.ends_at,
            shift.starts_at <= now,
        )
        for shift in list_shifts(session, now)
        if shift.agent_id in people
    ]
