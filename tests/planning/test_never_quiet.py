"""A line on which somebody always waits: call-backs end there too, those on the line hardly feel
it, and the second writing of the rule decides as the live one."""

from dataclasses import replace
from functools import partial

import pytest

from app.desks.planning.reading import read_scenario
from routing.simulation.live_router import LiveRouter, settings_of
from routing.simulation.people import draw_day
from routing.simulation.runs import QUICK, make_router
from routing.simulation.world import Levers, World
from tests.planning.lines import small_dict

LEVERS = Levers(callback=True)
MINUTE_S = 60.0


def always_busy():
    """Eight seats day and night, called so often that a quarter of them is never free."""
    line = small_dict()
    line["arrivals"] |= {"weights_per_half_hour": [1.0] * 48, "calls_per_day": 3000}
    line["callback"]["accept"] = 0.1
    for seat in line["seats"]:
        seat["blocks"] = seat["blocks_optimised"] = [[0, 24]]
    return read_scenario(line)


@pytest.fixture(scope="module")
def people():
    return draw_day(always_busy(), 1)


@pytest.fixture(scope="module")
def live(people):
    return World(always_busy(), people, LiveRouter, LEVERS).run().calls


@pytest.fixture(scope="module")
def without_turns(people):
    line = always_busy()
    settings = replace(settings_of(line, LEVERS), callback_patience_s=None)
    return World(line, people, partial(LiveRouter, settings=settings), LEVERS).run().calls


def longest_wait_min(calls) -> float:
    waits = [
        c.connected_at - c.last_booked_at for c in calls if c.last_booked_at and c.connected_at
    ]
    return max(waits) / MINUTE_S


def never_rung(calls) -> int:
    booked = [c for c in calls if c.last_booked_at is not None]
    return sum(c.tries == 0 and c.last_booked_at < 18 * 3600 for c in booked)


def test_whoever_takes_a_call_back_is_rung_however_busy_the_line(live, without_turns) -> None:
    assert longest_wait_min(without_turns) > 600
    assert never_rung(without_turns) > 10
    assert longest_wait_min(live) < 300
    assert never_rung(live) == 0


def test_those_on_the_line_hardly_feel_it(live, without_turns) -> None:
    def reached(calls) -> float:
        stay = [c for c in calls if c.person.u_callback >= 0.1]
        return sum(c.connected_at is not None for c in stay) / len(stay)

    assert reached(live) > reached(without_turns) - 0.02


def test_the_second_writing_takes_the_same_turns(people, live) -> None:
    plain = World(always_busy(), people, partial(make_router, QUICK), LEVERS).run().calls
    assert [(c.tries, c.connected_at) for c in plain] == [(c.tries, c.connected_at) for c in live]
