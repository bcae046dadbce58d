"""JSON routes of the callers' chat: start, write, read on, end.

The token that `start` returns is all that a caller's page needs to come back without loss.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.doors.chat import actions
from app.doors.chat.first_answer import answer_first, choose
from app.doors.chat.message_actions import MAX_CHARACTERS, MAX_TOKEN_CHARACTERS, Words
from app.doors.chat.queries import find_chat, list_messages
from app.doors.chat.views import list_choices
from app.doors.chat.wording import ChatWording
from app.hotline.answers.book import BookOf
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.place_queries import count_waiting_before
from app.hotline.services import Services, get_services
from app.kit.i18n import parse_language
from app.kit.web.forms import RowId
from app.kit.web.limits import limit

router = APIRouter(prefix="/api/chat", tags=["chat"])
ServicesOf = Annotated[Services, Depends(get_services)]


class Start(BaseModel):
    """The language of the page on which somebody opens the chat."""

    language: str = Field("", max_length=20)


class NewMessage(BaseModel):
    """A message; `sender_token` is the page's own name for it: sent twice, it is one."""

    text: str = Field(max_length=MAX_CHARACTERS)
    sender_token: str = Field(min_length=1, max_length=MAX_TOKEN_CHARACTERS)


class SeenMessage(BaseModel):
    """A message as the caller sees it; `sent_at` is ISO 8601, UTC."""

    id: int
    sender: str
    text: str
    sent_at: str


class ChoiceOffered(BaseModel):
    """A question that the caller may mean."""

    article_id: str
    question: str


class ChoiceMade(BaseModel):
    """The article of the question that is meant, or `none`."""

    choice: str = Field(max_length=40)


class Chat(BaseModel):
    """How a chat stands: `state` of the contact, the place in the queue while it waits, and the
    questions to choose from while none is chosen."""

    token: str
    state: str
    language: str | None
    place: int | None
    messages: list[SeenMessage]
    choices: list[ChoiceOffered] = []


@router.post("", status_code=201)
def start(request: Request, body: Start, services: ServicesOf) -> Chat:
    """Open a chat."""
    limit(request, "new_chat")
    with services.store.write() as uow:
        language = parse_language(body.language)
        contact = actions.start_chat(uow, language, training=services.settings.training)
        token = contact.token
    return read(token, services)


@router.get("/{token}")
def read(token: str, services: ServicesOf, after: RowId = 0) -> Chat:
    """Everything that the page has not seen yet."""
    with services.store.read() as session:
        contact = find_chat(session, token)
        messages = list_messages(session, services.store.vault, contact, after)
        waits = contact.state in {ContactStage.WAITING, ContactStage.OFFERED}
        return Chat(
            token=token,
            state=contact.state,
            language=contact.language,
            place=count_waiting_before(session, contact) + 1 if waits else None,
            choices=[
                ChoiceOffered(article_id=each.article_id, question=each.question)
                for each in list_choices(session, contact)
            ],
            messages=[
                SeenMessage(id=m.id, sender=m.sender, text=m.text, sent_at=m.sent_at.isoformat())
                for m in messages
            ],
        )


@router.post("/{token}/messages", status_code=201)
def write(token: str, body: NewMessage, services: ServicesOf, book: BookOf) -> Chat:
    """Take a message; the answer holds everything after the one before it."""
    wording = ChatWording(services.catalogues)
    with services.router.write() as work:
        contact: Contact = find_chat(work.uow.session, token)
        words = Words(body.text, body.sender_token)
        before = actions.write_as_caller(work, wording, contact, words).id - 1
    answer_first(services.store, book, wording, token, body.text)
    return read(token, services, before)


@router.post("/{token}/choice")
def make_choice(token: str, body: ChoiceMade, services: ServicesOf) -> Chat:
    """Answer by the question that the caller means; `none` lets a person come."""
    with services.router.write() as work:
        contact = find_chat(work.uow.session, token)
        wording = ChatWording(services.catalogues)
        choose(work.uow, wording, contact, body.choice, training=services.settings.training)
    return read(token, services)


@router.post("/{token}/end")
def end(token: str, services: ServicesOf) -> Chat:
    """The caller ends the chat; ending it twice changes nothing."""
    with services.router.write() as work:
        actions.end_chat(work, find_chat(work.uow.session, token))
    return read(token, services)
