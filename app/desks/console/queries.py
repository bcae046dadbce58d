"""Every SELECT of the console. An agent sees their own contacts and what rings at them;
numbers leave here masked (law 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union
from sqlalchemy.orm import Session

from app.desks.console.views import (
    CallerCard,
    ContactLine,
    ContactView,
    DeskView,
    OfferCard,
    PastContact,
    QueueNote,
    Trouble,
)
from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import is_owed
from app.hotline.contacts.models import IS_LIVE, Caller, Contact, ContactStage, Participant
from app.hotline.contacts.queries import read_sealed
from app.hotline.danger.queries import AlarmCard, read_alarm
from app.hotline.dispatch.models import IS_STANDING, Hotline, Offer, OfferSeat
from app.hotline.dispatch.queries import belongs_to, select_served
from app.hotline.opening.facts import LINE_CLOSED_BY_HAND
from app.hotline.opening.queries import is_closed_by_hand
from app.hotline.ratings.queries import find_score
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotAllowed, NotFound
from app.kit.storage.event_log import Event
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number

IN_HAND = (ContactStage.CONNECTED, ContactStage.WRAPPING_UP)
IN_QUEUE = (ContactStage.WAITING, ContactStage.OFFERED)
STANDING = ("pending", "accepted")
HISTORY_LENGTH = 8


def read_desk(session: Session, vault: Vault, agent_id: int) -> DeskView:
    """What the agent sees of themself; raises NotFound."""
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise NotFound(what="agent", agent_id=agent_id)
    return DeskView(
        agent_id=agent.id,
        state=agent.state,
        reason=agent.reason,
        since_at=agent.state_since,
        until_at=agent.until_at,
        offers=tuple(_list_offers(session, vault, agent_id)),
        contacts=tuple(_list_contacts(session, vault, agent_id)),
        leaves_to=agent.leaves_to,
        leaves_reason=agent.leaves_reason,
    )


def read_queue_note(session: Session) -> QueueNote:
    """Who waits, and who of them is in danger."""
    waiting = Contact.booked_at.is_(None)
    counts = select(
        func.count().filter(waiting),
        func.min(Contact.asked_at).filter(waiting),
        func.count().filter(Contact.danger),
    )
    return QueueNote(*session.execute(counts.where(IS_LIVE, Contact.state.in_(IN_QUEUE))).one())


def find_own_contact(session: Session, agent_id: int, contact_id: int) -> Contact:
    """A contact that the agent has or had; raises NotFound for everybody else's."""
    contact = session.scalar(select(Contact).where(Contact.id == contact_id, belongs_to(agent_id)))
    if contact is None:
        raise NotFound(what="contact", contact_id=contact_id)
    return contact


def find_own_or_offered(session: Session, agent_id: int, contact_id: int) -> Contact:
    """A contact that the agent has, had or is offered now; raises NotFound."""
    offered = select(Offer.contact_id).join(OfferSeat, OfferSeat.offer_id == Offer.id)
    offered = offered.where(*_ringing_at(agent_id))
    is_its = or_(belongs_to(agent_id), Contact.id.in_(offered))
    contact = session.scalar(select(Contact).where(Contact.id == contact_id, is_its))
    if contact is None:
        raise NotFound(what="contact", contact_id=contact_id)
    return contact


def find_led_contact(session: Session, agent_id: int, contact_id: int) -> Contact:
    """A contact of the agent's that is over, or goes on in their hands; raises NotFound, and
    NotAllowed where a colleague has it now: who passed it on no longer decides about it."""
    contact = find_own_contact(session, agent_id, contact_id)
    if contact.state in (*IN_QUEUE, ContactStage.CONNECTED) and contact.agent_id != agent_id:
        raise NotAllowed(reason="not_leading")
    return contact


def read_trouble(session: Session) -> Trouble | None:
    """What is wrong with the carrier now; None when nothing is."""
    lost_at = session.scalar(select(Hotline.carrier_lost_at))
    if lost_at is None:
        return None
    owed = select(func.count()).select_from(Outbox)
    waiting = session.scalar(owed.where(Outbox.lane == Lane.CALL, Outbox.done_at.is_(None)))
    return Trouble(lost_at, waiting or 0)


