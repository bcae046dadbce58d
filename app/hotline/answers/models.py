"""Tables of the knowledge base: articles, their texts by language, versions, use, gaps.

Texts are for the public in the end and are kept in clear; a question that nobody could answer
may name people, so gaps are sealed with the hotline's own key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


def _of_article() -> ForeignKeyConstraint:
    """Each hotline has its own answers, which may come from the same file under the same ids."""
    own = ["answer_articles.id", "answer_articles.hotline_id"]
    return ForeignKeyConstraint(["article_id", "hotline_id"], own)


class AnswerArticle(Base):
    """One matter; dates are ISO 8601 days, `legal_basis` a list of law and article.

    Within a session, which is a hotline's, `id` alone names it.
    """

    __tablename__ = "answer_articles"
    __table_args__ = (PrimaryKeyConstraint("id", "hotline_id"),)

    id: Mapped[str] = mapped_column()
    topic: Mapped[str] = mapped_column(index=True)
    audience: Mapped[list[str]]
    owner_unit: Mapped[str]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]
    review_on: Mapped[str | None]
    legal_basis: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __mapper_args__ = {"primary_key": [id]}  # noqa: A003 - the column, not the function


class AnswerText(Base):
    """One language of an article as it stands now; `content` holds its words.

    `changed_by` took the last step, `written_by` put the words as they are (None: the product).
    """

    __tablename__ = "answer_texts"
    __table_args__ = (UniqueConstraint("article_id", "language", "hotline_id"), _of_article())

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    reviewer: Mapped[str | None]
    reviewed_on: Mapped[str | None]
    change_number: Mapped[int] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    written_by: Mapped[int | None]


class AnswerVersion(Base):
    """What a text said and where it stood before each change, the oldest first."""

    __tablename__ = "answer_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("answer_texts.id"), index=True)
    version: Mapped[int]
    state: Mapped[str]
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    account_id: Mapped[int | None]


class AnswerUse(Base):
    """An article that was offered in a contact, and whether it helped."""

    __tablename__ = "answer_uses"
    __table_args__ = (_of_article(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    contact_id: Mapped[int | None] = mapped_column(index=True)
    article_id: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    account_id: Mapped[int | None]
    helped: Mapped[bool]


class AnswerGap(Base):
    """A question that nothing fitted; `closed_at` is set when an editor has dealt with it."""

    __tablename__ = "answer_gaps"
    __table_args__ = (UniqueConstraint("question_index", "hotline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    contact_id: Mapped[int | None]
    language: Mapped[str]
    question_sealed: Mapped[bytes]
    question_index: Mapped[str]
    times: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]
