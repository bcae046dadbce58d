"""China's public holidays and make-up working days, as data by year.

Source: the State Council office's yearly notices on holiday arrangements
(国务院办公厅关于部分节假日安排的通知): 国办发明电〔2024〕12号 of 12 November 2024 for 2025 and
国办发明电〔2025〕7号 of 4 November 2025 for 2026. Every span and make-up day was compared with the
full text as the Xinhua agency published it (for 2026: politics.gmw.cn, 2025-11-04, and two more
newspapers; for 2025: two reprints); the notice numbers were seen in reprints and other calendars,
not on the office's own site. Both years have 248 working days, as 365 days less 104 weekend days
less the 13 days of the 2024 revision of 全国年节及纪念日放假办法 must give.

The notices do not say which weekday a make-up day stands for. Here it stands for a weekday that
was given off beyond the 13 days, in order (a festival day on a weekend frees the next working
day first). A year that is not here is unknown, never "no holidays": `calendar_of` raises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


class UnknownHolidayYearError(LookupError):
    """The year's notice has not been entered."""

    def __init__(self, year: int) -> None:
        super().__init__(f"holidays of {year} are not known")
        self.year = year


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """Days off, and weekend days that are worked instead (with the weekday they stand for)."""

    holidays: frozenset[date]
    make_up_days: Mapping[date, int]


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _make_year(
    year: int, spans: tuple[tuple[int, int, int, int], ...], worked: Mapping[tuple[int, int], int]
) -> YearCalendar:
    off = (day for m1, d1, m2, d2 in spans for day in _days(date(year, m1, d1), date(year, m2, d2)))
    make_up = {date(year, month, day): weekday for (month, day), weekday in worked.items()}
    return YearCalendar(frozenset(off), make_up)


CALENDARS: dict[int, YearCalendar] = {
    2025: _make_year(
        2025,
        (
            (1, 1, 1, 1),  # 元旦
            (1, 28, 2, 4),  # 春节
            (4, 4, 4, 6),  # 清明节
            (5, 1, 5, 5),  # 劳动节
            (5, 31, 6, 2),  # 端午节
            (10, 1, 10, 8),  # 国庆节、中秋节
        ),
        {
            (1, 26): MONDAY,
            (2, 8): TUESDAY,
            (4, 27): MONDAY,
            (9, 28): TUESDAY,
            (10, 11): WEDNESDAY,
        },
    ),
    2026: _make_year(
        2026,
        (
            (1, 1, 1, 3),  # 元旦
            (2, 15, 2, 23),  # 春节
            (4, 4, 4, 6),  # 清明节
            (5, 1, 5, 5),  # 劳动节
            (6, 19, 6, 21),  # 端午节
            (9, 25, 9, 27),  # 中秋节
            (10, 1, 10, 7),  # 国庆节
        ),
        {
            (1, 4): FRIDAY,
            (2, 14): FRIDAY,
            (2, 28): MONDAY,
            (5, 9): TUESDAY,
            (9, 20): TUESDAY,
            (10, 10): WEDNESDAY,
        },
    ),
}


def calendar_of(year: int) -> YearCalendar:
    """The year's calendar. Raises UnknownHolidayYearError."""
    if year not in CALENDARS:
        raise UnknownHolidayYearError(year)
    return CALENDARS[year]


def is_working_day(day: date) -> bool:
    """Whether offices work: not a holiday, and a weekday or a make-up day."""
    calendar = calendar_of(day.year)
    if day in calendar.holidays:
        return False
    return day.weekday() < 5 or day in calendar.make_up_days


def add_working_days(day: date, count: int) -> date:
    """The date `count` working days after `day` (itself not counted)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
