"""What happens when agents come, go, pause, finish wrap-up, or are edited.

State set from outside is refused while the agent is busy (B41); going after the work is an
event of its own.
"""

from routing.assigning import look_for_contact, settle_agent
from routing.decisions import RefuseCode
from routing.events import (
    AgentBecameNotReady,
    AgentBecameReady,
    AgentChanged,
    AgentLeavesAfterWork,
    AgentSignedIn,
    AgentSignedOut,
    WrapUpEnded,
)
from routing.lifecycles import BUSY_STATES
from routing.model import (
    BREAK,
    MISSED,
    Agent,
    AgentState,
    ContactState,
    DeadlineKind,
)
from routing.on_talks import end_contact
from routing.turn import Turn

_EDITABLE = (
    "position",
    "languages",
    "varieties",
    "main_seat",
    "second_seats",
    "on_call",
    "voice_capacity",
    "chat_capacity",
    "mixes_channels",
    "permitted",
)


def agent_signed_in(turn: Turn, event: AgentSignedIn) -> None:
    """On duty, as ready as the handed agent says; a second sign-in changes nothing (B41).

    A busy agent who was to leave after the work stays on instead.
    """
    agent = _adopt(turn, event.agent)
    if agent.state is not AgentState.OFFLINE:
        _stay(turn, agent)
        return
    ready = event.agent.state is not AgentState.NOT_READY
    agent.misses = 0
    to = AgentState.READY if ready else AgentState.NOT_READY
    turn.move_agent(agent, to, reason=event.agent.reason, idle_since=turn.now)
    look_for_contact(turn, agent)


def _stay(turn: Turn, agent: Agent) -> None:
    if agent.leaves_to is None:
        return turn.refuse(RefuseCode.NO_CHANGE)
    agent.leaves_to, agent.leaves_reason = None, ""
    turn.move_agent(agent, agent.state, reason=agent.reason, until_at=agent.until_at)
    return look_for_contact(turn, agent)


def _adopt(turn: Turn, described: Agent) -> Agent:
    """The state's own agent, with the described skills; a new one starts offline."""
    known = turn.state.agents.get(described.id)
    if known is None:
        values = {name: getattr(described, name) for name in _EDITABLE}
        known = Agent(id=described.id, **values)
        turn.state.agents[known.id] = known
        turn.state.rebuild_indexes()
        return known
    changed = [n for n in _EDITABLE if getattr(known, n) != getattr(described, n)]
    if changed:
        for name in changed:
            setattr(known, name, getattr(described, name))
        known.refresh_skills()
        turn.state.rebuild_indexes()
    return known


def agent_changed(turn: Turn, event: AgentChanged) -> None:
    """Skills, capacity or permission were edited: nobody is lost, no timer is reset (B73)."""
    if event.agent.id not in turn.state.agents:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    agent = _adopt(turn, event.agent)
    look_for_contact(turn, agent)
    return None


def agent_signed_out(turn: Turn, event: AgentSignedOut) -> None:
    """Off duty at once; refused while busy."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    if agent.state is AgentState.OFFLINE:
        return turn.refuse(RefuseCode.NO_CHANGE)
    if agent.state in BUSY_STATES:
        return turn.refuse(RefuseCode.AGENT_BUSY)
    return turn.move_agent(agent, AgentState.OFFLINE)


def agent_became_ready(turn: Turn, event: AgentBecameReady) -> None:
    """Wants contacts. After a miss the idle time goes on from the miss, else it starts now."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    if agent.state in BUSY_STATES:
        return turn.refuse(RefuseCode.AGENT_BUSY)
    if agent.state is AgentState.OFFLINE:
        return turn.refuse(RefuseCode.AGENT_OFFLINE)
    if agent.state is AgentState.READY:
        return turn.refuse(RefuseCode.NO_CHANGE)
    idle_since = agent.idle_since if agent.reason in (MISSED, BREAK) else turn.now
    turn.move_agent(agent, AgentState.READY, idle_since=idle_since)
    look_for_contact(turn, agent)
    return None


def agent_became_not_ready(turn: Turn, event: AgentBecameNotReady) -> None:
    """Wants none for now; the reason is kept (B44). Refused while busy."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    if agent.state in BUSY_STATES:
        return turn.refuse(RefuseCode.AGENT_BUSY)
    if agent.state is AgentState.OFFLINE:
        return turn.refuse(RefuseCode.AGENT_OFFLINE)
    return turn.move_agent(agent, AgentState.NOT_READY, reason=event.reason)


def agent_leaves_after_work(turn: Turn, event: AgentLeavesAfterWork) -> None:
    """Shift over, console lost or pause wished: at once if free, else after the work (B42)."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    if agent.state is AgentState.OFFLINE:
        return turn.refuse(RefuseCode.NO_CHANGE)
    if agent.state not in BUSY_STATES:
        return turn.move_agent(agent, event.to, reason=event.reason)
    agent.leaves_to, agent.leaves_reason = event.to, event.reason
    return turn.move_agent(agent, agent.state, reason=agent.reason, until_at=agent.until_at)


def wrap_up_ended(turn: Turn, event: WrapUpEnded) -> None:
    """The agent is done before the limit: of one chat, or of the wrap-up as a whole (B40)."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None:
        return turn.refuse(RefuseCode.UNKNOWN_AGENT)
    contact = turn.state.contacts.get(event.contact_id) if event.contact_id else None
    if contact is not None and not contact.is_voice:
        wraps = contact.state is ContactState.WRAPPING_UP and agent.id in contact.agent_ids
        if not wraps:
            return turn.refuse(RefuseCode.NOT_WRAPPING_UP)
        for each in end_contact(turn, contact):
            look_for_contact(turn, each)
        return None
    if agent.state is not AgentState.WRAPPING_UP:
        return turn.refuse(RefuseCode.NOT_WRAPPING_UP)
    return end_wrap_up(turn, agent)


def end_wrap_up(turn: Turn, agent: Agent) -> None:
    """The agent's wrap-up is over, and with it the contact that it was for."""
    turn.cancel_deadline(DeadlineKind.WRAP_UP, agent.id)
    for contact_id in list(agent.voice_ids):
        contact = turn.state.contacts[contact_id]
        turn.state.release(agent, contact)
        turn.move_contact(contact, ContactState.ENDED)
    settle_agent(turn, agent, wrap_up_is_over=True)
    look_for_contact(turn, agent)
