"""B02, B10, B14, B17: the single steps of choosing, each by its own (mutants died here last)."""

import pytest

from routing.events import AgentBecameReady, DeadlineReached
from routing.matching import best_contact, best_seats, level_of, may_serve, next_interpretable
from routing.model import AgentId, AgentState, Channel, ContactId, DeadlineKind
from routing.settings import InterpretedSettings, Settings
from routing.state import State, Want
from tests.routing.world import Line, make_agent, make_contact

BOTH = "zh bo"
ZH_FIRST = Settings(interpreted=InterpretedSettings(guard_seats=2))


def make_state(*agents, contacts=(), settings: Settings = ZH_FIRST) -> State:
    for agent in agents:
        agent.state = AgentState.READY
    return State.build(settings, agents, contacts)


@pytest.mark.parametrize(
    ("language", "agent", "level"),
    [
        ("zh", make_agent(1, "zh"), 0),
        ("zh", make_agent(1, "zh", "lawyer", second_seats=frozenset({"general"})), 1),
        ("zh", make_agent(1, BOTH), 2),
        ("zh", make_agent(1, BOTH, "lawyer", second_seats=frozenset({"general"})), 3),
        ("bo", make_agent(1, BOTH), 0),
        ("bo", make_agent(1, BOTH, "lawyer", second_seats=frozenset({"general"})), 1),
        (None, make_agent(1, BOTH), 0),
        (None, make_agent(1, BOTH, "lawyer", second_seats=frozenset({"general"})), 1),
        (None, make_agent(1, "zh"), 2),
        (None, make_agent(1, "zh", "lawyer", second_seats=frozenset({"general"})), 3),
    ],
)
def test_b10_levels_leave_the_scarce_language_free_and_turn_round_while_it_is_unknown(
    language, agent, level
):
    assert level_of(Settings(), Want(True, language, None, "general"), agent) == level


def test_b14_who_missed_it_comes_after_everybody_else_who_is_free():
    state = make_state(make_agent(1), make_agent(2, idle_since=5.0))
    contact = make_contact(1, missed_by=(AgentId(1),))
    assert [agent.id for agent in best_seats(state, contact, 9.0)] == [2]


def test_who_acts_for_the_other_party_never_serves_not_even_when_preferred():
    state = make_state(make_agent(1))
    contact = make_contact(1, barred_agents=(AgentId(1),), preferred_agent=AgentId(1))
    want = state.want_of(contact)
    assert not may_serve(state, contact, want, state.agents[AgentId(1)], 9.0)
    assert best_seats(state, contact, 9.0) == []


def test_b17_voice_rings_as_many_as_set_and_a_chat_one_alone():
    def rung(together: int, channel: Channel) -> int:
        agents = [make_agent(number) for number in range(1, 5)]
        state = make_state(*agents, settings=Settings(ring_together=together))
        return len(best_seats(state, make_contact(1, channel=channel), 0.0))

    assert [rung(n, Channel.VOICE) for n in (1, 2, 3)] == [1, 2, 3]
    assert [rung(n, Channel.CHAT) for n in (1, 2, 3)] == [1, 1, 1]


def test_b17_an_agent_takes_only_the_kind_there_is_room_for():
    voice, chat = make_contact(1), make_contact(2, channel=Channel.CHAT, at=5.0)
    state = make_state(make_agent(1, voice_capacity=0), contacts=[voice, chat])
    agent = state.agents[AgentId(1)]
    assert best_contact(state, agent, 9.0) is chat
    state = make_state(make_agent(1, chat_capacity=0), contacts=[voice, chat])
    assert best_contact(state, state.agents[AgentId(1)], 9.0) is voice


def test_b03_an_agent_looks_through_every_line_for_the_one_they_can_serve():
    waiting = [
        make_contact(1, "bo", "lawyer", at=0.0),
        make_contact(2, "zh", "notary", at=1.0),
        make_contact(3, "zh", "general", at=2.0),
    ]
    lawyer = make_agent(8, BOTH, "lawyer", second_seats=frozenset({"notary"}))
    state = make_state(make_agent(1), lawyer, contacts=waiting)
    assert best_contact(state, state.agents[AgentId(1)], 9.0) is waiting[2]


