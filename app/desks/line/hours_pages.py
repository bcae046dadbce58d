"""Pages of the opening hours: shifts, holidays, exceptions, closing by hand, the emergency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.hours_form import (
    DAYS,
    add_day,
    add_exception,
    drop_day,
    drop_exception,
    name_state,
    read_week,
    write_shifts,
)
from app.desks.line.problems import tell_problem
from app.desks.line.queries import find_hotline, list_changes
from app.hotline.contacts.groups import GROUP_PREFIX, TOPIC_PREFIX, Group
from app.hotline.contacts.queries import count_waiting
from app.hotline.dispatch.queries import EmergencyPlan, read_emergency
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.actions import (
    close_by_hand,
    find_opening,
    plan_emergency,
    save_hours,
    set_emergency,
)
from app.hotline.opening.facts import (
    EMERGENCY_BEGAN,
    EMERGENCY_ENDED,
    EMERGENCY_PLANNED,
    HOURS_CHANGED,
    LINE_CLOSED_BY_HAND,
    LINE_REOPENED,
)
from app.hotline.prompts.texts import ANNOUNCEMENTS
from app.hotline.services import Services
from app.hotline.tickets.words import TOPICS
from app.kit.errors import BadSetting, Refused
from app.kit.web.errors import is_fragment_request
from app.kit.web.forms import Fields
from app.kit.web.readers import find_language
from app.kit.web.site import render, translate_for
from routing.holidays import CALENDARS

router = APIRouter(prefix="/line/hours", default_response_class=Response, include_in_schema=False)
Code = Annotated[str, Form(max_length=40)]
CHANGES = (
    HOURS_CHANGED.name,
    LINE_CLOSED_BY_HAND.name,
    LINE_REOPENED.name,
    EMERGENCY_PLANNED.name,
    EMERGENCY_BEGAN.name,
    EMERGENCY_ENDED.name,
)
NOTHING_SET: dict[str, Any] = {
    "is_closed_by_hand": False,
    "is_emergency": False,
    "keeps_holidays": False,
    "rings_on_call": True,
    "own_holidays": [],
    "own_make_up_days": {},
    "exceptions": [],
}
WEEK = ("week", "keeps_holidays", "holiday_spans")
PLAN = ("emergency",)
"""What one form rewrites as a whole."""
MOST_HEAD_START_MIN = 24 * 60


@router.get("")
def show_hours(request: Request, services: ServicesOf, _: Running) -> Response:
    """When the line is open, and what may be done about it."""
    return _show(request, services)


@router.post("/by-hand")
def post_by_hand(
    request: Request, services: ServicesOf, account: Running, closed: Code = "", sure: Code = ""
) -> Response:
    """Close the line now, which is asked first, or undo that at once."""
    if closed == "yes" and sure != "yes":
        return _show(request, services, asks="close")
    with services.router.write() as work:
        close_by_hand(work, is_closed=closed == "yes", account_id=account.account_id)
    return _stay(request)


@router.post("/emergency")
def post_emergency(
    request: Request, services: ServicesOf, account: Running, on: Code = "", sure: Code = ""
) -> Response:
    """Emergency mode on, which is asked first, or off."""
    if on == "yes" and sure != "yes":
        return _show(request, services, asks="emergency")
    with services.router.write() as work:
        set_emergency(work, is_on=on == "yes", account_id=account.account_id)
    return _back()


@router.post("/emergency/plan")
def post_plan(request: Request, services: ServicesOf, account: Running, form: Fields) -> Response:
    """What the emergency mode will do."""

    def change(work: RoutingWork) -> None:
        _refuse_stale(work.hotline.hours, form, *PLAN)
        plan_emergency(work, read_plan(form), account.account_id)

    return _try(request, services, form, change)


@router.post("/week")
def post_week(request: Request, services: ServicesOf, account: Running, form: Fields) -> Response:
    """The shifts of the week and what is done on holidays."""

    def change(work: RoutingWork) -> None:
        _refuse_stale(work.hotline.hours, form, *WEEK)
        save_hours(work, read_week(form), account.account_id)

    return _try(request, services, form, change)


@router.post("/days/{verb}")
def post_day(
    request: Request, services: ServicesOf, account: Running, form: Fields, verb: str
) -> Response:
    """A day off or worked of the bureau's own: added, or with `drop` lifted."""

    def change(work: RoutingWork) -> None:
        stored, day = work.hotline.hours, form.get("day", "")
        changed = (
            drop_day(stored, day)
            if verb == "drop"
            else add_day(stored, day, form.get("works_like", ""))
        )
        save_hours(work, changed, account.account_id)

    return _try(request, services, form, change)


