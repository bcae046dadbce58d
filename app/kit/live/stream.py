"""The server-sent events of one browser. The only asynchronous code of the application."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import ServerSentEvent, format_sse_event

from app.kit.i18n import Language
from app.kit.live.boards import Boards, is_board
from app.kit.live.broker import Broker

RETRY_MS = 2000
BEAT_S = 15.0
"""A stream with nothing to tell says so, so that a page notices a line that is dead."""
BEAT = format_sse_event(event="beat", data_str="beat")


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


async def stream_changes(broker: Broker, topics: Iterable[str]) -> AsyncIterator[ServerSentEvent]:
    """Yield one `changed` event per topic and version; a first one opens the stream at once."""
    with broker.hearing(topics) as listener:
        yield ServerSentEvent(comment="listening", retry=RETRY_MS)
        while not broker.is_closed:
            if not await listener.rest(BEAT_S):
                yield ServerSentEvent(event="beat", raw_data="beat")
            for topic, version in broker.take(listener).items():
                yield ServerSentEvent(event="changed", raw_data=f"{topic} {version}")


async def stream_with_boards(
    broker: Broker, boards: Boards, topics: Iterable[str], language: Language, ends: str = ""
) -> AsyncGenerator[bytes, None]:
    """As `stream_changes`, ready to be sent; over when `ends` has changed.

    Of a board comes what it shows: its topic, then a fragment of a page.
    """
    topics = frozenset(topics)
    shown: dict[str, bytes] = {}

    def tell(topic: str, version: int) -> Iterator[bytes]:
        if not is_board(topic):
            yield format_sse_event(event="changed", data_str=f"{topic} {version}")
            return
        event = boards.draw(topic, language)
        if event is not None and shown.get(topic) is not event:
            shown[topic] = event
            yield event

    async with boards.watch(topics):
        with broker.hearing(topics) as listener:
            yield format_sse_event(comment="listening", retry=RETRY_MS)
            now = dict.fromkeys(filter(is_board, topics), 0)
            while not broker.is_closed:
                for topic, version in (now | broker.take(listener)).items():
                    if topic == ends:
                        return
                    for event in tell(topic, version):
                        yield event
                now = {}
                if not await listener.rest(BEAT_S):
                    yield BEAT


def answer_stream(events: AsyncGenerator[bytes, None]) -> StreamingResponse:
    """Events that are ready to be sent, as they come: two hundred desks hear of each call."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
