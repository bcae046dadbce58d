"""Who is chosen for an interpreted call, and when it is tried; who may be preferred."""

import pytest

from routing.events import AgentBecameReady, CallbackBooked, InterpreterAsked, OfferAccepted
from routing.matching import best_interpreter, best_seats, interpreted_pair, may_serve
from routing.model import AgentId, AgentState, Channel, ContactId, ContactState
from routing.settings import InterpretedSettings, Settings
from routing.state import State
from tests.routing.world import Line, make_agent, make_contact

BOTH = "zh bo"
RULE = Settings(interpreted=InterpretedSettings(guard_seats=2))


def make_state(*agents, settings: Settings = RULE) -> State:
    for agent in agents:
        agent.state = AgentState.READY
    return State.build(settings, agents)


def pair_of(state: State, now=1015.0, **contact) -> tuple[int, int] | None:
    described = {"language": "bo", "seat": "lawyer", "at": 1000.0, **contact}
    pair = interpreted_pair(state, make_contact(1, **described), now)
    return None if pair is None else (pair[0].id, pair[1].id)


def lawyer(number: int, **more):
    return make_agent(number, "zh", "lawyer", **more)


def test_it_is_tried_exactly_after_the_wait_counted_from_asking():
    state = make_state(lawyer(1), make_agent(2, BOTH))
    assert pair_of(state, now=1014.999) is None
    assert pair_of(state, now=1015.0) == (1, 2)


@pytest.mark.parametrize(
    "contact",
    [
        {"language": "zh"},
        {"language": None},
        {"channel": Channel.CHAT},
        {"booked_at": 1005.0},
    ],
)
def test_it_is_for_live_callers_in_the_scarce_language_only(contact):
    assert pair_of(make_state(lawyer(1), make_agent(2, BOTH)), **contact) is None


def test_b18_who_chose_it_does_not_wait_for_it():
    state = make_state(lawyer(1), make_agent(2, BOTH))
    assert pair_of(state, now=1000.0, interpreter_asked=True) == (1, 2)
    assert pair_of(state, now=1000.0, interpreter_asked=True, booked_at=1000.0) is None
    three = Settings(interpreted=InterpretedSettings(guard_seats=3))
    guarded = make_state(lawyer(1), make_agent(2, BOTH), settings=three)
    assert pair_of(guarded, now=1000.0, interpreter_asked=True) is None, "the guard stands"


def ask_for_lawyer(line: Line) -> None:
    for agent in (lawyer(1), make_agent(2, BOTH)):
        line.sign_in(agent)
        line.do(AgentBecameReady(agent.id))
    line.ask(make_contact(1, "bo", "lawyer", line.now))


def test_b18_the_key_rings_both_at_once():
    line = Line(settings=RULE)
    ask_for_lawyer(line)
    assert not line.state.offers
    line.do(InterpreterAsked(ContactId(1)))
    (offer,) = line.state.offers.values()
    assert (offer.is_interpreted, offer.agent_ids) == (True, (1, 2))


def test_b18_who_prefers_the_call_back_takes_it_until_somebody_has_accepted():
    line = Line(settings=RULE)
    ask_for_lawyer(line)
    line.do(InterpreterAsked(ContactId(1)))
    line.do(CallbackBooked(ContactId(1)))
    contact = line.state.contacts[ContactId(1)]
    assert (contact.state, contact.booked_at) == (ContactState.WAITING, line.now)
    assert not line.state.offers
    assert {a.state for a in line.state.agents.values()} == {AgentState.READY}


def test_b18_once_somebody_has_accepted_the_attempt_decides():
    line = Line(settings=RULE)
    ask_for_lawyer(line)
    line.do(InterpreterAsked(ContactId(1)))
    (offer,) = line.state.offers.values()
    line.do(OfferAccepted(offer.id, AgentId(2)))
    line.do(CallbackBooked(ContactId(1)))
    assert line.state.contacts[ContactId(1)].booked_at is None


