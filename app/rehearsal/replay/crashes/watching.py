"""How long after a strike the telephone is answered again, and the next agent's phone rings."""

from __future__ import annotations

import http.client
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx

from app.gateway.core.signature import sign_request
from app.rehearsal.replay.crashes.installation import TICK_S, StruckInstallation
from app.rehearsal.replay.floods.honest import HOSTS_PATIENCE_S

LONGEST = timedelta(seconds=90)
"""After this nobody is waited for any more."""
PROBES = "+86137"
"""Numbers of calls that only measure: the carrier does not know them."""
LATEST_CALLS = 30
KILLED = {"web", "worker", "redis"}
"""The others are away for a while, and recovery begins with their return."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """One strike.  If it `was_down`, callers were not answered from `struck_at` to `answered_at`;
    seconds count from the kill, or from when the database or disk was back; None: not within
    LONGEST."""

    kind: str
    struck_at: datetime
    back_at: datetime
    answered_s: float | None
    answered_at: datetime
    rung_s: float | None
    was_down: bool = True


def watch_recovery(
    installation: StruckInstallation, kind: str, struck_at: datetime, *, was_down: bool
) -> Recovery:
    """Call until somebody answers, then look until an agent's phone rings."""
    clock = installation.store.clock
    back_at = struck_at if kind in KILLED else clock.now()
    answered_at, rung_s = None, None
    while (now := clock.now()) < back_at + LONGEST and (answered_at is None or rung_s is None):
        if answered_at is None and is_answered(installation):
            answered_at = clock.now()
        if rung_s is None:
            rung_s = _find_ring(installation, back_at)
        installation.wait(TICK_S)
    answered_s = None if answered_at is None else (answered_at - back_at).total_seconds()
    return Recovery(kind, struck_at, back_at, answered_s, answered_at or now, rung_s, was_down)


def is_answered(installation: StruckInstallation) -> bool:
    """Whether somebody who calls now hears the welcome, not the word to hold; they hang up."""
    sid, number = f"CA{secrets.token_hex(16)}", f"{PROBES}{secrets.randbelow(10**8):08d}"
    call = {"CallSid": sid, "From": number, "To": "+8612348", "Direction": "inbound"}
    heard = _post(installation, "/twilio/voice", call | {"CallStatus": "ringing"})
    if "<Gather" not in heard:
        return False
    _post(installation, "/twilio/status", call | {"CallStatus": "completed"})
    return True


def _post(installation: StruckInstallation, path: str, form: dict[str, str]) -> str:
    """What the carrier would hear; "" for nothing."""
    besieged = installation.besieged
    signature = sign_request(besieged.token, installation.base_url + path, list(form.items()))
    connection = http.client.HTTPConnection("127.0.0.1", besieged.port, timeout=HOSTS_PATIENCE_S)
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signature, "Content-Type": kind, "Connection": "close"}
    try:
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        return answer.read().decode() if answer.status < 300 else ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def _find_ring(installation: StruckInstallation, since: datetime) -> float | None:
    """Seconds from `since` to the first call that the hotline placed after it."""
    try:
        calls = installation.list_calls(LATEST_CALLS)
    except httpx.HTTPError:
        return None
    rung = [call.created_at for call in calls if not call.is_inbound and call.created_at >= since]
    return (min(rung) - since).total_seconds() if rung else None
