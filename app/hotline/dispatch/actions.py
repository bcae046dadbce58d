"""Use cases that concern routing, for calls, chats and consoles alike.

Those for people raise Refused with the engine's stable code; those for callbacks return
whether anything changed, because a late fact is no error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

import routing.model as engine
from app.hotline.agents.models import Agent
from app.hotline.contacts.actions import set_language
from app.hotline.contacts.groups import GROUP_PREFIX, list_head_starts
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.contacts.queries import list_barred
from app.hotline.dispatch.deadlines import hasten_deadlines
from app.hotline.dispatch.facts import CONTACT_ASKED, CONTACT_MOVED, URGENCY_MARKED
from app.hotline.dispatch.models import Deadline, Offer
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.dispatch.rows import read_agent, start_routing
from app.kit.errors import NotFound
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events

CLOSED = engine.Outcome.CLOSED


@dataclass(frozen=True, slots=True)
class Wish:
    """What a contact asks for beyond its language; `head_starts` are codes of the rule,
    `waited_since` (POSIX seconds) is the place of an attempt given up just now (B05)."""

    seat: str = "general"
    head_starts: tuple[str, ...] = ()
    waited_since: float | None = None


def ask_for_seat(work: RoutingWork, contact: Contact, wish: Wish = Wish()) -> None:
    """The instant a person is wanted: from here the contact counts as asked, once; one that is
    over asks for nobody."""
    if contact.asked_at is None and contact.state == ContactStage.ARRIVED:
        _ask(work, contact, wish, booked_at=None)


def find_place(contact: Contact) -> float | None:
    """Since when the contact's place in the order counts (POSIX seconds); None before it asked."""
    kept: float | None = contact.routing.get("waited_since")
    return kept if kept is not None or contact.asked_at is None else contact.asked_at.timestamp()


def ask_for_callback_seat(
    work: RoutingWork, contact: Contact, wish: Wish, closes_at: float | None = None
) -> None:
    """A call-back that we owe: it waits like a caller and yields to those on the line, until its
    turn has come; `closes_at` is when the line closes next."""
    contact.booked_at = work.uow.now
    _ask(work, contact, wish, work.uow.now.timestamp(), closes_at)


def _ask(
    work: RoutingWork,
    contact: Contact,
    wish: Wish,
    booked_at: float | None,
    closes_at: float | None = None,
) -> None:
    contact.asked_at = work.uow.now
    contact.seat = wish.seat
    asked = engine.Contact(
        id=engine.ContactId(contact.id),
        channel=engine.Channel(contact.channel),
        language=contact.language,
        seat=wish.seat,
        asked_at=work.uow.now.timestamp(),
        variety=contact.variety or contact.caller.last_variety,
        likely_language=contact.caller.last_language,
        waited_since=wish.waited_since,
        head_starts=(*wish.head_starts, *list_head_starts(contact)),
        danger=contact.danger,
        booked_at=booked_at,
        barred_agents=tuple(
            engine.AgentId(a) for a in list_barred(work.uow.session, contact.caller_id)
        ),
    )
    contact.routing = start_routing(asked)
    contact.state = ContactStage.WAITING
    work.uow.record(
        CONTACT_ASKED,
        contact_id=contact.id,
        language=contact.language,
        seat=wish.seat,
        direction=contact.direction,
    )
    work.route(events.ContactAsked(asked, closes_at))


def mark_urgency(work: RoutingWork, contact: Contact, *, is_danger: bool) -> None:
    """Danger to life is absolute in the order; the groups of the record count from now on too.

    Whoever waits is placed anew by the same start of waiting; a contact that is over keeps
    the mark for what we may still send.
    """
    contact.danger = is_danger
    known = work.state.contacts.get(engine.ContactId(contact.id))
    if known is not None:
        kept = tuple(code for code in known.head_starts if not code.startswith(GROUP_PREFIX))
        codes = (*kept, *(c for c in list_head_starts(contact) if c not in kept))
        work.try_route(
            events.ContactRedescribed(
                known.id, known.language, known.variety, known.seat, is_danger, codes
            )
        )
    work.uow.record(URGENCY_MARKED, contact_id=contact.id, danger=is_danger)


def correct_language(work: RoutingWork, contact: Contact, language: str) -> None:
    """An agent hears which language it is: whoever the contact is passed on to speaks that one;
    the first value is kept beside it."""
    set_language(work.uow, contact, language, LanguageSource.AGENT)
    known = work.state.contacts.get(engine.ContactId(contact.id))
    if known is not None:
        work.try_route(
            events.ContactRedescribed(
                known.id, language, known.variety, known.seat, known.danger, known.head_starts
            )
        )


def bar_agents(work: RoutingWork, contact: Contact) -> None:
    """Whoever has a conflict of interest is not offered this contact from now on either."""
    if engine.ContactId(contact.id) in work.state.contacts:
        barred = list(list_barred(work.uow.session, contact.caller_id))
        contact.routing = {**contact.routing, "barred_agents": barred}
        work.rules_changed = True


def end_contact(work: RoutingWork, contact: Contact, outcome: engine.Outcome | None = None) -> bool:
    """The person is gone (or was sent away with `outcome`); whatever was going on ends."""
    match contact.state:
        case ContactStage.ENDED | ContactStage.WRAPPING_UP:
            return False
        case ContactStage.ARRIVED:
            gone = CLOSED if contact.closed_reason else engine.Outcome.ABANDONED_SHORT
            return end_unasked(work.uow, contact, outcome or gone)
        case ContactStage.CONNECTED:
            event: events.Event = events.ConversationEnded(engine.ContactId(contact.id))
        case _:
            event = events.ContactLeft(engine.ContactId(contact.id), outcome)
    return work.try_route(event) is None


