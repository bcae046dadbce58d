"""The door: the signature is checked over the raw body before anything else is looked at.

What passes is a `CarrierRequest` in plain words; every request is kept as a sealed receipt
with our answer, and one that repeats a fact gets the stored answer (B70).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from fastapi import Request

from app.errors import BadInput, NotAllowed
from app.telephony.twilio.signatures import Signer, parse_body

_CALL_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_ADDRESS = re.compile(r"(sip|client):[^\s@]{1,128}(@[^\s]{1,128})?")
MAX_BODY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class CarrierRequest:
    """A genuine request of the carrier: its path below our base address and its form."""

    path: str
    form: dict[str, list[str]]
    idempotency_token: str = ""

    def get(self, name: str) -> str:
        """The first value of a parameter, or ""."""
        values = self.form.get(name)
        return values[0] if values else ""

    def require_call_sid(self) -> str:
        """The call's id; raises BadInput when there is none."""
        call_sid = self.get("CallSid")
        if not _CALL_SID.fullmatch(call_sid):
            raise BadInput(place="CallSid", reason="missing or malformed")
        return call_sid

    def read_number(self, name: str) -> str:
        """A caller's number or address; "" when withheld or a word ("anonymous")."""
        value = self.get(name).strip()
        if _NUMBER.fullmatch(value) or _ADDRESS.fullmatch(value):
            return value
        return ""

    def read_count(self, name: str, default: int = 0) -> int:
        """A whole number among the parameters."""
        value = self.get(name)
        return int(value) if value.isascii() and value.isdigit() else default

    @property
    def fact_key(self) -> str | None:
        """The name of the one fact this request tells, if it tells one that cannot recur."""
        sequence, event = self.get("SequenceNumber"), self.get("StatusCallbackEvent")
        if self.idempotency_token:
            parts = [self.path, self.idempotency_token]
        elif sequence:
            sid = self.get("ConferenceSid") or self.get("CallSid")
            parts = [self.path, sid, sequence, event or self.get("CallStatus")]
        else:
            return None
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def admit(request: Request) -> CarrierRequest:
    """FastAPI dependency: the request if it is genuine; 403 when not, 4xx when garbage."""
    signer: Signer = request.app.state.parts.signer
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise BadInput(place="body", reason="too long")
    form = parse_body(body)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    url = request.app.state.parts.settings.public_base_url + path
    if not signer.is_genuine(url, form, request.headers.get("x-twilio-signature", "")):
        raise NotAllowed(reason="signature")
    return CarrierRequest(
        request.url.path, form, request.headers.get("i-twilio-idempotency-token", "")
    )
