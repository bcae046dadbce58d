"""Pages of the rule: its settings, which topic wants which seat, its versions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.problems import tell_code, tell_place, tell_problem
from app.desks.line.queries import find_hotline, list_versions
from app.desks.line.rules_form import HEAD_START, SECTIONS, read_fields, write_fields
from app.hotline.dispatch.queries import read_stored_rules, read_topic_seats
from app.hotline.dispatch.rule_actions import restore_rules, save_rules
from app.hotline.services import Services
from app.hotline.tickets.words import TOPICS
from app.kit.web.forms import Fields, RowId
from app.kit.web.site import render, translate_for
from routing.settings import RULE_VERSION, SettingProblem

router = APIRouter(prefix="/line/rules", default_response_class=Response, include_in_schema=False)


@router.get("")
def show_rules(request: Request, services: ServicesOf, _: Running) -> Response:
    """The rule in force and its versions."""
    return _show(request, services)


@router.post("")
def post_rules(request: Request, services: ServicesOf, account: Running, form: Fields) -> Response:
    """Put another rule in force, or say of every refused value where and why."""
    with services.store.read() as session:
        present = read_stored_rules(find_hotline(session))
    read = read_fields(form, present)
    if read.problems:
        return _show(request, services, form, read.problems)
    based_on = form.get("based_on", "")
    with services.router.write() as work:
        save_rules(
            work,
            read.rules,
            read.topic_seats,
            account_id=account.account_id,
            based_on=int(based_on) if based_on.isdigit() and len(based_on) < 10 else None,
        )
    return RedirectResponse("/line/rules", HTTPStatus.SEE_OTHER)


@router.post("/restore")
def post_restore(
    services: ServicesOf, account: Running, version: Annotated[RowId, Form()]
) -> Response:
    """Put an earlier version in force again."""
    with services.router.write() as work:
        restore_rules(work, version, account.account_id)
    return RedirectResponse("/line/rules", HTTPStatus.SEE_OTHER)


def _show(
    request: Request,
    services: Services,
    typed: dict[str, str] | None = None,
    problems: tuple[SettingProblem, ...] = (),
) -> Response:
    gettext = translate_for(request)
    with services.store.read() as session:
        hotline = find_hotline(session)
        settings, topic_seats = read_stored_rules(hotline), read_topic_seats(hotline)
        versions = list_versions(session, services.store.vault)
    fields = write_fields(settings, topic_seats) | {"based_on": str(versions[0].id or "")}
    if typed is not None:
        fields |= {"interpreted.enabled": "no"} | typed
    return render(
        request,
        "line/rules.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        fields=fields,
        sections=SECTIONS,
        head_starts={code: tell_code(gettext, code) for code in settings.head_starts},
        head_start=HEAD_START,
        topics=TOPICS,
        seats=settings.seats,
        sentences=[tell_problem(gettext, each.place, each.code) for each in problems],
        refused={each.place for each in problems},
        versions=versions,
        tell_place=lambda place: tell_place(gettext, place),
        rule=RULE_VERSION,
    )
