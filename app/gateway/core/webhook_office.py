"""Requests from the carrier to the application: made, signed, repeated, matched to answers.

It only decides what is to be sent and what an outcome means for whoever asked; a driver carries
the requests over the network (or through ASGI) and delivers what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from app.gateway.core.faults import Faults
from app.gateway.core.sids import SidMaker
from app.gateway.core.signature import sign_request
from app.gateway.core.timeline import Timeline
from app.gateway.core.webhooks import (
    TIMEOUT_S,
    FailureReason,
    Outcome,
    WebhookAnswer,
    WebhookFailure,
    WebhookRequest,
)

OutcomeHandler = Callable[[Outcome], None]


@dataclass(slots=True)
class _Flight:
    on_outcome: OutcomeHandler | None
    sent_at: datetime


@dataclass(slots=True)
class WebhookOffice:
    """Keeps requests until a driver takes them, and the ones under way until they are answered.

    `on_report_failed` hears the address and what was wrong when a callback was not taken well.
    """

    timeline: Timeline
    sids: SidMaker
    faults: Faults
    auth_token: str
    on_report_failed: Callable[[str, str], None]
    _ready: list[WebhookRequest] = field(default_factory=list)
    _flights: dict[int, _Flight] = field(default_factory=dict)
    _last_id: int = 0

    def request_document(
        self, method: str, url: str, params: Sequence[tuple[str, str]], on_outcome: OutcomeHandler
    ) -> int:
        """Ask for TwiML; `on_outcome` is called once, at the latest after the time-out."""
        token = self.sids.make_token()
        request_id = self._send(method, url, params, token, on_outcome, is_document=True)
        if self.faults.happens(self.faults.documents_repeated):
            self._send(method, url, params, token, None, is_document=True)
        return request_id

    def report(self, method: str, url: str, params: Sequence[tuple[str, str]]) -> None:
        """Send a status callback, as the faults of this run let it through."""
        token = self.sids.make_token()

        def send() -> None:
            self._send(method, url, params, token, check, is_document=False)

        def check(outcome: Outcome) -> None:
            if not isinstance(outcome, WebhookAnswer):
                self.on_report_failed(url, f"not answered: {outcome.reason}")
            elif not 200 <= outcome.status < 300:
                self.on_report_failed(url, f"HTTP {outcome.status}")

        for delay_s in self.faults.draw_callback_delays_s():
            self.timeline.call_in(delay_s, send)

    def take_requests(self) -> list[WebhookRequest]:
        """Hand over everything that is to be sent now, in order."""
        taken, self._ready = self._ready, []
        return taken

    def deliver(self, request_id: int, outcome: Outcome) -> None:
        """Tell what became of a request; a second outcome for it is ignored."""
        flight = self._flights.pop(request_id, None)
        if flight is None or flight.on_outcome is None:
            return
        handler, known_at = flight.on_outcome, self.timeline.now
        if outcome == WebhookFailure(FailureReason.TIMED_OUT):
            known_at = flight.sent_at + timedelta(seconds=TIMEOUT_S)
        self.timeline.call_at(known_at, lambda: handler(outcome))

    def count_under_way(self) -> int:
        """How many requests wait to be sent or answered."""
        return len(self._ready) + len(self._flights)

    def _send(
        self,
        method: str,
        url: str,
        params: Sequence[tuple[str, str]],
        token: str,
        on_outcome: OutcomeHandler | None,
        *,
        is_document: bool,
    ) -> int:
        self._last_id += 1
        body = tuple(params)
        if method == "GET":
            url, body = _with_query(url, body), ()
        headers = {
            "X-Twilio-Signature": sign_request(self.auth_token, url, body),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        request = WebhookRequest(self._last_id, method, url, body, headers, TIMEOUT_S, is_document)
        self._ready.append(request)
        self._flights[request.id] = _Flight(on_outcome, self.timeline.now)
        return request.id


def _with_query(url: str, params: Sequence[tuple[str, str]]) -> str:
    joint = "&" if urlsplit(url).query else "?"
    return url + joint + urlencode(params) if params else url
