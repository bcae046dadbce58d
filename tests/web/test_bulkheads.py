"""B107: what anybody can ask for is bounded, and the telephone's turn comes first."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from app.kit.storage.turns import PATIENCE, PUBLIC_WRITERS, Patience, Turns, Turnstile
from app.kit.web import connections
from app.kit.web.bulkheads import GATED, STAFF, STREAMS, TELEPHONE, THREADS, Bulkheads, find_door
from app.kit.web.connections import BoundedProtocol
from app.kit.web.guards import Receive, Scope, Send
from app.kit.web.limits import RULES, Buckets, Limits, Rate, TooMany, name_address
from app.rehearsal.replay.stepped import SteppedWorld, make_stepped_world
from app.run.main import make_app
from tests.console.installation import MONDAY
from tests.web.serving import begin, is_cut_off, serve

MINUTE_S = 60.0
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SteppedWorld]:
    world = make_stepped_world(tmp_path, MONDAY, seed=1)
    yield world
    world.close()


def open_guarded(world: SteppedWorld, now_s: list[float]) -> TestClient:
    limits = Limits(Buckets(lambda: now_s[0]))
    return TestClient(make_app(world.services, limits=limits), headers={"accept-language": "zh"})


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.web.bulkheads.ANSWERED_LATE_S", 0)


def test_b107_one_address_opens_few_chats_and_later_more(world: SteppedWorld) -> None:
    now_s = [0.0]
    browser = open_guarded(world, now_s)
    burst = RULES["new_chat"].address.burst
    answers = [browser.post("/api/chat", json={"language": "zh"}) for _ in range(burst + 3)]
    assert [each.status_code for each in answers] == [201] * burst + [429] * 3
    assert "请 1 分钟后再试" in answers[-1].json()["error"]["message"]
    now_s[0] += MINUTE_S
    assert browser.post("/api/chat", json={"language": "zh"}).status_code == 201


def test_b107_the_page_opens_no_more_chats_than_the_interface(world: SteppedWorld) -> None:
    browser = open_guarded(world, [0.0])
    sent = []
    for _ in range(RULES["new_chat"].address.burst + 1):
        browser.cookies.clear()
        sent.append(browser.post("/chat/messages", data={"text": "你好"}).status_code)
    assert sent[-1] == 429


def test_b107_a_refused_reader_gets_a_page_in_words(world: SteppedWorld) -> None:
    browser = open_guarded(world, [0.0])
    for _ in range(RULES["search"].address.burst):
        assert browser.get("/answers").status_code == 200
    refused = browser.get("/answers?lang=zh", headers={"accept": "text/html"})
    assert refused.status_code == 429
    assert "请 1 分钟后再试" in refused.text
    assert "110" in refused.text
    assert refused.headers["retry-after"] == "2"


def test_b107_the_time_that_a_refused_chat_is_told_is_true(world: SteppedWorld) -> None:
    now = [0.0]
    browser = open_guarded(world, now)

    def start() -> Response:
        browser.cookies.clear()
        return browser.post("/api/chat", json={})

    refused = next(each for each in iter(start, None) if each.status_code == 429)
    for _ in range(5):
        assert start().status_code == 429
    wait_s = int(refused.headers["retry-after"])
    assert "110" in refused.json()["error"]["message"]
    assert "120" in refused.json()["error"]["message"]
    now[0] += wait_s
    assert start().status_code == 201


def test_b107_a_body_longer_than_any_form_is_refused_at_the_door(world: SteppedWorld) -> None:
    browser = open_guarded(world, [0.0])
    assert browser.post("/sign-in", content=b"u=" + b"x" * 70_000).status_code == 413


def test_b107_the_carrier_is_never_limited(world: SteppedWorld) -> None:
    browser = open_guarded(world, [0.0])
    for _ in range(RULES["forged"].address.burst + 5):
        assert browser.post("/twilio/voice", data={"CallSid": "CA1"}).status_code == 403


def test_an_address_counts_for_itself_and_a_network_for_one() -> None:
    buckets, rate = Buckets(lambda: 0.0, most=2), Rate(1, 0)
    assert buckets.take("page", "10.0.0.1", rate)
    assert not buckets.take("page", "10.0.0.1", rate)
    assert buckets.take("page", "10.0.0.2", rate)
    assert buckets.take("page", "10.0.0.3", rate)
    assert buckets.take("page", "10.0.0.1", rate), "the longest unheard is forgotten"
    assert name_address("2001:db8::1") == name_address("2001:db8::2")
    assert name_address("10.0.0.1") != name_address("10.0.0.2")


def test_every_door_leaves_the_telephone_its_threads() -> None:
    assert sum(door.at_once for door in GATED) + 24 == THREADS
    assert find_door("POST", "/twilio/voice", is_staff=False) is TELEPHONE
    assert find_door("POST", "/console/ready", is_staff=True) is STAFF
    assert find_door("POST", "/sign-in", is_staff=True).name == "sign-in"


def test_b107_streams_are_counted_by_chat_by_address_and_in_all() -> None:
    async def count_let_in(whose: str, address: str, tries: int) -> int:
        doors = Bulkheads(lambda *_: asyncio.sleep(0), Limits(), lambda _: None)
        let_in = 0
        async with contextlib.AsyncExitStack() as open_ones:
            for number in range(tries):
                place = {"path": "/chat/live"}
                names = (whose.format(number), address.format(number))
                try:
                    await open_ones.enter_async_context(doors._stream(place, *names))
                    let_in += 1
                except TooMany:
                    pass
        assert not doors._streams, "nothing is counted once they are over"
        return let_in

    most = STREAMS["/chat/live"]
    assert asyncio.run(count_let_in("one", "{}", 1000)) == most[0]
    assert asyncio.run(count_let_in("{}", "one", 1000)) == most[1]
    assert asyncio.run(count_let_in("{}", "{}", 1000)) == most[2]


def test_b107_the_writer_goes_to_the_telephone_before_the_public() -> None:
    turns, order, waiting = Turns(), [], []

    def write(patience: Patience) -> None:
        PATIENCE.set(patience)
        with turns, turns:
            order.append(patience)

    with turns:
        for patience in (Patience.PUBLIC, Patience.PUBLIC, Patience.STAFF, Patience.TELEPHONE):
            thread = threading.Thread(target=write, args=(patience,))
            thread.start()
            waiting.append(thread)
            while len(turns._waiting) < len(waiting):
                time.sleep(0.001)
    for thread in waiting:
        thread.join(5)
    assert order == sorted(order)


def test_b107_few_of_the_public_write_at_once_and_never_the_telephones_turn() -> None:
    turnstile, inside, over = Turnstile(), [], threading.Event()

    def write(patience: Patience) -> None:
        PATIENCE.set(patience)
        with turnstile, turnstile:
            inside.append(patience)
            over.wait(5)

    kinds = (*[Patience.PUBLIC] * 5, Patience.TELEPHONE)
    threads = [threading.Thread(target=write, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    deadline_s = time.monotonic() + 5
    while len(inside) < PUBLIC_WRITERS + 1 and time.monotonic() < deadline_s:
        time.sleep(0.005)
    assert sorted(inside) == [Patience.TELEPHONE, *[Patience.PUBLIC] * PUBLIC_WRITERS]
    over.set()
    for thread in threads:
        thread.join(5)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that holds ten connections and waits half a second for a request."""
    monkeypatch.setattr(BoundedProtocol, "most", 10)
    for name, seconds in (("HEAD_WITHIN_S", 0.4), ("BODY_WITHIN_S", 0.4), ("CHECK_EVERY_S", 0.1)):
        monkeypatch.setattr(connections, name, seconds)

    async def answer(_: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    with serve(answer) as port:
        yield port


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"POST / HTTP/1.1\r\nHost: a\r\nX-",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_b107_who_dawdles_is_cut_off(port: int, first: bytes) -> None:
    assert is_cut_off(begin(port, first))


def test_a_connection_may_rest_between_two_requests_and_not_within_one(port: int) -> None:
    """Whoever asks again just when we end it loses the request: a carrier's is a call's."""
    kept = begin(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert kept.recv(1000).startswith(b"HTTP/1.1 204")
    time.sleep(0.7)
    kept.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert kept.recv(1000).startswith(b"HTTP/1.1 204")
    kept.sendall(b"GET / HTTP/1.1\r\nHost:")
    assert is_cut_off(kept)


def test_b107_a_full_house_makes_room_for_who_asks(port: int) -> None:
    dawdlers = [begin(port, HALF_A_BODY) for _ in range(10)]
    honest = begin(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert honest.recv(1000).startswith(b"HTTP/1.1 204")
    assert is_cut_off(dawdlers[0]), "the longest goes first"
