"""What the explanation's page asks: a contact's offers as they were explained when made (B19)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Offer
from app.kit.errors import NotFound
from app.kit.storage.vault import Vault

LIST_LENGTH = 50
OFFERS_LOOKED_AT = 10 * LIST_LENGTH
"""From the newest back: the list is of as many contacts as these are of."""


@dataclass(frozen=True, slots=True)
class ExplainedOffer:
    """An offer with its stored explanation; empty when the contact had gone already."""

    offer_id: int
    made_at: datetime
    state: str
    explanation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ContactOffers:
    """A contact and how it was offered; never who the person is."""

    contact_id: int
    channel: str
    language: str | None
    seat: str
    arrived_at: datetime
    asked_at: datetime | None
    answered_at: datetime | None
    outcome: str | None
    state: str
    count: int
    offers: tuple[ExplainedOffer, ...] = ()


def list_offered(session: Session) -> list[ContactOffers]:
    """The newest contacts that were offered to anybody."""
    newest = select(Offer.id, Offer.contact_id).order_by(Offer.id.desc()).limit(OFFERS_LOOKED_AT)
    known = newest.subquery()
    latest = select(known.c.contact_id).group_by(known.c.contact_id)
    offered = latest.order_by(func.max(known.c.id).desc()).limit(LIST_LENGTH).subquery()
    count = select(func.count()).where(Offer.contact_id == Contact.id).scalar_subquery()
    rows = session.execute(
        select(Contact, count)
        .join(offered, offered.c.contact_id == Contact.id)
        .order_by(Contact.id.desc())
    )
    return [_describe(contact, count) for contact, count in rows]


def read_offers(session: Session, contact_id: int) -> ContactOffers:
    """A contact's offers in order; raises NotFound."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound(what="contact", contact_id=contact_id)
    offered = (
        select(Offer).where(Offer.contact_id == contact_id).options(undefer(Offer.explanation))
    )
    rows = session.scalars(offered.order_by(Offer.id))
    offers = tuple(ExplainedOffer(row.id, row.made_at, row.state, row.explanation) for row in rows)
    return _describe(contact, len(offers), offers)


def name_agents(session: Session, vault: Vault) -> dict[int, str]:
    """Everybody who is or was on the roster, by id."""
    return {each.id: vault.open(each.name_sealed) for each in session.scalars(select(Agent))}


def _describe(
    contact: Contact, count: int, offers: Collection[ExplainedOffer] = ()
) -> ContactOffers:
    return ContactOffers(
        contact_id=contact.id,
        channel=contact.channel,
        language=contact.language,
        seat=contact.seat,
        arrived_at=contact.arrived_at,
        asked_at=contact.asked_at,
        answered_at=contact.answered_at,
        outcome=contact.outcome,
        state=contact.state,
        count=count,
        offers=tuple(offers),
    )
