"""Pages of signing in: name and password, then the code, or once the set-up of the second factor.

The sign-in layer over an open page (static/js/sign-in.js) asks for the same pages, one by one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.hotline.accounts.actions import WrongSignIn
from app.hotline.accounts.attempts import Attempts, TriesFrom
from app.hotline.accounts.begun import (
    COOKIE,
    NOBODY,
    BegunSignIn,
    forget_begun,
    read_begun,
    write_begun,
)
from app.hotline.accounts.factor import draw_totp_address, group_letters
from app.hotline.accounts.guard import MaybeSignedIn, SignerOf
from app.hotline.accounts.queries import find_signed_in
from app.hotline.accounts.roles import find_home
from app.hotline.accounts.sessions import SessionClaim, SessionSigner
from app.hotline.accounts.sign_in_actions import (
    WrongCode,
    begin_sign_in,
    set_up_factor,
    sign_in_by_code,
    sign_in_by_password,
)
from app.kit.errors import HotlineError
from app.kit.storage.scope import within
from app.kit.storage.unit_of_work import Store
from app.kit.web.errors import explain_error
from app.kit.web.limits import find_address
from app.kit.web.readers import keep_language
from app.kit.web.services import StoreOf
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]
FIRST, CODE, SET_UP = "/sign-in", "/sign-in/code", "/sign-in/set-up"


class SignInOver(HotlineError):
    """Too much time passed between the password and the code."""

    code = "sign_in_over"
    status = 401


def find_begun(request: Request, store: StoreOf) -> BegunSignIn | None:
    """The sign-in that this browser has begun, if it is not too old."""
    return read_begun(request.cookies.get(COOKIE), store.vault, store.clock.now())


MaybeBegun = Annotated[BegunSignIn | None, Depends(find_begun)]


async def find_tries(request: Request) -> TriesFrom:
    """What was tried from where the request comes from, as this process counts."""
    attempts: Attempts = request.app.state.attempts
    return attempts.seen_from(find_address(request))


TriesOf = Annotated[TriesFrom, Depends(find_tries)]


@router.get(FIRST)
def show_sign_in(request: Request, account: MaybeSignedIn, next: str = "") -> Response:  # noqa: A002 - as addresses say it
    """The form, or home for who is signed in already."""
    if account:
        return RedirectResponse(find_home(account.role), HTTPStatus.SEE_OTHER)
    return _show_form(request, "sign_in", next)


@router.post(FIRST)
def post_sign_in(
    request: Request,
    store: StoreOf,
    signer: SignerOf,
    tries: TriesOf,
    username: Text,
    password: Text,
    next_path: Text = "",
) -> Response:
    """Go on to the code whatever was given; in training the password is enough."""
    begun = begin_sign_in(store, username, password, tries)
    if _password_suffices(request, begun):
        try:
            claim = sign_in_by_password(store, begun, tries)
        except WrongSignIn as error:
            return _show_form(request, "sign_in", next_path, error, username=username)
        return _let_in(store, signer, claim, next_path)
    step = SET_UP if begun.new_secret else CODE
    response = RedirectResponse(_add_next(step, next_path), HTTPStatus.SEE_OTHER)
    write_begun(response, store.vault, begun, is_https=signer.is_https)
    return response


@router.get(CODE)
def show_code(request: Request, begun: MaybeBegun, next: str = "") -> Response:  # noqa: A002
    """The code is asked of everybody who gave a name and a password."""
    if begun is None:
        return RedirectResponse(_add_next(FIRST, next), HTTPStatus.SEE_OTHER)
    return _show_form(request, "code", next)


@router.post(CODE)
def post_code(
    request: Request,
    store: StoreOf,
    signer: SignerOf,
    tries: TriesOf,
    begun: MaybeBegun,
    code: Text = "",
    next_path: Text = "",
) -> Response:
    """Begin a session, or say that something was wrong."""
    if begun is None:
        return _show_form(request, "sign_in", next_path, SignInOver())
    try:
        claim = sign_in_by_code(store, begun, code, tries)
    except WrongSignIn as error:
        return _show_form(request, "code", next_path, error)
    return _let_in(store, signer, claim, next_path)


@router.get(SET_UP)
def show_set_up(request: Request, store: StoreOf, begun: MaybeBegun, next: str = "") -> Response:  # noqa: A002
    """The new secret, as a picture and in letters."""
    if begun is None or not begun.new_secret:
        return RedirectResponse(_add_next(FIRST, next), HTTPStatus.SEE_OTHER)
    return _show_set_up(request, store, begun, next)


@router.post(SET_UP)
def post_set_up(
    request: Request,
    store: StoreOf,
    signer: SignerOf,
    tries: TriesOf,
    begun: MaybeBegun,
    code: Text = "",
    next_path: Text = "",
) -> Response:
    """Keep the second factor and show the recovery codes, this once."""
    if begun is None:
        return _show_form(request, "sign_in", next_path, SignInOver())
    try:
        claim, codes = set_up_factor(store, begun, code, tries)
    except WrongCode as error:
        return _show_set_up(request, store, begun, next_path, error)
    except WrongSignIn as error:
        return _show_form(request, "sign_in", next_path, error)
    page = _show_form(request, "recovery", next_path, codes=codes, are_redrawn=False)
    return _let_in(store, signer, claim, next_path, page)


@router.post("/sign-in/go-on")
def post_go_on(account: MaybeSignedIn, next_path: Text = "") -> Response:
    """The recovery codes are written down."""
    target = _choose_target(next_path, find_home(account.role) if account else FIRST)
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


@router.post("/sign-in/again")
def post_again(next_path: Text = "") -> Response:
    """Begin anew with name and password."""
    response = RedirectResponse(_add_next(FIRST, next_path), HTTPStatus.SEE_OTHER)
    forget_begun(response)
    return response


def _password_suffices(request: Request, begun: BegunSignIn) -> bool:
    """In training; but who has a second factor is asked for it everywhere."""
    is_new = begun.account_id == NOBODY or bool(begun.new_secret)
    return bool(request.app.state.password_suffices) and is_new


def _let_in(
    store: Store,
    signer: SessionSigner,
    claim: SessionClaim,
    next_path: str,
    page: Response | None = None,
) -> Response:
    """Begin the session; with `page` instead of the way on."""
    with within(claim.hotline_id), store.read() as session:
        account = find_signed_in(session, store.vault, claim.account_id)
    if account is None:
        raise WrongSignIn()
    target = _choose_target(next_path, find_home(account.role))
    response = page or RedirectResponse(target, HTTPStatus.SEE_OTHER)
    signer.write_cookie(response, claim)
    forget_begun(response)
    if account.language:
        keep_language(response, account.language)
    return response


def _show_set_up(
    request: Request,
    store: Store,
    begun: BegunSignIn,
    next_path: str,
    error: HotlineError | None = None,
) -> Response:
    with within(begun.hotline_id), store.read() as session:
        account = find_signed_in(session, store.vault, begun.account_id)
    if account is None:
        return RedirectResponse(_add_next(FIRST, next_path), HTTPStatus.SEE_OTHER)
    return _show_form(
        request,
        "set_up",
        next_path,
        error,
        picture=draw_totp_address(begun.new_secret, account.username),
        letters=group_letters(begun.new_secret),
    )


def _show_form(
    request: Request,
    name: str,
    next_path: str,
    error: HotlineError | None = None,
    **values: Any,
) -> Response:
    return render(
        request,
        f"accounts/{name}.html",
        status=error.status if error else HTTPStatus.OK,
        sentence=explain_error(request, error) if error else "",
        next_path=_choose_target(next_path, ""),
        password_suffices=request.app.state.password_suffices,
        **{"username": "", **values},
    )


def _add_next(path: str, next_path: str) -> str:
    after = _choose_target(next_path, "")
    return f"{path}?next={quote(after, safe='/')}" if after else path


def _choose_target(path: str, otherwise: str) -> str:
    """The path, if it stays on this site."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if stays else otherwise
