"""A log of calls as values: what each call was, by day, and how many rows told nothing.

Reading one from a file is the shell's; `own_log` makes one of the hotline's own events.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that reached the queue, or was answered at once. Seconds; `t` from midnight.

    `language` and `caller` (an identity without a meaning, 0 for nobody's) where they are known.
    """

    day: date
    t: float
    kind: str
    priority: int
    wait_s: float
    is_answered: bool
    talk_s: float
    agent: str
    language: str = ""
    caller: int = 0

    @property
    def answered_t(self) -> float:
        """Second of the day at which the wait ended."""
        return self.t + self.wait_s


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A broken row: its line in the file (the heading is 1), the column, a reason code."""

    line: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        shown = f" ({self.value[:80]})" if self.value else ""
        return f"line {self.line}, {self.column or 'row'}: {self.reason}{shown}"


@dataclass(slots=True)
class CallLog:
    """The usable calls by day, how many rows were left out, by reason, and which were broken.

    `covered` are the days that the log speaks of, also those on which nobody called; without
    them a day counts when it has a call.
    """

    calls: list[LoggedCall] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    covered: tuple[date, ...] = ()
    bad_rows: list[BrokenRow] = field(default_factory=list)

    def days(self) -> dict[date, list[LoggedCall]]:
        """Calls of each day in order of asking."""
        found: dict[date, list[LoggedCall]] = {day: [] for day in self.covered}
        for call in sorted(self.calls, key=lambda c: (c.day, c.t)):
            found.setdefault(call.day, []).append(call)
        return found


def split_days(log: CallLog, share: float) -> tuple[CallLog, CallLog]:
    """The first `share` of the days to fit on, the rest to be judged by."""
    days = sorted(log.days())
    return split_at(log, days[min(len(days) - 1, max(1, round(len(days) * share)))])


def split_at(log: CallLog, first_judged: date) -> tuple[CallLog, CallLog]:
    """Days before the date to fit on, the others to be judged by."""
    return (
        _only(log, lambda day: day < first_judged),
        _only(log, lambda day: day >= first_judged),
    )


def _only(log: CallLog, holds: Callable[[date], bool]) -> CallLog:
    return CallLog(
        [call for call in log.calls if holds(call.day)],
        Counter(log.left_out),
        tuple(filter(holds, log.covered)),
        list(log.bad_rows),
    )