@router.post("/exceptions/{verb}")
def post_exception(
    request: Request, services: ServicesOf, account: Running, form: Fields, verb: str
) -> Response:
    """An exceptional opening or closing: announced, or with `drop` lifted."""

    def change(work: RoutingWork) -> None:
        stored, ends = work.hotline.hours, (form.get("from", ""), form.get("until", ""))
        changed = (
            drop_exception(stored, *ends)
            if verb == "drop"
            else add_exception(stored, *ends, is_open=form.get("is_open") == "yes")
        )
        save_hours(work, changed, account.account_id)

    return _try(request, services, form, change)


def read_plan(form: dict[str, str]) -> EmergencyPlan:
    """The emergency's plan from its form: minutes of head start by code; raises BadSetting."""
    if form.get("announcement") not in ANNOUNCEMENTS:
        raise BadSetting(place="announcement", reason="bad_input")
    head_starts = {
        code: 60 * _read_minutes(f"head_starts.{code}", form[f"head_start_{code}"])
        for code in list_emergency_codes()
        if form.get(f"head_start_{code}", "").strip()
    }
    return EmergencyPlan(form["announcement"], head_starts, form.get("calls_everyone") == "yes")


def list_emergency_codes() -> list[str]:
    """Who may be given another head start in an emergency: every group and every topic."""
    groups = [f"{GROUP_PREFIX}{group}" for group in Group]
    return [*groups, *(f"{TOPIC_PREFIX}{topic}" for topic in TOPICS)]


def _read_minutes(place: str, text: str) -> float:
    try:
        minutes = float(text)
    except ValueError as error:
        raise BadSetting(place=place, reason="not_a_number") from error
    if not 0 <= minutes <= MOST_HEAD_START_MIN:
        raise BadSetting(place=place, reason=f"outside_0_{MOST_HEAD_START_MIN}")
    return minutes


def _refuse_stale(stored: Mapping[str, Any], form: Mapping[str, str], *services: str) -> None:
    """A form that rewrites what somebody else has changed since its page was shown is refused."""
    based_on = form.get("based_on")
    if based_on is not None and based_on != name_state(stored, *services):
        raise Refused("hours_moved")


def _try(
    request: Request,
    services: Services,
    form: dict[str, str],
    change: Callable[[RoutingWork], None],
) -> Response:
    try:
        with services.router.write() as work:
            change(work)
    except BadSetting as error:
        return _show(request, services, error, form)
    return _back()


def _stay(request: Request) -> Response:
    """The same page, wherever the undoing was clicked."""
    if is_fragment_request(request):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "changed"})
    return _back()


def _back() -> Response:
    return RedirectResponse("/line/hours", HTTPStatus.SEE_OTHER)


def _show(
    request: Request,
    services: Services,
    error: BadSetting | None = None,
    typed: dict[str, str] | None = None,
    asks: str = "",
) -> Response:
    with services.store.read() as session:
        hotline = find_hotline(session)
        opening = find_opening(hotline, services.store.clock.now())
        stored = NOTHING_SET | hotline.hours
        changes = list_changes(session, services.store.vault, CHANGES)
        waiting = count_waiting(session)
    gettext, language = translate_for(request), find_language(request)
    fields = {f"day_{day}": write_shifts(stored["week"].get(str(day), [])) for day in DAYS}
    fields["holiday_spans"] = write_shifts(stored.get("holiday_spans", []))
    facts = error.facts if error else {}
    return render(
        request,
        "line/hours.html",
        status=error.status if error else HTTPStatus.OK,
        sentence=tell_problem(gettext, str(facts["place"]), str(facts["reason"])) if error else "",
        opening=opening,
        asks=asks,
        waiting=waiting,
        stored=stored,
        fields=fields | (typed or {}),
        days=DAYS,
        calendars=sorted(CALENDARS.items()),
        plan=read_emergency(stored),
        week_state=name_state(hotline.hours, *WEEK),
        plan_state=name_state(hotline.hours, *PLAN),
        emergency_codes=list_emergency_codes(),
        announcements={name: services.prompts.read_text(name, language) for name in ANNOUNCEMENTS},
        changes=changes,
    )
