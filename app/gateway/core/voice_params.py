"""The parameters of voice requests and call status callbacks, in Twilio's names and units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from app.gateway.core.account import API_VERSION, Account
from app.gateway.core.records import Call

Params = list[tuple[str, str]]

_PLACES = ("City", "State", "Zip")


def list_voice_params(account: Account, call: Call) -> Params:
    """What every request for a document says about its call; places are blank, as abroad."""
    params = [
        ("CallSid", call.sid),
        ("AccountSid", account.sid),
        ("From", call.from_number),
        ("To", call.to_number),
        ("Caller", call.from_number),
        ("Called", call.to_number),
        ("CallStatus", call.status.value),
        ("ApiVersion", API_VERSION),
        ("Direction", call.direction.value),
    ]
    for party, number in (("From", call.from_number), ("To", call.to_number)):
        params.append((f"{party}Country", "CN" if number.startswith("+86") else ""))
        params.extend((f"{party}{place}", "") for place in _PLACES)
    if call.parent_sid is not None:
        params.append(("ParentCallSid", call.parent_sid))
    if call.answered_by is not None:
        params.append(("AnsweredBy", call.answered_by))
    return params


def list_progress_params(account: Account, call: Call, event: str, now: datetime) -> Params:
    """A call status callback for `event`; takes the call's next SequenceNumber."""
    params = list_voice_params(account, call)
    if event == "initiated":
        params = replace_params(params, {"CallStatus": "initiated"})
    params += [
        ("Timestamp", format_instant(now)),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(call.next_sequence)),
    ]
    call.next_sequence += 1
    if event == "completed":
        params.append(("CallDuration", str(call.duration_s)))
        params.append(("Duration", str(math.ceil(call.duration_s / 60))))
        if code := _BROKEN if call.is_broken else _SIP_CODES.get(call.status.value):
            params.append(("SipResponseCode", code))
    return params


_BROKEN = "408"
"""Request time-out: the other end no longer answers."""

_SIP_CODES: Mapping[str, str] = {
    "completed": "200",
    "busy": "486",
    "no-answer": "487",
    "canceled": "487",
    "failed": "404",
}


def replace_params(params: Params, changed: Mapping[str, str]) -> Params:
    """The same parameters with some values changed."""
    return [(name, changed.get(name, value)) for name, value in params]


def format_instant(at: datetime) -> str:
    """RFC 2822 in UTC, as Twilio writes instants: `Tue, 31 Aug 2010 20:36:28 +0000`."""
    return format_datetime(at.replace(microsecond=0))
