"""The telephone never waits for the public: every request comes in by a door, each door has a
few threads of its own, and what anybody can ask for is limited by address and in all.

A request holds its place at the door from the end of its body until its answer begins; so a slow
reader or writer holds none.  Whoever asks too often is answered late: a flood that waits for its
answers floods no more.  Pure ASGI, outside every route.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import cookie_parser

from app.kit.errors import HotlineError
from app.kit.storage.turns import PATIENCE, Patience
from app.kit.web.body_limit import LARGEST_BODY_BYTES
from app.kit.web.connections import keep_waiting
from app.kit.web.errors import answer_error, wants_page
from app.kit.web.guards import ASGIApp, Message, Receive, Scope, Send
from app.kit.web.limits import STREAM_WAIT_S, Busy, Limits, TooMany, name_address

SHORT_BODY_BYTES = 64 * 1024
LARGEST_UPLOAD_BYTES = 9 * 1024 * 1024
"""A file in a chat (`app.doors.chat.files`) with what a form puts around it."""
MOST_AWAITED = 64
MOST_STAFF_AWAITED = 800
"""So many may wait for a place at one door; the next is told that it is busy.  Of staff there are
no more than open streams; when a shift begins each asks for two things at once."""
ANSWERED_LATE_S = 1.0
MOST_ANSWERED_LATE = 100
ANSWERED_LATER_S = 6.0
"""Where more than so many wait for their refusal, more come than there are people: a thousand who
come back at once are then two hundred in a second."""
TELEPHONE_THREADS = 24
CHAT_COOKIE = "hotline_chat"


@dataclass(frozen=True, slots=True)
class Bulkhead:
    """Where requests come in: `at_once` may be at work (0: as many as come)."""

    name: str
    patience: Patience
    at_once: int = 0
    rule: str = ""
    largest_body: int = SHORT_BODY_BYTES
    awaited: int = MOST_AWAITED


TELEPHONE = Bulkhead("telephone", Patience.TELEPHONE)
BRIDGE = Bulkhead("bridge", Patience.TELEPHONE, 2)
RECORDED = Bulkhead("prompts", Patience.TELEPHONE, 6)
STAFF = Bulkhead(
    "staff", Patience.STAFF, 12, largest_body=LARGEST_BODY_BYTES, awaited=MOST_STAFF_AWAITED
)
SIGN_IN = Bulkhead("sign-in", Patience.PUBLIC, 1, "sign_in")
SIGN_IN_STEP = Bulkhead("sign-in", Patience.PUBLIC, 1, "sign_in_step")
"""The code after the password; through the same gate, one after the other: a hash keeps a whole
core busy, and two of them left the telephone none on a small machine."""
UPLOAD = Bulkhead("upload", Patience.PUBLIC, 1, "upload", LARGEST_UPLOAD_BYTES)
STATIC = Bulkhead("static", Patience.PUBLIC, 4, "static")
PUBLIC, SEARCH, MESSAGE, STREAM = (
    Bulkhead("public", Patience.PUBLIC, 3, rule) for rule in ("page", "search", "message", "stream")
)
GATED = (BRIDGE, RECORDED, STAFF, SIGN_IN, UPLOAD, STATIC, PUBLIC)
THREADS = TELEPHONE_THREADS + sum(door.at_once for door in GATED)
SIGNED_WITH_WORDS = ("/sign-in", "/account/password")
"""What hashes a password: tens of milliseconds and 19 MiB each."""

STREAMS = {"/live": (16, 16 * 60, 400), "/chat/live": (4, 60, 300)}
"""Open streams: of one account or chat, from one address, in all."""


def find_door(method: str, path: str, *, is_staff: bool) -> Bulkhead:
    """Where a request comes in."""
    if path.startswith("/twilio") or path == "/health":
        return TELEPHONE
    if path.startswith(("/api/12345/", "/prompts/")):
        return BRIDGE if path.startswith("/api") else RECORDED
    if path.startswith("/static/"):
        return STATIC
    if method == "POST" and path.startswith(SIGNED_WITH_WORDS):
        return SIGN_IN_STEP if path.startswith("/sign-in/") else SIGN_IN
    if is_staff:
        return STAFF
    if method == "POST" and path.startswith("/chat/files"):
        return UPLOAD
    if method == "POST" and path.startswith(("/chat", "/api/chat")):
        return MESSAGE
    if path in STREAMS:
        return STREAM
    return SEARCH if path.startswith("/answers") else PUBLIC


def open_doors() -> None:
    """Give the running loop a thread for every place there is; the telephone's are never lent."""
    current_default_thread_limiter().total_tokens = THREADS


