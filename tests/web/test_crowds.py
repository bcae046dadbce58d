"""B107: a refused crowd costs next to nothing, and its neighbours are served all the same."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.hotline.accounts.sessions import SessionSigner
from app.kit.web.bulkheads import STREAMS, Bulkheads
from app.kit.web.connections import GIVE_WAY, BoundedProtocol, keep_waiting
from app.kit.web.guards import Message, Receive, Scope, Send
from app.kit.web.limits import Limits
from tests.web.serving import begin, is_cut_off, serve

ASK = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
ONE_VILLAGE = ("10.8.3.6", 40000)
TOO_MANY = 429


async def serve_until_left(scope: Scope, receive: Receive, send: Send) -> None:
    """A house behind the doors: a stream lasts until its reader leaves."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] in STREAMS:
        while (await receive())["type"] != "http.disconnect":
            pass
    await send({"type": "http.response.body", "body": b""})


class Reader:
    """A browser, or what pretends to be one: asks once, hears the status, leaves when told."""

    def __init__(self, doors: Bulkheads, path: str, chat: str = "", method: str = "GET") -> None:
        self.status = asyncio.get_running_loop().create_future()
        self._left = asyncio.Event()
        self._has_asked = False
        scope: Scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [(b"cookie", f"hotline_chat={chat}".encode())],
            "client": ONE_VILLAGE,
        }
        self.visit = asyncio.create_task(doors(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        if not self._has_asked:
            self._has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status.set_result(message["status"])

    async def leave(self) -> None:
        self._left.set()
        await self.visit


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.web.bulkheads.ANSWERED_LATE_S", 0.02)
    monkeypatch.setattr("app.kit.web.bulkheads.ANSWERED_LATER_S", 0.1)

    def answer(_: object, error: object) -> object:
        async def say(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": error.status, "headers": []})  # type: ignore[attr-defined]

        say.headers = {}  # type: ignore[attr-defined]
        return say

    monkeypatch.setattr("app.kit.web.bulkheads.answer_error", answer)


async def count_statuses(readers: list[Reader]) -> Counter[int]:
    return Counter(await asyncio.gather(*(each.status for each in readers)))


async def leave_all(*crowds: list[Reader]) -> None:
    for readers in crowds:
        await asyncio.gather(*(each.leave() for each in readers))


def test_b107_a_village_behind_the_address_of_a_flood_has_its_chat() -> None:
    async def besiege() -> None:
        doors = Bulkheads(serve_until_left, Limits(), lambda _: None)
        of_one_chat, of_one_address, _ = STREAMS["/chat/live"]
        flood = [Reader(doors, "/chat/live", "one chat") for _ in range(1000)]
        assert await count_statuses(flood) == {200: of_one_chat, TOO_MANY: 1000 - of_one_chat}
        chats = [f"chat {number}" for number in range(of_one_address - of_one_chat)]
        live = [Reader(doors, "/chat/live", each) for each in chats]
        assert await count_statuses(live) == {200: len(chats)}, "the village's streams"
        pages = [Reader(doors, "/chat", each) for each in chats]
        words = [Reader(doors, "/chat/messages", each, "POST") for each in chats]
        calls = [Reader(doors, "/twilio/voice", method="POST") for _ in range(100)]
        for served in (pages, words, calls):
            assert await count_statuses(served) == {200: len(served)}
        await leave_all(flood, live, pages, words, calls)
        assert not doors._streams

    asyncio.run(besiege())


def test_b107_a_crowd_waits_longer_for_its_refusals_than_a_few_people_do() -> None:
    async def find_last_s(readers: int) -> float:
        doors = Bulkheads(serve_until_left, Limits(), lambda _: None)
        begun_s = time.perf_counter()
        crowd = [Reader(doors, "/chat/live", "one chat") for _ in range(readers)]
        await count_statuses(crowd)
        waited_s = time.perf_counter() - begun_s
        await leave_all(crowd)
        return waited_s

    assert 0.02 <= asyncio.run(find_last_s(20)) < 0.1 <= asyncio.run(find_last_s(300))


def test_b107_who_leaves_before_the_refusal_is_not_waited_for() -> None:
    async def leave_early() -> float:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        begun_s = time.perf_counter()
        assert not await keep_waiting({}, receive, 30)
        return time.perf_counter() - begun_s

    assert asyncio.run(leave_early()) < 1


async def refuse_late(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuses streams after a long while; answers everything else."""
    seconds = {"/chat/live": 30, "/forged": 0.01, "/long": 0}.get(scope["path"])
    if seconds and not await keep_waiting(scope, receive, seconds):
        return
    if scope["path"] == "/long":
        await receive()
        await receive()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(BoundedProtocol, "most", 10)
    with serve(refuse_late) as port:
        yield port


def test_b107_who_was_refused_makes_room_before_who_is_slow(port: int) -> None:
    slow = [begin(port, b"POST / HTTP/1.1\r\nHost: a\r\nX-") for _ in range(5)]
    refused = [begin(port, b"GET /chat/live HTTP/1.1\r\nHost: a\r\n\r\n") for _ in range(5)]
    time.sleep(0.1)
    honest = begin(port, ASK)
    assert honest.recv(1000).startswith(b"HTTP/1.1 204")
    assert is_cut_off(refused[0])
    slow[0].sendall(b"A: b\r\nContent-Length: 0\r\n\r\n")
    assert slow[0].recv(1000).startswith(b"HTTP/1.1 204"), "the slow one was left alone"


def test_b107_a_connection_on_which_somebody_was_refused_is_the_next_ones_in_full(
    port: int,
) -> None:
    proxy = begin(port, b"GET /forged HTTP/1.1\r\nHost: a\r\n\r\n")
    assert proxy.recv(1000).startswith(b"HTTP/1.1 204")
    proxy.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
    slow = [begin(port, b"POST / HTTP/1.1\r\nHost: a\r\nX-") for _ in range(9)]
    time.sleep(0.1)
    assert begin(port, ASK).recv(1000).startswith(b"HTTP/1.1 204")
    assert is_cut_off(slow[0])
    proxy.setblocking(False)
    with pytest.raises(BlockingIOError):
        proxy.recv(1)


@contextlib.contextmanager
def collector_resting() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def count_in_memory(kind: type) -> int:
    return sum(isinstance(each, kind) for each in gc.get_objects())


@pytest.mark.parametrize("first", [ASK, b"POST / HTTP/1.1\r\nX-"], ids=["answered", "half a head"])
def test_b107_a_connection_that_is_over_leaves_nothing_for_the_collector(
    port: int, first: bytes
) -> None:
    with collector_resting():
        for _ in range(30):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as opened:
                opened.sendall(first)
                if first is ASK:
                    assert opened.recv(1000)
        deadline_s = time.monotonic() + 5
        while count_in_memory(BoundedProtocol) and time.monotonic() < deadline_s:
            time.sleep(0.02)
        assert count_in_memory(BoundedProtocol) == 0


@pytest.mark.parametrize("cookie", [None, "", "no session", "not.signed"])
def test_a_cookie_that_is_none_of_ours_keeps_nothing_in_memory(cookie: str | None) -> None:
    signer = SessionSigner("a key of thirty-two characters!!", is_https=False)
    with collector_resting():
        before = count_in_memory(Exception)
        assert signer.read_cookie(cookie, datetime(2026, 3, 2, tzinfo=UTC)) is None
        assert count_in_memory(Exception) == before


def test_the_server_offers_the_extension_that_the_doors_use(port: int) -> None:
    told: list[object] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        told.append(scope["extensions"])
        await refuse_late(scope, receive, send)

    with serve(look) as other, contextlib.closing(begin(other, ASK)) as opened:
        assert opened.recv(1000)
    assert GIVE_WAY in told[0]  # type: ignore[operator]
