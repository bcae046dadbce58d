"""The live engine in the simulated world: the laws hold, and it equals the plain rule."""

from dataclasses import replace
from functools import partial

import pytest

from app.desks.planning.spreading import over_processes
from routing.decisions import Refuse
from routing.invariants import check
from routing.simulation import live_router
from routing.simulation.live_router import LiveRouter
from routing.simulation.metrics import MAIN_KEYS, measure_day, summarise
from routing.simulation.people import draw_day
from routing.simulation.runs import POLICIES, Variant, make_router, run_day, run_variants
from routing.simulation.world import Levers, World
from routing.step import step
from tests.planning.lines import small_line

ALL = Levers(interpreted=True, guard_seats=2, callback=True, faq=0.1)
LEVERS = [
    Levers(),
    Levers(interpreted=True, guard_seats=2),
    Levers(callback=True),
    ALL,
    replace(ALL, optimised_rota=True, redials=False),
]


def fates(policy: str, levers: Levers, day: int) -> list[tuple]:
    world = World(small_line(), draw_day(small_line(), day), partial(make_router, policy), levers)
    return [(c.person.number, c.attempt, c.connected_at, c.hung_up_at) for c in world.run().calls]


@pytest.mark.parametrize("levers", LEVERS)
@pytest.mark.parametrize("day", [0, 1, 2])
def test_the_live_engine_serves_as_the_plain_rule_written_a_second_time(levers, day):
    assert fates("hotline", levers, day) == fates("hotline-plain", levers, day)


def test_the_laws_hold_after_every_event_of_a_day(monkeypatch):
    steps = []

    def checked_step(state, event, now):
        decisions = step(state, event, now)
        assert check(state) == []
        steps.append(event)
        assert not any(isinstance(d, Refuse) for d in decisions) or _may_refuse(event)
        return decisions

    monkeypatch.setattr(live_router, "step", checked_step)
    World(small_line(), draw_day(small_line(), 0), LiveRouter, ALL).run()
    assert len(steps) > 1000


def _may_refuse(event) -> bool:
    return type(event).__name__ in ("AgentLeavesAfterWork", "AgentSignedIn")


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_gives_every_metric_and_loses_nobody(policy):
    people = draw_day(small_line(), 0)
    levers = Levers(callback=policy not in ("app-queue", "app-queue-tuned"))
    world = World(small_line(), people, partial(make_router, policy), levers)
    counts = world.run()
    assert {call.person.number for call in counts.calls} == {p.number for p in people}
    for call in counts.calls:
        ends = (call.connected_at is not None) + (call.hung_up_at is not None)
        assert ends == 1 or call.last_booked_at is not None
    metrics = measure_day(small_line(), counts)
    assert all(metrics[key] is not None for key in MAIN_KEYS if key != "ci")


def test_a_topic_that_nobody_holds_ends_the_day_all_the_same():
    line = small_line()
    seats = tuple(replace(seat, secondary=()) for seat in line.seats)
    calls = fates_on(replace(line, seats=seats))
    assert calls


def fates_on(scenario) -> list:
    return World(scenario, draw_day(scenario, 0), LiveRouter, Levers()).run().calls


def test_the_same_seed_gives_the_same_figures_on_any_number_of_processes():
    variants = [Variant("ours", small_line()), Variant("peer", small_line(), "taskrouter")]
    one = run_variants(variants, range(3), seed=1)
    two = run_variants(variants, range(3), seed=1, spread=over_processes(2))
    assert one == two
    assert one != run_variants(variants, range(3), seed=2)


def test_a_summary_has_every_key_of_the_contract_and_no_null():
    days = [run_day(Variant("ours", small_line()), draw_day(small_line(), day)) for day in (0, 1)]
    entry = summarise("ours", days)
    assert entry["name"] == "ours"
    assert all(isinstance(entry[key], float) for key in MAIN_KEYS)