def test_it_can_be_switched_off():
    off = Settings(interpreted=InterpretedSettings(enabled=False, guard_seats=0))
    assert pair_of(make_state(lawyer(1), make_agent(2, BOTH), settings=off)) is None


def test_two_are_needed_whatever_the_guard_says():
    none = Settings(interpreted=InterpretedSettings(guard_seats=0))
    assert pair_of(make_state(lawyer(1), settings=none)) is None
    assert pair_of(make_state(make_agent(2, BOTH), make_agent(3, BOTH), settings=none)) is None
    assert pair_of(make_state(lawyer(1), make_agent(2, BOTH), settings=none)) == (1, 2)


def test_the_guard_counts_every_free_seat():
    three = Settings(interpreted=InterpretedSettings(guard_seats=3))
    assert pair_of(make_state(lawyer(1), make_agent(2, BOTH), settings=three)) is None
    more = make_state(lawyer(1), make_agent(2, BOTH), make_agent(3), settings=three)
    assert pair_of(more) == (1, 2)


def test_the_expert_holds_the_topic_and_lacks_the_language():
    state = make_state(make_agent(1), make_agent(2, BOTH, "lawyer"), make_agent(3, BOTH))
    assert pair_of(state) is None


@pytest.mark.parametrize(
    ("worse", "better", "contact"),
    [
        ({}, {}, {"excluded_agents": (1,)}),
        ({"on_call": True}, {}, {}),
        ({"main_seat": "notary", "second_seats": frozenset({"lawyer"})}, {}, {}),
        ({"idle_since": 9.0}, {"idle_since": 8.0}, {}),
        ({"position": 5}, {"position": 4}, {}),
    ],
)
def test_the_best_expert(worse, better, contact):
    first = lawyer(1)
    second = lawyer(2)
    first.idle_since = second.idle_since = 8.5
    first.position = second.position = 4
    for agent, values in ((first, worse), (second, better)):
        for name, value in values.items():
            setattr(agent, name, value)
    assert pair_of(make_state(first, second, make_agent(3, BOTH)), **contact) == (2, 3)


@pytest.mark.parametrize(
    ("worse", "better", "contact"),
    [
        ({}, {}, {"excluded_agents": (1,)}),
        ({"on_call": True}, {}, {}),
        ({"second_seats": frozenset({"notary"})}, {}, {}),
        ({"idle_since": 9.0}, {"idle_since": 8.0}, {}),
        ({"position": 5}, {"position": 4}, {}),
    ],
)
def test_the_best_interpreter(worse, better, contact):
    agents = [make_agent(1, BOTH), make_agent(2, BOTH)]
    for agent, values in zip(agents, (worse, better), strict=True):
        agent.idle_since, agent.position = 8.5, 4
        for name, value in values.items():
            setattr(agent, name, value)
    assert pair_of(make_state(*agents, lawyer(3)), **contact) == (3, 2)


def test_nobody_speaks_both():
    contact = make_contact(1, "bo", "lawyer")
    state = make_state(lawyer(1), make_agent(2, "bo"))
    assert best_interpreter(state, contact) is None
    assert interpreted_pair(state, contact, 100.0) is None


def test_the_preferred_agent_must_speak_the_language():
    state = make_state(make_agent(1), make_agent(2, BOTH))
    speaks_not = make_contact(1, "bo", preferred_agent=1)
    assert [a.id for a in best_seats(state, speaks_not, 0.0)] == [2]
    unknown = make_contact(1, None, preferred_agent=1)
    assert [a.id for a in best_seats(state, unknown, 0.0)] == [1]


def test_on_call_waits_from_asking_not_from_midnight():
    settings = Settings(on_call_after_s=30.0)
    state = make_state(make_agent(1), make_agent(2, on_call=True), settings=settings)
    contact = make_contact(1, at=1000.0)
    want = state.want_of(contact)
    assert not may_serve(state, contact, want, state.agents[2], 1029.9)
    assert may_serve(state, contact, want, state.agents[2], 1030.0)
