"""Route of one ticket for supervisors; every look at its notes is logged (law 9)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.desks.line.facts import TICKET_READ
from app.desks.line.guard import ServicesOf, Supervising
from app.desks.line.ticket_queries import read_ticket
from app.kit.web.site import render

router = APIRouter(prefix="/line/tickets", default_response_class=Response, include_in_schema=False)


@router.get("/{contact_id}")
def show_ticket(
    request: Request, services: ServicesOf, account: Supervising, contact_id: int
) -> Response:
    """What became of one contact, with its notes."""
    with services.store.write() as uow:
        ticket = read_ticket(uow.session, uow.vault, contact_id)
        uow.record(TICKET_READ, contact_id=contact_id, account_id=account.account_id)
    return render(request, "line/ticket.html", ticket=ticket)
