"""Facts of who is connected to whom, as the engine decided it, and of its rules."""

from __future__ import annotations

from app.hotline.contacts.facts import DIRECTION
from app.kit.storage.facts import (
    AGENT,
    CODE,
    CONTACT,
    COUNT,
    FLAG,
    ID,
    INSTANT,
    NUMBER,
    OFFER,
    SETTINGS,
    FactKind,
    list_of,
    maybe,
    one_of,
    pairs_of,
)
from routing.model import AgentState, ContactState, OfferState, Outcome, Role

CONTACT_ASKED = FactKind(
    "contact_asked", CONTACT, language=maybe(CODE), seat=CODE, direction=DIRECTION
)
CONTACT_ANSWERED = FactKind(
    "contact_answered", CONTACT, AGENT, right_seat=FLAG, expert=FLAG, language=maybe(CODE)
)
CONTACT_MOVED = FactKind(
    "contact_moved",
    CONTACT,
    AGENT,
    OFFER,
    state=one_of(ContactState),
    outcome=maybe(one_of(Outcome)),
    seat_agent=maybe(ID),
    interpreter=maybe(ID),
    lacks=maybe(one_of(Role)),
    entry_no=maybe(COUNT),
    queued_at=maybe(INSTANT),
    adviser=maybe(ID),
)
"""Without more than state and outcome: it ended before anybody was asked for."""
CONTACT_NOTED = FactKind(
    "contact_noted",
    CONTACT,
    language=maybe(CODE),
    variety=maybe(CODE),
    seat=CODE,
    danger=FLAG,
    head_starts=list_of(CODE),
    preferred_agent=maybe(ID),
    excluded_agents=list_of(ID),
    missed_by=list_of(ID),
    at_head=FLAG,
    overdue=FLAG,
    interpreter_asked=FLAG,
    booked_at=maybe(INSTANT),
    callback_is_due=FLAG,
    retry_at=maybe(INSTANT),
    transfers=COUNT,
)
URGENCY_MARKED = FactKind("urgency_marked", CONTACT, danger=FLAG)
CALLBACK_OFFERED = FactKind("callback_offered", CONTACT, language=maybe(CODE))

OFFER_MADE = FactKind(
    "offer_made", CONTACT, OFFER, legs=pairs_of(ID, one_of(Role)), deadline_s=NUMBER
)
OFFER_ACCEPTED = FactKind("offer_accepted", CONTACT, AGENT, OFFER, accepted_by=list_of(ID))
OFFER_JOINING = FactKind("offer_joining", CONTACT, OFFER)
OFFER_LEG_DROPPED = FactKind("offer_leg_dropped", CONTACT, AGENT, OFFER, state=one_of(OfferState))
OFFER_CLOSED = FactKind("offer_closed", CONTACT, OFFER, state=one_of(OfferState))

AGENT_MOVED = FactKind(
    "agent_moved", AGENT, state=one_of(AgentState), reason=maybe(CODE), misses=COUNT
)
RULES_CHANGED = FactKind("rules_changed", rules=SETTINGS, version=ID, account_id=maybe(ID))
