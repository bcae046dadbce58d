# ruff: noqa: DTZ001 - hours are asked in local wall-clock time, without a zone
"""B63, B64: opening hours, China's holidays, exceptions, the manual close."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.holidays import (
    CALENDARS,
    UnknownHolidayYearError,
    add_working_days,
    calendar_of,
    is_working_day,
)
from routing.hours import (
    ALWAYS_OPEN,
    ExceptionalHours,
    HoursNotConfiguredError,
    HoursReason,
    HoursRefusedError,
    OpeningHours,
    OpeningSpan,
    is_open,
    next_change,
    opens_next,
    require_hours,
)

SHIFTS = (OpeningSpan(time(9), time(12)), OpeningSpan(time(14), time(18)))
YEAR = calendar_of(2026)
OFFICE = OpeningHours(
    week=dict.fromkeys(range(5), SHIFTS),
    holidays=YEAR.holidays,
    make_up_days=YEAR.make_up_days,
)
MONDAY = datetime(2026, 3, 2)


def at(hour: int, minute: int = 0, day: datetime = MONDAY) -> datetime:
    return day.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("instant", "open_"),
    [
        (at(8, 59), False),
        (at(9), True),
        (at(12) - timedelta(microseconds=1), True),
        (at(12), False),
        (at(14), True),
        (at(18), False),
    ],
)
def test_b63_opening_inclusive_closing_exclusive_several_shifts(instant, open_):
    assert is_open(OFFICE, instant).is_open is open_


def test_b63_a_holiday_beats_a_shift():
    answer = is_open(OFFICE, datetime(2026, 10, 1, 10))  # a Thursday
    assert (answer.is_open, answer.reason) == (False, HoursReason.HOLIDAY)


def test_b63_a_make_up_saturday_is_worked():
    answer = is_open(OFFICE, datetime(2026, 10, 10, 10))
    assert (answer.is_open, answer.reason) == (True, HoursReason.MAKE_UP_DAY)
    assert not is_open(OFFICE, datetime(2026, 10, 17, 10)).is_open


def exceptional(*each: ExceptionalHours, **more) -> OpeningHours:
    return OpeningHours(OFFICE.week, OFFICE.holidays, OFFICE.make_up_days, (), each, **more)


def test_b63_an_exceptional_closing_beats_an_opening():
    opening = ExceptionalHours(at(8), at(20), is_open=True)
    closing = ExceptionalHours(at(10), at(11), is_open=False)
    hours = exceptional(opening, closing)
    assert is_open(hours, at(8)).is_open
    assert not is_open(hours, at(10)).is_open
    assert is_open(hours, at(11)).is_open
    assert is_open(hours, at(13)).reason is HoursReason.EXCEPTION


def test_b63_an_exceptional_opening_beats_a_holiday():
    day = datetime(2026, 10, 1)
    hours = exceptional(ExceptionalHours(at(9, day=day), at(12, day=day), is_open=True))
    assert is_open(hours, at(9, day=day)).is_open


def test_b63_a_manual_close_beats_all():
    opening = ExceptionalHours(at(8), at(20), is_open=True)
    hours = exceptional(opening, is_closed_by_hand=True, is_emergency=True)
    assert is_open(hours, at(10)).reason is HoursReason.MANUAL


def test_b64_emergency_opens_outside_the_shifts():
    assert is_open(exceptional(is_emergency=True), at(3)).is_open


def test_b63_hours_that_nobody_configured_are_an_error():
    for hours in (None, OpeningHours({})):
        with pytest.raises(HoursNotConfiguredError):
            require_hours(hours)


@pytest.mark.parametrize(
    ("hours", "place"),
    [
        (OpeningHours({0: (OpeningSpan(time(12), time(9)),)}), "week[0][0]"),
        (OpeningHours({0: (SHIFTS[1], SHIFTS[0])}), "week[0][1]"),
        (OpeningHours({7: SHIFTS}), "week[7]"),
        (exceptional(ExceptionalHours(at(9), at(9), is_open=True)), "exceptions[0]"),
        (
            OpeningHours({0: SHIFTS}, frozenset({date(2026, 1, 1)}), {date(2026, 1, 1): 0}),
            "make_up_days[2026-01-01]",
        ),
    ],
)
def test_b13_contradictory_hours_are_refused_with_their_place(hours, place):
    with pytest.raises(HoursRefusedError) as refused:
        require_hours(hours)
    assert refused.value.place == place


def test_a_shift_may_end_at_midnight():
    hours = OpeningHours({0: (OpeningSpan(time(22), time(0)),)})
    assert is_open(hours, at(23, 59)).is_open
    assert not is_open(hours, at(0, day=MONDAY + timedelta(days=1))).is_open


def test_next_change_finds_the_end_of_lunch_and_of_a_long_holiday():
    assert next_change(OFFICE, at(12, 30)) == at(14)
    assert opens_next(OFFICE, datetime(2026, 9, 30, 18)) == datetime(2026, 10, 8, 9)
    assert opens_next(OFFICE, at(9)) == at(9)
    assert next_change(ALWAYS_OPEN, at(9)) is None


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)))
def test_between_now_and_the_next_change_nothing_changes(instant):
    change = next_change(OFFICE, instant)
    assert change is not None
    before = change - timedelta(microseconds=1)
    assert is_open(OFFICE, before).is_open == is_open(OFFICE, instant).is_open
    assert is_open(OFFICE, change).is_open != is_open(OFFICE, instant).is_open


def test_a_year_without_a_notice_is_unknown():
    with pytest.raises(UnknownHolidayYearError):
        calendar_of(2031)


@pytest.mark.parametrize("year", sorted(CALENDARS))
def test_make_up_days_are_weekend_days_and_never_holidays(year):
    calendar = calendar_of(year)
    assert all(day.weekday() >= 5 for day in calendar.make_up_days)
    assert not calendar.holidays & set(calendar.make_up_days)


@pytest.mark.parametrize("year", sorted(CALENDARS))
def test_a_year_has_248_working_days_whatever_was_moved(year):
    """365 − 104 weekend days − the 13 days of the 2024 revision: moving days changes nothing."""
    first = date(year, 1, 1)
    assert sum(is_working_day(first + timedelta(days=n)) for n in range(365)) == 248


@pytest.mark.parametrize(
    ("make_up_day", "given_off"),
    [
        (date(2025, 4, 27), date(2025, 5, 5)),  # Labour Day is 1 and 2 May; Monday was given
        (date(2026, 2, 14), date(2026, 2, 20)),  # the festival is 16-19 February
        (date(2026, 2, 28), date(2026, 2, 23)),
    ],
)
def test_b63_a_make_up_day_is_worked_like_the_day_that_was_given_off(make_up_day, given_off):
    assert calendar_of(make_up_day.year).make_up_days[make_up_day] == given_off.weekday()


def test_working_days_skip_holidays_and_count_make_up_days():
    assert is_working_day(date(2026, 2, 14))
    assert not is_working_day(date(2026, 2, 16))
    assert add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
