"""The page of sign-ins: who may sign in, who has a second factor; taking one away."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.guard import Running, ServicesOf
from app.hotline.accounts.actions import reset_factor
from app.hotline.accounts.queries import list_people
from app.hotline.accounts.roles import LABELS, may_reset_factor
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)


@router.get("/line/people")
def show_people(request: Request, services: ServicesOf, account: Running) -> Response:
    """Everybody with an account."""
    with services.store.read() as session:
        people = list_people(session, services.store.vault)
    resettable = {
        each.account_id
        for each in people
        if each.has_factor
        and may_reset_factor(account.account_id, account.role, each.account_id, each.role)
    }
    return render(
        request, "line/people.html", people=people, resettable=resettable, role_labels=LABELS
    )


@router.post("/line/people/{account_id}/reset-factor")
def post_reset_factor(services: ServicesOf, account: Running, account_id: int) -> Response:
    """The phone is lost: its owner sets up another one at the next sign-in."""
    with services.store.write() as uow:
        reset_factor(uow, account_id, account.account_id)
    return RedirectResponse("/line/people", HTTPStatus.SEE_OTHER)
