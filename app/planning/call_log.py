"""Reading a call log: one row per call, with waits and talk times.

Rows that cannot be used are counted with their reason and left out, never guessed (B75).
Columns are named by a mapping; the default is that of the public bank log.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
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
ANSWERED, HUNG_UP = "AGENT", "HANG"
NO_NAME = "22"


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that reached the queue, or was answered at once. Seconds; `t` from midnight."""

    day: date
    t: float
    kind: str
    priority: int
    wait_s: float
    is_answered: bool
    talk_s: float
    agent: str

    @property
    def answered_t(self) -> float:
        """Second of the day at which the wait ended."""
        return self.t + self.wait_s


@dataclass(slots=True)
class CallLog:
    """The usable calls by day, and how many rows were left out, by reason."""

    calls: list[LoggedCall] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def days(self) -> dict[date, list[LoggedCall]]:
        """Calls of each day in order of asking."""
        found: dict[date, list[LoggedCall]] = {}
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
    )


def split_days(log: CallLog, share: float) -> tuple[CallLog, CallLog]:
    """The first `share` of the days to fit on, the rest to be judged by."""
    days = sorted(log.days())
    cut = days[min(len(days) - 1, max(1, round(len(days) * share)))]
    return _only(log, (c for c in log.calls if c.day < cut)), _only(
        log, (c for c in log.calls if c.day >= cut)
    )


def split_at(log: CallLog, first_judged: date) -> tuple[CallLog, CallLog]:
    """Days before the date to fit on, the others to be judged by."""
    before = (c for c in log.calls if c.day < first_judged)
    return _only(log, before), _only(log, (c for c in log.calls if c.day >= first_judged))


def _only(log: CallLog, calls: Iterator[LoggedCall]) -> CallLog:
    return CallLog(list(calls), Counter(log.left_out))
