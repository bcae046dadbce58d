"""Opening hours: is the line open at an instant, why, and when does it next change.

Precedence: a manual close beats all; then an exceptional closing; an exceptional opening; a
holiday; the week's shifts. Opening inclusive, closing exclusive. Times are the line's local
wall clock (`datetime` without zone): the shell converts. Hours that nobody configured are an
error at the start, neither open nor closed (B63).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

LINE_TIME = timezone(timedelta(hours=8), "CST")
"""The line lives on China Standard Time, which has had no summer time since 1991; a fixed offset
needs no time-zone files, which small Debian images lack."""
MIDNIGHT = time(0, 0)
WEEKDAYS = range(7)  # Monday is 0
HORIZON_DAYS = 400


class HoursReason(StrEnum):
    """What decided that the line is open or closed."""

    MANUAL = "manual"
    EMERGENCY = "emergency"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"
    MAKE_UP_DAY = "make_up_day"
    SHIFT = "shift"
    NO_SHIFT = "no_shift"


class HoursNotConfiguredError(ValueError):
    """Nobody said when the line is open."""


class HoursRefusedError(ValueError):
    """Hours that contradict themselves; `place` names the entry."""

    def __init__(self, place: str, code: str) -> None:
        super().__init__(f"{place}: {code}")
        self.place, self.code = place, code


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """From `opens` (inclusive) to `closes` (exclusive); 00:00 as an end is midnight."""

    opens: time
    closes: time

    def holds(self, at: time) -> bool:
        """Whether the wall-clock time is inside."""
        return self.opens <= at and (self.closes == MIDNIGHT or at < self.closes)


@dataclass(frozen=True, slots=True)
class ExceptionalHours:
    """An announced opening or closing of its own, from and until instants."""

    from_at: datetime
    until_at: datetime
    is_open: bool

    def holds(self, at: datetime) -> bool:
        """Whether the instant is inside."""
        return self.from_at <= at < self.until_at


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a line. `week` maps weekday (Monday 0) to its shifts, several a day.

    `holidays` close the line (or give it `holiday_spans`); `make_up_days` are worked with the
    shifts of the weekday they stand for.
    """

    week: Mapping[int, Sequence[OpeningSpan]]
    holidays: frozenset[date] = frozenset()
    make_up_days: Mapping[date, int] = field(default_factory=dict)
    holiday_spans: Sequence[OpeningSpan] = ()
    exceptions: Sequence[ExceptionalHours] = ()
    is_closed_by_hand: bool = False
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class HoursAnswer:
    """Open or closed, and what decided."""

    is_open: bool
    reason: HoursReason


ALWAYS_OPEN = OpeningHours({day: (OpeningSpan(MIDNIGHT, MIDNIGHT),) for day in WEEKDAYS})


def require_hours(hours: OpeningHours | None) -> OpeningHours:
    """Return valid hours. Raises HoursNotConfiguredError or HoursRefusedError."""
    if hours is None or not hours.week:
        raise HoursNotConfiguredError("opening hours are not configured")
    for day, spans in hours.week.items():
        if day not in WEEKDAYS:
            raise HoursRefusedError(f"week[{day}]", "no_such_weekday")
        _require_spans(f"week[{day}]", spans)
    _require_spans("holiday_spans", hours.holiday_spans)
    for index, each in enumerate(hours.exceptions):
        if each.until_at <= each.from_at:
            raise HoursRefusedError(f"exceptions[{index}]", "ends_before_it_starts")
    for day_off in sorted(hours.holidays & set(hours.make_up_days)):
        raise HoursRefusedError(f"make_up_days[{day_off}]", "also_a_holiday")
    return hours


def _require_spans(place: str, spans: Sequence[OpeningSpan]) -> None:
    last: time | None = None
    for index, span in enumerate(spans):
        if span.closes not in (MIDNIGHT,) and span.closes <= span.opens:
            raise HoursRefusedError(f"{place}[{index}]", "ends_before_it_starts")
        if last is not None and (last == MIDNIGHT or span.opens < last):
            raise HoursRefusedError(f"{place}[{index}]", "overlaps_or_out_of_order")
        last = span.closes


def is_open(hours: OpeningHours, at: datetime) -> HoursAnswer:
    """Whether the line is open at the local time `at`, and what decided."""
    if hours.is_closed_by_hand:
        return HoursAnswer(False, HoursReason.MANUAL)
    if hours.is_emergency:
        return HoursAnswer(True, HoursReason.EMERGENCY)
    inside = [each for each in hours.exceptions if each.holds(at)]
    if inside:  # a closing beats an opening
        return HoursAnswer(all(each.is_open for each in inside), HoursReason.EXCEPTION)
    spans, reason = spans_of(hours, at.date())
    if any(span.holds(at.time()) for span in spans):
        return HoursAnswer(True, reason)
    closed = HoursReason.HOLIDAY if reason is HoursReason.HOLIDAY else HoursReason.NO_SHIFT
    return HoursAnswer(False, closed)


def spans_of(hours: OpeningHours, day: date) -> tuple[Sequence[OpeningSpan], HoursReason]:
    """The day's shifts before exceptions: a holiday beats a shift, a make-up day is worked."""
    if day in hours.holidays:
        return hours.holiday_spans, HoursReason.HOLIDAY
    if day in hours.make_up_days:
        return hours.week.get(hours.make_up_days[day], ()), HoursReason.MAKE_UP_DAY
    return hours.week.get(day.weekday(), ()), HoursReason.SHIFT


def next_change(hours: OpeningHours, at: datetime) -> datetime | None:
    """The next local time at which open turns closed or the reverse; None within 400 days."""
    now_open = is_open(hours, at).is_open
    for offset in range(HORIZON_DAYS):
        day = at.date() + timedelta(days=offset)
        for edge in sorted(_edges_of(hours, day)):
            if edge > at and is_open(hours, edge).is_open != now_open:
                return edge
    return None


def _edges_of(hours: OpeningHours, day: date) -> set[datetime]:
    start = datetime.combine(day, MIDNIGHT)
    edges = {start}
    spans, _ = spans_of(hours, day)
    for span in spans:
        edges.add(datetime.combine(day, span.opens))
        if span.closes != MIDNIGHT:
            edges.add(datetime.combine(day, span.closes))
    until = start + timedelta(days=1)
    for each in hours.exceptions:
        edges |= {edge for edge in (each.from_at, each.until_at) if start <= edge < until}
    return edges


def opens_next(hours: OpeningHours, at: datetime) -> datetime | None:
    """When the line is next open: `at` itself if it is open now."""
    if is_open(hours, at).is_open:
        return at
    return next_change(hours, at)
