"""The agent's side of a forwarded matter: what 12345 knows of it, and the result it will read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.desks.console.pages import AgentId, Answering, ServicesOf
from app.desks.console.queries import find_own_contact
from app.doors.bridge12345.queries import find_of_contact
from app.doors.bridge12345.views import list_cards, open_sealed
from app.doors.bridge12345.writing_actions import (
    MAX_RESULT_CHARACTERS,
    ResultDraft,
    write_both_results,
    write_result,
)
from app.hotline.accounts.queries import list_names
from app.hotline.contacts.models import Contact
from app.hotline.services import Services
from app.kit.i18n.formats import format_clock
from app.kit.storage.vault import Vault
from app.kit.web.forms import RowId
from app.kit.web.site import show

router = APIRouter(
    prefix="/console/contacts/{contact_id}/referrals",
    default_response_class=Response,
    include_in_schema=False,
)


LONGEST_SENT = 2 * MAX_RESULT_CHARACTERS
"""More than what is kept: a browser sends two characters for each end of a line."""


@router.get("")
def show_referrals(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """What 12345 told of this contact; nothing for one that it did not forward."""
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        told = describe_referrals(session, services.store.vault, contact)
    if not told["referrals"]:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return show(request, "bridge12345/panel.html", parts=("facts",), contact_id=contact_id, **told)


def describe_referrals(session: Session, vault: Vault, contact: Contact) -> dict[str, Any]:
    """The panel of a contact that its reader may see."""
    return {"referrals": list_cards(session, vault, contact.id), "longest": MAX_RESULT_CHARACTERS}


@router.get("/{referral_id}/result")
def show_result(
    services: ServicesOf, account: Answering, agent_id: AgentId, contact_id: int, referral_id: int
) -> Response:
    """The result as it stands, for a page that hears that somebody changed it."""
    return _tell(services, account.account_id, agent_id, contact_id, referral_id)


@router.post("/{referral_id}/result")
def post_result(
    request: Request,
    services: ServicesOf,
    account: Answering,
    agent_id: AgentId,
    contact_id: int,
    referral_id: int,
    result: Annotated[str, Form(max_length=LONGEST_SENT)] = "",
    seen: Annotated[RowId, Form()] = 0,
) -> Response:
    """Keep the result while it is typed; it goes out when the ticket is closed.

    409 where somebody else has changed it since `seen`.  A form that cannot ask keeps both.
    """
    draft = ResultDraft(result, seen, account.account_id)
    can_ask = "application/json" in request.headers.get("accept", "")
    is_kept = True
    with services.store.write() as uow:
        contact = find_own_contact(uow.session, agent_id, contact_id)
        referral = find_of_contact(uow.session, contact.id, referral_id, locked=True)
        if can_ask:
            is_kept = write_result(uow, referral, draft)
        else:
            mark = f"{account.name} {format_clock(uow.now)}"
            write_both_results(uow, referral, draft, mark)
    if can_ask:
        clashes = [] if is_kept else ["result"]
        return _tell(services, account.account_id, agent_id, contact_id, referral_id, clashes)
    return RedirectResponse(f"/console?contact={contact_id}", HTTPStatus.SEE_OTHER)


def _tell(
    services: Services,
    account_id: int,
    agent_id: int,
    contact_id: int,
    referral_id: int,
    clashes: list[str] | None = None,
) -> Response:
    vault, now = services.store.vault, services.store.clock.now()
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        referral = find_of_contact(session, contact.id, referral_id)
        names = list_names(session, vault, [referral.result_by])
        told = {
            "version": referral.result_version,
            "result": open_sealed(vault, referral.result_sealed, referral.caller),
            "by": names.get(referral.result_by, ""),
            "is_own": referral.result_by == account_id,
            "written_at": format_clock(referral.result_at),
            "saved_at": format_clock(now),
            "clashes": clashes or [],
        }
    status = HTTPStatus.CONFLICT if clashes else HTTPStatus.OK
    return JSONResponse(told, status, {"Cache-Control": "no-store"})
