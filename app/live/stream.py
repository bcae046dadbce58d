"""The server-sent events of one browser. The only asynchronous code of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.sse import ServerSentEvent

from app.live.broker import Broker

RETRY_MS = 2000


async def find_broker(request: Request) -> Broker:
    """The broker that the application was wired with."""
    broker = request.app.state.broker
    if not isinstance(broker, Broker):
        raise TypeError("app.state.broker is not wired")
    return broker


BrokerOf = Annotated[Broker, Depends(find_broker)]


async def stream_changes(broker: Broker, topics: Iterable[str]) -> AsyncIterator[ServerSentEvent]:
    """Yield one `changed` event per topic and version; a first one opens the stream at once."""
    yield ServerSentEvent(comment="listening", retry=RETRY_MS)
    async for topic, version in broker.listen(topics):
        yield ServerSentEvent(event="changed", raw_data=f"{topic} {version}")
