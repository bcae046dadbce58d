"""Pages of the knowledge base: the public's answers, and the agent's suggestions as a fragment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.answers.book import BookOf, Side, find_today
from app.answers.queries import list_public_articles
from app.answers.suggestions import suggest
from app.errors import NotFound
from app.web.readers import find_reader
from app.web.services import StoreOf
from app.web.site import SiteOf, render
from knowledge.content import Article, ArticleText

router = APIRouter(default_response_class=Response, include_in_schema=False)
Staff = Annotated[SignedIn, Depends(require())]
Words = Annotated[str, Form(max_length=4000)]


@router.get("/answers")
def show_answers(
    request: Request, store: StoreOf, site: SiteOf, book: BookOf, q: str = "", topic: str = ""
) -> Response:
    """Approved answers by topic, or what a question finds among them."""
    today, question = find_today(store), q.strip()[:300]
    with store.read() as session:
        articles = list_public_articles(session, today, training=site.training)
        found = (
            suggest(session, book, Side.PUBLIC, question, today=today, limit=10)
            if question
            else None
        )
    chosen = [article for article in articles if article.topic == topic]
    if found and found.something_fits:
        by_id = {article.id: article for article in articles}
        chosen = [by_id[item.article_id] for item in found.items if item.article_id in by_id]
    language = str(find_reader(request).language)
    return render(
        request,
        "answers/public.html",
        public=True,
        question=question,
        topic=topic,
        topics=sorted({article.topic for article in articles}),
        shown=[(article, *choose_text(article, language)) for article in chosen],
    )


@router.get("/answers/{article_id}")
def show_answer(request: Request, store: StoreOf, site: SiteOf, article_id: str) -> Response:
    """One answer in full, to read or print."""
    with store.read() as session:
        articles = list_public_articles(session, find_today(store), training=site.training)
    article = next((each for each in articles if each.id == article_id), None)
    if article is None:
        raise NotFound(what="article", id=article_id)
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


@router.post("/answers/suggestions")
def show_suggestions(
    request: Request, store: StoreOf, book: BookOf, _: Staff, text: Words = "", notes: Words = ""
) -> Response:
    """The agent's help as a fragment: what fits the words typed so far."""
    words = (text or notes).strip()
    with store.read() as session:
        found = suggest(session, book, Side.STAFF, words, today=find_today(store))
    return render(request, "answers/suggestions.html", found=found, words=words)
