"""Any line can be made larger and crowded, to see what a rule costs those on the line."""

import pytest

from routing.simulation.crowd import make_larger, with_crowd
from routing.simulation.people import draw_day
from routing.simulation.runs import QUICK, Variant, run_variants
from routing.simulation.world import Levers
from tests.planning.lines import small_line


def test_a_larger_line_has_as_many_times_the_seats_and_calls() -> None:
    line = make_larger(small_line(), 3)
    assert len({seat.id for seat in line.seats}) == 3 * len(small_line().seats)
    assert line.arrivals.calls_per_day == 3 * small_line().arrivals.calls_per_day
    assert make_larger(small_line(), 1) == small_line()


def test_a_crowd_calls_five_times_as_often_in_one_hour_and_no_other_hour_changes() -> None:
    plain, crowded = make_larger(small_line(), 20), with_crowd(make_larger(small_line(), 20))

    def count(line, start: int) -> float:
        calls = line.arrivals.calls_per_day / sum(line.arrivals.weights)
        return calls * sum(line.arrivals.weights[2 * start : 2 * start + 2])

    assert count(crowded, 15) == pytest.approx(5 * count(plain, 15))
    assert count(crowded, 14) == pytest.approx(count(plain, 14))
    in_it = sum(15 <= person.t / 3600 < 16 for person in draw_day(crowded, 0))
    before = sum(14 <= person.t / 3600 < 15 for person in draw_day(crowded, 0))
    assert in_it > 3 * before


def test_in_a_crowd_call_backs_take_nothing_from_those_on_the_line() -> None:
    line = with_crowd(make_larger(small_line(), 5))
    rules = {
        "none": Levers(),
        "spares": Levers(callback=True),
        "overtakes": Levers(callback=True, overtakes=True),
    }
    variants = [Variant(name, line, QUICK, levers) for name, levers in rules.items()]
    days = run_variants(variants, range(4), 3)

    def reached(name: str, key: str) -> float:
        return sum(day[key] or 0.0 for day in days[name]) / 4

    assert reached("spares", "stayed") > reached("none", "stayed") + 1.0
    assert reached("spares", "connect") > reached("none", "connect") + 1.0
    assert reached("spares", "live") > reached("overtakes", "live") + 1.0
