"""Table of duty shifts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class DutyShift(Base):
    """An on-call person is on duty from `starts_at` (inclusive) to `ends_at` (exclusive).

    `county` is the one that sends them ("" for the prefecture).
    """

    __tablename__ = "duty_shifts"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    county: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
