"""The door: the signature is checked over the raw body before anything else is looked at.

What passes is a `CarrierRequest` in plain words; every request is kept as a sealed receipt
with our answer, and one that repeats a fact gets the stored answer (B70).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from app.hotline.contacts.numbers import read_caller
from app.kit.errors import BadInput, NotAllowed
from app.kit.storage.hotlines import Hotlines
from app.kit.storage.scope import enter, find_current
from app.telephony.twilio.signatures import Signer, parse_body, read_words

_SID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,63}")
_KEY = re.compile(r"[0-9*#]")
_COUNT = re.compile(r"[0-9]{1,9}")
MAX_BODY_BYTES = 64 * 1024
KEPT_PARAMETERS = (
    "Digits",
    "QueueResult",
    "RecordingSid",
    "RecordingUrl",
    "RecordingDuration",
)
"""What a carrier says once: a call that is kept on the line brings it back in its address."""
TRIES = "Tries"
"""How often a kept call has come back; a parameter of our own, in the signed address."""
_TELLS_FACTS = ("/status", "/events")
"""Only there a sequence number names a fact; a document may be asked for again under the same."""


@dataclass(frozen=True, slots=True)
class CarrierRequest:
    """A genuine request of the carrier: its path below our base address and its form."""

    path: str
    form: dict[str, list[str]]
    idempotency_token: str = ""
    own_number: str = ""
    received_at: datetime | None = None

    def get(self, name: str) -> str:
        """The first value of a parameter, or ""."""
        values = self.form.get(name)
        return values[0] if values else ""

    def require_call_sid(self) -> str:
        """The call's id; raises BadInput when there is none."""
        call_sid = self.read_sid("CallSid")
        if not call_sid:
            raise BadInput(place="CallSid", reason="missing or malformed")
        return call_sid

    def read_sid(self, name: str) -> str:
        """The id of something at the carrier, fit for an address there; "" for anything else."""
        value = self.get(name)
        return value if _SID.fullmatch(value) else ""

    def read_key(self) -> str:
        """The one key that was pressed; "" for none, and for what no single key can be."""
        value = self.get("Digits")
        return value if _KEY.fullmatch(value) else ""

    def read_number(self, name: str) -> str:
        """A caller's number or address; "" when withheld or a word ("anonymous").

        Nobody calls from the hotline's own number: who says so withholds theirs.
        """
        number = read_caller(self.get(name))
        return "" if number == read_caller(self.own_number) else number

    def read_count(self, name: str, default: int = 0) -> int:
        """A whole number among the parameters."""
        value = self.get(name)
        return int(value) if _COUNT.fullmatch(value) else default

    def read_recording_sid(self) -> str:
        """The recording's id: the last part of its address where it is not told by itself
        (https://www.twilio.com/docs/voice/twiml/record promises the address alone)."""
        path = self.get("RecordingUrl").partition("?")[0].rstrip("/")
        named = path.rpartition("/")[2].partition(".")[0]
        return self.read_sid("RecordingSid") or (named if _SID.fullmatch(named) else "")

    @property
    def fact_key(self) -> str | None:
        """The name of the one fact this request tells, if it tells one that cannot recur."""
        sequence, event = self.get("SequenceNumber"), self.get("StatusCallbackEvent")
        if sequence and self.path.endswith(_TELLS_FACTS):
            sid = self.get("ConferenceSid") or self.get("CallSid")
            services = [self.path, sid, sequence, event or self.get("CallStatus")]
        elif self.idempotency_token:
            services = [self.path, self.idempotency_token]
        else:
            return None
        return hashlib.sha256("\n".join(services).encode()).hexdigest()


def _clean(form: dict[str, list[str]]) -> dict[str, list[str]]:
    """No database can hold a NUL or half a character, and no call fails for one."""
    return {read_words(name): [*map(read_words, values)] for name, values in form.items()}


async def admit(request: Request) -> CarrierRequest:
    """FastAPI dependency: the request if it is genuine; 403 when not, 4xx when garbage."""
    signer: Signer = request.app.state.services.signer
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise BadInput(place="body", reason="too long")
    signed = parse_body(body)
    asked = parse_body(request.url.query.encode())
    form = signed | _pick_kept(asked) if request.method == "POST" else asked
    if "\x00" in request.url.path:
        raise BadInput(place="path", reason="a NUL character")
    signature = request.headers.get("x-twilio-signature", "")
    base_url = request.app.state.services.settings.public_base_url
    if not any(signer.is_genuine(url, signed, signature) for url in _list_urls(request, base_url)):
        raise NotAllowed(reason="signature")
    token = request.headers.get("i-twilio-idempotency-token", "")
    hotlines: Hotlines = request.app.state.services.hotlines
    if hotlines.has_several and find_current() is None:  # no token of ours is in the address
        enter(hotlines.find_by_number(read_caller((form.get("To") or [""])[0])))
    own_number = hotlines.find_number()
    received_at = request.app.state.services.store.clock.now()
    return CarrierRequest(
        request.url.path.rstrip("/"), _clean(form), token, own_number, received_at
    )


def _pick_kept(query: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: query[name] for name in (*KEPT_PARAMETERS, TRIES) if name in query}


def _list_urls(request: Request, base_url: str) -> list[str]:
    """The addresses by which the carrier may have called us, all of them signed with our token:
    the public one, and, where it was told another name of this machine, the one it used."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    host = request.headers.get("host", "")
    bases = dict.fromkeys((base_url, f"https://{host}", f"http://{host}"))
    return [base + path for base in bases]
