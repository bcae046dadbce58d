"""The guard of interpreted calls follows the seats on duty, unless somebody set it."""

import pytest

from routing.matching import guard_of
from routing.model import AgentState
from routing.settings import InterpretedSettings, Settings, find_guard
from routing.state import State
from tests.routing.world import make_agent


@pytest.mark.parametrize(
    ("on_duty", "guard"), [(0, 2), (2, 2), (6, 2), (12, 3), (20, 5), (40, 10), (120, 30)]
)
def test_one_in_four_on_duty_but_never_less_than_the_two_it_takes(on_duty: int, guard: int) -> None:
    assert find_guard(InterpretedSettings(), on_duty) == guard
    assert find_guard(InterpretedSettings(guard_seats=7), on_duty) == 7
    assert find_guard(InterpretedSettings(guard_seats=0), on_duty) == 2


def test_only_who_is_on_duty_for_voice_counts() -> None:
    agents = [make_agent(number) for number in range(1, 21)]
    for agent in agents:
        agent.state = AgentState.READY
    agents[0].state, agents[1].state = AgentState.OFFLINE, AgentState.NOT_READY
    agents[2].permitted = False
    agents[3].voice_capacity = 0
    assert guard_of(State.build(Settings(), agents)) == 4
    assert guard_of(State.build(Settings(), agents[:8])) == 2
