"""B30–B34, B55, B57: the life of an offer; exactly one agent gets a contact."""

import random

from routing.decisions import CloseOffer, MoveContact
from routing.events import (
    AgentBecameReady,
    AgentLineDropped,
    ContactAsked,
    ContactLeft,
    ContactTransferred,
    DeadlineReached,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
    OfferFailed,
)
from routing.invariants import check
from routing.model import JOIN_FAILED, AgentState, ContactState, DeadlineKind, Outcome
from routing.settings import Settings
from routing.state import State
from routing.step import step
from tests.routing.test_order import talk
from tests.routing.world import Line, make_agent, make_contact, refusals

TOGETHER = Settings(ring_together=3)


def lapse(line: Line, number: int, at: float) -> None:
    line.do(DeadlineReached(DeadlineKind.OFFER, line.offer_of(number).id), at)


def outcome_of(decisions) -> Outcome | None:
    return [d.outcome for d in decisions if isinstance(d, MoveContact)][-1]


def test_b30_a_lapsed_offer_returns_the_contact_and_the_agent_is_not_ready():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    lapse(line, 1, 10.0)
    agent = line.agent(1)
    assert (agent.state, agent.reason, agent.misses) == (AgentState.NOT_READY, "missed", 1)
    assert line.contact(1).state is ContactState.WAITING
    assert line.rung(1) == []


def test_b30_misses_in_a_row_make_a_break_and_an_answer_resets_them():
    line = Line([make_agent(1)], Settings(misses_to_break=2, longest_wait_s=None))
    line.ask(make_contact(1))
    lapse(line, 1, 10.0)
    line.do(AgentBecameReady(1), 11.0)
    lapse(line, 1, 21.0)
    assert line.agent(1).reason == "break"
    line.do(AgentBecameReady(1), 30.0)
    talk(line, 1, 33.0)
    assert line.agent(1).misses == 0


def test_b30_after_a_miss_the_idle_time_goes_on_from_the_miss():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    lapse(line, 1, 10.0)
    line.do(ContactLeft(1), 12.0)
    line.do(AgentBecameReady(1), 500.0)
    assert line.agent(1).idle_since == 10.0


def test_b31_accepting_an_offer_that_is_over_is_refused_and_changes_nothing():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    lapse(line, 1, 10.0)
    assert refusals(line.do(OfferAccepted(1, 1), 11.0)) == ["offer_not_pending"]
    assert refusals(line.do(OfferDeclined(1, 1), 11.0)) == ["offer_not_pending"]
    assert refusals(line.do(OfferAccepted(77, 1), 11.0)) == ["offer_not_pending"]


def test_b31_accepting_twice_is_refused():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.do(OfferAccepted(1, 1), 1.0)
    assert refusals(line.do(OfferAccepted(1, 1), 1.0)) == ["offer_not_pending"]


def test_b32_a_hang_up_stops_every_ringing_leg_at_once():
    line = Line([make_agent(1), make_agent(2)], TOGETHER)
    line.ask(make_contact(1))
    decisions = line.do(ContactLeft(1), 7.0)
    closed = [d for d in decisions if isinstance(d, CloseOffer)]
    assert [sorted(d.agent_ids) for d in closed] == [[1, 2]]
    assert outcome_of(decisions) is Outcome.ABANDONED
    assert {a.state for a in line.state.agents.values()} == {AgentState.READY}


def test_b32_who_was_rung_for_a_gone_caller_takes_the_next():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.ask(make_contact(2))
    line.do(ContactLeft(1), 3.0)
    assert line.rung(2) == [1]


def test_b33_the_longest_wait_passes_while_ringing_and_the_attempt_decides():
    settings = Settings(longest_wait_s=15.0)
    line = Line(settings=settings)
    line.ask(make_contact(1))
    line.now = 8.0
    line.sign_in(make_agent(1))
    line.do(DeadlineReached(DeadlineKind.LONGEST_WAIT, 1), 15.0)
    assert line.contact(1).state is ContactState.OFFERED
    talk(line, 1, 16.0)
    assert line.contact(1).state is ContactState.CONNECTED


def test_b33_if_the_attempt_fails_the_wait_is_over():
    line = Line(settings=Settings(longest_wait_s=15.0))
    line.ask(make_contact(1))
    line.now = 8.0
    line.sign_in(make_agent(1))
    line.do(DeadlineReached(DeadlineKind.LONGEST_WAIT, 1), 15.0)
    decisions = line.do(DeadlineReached(DeadlineKind.OFFER, 1), 18.0)
    assert Outcome.TIMED_OUT in [d.outcome for d in decisions if isinstance(d, MoveContact)]
    assert line.state.contacts == {}


