"""Tells errors to readers: each named error becomes, once, a page, a fragment or JSON.

Says in the reader's language what happened and what to do next; never shows a trace,
and never what somebody else typed.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.concurrency import run_in_threadpool

from app.kit.errors import BadInput, HotlineError, NotAllowed, NotFound
from app.kit.storage.away import DatabaseAway, Lack, find_lack
from app.kit.web.sentences import DEFAULT_SENTENCE, SENTENCES
from app.kit.web.site import render, translate_for

ROUTER_STATUSES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
SIGN_IN_PATH = "/sign-in"
logger = logging.getLogger(__name__)


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or no longer."""

    code = "not_signed_in"
    status = 401


class UnfitRequest(BadInput):
    """The request fits no route: a wrong method, an unreadable body."""

    code = "bad_request"
    status = 400


def add_error_handlers(app: FastAPI) -> None:
    """Map every error that can leave a route."""
    app.add_exception_handler(HotlineError, _answer_hotline_error)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    for status in ROUTER_STATUSES:
        app.add_exception_handler(status, _answer_router_error)
    for kind in (DBAPIError, NoConnectionFree, OSError):
        app.add_exception_handler(kind, _answer_lack)
    app.add_exception_handler(Exception, _answer_crash)


def explain_error(request: Request, error: HotlineError) -> str:
    """Return the sentence of the error's code (or refusal reason) for the request's reader."""
    sentence = SENTENCES.get(str(error.facts.get("reason"))) or SENTENCES.get(error.code)
    facts = error.facts if sentence and "%(" in sentence else {}
    return translate_for(request)(sentence or DEFAULT_SENTENCE, **facts)


def answer_error(request: Request, error: HotlineError) -> Response:
    """Return the answer in the form that the asker can show, with when to come again."""
    response = _answer_in_form(request, error)
    if "wait_s" in error.facts:
        response.headers["Retry-After"] = str(error.facts["wait_s"])
    return response


def _answer_in_form(request: Request, error: HotlineError) -> Response:
    if is_fragment_request(request):
        return _render_note(request, error)
    if isinstance(error, NotSignedIn) and wants_page(request):
        return _send_to_sign_in(request)
    if wants_page(request):
        return _render_error_page(request, error)
    return JSONResponse(_describe_error(request, error), error.status)


def is_fragment_request(request: Request) -> bool:
    """Tell whether htmx asks for a piece of the page that is open."""
    return request.headers.get("hx-request") == "true"


def wants_page(request: Request) -> bool:
    """Tell whether a person's browser asks, rather than a program."""
    return "text/html" in request.headers.get("accept", "") or is_fragment_request(request)


def _describe_error(request: Request, error: HotlineError) -> dict[str, Any]:
    shown = {name: error.facts[name] for name in ("place", "reason") if name in error.facts}
    return {"error": {"code": error.code, "message": explain_error(request, error), **shown}}


def _render_error_page(request: Request, error: HotlineError) -> Response:
    return render(
        request,
        "web/error.html",
        status=error.status,
        public=True,
        sentence=explain_error(request, error),
        status_code=error.status,
    )


def _render_note(request: Request, error: HotlineError) -> Response:
    return render(
        request, "web/note.html", status=error.status, sentence=explain_error(request, error)
    )


def _send_to_sign_in(request: Request) -> Response:
    """A whole page gives way to the form; a page that is open keeps what was typed in it, and
    asks for the sign-in in a layer of its own (static/js/sign-in.js)."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = quote(asked if request.method == "GET" else "/", safe="/")
    return RedirectResponse(f"{SIGN_IN_PATH}?next={after}", HTTPStatus.SEE_OTHER)


async def _answer_hotline_error(request: Request, error: Exception) -> Response:
    """A program's answer is made on the spot, so that forged webhooks take no thread."""
    assert isinstance(error, HotlineError)
    if wants_page(request):
        return await run_in_threadpool(answer_error, request, error)
    return answer_error(request, error)


def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    return answer_error(request, BadInput(place=place, reason=first["type"]))


def _answer_router_error(request: Request, error: Exception) -> Response:
    """Answer what the router itself refuses; the error carries `status_code`."""
    status = getattr(error, "status_code", HTTPStatus.BAD_REQUEST)
    if status == HTTPStatus.NOT_FOUND:
        return answer_error(request, NotFound(what="page"))
    named = UnfitRequest(place="request", reason=str(status))
    named.status = status
    return answer_error(request, named)


def _answer_lack(request: Request, error: Exception) -> Response:
    """What passes (`storage.away`) is told as that, in one line of the log; a fault of ours and a
    file that is not there are a crash."""
    lack = find_lack(error)
    if lack is None or (isinstance(error, OSError) and lack is not Lack.DISK):
        raise error
    logger.warning("%s: a request waits for the %s", type(error).__name__, lack)
    return answer_error(request, DatabaseAway(lack=lack))


def _answer_crash(request: Request, error: Exception) -> Response:
    logger.error("unhandled %s at %s", type(error).__name__, request.url.path, exc_info=error)
    return answer_error(request, HotlineError())
