"""Routes of the call-back list."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import ANSWERING, Role
from app.hotline.callbacks.people_actions import RESULTS, Told, open_card, tell_result
from app.hotline.callbacks.queries import list_owed
from app.hotline.dispatch.router import Router
from app.kit.web.forms import RowId
from app.kit.web.services import StoreOf
from app.kit.web.site import render, show

router = APIRouter(default_response_class=Response, include_in_schema=False)


async def find_router(request: Request) -> Router:
    """The router that the application was wired with."""
    router = request.app.state.services.router
    if not isinstance(router, Router):
        raise TypeError("app.state.services is not wired")
    return router


RouterOf = Annotated[Router, Depends(find_router)]
Staff = Annotated[SignedIn, Depends(require(*ANSWERING, Role.SUPERVISOR))]


@router.get("/callbacks")
def show_callbacks(request: Request, store: StoreOf, _: Staff) -> Response:
    """Everybody who must be called back."""
    with store.read() as session:
        owed = list_owed(session, store.vault)
    return show(request, "callbacks/page.html", parts=("list",), owed=owed)


@router.post("/callbacks/{callback_id}")
def post_open(request: Request, store: StoreOf, account: Staff, callback_id: int) -> Response:
    """The card with the whole number: a POST, because looking is logged."""
    with store.write() as uow:
        card = open_card(uow, account.account_id, callback_id)
    return render(request, "callbacks/card.html", card=card, results=RESULTS)


@router.get("/callbacks/{callback_id}")
def leave_card(callback_id: int, _: Staff) -> Response:
    """A reloaded or language-switched card goes back to the list: nothing is shown unasked."""
    del callback_id
    return RedirectResponse("/callbacks", HTTPStatus.SEE_OTHER)


@router.post("/callbacks/{callback_id}/result")
def post_result(
    router: RouterOf,
    account: Staff,
    callback_id: int,
    result: Annotated[str, Form(max_length=40)],
    notes: Annotated[str, Form(max_length=40_000)] = "",
    seen: Annotated[RowId, Form()] = 0,
    again_at: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What came of the call, and when the person is to be called once more."""
    told = Told(result, notes, seen, again_at)
    with router.write() as work:
        tell_result(work, account.agent_id, callback_id, told, by=account)
    return RedirectResponse("/callbacks", HTTPStatus.SEE_OTHER)
