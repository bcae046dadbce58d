"""B40–B44: the agent's state."""

from routing.events import (
    AgentBecameNotReady,
    AgentBecameReady,
    AgentChanged,
    AgentLeavesAfterWork,
    AgentSignedOut,
    ConversationEnded,
    DeadlineReached,
    WrapUpEnded,
)
from routing.invariants import check
from routing.model import AgentState, Channel, ContactState, DeadlineKind
from routing.settings import Settings
from tests.routing.test_order import talk
from tests.routing.world import Line, make_agent, make_contact, refusals

WRAPPED = DeadlineReached(DeadlineKind.WRAP_UP, 1)


def make_talk(**agent) -> Line:
    line = Line([make_agent(1, **agent)])
    line.ask(make_contact(1))
    talk(line, 1, 1.0)
    return line


def test_b40_wrap_up_ends_exactly_at_its_limit():
    line = make_talk()
    line.do(ConversationEnded(1), 100.0)
    assert line.agent(1).until_at == 160.0
    assert refusals(line.do(WRAPPED, 159.999)) == ["deadline_early"]
    line.do(WRAPPED, 160.0)
    assert (line.agent(1).state, line.agent(1).idle_since) == (AgentState.READY, 160.0)
    assert line.state.contacts == {}


def test_b40_the_agent_may_end_it_and_a_rebuild_does_not_zero_it():
    line = make_talk()
    line.do(ConversationEnded(1), 100.0)
    rebuilt = line.rows.rebuild(line.state)
    assert rebuilt.agents[1].until_at == 160.0
    line.do(WrapUpEnded(1), 110.0)
    assert line.agent(1).state is AgentState.READY
    assert refusals(line.do(WrapUpEnded(1), 111.0)) == ["not_wrapping_up"]


def test_b40_a_chat_wraps_up_by_itself_and_keeps_its_place_in_the_capacity():
    line = Line([make_agent(1, chat_capacity=1)], Settings(chat_wrap_up_s=30.0))
    line.ask(make_contact(1, channel=Channel.CHAT))
    talk(line, 1, 1.0)
    line.ask(make_contact(2, channel=Channel.CHAT))
    line.do(ConversationEnded(1), 10.0)
    assert line.contact(1).state is ContactState.WRAPPING_UP
    assert line.rung(2) == []
    line.do(DeadlineReached(DeadlineKind.CHAT_WRAP_UP, 1), 40.0)
    assert line.rung(2) == [1]


def test_b41_signing_in_twice_is_one_sign_in():
    line = Line([make_agent(1)])
    assert refusals(line.sign_in(make_agent(1))) == ["no_change"]


def test_b41_state_from_outside_is_refused_while_on_a_call():
    line = make_talk()
    for event in (AgentBecameReady(1), AgentBecameNotReady(1, "x"), AgentSignedOut(1)):
        assert refusals(line.do(event, 5.0)) == ["agent_busy"]
    assert line.agent(1).state is AgentState.ENGAGED


def test_b42_a_lost_console_takes_effect_after_the_call():
    line = make_talk()
    line.do(AgentLeavesAfterWork(1, AgentState.NOT_READY, "console_lost"), 5.0)
    assert line.agent(1).state is AgentState.ENGAGED
    line.do(ConversationEnded(1), 50.0)
    line.do(WRAPPED, 110.0)
    assert (line.agent(1).state, line.agent(1).reason) == (AgentState.NOT_READY, "console_lost")


def test_b42_who_signs_in_again_before_the_end_stays():
    line = make_talk()
    line.do(AgentLeavesAfterWork(1, AgentState.OFFLINE, "shift_over"), 5.0)
    line.sign_in(make_agent(1))
    line.do(ConversationEnded(1), 50.0)
    line.do(WRAPPED, 110.0)
    assert line.agent(1).state is AgentState.READY


def test_b43_a_seat_busy_with_no_live_contact_is_found():
    line = Line([make_agent(1)])
    line.state.agents[1].state = AgentState.ENGAGED
    assert "agent 1: is engaged with no live contact" in check(line.state)


def test_b43_an_offer_without_a_deadline_is_found():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.state.deadlines.clear()
    assert "offer 1: has no deadline, or outlives it" in check(line.state)


def test_b44_pause_reasons_are_kept():
    line = Line([make_agent(1)])
    line.do(AgentBecameNotReady(1, "lunch"), 5.0)
    assert line.agent(1).reason == "lunch"
    assert line.rows.rebuild(line.state).agents[1].reason == "lunch"


def test_b73_editing_skills_resets_no_timer_and_finds_work():
    line = make_talk()
    line.ask(make_contact(2, seat="lawyer"))
    line.do(ConversationEnded(1), 10.0)
    edited = make_agent(1, second_seats=frozenset({"lawyer"}))
    line.rows.agents[1].second_seats = frozenset({"lawyer"})
    line.do(AgentChanged(edited), 20.0)
    assert line.agent(1).until_at == 70.0
    line.do(WRAPPED, 70.0)
    assert line.rung(2) == [1]


def test_unknown_agents_are_refused():
    line = Line()
    for event in (AgentBecameReady(9), AgentSignedOut(9), WrapUpEnded(9)):
        assert refusals(line.do(event)) == ["unknown_agent"]
