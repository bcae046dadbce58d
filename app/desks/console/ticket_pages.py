"""Routes of what is typed into a ticket: kept while it is typed, told as it stands, closed."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.desks.console.actions import (
    TicketForm,
    TypedFields,
    finish_contact,
    keep_fields,
)
from app.desks.console.pages import AgentId, Answering, Code, ServicesOf
from app.desks.console.ticket_queries import read_typed
from app.hotline.accounts.queries import SignedIn
from app.hotline.services import Services
from app.kit.i18n.formats import format_clock
from app.kit.web.errors import is_fragment_request
from app.kit.web.forms import RowId

router = APIRouter(
    prefix="/console/contacts/{contact_id}",
    default_response_class=Response,
    include_in_schema=False,
)
LONGEST_SENT = 40_000
"""More than what is kept: a browser sends two characters for each end of a line."""
Notes = Annotated[str, Form(max_length=LONGEST_SENT)]
NotesOrNone = Annotated[str | None, Form(max_length=LONGEST_SENT)]
CodeOrNone = Annotated[str | None, Form(max_length=40)]
Seen = Annotated[RowId, Form()]


@router.get("/ticket")
def show_ticket(
    services: ServicesOf, account: Answering, agent_id: AgentId, contact_id: int
) -> Response:
    """The fields as they stand, for a page that hears that somebody changed them."""
    return _tell(services, account, agent_id, contact_id, [])


@router.post("/ticket")
def post_ticket(
    services: ServicesOf,
    account: Answering,
    agent_id: AgentId,
    contact_id: int,
    seen: Seen = 0,
    notes: NotesOrNone = None,
    topic: CodeOrNone = None,
    language: CodeOrNone = None,
    heard: Code = "",
) -> Response:
    """Keep the fields that were changed; 409 names those that somebody else changed as well."""
    typed = TypedFields(seen, notes, topic, language, heard)
    with services.router.write() as work:
        clashes = keep_fields(work, agent_id, account.account_id, contact_id, typed)
    return _tell(services, account, agent_id, contact_id, clashes)


@router.post("/close")
def post_close(
    request: Request,
    services: ServicesOf,
    account: Answering,
    agent_id: AgentId,
    contact_id: int,
    topic: Code = "",
    notes: Notes = "",
    seen: Seen = 0,
) -> Response:
    """Close the ticket and go on."""
    mark = f"{account.name} {format_clock(services.store.clock.now())}"
    form = TicketForm(topic, notes, account.account_id, seen, mark)
    with services.router.write() as work:
        finish_contact(work, agent_id, contact_id, form)
    if is_fragment_request(request):
        news = json.dumps({"changed": True, "closed": {"contact": contact_id}})
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": news})
    return RedirectResponse("/console", HTTPStatus.SEE_OTHER)


def _tell(
    services: Services, account: SignedIn, agent_id: int, contact_id: int, clashes: list[str]
) -> Response:
    with services.store.read() as session:
        vault, account_id = services.store.vault, account.account_id
        now = read_typed(session, vault, agent_id, account_id, contact_id)
    told = {
        "version": now.version,
        "notes": now.notes,
        "topic": now.topic,
        "language": now.language,
        "by": now.written_by,
        "is_own": now.is_own,
        "written_at": format_clock(now.written_at),
        "saved_at": format_clock(services.store.clock.now()),
        "clashes": clashes,
    }
    status = HTTPStatus.CONFLICT if clashes else HTTPStatus.OK
    return JSONResponse(told, status, {"Cache-Control": "no-store"})
