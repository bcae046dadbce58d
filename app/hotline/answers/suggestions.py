"""What the knowledge base says to a question, ready to be shown: the agent's help and the
first answer of a chat.

Each suggestion carries why it was found and the law it rests on (law 10 of the house); whether
to send it is a person's decision.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.hotline.answers.book import AnswerBook, Side
from app.hotline.answers.queries import find_article
from knowledge.articles import ArticleId
from knowledge.bands import Sureness
from knowledge.base import Reply
from knowledge.content import ArticleText, LegalBasis
from knowledge.language import WrittenLanguage
from knowledge.scope import Scope
from knowledge.search import Hit
from knowledge.topics import TopicTag

MOST_TOPICS = 3
PERSONS_LANGUAGE = {
    WrittenLanguage.BO: "bo",
    WrittenLanguage.MIXED: "bo",
    WrittenLanguage.ZH: "zh",
}
SUREST = 0.95
"""Articles that agree do not make a topic certain."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One article in the person's language where it has it, else in the one it was found in.
    `confidence` is a probability (0-1)."""

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
    read, where pinyin or Wylie was typed or a slip was mended."""

    language: str
    read_as: str
    band: Sureness
    scope: Scope
    items: tuple[Suggestion, ...]
    offered: tuple[Suggestion, ...]
    """Of the items what a caller may be shown: the answer, or up to three to choose from."""
    topics: tuple[TopicTag, ...]
    """The likeliest topics of the question, best first."""


def suggest(
    session: Session,
    book: AnswerBook,
    side: Side,
    text: str,
    *,
    today: date,
    limit: int = 3,
    language: str | None = None,
) -> Suggestions:
    """Search what this side may see and put the articles beside the hits.

    `language` is the person's (bo, zh), None where only the question tells it.
    """
    reply = book.ask(session, side, text, today=today, limit=limit)
    wanted = language or PERSONS_LANGUAGE.get(reply.language.language, "")
    readable = book.list_readable(
        session, side, [hit.article_id for hit in reply.found.hits], today=today
    )
    items = {hit: _describe(session, hit, wanted, readable) for hit in reply.found.hits}
    described = tuple(items.values())
    return Suggestions(
        str(reply.language.language),
        reply.read_as,
        reply.band,
        reply.scope,
        described,
        tuple(items[hit] for hit in reply.offered),
        tag_topics(book, text, described),
    )


def find_public_answers(
    session: Session, book: AnswerBook, question: str, *, today: date, limit: int
) -> Reply | None:
    """What a reader's question finds among what the public may read; None without a question."""
    if not question:
        return None
    return book.ask(session, Side.PUBLIC, question, today=today, limit=limit)


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


def _describe(
    session: Session, hit: Hit, wanted: str, readable: Collection[tuple[str, str]]
) -> Suggestion:
    article = find_article(session, hit.article_id)
    language = wanted if (article.id, wanted) in readable else hit.language
    return Suggestion(
        article.id,
        article.topic,
        language,
        article.texts[language],
        article.legal_basis,
        hit.confidence,
        hit.is_translated,
        str(hit.reason.field),
        hit.reason.terms,
    )
