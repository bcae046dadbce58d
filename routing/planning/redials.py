"""Who calls again after giving up: the share and the gap, from whose calls they were.

A second call of the same caller soon after an abandoned one is a redial, not another person:
counted as a person it would inflate the forecast (Aguir et al. 2004).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from routing.planning.call_log import CallLog, LoggedCall
from routing.simulation.world import REDIAL_AFTER_S

WITHIN_S = 3600.0
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Redials:
    """`p`: share of those who gave up that called again; `gap_s`: mean seconds in between."""

    abandoned: int
    again: int
    gap_s: float

    @property
    def p(self) -> float:
        """Share of abandoned calls that were followed by another."""
        return self.again / self.abandoned if self.abandoned else 0.0

    @property
    def gap_mean_s(self) -> float:
        """The scenario's gap: what comes on top of the fixed seconds before any redial."""
        return max(0.0, self.gap_s - REDIAL_AFTER_S)


def find_redials(log: CallLog, within_s: float = WITHIN_S) -> tuple[Redials, set[int]]:
    """The estimate, and the positions in `log.calls` of calls that are redials."""
    by_caller: defaultdict[int, list[int]] = defaultdict(list)
    for index, call in enumerate(log.calls):
        if call.caller:
            by_caller[call.caller].append(index)
    abandoned, gaps, redials = 0, [], set[int]()
    for indexes in by_caller.values():
        indexes.sort(key=lambda i: _asked_s(log.calls[i]))
        for index, following in zip(indexes, [*indexes[1:], None], strict=True):
            call = log.calls[index]
            if call.is_answered:
                continue
            abandoned += 1
            if following is None:
                continue
            gap_s = _asked_s(log.calls[following]) - _asked_s(call) - call.wait_s
            if 0.0 <= gap_s <= within_s:
                gaps.append(gap_s)
                redials.add(following)
    return Redials(abandoned, len(gaps), fmean(gaps) if gaps else 0.0), redials


def without_redials(calls: Sequence[LoggedCall], redials: set[int]) -> list[LoggedCall]:
    """One call a person: the first of each row of tries."""
    return [call for index, call in enumerate(calls) if index not in redials]


def _asked_s(call: LoggedCall) -> float:
    return call.day.toordinal() * DAY_S + call.t
