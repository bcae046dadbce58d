"""Use cases of the duty rota: plan a shift; bring people on and off duty at its ends.

On-call people have no console: their shift signs them in ready, and out after the last work.
"""

from __future__ import annotations

from datetime import datetime

from app.hotline.agents.models import Agent
from app.hotline.contacts.numbers import read_caller
from app.hotline.dispatch.actions import set_ready, sign_in_agent, sign_out_agent
from app.hotline.dispatch.deadlines import DUTY, call_duty, set_deadline
from app.hotline.dispatch.queries import is_everyone_called
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.duty.facts import DUTY_DROPPED, DUTY_PLANNED
from app.hotline.duty.models import DutyShift
from app.hotline.duty.queries import find_next_change, find_overlap, list_on_call, list_on_duty
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.keywords import is_back_word
from routing.model import AgentState


def plan_shift(
    uow: UnitOfWork, agent_id: int, starts_at: datetime, ends_at: datetime, county: str = ""
) -> DutyShift:
    """Put an on-call person on the rota; raises BadInput with the place."""
    agent = uow.session.get(Agent, agent_id)
    if agent is None or not agent.on_call or not agent.is_enabled:
        raise BadInput(place="agent", reason="not_on_call")
    if ends_at <= starts_at:
        raise BadInput(place="ends_at", reason="before_the_start")
    if find_overlap(uow.session, agent_id, starts_at, ends_at) is not None:
        raise BadInput(place="agent", reason="overlaps")
    shift = DutyShift(agent_id=agent_id, county=county, starts_at=starts_at, ends_at=ends_at)
    uow.session.add(shift)
    uow.session.flush()
    uow.record(DUTY_PLANNED, agent_id=agent_id, shift_id=shift.id)
    call_duty(uow)
    return shift


def drop_shift(uow: UnitOfWork, shift_id: int) -> None:
    """Take a shift off the rota; who is on duty by it goes off after the present work."""
    shift = uow.session.get(DutyShift, shift_id)
    if shift is not None:
        uow.session.delete(shift)
        uow.record(DUTY_DROPPED, agent_id=shift.agent_id, shift_id=shift_id)
        call_duty(uow)


def change_duty(work: RoutingWork) -> None:
    """Sign in whose shift has begun, sign out whose shift is over; looked at again in time.

    In an emergency everybody on call is called in, if the bureau planned it so (B64).
    """
    uow = work.uow
    on_duty = list_on_duty(uow.session, uow.now)
    is_everyone_on_duty = is_everyone_called(work.hotline)
    for agent in list_on_call(uow.session):
        is_on_duty = is_everyone_on_duty or agent.id in on_duty
        if is_on_duty:
            _call_in(work, agent)
        elif not is_on_duty and agent.state != AgentState.OFFLINE:
            sign_out_agent(work, agent.id)
    next_at = find_next_change(uow.session, uow.now)
    if next_at is not None:
        set_deadline(uow, DUTY, 0, next_at)


def serve_duty(router: Router) -> None:
    """A shift begins or ends, or who is called in has changed."""
    with router.write() as work:
        change_duty(work)


def _call_in(work: RoutingWork, agent: Agent) -> None:
    """Ready from now on; who still talks from the shift before stays on, and nobody who missed
    a ring is made ready."""
    was_away = agent.state == AgentState.OFFLINE
    sign_in_agent(work, agent.id)
    if was_away:
        set_ready(work, agent.id)


def return_by_text(work: RoutingWork, number: str, text: str) -> bool:
    """Make ready again who missed a ring on duty and texts so from the phone that rings there:
    nobody becomes ready by themself (B30), and a telephone alone has no console to say so on.

    False, and nothing done, for everybody else: their text is a caller's.
    """
    if not is_back_word(text):
        return False
    open_address = work.uow.vault.open
    for agent in list_on_call(work.uow.session):
        is_theirs = (
            agent.address_sealed and read_caller(open_address(agent.address_sealed)) == number
        )
        if is_theirs and agent.state == AgentState.NOT_READY:
            set_ready(work, agent.id)
            return True
    return False
