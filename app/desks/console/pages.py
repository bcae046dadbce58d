"""Routes of the agent's console. Each form answers with the console, or for htmx with the
news that something changed."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.desks.console.actions import (
    end_conversation,
    note_look,
    take_alarm_back,
    take_offer,
)
from app.desks.console.once import become_ready_once, decline_once, end_wrap_up_once, is_on_duty
from app.desks.console.panels import Panels, PanelsOf, read_beside
from app.desks.console.presence import SPEAKS_EVERY_S, HeardOf, forget_console
from app.desks.console.queries import find_present_contact, read_contact, read_desk, read_queue_note
from app.desks.console.talk_queries import read_talk
from app.hotline.accounts.guard import require
from app.hotline.accounts.queries import SignedIn, find_phone
from app.hotline.accounts.roles import ANSWERING
from app.hotline.agents.words import PAUSE_REASONS
from app.hotline.dispatch.actions import (
    set_not_ready,
    sign_in_agent,
    sign_out_agent,
)
from app.hotline.services import Services, get_services
from app.hotline.tickets.words import TOPICS
from app.kit.errors import BadInput, NotAllowed
from app.kit.web.errors import is_fragment_request
from app.kit.web.forms import RowId
from app.kit.web.site import list_asked_parts, show
from app.telephony.softphone import read_identity

router = APIRouter(default_response_class=Response, include_in_schema=False)
ServicesOf = Annotated[Services, Depends(get_services)]
Answering = Annotated[SignedIn, Depends(require(*ANSWERING))]
Code = Annotated[str, Form(max_length=40)]
PIECES = ("desk", "queue", "tabs", "work", "head")
"""Parts of the console that are fetched by themselves."""


def find_agent_id(account: Answering) -> int:
    """The agent whom the account speaks for; raises NotAllowed when it has none."""
    if account.agent_id is None:
        raise NotAllowed(reason="no_agent_of_account")
    return account.agent_id


AgentId = Annotated[int, Depends(find_agent_id)]


@router.get("/console")
def show_console(
    request: Request,
    services: ServicesOf,
    beside: PanelsOf,
    account: Answering,
    agent_id: AgentId,
    contact: RowId | None = None,
) -> Response:
    """The console, or some parts of it."""
    asked = frozenset(list_asked_parts(request))
    store = services.store
    if not asked:
        _arrive_at_desk(services, account, agent_id, contact)
    elif "work" in asked and contact is not None:
        with store.write() as uow:
            note_look(uow, account.account_id, agent_id, contact)
    return show(
        request,
        "console/page.html",
        parts=PIECES,
        speaks_every_s=SPEAKS_EVERY_S,
        pause_reasons=PAUSE_REASONS,
        topics=TOPICS,
        **_read_pieces(services, beside, agent_id, contact, asked),
    )


@router.post("/console/ready")
def post_ready(request: Request, services: ServicesOf, agent_id: AgentId) -> Response:
    """Become ready."""
    with services.router.write() as work:
        become_ready_once(work, agent_id)
    return answer_form(request)


@router.post("/console/not-ready")
def post_not_ready(
    request: Request, services: ServicesOf, agent_id: AgentId, reason: Code
) -> Response:
    """Become not ready, after the present contact if there is one."""
    if reason not in PAUSE_REASONS:
        raise BadInput(place="reason", reason="bad_input")
    with services.router.write() as work:
        set_not_ready(work, agent_id, reason)
    return answer_form(request)


@router.post("/console/wrap-up/end")
def post_wrap_up_end(request: Request, services: ServicesOf, agent_id: AgentId) -> Response:
    """Finish wrapping up before its limit."""
    with services.router.write() as work:
        end_wrap_up_once(work, agent_id)
    return answer_form(request)


@router.post("/console/offers/{offer_id}/accept")
def post_accept(
    request: Request, services: ServicesOf, agent_id: AgentId, offer_id: int
) -> Response:
    """Take what rings."""
    with services.router.write() as work:
        contact_id = take_offer(work, agent_id, offer_id)
    answer = answer_form(request, contact_id)
    if is_fragment_request(request):
        news = {"changed": True, "accepted": {"contact": contact_id}}
        answer.headers["HX-Trigger"] = json.dumps(news)
    return answer


@router.post("/console/offers/{offer_id}/decline")
def post_decline(
    request: Request, services: ServicesOf, agent_id: AgentId, offer_id: int
) -> Response:
    """Leave it to somebody else."""
    with services.router.write() as work:
        decline_once(work, agent_id, offer_id)
    return answer_form(request)


@router.post("/console/contacts/{contact_id}/end")
def post_end(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """End the conversation."""
    with services.router.write() as work:
        end_conversation(work, agent_id, contact_id)
    return answer_form(request, contact_id)


@router.post("/console/contacts/{contact_id}/danger/withdraw")
def post_alarm_back(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """The alarm was false."""
    with services.router.write() as work:
        take_alarm_back(work, agent_id, contact_id)
    return answer_form(request, contact_id)


@router.post("/console/alive")
def post_alive(services: ServicesOf, heard: HeardOf, agent_id: AgentId) -> Response:
    """The page says that it is open."""
    heard.hear(services.store, agent_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/console/sign-out")
def post_sign_out(services: ServicesOf, heard: HeardOf, agent_id: AgentId) -> Response:
    """Go off duty, then end the session."""
    heard.forget(agent_id)
    with services.router.write() as work:
        forget_console(work.uow, agent_id)
        sign_out_agent(work, agent_id)
    return RedirectResponse("/sign-out", HTTPStatus.TEMPORARY_REDIRECT)


def _read_pieces(
    services: Services,
    beside: tuple[Panels, ...],
    agent_id: int,
    contact_id: int | None,
    asked: frozenset[str],
) -> dict[str, Any]:
    """What the asked pieces of the console show; what none of them shows is not read."""
    vault = services.store.vault
    values: dict[str, Any] = {"contact": None, "talk": None}
    with services.store.read() as session:
        if not asked or asked & {"desk", "tabs"}:
            values["desk"] = read_desk(session, vault, agent_id)
        if not asked or asked & {"work", "head"}:
            contact_id = contact_id or find_present_contact(session, agent_id)
            if contact_id:
                values["contact"] = read_contact(session, vault, agent_id, contact_id)
                values["talk"] = read_talk(session, agent_id, contact_id)
                if not asked or "work" in asked:
                    values |= read_beside(session, vault, beside, contact_id)
        if not asked or "queue" in asked:
            values["queue"] = read_queue_note(session)
        if not asked:
            phone = find_phone(session, vault, agent_id)
            values["softphone"] = _describe_softphone(services, phone)
    return values | {"agent_id": agent_id}


def _describe_softphone(services: Services, phone: str) -> dict[str, str] | None:
    """The telephone in this browser, for an agent whose phone it is."""
    if read_identity(phone) is None:
        return None
    if services.softphone is None:
        return {"kind": "none", "script": ""}
    return {"kind": services.softphone.kind, "script": services.softphone.script}


def _arrive_at_desk(
    services: Services, account: SignedIn, agent_id: int, contact_id: int | None
) -> None:
    """Opening the console brings the agent on duty (once, B41); opening a card is logged.  Who is
    there already waits for nobody: two hundred open it when a shift begins."""
    if contact_id is None:
        with services.store.read() as session:
            if is_on_duty(session, agent_id):
                return
    with services.router.write() as work:
        sign_in_agent(work, agent_id)
        if contact_id is not None:
            note_look(work.uow, account.account_id, agent_id, contact_id)


def answer_form(request: Request, contact_id: int | None = None) -> Response:
    """The console again, or for htmx the news that something changed."""
    if is_fragment_request(request):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "changed"})
    target = f"/console?contact={contact_id}" if contact_id else "/console"
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)
