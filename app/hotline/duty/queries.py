"""Every SELECT over the duty rota."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.duty.models import DutyShift


def list_on_call(session: Session) -> list[Agent]:
    """Everybody who is rung on duty only."""
    agents = select(Agent).where(Agent.on_call, Agent.is_enabled)
    return list(session.scalars(agents.order_by(Agent.position, Agent.id)))


def list_on_duty(session: Session, now: datetime) -> set[int]:
    """The agents whose shift it is."""
    shifts = select(DutyShift.agent_id).where(DutyShift.starts_at <= now, DutyShift.ends_at > now)
    return set(session.scalars(shifts))


def find_next_change(session: Session, now: datetime) -> datetime | None:
    """The next instant at which a shift begins or ends."""
    begins = session.scalar(select(func.min(DutyShift.starts_at)).where(DutyShift.starts_at > now))
    ends = session.scalar(select(func.min(DutyShift.ends_at)).where(DutyShift.ends_at > now))
    return min((at for at in (begins, ends) if at is not None), default=None)


def list_shifts(session: Session, now: datetime) -> list[DutyShift]:
    """Shifts that run or are to come, in order."""
    shifts = select(DutyShift).where(DutyShift.ends_at > now)
    return list(session.scalars(shifts.order_by(DutyShift.starts_at, DutyShift.id)))


def find_overlap(
    session: Session, agent_id: int, starts_at: datetime, ends_at: datetime
) -> int | None:
    """A shift of the same person at that time; one that ends as the other begins is none."""
    shifts = select(DutyShift.id).where(
        DutyShift.agent_id == agent_id,
        DutyShift.starts_at < ends_at,
        DutyShift.ends_at > starts_at,
    )
    return session.scalars(shifts.limit(1)).first()
