"""The search of this process: two knowledge bases, for staff and for the public.

Kept up with the tables by change numbers, so it follows whatever any process commits, without
a rebuild. It never decides who asks: a route picks the side.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.answers.queries import (
    PUBLIC_STATES,
    STAFF_STATES,
    TRAINING_STATES,
    find_last_change,
    list_changes,
    read_text,
)
from app.i18n.formats import LINE_TIME
from app.storage.unit_of_work import Store
from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase, Reply
from knowledge.content import TextState
from knowledge.laws import CONTENT
from knowledge.lexicon import Lexicon, parse_lexicon


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
class AnswerBook:
    """Knowledge bases and the change up to which they are current."""

    training: bool
    lexicon: Lexicon = field(default_factory=read_lexicon)
    _bases: dict[Side, KnowledgeBase] = field(default_factory=dict)
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, session: Session, side: Side, text: str, *, today: date, limit: int = 5) -> Reply:
        """Find articles in what is published to this side at this moment."""
        with self._lock:
            self._catch_up(session, today)
            return self._bases[side].ask(text, limit=limit)

    def _catch_up(self, session: Session, today: date) -> None:
        if not self._bases:
            self._bases = {side: KnowledgeBase(lexicon=self.lexicon) for side in Side}
        if find_last_change(session) == self._seen:
            return
        fresh: dict[Side, list[Wording]] = {side: [] for side in Side}
        for row, starts, ends in list_changes(session, self._seen):
            is_valid = (starts or "") <= today.isoformat() <= (ends or "9999")
            for side, wordings in fresh.items():
                if row.state in self._list_states(side) and is_valid:
                    text = read_text(row)
                    wordings.append(text.make_wording(ArticleId(row.article_id), row.language))
                else:
                    self._bases[side].retire(ArticleId(row.article_id), row.language)
            self._seen = row.change_number
        for side, wordings in fresh.items():
            self._bases[side].publish(wordings)

    def _list_states(self, side: Side) -> frozenset[TextState]:
        if side is Side.STAFF:
            return STAFF_STATES
        return TRAINING_STATES if self.training else PUBLIC_STATES


def find_book(request: Request) -> AnswerBook:
    """The book that the application was wired with."""
    book = request.app.state.answers
    if not isinstance(book, AnswerBook):
        raise TypeError("app.state.answers is not wired")
    return book


BookOf = Annotated[AnswerBook, Depends(find_book)]
