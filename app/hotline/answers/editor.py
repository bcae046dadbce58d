"""Pages of the editors: list, both languages side by side, review, gaps, files in and out."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.answers import exchange
from app.hotline.answers.actions import close_gap, edit_text, import_in_parts, move_text
from app.hotline.answers.book import BookOf, Side, find_today
from app.hotline.answers.facts import GAPS_OPENED
from app.hotline.answers.queries import (
    Filters,
    count_due,
    count_help,
    find_article,
    find_text,
    list_articles,
    list_gaps,
    list_versions,
)
from app.hotline.answers.usefulness import count_choices
from app.hotline.danger.queries import count_alarms
from app.hotline.tickets.words import TOPICS
from app.kit.errors import BadInput
from app.kit.web.forms import RowId
from app.kit.web.services import StoreOf
from app.kit.web.site import render
from knowledge.bands import read_calibration
from knowledge.content import STEPS, ArticleText, TextState
from knowledge.law_life import find_law_faults
from knowledge.self_check import measure_thresholds
from knowledge.tidying import split_items

EDITORS = (Role.EDITOR, Role.SUPERVISOR, Role.ADMIN)
LARGEST_FILE_BYTES = 20_000_000
MOST_CHECKED = 200
"""Questions asked for the page of thresholds: about a second of work."""
ALARM_DAYS = 30
TYPES = {
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

router = APIRouter(prefix="/editor", default_response_class=Response, include_in_schema=False)
Editor = Annotated[SignedIn, Depends(require(*EDITORS))]
Asked = Annotated[SignedIn, Depends(require(Role.EDITOR, Role.SUPERVISOR))]
"""Who may read callers' own words: not an administrator."""
Line = Annotated[str, Form(max_length=500)]
Block = Annotated[str, Form(max_length=20_000)]


@router.get("/answers")
def show_list(
    request: Request,
    store: StoreOf,
    book: BookOf,
    _: Editor,
    topic: str = "",
    state: str = "",
    overdue: bool = False,
    over: bool = False,
    law: bool = False,
) -> Response:
    """All articles, or those of a topic, in a state, due for review, whose time is over, or whose
    law has ended or changed."""
    day = find_today(store)
    today = day.isoformat()
    filters = Filters(topic, state, today if overdue else "", today if over else "")
    with store.read() as session:
        articles, helped = list_articles(session, filters), count_help(session)
        due = count_due(session, day)
        law_faults = {f.article_id: f for f in find_law_faults(list_articles(session), today)}
    if law:
        articles = [article for article in articles if article.id in law_faults]
    return render(
        request,
        "answers/list.html",
        articles=articles,
        helped=helped,
        due=due,
        law_faults=law_faults,
        law=law,
        building=book.find_progress(),
        filters=filters,
        today=today,
        topics=TOPICS,
        states=list(TextState),
    )


@router.get("/answers/{article_id}")
def show_article(request: Request, store: StoreOf, _: Editor, article_id: str) -> Response:
    """Both languages side by side, with what may follow and what was before."""
    with store.read() as session:
        article = find_article(session, article_id)
        versions = {
            language: list_versions(session, article_id, language) for language in article.texts
        }
        seen = {x: find_text(session, article_id, x).version for x in article.texts}
    return render(
        request,
        "answers/edit.html",
        article=article,
        law_faults=list(find_law_faults([article], find_today(store).isoformat())),
        versions=versions,
        seen=seen,
        steps={language: sorted(STEPS[text.state]) for language, text in article.texts.items()},
    )


@router.post("/answers/{article_id}/{language}")
def post_text(
    store: StoreOf,
    account: Editor,
    article_id: str,
    language: str,
    question: Block,
    alternates: Block = "",
    short_answer: Block = "",
    full_answer: Block = "",
    steps: Block = "",
    papers: Block = "",
    where: Block = "",
    seen: Annotated[RowId | None, Form()] = None,
) -> Response:
    """Save new words; they are a draft."""
    text = ArticleText(
        question,
        split_items(alternates),
        short_answer,
        full_answer,
        split_items(steps),
        split_items(papers),
        where,
    )
    with store.write() as uow:
        edit_text(uow, article_id, language, text, account.account_id, seen)
    return RedirectResponse(f"/editor/answers/{article_id}", HTTPStatus.SEE_OTHER)


@router.post("/answers/{article_id}/{language}/state")
def post_state(
    store: StoreOf,
    account: Editor,
    article_id: str,
    language: str,
    state: Annotated[TextState, Form()],
    reviewer: Line = "",
) -> Response:
    """Take a step of review."""
    with store.write() as uow:
        today = find_today(store)
        move_text(
            uow, article_id, language, state, account.account_id, reviewer=reviewer, today=today
        )
    return RedirectResponse(f"/editor/answers/{article_id}", HTTPStatus.SEE_OTHER)


@router.get("/thresholds")
def show_thresholds(request: Request, store: StoreOf, book: BookOf, _: Editor) -> Response:
    """What the threshold of "nothing fits" costs on the articles of today."""
    with store.read() as session:
        wordings = book.list_published(session, Side.STAFF, today=find_today(store))
        choices = count_choices(session)
    rows = measure_thresholds(wordings, MOST_CHECKED)
    return render(
        request,
        "answers/thresholds.html",
        rows=rows,
        present=read_calibration().sure_from,
        choices=choices,
    )


@router.get("/gaps")
def show_gaps(request: Request, store: StoreOf, account: Asked) -> Response:
    """Questions that nothing fitted, the most frequent first; people's own words, so each look
    at them is logged."""
    with store.write() as uow:
        gaps = list_gaps(uow.session, uow.vault)
        counted = count_alarms(uow.session, uow.now - timedelta(days=ALARM_DAYS))
        uow.record(GAPS_OPENED, account_id=account.account_id)
    return render(request, "answers/gaps.html", open_gaps=gaps, counted=counted)


@router.post("/gaps/{gap_id}/close")
def post_gap_closed(store: StoreOf, _: Asked, gap_id: int) -> Response:
    """A gap is dealt with."""
    with store.write() as uow:
        close_gap(uow, gap_id)
    return RedirectResponse("/editor/gaps", HTTPStatus.SEE_OTHER)


@router.get("/answers.{kind}")
def get_file(store: StoreOf, _: Editor, kind: str) -> Response:
    """All articles as a file."""
    with store.read() as session:
        articles = list_articles(session)
    if kind not in TYPES:
        raise BadInput("unknown kind of file", field="kind")
    data = exchange.write_xlsx(articles) if kind == "xlsx" else exchange.write_jsonl(articles)
    headers = {"Content-Disposition": f'attachment; filename="answers.{kind}"'}
    return Response(data, media_type=TYPES[kind], headers=headers)


@router.post("/import")
def post_file(request: Request, store: StoreOf, account: Editor, file: UploadFile) -> Response:
    """Take in a file: the good rows are kept, the bad ones named by their number."""
    data = file.file.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise BadInput(place="file", reason="import_too_large")
    is_sheet = (file.filename or "").lower().endswith(".xlsx")
    parsed = exchange.read_xlsx(data) if is_sheet else exchange.read_jsonl(data)
    imported = import_in_parts(store, parsed.items, account.account_id)
    return render(request, "answers/imported.html", imported=imported, parsed=parsed)
