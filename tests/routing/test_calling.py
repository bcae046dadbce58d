"""When we ring somebody of our own accord: by the line's own hours and rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from routing.calling import find_calling_time, find_retry
from routing.hours import OpeningHours, OpeningSpan
from routing.settings import Settings, check_settings

ALWAYS = OpeningHours(week={day: (OpeningSpan(time(0), time(0)),) for day in range(7)})
OFFICE = OpeningHours(week={day: (OpeningSpan(time(9), time(17)),) for day in range(5)})
FRIDAY = datetime.fromisoformat("2026-11-27")
MONDAY = datetime.fromisoformat("2026-11-30T09:00")


@pytest.mark.parametrize(
    ("at", "called"),
    [("08:29", "08:30"), ("08:30", "08:40"), ("20:59", "21:09"), ("21:00", "08:30 next day")],
)
def test_who_was_missed_is_called_soon_and_after_a_night_in_the_morning(
    at: str, called: str
) -> None:
    day = FRIDAY.replace(day=28 if called.endswith("next day") else 27)
    expected = datetime.combine(day, time.fromisoformat(called[:5]))
    missed = datetime.combine(FRIDAY, time.fromisoformat(at))
    assert find_calling_time(Settings(), missed) == expected


def test_the_line_has_hours_of_its_own_for_calling() -> None:
    rule = replace(Settings(), calling_from_s=10 * 3600.0, callback_missed_after_s=60.0)
    assert find_calling_time(rule, FRIDAY.replace(hour=9)) == FRIDAY.replace(hour=10)
    assert find_calling_time(rule, FRIDAY.replace(hour=11)) == FRIDAY.replace(hour=11, minute=1)
    [problem] = check_settings(replace(rule, calling_until_s=9 * 3600.0))
    assert (problem.place, problem.code) == ("calling_until_s", "ends_before_it_starts")


@pytest.mark.parametrize(
    ("hours", "at", "again"),
    [
        (ALWAYS, FRIDAY.replace(hour=23, minute=55), FRIDAY.replace(day=28, minute=5)),
        (OFFICE, FRIDAY.replace(hour=16), FRIDAY.replace(hour=16, minute=10)),
        (OFFICE, FRIDAY.replace(hour=16, minute=55), MONDAY),
        (replace(OFFICE, is_closed_by_hand=True), FRIDAY.replace(hour=12), None),
    ],
    ids=["7x24", "open", "over the weekend", "closed by hand"],
)
def test_b61_a_retry_falls_within_the_opening_hours(
    hours: OpeningHours, at: datetime, again: datetime | None
) -> None:
    expected = again or at.replace(minute=10)  # nobody knows when that is undone
    assert find_retry(Settings(), hours, at, 1) == expected


@pytest.mark.parametrize(("tries", "rings_again"), [(1, True), (2, True), (3, False), (4, False)])
def test_b61_the_line_rings_somebody_so_often_and_no_more(tries: int, rings_again: bool) -> None:
    assert (find_retry(Settings(), ALWAYS, FRIDAY, tries) is not None) is rings_again
    assert find_retry(replace(Settings(), callback_tries=5), ALWAYS, FRIDAY, tries) is not None
