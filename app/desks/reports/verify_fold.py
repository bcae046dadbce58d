"""Rebuilds contacts, offers and agents from the event log alone (law 2), and notes every step
that the lifecycles do not allow.  Never looks at a row other than the log's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.desks.reports.verify_breaches import Breach
from app.hotline.agents.facts import AGENT_ADDED
from app.hotline.callbacks.facts import CALLBACK_ASKED, CALLBACK_FINISHED
from app.hotline.contacts.facts import CONTACT_ARRIVED, LANGUAGE_SET
from app.hotline.dispatch.facts import (
    AGENT_MOVED,
    CONTACT_ANSWERED,
    CONTACT_ASKED,
    CONTACT_MOVED,
    CONTACT_NOTED,
    OFFER_ACCEPTED,
    OFFER_CLOSED,
    OFFER_JOINING,
    OFFER_LEG_DROPPED,
    OFFER_MADE,
)
from app.hotline.ratings.facts import CONTACT_RATED
from app.hotline.tickets.facts import TICKET_CLOSED, TICKET_OPENED
from app.kit.storage.event_log import Event
from routing.lifecycles import AGENT_MOVES, CONTACT_MOVES, OFFER_MOVES
from routing.model import AgentState, ContactState, OfferState

ARRIVED = "arrived"
_FROM_ARRIVED = {ContactState.WAITING, ContactState.ENDED}
_CODE = re.compile(r"[A-Za-z0-9_:.+/ -]{0,80}")
_NUMBER = re.compile(r"(?!\d{4}-\d\d-\d\d)\+?[0-9][0-9 -]{6,}")


@dataclass(slots=True)
class ContactStory:
    """One contact as the log tells it; `tickets` counts how often one was opened."""

    id: int
    channel: str
    arrived_at: datetime
    tickets: int = 0
    ticket_is_closed: bool = False
    state: str = ARRIVED
    outcome: str | None = None
    language: str | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    had_right_seat: bool = False
    agent_id: int | None = None
    offer_id: int | None = None
    talking: frozenset[int] = frozenset()


@dataclass(slots=True)
class OfferStory:
    """One offer as the log tells it."""

    id: int
    contact_id: int | None
    agent_ids: list[int]
    state: str = OfferState.PENDING
    accepted_by: list[int] = field(default_factory=list)


@dataclass(slots=True)
class AgentStory:
    """One agent as the log tells it; `talks` are live voice contacts."""

    id: int
    state: str = AgentState.OFFLINE
    reason: str = ""
    misses: int = 0
    talks: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Story:
    """Everything that the log tells; feed it events in the order of their ids."""

    contacts: dict[int, ContactStory] = field(default_factory=dict)
    offers: dict[int, OfferStory] = field(default_factory=dict)
    agents: dict[int, AgentStory] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)
    promised: set[int] = field(default_factory=set)
    """Contacts that were promised a call-back."""
    promises: dict[int, str | None] = field(default_factory=dict)
    """How each call-back that the log names ended, None while it is owed."""
    breaches: list[Breach] = field(default_factory=list)
    events: int = 0

    def tell(self, event: Event) -> None:
        """Take one event in."""
        self.events += 1
        if personal := find_personal(event.data):
            self._breach(2, "personal_data_in_log", "event", event.id, personal)
        handler = _HANDLERS.get(event.kind)
        if handler is not None:
            handler(self, event)

    def _breach(self, law: int, code: str, subject: str, subject_id: int, detail: str = "") -> None:
        self.breaches.append(Breach(law, code, subject, subject_id, detail))

    def _contact(self, event: Event) -> ContactStory | None:
        contact = self.contacts.get(event.contact_id or 0)
        if contact is None:
            self._breach(1, "never_arrived", "contact", event.contact_id or 0, event.kind)
        return contact

    def _offer(self, event: Event) -> OfferStory | None:
        offer = self.offers.get(event.offer_id or 0)
        if offer is None:
            self._breach(2, "never_made", "offer", event.offer_id or 0, event.kind)
        return offer

    def _agent(self, agent_id: int) -> AgentStory:
        return self.agents.setdefault(agent_id, AgentStory(agent_id))

    def arrive(self, event: Event) -> None:
        contact_id = event.contact_id or 0
        if contact_id in self.contacts:
            return self._breach(1, "arrived_twice", "contact", contact_id)
        self.contacts[contact_id] = ContactStory(contact_id, event.data["channel"], event.at)
        return None

    def open_ticket(self, event: Event) -> None:
        if contact := self._contact(event):
            contact.tickets += 1

    def close_ticket(self, event: Event) -> None:
        if contact := self._contact(event):
            contact.ticket_is_closed = True

    def set_language(self, event: Event) -> None:
        if contact := self._contact(event):
            contact.language = event.data.get("language")

    def ask(self, event: Event) -> None:
        contact = self._contact(event)
        if contact is None:
            return None
        contact.language = event.data.get("language")
        if contact.asked_at is not None:
            return self._breach(1, "asked_twice", "contact", contact.id)
        contact.asked_at = event.at
        return None

    def answer(self, event: Event) -> None:
        contact = self._contact(event)
        if contact is None:
            return None
        is_right = bool(event.data.get("right_seat"))
        if contact.answered_at is None:
            contact.answered_at = event.at
        elif contact.had_right_seat or not is_right:
            return self._breach(1, "answered_twice", "contact", contact.id)
        contact.had_right_seat = contact.had_right_seat or is_right
        return None

    def move_contact(self, event: Event) -> None:
        contact = self._contact(event)
        if contact is None:
            return
        state, outcome = ContactState(event.data["state"]), event.data.get("outcome")
        if not _may_move_contact(contact.state, state):
            detail = f"{contact.state} -> {state}"
            self._breach(1, "illegal_move", "contact", contact.id, detail)
        if contact.outcome is not None and outcome != contact.outcome:
            detail = f"{contact.outcome} -> {outcome}"
            self._breach(1, "outcome_changed", "contact", contact.id, detail)
        contact.state, contact.outcome = state, outcome
        contact.agent_id, contact.offer_id = event.agent_id, event.offer_id
        if contact.channel == "voice":
            self._note_talks(contact, event.data)

    def _note_talks(self, contact: ContactStory, data: Mapping[str, Any]) -> None:
        """Law 3: an agent who is connected to two callers at once breaks it."""
        parties = (data.get("seat_agent"), data.get("interpreter"), data.get("adviser"))
        is_talking = contact.state == ContactState.CONNECTED
        talking = frozenset(a for a in parties if a is not None) if is_talking else frozenset()
        for agent_id in contact.talking - talking:
            self._agent(agent_id).talks.discard(contact.id)
        contact.talking = talking
        for agent_id in talking:
            agent = self._agent(agent_id)
            agent.talks.add(contact.id)
            if len(agent.talks) > 1:
                detail = f"contacts {sorted(agent.talks)}"
                self._breach(3, "two_callers_at_once", "agent", agent_id, detail)

    def promise(self, event: Event) -> None:
        self.promised.add(event.contact_id or 0)
        if (callback_id := event.data.get("callback_id")) is not None:
            self.promises[callback_id] = None

    def end_promise(self, event: Event) -> None:
        callback_id = event.data.get("callback_id")
        if callback_id is None:  # of a time in which a contact had but one
            return
        if self.promises.get(callback_id) is not None:
            self._breach(
                1, "ended_twice", "callback", callback_id, self.promises[callback_id] or ""
            )
        self.promises[callback_id] = event.data["result"]

    def make_offer(self, event: Event) -> None:
        offer_id, contact_id = event.offer_id or 0, event.contact_id
        if offer_id in self.offers:
            self._breach(2, "made_twice", "offer", offer_id)
        legs = [int(agent_id) for agent_id, _role in event.data["legs"]]
        self.offers[offer_id] = OfferStory(offer_id, contact_id, legs)
        if contact := self._contact(event):
            if contact.offer_id is not None and self._is_open(contact.offer_id):
                detail = f"offers {contact.offer_id}, {offer_id}"
                self._breach(3, "two_offers_at_once", "contact", contact.id, detail)
            contact.offer_id = offer_id

    def _is_open(self, offer_id: int) -> bool:
        offer = self.offers.get(offer_id)
        return offer is not None and offer.state in {OfferState.PENDING, OfferState.ACCEPTED}

    def accept_offer(self, event: Event) -> None:
        offer = self._offer(event)
        if offer is None:
            return
        if event.agent_id not in offer.agent_ids:
            self._breach(3, "accepted_by_a_stranger", "offer", offer.id, f"agent {event.agent_id}")
        offer.accepted_by = list(event.data["accepted_by"])

    def drop_leg(self, event: Event) -> None:
        if offer := self._offer(event):
            offer.agent_ids = [a for a in offer.agent_ids if a != event.agent_id]

    def join_offer(self, event: Event) -> None:
        self._move_offer(event, OfferState.ACCEPTED)

    def close_offer(self, event: Event) -> None:
        self._move_offer(event, OfferState(event.data["state"]))

    def _move_offer(self, event: Event, state: OfferState) -> None:
        offer = self._offer(event)
        if offer is None:
            return
        if state not in OFFER_MOVES[OfferState(offer.state)]:
            self._breach(2, "illegal_move", "offer", offer.id, f"{offer.state} -> {state}")
        offer.state = state

    def move_agent(self, event: Event) -> None:
        agent, state = self._agent(event.agent_id or 0), AgentState(event.data["state"])
        if state not in AGENT_MOVES[AgentState(agent.state)]:
            self._breach(2, "illegal_move", "agent", agent.id, f"{agent.state} -> {state}")
        agent.state = state
        agent.reason, agent.misses = event.data["reason"], event.data["misses"]

    def rate(self, event: Event) -> None:
        contact = self._contact(event)
        if contact is None:
            return
        if contact.id in self.scores:
            self._breach(1, "rated_twice", "contact", contact.id)
        self.scores[contact.id] = event.data["score"]

    def add_agent(self, event: Event) -> None:
        self._agent(event.agent_id or 0)


_HANDLERS: Mapping[str, Callable[[Story, Event], None]] = {
    CONTACT_ARRIVED.name: Story.arrive,
    TICKET_OPENED.name: Story.open_ticket,
    TICKET_CLOSED.name: Story.close_ticket,
    LANGUAGE_SET.name: Story.set_language,
    CONTACT_NOTED.name: Story.set_language,
    CONTACT_ASKED.name: Story.ask,
    CONTACT_ANSWERED.name: Story.answer,
    CONTACT_MOVED.name: Story.move_contact,
    OFFER_MADE.name: Story.make_offer,
    OFFER_ACCEPTED.name: Story.accept_offer,
    OFFER_LEG_DROPPED.name: Story.drop_leg,
    OFFER_JOINING.name: Story.join_offer,
    OFFER_CLOSED.name: Story.close_offer,
    AGENT_MOVED.name: Story.move_agent,
    AGENT_ADDED.name: Story.add_agent,
    CONTACT_RATED.name: Story.rate,
    CALLBACK_ASKED.name: Story.promise,
    CALLBACK_FINISHED.name: Story.end_promise,
}


def find_personal(value: Any) -> str:
    """The place of a text that is no code, or looks like a telephone number; "" when clean."""
    match value:
        case str():
            return "" if _CODE.fullmatch(value) and not _NUMBER.fullmatch(value) else "value"
        case dict():
            for key, inner in value.items():
                if where := find_personal(inner):
                    return f"{key}.{where}" if where != "value" else str(key)
        case list():
            return next((where for inner in value if (where := find_personal(inner))), "")
    return ""


def _may_move_contact(present: str, to: ContactState) -> bool:
    if present == ARRIVED:
        return to in _FROM_ARRIVED
    return to in CONTACT_MOVES[ContactState(present)]
