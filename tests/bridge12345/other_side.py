"""12345 as the tests play it: it signs what it sends and takes, or refuses, what we push."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from app.doors.bridge12345.models import Referral, ReferralState
from app.doors.bridge12345.signing import (
    IDEMPOTENCY_KEY,
    NONCE,
    SIGNATURE,
    TIMESTAMP,
    SignedMessage,
    is_genuine,
    make_headers,
)
from app.hotline.contacts.models import Contact
from app.kit.storage.unit_of_work import UnitOfWork
from tests.journeys.cast import Hotline

SECRET = "agreed between 12345 and 12348 on paper"
REFERRALS = "/api/12345/v1/referrals"
ZHUOMA = "+8613800000012"


def make_matter(**changes: Any) -> dict[str, Any]:
    """A matter as 12345 writes it down; `changes` of None leave a field out."""
    matter = {
        "schema": "12345-referral/1",
        "order_number": "GZ-2026-000017",
        "caller_number": "138 0000 0012",
        "caller_name": "卓玛",
        "language": "bo",
        "subject": "拖欠工资",
        "demand": "工地欠薪三个月，想知道怎么办。",
        "appeal_type": "consultation",
        "urgency": "normal",
        "county": "513332",
        "expected_deadline": "2026-11-30T18:00:00+08:00",
    } | changes
    return {name: value for name, value in matter.items() if value is not None}


@dataclass(slots=True)
class Operator:
    """An operator's program at 12345: every request is signed anew."""

    hotline: Hotline
    secret: str = SECRET
    requests: int = 0

    def announce(self, key: str = "key-1", **changes: Any) -> httpx.Response:
        """Announce a matter."""
        return self.post(json.dumps(make_matter(**changes)).encode(), key)

    def post(self, body: bytes, key: str = "key-1", **headers: str) -> httpx.Response:
        """Send any body; `headers` (with `_` for `-`) replace the signed ones."""
        signed = self.sign("POST", REFERRALS, body, key)
        return self.send("POST", REFERRALS, body, signed | headers)

    def get(self, query: str) -> httpx.Response:
        """Ask for the list."""
        target = f"{REFERRALS}?{query}"
        return self.send("GET", target, b"", self.sign("GET", target, b"", ""))

    def sign(
        self, method: str, target: str, body: bytes, key: str, late_s: int = 0
    ) -> dict[str, str]:
        """Headers of a request that was signed `late_s` seconds ago."""
        self.requests += 1
        at = int(self.hotline.world.clock.now().timestamp()) - late_s
        nonce = f"nonce-of-request-{self.requests:06d}"
        return make_headers(self.secret, SignedMessage(method, target, str(at), nonce, key, body))

    def send(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Any:
        answer = self.hotline.world.http.request(method, target, content=body, headers=headers)
        self.hotline.world.settle()
        return answer


@dataclass(slots=True)
class Receiver:
    """12345's side of the push: answers with `statuses` one after another, then with 200."""

    statuses: list[int] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    seen: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    forged: int = 0
    url: str = ""

    def receive(self, target: str, headers: Any, body: bytes) -> int:
        message = SignedMessage(
            "POST", target, headers[TIMESTAMP], headers[NONCE], headers[IDEMPOTENCY_KEY], body
        )
        self.forged += not is_genuine([SECRET], message, headers[SIGNATURE])
        status = self.statuses.pop(0) if self.statuses else 200
        told = json.loads(body)
        self.seen.append((status, headers[IDEMPOTENCY_KEY], told))
        if status < 300:
            self.taken.append(told)
        return status

    def codes(self) -> list[str]:
        """The steps that were taken, in the order of their coming."""
        return [told["step"]["code"] for told in self.taken]


@contextmanager
def receive_pushes(statuses: Sequence[int] = ()) -> Iterator[Receiver]:
    """A real HTTP server on this machine that plays 12345."""
    receiver = Receiver(list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.receive(self.path, self.headers, body))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Tests look at what was received instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/12345/steps?line=12348"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def keep_matter(uow: UnitOfWork, contact: Contact, **changes: Any) -> Referral:
    """A matter that was forwarded and has found its contact, as it is kept."""
    key = contact.caller.person_key
    matter = json.dumps(make_matter(**changes), ensure_ascii=False)
    referral = Referral(
        order_number=f"GZ-{contact.id}",
        caller=contact.caller,
        contact_id=contact.id,
        state=ReferralState.MATCHED,
        received_at=uow.now,
        awaited_until_at=uow.now,
        changed_at=uow.now,
        appeal_type="consultation",
        urgency="normal",
        content_sealed=uow.vault.seal(matter, key),
    )
    uow.session.add(referral)
    return referral
