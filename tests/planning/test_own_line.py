"""The line learns from its own events: what a simulated month put in is found again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from app.desks.planning.default_line import default_line
from app.desks.planning.reading import read_scenario
from routing.planning.call_log import CallLog, LoggedCall
from routing.planning.own_line import (
    describe_sources,
    learn_line,
    make_line,
)
from routing.planning.own_log import CallEvent, list_days, read_own_log
from routing.planning.own_people import PresenceMove, RosterPerson, learn_hours, make_seats
from routing.planning.redials import find_redials
from routing.simulation.people import draw_day
from routing.simulation.runs import make_router
from routing.simulation.world import Levers, World

MIDNIGHT = datetime(2026, 10, 5, 16, 0, tzinfo=UTC)
"""Tuesday 6 October 2026, 00:00 in Ganzi."""
DAYS = 28


def simulate_events(
    days: int, calls_per_day: float = 300, midnight: datetime = MIDNIGHT
) -> list[CallEvent]:
    """What the log would hold of so many simulated days of the default line, a busy one."""
    line = read_scenario(default_line()).with_calls(calls_per_day)
    events: list[CallEvent] = []
    for day in range(days):
        world = World(line, draw_day(line, day), partial(make_router, "hotline"), Levers())
        for call in world.run().calls:
            events += tell(call, day, midnight)
    return sorted(events, key=lambda event: (event.at, event.contact_id))


def tell(call, day: int, midnight: datetime) -> list[CallEvent]:
    contact, caller = day * 10_000 + call.id, day * 10_000 + call.person.number + 1

    def event(t: float, kind: str, **data) -> CallEvent:
        return CallEvent(midnight + timedelta(days=day, seconds=t), kind, contact, caller, data)

    person = call.person
    told = [event(call.asked_at, "contact_asked", language=person.lang, seat=person.topic)]
    if call.connected_at is not None:
        over = call.connected_at + person.service_s
        told.append(event(call.connected_at, "contact_answered"))
        told.append(event(over, "contact_moved", state="wrapping_up", outcome="answered"))
    elif call.hung_up_at is not None:
        told.append(event(call.hung_up_at, "contact_moved", state="ended", outcome="abandoned"))
    return told


@pytest.fixture(scope="module")
def log() -> CallLog:
    days = list_days(MIDNIGHT, MIDNIGHT + timedelta(days=DAYS))
    return read_own_log(simulate_events(DAYS), days)


def test_a_month_of_events_gives_back_the_callers_that_made_it(log):
    truth = default_line()
    knowledge = learn_line(log)
    assert knowledge.is_enough
    line = make_line(default_line(), "own", knowledge, [])
    read_scenario(line)  # a scenario that can be run
    assert line["arrivals"]["calls_per_day"] == pytest.approx(300, rel=0.1)
    assert line["lang_mix"]["bo"] == pytest.approx(truth["lang_mix"]["bo"], abs=0.03)
    for language, mean_s in truth["patience"]["mean_s"].items():
        assert line["patience"]["mean_s"][language] == pytest.approx(mean_s, rel=0.25)
    assert line["retry"]["p"] == pytest.approx(truth["retry"]["p"], abs=0.06)
    lawyer_s = truth["service"]["mean_s"]["lawyer"]
    assert line["service"]["mean_s"]["lawyer"] == pytest.approx(lawyer_s, rel=0.12)


def test_redials_are_persons_counted_once(log):
    persons = learn_line(log)
    assert persons.fitted is not None
    per_day = sum(sum(row) for row in persons.fitted.calls_per_half_hour.values()) / 7
    assert per_day < len(log.calls) / DAYS


def test_too_little_history_leaves_the_default_and_says_so():
    few = read_own_log(simulate_events(2), list_days(MIDNIGHT, MIDNIGHT + timedelta(days=2)))
    knowledge = learn_line(few)
    line = make_line(default_line(), "own", knowledge, [])
    assert not knowledge.is_enough
    assert line["arrivals"] == default_line()["arrivals"]
    assert not describe_sources(default_line(), knowledge, line)["arrivals"]
    assert not describe_sources(default_line(), knowledge, line)["seats"]


def test_an_empty_log_is_a_line_too():
    line = make_line(default_line(), "own", learn_line(CallLog()), [])
    assert read_scenario(line).arrivals.calls_per_day == 45


def test_a_redial_within_the_hour_is_found_by_its_caller():
    def call(caller: int, t: float, *, answered: bool, day: int = 1) -> LoggedCall:
        when = date(2026, 10, day)
        return LoggedCall(when, t, "general", 0, 30.0, answered, 0.0, "", caller=caller)

    log = CallLog(
        [
            call(1, 0, answered=False),
            call(1, 330, answered=True),  # 300 s after hanging up
            call(2, 10, answered=False),
            call(2, 5_000, answered=True),  # an hour and more: another matter
            call(3, 20, answered=True),
            call(3, 90, answered=True),  # answered before: no redial
            call(0, 30, answered=False),
            call(0, 60, answered=True),  # withheld: nobody's
            call(4, 86_390, answered=False),
            call(4, 60, answered=True, day=2),  # over midnight
        ]
    )
    redials, positions = find_redials(log)
    assert (redials.abandoned, redials.again, positions) == (3, 2, {1, 9})
    assert redials.gap_s == pytest.approx((300 + 40) / 2)


def test_contacts_that_we_began_ourselves_and_open_ones_are_no_calls():
    ours = CallEvent(MIDNIGHT, "contact_asked", 1, 1, {"direction": "callback", "seat": "general"})
    answered = CallEvent(MIDNIGHT, "contact_answered", 1, 1, {})
    open_one = CallEvent(MIDNIGHT, "contact_asked", 2, 2, {"seat": "general"})
    log = read_own_log([ours, answered, open_one])
    assert log.calls == []
    assert log.left_out == {"still_open": 1}


def test_a_booked_callback_ends_the_wait_without_giving_up():
    asked = CallEvent(MIDNIGHT, "contact_asked", 1, 1, {"seat": "general", "language": "bo"})
    booked = CallEvent(
        MIDNIGHT + timedelta(seconds=12),
        "contact_noted",
        1,
        1,
        {"booked_at": 1.0, "seat": "lawyer"},
    )
    (call,) = read_own_log([asked, booked]).calls
    assert (call.wait_s, call.is_answered, call.kind) == (12.0, True, "lawyer")


def test_hours_are_those_that_a_person_usually_keeps():
    def at(day: int, hour: float) -> datetime:
        return MIDNIGHT + timedelta(days=day, hours=hour)

    moves = []
    for day in range(4):
        moves += [PresenceMove(at(day, 9), 1, "not_ready"), PresenceMove(at(day, 9.1), 1, "ready")]
        moves += [PresenceMove(at(day, 12), 1, "offline"), PresenceMove(at(day, 14), 1, "ready")]
        moves += [PresenceMove(at(day, 18 if day else 23), 1, "offline")]
    hours = learn_hours(sorted(moves, key=lambda move: move.at), at(4, 0))
    assert hours == {1: [[9.0, 12.0], [14.0, 18.0]]}


def test_people_become_seats_with_what_the_line_knows():
    tashi = RosterPerson(
        1, "Tashi", ("bo", "zh"), ("kham", "amdo"), "lawyer", ("general", "x"), False
    )
    duty = RosterPerson(2, "Li", ("zh",), (), "lawyer", (), True)
    lost = RosterPerson(3, "Nobody", (), (), "general", (), False)
    seats = make_seats([tashi, duty, lost], {1: [[8.0, 12.0]]}, ["general", "lawyer"])
    assert [seat["id"] for seat in seats] == ["agent-1", "agent-2"]
    assert seats[0]["dialect"] == "both"
    assert seats[0]["secondary"] == ["general"]
    assert seats[0]["blocks"] == [[8.0, 12.0]]
    assert seats[1]["blocks"] == [[8.0, 22.0]]
    assert seats[1]["on_call"] is True
