"""Page of the outside lines: which number 12345 and the emergency centres have, by county."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.problems import tell_problem
from app.desks.line.queries import list_changes
from app.hotline.calls.facts import OUTSIDE_LINE_DROPPED, OUTSIDE_LINE_SET
from app.hotline.calls.outside import Target, list_own_numbers
from app.hotline.calls.talking.outside_actions import drop_outside_line, set_outside_line
from app.hotline.services import Services
from app.kit.errors import BadSetting
from app.kit.web.divisions import list_divisions
from app.kit.web.site import render, translate_for

router = APIRouter(prefix="/line/outside", default_response_class=Response, include_in_schema=False)
Code = Annotated[str, Form(max_length=40)]
CHANGES = (OUTSIDE_LINE_SET.name, OUTSIDE_LINE_DROPPED.name)


@router.get("")
def show_lines(request: Request, services: ServicesOf, _: Running) -> Response:
    """Every number that is rung for every county."""
    return _show(request, services)


@router.post("")
def post_line(
    request: Request,
    services: ServicesOf,
    account: Running,
    target: Code,
    number: Code,
    county: Code = "",
) -> Response:
    """Note the number of a county's centre."""
    try:
        if county not in {"", *list_divisions()}:
            raise BadSetting(place="county", reason="not_a_county")
        with services.store.write() as uow:
            set_outside_line(uow, target, county, number, account.account_id)
    except BadSetting as error:
        return _show(request, services, error)
    return RedirectResponse("/line/outside", HTTPStatus.SEE_OTHER)


@router.post("/drop")
def post_drop(services: ServicesOf, account: Running, line: Code) -> Response:
    """Forget a number of one's own; `line` is "110:513301"."""
    target, _, county = line.partition(":")
    with services.store.write() as uow:
        drop_outside_line(uow, target, county, account.account_id)
    return RedirectResponse("/line/outside", HTTPStatus.SEE_OTHER)


def _show(request: Request, services: Services, error: BadSetting | None = None) -> Response:
    with services.store.read() as session:
        numbers = list_own_numbers(session)
        changes = list_changes(session, services.store.vault, CHANGES)
    facts = error.facts if error else {}
    gettext = translate_for(request)
    return render(
        request,
        "line/outside.html",
        status=error.status if error else HTTPStatus.OK,
        sentence=tell_problem(gettext, str(facts["place"]), str(facts["reason"])) if error else "",
        targets=list(Target),
        counties=["", *list_divisions()],
        numbers=numbers,
        changes=changes,
    )
