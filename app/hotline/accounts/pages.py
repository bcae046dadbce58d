"""Pages of one's own account, and signing out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.hotline.accounts.actions import (
    WrongSignIn,
    change_password,
    end_sessions,
)
from app.hotline.accounts.guard import MaybeSignedIn, require
from app.hotline.accounts.password_rules import SHORTEST_PASSWORD
from app.hotline.accounts.phone_actions import set_phone
from app.hotline.accounts.queries import SignedIn, count_recovery_codes, find_phone
from app.hotline.accounts.recovery_actions import draw_recovery_codes
from app.hotline.accounts.roles import ANSWERING
from app.hotline.accounts.sessions import COOKIE
from app.hotline.accounts.sign_in_actions import WrongCode
from app.hotline.accounts.sign_in_pages import TriesOf
from app.kit.errors import BadInput, HotlineError
from app.kit.storage.unit_of_work import Store
from app.kit.web.errors import explain_error
from app.kit.web.services import StoreOf
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]
Own = Annotated[SignedIn, Depends(require())]


@router.post("/sign-out")
def post_sign_out(store: StoreOf, account: MaybeSignedIn) -> Response:
    """End all sessions of the account: a shared seat machine forgets nothing by half."""
    if account:
        end_sessions(store, account.account_id)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/account")
def show_account(request: Request, store: StoreOf, account: Own) -> Response:
    """One's own account."""
    return _show_account(request, store, account)


@router.post("/account/phone")
def post_phone(
    request: Request,
    store: StoreOf,
    account: Own,
    phone: Text = "",
) -> Response:
    """Where one's own phone rings."""
    try:
        with store.write() as uow:
            set_phone(uow, account.account_id, phone)
    except BadInput as error:
        return _show_account(request, store, account, error)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/account/password")
def post_password(
    request: Request,
    store: StoreOf,
    account: Own,
    tries: TriesOf,
    old: Text,
    new: Text,
) -> Response:
    """Change the password; all sessions end, so sign in again with the new one."""
    try:
        change_password(
            store,
            account.username,
            old,
            new,
            tries,
        )
    except (WrongSignIn, BadInput) as error:
        return _show_account(request, store, account, error)
    return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)


@router.post("/account/recovery-codes")
def post_recovery_codes(
    request: Request, store: StoreOf, account: Own, tries: TriesOf, code: Text = ""
) -> Response:
    """Draw new recovery codes and show them, this once."""
    try:
        codes = draw_recovery_codes(store, account.account_id, code, tries)
    except WrongCode as error:
        return _show_account(request, store, account, error)
    return render(
        request, "accounts/recovery.html", codes=codes, next_path="/account", are_redrawn=True
    )


def _show_account(
    request: Request, store: Store, account: SignedIn, error: HotlineError | None = None
) -> Response:
    with store.read() as session:
        phone = find_phone(session, store.vault, account.agent_id)
        codes_left = count_recovery_codes(session, account.account_id)
    return render(
        request,
        "accounts/account.html",
        status=error.status if error else 200,
        account=account,
        sentence=explain_error(request, error) if error else "",
        shortest=SHORTEST_PASSWORD,
        phone=phone,
        codes_left=codes_left,
        is_answering=account.role in ANSWERING,
    )
