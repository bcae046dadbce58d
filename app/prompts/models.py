"""Table of the recordings that people made of prompts, kept with the text that they speak."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class PromptRecording(Base):
    """One recording of a prompt in a language; the newest counts, older ones are history.

    `sound` is the truth: the file that the carrier fetches is written from it and can be written
    again.  `text_digest` is of the text as it was when the recording was made: when the text
    changes, the recording is stale.
    """

    __tablename__ = "prompt_recordings"
    __table_args__ = (Index("ix_prompt_recordings_name_language", "name", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    text_digest: Mapped[str]
    kind: Mapped[str]
    length_s: Mapped[float]
    way: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    sound: Mapped[bytes] = mapped_column(deferred=True)
