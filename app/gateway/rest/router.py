"""The door of the REST interface: who may ask, what is found, what is refused, and its faults."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import replace

from app.gateway.core.account import API_VERSION
from app.gateway.core.exchange import Exchange
from app.gateway.rest import messages, recordings
from app.gateway.rest.answers import RestAnswer, answer_error
from app.gateway.rest.errors import RestError, not_supported
from app.gateway.rest.forms import Form
from app.gateway.rest.routes import ROUTES, Handler

_ACCOUNT = rf"/{re.escape(API_VERSION)}/Accounts/(?P<account>[^/]+)"
_PATH = re.compile(rf"{_ACCOUNT}/(?P<rest>.+)\.json")
_SOUND = re.compile(rf"{_ACCOUNT}/Recordings/(?P<recording>RE[0-9a-f]{{32}})(\.wav)?")

_PICTURE = re.compile(rf"{_ACCOUNT}/Messages/(?P<sid>\w+)/Media/(?P<media>ME[0-9a-f]{{32}})")


def handle_rest(
    exchange: Exchange,
    method: str,
    path: str,
    params: Sequence[tuple[str, str]],
    auth: tuple[str, str] | None,
) -> RestAnswer:
    """Answer one request.  `auth` is the Basic user and password, `params` query or form."""
    faults = exchange.faults
    try:
        _check_auth(exchange, auth)
        if faults.happens(faults.rest_failed):
            raise RestError(500, 20500, "Internal server error")
        handler, args = _find_handler(exchange, method, path)
        answer = handler(exchange, args, Form(params))
    except RestError as error:
        return answer_error(error)
    return replace(answer, is_lost=faults.happens(faults.rest_unanswered))


def holds_account(exchange: Exchange, auth: tuple[str, str] | None) -> bool:
    """Whether somebody gives the account's id and its token."""
    user, password = auth or ("", "")
    is_known = hmac.compare_digest(user.encode(), exchange.account.sid.encode())
    is_right = hmac.compare_digest(password.encode(), exchange.account.auth_token.encode())
    return is_known and is_right


def _check_auth(exchange: Exchange, auth: tuple[str, str] | None) -> None:
    if not holds_account(exchange, auth):
        raise RestError(401, 20003, "Authenticate")


def _find_handler(exchange: Exchange, method: str, path: str) -> tuple[Handler, dict[str, str]]:
    found = _PATH.fullmatch(path) or _SOUND.fullmatch(path) or _PICTURE.fullmatch(path)
    if found is None:
        raise not_supported(f"{method} {path}")
    if found["account"] != exchange.account.sid:
        raise RestError(404, 20404, f"The requested resource {path} was not found")
    if found.re is _SOUND and method == "GET":
        return recordings.fetch_sound, found.groupdict()
    if found.re is _PICTURE and method == "GET":
        return messages.fetch_media, found.groupdict()
    for pattern, handlers in ROUTES:
        match = pattern.fullmatch(found.groupdict().get("rest", ""))
        if match is not None and method in handlers:
            return handlers[method], match.groupdict()
    raise not_supported(f"{method} {path}")
