"""What happened, in the past tense: the only way to change a routing state.

Each event is a plain fact from the carrier, a console or the clock; a fact that no longer
fits the state is answered with `Refuse` and changes nothing.
"""

from routing.model import (
    Agent,
    AgentId,
    AgentState,
    Contact,
    ContactId,
    DeadlineKind,
    Instant,
    OfferId,
    Outcome,
)
from routing.values import value


@value
class ContactAsked:
    """A person wants a seat. The state keeps the contact handed over.

    `closes_at`: when the line closes next, for a call-back.
    """

    contact: Contact
    closes_at: Instant | None = None


@value
class ContactLeft:
    """The person went before being connected, or the shell ended the wait with an outcome."""

    contact_id: ContactId
    outcome: Outcome | None = None


@value
class ContactRedescribed:
    """Language, variety, seat kind or urgency turned out different from what was heard."""

    contact_id: ContactId
    language: str | None
    variety: str | None
    seat: str
    danger: bool = False
    head_starts: tuple[str, ...] = ()


@value
class ContactTransferred:
    """The agent passes the contact on: to a kind of seat, or to one named agent."""

    contact_id: ContactId
    seat: str | None = None
    agent_id: AgentId | None = None


@value
class AdviceAsked:
    """The seat wants to consult one named agent, or any for a kind of seat."""

    contact_id: ContactId
    seat: str | None = None
    agent_id: AgentId | None = None


@value
class AdviceEnded:
    """The adviser is no longer wanted, or gone; before the answer too."""

    contact_id: ContactId


@value
class ContactHandedOver:
    """The adviser, who already talks, takes the contact; the seat leaves (B50)."""

    contact_id: ContactId


@value
class ConversationEnded:
    """Talk is over; wrap-up begins.  `outcome`: another class than answered."""

    contact_id: ContactId
    outcome: Outcome = Outcome.ANSWERED


@value
class CallerCalledAgain:
    """The caller's line dropped; the agent who wraps up rings them again (B56)."""

    contact_id: ContactId


@value
class AgentLineDropped:
    """An agent's line broke in mid-talk; without an id: the seat's own line."""

    contact_id: ContactId
    agent_id: AgentId | None = None


@value
class CallbackBooked:
    """A waiting person takes a call-back; the contact keeps its place.

    `closes_at`: when the line closes next, if that is known.
    """

    contact_id: ContactId
    closes_at: Instant | None = None


@value
class InterpreterAsked:
    """A waiting person wants to talk now, with an interpreter; remembered until it can be."""

    contact_id: ContactId


@value
class CallbackMissed:
    """The call-out did not reach the person; try again at `retry_at`, or never (None)."""

    contact_id: ContactId
    retry_at: Instant | None


@value
class OfferAccepted:
    """An agent said yes."""

    offer_id: OfferId
    agent_id: AgentId


@value
class OfferDeclined:
    """An agent said no."""

    offer_id: OfferId
    agent_id: AgentId


@value
class OfferFailed:
    """The leg to an agent could not be set up or broke; nobody's fault."""

    offer_id: OfferId
    agent_id: AgentId
    reason: str


@value
class OfferConnected:
    """The second of the two was joined: this is the answer (B57)."""

    offer_id: OfferId


@value
class AgentSignedIn:
    """An agent came on duty, ready or not as the handed agent says; twice is once (B41)."""

    agent: Agent


@value
class AgentSignedOut:
    """An agent went off duty."""

    agent_id: AgentId


@value
class AgentBecameReady:
    """An agent wants contacts."""

    agent_id: AgentId


@value
class AgentBecameNotReady:
    """An agent wants none for now."""

    agent_id: AgentId
    reason: str


@value
class AgentLeavesAfterWork:
    """The agent goes `to` (not_ready or offline) at once if free, else after the work."""

    agent_id: AgentId
    to: AgentState
    reason: str


@value
class AgentChanged:
    """Skills, capacity or permission were edited; state and timers stay (B73)."""

    agent: Agent


@value
class WrapUpEnded:
    """The agent is done; with a contact: only that chat."""

    agent_id: AgentId
    contact_id: ContactId | None = None


@value
class DeadlineReached:
    """A deadline set earlier is due. A cancelled or repeated one is refused, harmlessly.

    `was_away`: nobody served it when it was due, since we were away; what lapsed is our silence.
    """

    kind: DeadlineKind
    subject_id: int
    was_away: bool = False


Event = (
    ContactAsked
    | ContactLeft
    | ContactRedescribed
    | ContactTransferred
    | AdviceAsked
    | AdviceEnded
    | ContactHandedOver
    | ConversationEnded
    | CallerCalledAgain
    | AgentLineDropped
    | CallbackBooked
    | InterpreterAsked
    | CallbackMissed
    | OfferAccepted
    | OfferDeclined
    | OfferFailed
    | OfferConnected
    | AgentSignedIn
    | AgentSignedOut
    | AgentBecameReady
    | AgentBecameNotReady
    | AgentLeavesAfterWork
    | AgentChanged
    | WrapUpEnded
    | DeadlineReached
)
