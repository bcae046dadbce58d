"""Who is gone: what it means that a call left the room or the queue, by what we know ourselves.

Pure.  Gone is whoever's own call is in a finished state.  Anything else, a reason above all, is
a carrier's wording: then the call's own callback says it, or the carrier is asked.
"""

from __future__ import annotations

from enum import StrEnum

from app.hotline.contacts.models import ContactStage
from app.telephony.endings import is_over


class Leaving(StrEnum):
    """What a leaving means: the call is over; unclear, so ask; or nobody needs to know."""

    GONE = "gone"
    ASK = "ask"
    EXPECTED = "expected"


_TALK_IS_OVER = frozenset({ContactStage.WRAPPING_UP, ContactStage.ENDED})


def judge_caller_left(stage: str, call_status: str) -> Leaving:
    """The caller left the room.

    Only in mid-talk does their state decide at once: whoever waits was moved by us, back to the
    music, and whatever the carrier says of that must not cut them off.
    """
    if stage == ContactStage.CONNECTED and is_over(call_status):
        return Leaving.GONE
    return Leaving.EXPECTED if stage in _TALK_IS_OVER else Leaving.ASK
