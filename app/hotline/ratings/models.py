"""Table of ratings.  A row is made when somebody is asked, so that those who stay silent count."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Way(StrEnum):
    """How a person is asked and answers."""

    KEY = "key"
    TEXT = "text"
    CHAT = "chat"


class Rating(Base):
    """What one person said of one contact: `score` 1 (very dissatisfied) to 5 (very satisfied).

    `score` empty: asked, and nothing said so far.  `answer_token` is the sender's own name for
    the answer (a text's id), by which a repeat is known.
    """

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    way: Mapped[str]
    language: Mapped[str | None]
    asked_at: Mapped[datetime]
    score: Mapped[int | None]
    rated_at: Mapped[datetime | None]
    texted_at: Mapped[datetime | None]
    """When the carrier was first asked to text the question; committed before it was asked."""
    answer_token: Mapped[str | None] = mapped_column(unique=True)
