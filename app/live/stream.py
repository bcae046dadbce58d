"""The server-sent events of one browser. The only asynchronous code of the application."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from typing import Annotated

from fastapi import Depends, Request
from fastapi.sse import ServerSentEvent

from app.i18n import Language
from app.live.boards import Boards, is_board
from app.live.broker import Broker

RETRY_MS = 2000
BEAT_S = 15.0
"""A stream with nothing to tell says so, so that a page notices a line that is dead."""


async def find_broker(request: Request) -> Broker:
    """The broker that the application was wired with."""
    broker = request.app.state.broker
    if not isinstance(broker, Broker):
        raise TypeError("app.state.broker is not wired")
    return broker


async def find_boards(request: Request) -> Boards:
    """The boards that the application was wired with."""
    boards = request.app.state.boards
    if not isinstance(boards, Boards):
        raise TypeError("app.state.boards is not wired")
    return boards


BrokerOf = Annotated[Broker, Depends(find_broker)]
BoardsOf = Annotated[Boards, Depends(find_boards)]


async def stream_changes(
    broker: Broker, topics: Iterable[str]
) -> AsyncGenerator[ServerSentEvent, None]:
    """Yield one `changed` event per topic and version; a first one opens the stream at once."""
    with broker.hearing(topics) as listener:
        yield ServerSentEvent(comment="listening", retry=RETRY_MS)
        while not broker.is_closed:
            if not await listener.rest(BEAT_S):
                yield ServerSentEvent(event="beat", raw_data="beat")
            for topic, version in broker.take(listener).items():
                yield ServerSentEvent(event="changed", raw_data=f"{topic} {version}")


async def stream_with_boards(
    broker: Broker, boards: Boards, topics: Iterable[str], language: Language
) -> AsyncIterator[ServerSentEvent]:
    """As `stream_changes`; of a board comes what it shows: its name, then a fragment of a page."""
    topics = frozenset(topics)
    shown: dict[str, str] = {}

    def show(topic: str) -> ServerSentEvent | None:
        text = boards.draw(topic, language)
        if text is None or shown.get(topic) == text:
            return None
        shown[topic] = text
        return ServerSentEvent(event="board", raw_data=f"{topic}\n{text}")

    async with boards.watch(topics), aclosing(stream_changes(broker, topics)) as changes:
        yield await anext(changes)
        for topic in filter(is_board, topics):
            if event := show(topic):
                yield event
        async for change in changes:
            topic = str(change.raw_data).partition(" ")[0]
            if event := show(topic) if is_board(topic) else change:
                yield event
