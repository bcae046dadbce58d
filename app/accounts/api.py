"""The live stream of a signed-in browser: which topics changed, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.accounts.guard import StandingOf, find_onlooker
from app.accounts.queries import SignedIn
from app.accounts.roles import WALLBOARD
from app.live.stream import BrokerOf, stream_changes
from app.web.errors import NotSignedIn

router = APIRouter(include_in_schema=False)


@router.get("/live", response_class=EventSourceResponse)
async def stream_live(
    broker: BrokerOf, account: Annotated[SignedIn, Depends(find_onlooker)]
) -> AsyncIterator[ServerSentEvent]:
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
def show_signed_in(standing: StandingOf, at: str = "") -> JSONResponse:
    """Whose session this is, for pages that ask whether line and session still hold.

    `at`: the page that asks; the wallboard hangs on a wall. Raises NotSignedIn.
    """
    if standing is None or (standing.is_idle and at != WALLBOARD.path):
        raise NotSignedIn()
    account_id = standing.account.account_id
    return JSONResponse({"account": account_id}, headers={"Cache-Control": "no-store"})
