"""The desk that runs the live hotline's own code: every choice is `routing.step`'s.

Translates the simulated day into the engine's events, and its decisions back into rings and
timers. Decides nothing. Two habits of the reference simulator are kept here, not in the
engine: a seat whose caller hung up rings on to its planned end (the engine is told only
then), and a silent seat says "ready" again by itself, `SKIP_S` after the person is back.
"""

from collections.abc import Callable
from typing import Any

from routing.decisions import (
    MakeOffer,
    MoveAgent,
    OfferCallback,
    SetDeadline,
)
from routing.events import (
    AgentBecameReady,
    AgentLeavesAfterWork,
    AgentSignedIn,
    CallbackBooked,
    CallbackMissed,
    ContactAsked,
    ContactLeft,
    ContactRedescribed,
    ContactTransferred,
    ConversationEnded,
    DeadlineReached,
    Event,
    OfferAccepted,
    OfferConnected,
)
from routing.lifecycles import BUSY_STATES
from routing.model import (
    BREAK,
    MISSED,
    Agent,
    AgentId,
    AgentState,
    Channel,
    Contact,
    ContactId,
    DeadlineKind,
    OfferId,
    Role,
)
from routing.settings import InterpretedSettings, Settings
from routing.simulation.calls import Call, Place, Ring, SeatState
from routing.simulation.scenario import BOTH_DIALECTS, COMMON, DIALECTS, SCARCE, Scenario, SeatSpec
from routing.simulation.world import Habits, Levers, World
from routing.state import State
from routing.step import step

SKIP_S = 5.0
RING_S = 10.0
HEAD_START_S = 60.0


def settings_of(scenario: Scenario, levers: Levers) -> Settings:
    """The live rule's settings for a scenario, as CONTRACT section 3 wants them."""
    service, callback = scenario.service, scenario.callback
    interprets = InterpretedSettings(levers.interpreted, 15.0, levers.guard_seats, SCARCE)
    return Settings(
        languages=(COMMON, SCARCE),
        common_language=COMMON,
        seats=scenario.topics,
        default_seat=scenario.front_topic,
        ring_s=RING_S,
        on_call_ring_s=RING_S,
        wrap_up_s=service.wrap_s,
        transfer_wrap_up_s=service.transfer_wrap_s,
        interpreter_wrap_up_s=20.0,
        longest_wait_s=None,
        callback_offer_after_s=callback.offer_after_s if levers.callback else None,
        callback_promise_s=callback.promise_s,
        callback_guard_seats=levers.callback_guard,
        callback_overtakes_after_s=overtakes_after_s(scenario) if levers.overtakes else None,
        head_starts={f"language:{SCARCE}": HEAD_START_S},
        interpreted=interprets,
    )


def overtakes_after_s(scenario: Scenario) -> float:
    """From when the reference lets a call-back go before those on the line."""
    return scenario.callback.live_first_until * scenario.callback.promise_s


def agent_of(spec: SeatSpec, position: int, state: AgentState = AgentState.READY) -> Agent:
    """The engine's agent for a seat of the scenario."""
    known = set(DIALECTS) if spec.dialect == BOTH_DIALECTS else {spec.dialect} - {""}
    return Agent(
        id=AgentId(position + 1),
        position=position,
        languages=frozenset(spec.languages),
        varieties=frozenset(known),
        main_seat=spec.primary,
        second_seats=frozenset(spec.secondary),
        on_call=spec.on_call,
        state=state,
    )


