"""When we ring somebody of our own accord: soon after we missed them, not at night, and again
while the line is open.

Times are the line's local wall clock.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from routing.hours import OpeningHours, opens_next
from routing.settings import Settings


def find_calling_time(settings: Settings, at: datetime) -> datetime:
    """When to reach somebody who does not wait for it: soon, and after a night in the morning."""
    day = datetime.combine(at.date(), datetime.min.time())
    begins = day + timedelta(seconds=settings.calling_from_s)
    if at < begins:
        return begins
    if at < day + timedelta(seconds=settings.calling_until_s):
        return at + timedelta(seconds=settings.callback_missed_after_s)
    return begins + timedelta(days=1)


def find_retry(
    settings: Settings, hours: OpeningHours, at: datetime, tries: int
) -> datetime | None:
    """When to ring somebody again who was rung so often in vain; None: no more.

    An hour in which the line is closed is waited out; a closing by hand is no such hour, for
    nobody knows its end.
    """
    if tries >= settings.callback_tries:
        return None
    again = at + timedelta(seconds=settings.callback_retry_s)
    return opens_next(replace(hours, is_closed_by_hand=False), again)
