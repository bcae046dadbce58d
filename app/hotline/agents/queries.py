"""Who is on the roster."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent


def list_enabled(session: Session) -> list[Agent]:
    """Everybody on the roster who may be given work, in its order."""
    enabled = select(Agent).where(Agent.is_enabled)
    return list(session.scalars(enabled.order_by(Agent.position, Agent.id)))
