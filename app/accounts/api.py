"""The live stream of a signed-in browser: which topics changed, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.accounts.guard import require
from app.accounts.queries import SignedIn
from app.live.stream import BrokerOf, stream_changes

router = APIRouter(include_in_schema=False)
Own = Annotated[SignedIn, Depends(require())]


@router.get("/live", response_class=EventSourceResponse)
async def stream_live(broker: BrokerOf, account: Own) -> AsyncIterator[ServerSentEvent]:
    """Changes of the queue, of contacts and tickets (ids only) and of the account's own agent.

    Over when the account signs out.
    """
    ends = f"account:{account.account_id}"
    topics = {"queue", "carrier", "contact:*", "ticket:*", ends}
    if account.agent_id is not None:
        topics.add(f"agent:{account.agent_id}")
    async for event in stream_changes(broker, topics):
        if str(event.raw_data).startswith(f"{ends} "):
            return  # signed out: the browser comes back, if it still may
        yield event


@router.get("/signed-in")
def show_signed_in(account: Own) -> JSONResponse:
    """Whose session this is, for pages that ask whether line and session still hold."""
    return JSONResponse({"account": account.account_id}, headers={"Cache-Control": "no-store"})
