"""An honest call: what the carrier posts, signed, measured from the outside."""

from __future__ import annotations

import http.client
import secrets
import threading
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from app.gateway.core.signature import sign_request

HOSTS_PATIENCE_S = 15.0
"""As long as Twilio waits for a document."""
EVERY_S = 0.1


@dataclass(slots=True)
class HonestCalls:
    """Calls that come in one after the other; `waited_s` is what each waited for its document."""

    port: int
    token: str
    waited_s: list[float] = field(default_factory=list)
    failed: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def measure(self, seconds: float) -> None:
        """Let calls come for so long; each hangs up when it was answered."""
        end_s = perf_counter() + seconds
        while perf_counter() < end_s:
            sid = f"CA{secrets.token_hex(16)}"
            number = f"+86139{secrets.randbelow(10**8):08d}"
            call = {"CallSid": sid, "From": number, "To": "+8612348", "Direction": "inbound"}
            begun_s = perf_counter()
            is_heard = self._post("/twilio/voice", call | {"CallStatus": "ringing"})
            self.waited_s.append(perf_counter() - begun_s)
            self.failed += not is_heard
            self._post("/twilio/status", call | {"CallStatus": "completed"})
            self._over.wait(EVERY_S)

    def _post(self, path: str, form: dict[str, str]) -> bool:
        signature = sign_request(
            self.token, f"http://127.0.0.1:{self.port}{path}", list(form.items())
        )
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HOSTS_PATIENCE_S)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        try:
            connection.request("POST", path, urlencode(form), headers)
            return connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