def test_b33_a_waiting_contact_times_out_exactly_at_the_limit():
    line = Line(settings=Settings(longest_wait_s=15.0))
    line.ask(make_contact(1))
    timed = DeadlineReached(DeadlineKind.LONGEST_WAIT, 1)
    assert refusals(line.do(timed, 14.999)) == ["deadline_early"]
    assert outcome_of(line.do(timed, 15.0)) is Outcome.TIMED_OUT
    assert refusals(line.do(timed, 15.0)) == ["deadline_not_set"]


def test_b34_several_ring_and_the_first_to_accept_wins():
    line = Line([make_agent(n) for n in (1, 2, 3, 4)], TOGETHER)
    line.ask(make_contact(1))
    assert line.rung(1) == [1, 2, 3]
    line.do(OfferAccepted(1, 2), 3.0)
    assert refusals(line.do(OfferAccepted(1, 1), 3.0)) == ["offer_taken"]
    assert line.agent(1).state is AgentState.READY
    line.do(OfferConnected(1), 4.0)
    assert line.contact(1).seat_agent == 2


def test_b34_one_of_several_declines_and_the_others_ring_on():
    line = Line([make_agent(n) for n in (1, 2)], TOGETHER)
    line.ask(make_contact(1))
    line.do(OfferDeclined(1, 1), 2.0)
    assert line.rung(1) == [2]
    assert line.agent(1).state is AgentState.NOT_READY


def test_b34_random_races_connect_nobody_twice():
    """Three accept, the caller leaves, the joining comes: any order, one winner at most."""
    chance = random.Random(34)
    for number in range(2_000):
        agents = [make_agent(n) for n in (1, 2, 3)]
        for agent in agents:
            agent.state = AgentState.READY
        state = State.build(TOGETHER, agents)
        _ask(state, number + 1)
        events = [OfferAccepted(1, 1), OfferAccepted(1, 2), OfferAccepted(1, 3)]
        events += [ContactLeft(number + 1), OfferConnected(1)]
        chance.shuffle(events)
        for event in events:
            step(state, event, 5.0)
        engaged = [a for a in state.agents.values() if a.state is AgentState.ENGAGED]
        assert len(engaged) <= 1
        assert check(state) == []


def _ask(state: State, number: int) -> None:
    step(state, ContactAsked(make_contact(number)), 0.0)


def test_b57_a_hang_up_between_accept_and_joining_was_not_answered():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.do(OfferAccepted(1, 1), 5.0)
    decisions = line.do(ContactLeft(1), 5.5)
    assert outcome_of(decisions) is Outcome.ABANDONED
    assert line.agent(1).state is AgentState.READY
    assert refusals(line.do(OfferConnected(1), 6.0)) == ["offer_not_accepted"]


def test_short_abandon_exactly_at_the_limit_is_short():
    line = Line()
    line.ask(make_contact(1))
    assert outcome_of(line.do(ContactLeft(1), 5.0)) is Outcome.ABANDONED_SHORT


def test_a_failed_joining_frees_the_agent_and_a_broken_leg_does_not():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.do(OfferAccepted(1, 1), 2.0)
    line.do(OfferFailed(1, 1, JOIN_FAILED), 3.0)
    assert line.agent(1).state is AgentState.OFFERED  # rung again: nobody else is there
    line.do(OfferFailed(line.offer_of(1).id, 1, "unreachable"), 4.0)
    assert (line.agent(1).state, line.agent(1).reason) == (AgentState.NOT_READY, "unreachable")


def test_b52_a_transfer_to_somebody_not_free_is_refused_before_it_starts():
    line = Line([make_agent(1), make_agent(2, main="lawyer")])
    line.ask(make_contact(1))
    talk(line, 1, 1.0)
    line.ask(make_contact(2, seat="lawyer"))
    assert refusals(line.do(ContactTransferred(1, None, 2), 9.0)) == ["target_unavailable"]
    assert line.contact(1).state is ContactState.CONNECTED


def test_b51_a_transfer_to_a_named_agent_rings_them():
    line = Line([make_agent(1), make_agent(2, main="lawyer")])
    line.ask(make_contact(1))
    talk(line, 1, 1.0)
    line.do(ContactTransferred(1, "lawyer", 2), 9.0)
    assert line.rung(1) == [2]
    assert line.agent(1).until_at == 29.0


def test_b55_a_dropped_agent_is_rung_once_more_then_the_contact_is_at_the_head():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    talk(line, 1, 1.0)
    line.ask(make_contact(2))
    line.do(AgentLineDropped(1), 30.0)
    assert line.rung(1) == [1]
    lapse(line, 1, 40.0)
    line.sign_in(make_agent(2))
    assert line.rung(1) == [2]
    assert line.rung(2) == []
