"""Pages of signing in and out and of one's own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.actions import (
    WrongSignIn,
    change_password,
    end_sessions,
    sign_in,
)
from app.accounts.attempts import Attempts
from app.accounts.guard import MaybeSignedIn, SignerOf, require
from app.accounts.password_rules import SHORTEST_PASSWORD
from app.accounts.phone_actions import set_phone
from app.accounts.queries import SignedIn, find_phone, find_signed_in
from app.accounts.roles import ANSWERING, find_home
from app.accounts.sessions import COOKIE, SessionClaim
from app.errors import BadInput, HotlineError
from app.storage.unit_of_work import Store
from app.web.errors import explain_error
from app.web.limits import find_address
from app.web.readers import keep_language
from app.web.services import StoreOf
from app.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]


@router.get("/sign-in")
def show_sign_in(request: Request, account: MaybeSignedIn) -> Response:
    """The form, or home for who is signed in already."""
    if account:
        return RedirectResponse(find_home(account.role), HTTPStatus.SEE_OTHER)
    return _show_form(request, next_path=request.query_params.get("next", ""))


@router.post("/sign-in")
def post_sign_in(
    request: Request,
    store: StoreOf,
    signer: SignerOf,
    username: Text,
    password: Text,
    code: Text = "",
    next_path: Text = "",
) -> Response:
    """Begin a session, or show the form again with what is wrong."""
    try:
        account_id = sign_in(
            store,
            username,
            password,
            code,
            attempts=find_attempts(request),
            address=find_address(request),
        )
    except WrongSignIn as error:
        return _show_form(request, error=error, username=username, next_path=next_path)
    with store.read() as session:
        account = find_signed_in(session, store.vault, account_id)
    assert account is not None
    claim = SessionClaim(account_id, account.session_epoch, store.clock.now())
    target = next_path if _is_own_path(next_path) else find_home(account.role)
    response = RedirectResponse(target, HTTPStatus.SEE_OTHER)
    signer.write_cookie(response, claim)
    if account.language:
        keep_language(response, account.language)
    return response


@router.post("/sign-out")
def post_sign_out(store: StoreOf, account: MaybeSignedIn) -> Response:
    """End all sessions of the account: a shared seat machine forgets nothing by half."""
    if account:
        end_sessions(store, account.account_id)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/account")
def show_account(
    request: Request, store: StoreOf, account: Annotated[SignedIn, Depends(require())]
) -> Response:
    """One's own account."""
    return _show_account(request, store, account)


@router.post("/account/phone")
def post_phone(
    request: Request,
    store: StoreOf,
    account: Annotated[SignedIn, Depends(require())],
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
    account: Annotated[SignedIn, Depends(require())],
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
            attempts=find_attempts(request),
            address=find_address(request),
        )
    except (WrongSignIn, BadInput) as error:
        return _show_account(request, store, account, error)
    return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)


def find_attempts(request: Request) -> Attempts:
    """The tries that this process counts."""
    attempts: Attempts = request.app.state.attempts
    return attempts


def _show_form(
    request: Request,
    *,
    error: HotlineError | None = None,
    username: str = "",
    next_path: str = "",
) -> Response:
    return render(
        request,
        "accounts/sign_in.html",
        status=error.status if error else 200,
        sentence=explain_error(request, error) if error else "",
        username=username,
        next_path=next_path if _is_own_path(next_path) else "",
    )


def _show_account(
    request: Request, store: Store, account: SignedIn, error: HotlineError | None = None
) -> Response:
    with store.read() as session:
        phone = find_phone(session, store.vault, account.agent_id)
    return render(
        request,
        "accounts/account.html",
        status=error.status if error else 200,
        account=account,
        sentence=explain_error(request, error) if error else "",
        shortest=SHORTEST_PASSWORD,
        phone=phone,
        is_answering=account.role in ANSWERING,
    )


def _is_own_path(path: str) -> bool:
    """Tell whether a redirect would stay on this site."""
    return path.startswith("/") and not path.startswith(("//", "/\\"))
