"""Reading a call log: one row per call, with waits and talk times.

Rows that cannot be used are counted with their reason and left out, never guessed (B75).
Columns are named by a mapping; the default is that of the public bank log.
"""

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from app.planning.checking import ScenarioRefusedError

BANK_COLUMNS: Mapping[str, str] = {
    "arrival": "arrival",
    "kind": "type",
    "priority": "priority",
    "announcement_s": "vru_time",
    "wait_s": "q_time",
    "outcome": "outcome",
    "talk_s": "ser_time",
    "agent": "agent",
}
CALLER_COLUMN = "caller"
"""Where a log has it, redials are found; the value is never kept, only whether it is the same."""
ANSWERED, HUNG_UP = "AGENT", "HANG"
NO_NAME = "22"


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


@dataclass(slots=True)
class CallLog:
    """The usable calls by day, and how many rows were left out, by reason.

    `covered` are the days that the log speaks of, also those on which nobody called; without
    them a day counts when it has a call.
    """

    calls: list[LoggedCall] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    covered: tuple[date, ...] = ()

    def days(self) -> dict[date, list[LoggedCall]]:
        """Calls of each day in order of asking."""
        found: dict[date, list[LoggedCall]] = {day: [] for day in self.covered}
        for call in sorted(self.calls, key=lambda c: (c.day, c.t)):
            found.setdefault(call.day, []).append(call)
        return found


def read_log(path: Path, columns: Mapping[str, str] = BANK_COLUMNS) -> CallLog:
    """Read a CSV (also .gz). Raises ScenarioRefusedError for a missing file or column."""
    log = CallLog()
    try:
        with _open(path) as file:
            reader = csv.DictReader(file)
            missing = set(columns.values()) - set(reader.fieldnames or ())
            if missing:
                raise ScenarioRefusedError(str(path), "missing_columns", ", ".join(sorted(missing)))
            for row in reader:
                _add_row(log, row, columns)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioRefusedError(str(path), "unreadable", str(error)) from error
    return log


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _add_row(log: CallLog, row: Mapping[str, str], columns: Mapping[str, str]) -> None:
    outcome = row[columns["outcome"]]
    if outcome not in (ANSWERED, HUNG_UP):
        log.left_out[outcome.lower() or "no_outcome"] += 1
        return
    try:
        call = _make_call(row, columns)
    except ValueError:
        log.left_out["unreadable_number"] += 1
        return
    if not call.is_answered and call.wait_s <= 0.0:
        log.left_out["left_before_queueing"] += 1
        return
    log.calls.append(call)


def _make_call(row: Mapping[str, str], columns: Mapping[str, str]) -> LoggedCall:
    arrival = datetime.fromisoformat(row[columns["arrival"]])
    midnight = arrival.replace(hour=0, minute=0, second=0, microsecond=0)
    announcement_s = max(0.0, float(row[columns["announcement_s"]]))
    return LoggedCall(
        day=arrival.date(),
        t=(arrival - midnight).total_seconds() + announcement_s,
        kind=row[columns["kind"]],
        priority=int(row[columns["priority"]]),
        wait_s=float(row[columns["wait_s"]]),
        is_answered=row[columns["outcome"]] == ANSWERED,
        talk_s=float(row[columns["talk_s"]]),
        agent=row[columns["agent"]],
        caller=_blind(row.get(CALLER_COLUMN) or ""),
    )


def _blind(caller: str) -> int:
    """A number that is the same for the same caller, 0 for nobody."""
    digest = hashlib.sha256(caller.encode()).digest()
    return 1 + int.from_bytes(digest[:6], "big") if caller.strip() else 0


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
    )
