"""Routes of what an agent notes about the person: a fragment of the console, a page without it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.console.pages import AgentId, ServicesOf
from app.desks.console.person_actions import (
    SafeContact,
    keep_safe_contact,
    lift_own_conflict,
    mark_person,
    note_own_conflict,
)
from app.desks.console.person_queries import Colleague, describe_person, list_others
from app.desks.console.queries import find_own_contact
from app.hotline.contacts.conflict_actions import REASONS as CONFLICT_REASONS
from app.hotline.services import Services
from app.kit.errors import BadInput
from app.kit.web.divisions import list_divisions
from app.kit.web.errors import explain_error, is_fragment_request
from app.kit.web.forms import RowId
from app.kit.web.site import render

router = APIRouter(
    prefix="/console/contacts/{contact_id}/person",
    default_response_class=Response,
    include_in_schema=False,
)
Code = Annotated[str, Form(max_length=40)]
Codes = Annotated[list[str], Form(default_factory=list, max_length=10)]
YES = "yes"


@router.get("")
def show_person(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """What is noted about the person."""
    return _show(request, services, agent_id, contact_id)


@router.get("/others")
def show_others(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """The form that bars a colleague, when somebody opens it: it names the whole roster."""
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        others = list_others(session, services.store.vault, contact)
    return render(request, "console/person_others.html", **_describe_others(contact_id, others))


@router.post("/marks")
def post_marks(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    groups: Codes,
    danger: Code = "",
    county: Code = "",
) -> Response:
    """Priority groups, danger to life, the county."""
    if county not in {"", *list_divisions()}:
        raise BadInput(place="county", reason="bad_input")
    with services.router.write() as work:
        mark_person(work, agent_id, contact_id, groups, is_danger=danger == YES, county=county)
    return _answer(request, services, agent_id, contact_id)


@router.post("/safety")
def post_safety(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    may: Codes,
    safe_from: Code = "",
    safe_until: Code = "",
) -> Response:
    """What the person consented to."""
    safe = SafeContact(
        may_call="call" in may,
        may_text="text" in may,
        may_leave_word="word" in may,
        neutral_words="neutral" in may,
        has_consented="consented" in may,
        safe_from=safe_from,
        safe_until=safe_until,
    )
    try:
        with services.store.write() as uow:
            keep_safe_contact(uow, agent_id, contact_id, safe)
    except BadInput as error:
        return _show(request, services, agent_id, contact_id, error)
    return _answer(request, services, agent_id, contact_id)


@router.post("/conflicts/note")
def post_conflict(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    agent: Annotated[RowId, Form()],
    reason: Code = "other_party",
) -> Response:
    """A colleague must not serve this person."""
    with services.router.write() as work:
        note_own_conflict(work, agent_id, contact_id, agent, reason)
    return _answer(request, services, agent_id, contact_id)


@router.post("/conflicts/lift")
def post_conflict_lifted(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    agent: Annotated[RowId, Form()],
    reason: Code = "noted_in_error",
) -> Response:
    """The colleague may serve this person after all."""
    with services.router.write() as work:
        lift_own_conflict(work, agent_id, contact_id, agent, reason)
    return _answer(request, services, agent_id, contact_id)


def _answer(request: Request, services: Services, agent_id: int, contact_id: int) -> Response:
    if is_fragment_request(request):
        return _show(request, services, agent_id, contact_id, is_saved=True)
    return RedirectResponse(f"/console/contacts/{contact_id}/person", HTTPStatus.SEE_OTHER)


def _show(
    request: Request,
    services: Services,
    agent_id: int,
    contact_id: int,
    error: BadInput | None = None,
    *,
    is_saved: bool = False,
) -> Response:
    is_part = is_fragment_request(request)
    with services.store.read() as session:
        contact = find_own_contact(session, agent_id, contact_id)
        card = describe_person(session, services.store.vault, contact)
        others = () if is_part else list_others(session, services.store.vault, contact)
    said = {"sentence": explain_error(request, error) if error else "", "is_saved": is_saved}
    return render(
        request,
        "console/person.html" if is_part else "console/person_page.html",
        status=error.status if error and not is_part else HTTPStatus.OK,
        **card | said | _describe_others(contact_id, others),
    )


def _describe_others(contact_id: int, others: tuple[Colleague, ...]) -> dict[str, Any]:
    return {"contact_id": contact_id, "others": others, "conflict_reasons": CONFLICT_REASONS}
