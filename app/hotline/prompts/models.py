"""Tables of the recordings that people made of prompts, and of the calls in which they read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


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


class PromptCallState(StrEnum):
    """The life of a prompt call; forward only.

    `planned` is committed before the carrier is asked, `asked` before the answer is known.  The
    last four are its ends.
    """

    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    KEPT = "kept"
    STORED = "stored"
    REFUSED = "refused"
    LEFT = "left"
    UNREACHED = "unreached"


RINGING = frozenset({PromptCallState.PLANNED, PromptCallState.ASKED})
ON_THE_LINE = RINGING | {PromptCallState.ANSWERED}
"""States in which the person has not yet kept what they read."""
UNDER_WAY = ON_THE_LINE | {PromptCallState.KEPT}


class PromptCall(Base):
    """One call to a staff member's own phone, in which they read a prompt.  No contact.

    `agent_id` is the row that holds their phone.  `takes` are the carrier's ids of what it has
    recorded, as they were told; the last one is what `kept` keeps.  `reason` says why nothing
    became of it: a carrier's word, or the code of a sentence.
    """

    __tablename__ = "prompt_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    name: Mapped[str]
    language: Mapped[str]
    text_digest: Mapped[str]
    spoken_in: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    call_sid: Mapped[str | None] = mapped_column(unique=True)
    takes: Mapped[list[str]]
    planned_at: Mapped[datetime]
    changed_at: Mapped[datetime]
