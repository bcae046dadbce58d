"""Routes of the supervisor's talks: who talks now; listen, coach, take part, leave.

Every use is in the log with who it was (law 9).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.console.talk_queries import find_talk, list_talks
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn, find_phone
from app.hotline.accounts.roles import Role
from app.hotline.calls.talking.supervise_actions import (
    NO_PHONE,
    SupervisorPresence,
    leave_talk,
    supervise,
)
from app.hotline.services import Services, get_services
from app.kit.errors import NotAllowed, NotFound
from app.kit.web.site import show

router = APIRouter(default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
Supervising = Annotated[SignedIn, Depends(require(Role.SUPERVISOR))]


@router.get("/talks")
def show_talks(request: Request, services: ServicesOf, account: Supervising) -> Response:
    """Who talks now, and what this supervisor does in it."""
    with services.store.read() as session:
        talks = list_talks(session, services.store.vault, account.agent_id)
        phone = find_phone(session, services.store.vault, account.agent_id)
    return show(request, "console/talks.html", talks=talks, has_phone=bool(phone))


@router.post("/talks/{contact_id}/{how}")
def post_presence(
    services: ServicesOf, account: Supervising, contact_id: int, how: str
) -> Response:
    """Listen, coach, barge, or leave."""
    if account.agent_id is None:
        raise NotAllowed(reason=NO_PHONE)
    if how not in {*SupervisorPresence, "leave"}:
        raise NotFound(what="page")
    with services.router.write() as work:
        contact = find_talk(work.uow.session, contact_id)
        if how == "leave":
            leave_talk(work.uow, contact, account.agent_id)
        else:
            supervise(work.uow, contact, account.agent_id, SupervisorPresence(how))
    return RedirectResponse("/talks", HTTPStatus.SEE_OTHER)
