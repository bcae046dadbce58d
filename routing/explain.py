"""Why an offer went to whom it did: the candidates, the deciding part, why others were passed.

A pure reading of the state, called apart from `step` (it costs three times as much). Codes
and facts only; the shell turns them into a sentence in the reader's language.
"""

from dataclasses import dataclass
from enum import StrEnum

from routing.lifecycles import BUSY_STATES
from routing.matching import (
    SEAT_KEY_PARTS,
    SeatKey,
    callback_guard_of,
    free_agents,
    on_call_is_due,
    seat_key,
)
from routing.model import Agent, AgentId, AgentState, Contact, Instant, Offer
from routing.settings import RULE_VERSION
from routing.state import State, Want


class PassedOver(StrEnum):
    """Why an agent was not offered the contact."""

    NOT_PERMITTED = "not_permitted"
    OFFLINE = "offline"
    NOT_READY = "not_ready"
    BUSY = "busy"
    NO_CAPACITY = "no_capacity"
    OTHER_LANGUAGE = "other_language"
    OTHER_SEAT = "other_seat"
    PASSED_IT_ON = "passed_it_on"
    ON_CALL_LATER = "on_call_later"
    RANKED_LOWER = "ranked_lower"


class Chosen(StrEnum):
    """What decided for the agents who were offered the contact."""

    PREFERRED = "preferred"
    ONLY_ONE = "only_one"
    BY_TUPLE = "by_tuple"
    INTERPRETED = "interpreted"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent as the rule saw them. `decided_by` names the part in which they ranked lower."""

    agent_id: AgentId
    is_chosen: bool
    passed_over: PassedOver | None
    decided_by: str | None
    key: SeatKey | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that decided one offer; plain values, fit to be stored as JSON.

    `callback_guard`: how many seats had to be free for it, where it is a call-back that waited
    for that, and for everybody on the line.
    """

    rule: str
    offer_id: int
    contact_id: int
    made_at: Instant
    waited_s: float
    language: str | None
    seat: str
    mismatch: bool
    chosen: Chosen
    decided_by: str | None
    agent_ids: tuple[AgentId, ...]
    candidates: tuple[Candidate, ...]
    callback_guard: int | None = None

    @property
    def sentence_key(self) -> str:
        """Key of the sentence template: the kind of choice, and the part that decided."""
        if self.chosen is Chosen.BY_TUPLE and self.decided_by is not None:
            return f"{self.chosen}.{self.decided_by}"
        return str(self.chosen)


def explain(state: State, offer: Offer) -> Explanation:
    """Explain an open offer, from the state right after the step that made it."""
    contact = state.contacts[offer.contact_id]
    want = state.want_of(contact)
    chosen_ids = offer.agent_ids
    best = _worst_chosen_key(state, contact, want, chosen_ids)
    candidates = tuple(
        _consider(state, contact, want, agent, offer, best) for agent in _by_position(state)
    )
    rivals = [c for c in candidates if c.passed_over is PassedOver.RANKED_LOWER]
    runner_up = min((c.key for c in rivals if c.key is not None), default=None)
    decided_by = _deciding_part(best, runner_up) if runner_up is not None else None
    return Explanation(
        rule=RULE_VERSION,
        offer_id=offer.id,
        contact_id=contact.id,
        made_at=offer.made_at,
        waited_s=offer.made_at - contact.asked_at,
        language=contact.language,
        seat=contact.seat,
        mismatch=want.seat != contact.seat or want.language != contact.language,
        chosen=_kind_of_choice(contact, offer, rivals),
        decided_by=decided_by,
        agent_ids=chosen_ids,
        candidates=candidates,
        callback_guard=callback_guard_of(state) if state.spares_the_line(contact) else None,
    )


def _by_position(state: State) -> list[Agent]:
    return sorted(state.agents.values(), key=lambda agent: (agent.position, agent.id))


def _worst_chosen_key(
    state: State, contact: Contact, want: Want, chosen_ids: tuple[AgentId, ...]
) -> SeatKey:
    return max(seat_key(state.settings, contact, want, state.agents[a]) for a in chosen_ids)


def _kind_of_choice(contact: Contact, offer: Offer, rivals: list[Candidate]) -> Chosen:
    if offer.is_interpreted:
        return Chosen.INTERPRETED
    if offer.agent_ids == (contact.preferred_agent,):
        return Chosen.NAMED if contact.transfers else Chosen.PREFERRED
    return Chosen.BY_TUPLE if rivals else Chosen.ONLY_ONE


def _consider(
    state: State, contact: Contact, want: Want, agent: Agent, offer: Offer, best: SeatKey
) -> Candidate:
    if agent.id in offer.agent_ids:
        key = seat_key(state.settings, contact, want, agent)
        return Candidate(agent.id, True, None, None, key)
    why = _why_not(state, contact, want, agent, offer.made_at)
    if why is not None:
        return Candidate(agent.id, False, why, None, None)
    key = seat_key(state.settings, contact, want, agent)
    part = _deciding_part(best, key)
    return Candidate(agent.id, False, PassedOver.RANKED_LOWER, part, key)


def _why_not(
    state: State, contact: Contact, want: Want, agent: Agent, now: Instant
) -> PassedOver | None:
    """The first bar in the way of an agent, or None for one who could have been chosen."""
    if not agent.permitted:
        return PassedOver.NOT_PERMITTED
    if agent.state is AgentState.OFFLINE:
        return PassedOver.OFFLINE
    if agent.state is AgentState.NOT_READY:
        return PassedOver.NOT_READY
    if not want.is_met_by(agent):
        speaks = want.language is None or want.language in agent.languages
        return PassedOver.OTHER_SEAT if speaks else PassedOver.OTHER_LANGUAGE
    if agent.id not in free_agents(state, contact.channel):
        return PassedOver.BUSY if agent.state in BUSY_STATES else PassedOver.NO_CAPACITY
    if agent.id in contact.excluded_agents:
        return PassedOver.PASSED_IT_ON
    if agent.on_call and not on_call_is_due(state, contact, want, now):
        return PassedOver.ON_CALL_LATER
    return None


def _deciding_part(better: SeatKey, other: SeatKey) -> str:
    """Name of the first part in which the tuples differ."""
    for name, ours, theirs in zip(SEAT_KEY_PARTS, better, other, strict=True):
        if ours != theirs:
            return name
    return SEAT_KEY_PARTS[-1]