@dataclass(slots=True)
class Bulkheads:
    """`find_staff` reads who is signed in from the session's cookie, without the database."""

    app: ASGIApp
    limits: Limits
    find_staff: Callable[[Mapping[str, str]], str | None]
    _gates: dict[str, asyncio.Semaphore] = field(
        default_factory=lambda: {door.name: asyncio.Semaphore(door.at_once) for door in GATED}
    )
    _awaited: Counter[str] = field(default_factory=Counter)
    _streams: Counter[str] = field(default_factory=Counter)
    _late: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookies = read_cookies(scope)
        staff = self.find_staff(cookies)
        door = find_door(scope["method"], scope["path"], is_staff=staff is not None)
        PATIENCE.set(door.patience)
        address = name_address((scope.get("client") or ("",))[0])
        try:
            async with self._stream(scope, staff or cookies.get(CHAT_COOKIE, ""), address):
                if door.rule and not self.limits.allows(door.rule, address):
                    wait_s = self.limits.find_wait_s(door.rule, address)
                    raise TooMany(door.rule, wait_s)
                wait = partial(self._answer_late, scope, receive)
                await self._serve(door, scope, receive, self._slow_down(door, address, send, wait))
        except (TooMany, Busy, BodyTooLong) as refusal:
            if await self._answer_late(scope, receive):
                await _refuse(refusal, scope, send)

    async def _serve(self, door: Bulkhead, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in once it is whole and its turn has come."""
        if not door.at_once or not self.limits.is_on:
            await self.app(scope, receive, send)
            return
        receive = await _take_body(door, scope, receive)
        gate = self._gates[door.name]
        if self._awaited[door.name] >= door.awaited:
            raise Busy(door=door.name)
        self._awaited[door.name] += 1
        try:
            await gate.acquire()
        finally:
            self._awaited[door.name] -= 1
        is_inside = True

        def leave() -> None:
            nonlocal is_inside
            if is_inside:
                is_inside = False
                gate.release()

        async def send_leaving(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, send_leaving)
        finally:
            leave()

    def _slow_down(
        self, door: Bulkhead, address: str, send: Send, wait: Callable[[], Awaitable[bool]]
    ) -> Send:
        """Refusals of who pretends to be the carrier or 12345 come late after the first few."""
        if door not in (TELEPHONE, BRIDGE):
            return send

        async def send_late(message: Message) -> None:
            if message.get("status") in (401, 403) and not self.limits.allows("forged", address):
                await wait()
            await send(message)

        return send_late

    async def _answer_late(self, scope: Scope, receive: Receive) -> bool:
        """Wait with a refusal; False when nobody is left to be told."""
        self._late += 1
        is_crowd = self._late > MOST_ANSWERED_LATE
        try:
            return await keep_waiting(
                scope, receive, ANSWERED_LATER_S if is_crowd else ANSWERED_LATE_S
            )
        finally:
            self._late -= 1

    @asynccontextmanager
    async def _stream(self, scope: Scope, whose: str, address: str) -> AsyncIterator[None]:
        """Count an open stream while it lasts; anything else passes."""
        path = scope["path"]
        if path not in STREAMS or not self.limits.is_on:
            yield
            return
        keys = [f"{path} {kind}" for kind in (f"of {whose}", f"from {address}", "in all")]
        if any(self._streams[key] >= most for key, most in zip(keys, STREAMS[path], strict=True)):
            raise TooMany("streams", STREAM_WAIT_S)
        self._streams.update(keys)
        try:
            yield
        finally:
            self._streams.subtract(keys)
            for key in keys:
                if not self._streams[key]:
                    del self._streams[key]


def read_cookies(scope: Scope) -> dict[str, str]:
    """The request's cookies, as a route will read them."""
    text = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    return cookie_parser(text.decode("latin-1"))


async def _take_body(door: Bulkhead, scope: Scope, receive: Receive) -> Receive:
    """Read the whole body before a place is taken; raises TooMany for a larger one than fits."""
    if scope["method"] in ("GET", "HEAD"):
        return receive
    taken: list[Message] = []
    size = 0
    while True:
        message = await receive()
        taken.append(message)
        size += len(message.get("body", b""))
        if size > door.largest_body or message["type"] != "http.request":
            break
        if not message.get("more_body"):
            break
    if size > door.largest_body:
        raise BodyTooLong(place="body", reason="too_long")
    taken.reverse()

    async def receive_again() -> Message:
        return taken.pop() if taken else await receive()

    return receive_again


class BodyTooLong(HotlineError):
    """A form of ours holds far less."""

    code = "body_too_long"
    status = 413


async def _refuse(refusal: HotlineError, scope: Scope, send: Send) -> None:
    """Say so in the reader's language; the connection ends with it.  What programs ask takes no
    thread."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    request = Request(scope, receive)
    if wants_page(request):
        response = await run_in_threadpool(answer_error, request, refusal)
    else:
        response = answer_error(request, refusal)
    response.headers["Connection"] = "close"
    if refusal.status == Busy.status:
        response.headers["Retry-After"] = "5"
    await response(scope, receive, send)
