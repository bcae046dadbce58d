"""Carriers that tell of the same leaving in other words, or later: for all it must end alike.

`pytest tests/journeys --wording NAME` plays every journey with one of them.
"""

from __future__ import annotations

from app.gateway.core.wording import Wording

WORDINGS = {
    "no-words": Wording(leave_reason="", leave_status=""),
    "other-reasons": Wording(leave_reason="participant_hung_up"),
    "odd-words": Wording(leave_reason="left", leave_status="left"),
    "late": Wording(is_leave_late=True),
    "late-without-words": Wording(leave_reason="", leave_status="", is_leave_late=True),
}
