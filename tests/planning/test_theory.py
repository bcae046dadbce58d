"""Ours against theory: M/M/n within Erlang C, M/M/n+M within Erlang A."""

import math

import pytest

from app.desks.planning.bench import Queue, run_ours
from routing.planning.erlang import erlang_a, erlang_c, seats_for
from routing.simulation.metrics import mean_of
from routing.simulation.races import count_doubles, run_races
from tests.routing.test_order import talk
from tests.routing.world import Line, make_agent, make_contact

SEEDS = range(8)


def test_erlang_c_known_values():
    figures = erlang_c(arrivals_per_s=10 / 300, service_s=240.0, seats=10)
    assert figures.waits == pytest.approx(0.4092, abs=5e-4)
    assert figures.mean_wait_s == pytest.approx(49.1, abs=0.1)
    with pytest.raises(ValueError, match="never settles"):
        erlang_c(1.0, 10.0, 10)


def test_erlang_a_with_endless_patience_is_erlang_c():
    patient = erlang_a(0.03, 240.0, 1e9, 10)
    endless = erlang_c(0.03, 240.0, 10)
    assert patient.waits == pytest.approx(endless.waits, rel=1e-3)
    assert patient.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=1e-3)


def test_erlang_a_with_patience_equal_to_service_is_poisson():
    """With equal rates the number in the system is Poisson: a closed form to check against."""
    load, seats = 0.03 * 240.0, 8
    queue = sum(
        (k - seats) * math.exp(-load) * load**k / math.factorial(k) for k in range(seats + 1, 80)
    )
    assert erlang_a(0.03, 240.0, 240.0, seats).abandons == pytest.approx(queue / load, rel=1e-9)


def test_seats_for_a_target_is_the_fewest():
    seats = seats_for(0.03, 240.0, 170.0, 0.95)
    assert erlang_a(0.03, 240.0, 170.0, seats).abandons <= 0.05
    assert erlang_a(0.03, 240.0, 170.0, seats - 1).abandons > 0.05
    assert seats_for(0.0, 240.0, 170.0, 0.95) == 0


def test_our_m_m_n_lies_within_erlang_c():
    queue = Queue(arrivals_per_s=0.02, service_s=300.0, patience_s=None, seats=8)
    theory = erlang_c(0.02, 300.0, 8).mean_wait_s
    found = mean_of([run_ours(queue, 1500, seed).mean_wait_s for seed in SEEDS])
    assert abs(found.mean - theory) <= max(2 * found.ci, 0.1 * theory)


def test_our_m_m_n_with_abandonment_lies_within_erlang_a():
    queue = Queue(arrivals_per_s=0.03, service_s=300.0, patience_s=170.0, seats=9)
    theory = erlang_a(0.03, 300.0, 170.0, 9)
    runs = [run_ours(queue, 1500, seed) for seed in SEEDS]
    abandons = mean_of([run.abandons for run in runs])
    waits = mean_of([run.mean_wait_s for run in runs])
    assert abs(abandons.mean - theory.abandons) <= 2 * abandons.ci
    assert abs(waits.mean - theory.mean_wait_s) <= 2 * waits.ci


def test_b34_races_end_with_one_winner_at_most():
    counts = run_races(1_000, seed=1)
    assert (counts.doubles, counts.breaches) == (0, 0)
    assert counts.connected > 500, "races that nobody wins prove nothing"
    assert counts.refused > 1_000


def test_a_double_connection_would_be_seen():
    line = Line([make_agent(1), make_agent(2)])
    for number in (1, 2):
        line.ask(make_contact(number))
        talk(line, number, 4.0)
    assert count_doubles(line.state) == 0
    line.state.contacts[2].seat_agent = line.state.contacts[1].seat_agent
    assert count_doubles(line.state) == 1
