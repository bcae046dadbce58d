"""What the engine decided, in the imperative: everything that changed, and what to do.

The shell copies each field to the column of the same name (`MakeOffer` is a new row, the
others name theirs by id) and derives its effects: ring at `MakeOffer`, stop ringing at
`CloseOffer` and `DropLeg`, join at `ConnectOffer`. A state built from rows so written equals
the state in memory. `Refuse` stands alone: nothing changed.
"""

from enum import StrEnum

from routing.model import (
    AgentId,
    AgentState,
    ContactId,
    ContactState,
    DeadlineKind,
    Instant,
    Offer,
    OfferId,
    OfferState,
    Outcome,
    Role,
)
from routing.values import value


class RefuseCode(StrEnum):
    """Stable reasons for changing nothing."""

    UNKNOWN_CONTACT = "unknown_contact"
    UNKNOWN_AGENT = "unknown_agent"
    CONTACT_EXISTS = "contact_exists"
    CONTACT_ENDED = "contact_ended"
    NOT_WAITING = "not_waiting"
    NOT_CONNECTED = "not_connected"
    NOT_BOOKED = "not_booked"
    OFFER_NOT_PENDING = "offer_not_pending"
    OFFER_NOT_ACCEPTED = "offer_not_accepted"
    NOT_OFFERED_TO_AGENT = "not_offered_to_agent"
    OFFER_TAKEN = "offer_taken"
    AGENT_BUSY = "agent_busy"
    AGENT_OFFLINE = "agent_offline"
    AGENT_NOT_PERMITTED = "agent_not_permitted"
    NOT_WRAPPING_UP = "not_wrapping_up"
    NO_CHANGE = "no_change"
    TARGET_UNAVAILABLE = "target_unavailable"
    ADVICE_STANDS = "advice_stands"
    NO_ADVICE = "no_advice"
    DEADLINE_NOT_SET = "deadline_not_set"
    DEADLINE_EARLY = "deadline_early"


@value
class MakeOffer:
    """A new offer: ring its legs. Columns are the fields of `Offer`."""

    offer: Offer


@value
class AcceptOffer:
    """This agent's yes is recorded; `accepted_by` is the whole column."""

    offer_id: OfferId
    agent_id: AgentId
    accepted_by: tuple[AgentId, ...]


@value
class ConnectOffer:
    """All needed agents said yes: the offer is accepted; join them (the interpreter first)."""

    offer_id: OfferId


@value
class DropLeg:
    """One leg of several ends, the offer goes on: stop ringing this agent."""

    offer_id: OfferId
    agent_id: AgentId
    state: OfferState


@value
class CloseOffer:
    """The offer is over in this state; stop ringing `agent_ids` (empty once connected)."""

    offer_id: OfferId
    state: OfferState
    agent_ids: tuple[AgentId, ...]


@value
class MoveContact:
    """Where the contact now stands. `outcome` is final once it is not None."""

    contact_id: ContactId
    state: ContactState
    outcome: Outcome | None
    offer_id: OfferId | None
    seat_agent: AgentId | None
    interpreter: AgentId | None
    lacks: Role | None
    entry_no: int
    queued_at: Instant
    adviser: AgentId | None


@value
class NoteContact:
    """What else is known of the contact: description, who passed, call-back, transfers."""

    contact_id: ContactId
    language: str | None
    variety: str | None
    seat: str
    danger: bool
    head_starts: tuple[str, ...]
    preferred_agent: AgentId | None
    excluded_agents: tuple[AgentId, ...]
    missed_by: tuple[AgentId, ...]
    at_head: bool
    overdue: bool
    interpreter_asked: bool
    booked_at: Instant | None
    callback_is_due: bool
    retry_at: Instant | None
    transfers: int


@value
class MoveAgent:
    """Where the agent now stands."""

    agent_id: AgentId
    state: AgentState
    reason: str
    until_at: Instant | None
    idle_since: Instant
    misses: int
    leaves_to: AgentState | None
    leaves_reason: str


@value
class OfferCallback:
    """Offer the waiting person a call-back, in their language, with the place kept."""

    contact_id: ContactId
    language: str | None


@value
class SetDeadline:
    """Send `DeadlineReached` at `at`; replaces one of the same kind and subject."""

    kind: DeadlineKind
    subject_id: int
    at: Instant


@value
class CancelDeadline:
    """Forget this deadline (also emitted when it was reached and served)."""

    kind: DeadlineKind
    subject_id: int


@value
class Refuse:
    """Nothing changed; `code` says why and stays stable."""

    code: RefuseCode


Decision = (
    MakeOffer
    | AcceptOffer
    | ConnectOffer
    | DropLeg
    | CloseOffer
    | MoveContact
    | NoteContact
    | MoveAgent
    | OfferCallback
    | SetDeadline
    | CancelDeadline
    | Refuse
)
