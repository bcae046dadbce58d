"""Pages of the public's answers: by topic, by question, and each one in full."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.hotline.answers.book import BookOf, find_today
from app.hotline.answers.queries import (
    count_public_articles,
    list_public_articles,
    read_public_article,
)
from app.hotline.answers.suggestions import find_public_answers
from app.kit.web.readers import find_reader
from app.kit.web.services import StoreOf
from app.kit.web.site import SiteOf, render
from knowledge.articles import ArticleId
from knowledge.bands import Sureness
from knowledge.base import Reply
from knowledge.content import Article, ArticleText
from knowledge.scope import Scope

LONGEST_QUESTION = 300
MOST_FOUND = 3
PERHAPS_FROM = 0.2
"""Confidence: a reader who searches judges at a glance, and is told that it only may fit."""

router = APIRouter(default_response_class=Response, include_in_schema=False)


@router.get("/answers")
def show_answers(
    request: Request, store: StoreOf, site: SiteOf, book: BookOf, q: str = "", topic: str = ""
) -> Response:
    """Approved answers by topic, or what a question finds among them."""
    today, question = find_today(store), q.strip()[:LONGEST_QUESTION]
    with store.read() as session:
        topics = count_public_articles(session, today, training=site.training)
        reply = find_public_answers(session, book, question, today=today, limit=MOST_FOUND)
        ids = list_found(reply) if reply else []
        chosen = (
            list_public_articles(session, today, training=site.training, topic=topic, ids=ids)
            if ids or topic
            else []
        )
    language = str(find_reader(request).language)
    return render(
        request,
        "answers/public.html",
        public=True,
        question=question,
        found=bool(ids),
        may_fit=reply is not None and reply.band is not Sureness.SURE,
        other_office=reply is not None and reply.scope is Scope.NON_LEGAL,
        topic="" if ids else topic,
        topics=topics,
        shown=[(article, *choose_text(article, language)) for article in chosen],
    )


def list_found(reply: Reply) -> list[ArticleId]:
    """What is shown: what is offered, or what may fit the few words of who searches by word."""
    hits = reply.offered
    if not hits and reply.scope is not Scope.NON_LEGAL:
        hits = tuple(hit for hit in reply.found.hits if hit.confidence >= PERHAPS_FROM)
    return [hit.article_id for hit in hits]


@router.get("/answers/{article_id}")
def show_answer(request: Request, store: StoreOf, site: SiteOf, article_id: str) -> Response:
    """One answer in full, to read or print."""
    with store.read() as session:
        article = read_public_article(
            session, article_id, find_today(store), training=site.training
        )
    language, text = choose_text(article, str(find_reader(request).language))
    return render(
        request, "answers/answer.html", public=True, article=article, language=language, text=text
    )


def choose_text(article: Article, language: str) -> tuple[str, ArticleText]:
    """The text in the reader's language, or else the other one, with its language."""
    wanted = "bo" if language.startswith("bo") else "zh"
    if wanted not in article.texts:
        wanted = next(iter(article.texts))
    return wanted, article.texts[wanted]
