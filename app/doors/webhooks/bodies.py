"""What the carrier posted, packed for the receipt: nothing is left out, names cost next to nothing.

A form of the carrier is 400 to 600 bytes of names and words that are alike in every request.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

Form = Mapping[str, list[str]]

_ALIKE = (
    b'{"ParticipantCallStatus":"completed","ReasonParticipantLeft":"participant_hung_up",'
    b'"ConferenceSid":"CF","FriendlyName":"","SequenceNumber":"1","StatusCallbackEvent":'
    b'"participant-leave","conference-end","participant-join","ParticipantLabel":"caller",'
    b'"Muted":"false","Hold":"false","Coaching":"false","StartConferenceOnEnter":"true",'
    b'"EndConferenceOnExit":"false","QueueResult":"bridged","QueueSid":"QU","QueuePosition":"1",'
    b'"QueueTime":"1","AvgQueueTime":"0","CurrentQueueSize":"1","MaxQueueSize":"1000",'
    b'"Digits":"1","FinishedOnKey":"","msg":"Gather End","Timestamp":"Mon, 23 Nov 2026 01:00:11 '
    b'+0000","CallbackSource":"call-progress-events","SequenceNumber":"0","CallDuration":"6",'
    b'"Duration":"1","SipResponseCode":"200","in-progress","ringing","completed",'
    b'"Direction":"outbound-api","AccountSid":"AC","From":"+8612348","To":"+861","Caller":'
    b'"+8612348","Called":"+861","CallStatus":"in-progress","ApiVersion":"2010-04-01",'
    b'"Direction":"inbound","FromCountry":"CN","FromCity":"","FromState":"","FromZip":"",'
    b'"ToCountry":"CN","ToCity":"","ToState":"","ToZip":"","CallSid":"CA'
)
"""What most forms hold.  Receipts of the last 30 days were packed with it: it never changes."""
_MARK = b"\x01"
"""How a packed form begins, and no JSON."""


def pack_form(form: Form) -> bytes:
    """The form with its unknown parameters; one that is said once stands without a list."""
    plain = {name: values[0] if len(values) == 1 else values for name, values in form.items()}
    packer = zlib.compressobj(level=9, wbits=-15, memLevel=9, zdict=_ALIKE)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return _MARK + packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def read_form(packed: bytes) -> dict[str, list[str]]:
    """What `pack_form` was given; also of a receipt that was kept before forms were packed."""
    if not packed.startswith(_MARK):
        return dict(json.loads(packed))
    unpacker = zlib.decompressobj(wbits=-15, zdict=_ALIKE)
    text = (unpacker.decompress(packed[len(_MARK) :]) + unpacker.flush()).decode(
        "utf-8", "surrogatepass"
    )
    plain = json.loads(text)
    return {name: each if isinstance(each, list) else [each] for name, each in plain.items()}
