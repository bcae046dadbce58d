"""A request reaches the application whole, or not at all."""

from __future__ import annotations

import asyncio

from app.kit.web.guards import Message, Receive, Scope, Send
from app.kit.web.whole_body import WholeBody

FORM: Scope = {"type": "http", "headers": [(b"content-length", b"6")]}


def serve(scope: Scope, messages: list[Message], most: int = 100) -> list[list[bytes]]:
    """What the application read, once for each time that it was asked."""
    asked: list[list[bytes]] = []
    waiting = list(messages)

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        parts: list[bytes] = []
        asked.append(parts)
        more = True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is answered here")

    asyncio.run(WholeBody(app, taken_in_first_bytes=most)(scope, receive, send))
    return asked


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_form_arrives_in_order_once_it_is_whole() -> None:
    assert serve(FORM, [part(b"abc", more=True), part(b"def", more=False)]) == [[b"abc", b"def"]]


def test_b107_who_leaves_before_the_end_has_asked_for_nothing() -> None:
    assert serve(FORM, [part(b"abc", more=True), {"type": "http.disconnect"}]) == []


def test_a_large_body_is_passed_on_as_it_comes() -> None:
    parts = [part(b"a" * 60, more=True), part(b"b" * 60, more=True), part(b"c", more=False)]
    assert serve(FORM, parts) == [[b"a" * 60, b"b" * 60, b"c"]]


def test_what_has_no_body_is_asked_at_once() -> None:
    assert serve({"type": "http", "headers": []}, [part(b"", more=False)]) == [[b""]]
