"""Every SELECT over the knowledge base, and who may see what.

The public sees approved texts that are valid today; in training also drafts, marked by their
state. Staff see all but what is retired.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.hotline.answers.models import (
    AnswerArticle,
    AnswerGap,
    AnswerText,
    AnswerUse,
    AnswerVersion,
)
from app.hotline.contacts.models import Caller, Contact
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.vault import Vault
from knowledge.articles import ArticleId
from knowledge.content import Article, ArticleText, LegalBasis, TextState

PUBLIC_STATES = frozenset({TextState.APPROVED})
TRAINING_STATES = frozenset({TextState.DRAFT, TextState.IN_REVIEW, TextState.APPROVED})
STAFF_STATES = TRAINING_STATES


@dataclass(frozen=True, slots=True)
class Filters:
    """What an editor's list is narrowed to; empty means all. `overdue_on` and `over_on` are ISO
    days: review due by then, validity over before then."""

    topic: str = ""
    state: str = ""
    overdue_on: str = ""
    over_on: str = ""


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class ShownVersion:
    version: int
    state: str
    at: datetime
    question: str
    short_answer: str


@dataclass(frozen=True, slots=True)
class ShownGap:
    gap_id: int
    question: str
    language: str
    times: int
    at: datetime


def find_article(session: Session, article_id: str) -> Article:
    """The article with all its texts; raises NotFound."""
    row = session.get(AnswerArticle, article_id)
    if row is None:
        raise NotFound(what="article", id=article_id)
    return _read_article(row, _list_texts(session, [article_id]))


def list_articles(session: Session, filters: Filters = EVERYTHING) -> list[Article]:
    """Articles of the list, by id."""
    query = select(AnswerArticle).order_by(AnswerArticle.id)
    if filters.topic:
        query = query.where(AnswerArticle.topic == filters.topic)
    if filters.overdue_on:
        query = query.where(AnswerArticle.review_on <= filters.overdue_on)
    if filters.over_on:
        query = query.where(AnswerArticle.valid_to < filters.over_on)
    if filters.state:
        holders = select(AnswerText.article_id).where(AnswerText.state == filters.state)
        query = query.where(AnswerArticle.id.in_(holders))
    rows = session.scalars(query).all()
    texts = _list_texts(session, [row.id for row in rows])
    return _join_texts(rows, texts)


@dataclass(frozen=True, slots=True)
class Due:
    """Articles that wait for their review, and those whose time is over."""

    for_review: int
    over: int


def count_due(session: Session, today: date) -> Due:
    """How many articles somebody must look at; those that are wholly retired need nobody."""
    day = today.isoformat()
    living = select(AnswerText.article_id).where(AnswerText.state != TextState.RETIRED)
    articles = select(func.count()).select_from(AnswerArticle)
    articles = articles.where(AnswerArticle.id.in_(living))
    return Due(
        session.scalar(articles.where(AnswerArticle.review_on <= day)) or 0,
        session.scalar(articles.where(AnswerArticle.valid_to < day)) or 0,
    )


def list_public_articles(
    session: Session, today: date, *, training: bool, topic: str = "", ids: Sequence[str] = ()
) -> list[Article]:
    """Articles of a topic or with these ids, in the ids' order, that have a text which the public
    may read today; each with those texts only."""
    query = select(AnswerArticle).where(_is_valid(today.isoformat())).order_by(AnswerArticle.id)
    query = query.where(AnswerArticle.id.in_(ids) if ids else AnswerArticle.topic == topic)
    rows = session.scalars(query).all()
    allowed = TRAINING_STATES if training else PUBLIC_STATES
    texts = [t for t in _list_texts(session, [row.id for row in rows]) if t.state in allowed]
    articles = [article for article in _join_texts(rows, texts) if article.texts]
    places = {article_id: place for place, article_id in enumerate(ids)}
    return sorted(articles, key=lambda article: places.get(article.id, 0))


def count_public_articles(session: Session, today: date, *, training: bool) -> dict[str, int]:
    """How many articles of each topic the public may read today, by topic."""
    allowed = TRAINING_STATES if training else PUBLIC_STATES
    readable = select(AnswerText.article_id).where(AnswerText.state.in_(allowed))
    rows = session.execute(
        select(AnswerArticle.topic, func.count())
        .where(_is_valid(today.isoformat()), AnswerArticle.id.in_(readable))
        .group_by(AnswerArticle.topic)
        .order_by(AnswerArticle.topic)
    )
    return {topic: count for topic, count in rows}  # noqa: C416 - rows are no pairs to mypy


def read_public_article(
    session: Session, article_id: str, today: date, *, training: bool
) -> Article:
    """An article with the texts of it that the public may read today; raises NotFound."""
    row = session.scalar(
        select(AnswerArticle).where(AnswerArticle.id == article_id, _is_valid(today.isoformat()))
    )
    allowed = TRAINING_STATES if training else PUBLIC_STATES
    texts = [t for t in _list_texts(session, [article_id]) if t.state in allowed] if row else []
    if row is None or not texts:
        raise NotFound(what="article", id=article_id)
    return _read_article(row, texts)


def _is_valid(day: str) -> ColumnElement[bool]:
    starts, ends = AnswerArticle.valid_from, AnswerArticle.valid_to
    return or_(starts.is_(None), starts <= day) & or_(ends.is_(None), ends >= day)


def _list_texts(session: Session, ids: Sequence[str]) -> list[AnswerText]:
    query = select(AnswerText).order_by(AnswerText.language.desc())
    if len(ids) < 500:
        query = query.where(AnswerText.article_id.in_(ids))
    return list(session.scalars(query))


def _join_texts(rows: Sequence[AnswerArticle], texts: Sequence[AnswerText]) -> list[Article]:
    by_article: dict[str, list[AnswerText]] = {row.id: [] for row in rows}
    for text in texts:
        if text.article_id in by_article:
            by_article[text.article_id].append(text)
    return [_read_article(row, by_article[row.id]) for row in rows]


def _read_article(row: AnswerArticle, texts: Sequence[AnswerText]) -> Article:
    return Article(
        ArticleId(row.id),
        row.topic,
        tuple(row.audience),
        row.owner_unit,
        row.valid_from,
        row.valid_to,
        row.review_on,
        tuple(LegalBasis(**item) for item in row.legal_basis["items"]),
        {text.language: read_text(text) for text in texts},
    )


def read_text(row: AnswerText) -> ArticleText:
    """A text as the pure form, in the normal form of texts: older rows may hold anything."""
    words = row.content
    text = ArticleText(
        words["question"],
        tuple(words["alternates"]),
        words["short_answer"],
        words["full_answer"],
        tuple(words["steps"]),
        tuple(words["papers"]),
        words["where"],
        TextState(row.state),
        row.reviewer,
        row.reviewed_on,
    )
    return text.tidied()


def find_text(session: Session, article_id: str, language: str) -> AnswerText:
    """The row of one language of an article; raises NotFound."""
    row = session.scalar(
        select(AnswerText).where(
            AnswerText.article_id == article_id, AnswerText.language == language
        )
    )
    if row is None:
        raise NotFound(what="answer_text", id=article_id)
    return row


def list_changes(
    session: Session, after: int, since: date | None, today: date
) -> list[tuple[AnswerText, bool]]:
    """Texts changed after a change number, or whose validity began or ended since a day;
    each with whether it is valid today. The oldest change first."""
    rows = session.execute(
        select(AnswerText, _is_valid(today.isoformat()))
        .join(AnswerArticle, AnswerArticle.id == AnswerText.article_id)
        .where(_has_moved(after, since, today))
        .order_by(AnswerText.change_number)
    )
    return [(text, bool(is_valid)) for text, is_valid in rows]


def count_changes(session: Session, after: int, since: date | None, today: date) -> int:
    """How many texts `list_changes` would return."""
    rows = (
        select(func.count())
        .select_from(AnswerText)
        .join(AnswerArticle, AnswerArticle.id == AnswerText.article_id)
        .where(_has_moved(after, since, today))
    )
    return session.scalar(rows) or 0


def _has_moved(after: int, since: date | None, today: date) -> ColumnElement[bool]:
    moved = AnswerText.change_number > after
    if since is not None and since < today:
        moved = or_(moved, _is_valid(since.isoformat()) != _is_valid(today.isoformat()))
    return moved


def list_visible(
    session: Session, ids: Sequence[str], states: Collection[TextState], today: date
) -> set[tuple[str, str]]:
    """Which texts (article, language) of these articles are in these states and valid today."""
    rows = session.execute(
        select(AnswerText.article_id, AnswerText.language)
        .join(AnswerArticle, AnswerArticle.id == AnswerText.article_id)
        .where(AnswerText.article_id.in_(ids), AnswerText.state.in_(states))
        .where(_is_valid(today.isoformat()))
    )
    return {(row.article_id, row.language) for row in rows}


def find_birth(session: Session) -> str:
    """When the first article came: tells one database from another. Empty without articles."""
    first = session.scalar(select(func.min(AnswerArticle.created_at)))
    return first.isoformat() if first else ""


def find_last_change(session: Session) -> int:
    """The number of the newest change, 0 where there is none."""
    return session.scalar(select(func.max(AnswerText.change_number))) or 0


def list_versions(session: Session, article_id: str, language: str) -> list[ShownVersion]:
    """Earlier states of a text, newest first."""
    text = find_text(session, article_id, language)
    rows = session.scalars(
        select(AnswerVersion).where(AnswerVersion.text_id == text.id).order_by(-AnswerVersion.id)
    )
    return [
        ShownVersion(
            row.version, row.state, row.at, row.content["question"], row.content["short_answer"]
        )
        for row in rows
    ]


def list_gaps(session: Session, vault: Vault, limit: int = 200) -> list[ShownGap]:
    """Open gaps, the most frequent first."""
    rows = session.scalars(
        select(AnswerGap)
        .where(AnswerGap.closed_at.is_(None))
        .order_by(-AnswerGap.times, -AnswerGap.id)
        .limit(limit)
    )
    return [
        ShownGap(row.id, vault.open(row.question_sealed), row.language, row.times, row.at)
        for row in rows
    ]


def count_help(session: Session) -> dict[str, tuple[int, int]]:
    """How often each article helped and how often it was judged."""
    rows = session.execute(
        select(AnswerUse.article_id, AnswerUse.helped, func.count()).group_by(
            AnswerUse.article_id, AnswerUse.helped
        )
    )
    counts: dict[str, tuple[int, int]] = {}
    for article_id, helped, times in rows:
        good, judged = counts.get(article_id, (0, 0))
        counts[article_id] = (good + times * helped, judged + times)
    return counts


def find_use(
    session: Session, article_id: str, contact_id: int, account_id: int | None
) -> AnswerUse | None:
    """What somebody (None: the caller) said of an article in a contact."""
    return session.scalar(
        select(AnswerUse).where(
            AnswerUse.article_id == article_id,
            AnswerUse.contact_id == contact_id,
            AnswerUse.account_id.is_(None)
            if account_id is None
            else AnswerUse.account_id == account_id,
        )
    )


def list_judged(session: Session, contact_id: int) -> dict[str, bool]:
    """The articles that were judged in a contact, with whether each helped; the last word stays."""
    rows = session.execute(
        select(AnswerUse.article_id, AnswerUse.helped)
        .where(AnswerUse.contact_id == contact_id)
        .order_by(AnswerUse.id)
    )
    return {row.article_id: row.helped for row in rows}


def list_labelled_texts(session: Session, vault: Vault) -> list[tuple[str, str]]:
    """Texts with their topic to learn from: articles' questions, and the notes of closed tickets
    with the topic that the agent gave in the end. Notes of erased people cannot be read, training
    contacts teach nothing."""
    articles = [
        (text, article.topic)
        for article in list_articles(session)
        for words in article.texts.values()
        for text in (words.question, *words.alternates)
    ]
    rows = session.execute(
        select(Ticket.notes_sealed, Ticket.topic, Caller.person_key)
        .join(Contact, Contact.id == Ticket.contact_id)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(Ticket.state == "closed", Ticket.topic.is_not(None))
        .where(Contact.training.is_(False))
        .where(Ticket.notes_sealed.is_not(None), Caller.person_key.is_not(None))
        .order_by(Ticket.id)
    )
    notes = [(vault.open(sealed, key), topic) for sealed, topic, key in rows if sealed and topic]
    return articles + [(text, topic) for text, topic in notes if text.strip()]