def find_closed_by_hand(session: Session) -> datetime | None:
    """Since when the line is closed by somebody's hand; None while it is not."""
    if not is_closed_by_hand(session):
        return None
    return session.scalar(select(func.max(Event.at)).where(Event.kind == LINE_CLOSED_BY_HAND.name))


def check_may_hear(session: Session, agent_id: int | None, contact_id: int) -> None:
    """Pass an agent (None: anybody's) who may hear a contact's recordings: their own contacts
    and those of people who wait for a call.  Raises NotFound."""
    if agent_id is not None and not is_owed(session, contact_id):
        find_own_contact(session, agent_id, contact_id)


def find_present_contact(session: Session, agent_id: int) -> int | None:
    """The contact that the agent has most reason to see: connected first, newest first."""
    contacts = _select_in_hand(session, agent_id)
    contacts.sort(key=lambda contact: contact.state != ContactStage.CONNECTED)
    return contacts[0].id if contacts else None


def read_contact(session: Session, vault: Vault, agent_id: int, contact_id: int) -> ContactView:
    """One contact of the agent's with ticket and history; raises NotFound."""
    contact = find_own_contact(session, agent_id, contact_id)
    agent = session.get_one(Agent, agent_id)
    ticket = session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).one()
    wraps = contact.state == ContactStage.WRAPPING_UP
    return ContactView(
        contact_id=contact.id,
        channel=contact.channel,
        state=contact.state,
        caller=describe_caller(vault, contact.caller),
        language=contact.language,
        variety=contact.variety,
        seat=contact.seat,
        asked_at=contact.asked_at,
        answered_at=contact.answered_at,
        ended_at=contact.ended_at,
        wraps_until_at=agent.until_at if wraps else None,
        topic=ticket.topic or contact.topic,
        notes=read_sealed(vault, ticket.notes_sealed, contact.caller),
        version=ticket.version,
        ticket_id=ticket.id,
        ticket_is_closed=ticket.state == "closed",
        score=find_score(session, contact.id),
        history=tuple(_list_history(session, vault, contact)),
        is_danger=contact.danger,
        alarm=read_alarm(session, vault, contact),
    )


def find_offered(session: Session, offer_id: int) -> tuple[int, str]:
    """The contact that an offer is for, and its channel; raises NotFound."""
    offered = select(Contact.id, Contact.channel).join(Offer, Offer.contact_id == Contact.id)
    row = session.execute(offered.where(Offer.id == offer_id)).one_or_none()
    if row is None:
        raise NotFound(what="offer", offer_id=offer_id)
    return row.id, row.channel


def has_taken(session: Session, agent_id: int, offer_id: int) -> bool:
    """Whether the agent has said yes to the offer and still has its contact, or is being joined."""
    taken = select(OfferSeat.id).join(Offer, Offer.id == OfferSeat.offer_id)
    own = taken.where(Offer.id == offer_id, OfferSeat.agent_id == agent_id)
    standing = own.where(
        Offer.state.in_((*STANDING, "connected")), OfferSeat.has_accepted, ~OfferSeat.has_left
    )
    return session.scalar(standing) is not None


def find_last_event(session: Session, contact_id: int, kind: str) -> Event | None:
    """The newest fact of that kind about the contact."""
    facts = select(Event).where(Event.contact_id == contact_id, Event.kind == kind)
    return session.scalars(facts.order_by(Event.id.desc()).limit(1)).first()


def has_left(session: Session, agent_id: int, offer_id: int) -> bool:
    """Whether the offer no longer rings at the agent, who was asked and did not say yes."""
    seat = select(OfferSeat.id).join(Offer, Offer.id == OfferSeat.offer_id)
    own = seat.where(Offer.id == offer_id, OfferSeat.agent_id == agent_id)
    gone = own.where(~OfferSeat.has_accepted, OfferSeat.has_left | Offer.state.not_in(STANDING))
    return session.scalar(gone) is not None


def describe_caller(vault: Vault, caller: Caller) -> CallerCard:
    """The caller as staff may see them."""
    return CallerCard(
        name=read_sealed(vault, caller.name_sealed, caller),
        masked_number=mask_number(read_sealed(vault, caller.number_sealed, caller)),
        county=caller.county or "",
    )


