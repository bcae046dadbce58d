"""How a journey ended, without ids and instants, so that two tellings can be compared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import list_promises
from app.hotline.calls.facts import END_NOTICED
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Offer
from app.hotline.ratings.models import Rating
from app.hotline.tickets.models import Ticket
from app.kit.storage.event_log import Event
from app.rehearsal.replay.orders.installation import OrderedInstallation

ASKED = (END_NOTICED.name,)
"""Events that say that the carrier was asked, because nothing had been told."""

End = dict[str, Any]


def read_end(installation: OrderedInstallation) -> End:
    """Contact, ticket, offers and legs of the journey, and who is free."""
    names = {agent_id: name for name, agent_id in installation.ids.items()}
    with installation.world.services.store.read() as session:
        contacts = _list_contacts(session, installation.contact_id)
        return {
            "contacts": [_describe_contact(contact, names) for contact in contacts],
            "scores": list(session.scalars(_select_scores(contacts))),
            "tickets": [_describe_ticket(session, contact.id) for contact in contacts],
            "offers": [_describe_offer(each, names) for each in _list_offers(session, contacts)],
            "legs": sorted(_describe_leg(each, names) for each in _list_legs(session, contacts)),
            "people": [session.get_one(Agent, agent_id).state for agent_id in names],
        }


def count_asked(installation: OrderedInstallation) -> int:
    """How often the hotline found out by asking the carrier."""
    with installation.world.services.store.read() as session:
        asked = select(Event).where(
            Event.contact_id == installation.contact_id, Event.kind.in_(ASKED)
        )
        return len(session.scalars(asked).all())


def _select_scores(contacts: list[Contact]) -> Select[int | None]:
    ids = [contact.id for contact in contacts]
    return select(Rating.score).where(Rating.contact_id.in_(ids)).order_by(Rating.contact_id)


def _list_contacts(session: Session, contact_id: int) -> list[Contact]:
    rows = select(Contact).where(Contact.id >= contact_id).order_by(Contact.id)
    return list(session.scalars(rows))


def _list_offers(session: Session, contacts: list[Contact]) -> list[Offer]:
    ids = [contact.id for contact in contacts]
    rows = select(Offer).where(Offer.contact_id.in_(ids)).order_by(Offer.id)
    return list(session.scalars(rows))


def _list_legs(session: Session, contacts: list[Contact]) -> list[Leg]:
    ids = [contact.id for contact in contacts]
    return list(session.scalars(select(Leg).where(Leg.contact_id.in_(ids))))


def _describe_contact(contact: Contact, names: dict[int, str]) -> End:
    return {
        "state": contact.state,
        "outcome": contact.outcome,
        "language": contact.language,
        "seat": contact.seat,
        "agent": names.get(contact.agent_id or 0),
        "was_answered": contact.answered_at is not None,
        "was_booked": contact.booked_at is not None,
        "answered_by_expert": contact.answered_by_expert,
        "passed_to": contact.passed_to,
    }


def _describe_ticket(session: Session, contact_id: int) -> End:
    ticket = session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).one()
    return {
        "state": ticket.state,
        "callbacks": [[each.reason, each.state] for each in list_promises(session, contact_id)],
        "consulted": ticket.consulted,
        "handed_over_to": ticket.handed_over_to,
        "transfer_result": ticket.transfer_result,
    }


def _describe_offer(offer: Offer, names: dict[int, str]) -> list[Any]:
    seats = [[names[s.agent_id], s.role, s.has_accepted, s.has_left] for s in offer.seats]
    return [offer.state, sorted(seats)]


def _describe_leg(leg: Leg, names: dict[int, str]) -> list[str]:
    return [leg.role, names.get(leg.agent_id or 0, ""), leg.state]
