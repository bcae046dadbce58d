"""Use cases of passing a caller on: to a person or a kind of seat unseen (B51), and to an
outside line (12345, the emergency centre of the caller's county, B59).
"""

from __future__ import annotations

from app.hotline.calls.facts import CONTACT_TRANSFERRED, OUTSIDE_ENDED, OUTSIDE_RUNG, PASSED_ON
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.outside import Target
from app.hotline.calls.queries import find_former_expert, find_live_role, list_live_legs
from app.hotline.calls.talking.recording_actions import stop_recording
from app.hotline.calls.talking.talk_actions import (
    end_leg,
    hold_caller,
    ring_directly,
    send_to_music,
)
from app.hotline.contacts.models import Contact, ContactStage, PartEnding
from app.hotline.dispatch.effects import END_CALLS
from app.hotline.dispatch.router import RoutingWork
from app.hotline.tickets.actions import TRANSFER_PENDING, note_handed_over
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import AgentId, ContactId, Outcome

ALREADY_RINGING = "outside_already_ringing"
NOT_ANSWERED = "outside_not_answered"
_ON_OUR_SIDE = frozenset({"agent", "interpreter", "adviser", "supervisor"})
_OF_THIS_TALK = frozenset({"agent", "interpreter", "adviser", "outside"})


def transfer(
    work: RoutingWork, contact: Contact, *, seat: str | None = None, agent_id: int | None = None
) -> None:
    """Pass the caller on unseen; the instant of asking is kept.  Raises Refused when the person
    is not there (B52): then nothing has changed."""
    legs = [x for x in list_live_legs(work.uow.session, contact.id) if x.role in _OF_THIS_TALK]
    from_agent = contact.agent_id
    send_to_music(work.uow, contact)
    note_handed_over(work.uow, contact.id, seat or contact.seat, TRANSFER_PENDING)
    passed = ContactId(contact.id)
    former = find_former_expert(work.uow.session, contact, seat) if seat else None
    target = AgentId(agent_id) if agent_id is not None else None
    if former is None or work.try_route(events.ContactTransferred(passed, seat, AgentId(former))):
        work.route(events.ContactTransferred(passed, seat, target))
    for leg in legs:
        end_leg(work.uow, leg)
    work.uow.record(
        CONTACT_TRANSFERRED,
        contact_id=contact.id,
        agent_id=from_agent,
        seat=seat,
        colleague=agent_id,
    )


def call_outside(work: RoutingWork, contact: Contact, target: Target) -> None:
    """Ring an outside line into the talk: agent and caller talk on until it answers (B59)."""
    if contact.state != ContactStage.CONNECTED:
        raise Refused("not_connected")
    if find_live_role(work.uow.session, contact.id, "outside") is not None:
        raise Refused(ALREADY_RINGING)
    ring_directly(work.uow, contact, "outside", target=target)
    work.uow.record(OUTSIDE_RUNG, contact_id=contact.id, target=target)


def pass_on(work: RoutingWork, contact: Contact) -> None:
    """The outside line has answered: the agent leaves, caller and centre talk on in our room."""
    outside = find_live_role(work.uow.session, contact.id, "outside")
    if outside is None or outside.state != LegState.JOINED:
        raise Refused(NOT_ANSWERED)
    legs = [x for x in list_live_legs(work.uow.session, contact.id) if x.role in _ON_OUR_SIDE]
    is_to_12345 = outside.target == Target.GOVERNMENT
    outcome = Outcome.TRANSFERRED_12345 if is_to_12345 else Outcome.ANSWERED
    work.route(events.ConversationEnded(ContactId(contact.id), outcome), PartEnding.PASSED_ON)
    hold_caller(work.uow, contact, is_held=False)
    for leg in legs:
        end_leg(work.uow, leg)
    stop_recording(work.uow, contact.id)
    contact.passed_to = outside.target
    note_handed_over(work.uow, contact.id, outside.target or "", "answered")
    work.uow.record(PASSED_ON, contact_id=contact.id, target=outside.target)


def lose_outside(uow: UnitOfWork, contact: Contact) -> None:
    """The outside line hung up, or never answered: after the passing on the call is over."""
    uow.record(OUTSIDE_ENDED, contact_id=contact.id)
    uow.topics.add(f"contact:{contact.id}")
    if contact.passed_to is not None:
        uow.owe(END_CALLS, contact_id=contact.id)
