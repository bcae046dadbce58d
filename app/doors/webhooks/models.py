"""Table of webhook receipts: what came, when, what we answered.  Bodies are sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base

ANSWER_OWED = "answer_owed"
_OWED = text(f"verdict = '{ANSWER_OWED}'")


class Receipt(Base):
    """One request of the carrier.  `key` names the fact it tells; a repeat gets `answer` again.
    `call_sid`: of the call, or of the text message.  `body_sealed`: the form, as `bodies` packs it.
    `answer` is empty where there was nothing to say.
    Without a key the request may legitimately come again (a wait document).

    `verdict` is applied, ignored (late or out of order) or failed; for a text also answer_owed.
    """

    __tablename__ = "webhook_receipts"
    __table_args__ = (Index("ix_receipts_owed", "id", sqlite_where=_OWED, postgresql_where=_OWED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(unique=True)
    path: Mapped[str]
    call_sid: Mapped[str | None] = mapped_column(index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    body_sealed: Mapped[bytes]
    answer: Mapped[str]
    verdict: Mapped[str]
    repeats: Mapped[int] = mapped_column(default=0)


IS_OWED = Receipt.verdict == literal_column(f"'{ANSWER_OWED}'")
"""Written out: a planner takes the small index only where it reads the index's own words."""
