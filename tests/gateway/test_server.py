"""The carrier as a real process: a call over real HTTP on a fast clock."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from app.gateway.control import make_control_router
from app.gateway.running import stop_if_broken
from app.run.supervisor.ports import take_port

SID, TOKEN = "AC" + "1" * 32, "t"
SPEED = 20.0


def wait_for(look: Callable[[], bool], within_s: float = 8.0) -> None:
    """Come back as soon as `look` is true."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if look():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


class Application:
    """A hotline of three documents on its own thread."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.port = take_port()
        api = FastAPI()

        @api.post("/{path:path}")
        async def answer(path: str, request: Request) -> Response:
            params = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
            self.seen.append((path, params))
            body = {
                "twilio/voice": '<Enqueue waitUrl="/wait">q</Enqueue>',
                "wait": '<Say language="zh-CN">请稍候</Say>',
                "join": "<Dial><Conference>r</Conference></Dial>",
            }.get(path, "")
            return Response(f"<Response>{body}</Response>", media_type="text/xml")

        config = uvicorn.Config(api, port=self.port, log_level="warning")
        self.server = uvicorn.Server(config)
        threading.Thread(target=self.server.run, daemon=True).start()

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    application = Application()
    yield application
    application.server.should_exit = True


@pytest.fixture(scope="module")
def carrier(application: Application) -> Iterator[httpx.Client]:
    port = take_port()
    now_s = time.time()
    command = [
        *(sys.executable, "-m", "app.gateway", "--port", str(port)),
        *("--app-url", f"http://127.0.0.1:{application.port}"),
        *("--account-sid", SID, "--auth-token", TOKEN),
        *("--clock", f"sped:{SPEED}:{now_s}:{now_s}"),
    ]
    process = subprocess.Popen(command)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=(SID, TOKEN)) as client:

        def is_up() -> bool:
            try:
                return client.get("/simulator/state").is_success
            except httpx.TransportError:
                return False

        wait_for(is_up, within_s=60)
        yield client
    process.terminate()
    assert process.wait(5) is not None


def test_a_call_over_real_http(application: Application, carrier: httpx.Client) -> None:
    account = f"/2010-04-01/Accounts/{SID}"
    join = f"http://127.0.0.1:{application.port}/join"
    carrier.put("/simulator/phones/+8613800000002", json={"answers_after_s": 2})
    plan = {"patience_s": 300, "talk_s": 20}
    legs = carrier.post(
        "/simulator/calls", json=[{"from_number": "+8613900000001", "plan": plan}]
    ).json()
    wait_for(lambda: "wait" in application.paths())
    form = {"To": "+8613800000002", "From": "+8612348", "Url": join}
    assert carrier.post(f"{account}/Calls.json", data=form).status_code == 201
    wait_for(lambda: "join" in application.paths())
    queue = carrier.get(f"{account}/Queues.json").json()["queues"][0]["sid"]
    moved = carrier.post(f"{account}/Queues/{queue}/Members/Front.json", data={"Url": join})
    assert moved.status_code == 200
    wait_for(lambda: "twilio/status" in application.paths())
    shown = {call["leg"]: call for call in carrier.get("/simulator/calls").json()}[legs[0]]
    assert shown["status"] == "completed"
    assert shown["talked_s"] == pytest.approx(20, abs=1)
    assert carrier.get("/simulator/errors").json() == []


def test_a_wrong_password_is_refused(carrier: httpx.Client) -> None:
    answer = carrier.get(f"/2010-04-01/Accounts/{SID}/Calls.json", auth=(SID, "no"))
    assert answer.status_code == 401
    assert answer.json()["code"] == 20003


def test_a_broken_carrier_ends_its_process() -> None:
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))

    async def fail() -> None:
        raise RuntimeError("a fault of ours")

    async def run() -> None:
        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.wait([task])
        stop_if_broken(task)

    try:
        asyncio.run(run())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]


def test_every_control_of_the_simulated_telephones_asks_for_the_token(
    carrier: httpx.Client,
) -> None:
    routes = list(make_control_router(lambda: None).routes)  # type: ignore[arg-type,return-value]
    asked = [(method, each.path) for each in routes for method in each.methods]  # type: ignore[attr-defined]
    assert len(asked) > 10
    for method, path in asked:
        for auth in (None, (SID, "no"), ("", "")):
            opened = httpx.request(method, f"{carrier.base_url}{path}", auth=auth, json={})
            assert opened.status_code == 401, (method, path)
    assert httpx.get(f"{carrier.base_url}/openapi.json").status_code == 404
