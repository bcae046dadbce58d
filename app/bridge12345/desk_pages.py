"""The agent's side of a forwarded matter: what 12345 knows of it, and the result it will read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.bridge12345.actions import MAX_RESULT_CHARACTERS, write_result
from app.bridge12345.queries import find_of_contact
from app.bridge12345.views import list_cards
from app.console.pages import AgentId, PartsOf
from app.console.queries import find_own_contact
from app.web.errors import is_fragment_request
from app.web.site import show

router = APIRouter(
    prefix="/console/contacts/{contact_id}/referrals",
    default_response_class=Response,
    include_in_schema=False,
)


@router.get("")
def show_referrals(
    request: Request, parts: PartsOf, agent_id: AgentId, contact_id: int
) -> Response:
    """What 12345 told of this contact; nothing for one that it did not forward."""
    with parts.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        cards = list_cards(session, parts.store.vault, contact.id)
    if not cards:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return show(
        request,
        "bridge12345/panel.html",
        parts=("facts",),
        contact_id=contact_id,
        referrals=cards,
        longest=MAX_RESULT_CHARACTERS,
    )


@router.post("/{referral_id}/result")
def post_result(
    request: Request,
    parts: PartsOf,
    agent_id: AgentId,
    contact_id: int,
    referral_id: int,
    result: Annotated[str, Form(max_length=MAX_RESULT_CHARACTERS)] = "",
) -> Response:
    """Keep the result while it is typed; it goes out when the ticket is closed."""
    with parts.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        write_result(uow, find_of_contact(uow.session, contact.id, referral_id), result)
    if is_fragment_request(request):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return RedirectResponse(f"/console?contact={contact_id}", HTTPStatus.SEE_OTHER)
