"""One turn of the engine: the only place that changes the state, decision by decision.

Every change goes through here, is checked against the lifecycle tables, keeps the indexes,
and leaves a decision that carries it. Never chooses who serves whom.
"""

from dataclasses import dataclass, field

from routing.decisions import (
    AcceptOffer,
    CancelDeadline,
    CloseOffer,
    Decision,
    DropLeg,
    MakeOffer,
    MoveAgent,
    MoveContact,
    NoteContact,
    Refuse,
    RefuseCode,
    SetDeadline,
)
from routing.lifecycles import require_agent_move, require_contact_move, require_offer_move
from routing.model import (
    Agent,
    AgentId,
    AgentState,
    Contact,
    ContactState,
    DeadlineKind,
    Instant,
    Leg,
    Offer,
    OfferId,
    OfferState,
    Outcome,
)
from routing.ranking import rank_contact
from routing.state import State

_WAITING, _ENDED = ContactState.WAITING, ContactState.ENDED
CONTACT_DEADLINES = (
    DeadlineKind.LONGEST_WAIT,
    DeadlineKind.INTERPRET,
    DeadlineKind.ON_CALL,
    DeadlineKind.CALLBACK_OFFER,
    DeadlineKind.CALLBACK_DUE,
    DeadlineKind.CALLBACK_RETRY,
    DeadlineKind.CHAT_WRAP_UP,
)


@dataclass(slots=True)
class Turn:
    """The state, the instant, and the decisions so far."""

    state: State
    now: Instant
    decisions: list[Decision] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the event did not fit, so that nothing has changed."""
        return len(self.decisions) == 1 and isinstance(self.decisions[0], Refuse)

    def refuse(self, code: RefuseCode) -> None:
        """Say why nothing changes."""
        self.decisions.append(Refuse(code))

    def set_deadline(self, kind: DeadlineKind, subject_id: int, at: Instant) -> None:
        """Ask to be woken; replaces one of the same kind and subject."""
        self.state.deadlines[kind, subject_id] = at
        self.decisions.append(SetDeadline(kind, subject_id, at))

    def cancel_deadline(self, kind: DeadlineKind, subject_id: int) -> None:
        """Forget a deadline, if it is set."""
        if self.state.deadlines.pop((kind, subject_id), None) is not None:
            self.decisions.append(CancelDeadline(kind, subject_id))

    def cancel_contact_deadlines(self, contact: Contact) -> None:
        """Forget every deadline of the contact that is set."""
        deadlines = self.state.deadlines
        contact_id = contact.id
        for kind in CONTACT_DEADLINES:
            if (kind, contact_id) in deadlines:
                self.cancel_deadline(kind, contact_id)

    def move_contact(
        self, contact: Contact, to: ContactState, outcome: Outcome | None = None
    ) -> None:
        """Move the contact and keep its place in the lines; ended ones are forgotten."""
        require_contact_move(contact.id, contact.state, to)
        contact.state = to
        if outcome is not None and contact.outcome is None:
            contact.outcome = outcome
        state = self.state
        if to is _WAITING:
            state.index_contact(contact)
        else:
            state.unindex_contact(contact)
        if to is _ENDED:
            self._forget_contact(contact)
        self.decisions.append(
            MoveContact(
                contact.id,
                to,
                contact.outcome,
                contact.offer_id,
                contact.seat_agent,
                contact.interpreter,
                contact.lacks,
                contact.entry_no,
                contact.queued_at,
                contact.adviser,
            )
        )

    def _forget_contact(self, contact: Contact) -> None:
        self.cancel_contact_deadlines(contact)
        self.state.contacts.pop(contact.id, None)
        self.state.lacking.pop(contact.id, None)

    def enter_queue(self, contact: Contact) -> None:
        """Give a contact the next entry number (it keeps its instant) and move it to waiting."""
        contact.entry_no = self.state.next_entry_no
        self.state.next_entry_no += 1
        contact.queued_at = self.now
        rank_contact(self.state.settings, contact)
        self.move_contact(contact, ContactState.WAITING)

    def note_contact(self, contact: Contact) -> None:
        """Record what else is known of the contact, and rank it anew."""
        rank_contact(self.state.settings, contact)
        self.decisions.append(
            NoteContact(
                contact.id,
                contact.language,
                contact.variety,
                contact.seat,
                contact.danger,
                contact.head_starts,
                contact.preferred_agent,
                contact.excluded_agents,
                contact.missed_by,
                contact.at_head,
                contact.overdue,
                contact.interpreter_asked,
                contact.booked_at,
                contact.callback_is_due,
                contact.retry_at,
                contact.transfers,
            )
        )

    def move_agent(
        self,
        agent: Agent,
        to: AgentState,
        reason: str = "",
        until_at: Instant | None = None,
        idle_since: Instant | None = None,
    ) -> None:
        """Move the agent and keep the sets of free agents."""
        require_agent_move(agent.id, agent.state, to)
        agent.state = to
        agent.reason = reason
        agent.until_at = until_at
        if idle_since is not None:
            agent.idle_since = idle_since
        self.state.index_agent(agent)
        self.decisions.append(
            MoveAgent(
                agent.id,
                to,
                reason,
                until_at,
                agent.idle_since,
                agent.misses,
                agent.leaves_to,
                agent.leaves_reason,
            )
        )

    def make_offer(self, contact: Contact, legs: tuple[Leg, ...], ring_s: float) -> Offer:
        """Open an offer on all legs at once, with one deadline."""
        state = self.state
        offer_id = OfferId(state.next_offer_id)
        state.next_offer_id += 1
        offer = Offer(offer_id, contact.id, legs, self.now, self.now + ring_s)
        state.offers[offer_id] = offer
        contact.offer_id = offer_id
        self.decisions.append(MakeOffer(offer))
        self.set_deadline(DeadlineKind.OFFER, offer_id, offer.deadline_at)
        for leg in legs:
            agent = state.agents[leg.agent_id]
            state.hold(agent, contact)
            busy = agent.state is AgentState.ENGAGED
            self.move_agent(agent, AgentState.ENGAGED if busy else AgentState.OFFERED)
        return offer

    def accept_leg(self, offer: Offer, agent_id: AgentId) -> None:
        """Record one agent's yes."""
        offer.accepted_by = (*offer.accepted_by, agent_id)
        self.decisions.append(AcceptOffer(offer.id, agent_id, offer.accepted_by))

    def drop_leg(self, offer: Offer, agent_id: AgentId, why: OfferState) -> None:
        """Take one agent out of an offer that goes on; the agent is the caller's to settle."""
        offer.legs = tuple(leg for leg in offer.legs if leg.agent_id != agent_id)
        self.state.release(self.state.agents[agent_id], self.state.contacts[offer.contact_id])
        self.decisions.append(DropLeg(offer.id, agent_id, why))

    def close_offer(self, offer: Offer, to: OfferState) -> tuple[Agent, ...]:
        """End the offer; its agents get their capacity back and are returned to be settled."""
        require_offer_move(offer.id, offer.state, to)
        offer.state = to
        state = self.state
        state.offers.pop(offer.id, None)
        self.cancel_deadline(DeadlineKind.OFFER, offer.id)
        contact = state.contacts[offer.contact_id]
        contact.offer_id = None
        agents = tuple(state.agents[agent_id] for agent_id in offer.agent_ids)
        if to is not OfferState.CONNECTED:
            for agent in agents:
                state.release(agent, contact)
        ringing = () if to is OfferState.CONNECTED else offer.agent_ids
        self.decisions.append(CloseOffer(offer.id, to, ringing))
        return agents
