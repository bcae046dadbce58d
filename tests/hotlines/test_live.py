"""Open pages hear of their own hotline alone."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

from app.kit.i18n import Language
from app.kit.live.boards import Board, Boards
from app.kit.live.broker import Broker, mark_topics
from app.kit.storage.scope import find_current, within


def test_a_change_of_one_hotline_is_nothing_to_the_other() -> None:
    async def scenario() -> None:
        broker = Broker()
        topics = {"queue", "contact:*"}
        with (
            within(2),
            broker.hearing(topics) as of_second,
            within(1),
            broker.hearing(topics) as of_first,
        ):
            broker.publish(mark_topics(2, {"queue", "contact:12"}))
            assert broker.take(of_first) == {}
            assert broker.take(of_second).keys() == {"queue", "contact:12"}
            broker.publish(mark_topics(1, {"contact:7/messages"}))
            assert broker.take(of_first).keys() == {"contact:7/messages"}
            assert broker.take(of_second) == {}

    asyncio.run(scenario())


def test_a_board_shows_each_hotline_its_own() -> None:
    async def read() -> Hashable:
        return find_current()

    async def look(boards: Boards, hotline_id: int) -> bytes:
        with within(hotline_id):
            async with boards.watch(["board:queue"]):
                for _ in range(100):
                    if shown := boards.draw("board:queue", Language.ZH):
                        return shown
                    await asyncio.sleep(0.01)
        raise AssertionError("nothing is shown")

    async def scenario() -> None:
        boards = Boards(Broker())
        boards.add(Board("queue", read, lambda value, _: f"waits at {value}"))
        shown = await asyncio.gather(look(boards, 1), look(boards, 2))
        assert [b"waits at 1" in shown[0], b"waits at 2" in shown[1]] == [True, True]

    asyncio.run(scenario())
