"""Builds the search from the tables: every text once, for staff and the public.

It answers for what an index of this hotline holds and who may find it; which process builds
when is `keeper`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.hotline.answers.kept_index import IndexStanding, hold_lock, keep_index, note_progress
from app.hotline.answers.models import AnswerText
from app.hotline.answers.queries import (
    PUBLIC_STATES,
    STAFF_STATES,
    TRAINING_STATES,
    find_birth,
    list_changes,
    read_text,
)
from knowledge.articles import ArticleId, Wording
from knowledge.content import TextState
from knowledge.index import Index
from knowledge.segment import Progress, ignore_progress

Change = tuple[AnswerText, bool]
"""A text, and whether its article is valid today."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What changes come to: wordings to publish, those to take out, and who may find which."""

    fresh: list[Wording]
    gone: list[tuple[ArticleId, str]]
    closed: set[tuple[ArticleId, str]]


def list_public_states(training: bool) -> frozenset[TextState]:
    """Which texts the public may read."""
    return TRAINING_STATES if training else PUBLIC_STATES


def read_changes(changes: Sequence[Change], *, training: bool) -> ChangeSet:
    """Sort changed texts by what is to be done with them."""
    taken = ChangeSet([], [], set())
    for row, is_valid in changes:
        article_id = ArticleId(row.article_id)
        if not is_valid or row.state not in STAFF_STATES:
            taken.gone.append((article_id, row.language))
            continue
        taken.fresh.append(read_text(row).make_wording(article_id, row.language))
        if row.state not in list_public_states(training):
            taken.closed.add((article_id, row.language))
    return taken


def take_in(
    index: Index, standing: IndexStanding, changes: Sequence[Change], progress: Progress
) -> tuple[IndexStanding, list[Wording]]:
    """Bring an index to the changes; words that stay as they are are not read again.

    Returns how it stands then, and the wordings that are new.
    """
    taken = read_changes(changes, training=standing.training)
    for key in taken.gone:
        index.retire(*key)
    fresh = [w for w in taken.fresh if index.find_wording(w.article_id, w.language) != w]
    index.publish(fresh, progress)
    for wording in taken.fresh:
        key = (wording.article_id, wording.language)
        index.set_closed(*key, closed=key in taken.closed)
    seen = max(standing.seen, *(row.change_number for row, _ in changes), 0)
    return replace(standing, seen=seen), fresh


def build_index(
    session: Session, *, training: bool, today: date, progress: Progress = ignore_progress
) -> tuple[IndexStanding, Index]:
    """A fresh index of everything, as the session sees it."""
    index = Index()
    standing = IndexStanding(find_birth(session), 0, today, training)
    changes = list_changes(session, 0, None, today)
    standing, _ = take_in(index, standing, changes, progress)
    return standing, index


def build_beside(session: Session, folder: Path, *, training: bool, today: date) -> int | None:
    """Build into the folder and put it in the place of what is kept there.

    Returns how many texts it holds, None where another process is building.
    """
    with hold_lock(folder) as is_mine:
        if not is_mine:
            return None

        def note(done: int, of: int) -> None:
            note_progress(folder, done, of)

        standing, index = build_index(session, training=training, today=today, progress=note)
        keep_index(folder, standing, index)
        return len(index)
