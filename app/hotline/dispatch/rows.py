"""The routing engine's values and the database's rows, each made from the other.

A state read from rows equals the state in memory that wrote them; so a process may die at any
line and the next one goes on with the same waiting order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import routing.model as engine
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch.models import Deadline, Hotline, Offer, OfferSeat
from app.hotline.dispatch.queries import read_present_rules
from routing.state import State

_LIVE_CONTACT = tuple(stage for stage in ContactStage if stage not in {"arrived", "ended"})
_LIVE_OFFER = ("pending", "accepted", "connected")


def to_instant(at: datetime | None) -> float | None:
    """POSIX seconds of an aware instant."""
    return None if at is None else at.timestamp()


def to_datetime(instant: float | None) -> datetime | None:
    """The aware UTC instant of POSIX seconds."""
    return None if instant is None else datetime.fromtimestamp(instant, UTC)


def load_state(session: Session, hotline: Hotline) -> State:
    """The whole live routing state, from rows alone."""
    agents = session.scalars(select(Agent).order_by(Agent.position, Agent.id))
    contacts = session.scalars(select(Contact).where(IS_LIVE, Contact.state.in_(_LIVE_CONTACT)))
    live_ids = []
    engine_contacts = []
    for contact in contacts:
        live_ids.append(contact.id)
        engine_contacts.append(read_contact(contact))
    offers = session.scalars(
        select(Offer).where(Offer.state.in_(_LIVE_OFFER), Offer.contact_id.in_(live_ids))
    )
    return State.build(
        read_present_rules(hotline),
        [read_agent(agent) for agent in agents],
        engine_contacts,
        [read_offer(offer) for offer in offers],
        engine.OfferId(hotline.next_offer_id),
        deadlines=_read_deadlines(session),
    )


def _read_deadlines(session: Session) -> dict[tuple[engine.DeadlineKind, int], float]:
    kinds = [kind.value for kind in engine.DeadlineKind]
    rows = session.scalars(select(Deadline).where(Deadline.kind.in_(kinds)))
    return {(engine.DeadlineKind(r.kind), r.subject_id): r.due_at.timestamp() for r in rows}


def read_agent(row: Agent) -> engine.Agent:
    """The engine's agent of a row; whom they serve follows from the contacts."""
    return engine.Agent(
        id=engine.AgentId(row.id),
        position=row.position,
        languages=frozenset(row.languages),
        varieties=frozenset(row.varieties),
        main_seat=row.main_seat,
        second_seats=frozenset(row.second_seats),
        on_call=row.on_call,
        voice_capacity=row.voice_capacity,
        chat_capacity=row.chat_capacity,
        mixes_channels=row.mixes_channels,
        permitted=row.is_enabled,
        state=engine.AgentState(row.state),
        reason=row.reason or "",
        idle_since=to_instant(row.idle_since) or 0.0,
        until_at=to_instant(row.until_at),
        misses=row.misses,
        leaves_to=engine.AgentState(row.leaves_to) if row.leaves_to else None,
        leaves_reason=row.leaves_reason or "",
    )


def read_contact(row: Contact) -> engine.Contact:
    """The engine's contact of a row."""
    return read_routing(row.routing)


def read_routing(stored: Mapping[str, Any]) -> engine.Contact:
    """The engine's contact of what a row keeps of it."""
    kept: dict[str, Any] = dict(stored)
    for name in ("head_starts", "excluded_agents", "missed_by", "barred_agents"):
        kept[name] = tuple(kept.get(name, ()))
    kept["state"] = engine.ContactState(kept["state"])
    kept["outcome"] = engine.Outcome(kept["outcome"]) if kept["outcome"] else None
    kept["channel"] = engine.Channel(kept["channel"])
    kept.pop("rank_at", None), kept.pop("band", None)
    kept["lacks"] = engine.Role(kept["lacks"]) if kept["lacks"] else None
    return engine.Contact(**kept)


def start_routing(contact: engine.Contact) -> dict[str, Any]:
    """What a row keeps of a contact that now asks for a seat."""
    return asdict(contact)


def read_offer(row: Offer) -> engine.Offer:
    """The engine's offer of a row."""
    return engine.Offer(
        id=engine.OfferId(row.id),
        contact_id=engine.ContactId(row.contact_id),
        legs=tuple(
            engine.Leg(engine.AgentId(seat.agent_id), engine.Role(seat.role))
            for seat in row.seats
            if not seat.has_left
        ),
        made_at=row.made_at.timestamp(),
        deadline_at=row.deadline_at.timestamp(),
        state=engine.OfferState(row.state),
        accepted_by=tuple(engine.AgentId(s.agent_id) for s in row.seats if s.has_accepted),
    )


def make_offer_row(offer: engine.Offer, explanation: dict[str, Any]) -> Offer:
    """A new offer's row with its legs."""
    row = Offer(
        id=offer.id,
        contact_id=offer.contact_id,
        state=offer.state,
        made_at=datetime.fromtimestamp(offer.made_at, UTC),
        deadline_at=datetime.fromtimestamp(offer.deadline_at, UTC),
        explanation=explanation,
    )
    row.seats = [OfferSeat(agent_id=leg.agent_id, role=leg.role) for leg in offer.legs]
    return row
