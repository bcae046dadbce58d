"""A small application for the carrier's tests: answers by path, and remembers every request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from app.gateway.core.account import Account
from app.gateway.core.addresses import Source
from app.gateway.core.faults import Faults
from app.gateway.core.webhooks import Outcome, WebhookAnswer, WebhookRequest
from app.gateway.rest.answers import RestAnswer
from app.gateway.simulated.plans import PhonePlan
from app.gateway.stepped import SteppedGateway

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SID = "AC" + "5" * 32
TOKEN = "secret"
HOTLINE = "+8612348"
CALLER = "+8613900000001"
AGENT = "+8613800000002"
APP = "https://hotline.test"

Reply = str | Outcome | Callable[[dict[str, str]], "str | Outcome"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the application saw it."""

    at: datetime
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]

    @property
    def seconds(self) -> float:
        return (self.at - START).total_seconds()


@dataclass
class World:
    """The carrier on a stepped clock with an application made of `replies` by path."""

    replies: dict[str, Reply] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    fallback: Source | None = None
    queue_size: int = 1000
    seed: int = 7

    def __post_init__(self) -> None:
        account = Account(
            sid=SID,
            auth_token=TOKEN,
            number=HOTLINE,
            voice_url=f"{APP}/voice",
            fallback=self.fallback,
            status_callback=f"{APP}/number-status",
            message_url=f"{APP}/messages",
            queue_size=self.queue_size,
        )
        self.gateway = SteppedGateway(account, START, self.seed, faults=self.faults)

    @property
    def now_s(self) -> float:
        return (self.gateway.timeline.now - START).total_seconds()

    def post(self, request: WebhookRequest) -> Outcome:
        parts = urlsplit(request.url)
        posted = dict(request.params)
        validator = RequestValidator(TOKEN)
        signature = request.headers["X-Twilio-Signature"]
        assert validator.validate(request.url, posted, signature), request
        params = posted | dict(parse_qsl(parts.query, keep_blank_values=True))
        self.seen.append(
            Seen(
                self.gateway.timeline.now, request.method, parts.path, params, dict(request.headers)
            )
        )
        reply = self.replies.get(parts.path, "")
        answer = reply(params) if callable(reply) else reply
        return twiml(answer) if isinstance(answer, str) else answer

    def run(self, seconds: float) -> None:
        """Let `seconds` pass."""
        until_at = self.gateway.timeline.now + timedelta(seconds=seconds)
        self.gateway.run_until(until_at, self.post)

    def call_in(self, plan: PhonePlan, number: str = CALLER) -> None:
        self.gateway.switch.dial_in(number, HOTLINE, plan)
        self.run(0)

    def rest(self, method: str, path: str, *params: tuple[str, str]) -> RestAnswer:
        full = f"/2010-04-01/Accounts/{SID}/{path}.json"
        answer = self.gateway.handle_rest(method, full, list(params), (SID, TOKEN))
        self.run(0)
        return answer

    def made(self, method: str, path: str, *params: tuple[str, str]) -> dict[str, object]:
        """The JSON of a REST request that must succeed."""
        answer = self.rest(method, path, *params)
        assert answer.status < 300, answer
        return dict(answer.json or {})

    def at(self, path: str) -> list[Seen]:
        """The requests to one path."""
        return [seen for seen in self.seen if seen.path == path]

    def problems(self) -> list[int]:
        return [entry.code.value for entry in self.gateway.carrier.exchange.problems.entries]


def twiml(text: str, status: int = 200) -> WebhookAnswer:
    """An answer holding the verbs in `text`; nothing at all for the empty string."""
    body = f"<Response>{text}</Response>" if text else "<Response/>"
    return WebhookAnswer(status, "text/xml", body.encode())
