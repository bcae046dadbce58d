"""The search of this process: one index of all texts, two knowledge bases over it.

Kept up with the tables by change numbers, so it follows whatever any process commits. A few
changes are taken in at once; many are built beside (`keeper`), and until then what stands
answers. It never decides who asks: a route picks the side.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.hotline.answers.building import list_public_states, take_in
from app.hotline.answers.kept_index import (
    IndexStanding,
    find_progress,
    hold_lock,
    keep_index,
    load_kept,
    read_standing,
)
from app.hotline.answers.queries import (
    STAFF_STATES,
    count_changes,
    find_birth,
    find_last_change,
    list_changes,
    list_visible,
)
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.scope import FIRST_HOTLINE, find_current
from app.kit.storage.unit_of_work import Store
from knowledge.articles import Wording
from knowledge.base import KnowledgeBase, Reply
from knowledge.content import TextState
from knowledge.index import Index, PublicPart
from knowledge.laws import CONTENT
from knowledge.lexicon import Lexicon, parse_lexicon
from knowledge.saving import UnreadableIndex
from knowledge.segment import ignore_progress
from knowledge.topics import TopicModel, load_topics

log = logging.getLogger(__name__)

SAVE_FROM_CHANGES = 200
"""So many changes at once are worth keeping for the next start."""
MOST_AT_ONCE = 50
"""Changes taken in inside a question: well under a tenth of a second."""
MOST_AT_START = 1500
"""Changes taken in before the first request: about a second of work."""
MOST_PIECES = 12
"""Shelves of an index; from then on it is worth building as one."""
TOPICS_FILE = "topics.npz"


def find_folder(data_dir: Path) -> Path:
    """Where the hotline that asks keeps its search between starts."""
    current = find_current() or FIRST_HOTLINE
    return data_dir / ("answers" if current == FIRST_HOTLINE else f"answers-{current}")


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
    """The knowledge bases of both sides. `folder` keeps them between starts, None keeps nothing."""

    training: bool
    folder: Path | None = None
    lexicon: Lexicon = field(default_factory=read_lexicon)
    _bases: dict[Side, KnowledgeBase] = field(default_factory=dict)
    _standing: IndexStanding = field(default_factory=IndexStanding)
    _topics: tuple[int, TopicModel | None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _call_builder: Callable[[], None] | None = None
    _beside: dict[int, AnswerBook] = field(default_factory=dict)

    def of_hotline(self, hotline_id: int) -> AnswerBook:
        """This book is the first hotline's; each other has one of its own beside it."""
        if hotline_id == FIRST_HOTLINE:
            return self
        with self._lock:
            if hotline_id not in self._beside:
                folder = self.folder and self.folder.with_name(f"{self.folder.name}-{hotline_id}")
                self._beside[hotline_id] = AnswerBook(self.training, folder, self.lexicon)
            return self._beside[hotline_id]

    def ask(self, session: Session, side: Side, text: str, *, today: date, limit: int = 5) -> Reply:
        """Find articles in what is published to this side at this moment."""
        with self._lock:
            is_current = self._catch_up(session, today)
            reply = self._bases[side].ask(text, limit=limit)
        return reply if is_current else self._leave_out_withdrawn(session, side, reply, today)

    def list_readable(
        self, session: Session, side: Side, ids: Sequence[str], *, today: date
    ) -> set[tuple[str, str]]:
        """Which texts (article, language) of these articles this side may read today."""
        return list_visible(session, ids, self._list_states(side), today)

    def list_published(self, session: Session, side: Side, *, today: date) -> list[Wording]:
        """Everything that this side can find today."""
        with self._lock:
            self._catch_up(session, today)
            return self._bases[side].index.list_wordings()

    def open(self, session: Session, *, today: date) -> None:
        """Load what is kept of this database, and take in what has changed unless it is much."""
        with self._lock:
            self._open(find_birth(session))
            if self._count_changes(session, today) <= MOST_AT_START:
                self._take_in(session, today)

    def leave_builds_to(self, call_builder: Callable[[], None]) -> None:
        """From now on many changes are not taken in inside a question; `call_builder` hears."""
        self._call_builder = call_builder

    def wants_build(self, session: Session, *, today: date) -> bool:
        """Whether there is more to take in than a question may wait for, or too many pieces."""
        with self._lock:
            if not self._bases:
                return True
            pieces = len(self._bases[Side.STAFF].index.shelves)
            return pieces > MOST_PIECES or self._count_changes(session, today) > MOST_AT_ONCE

    def find_progress(self) -> tuple[int, int] | None:
        """How many texts of how many a build beside has read; None while none runs."""
        return find_progress(self.folder) if self.folder else None

    def load_newer(self) -> bool:
        """Put what another process has built in the place of what stands; return whether."""
        if self.folder is None or not self._is_newer(read_standing(self.folder)):
            return False
        try:
            standing, index = load_kept(self.folder)
        except UnreadableIndex as error:
            log.warning("answers: %s", error)
            return False
        bases = self._make_bases(index)
        for base in bases.values():
            base.open_pinyin()
        with self._lock:
            self._standing, self._bases = standing, bases
        return True

    def _is_newer(self, kept: IndexStanding) -> bool:
        """Kept names differ from build to build, so what stands is never loaded again."""
        fits = bool(kept.name) and kept.training == self.training
        return fits and kept.name != self._standing.name

    def find_topics(self) -> TopicModel | None:
        """The model that `hotline topics train` left; None before the first that can be read."""
        path = self.folder / TOPICS_FILE if self.folder else None
        if path is None or not path.exists():
            return None
        made_at = path.stat().st_mtime_ns
        if self._topics is None or self._topics[0] != made_at:
            self._topics = (made_at, _read_topics(path))
        return self._topics[1]

    def _catch_up(self, session: Session, today: date) -> bool:
        """Take in what has changed; False where that is left to a build beside."""
        if not self._bases:
            self._open(find_birth(session))
        standing = self._standing
        if find_last_change(session) == standing.seen and standing.day == today:
            return True
        if self._call_builder and self._count_changes(session, today) > MOST_AT_ONCE:
            self._call_builder()
            return False
        self._take_in(session, today)
        return True

    def _count_changes(self, session: Session, today: date) -> int:
        return count_changes(session, self._standing.seen, self._standing.day, today)

    def _take_in(self, session: Session, today: date) -> None:
        base, standing = self._bases[Side.STAFF], self._standing
        changes = list_changes(session, standing.seen, standing.day, today)
        standing, fresh = take_in(base.index, standing, changes, ignore_progress)
        self._standing = replace(standing, day=today, birth=find_birth(session))
        for each in self._bases.values():
            each.learn_words(fresh)
        if len(changes) >= SAVE_FROM_CHANGES and self.folder:
            with hold_lock(self.folder) as is_mine:
                if is_mine:
                    keep_index(self.folder, self._standing, base.index)

    def _leave_out_withdrawn(
        self, session: Session, side: Side, reply: Reply, today: date
    ) -> Reply:
        """What stands is older than the tables: nothing is shown that this side may not see."""
        hits = reply.found.hits
        visible = list_visible(
            session, [hit.article_id for hit in hits], self._list_states(side), today
        )
        kept = tuple(hit for hit in hits if (hit.article_id, hit.language) in visible)
        return reply.keep(kept)

    def _list_states(self, side: Side) -> frozenset[TextState]:
        return STAFF_STATES if side is Side.STAFF else list_public_states(self.training)

    def _open(self, birth: str) -> None:
        """Load what was kept of this database, or begin empty."""
        standing, index = IndexStanding(), Index()
        if self.folder and birth:
            try:
                standing, index = load_kept(self.folder)
            except UnreadableIndex as error:
                log.info("answers: %s", error)
        if standing.birth != birth or standing.training != self.training:
            standing, index = IndexStanding(), Index()
        self._standing = replace(standing, training=self.training)
        self._bases = self._make_bases(index)

    def _make_bases(self, index: Index) -> dict[Side, KnowledgeBase]:
        return {
            Side.STAFF: KnowledgeBase(index, self.lexicon),
            Side.PUBLIC: KnowledgeBase(PublicPart(index), self.lexicon),
        }


def _read_topics(path: Path) -> TopicModel | None:
    """None where an older release wrote the file: the next training writes it anew."""
    try:
        return load_topics(path)
    except ValueError as error:
        log.warning("answers: %s; `hotline topics train` learns a new one", error)
        return None


def find_book(request: Request) -> AnswerBook:
    """The book of the hotline that asks, of those that the application was wired with."""
    book = request.app.state.answers
    if not isinstance(book, AnswerBook):
        raise TypeError("app.state.answers is not wired")
    return book.of_hotline(find_current() or FIRST_HOTLINE)


BookOf = Annotated[AnswerBook, Depends(find_book)]
