"""The agent's side of a conversation: the messages in the console and the answer to them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.desks.console.pages import AgentId, ServicesOf
from app.desks.console.queries import find_own_contact
from app.doors.chat.actions import write_as_agent
from app.doors.chat.message_actions import MAX_CHARACTERS, Words
from app.doors.chat.views import read_lines
from app.hotline.contacts.models import Contact
from app.kit.storage.vault import Vault
from app.kit.web.errors import is_fragment_request
from app.kit.web.site import render

router = APIRouter(
    prefix="/console/contacts/{contact_id}/messages",
    default_response_class=Response,
    include_in_schema=False,
)


@router.get("")
def show_messages(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """The conversation of one of the agent's contacts."""
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        told = describe_messages(session, services.store.vault, contact)
    return render(request, "chat/messages.html", contact_id=contact_id, **told)


def describe_messages(session: Session, vault: Vault, contact: Contact) -> dict[str, Any]:
    """The conversation with a contact that its reader may see, as the agent's side shows it."""
    return {"messages": read_lines(session, vault, contact), "mine": "agent", "looks_up": True}


@router.post("")
def post_message(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    text: Annotated[str, Form(max_length=MAX_CHARACTERS)],
    sender_token: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Send an answer; sent again with its token it is one."""
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        write_as_agent(uow, contact, agent_id, Words(text, sender_token or uow.make_token()))
    if is_fragment_request(request):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "changed"})
    return RedirectResponse(f"/console?contact={contact_id}", HTTPStatus.SEE_OTHER)
