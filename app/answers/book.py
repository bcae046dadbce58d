"""The search of this process: two knowledge bases, for staff and for the public.

Kept up with the tables by change numbers, so it follows whatever any process commits, without
a rebuild. It never decides who asks: a route picks the side.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.answers.models import AnswerText
from app.answers.queries import (
    PUBLIC_STATES,
    STAFF_STATES,
    TRAINING_STATES,
    find_birth,
    find_last_change,
    list_changes,
    read_text,
)
from app.i18n.formats import LINE_TIME
from app.storage.unit_of_work import Store
from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase, Reply
from knowledge.content import TextState
from knowledge.index import Index
from knowledge.laws import CONTENT
from knowledge.lexicon import Lexicon, parse_lexicon
from knowledge.saving import UnreadableIndex, load_index, save_index
from knowledge.topics import TopicModel, load_topics

SAVE_FROM_CHANGES = 200
"""So many changes at once are worth keeping for the next start."""
STANDING_FILE = "standing.json"
TOPICS_FILE = "topics.npz"


class Side(StrEnum):
    """Who asks."""

    STAFF = "staff"
    PUBLIC = "public"


def read_lexicon(path: Path = CONTENT / "lexicon.tsv") -> Lexicon:
    """The lexicon that comes with the product."""
    with path.open(encoding="utf-8") as lines:
        return Lexicon(parse_lexicon(lines))


def find_today(store: Store) -> date:
    """The day it is where the hotline is."""
    return store.clock.now().astimezone(LINE_TIME).date()


@dataclass(slots=True)
class Standing:
    """Up to which change and day a pair of knowledge bases is current, and of which database."""

    birth: str = ""
    seen: int = 0
    day: date | None = None


@dataclass(slots=True)
class AnswerBook:
    """The knowledge bases of both sides. `folder` keeps them between starts, None keeps nothing."""

    training: bool
    folder: Path | None = None
    lexicon: Lexicon = field(default_factory=read_lexicon)
    _bases: dict[Side, KnowledgeBase] = field(default_factory=dict)
    _standing: Standing = field(default_factory=Standing)
    _topics: tuple[int, TopicModel] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, session: Session, side: Side, text: str, *, today: date, limit: int = 5) -> Reply:
        """Find articles in what is published to this side at this moment."""
        with self._lock:
            self._catch_up(session, today)
            return self._bases[side].ask(text, limit=limit)

    def list_published(self, session: Session, side: Side, *, today: date) -> list[Wording]:
        """Everything that this side can find today."""
        with self._lock:
            self._catch_up(session, today)
            return self._bases[side].index.list_wordings()

    def find_topics(self) -> TopicModel | None:
        """The model that `hotline topics train` left; None before the first."""
        path = self.folder / TOPICS_FILE if self.folder else None
        if path is None or not path.exists():
            return None
        made_at = path.stat().st_mtime_ns
        if self._topics is None or self._topics[0] != made_at:
            self._topics = (made_at, load_topics(path))
        return self._topics[1]

    def _catch_up(self, session: Session, today: date) -> None:
        standing = self._standing
        if not self._bases:
            self._open(find_birth(session))
            standing = self._standing
        if find_last_change(session) == standing.seen and standing.day == today:
            return
        changes = list_changes(session, standing.seen, standing.day, today)
        for side in Side:
            self._publish(side, changes)
        if changes:
            standing.seen = max(standing.seen, changes[-1][0].change_number)
        standing.day, standing.birth = today, find_birth(session)
        if len(changes) >= SAVE_FROM_CHANGES:
            self._save()

    def _publish(self, side: Side, changes: list[tuple[AnswerText, bool]]) -> None:
        base, fresh = self._bases[side], []
        for row, is_valid in changes:
            article_id = ArticleId(row.article_id)
            if is_valid and row.state in self._list_states(side):
                fresh.append(read_text(row).make_wording(article_id, row.language))
            else:
                base.retire(article_id, row.language)
        base.publish(fresh)

    def _list_states(self, side: Side) -> frozenset[TextState]:
        if side is Side.STAFF:
            return STAFF_STATES
        return TRAINING_STATES if self.training else PUBLIC_STATES

    def _open(self, birth: str) -> None:
        """Load what was saved of this database, or begin empty."""
        try:
            standing, indexes = self._load()
        except (OSError, ValueError, KeyError, UnreadableIndex):
            standing, indexes = Standing(), {}
        if not birth or standing.birth != birth:
            standing, indexes = Standing(), {}
        self._standing = standing
        self._bases = {side: KnowledgeBase(indexes.get(side), self.lexicon) for side in Side}

    def _load(self) -> tuple[Standing, dict[Side, Index]]:
        if self.folder is None:
            return Standing(), {}
        kept = json.loads((self.folder / STANDING_FILE).read_text("utf-8"))
        if kept["training"] != self.training:
            return Standing(), {}
        standing = Standing(kept["birth"], int(kept["seen"]), date.fromisoformat(kept["day"]))
        return standing, {side: load_index(self.folder / side) for side in Side}

    def _save(self) -> None:
        if self.folder is None:
            return
        path = self.folder / STANDING_FILE
        path.unlink(missing_ok=True)
        for side, base in self._bases.items():
            save_index(base.index, self.folder / side)
        standing = self._standing
        kept = {"birth": standing.birth, "seen": standing.seen, "day": str(standing.day)}
        path.write_text(json.dumps(kept | {"training": self.training}), "utf-8")


def find_book(request: Request) -> AnswerBook:
    """The book that the application was wired with."""
    book = request.app.state.answers
    if not isinstance(book, AnswerBook):
        raise TypeError("app.state.answers is not wired")
    return book


BookOf = Annotated[AnswerBook, Depends(find_book)]
