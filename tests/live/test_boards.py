"""Boards: read once for all who look, drawn once for each language, sent only when changed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Hashable
from dataclasses import dataclass, field

import pytest

from app.kit.i18n import Language
from app.kit.live import boards as boards_module
from app.kit.live.boards import Board, Boards
from app.kit.live.broker import Broker
from app.kit.live.stream import stream_with_boards

WITHIN_S = 2.0


@dataclass
class Queue:
    """A board of how many wait, with a count of what it cost."""

    waiting: int = 0
    reads: int = 0
    drawn: list[str] = field(default_factory=list)
    fails: int = 0

    async def read(self) -> Hashable:
        self.reads += 1
        if self.fails:
            self.fails -= 1
            raise OSError("the database is away")
        return self.waiting

    def draw(self, value: Hashable, language: Language) -> str:
        self.drawn.append(language)
        return f"{language}: {value}\nwait"

    def hang_up(self, broker: Broker) -> Boards:
        boards = Boards(broker)
        boards.add(Board("queue", self.read, self.draw, topics=frozenset({"queue"})))
        return boards


async def see(stream: AsyncIterator[bytes]) -> str:
    """The next thing that a stream shows."""
    while True:
        event = (await asyncio.wait_for(anext(stream), WITHIN_S)).decode()
        if event.startswith("event: board\n"):
            return "\n".join(re.findall("^data: (.*)$", event, re.MULTILINE))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards_module, "AT_MOST_EVERY_S", 0.02)
    monkeypatch.setattr(boards_module, "AGAIN_AFTER_S", 0.02)


def test_a_board_is_made_once_for_all_who_look() -> None:
    async def scenario() -> None:
        broker, queue = Broker(), Queue()
        boards = queue.hang_up(broker)
        languages = [Language.ZH] * 5 + [Language.BO] * 5
        streams = [stream_with_boards(broker, boards, ["board:queue"], each) for each in languages]
        first = await asyncio.gather(*(see(each) for each in streams))
        assert first == ["board:queue\nzh: 0\nwait"] * 5 + ["board:queue\nbo: 0\nwait"] * 5
        queue.waiting = 3
        broker.publish({"queue"})
        then = await asyncio.gather(*(see(each) for each in streams))
        assert {each.split("\n")[1] for each in then} == {"zh: 3", "bo: 3"}
        assert queue.reads == 2
        assert sorted(queue.drawn) == ["bo", "bo", "zh", "zh"]
        late = stream_with_boards(broker, boards, ["board:queue"], Language.ZH)
        assert await see(late) == "board:queue\nzh: 3\nwait", "who comes later sees it at once"
        assert queue.reads == 2
        broker.close()

    asyncio.run(scenario())


def test_what_looks_as_before_is_not_sent_again() -> None:
    async def scenario() -> None:
        broker, queue = Broker(), Queue()
        stream = stream_with_boards(broker, queue.hang_up(broker), ["board:queue"], Language.ZH)
        await see(stream)
        seen = asyncio.create_task(see(stream))
        for _ in range(20):
            broker.publish({"queue"})
            await asyncio.sleep(0.005)
        assert not seen.done()
        assert queue.reads < 15, "changes that follow each other are read together"
        queue.waiting = 1
        broker.publish({"queue"})
        assert await seen == "board:queue\nzh: 1\nwait"
        broker.close()

    asyncio.run(scenario())


def test_a_board_that_cannot_be_read_is_tried_again() -> None:
    async def scenario() -> None:
        broker, queue = Broker(), Queue(fails=3)
        stream = stream_with_boards(broker, queue.hang_up(broker), ["board:queue"], Language.ZH)
        assert await see(stream) == "board:queue\nzh: 0\nwait"
        assert queue.reads == 4
        broker.close()

    asyncio.run(scenario())


def test_a_board_at_which_nobody_looks_is_not_read() -> None:
    async def scenario() -> None:
        broker, queue = Broker(), Queue()
        boards = queue.hang_up(broker)
        async with boards.watch(["board:queue", "agent:7", "board:of-nothing"]):
            await asyncio.sleep(0.05)
        assert queue.reads == 1
        broker.publish({"queue"})
        await asyncio.sleep(0.05)
        assert (queue.reads, broker.count_listeners()) == (1, 0)
        assert boards.draw("board:queue", Language.ZH) is None

    asyncio.run(scenario())