def test_b11_an_on_call_agent_takes_who_has_waited_the_set_time():
    line = Line([make_agent(1)], Settings(on_call_after_s=30.0, longest_wait_s=None))
    line.ask(make_contact(1))  # rings the office
    line.ask(make_contact(2, at=0.0))
    on_call = make_agent(2, on_call=True)
    line.now = 10.0
    line.sign_in(on_call)
    assert line.rung(2) == []
    line.do(DeadlineReached(DeadlineKind.ON_CALL, 2), 30.0)
    assert line.rung(2) == [2]


def test_b11_coming_on_duty_late_enough_is_enough():
    line = Line([make_agent(1)], Settings(on_call_after_s=30.0, longest_wait_s=None))
    line.ask(make_contact(1))
    line.ask(make_contact(2, at=0.0))
    away = make_agent(2, on_call=True, state=AgentState.NOT_READY)
    line.sign_in(away)
    line.do(AgentBecameReady(AgentId(2)), 31.0)
    assert line.rung(2) == [2]


def test_interpreted_calls_that_become_possible_are_made_in_order_of_entering():
    waiting = [
        make_contact(1, "bo", "lawyer", at=3.0, entry_no=2),
        make_contact(2, "bo", "lawyer", at=4.0, entry_no=1),
        make_contact(3, "bo", "notary", at=2.0, entry_no=3),
    ]
    state = make_state(make_agent(1, "zh", "lawyer"), make_agent(2, BOTH), contacts=waiting)
    (contact, expert, interpreter), *_ = next_interpretable(state, state.agents[AgentId(2)], 60.0)
    assert (contact.id, expert.id, interpreter.id) == (2, 1, 2)


def test_a_caller_too_new_for_an_interpreter_does_not_stand_in_another_ones_way():
    waiting = [
        make_contact(1, "bo", "lawyer", at=55.0, entry_no=1),
        make_contact(2, "bo", "lawyer", at=50.0, entry_no=2, booked_at=51.0),
        make_contact(3, "bo", "notary", at=0.0, entry_no=3),
        make_contact(4, "bo", "lawyer", at=0.0, entry_no=4),
    ]
    state = make_state(make_agent(1, "zh", "lawyer"), make_agent(2, BOTH), contacts=waiting)
    found = [
        contact.id for contact, *_ in next_interpretable(state, state.agents[AgentId(2)], 60.0)
    ]
    assert found == [ContactId(4)]


def test_two_free_agents_are_enough_without_a_guard_and_none_is_tried_when_switched_off():
    contact = make_contact(1, "bo", "lawyer")
    for enabled, found in ((True, 1), (False, 0)):
        rule = Settings(interpreted=InterpretedSettings(enabled=enabled, guard_seats=0))
        state = make_state(
            make_agent(1, "zh", "lawyer"), make_agent(2, BOTH), contacts=[contact], settings=rule
        )
        possible = list(next_interpretable(state, state.agents[AgentId(2)], 60.0))
        assert len(possible) == found


def test_b02_a_head_start_that_the_table_does_not_know_is_none():
    state = make_state(contacts=[make_contact(1, at=50.0, head_starts=("unheard_of",))])
    assert state.contacts[ContactId(1)].rank_at == 50.0


def test_callers_without_an_expert_do_not_stand_in_the_way_of_other_kinds():
    waiting = [
        make_contact(1, "bo", "lawyer", at=0.0, entry_no=1),
        make_contact(2, "bo", "lawyer", at=1.0, entry_no=2),
        make_contact(3, "bo", "notary", at=2.0, entry_no=3),
    ]
    state = make_state(make_agent(1, "zh", "notary"), make_agent(2, BOTH), contacts=waiting)
    possible = next_interpretable(state, state.agents[AgentId(2)], 60.0)
    assert [contact.id for contact, *_ in possible] == [3]
