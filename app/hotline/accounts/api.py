"""The live stream of a signed-in browser: which topics changed, nothing else."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from app.hotline.accounts.guard import StandingOf, find_onlooker
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import WALLBOARD
from app.kit.live.stream import BoardsOf, BrokerOf, answer_stream, stream_with_boards
from app.kit.web.errors import NotSignedIn
from app.kit.web.readers import find_language

router = APIRouter(include_in_schema=False)
OPEN_TO_STAFF = re.compile(r"queue|carrier|board:[a-z]{1,20}|(contact|ticket):[0-9]{1,10}")
"""What everybody on the staff may hear of: that something changed, and what shows no case."""
MOST_NAMED = 100
UNNAMED = frozenset({"queue", "carrier", "contact:*", "ticket:*"})
"""What a page hears that does not say what it shows."""


@router.get("/live")
async def stream_live(
    request: Request,
    broker: BrokerOf,
    boards: BoardsOf,
    account: Annotated[SignedIn, Depends(find_onlooker)],
    of: Annotated[str, Query(max_length=4000)] = "",
) -> StreamingResponse:
    """Changes of what a page shows: it names its topics (ids only), parted by spaces.

    Those of the account's own agent always come.  Over when the account signs out: the browser
    comes back, if it still may.
    """
    ends = f"account:{account.account_id}"
    topics = {ends} | list_heard(of)
    if account.agent_id is not None:
        topics.add(f"agent:{account.agent_id}")
    language = find_language(request)
    return answer_stream(stream_with_boards(broker, boards, topics, language, ends))


def list_heard(of: str) -> frozenset[str]:
    """The topics that a page names, as far as they are open to all staff."""
    named = of.split(" ")[:MOST_NAMED] if of else []
    return frozenset(filter(OPEN_TO_STAFF.fullmatch, named)) if named else UNNAMED


@router.get("/signed-in")
def show_signed_in(standing: StandingOf, at: str = "") -> JSONResponse:
    """Whose session this is, for pages that ask whether line and session still hold.

    `at`: the page that asks; the wallboard hangs on a wall. Raises NotSignedIn.
    """
    if standing is None or (standing.is_idle and at != WALLBOARD.path):
        raise NotSignedIn()
    account_id = standing.account.account_id
    return JSONResponse({"account": account_id}, headers={"Cache-Control": "no-store"})
