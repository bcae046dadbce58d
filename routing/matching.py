"""Who fits whom, and who goes first: the seat tuple and the choice of a contact.

The smallest tuple wins, whoever can do least goes first (先专后通、留通给缺). Reads the
state, changes nothing. Ties end at the roster position and the id: deterministic.
"""

from collections.abc import Iterator

from routing.model import Agent, AgentId, AgentState, Channel, Contact, Instant
from routing.ranking import RankKey, rank_key
from routing.settings import Settings, find_callback_guard, find_guard
from routing.state import State, Want

SeatKey = tuple[bool, bool, int, bool, int, float, int, int]
SEAT_KEY_PARTS = (
    "missed_before",
    "on_call",
    "level",
    "wrong_variety",
    "flexibility",
    "idle_since",
    "position",
    "id",
)
ON_DUTY = frozenset(
    {AgentState.READY, AgentState.OFFERED, AgentState.ENGAGED, AgentState.WRAPPING_UP}
)
Pair = tuple[Agent, Agent]


def level_of(settings: Settings, want: Want, agent: Agent) -> int:
    """0 home; +1 second skill; +2 a common-language contact on a bilingual seat.

    While the language is unknown it is the other way round: bilingual seats first.
    """
    second_skill = int(agent.main_seat != want.seat)
    if want.language is None:
        return second_skill + 2 * (not agent.is_bilingual)
    return second_skill + 2 * (want.language == settings.common_language and agent.is_bilingual)


def seat_key(settings: Settings, contact: Contact, want: Want, agent: Agent) -> SeatKey:
    """The tuple that orders eligible seats; its parts are named in SEAT_KEY_PARTS."""
    return (
        agent.id in contact.missed_by,
        agent.on_call,
        level_of(settings, want, agent),
        contact.variety is not None and contact.variety not in agent.varieties,
        agent.flexibility,
        agent.idle_since,
        agent.position,
        agent.id,
    )


def free_agents(state: State, channel: Channel) -> dict[AgentId, Agent]:
    """Agents with capacity for one more contact of this channel."""
    return state.free_for_voice if channel is Channel.VOICE else state.free_for_chat


def best_seats(state: State, contact: Contact, now: Instant) -> list[Agent]:
    """The agents to offer the contact to: none, one, or as many as ring together."""
    free = free_agents(state, contact.channel)
    if not free:
        return []
    line = state.line_of(contact)
    want = line.want
    preferred = free.get(contact.preferred_agent) if contact.preferred_agent else None
    is_barred = contact.preferred_agent in contact.barred_agents
    if preferred is not None and not is_barred and _speaks(preferred, want):
        return [preferred]
    allowed = [
        agent
        for agent_id, agent in line.agents.items()
        if agent_id in free and may_serve(state, contact, want, agent, now)
    ]
    if not allowed:
        return []
    settings = state.settings
    if len(allowed) == 1:
        return allowed
    if settings.ring_together == 1 or not contact.is_voice:
        return [min(allowed, key=lambda agent: seat_key(settings, contact, want, agent))]
    allowed.sort(key=lambda agent: seat_key(settings, contact, want, agent))
    return allowed[: settings.ring_together]


def _speaks(agent: Agent, want: Want) -> bool:
    return want.language is None or want.language in agent.languages


def may_serve(state: State, contact: Contact, want: Want, agent: Agent, now: Instant) -> bool:
    """Whether an agent whose skills fit may be offered the contact at this moment."""
    if agent.id in contact.barred_agents:
        return False
    if agent.id in contact.excluded_agents and _another_on_duty(state, contact, want):
        return False
    return not agent.on_call or on_call_is_due(state, contact, want, now)


def _another_on_duty(state: State, contact: Contact, want: Want) -> bool:
    return any(
        agent.permitted
        and agent.state in ON_DUTY
        and agent.id not in contact.excluded_agents
        and want.is_met_by(agent)
        for agent in state.agents.values()
    )


def on_call_is_due(state: State, contact: Contact, want: Want, now: Instant) -> bool:
    """Whether on-call people may be rung: after the set wait, or nobody on shift ever fits."""
    after_s = state.settings.on_call_after_s
    if now - contact.asked_at >= after_s:
        return True
    return not any(
        agent.permitted and not agent.on_call and agent.state in ON_DUTY and want.is_met_by(agent)
        for agent in state.agents.values()
    )


