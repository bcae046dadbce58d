"""Routes of those who wrote and to whom we owe an answer: read, answer in writing, finish.

Messages left while the line was closed above all; the caller reads the answer where they wrote.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.doors.chat.closed_actions import answer_left_message
from app.doors.chat.facts import LEFT_MESSAGE_READ
from app.doors.chat.message_actions import MAX_CHARACTERS, Words
from app.doors.chat.views import read_lines
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import ANSWERING, Role
from app.hotline.callbacks.queries import find_owed, find_owed_contact
from app.hotline.contacts.models import Contact
from app.hotline.contacts.queries import read_sealed
from app.hotline.services import Services, get_services
from app.kit.errors import NotFound
from app.kit.web.site import render

router = APIRouter(prefix="/callbacks", default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
Staff = Annotated[SignedIn, Depends(require(*ANSWERING, Role.SUPERVISOR))]


@router.get("/{callback_id}/written")
def show_left_message(
    request: Request, services: ServicesOf, account: Staff, callback_id: int
) -> Response:
    """What somebody wrote while nobody was here, and what we have answered so far; each look is
    logged (law 9)."""
    with services.store.write() as uow:
        contact = find_owed_contact(uow.session, callback_id)
        _require_written(contact)
        uow.record(LEFT_MESSAGE_READ, contact_id=contact.id, account_id=account.account_id)
    with services.store.read() as session:
        promise, ticket, contact = find_owed(session, callback_id)
        vault = services.store.vault
        return render(
            request,
            "chat/left.html",
            contact=contact,
            callback_id=promise.id,
            contact_id=contact.id,
            due_at=promise.due_at,
            version=ticket.version,
            notes=read_sealed(vault, ticket.notes_sealed, contact.caller),
            messages=read_lines(session, vault, contact),
            mine="agent",
            longest=MAX_CHARACTERS,
        )


@router.post("/{callback_id}/written")
def post_answer(
    services: ServicesOf,
    account: Staff,
    callback_id: int,
    text: Annotated[str, Form(max_length=MAX_CHARACTERS)],
    sender_token: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Answer in writing; sent again with its token it is one."""
    with services.store.write() as uow:
        contact = find_owed_contact(uow.session, callback_id)
        _require_written(contact)
        words = Words(text, sender_token or uow.make_token())
        answer_left_message(uow, contact, account.agent_id, words)
    return RedirectResponse(f"/callbacks/{callback_id}/written", HTTPStatus.SEE_OTHER)


def _require_written(contact: Contact) -> None:
    if contact.channel == "voice":
        raise NotFound(what="chat", contact_id=contact.id)