def _ringing_at(agent_id: int) -> tuple[ColumnElement[bool], ...]:
    """That an offer stands (twice: for the index, and for the planner's guess how many do)."""
    stands = IS_STANDING, Offer.state.in_(STANDING)
    return *stands, OfferSeat.agent_id == agent_id, ~OfferSeat.has_left


def _list_offers(session: Session, vault: Vault, agent_id: int) -> list[OfferCard]:
    rows = session.execute(
        select(Offer, OfferSeat, Contact)
        .join(OfferSeat, OfferSeat.offer_id == Offer.id)
        .join(Contact, Contact.id == Offer.contact_id)
        .where(*_ringing_at(agent_id))
        .order_by(Offer.id)
    )
    return [
        _describe_offer(vault, offer, seat, contact, read_alarm(session, vault, contact))
        for offer, seat, contact in rows
    ]


def _describe_offer(
    vault: Vault, offer: Offer, seat: OfferSeat, contact: Contact, alarm: AlarmCard | None
) -> OfferCard:
    return OfferCard(
        offer_id=offer.id,
        contact_id=contact.id,
        channel=contact.channel,
        language=contact.language,
        variety=contact.variety,
        seat=contact.seat,
        topic=contact.topic,
        caller=describe_caller(vault, contact.caller),
        asked_at=contact.asked_at or contact.arrived_at,
        deadline_at=offer.deadline_at,
        ring_s=(offer.deadline_at - offer.made_at).total_seconds(),
        is_accepted=seat.has_accepted,
        is_callback=contact.is_owed_callback,
        lends_language=seat.role == "interpreter",
        asks_advice=seat.role == "adviser",
        is_danger=contact.danger,
        alarm=alarm,
    )


def _select_in_hand(session: Session, agent_id: int) -> list[Contact]:
    """Contacts the agent talks with, wraps up, or has left with an open ticket."""
    return list(session.scalars(_IN_HAND, {"of_agent": agent_id}))


def _write_in_hand() -> Select[Contact]:
    in_hand = select(Contact.id).where(IS_LIVE, Contact.state.in_(IN_HAND))
    unfinished = select(Ticket.contact_id).where(Ticket.closed_at.is_(None))
    open_ids = union(in_hand, unfinished)
    agent_id = bindparam("of_agent", type_=Agent.id.type)
    taken = select_served(agent_id).where(Participant.contact_id.in_(open_ids))
    return (
        select(Contact)
        .where(
            Contact.id.in_(open_ids),
            or_(Contact.agent_id == agent_id, Contact.id.in_(taken)),
            Contact.answered_at.is_not(None),
        )
        .order_by(Contact.answered_at.desc(), Contact.id.desc())
        .limit(20)
    )


_IN_HAND = _write_in_hand()
"""Put together once: every part of every desk asks for it."""


def _list_contacts(session: Session, vault: Vault, agent_id: int) -> list[ContactLine]:
    contacts = _select_in_hand(session, agent_id)
    if not contacts:
        return []
    ids = [contact.id for contact in contacts]
    chosen = select(Ticket.contact_id, Ticket.topic).where(Ticket.contact_id.in_(ids))
    topics = {each.contact_id: each.topic for each in session.execute(chosen)}
    return [
        ContactLine(
            contact_id=contact.id,
            channel=contact.channel,
            language=contact.language,
            state=contact.state,
            since_at=contact.ended_at or contact.answered_at or contact.arrived_at,
            caller=describe_caller(vault, contact.caller),
            is_danger=contact.danger,
            topic=topics.get(contact.id) or contact.topic,
        )
        for contact in contacts
    ]


def _list_history(session: Session, vault: Vault, contact: Contact) -> list[PastContact]:
    rows: Sequence[tuple[Contact, Ticket]] = [
        (past, ticket)
        for past, ticket in session.execute(
            select(Contact, Ticket)
            .join(Ticket, Ticket.contact_id == Contact.id)
            .where(Contact.caller_id == contact.caller_id, Contact.id < contact.id)
            .order_by(Contact.id.desc())
            .limit(HISTORY_LENGTH)
        )
    ]
    return [
        PastContact(
            contact_id=past.id,
            arrived_at=past.arrived_at,
            channel=past.channel,
            topic=ticket.topic or past.topic,
            outcome=past.outcome,
            notes=read_sealed(vault, ticket.notes_sealed, past.caller),
        )
        for past, ticket in rows
    ]
