"""Who of a group's robots is wanted when: half hour by half hour, in the line's local time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.rehearsal.replay.mapping import HALF_HOURS, AgentGroup
from app.rehearsal.replay.robots import RobotShift

HALF_HOUR = timedelta(minutes=30)
BREAK_AT_MOST = 4
"""Half hours after which somebody who is not wanted goes home instead of having a break."""


def find_duty(group: AgentGroup, index: int, half_hour: int) -> RobotShift:
    """What the group's `index`-th robot does in a half hour of the day (0..47)."""
    wanted = group.by_half_hour
    if index < wanted[half_hour]:
        return RobotShift.ON
    was_here = half_hour > 0 and any(
        index < number for number in wanted[max(0, half_hour - BREAK_AT_MOST) : half_hour]
    )
    comes_back = any(
        index < number for number in wanted[half_hour + 1 : half_hour + 1 + BREAK_AT_MOST]
    )
    return RobotShift.BREAK if was_here and comes_back else RobotShift.OFF


def list_half_hours(midnight: datetime) -> Iterator[tuple[int, datetime]]:
    """The half hours of a day with the instant at which each begins."""
    for half_hour in range(HALF_HOURS):
        yield half_hour, midnight + half_hour * HALF_HOUR
