"""What the knowledge base says to a question, ready to be shown: the agent's help and the
first answer of a chat.

Each suggestion carries why it was found and the law it rests on (law 10 of the house); whether
to send it is a person's decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.answers.book import AnswerBook, Side
from app.answers.queries import find_article
from knowledge.articles import ArticleId
from knowledge.content import ArticleText, LegalBasis
from knowledge.search import Hit
from knowledge.topics import TopicTag

MOST_TOPICS = 3
SUREST = 0.95
"""Articles that agree do not make a topic certain."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One article in the language it was found in. `confidence` is a probability (0-1)."""

    article_id: ArticleId
    topic: str
    language: str
    text: ArticleText
    legal_basis: tuple[LegalBasis, ...]
    confidence: float
    is_translated: bool
    matched_field: str
    matched_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`language` is the question's (bo, zh, mixed, other); `read_as` the question as it was
    read, where pinyin or Wylie was typed."""

    language: str
    read_as: str
    something_fits: bool
    items: tuple[Suggestion, ...]
    topics: tuple[TopicTag, ...]
    """The likeliest topics of the question, best first."""


def suggest(
    session: Session, book: AnswerBook, side: Side, text: str, *, today: date, limit: int = 3
) -> Suggestions:
    """Search what this side may see and put the articles beside the hits."""
    reply = book.ask(session, side, text, today=today, limit=limit)
    items = tuple(_describe(session, hit) for hit in reply.found.hits)
    return Suggestions(
        str(reply.language.language),
        reply.read_as,
        reply.found.something_fits,
        items,
        tag_topics(book, text, items),
    )


def find_public_ids(
    session: Session, book: AnswerBook, question: str, *, today: date, limit: int
) -> list[ArticleId]:
    """Articles that fit a reader's question, best first; none when nothing fits for certain."""
    if not question:
        return []
    found = book.ask(session, Side.PUBLIC, question, today=today, limit=limit).found
    return [hit.article_id for hit in found.hits] if found.something_fits else []


def tag_topics(book: AnswerBook, text: str, items: tuple[Suggestion, ...]) -> tuple[TopicTag, ...]:
    """Tag by the model learned from closed tickets; before there is one, by the articles found."""
    model = book.find_topics()
    if model is not None:
        return tuple(model.tag(text, limit=MOST_TOPICS))
    sums: dict[str, float] = {}
    for item in items:
        sums[item.topic] = sums.get(item.topic, 0.0) + item.confidence
    words = {item.topic: item.matched_terms for item in reversed(items)}
    ranked = sorted(sums, key=lambda topic: -sums[topic])[:MOST_TOPICS]
    return tuple(TopicTag(topic, min(sums[topic], SUREST), words[topic]) for topic in ranked)


def _describe(session: Session, hit: Hit) -> Suggestion:
    article = find_article(session, hit.article_id)
    return Suggestion(
        article.id,
        article.topic,
        hit.language,
        article.texts[hit.language],
        article.legal_basis,
        hit.confidence,
        hit.is_translated,
        str(hit.reason.field),
        hit.reason.terms,
    )
