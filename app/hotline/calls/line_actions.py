"""Use cases of a party who is gone from a talk: an agent's hang-up ends it, an agent's broken
line does not (B55), an interpreter is asked for again, whoever was consulted may take over, and
an outside line that has answered keeps the caller (B59).

The carrier's facts tell a break from a hang-up; without them it counts as a hang-up.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.calls.advice_actions import find_adviser, hand_over, lose_adviser
from app.hotline.calls.facts import AGENT_LINE_BROKE, INTERPRETER_LOST
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_agent_leg, has_outside_answered
from app.hotline.calls.rating_actions import keep_for_rating
from app.hotline.calls.talk_actions import end_leg, hold_caller, send_to_music
from app.hotline.calls.transfer_actions import pass_on
from app.hotline.contacts.models import Contact, ContactStage, PartEnding, ParticipantRole
from app.hotline.contacts.participant_actions import Gone, leave_line
from app.hotline.dispatch.actions import end_contact
from app.hotline.dispatch.deadlines import set_deadline
from app.hotline.dispatch.desk import RoutingWork
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import AgentId, ContactId

BESIDE = frozenset({ParticipantRole.SUPERVISOR, ParticipantRole.OUTSIDE})
"""Who takes part without routing knowing of them."""
LINE_END = "line_end"
LINE_END_WITHIN_S = 2
"""Somebody left the room: how soon the carrier says whether their line ended, and how."""


def leave_beside(uow: UnitOfWork, leg: Leg, *, is_broken: bool) -> None:
    """A supervisor or an outside line is in the talk no longer."""
    how = PartEnding.LINE_BROKE if is_broken else PartEnding.HUNG_UP
    role = None if leg.agent_id is not None else ParticipantRole(leg.role)
    leave_line(uow, leg.contact_id, Gone(how, leg.agent_id, role))


def end_talk(work: RoutingWork, contact: Contact) -> None:
    """One of the two hung up: the talk is over for both (B53).

    A caller who is still there, and may be asked, stays on the line for one question.
    """
    if not end_contact(work, contact):
        return
    if not keep_for_rating(work, contact):
        work.uow.owe("end_calls", contact_id=contact.id)


def await_line_end(work: RoutingWork, leg: Leg) -> None:
    """Somebody left the room: the end of their call, if it follows, says how."""
    due_at = work.uow.now + timedelta(seconds=LINE_END_WITHIN_S)
    set_deadline(work.uow, LINE_END, leg.id, due_at)


def lose_agent(work: RoutingWork, contact: Contact, leg: Leg, *, is_broken: bool) -> None:
    """An agent's call is over while the caller is still there."""
    agent_id = leg.agent_id
    work.gone = Gone(PartEnding.LINE_BROKE if is_broken else PartEnding.HUNG_UP, agent_id)
    if contact.state != ContactStage.CONNECTED or agent_id is None or _is_back(work, leg):
        return None
    if agent_id == find_adviser(contact):
        return lose_adviser(work, contact)
    if agent_id not in _list_serving(contact):
        return None
    if agent_id == contact.routing.get("interpreter") and len(_list_serving(contact)) > 1:
        return _lose_interpreter(work, contact, agent_id)
    is_incomplete = contact.routing.get("lacks") is not None
    if find_adviser(contact) is not None and not is_incomplete:
        return hand_over(work, contact)
    if has_outside_answered(work.uow.session, contact.id):
        return pass_on(work, contact)  # they are not torn apart
    if is_broken or is_incomplete:
        return _lose_seat(work, contact, agent_id)
    return end_talk(work, contact)


def _list_serving(contact: Contact) -> set[int]:
    parts = (contact.routing.get("seat_agent"), contact.routing.get("interpreter"))
    return {agent_id for agent_id in parts if agent_id is not None}


def _is_back(work: RoutingWork, leg: Leg) -> bool:
    """Whether a newer call has taken the place of this one."""
    newest = find_agent_leg(work.uow.session, leg.contact_id, leg.agent_id)
    return newest is not None and newest.id > leg.id


def _lose_seat(work: RoutingWork, contact: Contact, agent_id: int) -> None:
    """Words and music for the caller; the same agent is rung once more, else the head (B55)."""
    work.uow.record(AGENT_LINE_BROKE, contact_id=contact.id, agent_id=agent_id)
    adviser = find_adviser(contact)
    if adviser is not None:
        end_leg(work.uow, find_agent_leg(work.uow.session, contact.id, adviser))
    if _list_serving(contact) == {agent_id}:
        send_to_music(work.uow, contact)
    work.route(events.AgentLineDropped(ContactId(contact.id), AgentId(agent_id)))


def _lose_interpreter(work: RoutingWork, contact: Contact, agent_id: int) -> None:
    """The caller holds until somebody interprets again, who is asked for at once."""
    work.uow.record(INTERPRETER_LOST, contact_id=contact.id, agent_id=agent_id)
    work.route(events.AgentLineDropped(ContactId(contact.id), AgentId(agent_id)))
    hold_caller(work.uow, contact, is_held=True)
