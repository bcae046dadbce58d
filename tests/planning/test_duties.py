"""Duties of on-call people: planned by skills, hours and rests, and worth more than turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desks.planning.default_line import default_line
from app.desks.planning.reading import read_scenario
from routing.planning.duties import (
    Duty,
    DutyRules,
    find_breaches,
    list_starts,
    on_weekday,
    plan_duties,
    take_turns,
)
from routing.planning.duty_plan import NOBODY, PLANNED, TURNS, make_duty_plan
from routing.simulation.scenario import Scenario

RULES = DutyRules()


@pytest.fixture(scope="module")
def line() -> Scenario:
    return read_scenario(default_line())


def test_a_planned_week_keeps_hours_windows_and_rests(line):
    duties = plan_duties(line, RULES)
    windows = {seat.id: seat.blocks for seat in line.seats if seat.on_call}
    assert duties
    assert {duty.seat_id for duty in duties} == set(windows)
    assert find_breaches(duties, RULES) == []
    for duty in duties:
        assert any(a <= duty.starts and duty.ends <= b for a, b in windows[duty.seat_id])
        assert duty.ends - duty.starts == RULES.length_h
    assert len({(duty.seat_id, duty.weekday) for duty in duties}) == len(duties)


def test_a_long_rest_is_kept_from_sunday_to_monday_too(line):
    rules = DutyRules(length_h=6.0, hours_a_week=42.0, rest_h=15.0)
    assert find_breaches(plan_duties(line, rules), rules) == []


def test_breaches_are_named():
    late, early = Duty("a", 6, 18.0, 22.0), Duty("a", 0, 8.0, 12.0)
    assert find_breaches([late, early], RULES) == ["a: too little rest after day 6"]
    many = [Duty("a", day, 8.0, 12.0) for day in range(4)]
    assert find_breaches(many, RULES) == ["a: more than 14 hours"]
    assert find_breaches(take_turns(read_scenario(default_line()), RULES), RULES) == []


def test_people_without_room_for_a_duty_have_none(line):
    short = replace(line.seats[-1], blocks=((8.0, 10.0),))
    assert list_starts(short, RULES) == []


def test_the_line_of_a_weekday_has_its_duties_alone(line):
    duty = Duty("duty-1", 2, 9.0, 12.5)
    seats = {seat.id: seat for seat in on_weekday(line, [duty], 2).seats}
    assert seats["duty-1"].blocks == ((9.0, 12.5),)
    assert seats["duty-2"].blocks == ()
    assert seats["office-1"].blocks == line.seats[0].blocks


def test_the_plan_is_judged_on_new_days_against_turns_and_nobody(line):
    report = make_duty_plan(line, RULES, range(10_000, 10_042))
    rates = {step["name"]: step["connect"] for step in report["steps"]}
    assert rates[PLANNED] > rates[NOBODY]
    assert rates[PLANNED] > rates[TURNS] - 1.0
    assert [gain["minus"] for gain in report["gains"]][-1] == TURNS
    assert make_duty_plan(line.without_on_call(), RULES, range(2)) == {}
