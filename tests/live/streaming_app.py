"""An application that only streams, for the test that stops a real server under it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.kit.live.broker import Broker
from app.kit.live.shutdown import close_at_stop_signal
from app.kit.live.stream import BrokerOf, stream_changes


@asynccontextmanager
async def _live(app: FastAPI) -> AsyncIterator[None]:
    close_at_stop_signal(app.state.broker)
    yield


app = FastAPI(lifespan=_live)
app.state.broker = Broker()


@app.get("/live", response_class=EventSourceResponse)
async def stream(broker: BrokerOf) -> AsyncIterator[ServerSentEvent]:
    async for event in stream_changes(broker, ["queue"]):
        yield event
