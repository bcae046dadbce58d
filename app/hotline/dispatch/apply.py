"""Writes the engine's decisions: rows, log entries and owed effects, from the decisions alone.

One function for each decision; none of them decides anything.  Every change of state is also
an entry of the event log with the same fields, so that `hotline verify` can rebuild the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, assert_never

import routing.decisions as decide
from app.hotline.agents.models import Agent
from app.hotline.contacts.actions import note_language_unserved
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.deadlines import (
    OF_ENGINE,
    SENT_AWAY_OUTCOMES,
    Change,
    change_deadlines,
    set_join_deadline,
    to_due_at,
)
from app.hotline.dispatch.effects import (
    BRING_AGENTS_IN,
    RESUME_CALLER,
    RETURN_CALLER,
    RING_AGENTS,
    SEND_AWAY,
    STOP_RINGING,
)
from app.hotline.dispatch.explanation import describe_choice
from app.hotline.dispatch.facts import (
    AGENT_MOVED,
    CALLBACK_OFFERED,
    CONTACT_ANSWERED,
    CONTACT_MOVED,
    CONTACT_NOTED,
    OFFER_ACCEPTED,
    OFFER_CLOSED,
    OFFER_JOINING,
    OFFER_LEG_DROPPED,
    OFFER_MADE,
)
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.participation import Leaving, note_parts
from app.hotline.dispatch.rows import make_offer_row, to_datetime
from app.hotline.tickets.actions import settle_transfer
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import ContactState, OfferState, Role
from routing.state import State

_OPEN_LINE = {ContactState.CONNECTED, ContactState.OFFERED, ContactState.WAITING}


def apply_decisions(
    uow: UnitOfWork,
    state: State,
    decisions: Iterable[decide.Decision],
    leaving: Leaving = Leaving(),
) -> None:
    """Make decisions true in the database; `state` is the state after the step, `leaving` how those
    leave who are let go by it."""
    deadlines = [_apply_decision(uow, state, decision, leaving) for decision in decisions]
    change_deadlines(uow, [each for each in deadlines if each is not None])


def _apply_decision(
    uow: UnitOfWork, state: State, decision: decide.Decision, leaving: Leaving
) -> Change | None:
    """One decision; that of a deadline is returned, to be written with the others."""
    match decision:
        case decide.SetDeadline(kind, subject_id, at):
            return OF_ENGINE[kind], subject_id, to_due_at(at)
        case decide.CancelDeadline(kind, subject_id):
            return OF_ENGINE[kind], subject_id, None
        case decide.MakeOffer(offer):
            _make_offer(uow, state, offer)
        case decide.AcceptOffer():
            _accept_offer(uow, decision)
        case decide.ConnectOffer(offer_id):
            _connect_offer(uow, offer_id)
        case decide.DropLeg():
            _drop_leg(uow, decision)
        case decide.CloseOffer():
            _close_offer(uow, decision)
        case decide.MoveContact():
            _move_contact(uow, decision, leaving)
        case decide.NoteContact():
            _note_contact(uow, decision)
        case decide.MoveAgent():
            _move_agent(uow, decision)
        case decide.OfferCallback(contact_id, language):
            uow.record(CALLBACK_OFFERED, contact_id=contact_id, language=language)
        case decide.Refuse(code):
            raise AssertionError(f"a refusal is not applied: {code}")
        case _:
            assert_never(decision)
    return None


def _make_offer(uow: UnitOfWork, state: State, offer: Any) -> None:
    uow.session.add(make_offer_row(offer, describe_choice(state, offer)))
    uow.session.flush()
    if offer.is_interpreted:
        note_language_unserved(uow, _contact(uow, offer.contact_id), ["interpreter"])
    uow.record(
        OFFER_MADE,
        contact_id=offer.contact_id,
        offer_id=offer.id,
        legs=[[leg.agent_id, leg.role] for leg in offer.legs],
        deadline_s=offer.deadline_at - offer.made_at,
    )
    if state.contacts[offer.contact_id].is_voice:
        uow.owe(RING_AGENTS, contact_id=offer.contact_id, offer_id=offer.id)
    uow.topics.update(f"agent:{leg.agent_id}" for leg in offer.legs)


def _accept_offer(uow: UnitOfWork, decision: decide.AcceptOffer) -> None:
    offer = _offer(uow, decision.offer_id)
    for seat in offer.seats:
        seat.has_accepted = seat.agent_id in decision.accepted_by
    uow.record(
        OFFER_ACCEPTED,
        contact_id=offer.contact_id,
        offer_id=offer.id,
        agent_id=decision.agent_id,
        accepted_by=list(decision.accepted_by),
    )
    uow.topics.add(f"agent:{decision.agent_id}")


def _connect_offer(uow: UnitOfWork, offer_id: int) -> None:
    offer = _offer(uow, offer_id)
    offer.state = OfferState.ACCEPTED
    offer.accepted_at = uow.now
    uow.record(OFFER_JOINING, contact_id=offer.contact_id, offer_id=offer.id)
    if _contact(uow, offer.contact_id).channel == "voice":
        uow.owe(BRING_AGENTS_IN, contact_id=offer.contact_id, offer_id=offer.id)
        set_join_deadline(uow, offer.id)


def _drop_leg(uow: UnitOfWork, decision: decide.DropLeg) -> None:
    offer = _offer(uow, decision.offer_id)
    for seat in offer.seats:
        seat.has_left = seat.has_left or seat.agent_id == decision.agent_id
    _stop_ringing(uow, offer, (decision.agent_id,))
    uow.record(
        OFFER_LEG_DROPPED,
        contact_id=offer.contact_id,
        offer_id=offer.id,
        agent_id=decision.agent_id,
        state=decision.state,
    )


def _close_offer(uow: UnitOfWork, decision: decide.CloseOffer) -> None:
    offer = _offer(uow, decision.offer_id)
    was_joining = offer.state == OfferState.ACCEPTED
    offer.state = decision.state
    if was_joining and decision.state is OfferState.FAILED:
        _return_caller(uow, offer)
    if decision.state is not OfferState.WITHDRAWN:
        settle_transfer(uow, offer.contact_id, decision.state)
    if any(seat.role == Role.ADVISER for seat in offer.seats):
        _settle_advice(uow, offer)
    if decision.state is OfferState.CONNECTED:
        offer.connected_at = uow.now
    else:
        offer.closed_at = uow.now
    _stop_ringing(uow, offer, decision.agent_ids)
    uow.record(OFFER_CLOSED, contact_id=offer.contact_id, offer_id=offer.id, state=decision.state)
    uow.topics.update(f"agent:{seat.agent_id}" for seat in offer.seats)


def _return_caller(uow: UnitOfWork, offer: Offer) -> None:
    """The caller may be alone in the room by now: never alone in silence."""
    if _contact(uow, offer.contact_id).channel == "voice":
        uow.owe(RETURN_CALLER, contact_id=offer.contact_id)


def _settle_advice(uow: UnitOfWork, offer: Offer) -> None:
    """Nobody came to advise: the caller, who holds, is given back to the seat (B50)."""
    if offer.state != OfferState.CONNECTED:
        uow.owe(RESUME_CALLER, contact_id=offer.contact_id)
    uow.topics.add(f"contact:{offer.contact_id}")


def _stop_ringing(uow: UnitOfWork, offer: Offer, agent_ids: tuple[Any, ...]) -> None:
    if agent_ids and _contact(uow, offer.contact_id).channel == "voice":
        uow.owe(
            STOP_RINGING,
            contact_id=offer.contact_id,
            offer_id=offer.id,
            agent_ids=list(agent_ids),
        )


def _move_contact(uow: UnitOfWork, decision: decide.MoveContact, leaving: Leaving) -> None:
    contact = _contact(uow, decision.contact_id)
    note_parts(uow, contact, decision, leaving)
    changed = _fields_of(decision)
    contact.routing = contact.routing | changed
    contact.state = decision.state
    contact.outcome = decision.outcome
    contact.offer_id = decision.offer_id
    contact.agent_id = decision.seat_agent or decision.interpreter
    if decision.state is ContactState.CONNECTED:
        contact.ended_at = None  # a caller whose line dropped may have been called again (B56)
        _note_answer(uow, contact)
    if decision.state not in _OPEN_LINE:
        contact.ended_at = contact.ended_at or uow.now
    if decision.state is ContactState.ENDED:
        contact.closed_at = uow.now
        if decision.outcome in SENT_AWAY_OUTCOMES and contact.channel == "voice":
            uow.owe(SEND_AWAY, contact_id=contact.id)
    uow.record(CONTACT_MOVED, contact_id=contact.id, agent_id=contact.agent_id, **changed)
    uow.topics.update({"queue", f"contact:{contact.id}"})
    if contact.agent_id is not None:
        uow.topics.add(f"agent:{contact.agent_id}")


def _note_answer(uow: UnitOfWork, contact: Contact) -> None:
    """The first answer by any seat, and the first by one with the caller's language and topic."""
    agent = uow.session.get_one(Agent, contact.agent_id)
    is_interpreted = contact.routing.get("interpreter") is not None
    speaks = contact.language is None or contact.language in agent.languages or is_interpreted
    holds = contact.seat == agent.main_seat or contact.seat in agent.second_seats
    is_news = contact.answered_at is None or (speaks and holds and contact.right_seat_at is None)
    if not is_news:
        return
    contact.answered_at = contact.answered_at or uow.now
    if speaks and holds:
        contact.right_seat_at = uow.now
    contact.answered_by_expert = agent.main_seat != "general"
    uow.record(
        CONTACT_ANSWERED,
        contact_id=contact.id,
        agent_id=agent.id,
        right_seat=speaks and holds,
        expert=contact.answered_by_expert,
        language=contact.language,
    )


