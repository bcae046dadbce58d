"""Use cases of consulting: the caller holds, the adviser comes, all talk, one of them leaves.

Consulted is not handed over: the ticket says which (B50).  Whatever ends the advice early
gives the caller back to the agent; the caller is never alone in silence.
"""

from __future__ import annotations

from app.hotline.agents.models import Agent
from app.hotline.calls.facts import ADVICE_ASKED, ADVICE_BEGAN, ADVICE_ENDED, HANDED_OVER
from app.hotline.calls.queries import find_agent_leg, find_former_expert, list_live_legs
from app.hotline.calls.talking.supervise_actions import follow_agent
from app.hotline.calls.talking.talk_actions import end_leg, hold_caller
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import connect_offer
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.router import RoutingWork
from app.hotline.tickets.actions import note_consulted, note_handed_over
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import AgentId, ContactId


def find_adviser(contact: Contact) -> int | None:
    """The agent who advises in this talk now."""
    return read_kept(contact).adviser


def ask_advice(
    work: RoutingWork, contact: Contact, *, seat: str | None = None, agent_id: int | None = None
) -> None:
    """Ring a named colleague or a kind of seat while the caller holds; raises Refused (B52)."""
    asked = ContactId(contact.id)
    former = find_former_expert(work.uow.session, contact, seat) if seat else None
    target = AgentId(agent_id) if agent_id is not None else None
    if former is None or work.try_route(events.AdviceAsked(asked, seat, AgentId(former))):
        work.route(events.AdviceAsked(asked, seat, target))
    hold_caller(work.uow, contact, is_held=True)
    work.uow.record(
        ADVICE_ASKED,
        contact_id=contact.id,
        agent_id=contact.agent_id,
        seat=seat,
        colleague=agent_id,
    )


def begin_advice(work: RoutingWork, contact: Contact, offer_id: int, agent_id: int) -> None:
    """The adviser is in the room and hears the agent, not the caller."""
    if connect_offer(work, offer_id):
        note_consulted(work.uow, contact.id, _main_seat(work.uow, agent_id))
        work.uow.record(ADVICE_BEGAN, contact_id=contact.id, agent_id=agent_id)


def end_advice(work: RoutingWork, contact: Contact) -> None:
    """The adviser is let go, ringing or talking, and the caller comes back; raises Refused."""
    adviser = find_adviser(contact)
    work.route(events.AdviceEnded(ContactId(contact.id)))
    end_leg(work.uow, find_agent_leg(work.uow.session, contact.id, adviser) if adviser else None)
    hold_caller(work.uow, contact, is_held=False)
    work.uow.record(ADVICE_ENDED, contact_id=contact.id, agent_id=adviser)


def lose_adviser(work: RoutingWork, contact: Contact) -> None:
    """The adviser has hung up: the agent goes on with the caller."""
    if work.try_route(events.AdviceEnded(ContactId(contact.id))) is None:
        hold_caller(work.uow, contact, is_held=False)
        work.uow.record(ADVICE_ENDED, contact_id=contact.id)


def hand_over(work: RoutingWork, contact: Contact) -> None:
    """The adviser takes the caller and the first agent leaves; raises Refused (B50)."""
    first, adviser = contact.agent_id, find_adviser(contact)
    helper = read_kept(contact).interpreter
    work.route(events.ContactHandedOver(ContactId(contact.id)))
    hold_caller(work.uow, contact, is_held=False)
    for agent_id in {first, helper} - {contact.agent_id, read_kept(contact).interpreter, None}:
        end_leg(work.uow, find_agent_leg(work.uow.session, contact.id, agent_id))
    leg = find_agent_leg(work.uow.session, contact.id, adviser)
    if leg is not None:
        leg.role = "agent"
        follow_agent(work.uow, leg, list_live_legs(work.uow.session, contact.id))
    seat = _main_seat(work.uow, adviser or 0)
    note_handed_over(work.uow, contact.id, seat, "answered")
    work.uow.record(HANDED_OVER, contact_id=contact.id, agent_id=adviser, seat=seat)


def _main_seat(uow: UnitOfWork, agent_id: int) -> str:
    return uow.session.get_one(Agent, agent_id).main_seat