def end_unasked(uow: UnitOfWork, contact: Contact, outcome: engine.Outcome) -> bool:
    """End a contact that never asked for a seat: it is in no connection rate.

    False for one that has asked, or is over: an outcome is written once.
    """
    if contact.state != ContactStage.ARRIVED:
        return False
    contact.state = ContactStage.ENDED
    contact.outcome = outcome
    contact.ended_at = contact.closed_at = uow.now
    uow.record(CONTACT_MOVED, contact_id=contact.id, state="ended", outcome=outcome)
    uow.topics.update({"queue", f"contact:{contact.id}"})
    return True


def accept_offer(work: RoutingWork, offer_id: int, agent_id: int) -> None:
    """An agent takes the contact; exactly one of several gets it, the others are told (B34)."""
    work.route(events.OfferAccepted(engine.OfferId(offer_id), engine.AgentId(agent_id)))


def accept_chat(work: RoutingWork, offer_id: int, agent_id: int) -> None:
    """As `accept_offer`; a written contact needs no joining and is answered at once."""
    accept_offer(work, offer_id, agent_id)
    work.route(events.OfferConnected(engine.OfferId(offer_id)))


def decline_offer(work: RoutingWork, offer_id: int, agent_id: int) -> None:
    """An agent refuses; the contact keeps its place and goes to somebody else (B14)."""
    work.route(events.OfferDeclined(engine.OfferId(offer_id), engine.AgentId(agent_id)))


def fail_offer(work: RoutingWork, offer_id: int, agent_id: int, reason: str) -> bool:
    """The way to the agent broke before the joining."""
    event = events.OfferFailed(engine.OfferId(offer_id), engine.AgentId(agent_id), reason)
    return work.try_route(event) is None


def connect_offer(work: RoutingWork, offer_id: int) -> bool:
    """The second of the two was joined: the contact is answered (B57)."""
    return work.try_route(events.OfferConnected(engine.OfferId(offer_id))) is None


def sign_in_agent(work: RoutingWork, agent_id: int) -> None:
    """The agent comes on duty, not ready yet; signing in twice is one sign-in (B41).

    Who was to go off duty after the present work stays on.
    """
    row = find_agent(work.uow, agent_id)
    leaves = row.leaves_to == engine.AgentState.OFFLINE
    if row.state != engine.AgentState.OFFLINE and not leaves:
        return
    agent = read_agent(row)
    agent.state = engine.AgentState.NOT_READY
    agent.reason = "signed_in"
    work.try_route(events.AgentSignedIn(agent))


def sign_out_agent(work: RoutingWork, agent_id: int) -> None:
    """The agent goes off duty, after the present work if there is any."""
    work.try_route(
        events.AgentLeavesAfterWork(
            engine.AgentId(agent_id), engine.AgentState.OFFLINE, "signed_out"
        )
    )


def set_ready(work: RoutingWork, agent_id: int) -> None:
    """The agent wants contacts."""
    work.route(events.AgentBecameReady(engine.AgentId(agent_id)))


def set_not_ready(work: RoutingWork, agent_id: int, reason: str) -> None:
    """The agent wants none for now, for a reason that is kept and reported (B44)."""
    work.route(events.AgentBecameNotReady(engine.AgentId(agent_id), reason))


def end_wrap_up(work: RoutingWork, agent_id: int, contact_id: int | None = None) -> None:
    """The agent is done with the after-call work."""
    contact = engine.ContactId(contact_id) if contact_id is not None else None
    work.route(events.WrapUpEnded(engine.AgentId(agent_id), contact))


def hasten_on_call(uow: UnitOfWork) -> None:
    """Whoever waits for people on call need not wait for them any longer."""
    hasten_deadlines(uow, Deadline.kind == engine.DeadlineKind.ON_CALL, Deadline.due_at > uow.now)


def reach_deadline(
    work: RoutingWork, kind: str, subject_id: int, late_after_s: float = math.inf
) -> bool:
    """A deadline of the engine is due; served later than `late_after_s`, or when we could take
    nothing for a part of the time in which somebody should have answered, we were away."""
    of_kind = engine.DeadlineKind(kind)
    due_at = work.state.deadlines.get((of_kind, subject_id), math.inf)
    was_away = work.uow.now.timestamp() - due_at > late_after_s
    offer = work.state.offers.get(engine.OfferId(subject_id))
    if of_kind is engine.DeadlineKind.OFFER and offer is not None:
        made_at = datetime.fromtimestamp(offer.made_at, UTC)
        was_away = was_away or work.uow.was_away_since(made_at)
    return work.try_route(events.DeadlineReached(of_kind, subject_id, was_away)) is None


def serve_engine(router: Router, kind: str, late_after_s: float, subject_id: int) -> None:
    """A deadline of the engine is due; one that is served late was due while we were away."""
    with router.write() as work:
        reach_deadline(work, kind, subject_id, late_after_s)


def find_agent(uow: UnitOfWork, agent_id: int) -> Agent:
    """The agent's row; raises NotFound."""
    agent = uow.session.get(Agent, agent_id)
    if agent is None:
        raise NotFound(what="agent", agent_id=agent_id)
    return agent


def find_offer(uow: UnitOfWork, offer_id: int) -> Offer:
    """The offer's row; raises NotFound."""
    offer = uow.session.get(Offer, offer_id)
    if offer is None:
        raise NotFound(what="offer", offer_id=offer_id)
    return offer
