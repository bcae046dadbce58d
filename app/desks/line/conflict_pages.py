"""Routes of the list of conflicts of interest: who may not serve whom, and why."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.conflict_actions import lift_noted
from app.desks.line.conflict_queries import list_conflicted, list_conflicts, list_lifted
from app.desks.line.guard import Running, ServicesOf
from app.hotline.contacts.conflict_actions import LIFT_REASONS
from app.kit.web.site import render

router = APIRouter(
    prefix="/line/conflicts", default_response_class=Response, include_in_schema=False
)
Filter = Annotated[str, Query(pattern="^[0-9]{0,9}$")]


@router.get("")
def show_conflicts(
    request: Request, services: ServicesOf, _: Running, agent: Filter = ""
) -> Response:
    """Every conflict that holds, of everybody or of one expert, and what was lifted lately."""
    chosen = int(agent) if agent else None
    with services.store.read() as session:
        vault = services.store.vault
        conflicts = list_conflicts(session, vault, chosen)
        agents, lifted = list_conflicted(session, vault), list_lifted(session, vault)
    return render(
        request,
        "line/conflicts.html",
        conflicts=conflicts,
        agents=agents,
        chosen=chosen,
        lifted=lifted,
        reasons=LIFT_REASONS,
    )


@router.post("/{conflict_id}/lift")
def post_lift(
    services: ServicesOf,
    account: Running,
    conflict_id: int,
    reason: Annotated[str, Form(max_length=40)],
) -> Response:
    """Lift one, with the reason that the log keeps."""
    with services.router.write() as work:
        lift_noted(work, conflict_id, account.account_id, reason)
    return RedirectResponse("/line/conflicts", HTTPStatus.SEE_OTHER)
