"""The one common door for text: no NUL character and no half of a surrogate pair gets in.

No PostgreSQL text can hold a NUL, and no UTF-8 half a character: let in, they fail deep inside.
Looked at are path, query, headers, cookies, JSON and forms, each as it will be read: a cookie can
spell a NUL, a form can name its own encoding.  Forms with files are looked at once they are taken
apart (`refuse_unfit_forms`), all else in pure ASGI, outside every route.  The carrier's requests
are cleaned at their own door instead, since a call must never fail for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import cookie_parser

from app.kit.errors import BadInput
from app.kit.web.errors import answer_error
from app.kit.web.guards import ASGIApp, Message, Receive, Scope, Send

FORM = b"application/x-www-form-urlencoded"
LONGEST_READ_BYTES = 1024 * 1024
"""More than the longest article that an editor may type; files come in another kind of form."""
OWN_DOORS = ("/twilio", "/api/12345/")
"""Where a signature covers every letter: they look at the text themselves."""


class UnfitText(BadInput):
    """A character that is none; `place` says where it stood."""

    code = "unfit_text"
    status = 400


class TextTooLong(BadInput):
    """A form without a file, or JSON, longer than anything that is taken."""

    code = "body_too_long"
    status = 413


@dataclass(slots=True)
class CleanText:
    """Answers 400, in words, to text that nobody can have typed."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OWN_DOORS):
            await self.app(scope, receive, send)
            return
        try:
            if place := find_unfit_place(scope):
                raise UnfitText(place=place, reason="unfit_text")
            if _is_read_whole(scope):
                receive = await _read_fit(scope, receive)
        except BadInput as error:
            answer = await run_in_threadpool(answer_error, _describe(scope, receive), error)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def refuse_unfit_forms(request: Request) -> None:
    """Look at a form with files that the framework has taken apart; a dependency of the app.

    Raises UnfitText.
    """
    form = request._form  # asked for, it would be taken apart where no route reads it
    if form is not None:
        check_form(form)


def check_form(form: FormData) -> None:
    """Raises UnfitText for a name, a text or a file's name that holds what is no character."""
    for name, value in form.multi_items():
        text = value if isinstance(value, str) else value.filename or ""
        if not is_fit(name) or not is_fit(text):
            raise UnfitText(place="body", reason="unfit_text")


def find_unfit_place(scope: Scope) -> str:
    """Where a request's own line or headers hold what is no character, or ""."""
    if not is_fit(scope["path"]):
        return "path"
    if not is_fit(unquote_plus(scope["query_string"].decode("latin-1"))):
        return "query"
    for name, value in scope["headers"]:
        if b"\0" in value or b"%00" in value or (name == b"cookie" and not _is_fit_cookie(value)):
            return str(name.decode("latin-1"))
    return ""


def _is_fit_cookie(value: bytes) -> bool:
    """As the framework reads it, octal spellings included."""
    cookies = cookie_parser(value.decode("latin-1"))
    return all(is_fit(name) and is_fit(text) for name, text in cookies.items())


def is_fit(text: str) -> bool:
    """Whether every character is one."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def is_unfit_body(body: bytes, kind: bytes) -> bool:
    """Whether a form or JSON holds what is no character; what cannot be read is not judged here."""
    if kind == FORM:
        return b"\0" in body or b"%00" in body
    if not any(mark in body for mark in (b"\\u", b"\0", b"\xed")):  # \xed begins half a character
        return False
    try:
        return not _is_fit_value(json.loads(body))
    except (ValueError, RecursionError):
        return False


def _is_fit_value(value: Any) -> bool:
    if isinstance(value, str):
        return is_fit(value)
    if isinstance(value, dict):
        return all(is_fit(key) and _is_fit_value(each) for key, each in value.items())
    return not isinstance(value, list) or all(_is_fit_value(each) for each in value)


def _read_kind(scope: Scope) -> bytes:
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    kind: bytes = kinds[0].partition(b";")[0].strip().lower() if kinds else b""
    return kind


def _is_read_whole(scope: Scope) -> bool:
    return scope["method"] not in ("GET", "HEAD") and _is_text(_read_kind(scope))


def _is_text(kind: bytes) -> bool:
    """A form without files, or what the framework takes for JSON."""
    is_json = kind.startswith(b"application/") and kind.endswith((b"/json", b"+json"))
    return is_json or kind == FORM


async def _read_fit(scope: Scope, receive: Receive) -> Receive:
    """Read the body; raises UnfitText, and TextTooLong as soon as it is."""
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= LONGEST_READ_BYTES:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    if size > LONGEST_READ_BYTES:
        raise TextTooLong(place="body", reason="too_long")
    body = b"".join(message.get("body", b"") for message in messages)
    if is_unfit_body(body, _read_kind(scope)):
        raise UnfitText(place="body", reason="unfit_text")
    return _repeat(messages, receive)


def _repeat(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def receive_again() -> Message:
        return next(left, None) or await receive()

    return receive_again


def _describe(scope: Scope, receive: Receive) -> Request:
    """The request without the text that cannot be read, for the words of the answer."""
    clean = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return Request({**scope, "query_string": b"", "headers": clean}, receive)
