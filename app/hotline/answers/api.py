"""JSON routes of the agent's help: suggestions while notes are typed, and what came of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.answers.actions import keep_gap, keep_use
from app.hotline.answers.book import BookOf, Side, find_today
from app.hotline.answers.suggestions import suggest
from app.hotline.dispatch.queries import require_contact
from app.kit.storage.unit_of_work import UnitOfWork
from app.kit.web.forms import RowId
from app.kit.web.services import StoreOf

router = APIRouter(prefix="/api/answers", tags=["answers"])
Staff = Annotated[SignedIn, Depends(require())]
LONGEST_QUESTION = 4000


class Question(BaseModel):
    """Words of a caller or of an agent's notes."""

    text: str = Field(max_length=LONGEST_QUESTION)
    limit: int = Field(3, ge=1, le=10)


class Use(BaseModel):
    """Whether an article helped in a contact."""

    language: str = Field(pattern="^(bo|zh)$")
    helped: bool
    contact_id: RowId | None = None


class Unanswered(BaseModel):
    """A question that nothing fitted, for the editors."""

    text: str = Field(min_length=2, max_length=LONGEST_QUESTION)
    language: str = Field("", max_length=10)
    contact_id: RowId | None = None


def check_contact(uow: UnitOfWork, account: SignedIn, contact_id: int | None) -> None:
    """Raises NotFound for a contact that the account may not see: supervisors see all, nobody
    else any but those that they answered."""
    if contact_id is not None:
        sees_all = account.role is Role.SUPERVISOR
        require_contact(uow.session, contact_id, None if sees_all else account.agent_id or 0)


@router.post("/suggest")
def post_question(body: Question, store: StoreOf, book: BookOf, _: Staff) -> dict[str, Any]:
    """Suggestions with their reason, law, confidence and review state."""
    with store.read() as session:
        found = suggest(
            session,
            book,
            Side.STAFF,
            body.text,
            today=find_today(store),
            limit=body.limit,
        )
    return asdict(found)


@router.post("/{article_id}/use", status_code=204)
def post_use(article_id: str, body: Use, store: StoreOf, account: Staff) -> None:
    """Keep whether the article helped."""
    with store.write() as uow:
        check_contact(uow, account, body.contact_id)
        keep_use(
            uow,
            article_id,
            body.language,
            helped=body.helped,
            account_id=account.account_id,
            contact_id=body.contact_id,
        )


@router.post("/gaps", status_code=204)
def post_gap(body: Unanswered, store: StoreOf, account: Staff) -> None:
    """Tell the editors of a question that has no answer yet."""
    with store.write() as uow:
        check_contact(uow, account, body.contact_id)
        keep_gap(uow, body.text, body.language, body.contact_id)
