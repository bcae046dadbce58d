"""The one common door for text: no NUL character and no half of a surrogate pair gets in.

No PostgreSQL text can hold a NUL, and no UTF-8 half a character: let in, they fail deep inside.
Looked at are path, query, headers, forms and JSON; the carrier's requests are cleaned at their
own door instead, since a call must never fail for it.  Pure ASGI, outside every route.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.errors import BadInput
from app.web.errors import answer_error
from app.web.guards import ASGIApp, Message, Receive, Scope, Send

READ_WHOLE = (b"application/x-www-form-urlencoded", b"application/json")
LONGEST_READ_BYTES = 1024 * 1024
OWN_DOORS = ("/twilio", "/api/12345/")
"""Where a signature covers every letter: they look at the text themselves."""


class UnfitText(BadInput):
    """A character that is none; `place` says where it stood."""

    code = "unfit_text"


@dataclass(slots=True)
class CleanText:
    """Answers 422, in words, to text that nobody can have typed."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OWN_DOORS):
            await self.app(scope, receive, send)
            return
        place = find_unfit_place(scope)
        if not place and _is_read_whole(scope):
            messages = await _read_body(receive)
            body = b"".join(message.get("body", b"") for message in messages)
            place = "body" if is_unfit_body(body, _read_kind(scope)) else ""
            receive = _repeat(messages, receive)
        if not place:
            await self.app(scope, receive, send)
            return
        error = UnfitText(place=place, reason="unfit_text")
        answer = await run_in_threadpool(answer_error, _describe(scope, receive), error)
        await answer(scope, receive, send)


def find_unfit_place(scope: Scope) -> str:
    """Where a request's own line or headers hold what is no character, or ""."""
    if not is_fit(scope["path"]):
        return "path"
    if not is_fit(unquote_plus(scope["query_string"].decode("latin-1"))):
        return "query"
    for name, value in scope["headers"]:
        if b"\0" in value or b"%00" in value:
            return str(name.decode("latin-1"))
    return ""


def is_fit(text: str) -> bool:
    """Whether every character is one."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def is_unfit_body(body: bytes, kind: bytes) -> bool:
    """Whether a form or JSON holds what is no character; what cannot be read is not judged here."""
    if kind == READ_WHOLE[0]:
        return b"\0" in body or b"%00" in body
    if b"\\u" not in body and b"\0" not in body:
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
    if scope["method"] in ("GET", "HEAD") or _read_kind(scope) not in READ_WHOLE:
        return False
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return not lengths or not lengths[0].isdigit() or int(lengths[0]) <= LONGEST_READ_BYTES


async def _read_body(receive: Receive) -> list[Message]:
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _repeat(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def receive_again() -> Message:
        return next(left, None) or await receive()

    return receive_again


def _describe(scope: Scope, receive: Receive) -> Request:
    """The request without the text that cannot be read, for the words of the answer."""
    clean = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return Request({**scope, "query_string": b"", "headers": clean}, receive)
