"""The nouns of routing: agents, contacts, offers, and the codes that describe them.

Values only: what may follow what stands in `lifecycles`, who fits whom in `matching`.
Instants are POSIX seconds (float); nothing here reads a clock.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NewType

from routing.values import value

Instant = float
AgentId = NewType("AgentId", int)
ContactId = NewType("ContactId", int)
OfferId = NewType("OfferId", int)


class AgentState(StrEnum):
    """What an agent is doing, as boards and reports show it."""

    OFFLINE = "offline"
    NOT_READY = "not_ready"
    READY = "ready"
    OFFERED = "offered"
    ENGAGED = "engaged"
    WRAPPING_UP = "wrapping_up"


class ContactState(StrEnum):
    """Where a contact stands between asking for a seat and the end of wrap-up."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTED = "connected"
    WRAPPING_UP = "wrapping_up"
    ENDED = "ended"


class OfferState(StrEnum):
    """The life of one attempt to connect a contact with an agent."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    CONNECTED = "connected"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """How the person reached us. Text messages share the capacity of chat."""

    VOICE = "voice"
    CHAT = "chat"
    TEXT = "text"


class Outcome(StrEnum):
    """How a contact ended: exactly one of these (B62)."""

    ANSWERED = "answered"
    ABANDONED_SHORT = "abandoned_short"
    ABANDONED = "abandoned"
    REFUSED_FULL = "refused_full"
    CLOSED = "closed"
    NO_AGENT = "no_agent"
    TIMED_OUT = "timed_out"
    LEFT_MESSAGE = "left_message"
    CALLBACK_TAKEN = "callback_taken"
    CALLBACK_UNREACHED = "callback_unreached"
    SELF_SERVED = "self_served"
    TRANSFERRED_12345 = "transferred_12345"
    BLOCKED = "blocked"
    FAILED = "failed"


class Role(StrEnum):
    """What an agent does in a contact: serve it, lend the language, or give the seat advice."""

    SEAT = "seat"
    INTERPRETER = "interpreter"
    ADVISER = "adviser"


class Band(IntEnum):
    """The few absolute classes of order; inside a band only the instant counts."""

    FIRST = 0
    LIVE = 1
    YIELDING = 2


class DeadlineKind(StrEnum):
    """What is due when a deadline is reached; the subject is named by the kind."""

    OFFER = "offer"  # subject: offer
    WRAP_UP = "wrap_up"  # subject: agent
    CHAT_WRAP_UP = "chat_wrap_up"  # subject: contact
    LONGEST_WAIT = "longest_wait"  # subject: contact
    INTERPRET = "interpret"  # subject: contact
    ON_CALL = "on_call"  # subject: contact
    CALLBACK_OFFER = "callback_offer"  # subject: contact
    CALLBACK_DUE = "callback_due"  # subject: contact
    CALLBACK_TURN = "callback_turn"  # subject: 0, the line
    CALLBACK_RETRY = "callback_retry"  # subject: contact


_VOICE = Channel.VOICE
MISSED = "missed"
DECLINED = "declined"
JOIN_FAILED = "join_failed"
OUR_SILENCE = "our_silence"
"""The agent answered us, or might have, while we heard nobody."""
BREAK = "break"
LINE_DROPPED = "line_dropped"


@dataclass(slots=True)
class Agent:
    """A person who answers, with skills, capacity and present state.

    `position` breaks ties (the order on the roster). `varieties` are the kinds of spoken
    Tibetan (kham, amdo …). `idle_since` is the instant the agent last became free of work.
    `until_at` is the end of wrap-up. `leaves_to` is what the agent goes to after the present
    work. `contacts` and `wraps_for` are filled by the engine, never by the caller.
    """

    id: AgentId
    position: int
    languages: frozenset[str]
    main_seat: str
    second_seats: frozenset[str] = frozenset()
    varieties: frozenset[str] = frozenset()
    on_call: bool = False
    voice_capacity: int = 1
    chat_capacity: int = 3
    mixes_channels: bool = False
    permitted: bool = True
    state: AgentState = AgentState.OFFLINE
    reason: str = ""
    idle_since: Instant = 0.0
    until_at: Instant | None = None
    misses: int = 0
    leaves_to: AgentState | None = None
    leaves_reason: str = ""
    voice_ids: set[ContactId] = field(default_factory=set)
    chat_ids: set[ContactId] = field(default_factory=set)
    serves: frozenset[tuple[str, str]] = field(init=False)
    flexibility: int = field(init=False)
    is_bilingual: bool = field(init=False)

    def __post_init__(self) -> None:
        self.refresh_skills()

    def refresh_skills(self) -> None:
        """Compute what follows from languages and seats; call after changing them."""
        seats = self.seats
        self.serves = frozenset((lang, seat) for lang in self.languages for seat in seats)
        self.flexibility = len(seats) * len(self.languages)
        self.is_bilingual = len(self.languages) > 1

    @property
    def seats(self) -> frozenset[str]:
        """Every kind of work the agent is signed in for."""
        return self.second_seats | {self.main_seat}

    @property
    def contact_ids(self) -> set[ContactId]:
        """Contacts offered to, served by or wrapped up by the agent."""
        return self.voice_ids | self.chat_ids


@dataclass(slots=True)
class Contact:
    """One attempt to reach the hotline, from asking for a seat to the end of wrap-up.

    `language` is None while unknown; `likely_language` is the caller's last language or the
    county's. `waited_since`: an earlier attempt, given up just now, gives this one its place
    (B05). `seat` is the kind of work wanted. `head_starts` are codes of the settings' table.
    `entry_no` is the order of entering the queue (ties of rank). `missed_by` rang in vain;
    `adviser` is consulted by the seat and serves only once it is handed over to them;
    `barred_agents` never serve it (conflict of interest), `excluded_agents` declined or passed
    it on. `interpreter_asked`: the person chose to talk with an interpreter, and waits no
    longer for a speaker of the language. `booked_at` is set while a call-back is owed
    (`callback_is_due` once its turn has come), `retry_at` while it rests between tries.
    `rank_at`, `band` and `place_no` are derived, never stored.
    """

    id: ContactId
    channel: Channel
    language: str | None
    seat: str
    asked_at: Instant
    variety: str | None = None
    likely_language: str | None = None
    waited_since: Instant | None = None
    head_starts: tuple[str, ...] = ()
    danger: bool = False
    preferred_agent: AgentId | None = None
    excluded_agents: tuple[AgentId, ...] = ()
    missed_by: tuple[AgentId, ...] = ()
    barred_agents: tuple[AgentId, ...] = ()
    state: ContactState = ContactState.WAITING
    outcome: Outcome | None = None
    entry_no: int = 0
    queued_at: Instant = 0.0
    offer_id: OfferId | None = None
    seat_agent: AgentId | None = None
    interpreter: AgentId | None = None
    lacks: Role | None = None
    adviser: AgentId | None = None
    at_head: bool = False
    overdue: bool = False
    interpreter_asked: bool = False
    booked_at: Instant | None = None
    callback_is_due: bool = False
    retry_at: Instant | None = None
    transfers: int = 0
    rank_at: Instant = 0.0
    band: Band = Band.LIVE
    place_no: int = field(default=0, compare=False)

    @property
    def agent_ids(self) -> tuple[AgentId, ...]:
        """The agents connected to (or wrapping up) the contact, the seat first."""
        seat, interpreter = self.seat_agent, self.interpreter
        if interpreter is None:
            return () if seat is None else (seat,)
        return (interpreter,) if seat is None else (seat, interpreter)

    @property
    def is_voice(self) -> bool:
        """Whether it takes voice capacity; chat and text share the other kind."""
        return self.channel is _VOICE


@value
class Leg:
    """One agent's part in an offer."""

    agent_id: AgentId
    role: Role = Role.SEAT


@dataclass(slots=True)
class Offer:
    """One attempt to connect a contact: one leg, several (first accept wins), or two roles."""

    id: OfferId
    contact_id: ContactId
    legs: tuple[Leg, ...]
    made_at: Instant
    deadline_at: Instant
    state: OfferState = OfferState.PENDING
    accepted_by: tuple[AgentId, ...] = ()

    @property
    def is_interpreted(self) -> bool:
        """Whether one of the legs lends the language."""
        return any(leg.role is Role.INTERPRETER for leg in self.legs)

    @property
    def is_for_advice(self) -> bool:
        """Whether it asks somebody to advise the seat, while the talk goes on."""
        return any(leg.role is Role.ADVISER for leg in self.legs)

    @property
    def agent_ids(self) -> tuple[AgentId, ...]:
        """Agents of the remaining legs."""
        return tuple([leg.agent_id for leg in self.legs])
