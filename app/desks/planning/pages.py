"""Routes of the planning page: today's forecast against what happened, and what if.

The question is in the address: it can be sent to a colleague, and asking it again is free.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.desks.planning.asking import Asked, Asker
from app.desks.planning.charts import draw_answer, draw_day
from app.desks.planning.question import FAULTS, MOST_ON_CALL, PlanningQuestion
from app.desks.planning.views import HistoryMemory, read_line_view, read_today
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.hotline.services import Services, get_services
from app.kit.web.site import show

router = APIRouter(default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
Planner = Annotated[SignedIn, Depends(require(Role.SUPERVISOR, Role.ADMIN))]
SMALL = Query(ge=0, le=24)
CODE = Query(max_length=40)


def read_question(
    seat: Annotated[bool, Query()] = False,
    seat_kind: Annotated[str, CODE] = "general",
    seat_languages: Annotated[str, Query(pattern=r"^zh(\+bo)?$")] = "zh+bo",
    seat_from: Annotated[int, SMALL] = 9,
    seat_to: Annotated[int, SMALL] = 12,
    on_call: Annotated[int, SMALL] = 0,
    on_call_kind: Annotated[str, CODE] = "lawyer",
    on_call_languages: Annotated[str, Query(pattern=r"^zh(\+bo)?$")] = "zh+bo",
    callback: Annotated[str, CODE] = "",
    interpreted: Annotated[str, CODE] = "",
    skilled: Annotated[list[str] | None, Query(max_length=2)] = None,
    skill_kind: Annotated[str, CODE] = "lawyer",
) -> PlanningQuestion:
    """The question in the address."""
    return PlanningQuestion(
        adds_seat=seat,
        seat_kind=seat_kind,
        seat_languages=seat_languages,
        seat_from=seat_from,
        seat_to=seat_to,
        on_call=on_call,
        on_call_kind=on_call_kind,
        on_call_languages=on_call_languages,
        callback=callback,
        interpreted=interpreted,
        skilled=tuple(dict.fromkeys(filter(None, skilled or ()))),
        skill_kind=skill_kind,
    )


def find_memory(request: Request) -> HistoryMemory:
    """The process's memory of past days; made at its first use."""
    state = request.app.state
    if not hasattr(state, "history_memory"):
        state.history_memory = HistoryMemory()
    memory: HistoryMemory = state.history_memory
    return memory


def find_asker(request: Request, services: ServicesOf) -> Asker:
    """The process's asker; made at its first use."""
    state = request.app.state
    if not hasattr(state, "asker"):
        state.asker = Asker(services.settings.data_dir / "what-if")
    asker: Asker = state.asker
    return asker


@router.get("/planning")
def show_planning(
    request: Request,
    services: ServicesOf,
    _: Planner,
    memory: Annotated[HistoryMemory, Depends(find_memory)],
    asker: Annotated[Asker, Depends(find_asker)],
    question: Annotated[PlanningQuestion, Depends(read_question)],
    ask: Annotated[bool, Query()] = False,
) -> Response:
    """The page; with `ask` also how the question stands, or its answer."""
    training = services.settings.training
    line = read_line_view(services.store, memory, training=training)
    seat_ids = [seat.id for seat in line.scenario.seats]
    fault = question.find_fault(seat_ids, line.scenario.topics) if ask else None
    asked = None
    if ask and fault is None:
        asked = asker.look(line.json, question.changes, line.has)
    today = read_today(services.store, line, training=training)
    return show(
        request,
        "planning/page.html",
        parts=("today", "answer"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        line=line,
        today=today,
        day=draw_day(today.slots),
        question=question,
        most_on_call=MOST_ON_CALL,
        fault=FAULTS[fault] if fault else "",
        asked=asked,
        answer=_draw(asked),
        address=str(request.url.remove_query_params("part").query),
    )


def _draw(asked: Asked | None) -> object:
    return draw_answer(asked.answer) if asked is not None and asked.answer is not None else None
