"""Streams: who hears what, merging, ending at shutdown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from app.kit.live import stream as stream_module
from app.kit.live.broker import Broker
from app.kit.live.stream import stream_changes


async def hear(stream: AsyncIterator[tuple[str, int]]) -> tuple[str, int]:
    return await asyncio.wait_for(anext(stream), 2)


def test_only_the_topics_asked_for_are_heard() -> None:
    async def scenario() -> None:
        broker = Broker()
        heard = asyncio.create_task(hear(broker.listen(["queue", "agent:7"])))
        await asyncio.sleep(0.01)
        broker.publish({"agent:8"})
        broker.publish({"agent:7"})
        assert await heard == ("agent:7", 2)

    asyncio.run(scenario())


def test_all_topics_of_a_kind_are_heard() -> None:
    async def scenario() -> None:
        broker = Broker()
        heard = asyncio.create_task(hear(broker.listen(["contact:*"])))
        await asyncio.sleep(0.01)
        broker.publish({"agent:3", "queue"})
        broker.publish({"contact:12"})
        assert await heard == ("contact:12", 2)

    asyncio.run(scenario())


def test_what_belongs_to_a_contact_is_heard_with_it() -> None:
    async def scenario() -> None:
        broker = Broker()
        heard = asyncio.create_task(hear(broker.listen(["contact:1"])))
        await asyncio.sleep(0.01)
        broker.publish({"contact:12", "contact:12/messages", "contact:11"})
        broker.publish({"contact:1/messages"})
        assert await heard == ("contact:1/messages", 2)

    asyncio.run(scenario())


def test_a_stream_with_nothing_to_tell_says_that_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_module, "BEAT_S", 0.01)

    async def scenario() -> None:
        broker = Broker()
        stream = stream_changes(broker, ["queue"])
        first = [await asyncio.wait_for(anext(stream), 2) for _ in range(3)]
        assert [each.event for each in first] == [None, "beat", "beat"]
        broker.publish({"queue"})
        assert (await asyncio.wait_for(anext(stream), 2)).raw_data == "queue 1"

    asyncio.run(scenario())


def test_changes_of_one_topic_merge_for_a_slow_listener() -> None:
    async def scenario() -> None:
        broker = Broker()
        stream = broker.listen(["queue", "agent:7"])
        first = asyncio.create_task(hear(stream))
        await asyncio.sleep(0.01)
        broker.publish({"queue"})
        assert await first == ("queue", 1)
        for _ in range(1000):
            broker.publish({"queue"})
        broker.publish({"agent:7"})
        rest = {await hear(stream), await hear(stream)}
        assert rest == {("queue", 1001), ("agent:7", 1002)}

    asyncio.run(scenario())


def test_other_threads_may_publish() -> None:
    async def scenario() -> None:
        broker = Broker()
        heard = asyncio.create_task(hear(broker.listen(["queue"])))
        await asyncio.sleep(0.01)
        threading.Thread(target=broker.publish, args=({"queue"},)).start()
        assert await heard == ("queue", 1)

    asyncio.run(scenario())


def test_close_ends_every_stream() -> None:
    async def scenario() -> None:
        broker = Broker()

        async def drain(topic: str) -> list[str]:
            return [event.raw_data or "" async for event in stream_changes(broker, [topic])]

        tasks = [asyncio.create_task(drain(topic)) for topic in ("queue", "agent:1", "agent:2")]
        await asyncio.sleep(0.01)
        assert broker.count_listeners() == 3
        broker.publish({"queue"})
        await asyncio.sleep(0.01)
        broker.close()
        ended = await asyncio.wait_for(asyncio.gather(*tasks), 2)
        assert ended == [["", "queue 1"], [""], [""]]
        assert broker.count_listeners() == 0

    asyncio.run(scenario())


def test_stream_begun_after_close_ends_at_once() -> None:
    async def scenario() -> None:
        broker = Broker()
        broker.close()
        assert [item async for item in broker.listen(["queue"])] == []

    asyncio.run(scenario())