class LiveRouter:
    """Events in, decisions out, for one simulated day."""

    def __init__(self, world: World, settings: Settings | None = None) -> None:
        self.habits = Habits(ring_s=RING_S, keeps_place=True)
        self._world = world
        self._agents = [agent_of(seat.spec, seat.position) for seat in world.seats]
        offline = [agent_of(s.spec, s.position, AgentState.OFFLINE) for s in world.seats]
        chosen = settings or settings_of(world.scenario, world.levers)
        self.state = State.build(chosen, offline)
        self._rings: dict[int, Ring] = {}
        # Any: each function takes its own decision class; the key guarantees the match.
        self._acts: dict[type[Any], Callable[[Any], None]] = {
            MoveAgent: self._move_agent,
            SetDeadline: self._set_deadline,
            MakeOffer: self._ring,
            OfferCallback: self._offer_callback,
        }

    # the engine

    def _step(self, event: Event) -> None:
        for decision in step(self.state, event, self._world.now):
            act = self._acts.get(type(decision))
            if act is not None:
                act(decision)

    def _set_deadline(self, decision: SetDeadline) -> None:
        if decision.kind is not DeadlineKind.OFFER:  # the world ends rings itself
            kind, subject_id, at = decision.kind, decision.subject_id, decision.at
            self._world.at(at, self._deadline, kind, subject_id, at)

    def _offer_callback(self, decision: OfferCallback) -> None:
        self._world.offer_callback(self._world.calls[decision.contact_id - 1])

    def _deadline(self, kind: DeadlineKind, subject_id: int, at: float) -> None:
        if self.state.deadlines.get((kind, subject_id)) == at:
            self._step(DeadlineReached(kind, subject_id))

    def _move_agent(self, decision: MoveAgent) -> None:
        seat = self._world.seats[decision.agent_id - 1]
        if decision.state in BUSY_STATES:
            if not seat.busy:
                seat.begin_work(self._world.now)
        elif seat.busy:
            seat.end_work(self._world.now)
        if decision.reason in (MISSED, BREAK):
            self._step_away(seat)

    def _step_away(self, seat: SeatState) -> None:
        seat.skip_until = max(self._world.now, seat.away_until) + SKIP_S
        self._world.at(seat.skip_until, self._returns, seat)

    def _returns(self, seat: SeatState) -> None:
        agent = self.state.agents[AgentId(seat.position + 1)]
        if agent.state is AgentState.NOT_READY and self._world.now >= seat.skip_until:
            self._step(AgentBecameReady(agent.id))

    def _ring(self, decision: MakeOffer) -> None:
        offer = decision.offer
        seats = {leg.role: self._world.seats[leg.agent_id - 1] for leg in offer.legs}
        call = self._world.calls[offer.contact_id - 1]
        helper = seats.get(Role.INTERPRETER)
        ring = self._world.ring(call, seats[Role.SEAT], helper)
        ring.offer_id = offer.id
        self._rings[offer.id] = ring
        if helper is not None:  # the reference takes the interpreter without a ring
            self._accept(ring, helper)
        if ring.is_callout and not ring.is_silent:
            self._accept(ring, ring.seat)

    def _accept(self, ring: Ring, seat: SeatState) -> None:
        self._step(OfferAccepted(OfferId(ring.offer_id), AgentId(seat.position + 1)))

    # shifts

    def shift_starts(self, seat: SeatState) -> None:
        """Sign in, ready unless still in skip; a busy seat that was to leave stays on."""
        agent = self._agents[seat.position]
        in_skip = self._world.now < seat.skip_until
        agent.state = AgentState.NOT_READY if in_skip else AgentState.READY
        agent.reason = MISSED if in_skip else ""
        self._step(AgentSignedIn(agent))
        if in_skip:
            self._world.at(seat.skip_until, self._returns, seat)

    def shift_ends(self, seat: SeatState) -> None:
        """Leave at once if free, else after the work."""
        agent_id = AgentId(seat.position + 1)
        self._step(AgentLeavesAfterWork(agent_id, AgentState.OFFLINE, "shift_over"))

    # calls

    def enter(self, call: Call) -> None:
        """A contact asks."""
        contact = Contact(
            id=ContactId(call.id),
            channel=Channel.VOICE,
            language=call.lang,
            seat=call.topic,
            asked_at=call.asked_at,
            variety=call.dialect or None,
        )
        self._step(ContactAsked(contact))

    def leave(self, call: Call) -> None:
        """A waiting contact left."""
        self._step(ContactLeft(ContactId(call.id)))

    def book(self, call: Call) -> None:
        """The caller took a call-back."""
        self._step(CallbackBooked(ContactId(call.id)))

    # rings

    def ring_over(self, ring: Ring) -> None:
        """Only now does the engine learn that the caller had gone."""
        self._step(ContactLeft(ContactId(ring.call.id)))

    def ring_failed(self, ring: Ring) -> None:
        """The offer's deadline."""
        self._step(DeadlineReached(DeadlineKind.OFFER, ring.offer_id))

    def answered(self, ring: Ring) -> None:
        """The seat accepts and is joined."""
        if not ring.is_callout:
            self._accept(ring, ring.seat)
        self._step(OfferConnected(OfferId(ring.offer_id)))

    def talk_over(self, ring: Ring) -> None:
        """Wrap-up begins."""
        self._step(ConversationEnded(ContactId(ring.call.id)))

    def transfer(self, ring: Ring) -> None:
        """The truth is noted and the contact passed on."""
        call, contact_id = ring.call, ContactId(ring.call.id)
        variety = call.dialect or None
        self._step(ContactRedescribed(contact_id, call.lang, variety, call.topic))
        self._step(ContactTransferred(contact_id, call.topic))

    def callout_missed(self, ring: Ring, retry_at: float | None) -> None:
        """The call-out reached nobody."""
        self._step(CallbackMissed(ContactId(ring.call.id), retry_at))
        if retry_at is not None:
            self._world.at(retry_at, self._callback_returns, ring.call)

    def _callback_returns(self, call: Call) -> None:
        if call.place is Place.RESTING:
            call.place = Place.WAITING
