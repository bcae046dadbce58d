"""What a carrier's words say of a call: whether it is over, and whether a line broke.

The one place that knows these words.  Only a call's own finished state ends it; reasons and
results are a carrier's wording, and decide nothing.
"""

from __future__ import annotations

FINISHED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""https://www.twilio.com/docs/voice/api/call-resource#call-status-values"""

_ENDED_BY_PEOPLE = frozenset({"486", "487", "603"})


def is_over(status: str) -> bool:
    """Whether a call in this state has ended; a word that we do not know ends nothing."""
    return status in FINISHED


def is_line_broken(status: str, sip_code: str) -> bool:
    """Whether a talking party's call ended without anybody hanging up (SIP: RFC 3261 §21).

    No code, or one that is no failure, is a hang-up.
    """
    is_failure = len(sip_code) == 3 and sip_code.isdecimal() and sip_code >= "400"
    return status == "failed" or (is_failure and sip_code not in _ENDED_BY_PEOPLE)