def best_contact(state: State, agent: Agent, now: Instant) -> Contact | None:
    """The waiting contact that a free agent takes: smallest rank among those that fit."""
    best: Contact | None = None
    best_key: RankKey | None = None
    takes_voice = agent.id in state.free_for_voice
    takes_chat = agent.id in state.free_for_chat
    for want, line in state.lines.items():
        if not line.heap or agent.id not in line.agents:
            continue
        if not (takes_voice if want.voice else takes_chat):
            continue
        for contact in state.waiting_in(line):
            if best_key is not None and rank_key(contact) > best_key:
                break
            if may_serve(state, contact, want, agent, now):
                best, best_key = contact, rank_key(contact)
                break
    return best


def guard_of(state: State) -> int:
    """How many seats must be free for an interpreted call now, by who is on duty for voice."""
    return find_guard(state.settings.interpreted, count_on_duty(state))


def may_ring_callbacks(state: State) -> bool:
    """Whether enough seats are free now to ring somebody who is not on the line."""
    free = len(state.free_for_voice)
    return free > 0 and free >= callback_guard_of(state)


def callback_guard_of(state: State) -> int:
    """How many seats must be free for a call-back now, by who is on duty for voice."""
    return find_callback_guard(state.settings, count_on_duty(state))


def count_on_duty(state: State) -> int:
    """How many are there for voice now, free or busy."""
    return sum(
        agent.permitted and agent.voice_capacity > 0 and agent.state in ON_DUTY
        for agent in state.agents.values()
    )


def interpreted_pair(state: State, contact: Contact, now: Instant) -> Pair | None:
    """The idle expert and the idle interpreter for a contact that found no seat, if any.

    Tried for a live voice contact in the rule's language that has waited long enough or chose
    it, while enough seats are free (`guard_of`).
    """
    rule = state.settings.interpreted
    if not rule.enabled or contact.language != rule.language or not contact.is_voice:
        return None
    if contact.booked_at is not None or not _interpreter_is_due(state.settings, contact, now):
        return None
    if len(state.free_for_voice) < guard_of(state):
        return None
    expert = _best_expert(state, contact)
    interpreter = best_interpreter(state, contact)
    return None if expert is None or interpreter is None else (expert, interpreter)


def _interpreter_is_due(settings: Settings, contact: Contact, now: Instant) -> bool:
    waited_s = now - contact.asked_at
    return contact.interpreter_asked or waited_s >= settings.interpreted.after_s


def _best_expert(state: State, contact: Contact) -> Agent | None:
    common, scarce = state.settings.common_language, state.settings.interpreted.language
    experts = (
        agent
        for agent in state.free_for_voice.values()
        if (common, contact.seat) in agent.serves
        and scarce not in agent.languages
        and agent.id not in contact.barred_agents
    )
    return min(experts, key=lambda a: _expert_key(contact, a), default=None)


def _expert_key(contact: Contact, agent: Agent) -> tuple[bool, bool, bool, float, int, int]:
    second_skill = agent.main_seat != contact.seat
    declined = agent.id in contact.excluded_agents
    return (declined, agent.on_call, second_skill, agent.idle_since, agent.position, agent.id)


def best_interpreter(state: State, contact: Contact) -> Agent | None:
    """The free agent who speaks both languages and holds the fewest topics."""
    common, scarce = state.settings.common_language, state.settings.interpreted.language
    speakers = (
        agent
        for agent in state.free_for_voice.values()
        if common in agent.languages
        and scarce in agent.languages
        and agent.id not in contact.barred_agents
    )
    return min(speakers, key=lambda a: _interpreter_key(contact, a), default=None)


def _interpreter_key(contact: Contact, agent: Agent) -> tuple[bool, bool, int, float, int, int]:
    declined = agent.id in contact.excluded_agents
    topics = len(agent.seats)
    return (declined, agent.on_call, topics, agent.idle_since, agent.position, agent.id)


def next_interpretable(
    state: State, agent: Agent, now: Instant
) -> Iterator[tuple[Contact, Agent, Agent]]:
    """Interpreted calls that became possible with this free agent, in order of entering.

    The caller makes each offer before asking for the next one; ends once the agent is taken.
    """
    rule = state.settings.interpreted
    if not rule.enabled or len(state.free_for_voice) < guard_of(state):
        return
    waiting = [c for kind in state.interpretable.values() for c in kind.values()]
    if not waiting:
        return
    waiting.sort(key=lambda c: c.entry_no)
    hopeless: set[str] = set()
    for contact in waiting:
        if agent.id not in state.free_for_voice:
            return
        if contact.seat in hopeless or contact.offer_id is not None:
            continue
        pair = interpreted_pair(state, contact, now)
        if pair is not None:
            yield contact, *pair
        elif contact.booked_at is None and _interpreter_is_due(state.settings, contact, now):
            hopeless.add(contact.seat)