def _note_contact(uow: UnitOfWork, decision: decide.NoteContact) -> None:
    contact = _contact(uow, decision.contact_id)
    changed = _fields_of(decision)
    contact.routing = contact.routing | changed
    contact.language = decision.language
    contact.variety = decision.variety
    contact.seat = decision.seat
    contact.danger = decision.danger
    contact.booked_at = to_datetime(decision.booked_at) or contact.booked_at
    uow.record(CONTACT_NOTED, contact_id=contact.id, **changed)


def _move_agent(uow: UnitOfWork, decision: decide.MoveAgent) -> None:
    agent = uow.session.get_one(Agent, decision.agent_id)
    if (agent.state, agent.reason or "") != (decision.state, decision.reason):
        agent.state_since = uow.now
    agent.state = decision.state
    agent.reason = decision.reason or None
    agent.until_at = to_datetime(decision.until_at)
    agent.idle_since = to_datetime(decision.idle_since)
    agent.misses = decision.misses
    agent.leaves_to = decision.leaves_to
    agent.leaves_reason = decision.leaves_reason or None
    uow.record(
        AGENT_MOVED,
        agent_id=agent.id,
        state=decision.state,
        reason=decision.reason,
        misses=decision.misses,
    )
    uow.topics.update({"queue", f"agent:{agent.id}"})


def _fields_of(decision: Any) -> dict[str, Any]:
    values = {f.name: getattr(decision, f.name) for f in fields(decision)}
    values.pop("contact_id")
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _offer(uow: UnitOfWork, offer_id: int) -> Offer:
    return uow.session.get_one(Offer, offer_id)


def _contact(uow: UnitOfWork, contact_id: int) -> Contact:
    return uow.session.get_one(Contact, contact_id)
