"""Routes of the wallboard."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.desks.reports.chart import draw_chart
from app.desks.reports.memory import FactsMemory
from app.desks.reports.queries import list_agents, list_waiting
from app.desks.reports.views import PLAN_PERCENT, STANDARD_PERCENT, BoardView
from app.hotline.accounts.guard import StandingOf, find_onlooker
from app.hotline.callbacks.queries import count_overdue, count_owed
from app.hotline.calls.waiting.topic_queries import asks_topic, count_keyed_topics
from app.hotline.prompts.queries import count_prompts
from app.hotline.prompts.services import PromptsOf
from app.kit.storage.scope import FIRST_HOTLINE, find_current
from app.kit.web.services import StoreOf
from app.kit.web.site import show
from routing.facts import DAY_S

router = APIRouter(
    default_response_class=Response, include_in_schema=False, dependencies=[Depends(find_onlooker)]
)


def find_memory(request: Request) -> FactsMemory:
    """What the process remembers of the last day of a hotline; made at its first use."""
    state = request.app.state
    if not hasattr(state, "facts_memories"):
        state.facts_memories = defaultdict(FactsMemory)
    memories: defaultdict[int, FactsMemory] = state.facts_memories
    return memories[find_current() or FIRST_HOTLINE]


@router.get("/wallboard")
def show_wallboard(
    request: Request,
    store: StoreOf,
    prompts: PromptsOf,
    standing: StandingOf,
    memory: Annotated[FactsMemory, Depends(find_memory)],
) -> Response:
    """The wallboard, or its changing part.

    It hangs on a wall for as long as a sign-in lasts; where nobody has done anything for long it
    names nobody.
    """
    now = store.clock.now()
    with store.read() as session:
        asks, keyed = (
            asks_topic(session),
            count_keyed_topics(session, now - timedelta(seconds=DAY_S)),
        )
        open_prompts = count_prompts(session, prompts)
        board = BoardView(
            day=memory.measure(session, now),
            waiting=tuple(list_waiting(session)),
            agents=tuple(list_agents(session, store.vault)),
            callbacks_owed=count_owed(session),
            callbacks_late=count_overdue(session, now),
        )
    return show(
        request,
        "reports/page.html",
        parts=("board",),
        board=board,
        chart=draw_chart(board.day.hours),
        plan=PLAN_PERCENT,
        standard=STANDARD_PERCENT,
        open_prompts=open_prompts,
        keyed=keyed,
        asks_topic=asks,
        tells_names=standing is not None and not standing.is_idle,
    )
