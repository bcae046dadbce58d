"""Page of the duty rota: who is on call when, for which county."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.problems import tell_problem
from app.desks.line.queries import find_hotline, list_on_call_people, list_rota
from app.hotline.dispatch.queries import is_emergency
from app.hotline.duty.actions import drop_shift, plan_shift
from app.hotline.services import Services
from app.kit.errors import BadInput
from app.kit.i18n.formats import LINE_TIME
from app.kit.web.divisions import list_divisions
from app.kit.web.forms import RowId, read_local
from app.kit.web.site import render, translate_for

router = APIRouter(prefix="/line/rota", default_response_class=Response, include_in_schema=False)
Code = Annotated[str, Form(max_length=40)]


@router.get("")
def show_rota(request: Request, services: ServicesOf, _: Running) -> Response:
    """Shifts that run or are to come, and whoever is on call without one."""
    return _show(request, services)


@router.post("")
def post_shift(
    request: Request,
    services: ServicesOf,
    _: Running,
    agent: Annotated[RowId, Form()],
    starts: Code,
    ends: Code,
    county: Code = "",
) -> Response:
    """Put somebody on the rota."""
    try:
        starts_at, ends_at = _read_local("starts_at", starts), _read_local("ends_at", ends)
        if county not in {"", *list_divisions()}:
            raise BadInput(place="county", reason="not_a_county")
        with services.store.write() as uow:
            plan_shift(uow, agent, starts_at, ends_at, county)
    except BadInput as error:
        typed = {"agent": str(agent), "starts": starts, "ends": ends, "county": county}
        return _show(request, services, error, typed)
    return RedirectResponse("/line/rota", HTTPStatus.SEE_OTHER)


@router.post("/drop")
def post_drop(services: ServicesOf, _: Running, shift: Annotated[RowId, Form()]) -> Response:
    """Take a shift off the rota."""
    with services.store.write() as uow:
        drop_shift(uow, shift)
    return RedirectResponse("/line/rota", HTTPStatus.SEE_OTHER)


def _read_local(place: str, text: str) -> datetime:
    try:
        return read_local(text).replace(tzinfo=LINE_TIME)
    except ValueError as error:
        raise BadInput(place=place, reason="not_a_date") from error


def _show(
    request: Request,
    services: Services,
    error: BadInput | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    now, vault = services.store.clock.now(), services.store.vault
    with services.store.read() as session:
        people = list_on_call_people(session, vault)
        shifts = list_rota(session, vault, now)
        has_emergency = is_emergency(find_hotline(session))
    facts, gettext = error.facts if error else {}, translate_for(request)
    planned = {shift.agent_id for shift in shifts}
    return render(
        request,
        "line/rota.html",
        status=error.status if error else HTTPStatus.OK,
        sentence=tell_problem(gettext, str(facts["place"]), str(facts["reason"])) if error else "",
        people=people,
        shifts=shifts,
        without=[person for person in people if person.agent_id not in planned],
        is_emergency=has_emergency,
        counties=["", *list_divisions()],
        typed={"agent": "", "starts": "", "ends": "", "county": ""} | (typed or {}),
    )
