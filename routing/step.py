"""`step`: one event in, the decisions out. Deterministic; the state is changed in place.

Dispatches to one handler per event. A handler first refuses what does not fit, and only
then changes anything, so a refusal always stands alone.
"""

from collections.abc import Callable
from typing import Any

from routing import (
    on_advice,
    on_agents,
    on_callbacks,
    on_contacts,
    on_deadlines,
    on_offers,
    on_talks,
)
from routing.assigning import ring_callbacks
from routing.decisions import Decision
from routing.events import (
    AdviceAsked,
    AdviceEnded,
    AgentBecameNotReady,
    AgentBecameReady,
    AgentChanged,
    AgentLeavesAfterWork,
    AgentLineDropped,
    AgentSignedIn,
    AgentSignedOut,
    CallbackBooked,
    CallbackMissed,
    CallerCalledAgain,
    ContactAsked,
    ContactHandedOver,
    ContactLeft,
    ContactRedescribed,
    ContactTransferred,
    ConversationEnded,
    DeadlineReached,
    Event,
    InterpreterAsked,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
    OfferFailed,
    WrapUpEnded,
)
from routing.model import Instant
from routing.settings import Settings, require_valid
from routing.state import State
from routing.turn import Turn

# Any: each handler takes its own event class; the key guarantees the match.
_HANDLERS: dict[type[Any], Callable[[Turn, Any], None]] = {
    ContactAsked: on_contacts.contact_asked,
    ContactLeft: on_contacts.contact_left,
    ContactRedescribed: on_contacts.contact_redescribed,
    ContactTransferred: on_talks.contact_transferred,
    AdviceAsked: on_advice.advice_asked,
    AdviceEnded: on_advice.advice_ended,
    ContactHandedOver: on_advice.contact_handed_over,
    ConversationEnded: on_talks.conversation_ended,
    CallerCalledAgain: on_callbacks.caller_called_again,
    AgentLineDropped: on_talks.agent_line_dropped,
    CallbackBooked: on_callbacks.callback_booked,
    InterpreterAsked: on_contacts.interpreter_asked,
    CallbackMissed: on_callbacks.callback_missed,
    OfferAccepted: on_offers.offer_accepted,
    OfferDeclined: on_offers.offer_declined,
    OfferFailed: on_offers.offer_failed,
    OfferConnected: on_offers.offer_connected,
    AgentSignedIn: on_agents.agent_signed_in,
    AgentSignedOut: on_agents.agent_signed_out,
    AgentBecameReady: on_agents.agent_became_ready,
    AgentBecameNotReady: on_agents.agent_became_not_ready,
    AgentLeavesAfterWork: on_agents.agent_leaves_after_work,
    AgentChanged: on_agents.agent_changed,
    WrapUpEnded: on_agents.wrap_up_ended,
    DeadlineReached: on_deadlines.deadline_reached,
}


def step(state: State, event: Event, now: Instant) -> list[Decision]:
    """Apply one event at `now` (POSIX seconds) and return every decision, in order.

    A fact that does not fit gives exactly one `Refuse` and changes nothing.
    """
    turn = Turn(state, now)
    _HANDLERS[type(event)](turn, event)
    if state.yielding and not turn.is_refused:
        ring_callbacks(turn)
    return turn.decisions


def change_settings(state: State, settings: Settings) -> None:
    """Replace the settings while contacts wait: places are ranked anew, no timer is reset.

    Raises SettingsRefusedError; then nothing changed (B13, B73).
    """
    state.settings = require_valid(settings)
    state.rebuild_indexes()
