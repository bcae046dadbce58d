"""Keeps a call on the line that we cannot handle now, as the number's fallback does while we are
down: a word, a pause, and the same request again, for as long as the caller stays.

Needs no database.  What may pass is told by `storage.away`; a fault of ours is tried a few times.
"""

from __future__ import annotations

from urllib.parse import urlencode

from app.doors.webhooks.authentication import KEPT_PARAMETERS, TRIES, CarrierRequest
from app.hotline.calls.voice import LANGUAGE_KEYS, Voice
from app.kit.storage.away import find_lack
from app.telephony.answers import Answer, HangUp, Nothing, PauseThen
from app.telephony.endings import is_over

PAUSE_S = 10
PHONE_PAUSE_S = 3
"""Shorter for phones that we rang: somebody holds the receiver in their hand."""
MAX_TRIES = 3
"""So often a request is tried that fails by a fault of ours, before the caller is let go."""
CALLED_PHONES = ("/twilio/legs/", "/twilio/prompt-calls/")
"""Where phones ask that we rang: no caller's."""
_WENT_ON = frozenset({"bridged", "leave", "redirected", "redirected-from-bridged"})


def keep_call(voice: Voice, request: CarrierRequest, error: Exception) -> Answer | None:
    """What the call hears and does next; None when there is nothing left but to let it go."""
    passes = find_lack(error) is not None
    if is_over(request.get("CallStatus")) or request.get("QueueResult") == "hangup":
        return Nothing() if passes else None
    if request.path.endswith("/left") and request.get("QueueResult") in _WENT_ON:
        return Nothing()
    if request.path.startswith(CALLED_PHONES) and request.path.endswith("/room-left"):
        return HangUp()
    tries = request.read_count(TRIES)
    if not passes and tries + 1 >= MAX_TRIES:
        return None
    again = _write_address(voice, request, tries if passes else tries + 1)
    if request.path.startswith(CALLED_PHONES):
        return PauseThen(again, PHONE_PAUSE_S, voice.say("one_moment", "zh"))
    language = LANGUAGE_KEYS.get(request.get("Digits"))
    is_language = request.path.endswith("/language")
    return PauseThen(again, PAUSE_S, voice.say("please_hold", language if is_language else None))


def _write_address(voice: Voice, request: CarrierRequest, tries: int) -> str:
    kept = {name: request.get(name) for name in KEPT_PARAMETERS if request.get(name)}
    if tries:
        kept[TRIES] = str(tries)
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{voice.links.base_url}{request.path}{query}"
