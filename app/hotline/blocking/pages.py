"""Routes of the supervisors' block list."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.blocking.actions import DAYS, REASONS, block_number, lift_block
from app.hotline.blocking.queries import list_blocked
from app.kit.web.services import StoreOf
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
Leading = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
Code = Annotated[str, Form(max_length=40)]


@router.get("/blocked")
def show_blocked(request: Request, store: StoreOf, _: Leading) -> Response:
    """Every number that is blocked now, and the form to block another."""
    with store.read() as session:
        blocked = list_blocked(session, store.vault, store.clock.now())
    return render(request, "blocking/page.html", blocked=blocked, reasons=REASONS, days=DAYS)


@router.post("/blocked")
def post_block(
    store: StoreOf,
    account: Leading,
    number: Code,
    reason: Code,
    days: Annotated[int, Form(ge=0, le=1000)],
) -> Response:
    """Block a number."""
    with store.write() as uow:
        block_number(uow, account.account_id, number, reason, days)
    return RedirectResponse("/blocked", HTTPStatus.SEE_OTHER)


@router.post("/blocked/{block_id}/lift")
def post_lift(store: StoreOf, account: Leading, block_id: int) -> Response:
    """Lift a block."""
    with store.write() as uow:
        lift_block(uow, account.account_id, block_id)
    return RedirectResponse("/blocked", HTTPStatus.SEE_OTHER)
