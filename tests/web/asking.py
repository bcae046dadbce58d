"""Asks the hotline for one address as one of the cast, and says in a word what came of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from twilio.request_validator import RequestValidator

from app.doors.bridge12345.signing import SignedMessage, make_headers
from app.kit.web.masking import mask_number
from app.rehearsal.replay.stepped import BASE_URL, TWILIO
from tests.bridge12345.other_side import SECRET, make_matter
from tests.console.installation import PASSWORD
from tests.web.belongings import NUMBERS, WORDS
from tests.web.everybody import Everybody

Address = tuple[str, str]
YES, NO, NOT_FOUND = "yes", "no", "not found"
CARRIER, OTHER_HOTLINE = "carrier", "12345"
SIGNED = {CARRIER: "/twilio/", OTHER_HOTLINE: "/api/12345/"}
NOT_THEIRS = ("offer_not_pending", "offer_taken", "not_offered_to_agent")
"""What the engine says of an offer that does not ring at who asks."""
OFFERS = "/console/offers/"
OWNERS_OF_OFFERS = {
    "agent": "agent's colleague",
    "agent's colleague": "agent",
    "expert": "expert's colleague",
    "expert's colleague": "expert",
}
STREAMS = ("/live", "/chat/live")

FORM = {
    "agent": "3",
    "article_id": "t-1",
    "at": "2026-11-24T09:30",
    "choice": "none",
    "days": "1",
    "file": "",
    "groups": "",
    "helped": "yes",
    "how": "seen_to",
    "kept_days": "30",
    "kept_longer_days": "30",
    "language": "bo",
    "may": "call",
    "muted": "yes",
    "notes": "x",
    "number": "13800001234",
    "password": PASSWORD,
    "question": "which law",
    "rating": "off",
    "reason": "noted_in_error",
    "result": "reached",
    "score": "5",
    "state": "in_review",
    "text": "x",
    "to": "12345",
    "topic": "03",
    "username": "ed",
}
"""Every field that a form of ours has to have."""
FORMS: Mapping[str, Mapping[str, str]] = {
    "/console/contacts/{contact_id}/consult": {"to": "seat:expert"},
    "/console/contacts/{contact_id}/transfer": {"to": "seat:expert"},
    "/console/contacts/{contact_id}/person/marks": {"groups": "minor"},
    "/console/not-ready": {"reason": "meeting"},
    "/blocked": {"reason": "abuse"},
}
JSON: Mapping[str, Mapping[str, Any]] = {
    "/api/chat": {"language": "zh"},
    "/api/chat/{token}/messages": {"text": "x", "sender_token": "x"},
    "/api/chat/{token}/choice": {"choice": "none"},
    "/api/answers/suggest": {"text": "which law"},
    "/api/answers/gaps": {"text": "which law"},
    "/api/answers/{article_id}/use": {"language": "zh", "helped": True},
}
WITH_FILE = ("/files", "/editor/import", "/studio/{name}/{language}")
PLAIN_WORDS = {
    "account_id": "3",
    "article_id": "t-1",
    "how": "listen",
    "kind": "jsonl",
    "language": "zh",
    "name": "goodbye",
}
VERBS = {
    "/console/contacts/{contact_id}/talk/{verb}": "hold",
    "/line/hours/days/{verb}": "add",
    "/line/hours/exceptions/{verb}": "add",
    "/twilio/contacts/{token}/{verb}": "join",
    "/twilio/legs/{token}/{verb}": "room",
    "/twilio/prompt-calls/{token}/{verb}": "key",
}
NUMBERED_OF_ROLE = ("recording", "referral", "file")
NUMBERED = {
    "gap_id": "gap",
    "block_id": "block",
    "conflict_id": "conflict",
    "effect_id": "effect",
    "callback_id": "callback",
}


def list_addresses(routes: Any) -> Iterator[Address]:
    """Every method and path that the application answers; mounted folders with `{file}`."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_addresses(route.original_router.routes)
        elif hasattr(route, "methods"):
            yield from ((method, route.path) for method in route.methods - {"HEAD"})
        else:
            yield "GET", f"{route.path}/{{file}}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got."""

    status: int
    text: str = ""
    looks: frozenset[str] = frozenset()
    """The kinds of facts that the log has gained with who it was."""

    @property
    def word(self) -> str:
        """Whether they may, in the table's words."""
        if self.status in (401, 403) or any(each in self.text for each in NOT_THEIRS):
            return NO
        if self.status >= 500:
            return f"broken ({self.status})"
        return NOT_FOUND if self.status == 404 else YES

    def list_shown(self) -> set[str]:
        """What of callers stands in it."""
        words = {kind for kind, said in WORDS.items() if said in self.text}
        numbers = {each.removeprefix("+86") for each in NUMBERS}
        if any(number in self.text for number in numbers):
            words.add("number")
        elif any(mask_number(number) in self.text for number in NUMBERS):
            words.add("masked number")
        return words


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what belongs to a `role`: their own, unless they are its colleague."""

    everybody: Everybody
    who: str

    def ask(self, method: str, path: str) -> Answer:
        """What comes of it; everything is then as before."""
        try:
            answer = self._send(method, path)
            return replace(answer, looks=self.everybody.list_looks())
        finally:
            self.everybody.restore()

    def _send(self, method: str, path: str) -> Answer:
        target = self.fill(path)
        if path in STREAMS:
            cookie = self._browser(path).headers["cookie"]
            return Answer(_open_stream(self.everybody.hotline.app, target, cookie))
        if self.who == CARRIER:
            return self._send_as_carrier(method, target)
        if self.who == OTHER_HOTLINE:
            return self._send_as_12345(method, target)
        return _read(self._browser(path), method, target, **_make_body(path))

    def _browser(self, path: str) -> TestClient:
        """An offer rings at the colleagues, who have nobody on the line."""
        who = OWNERS_OF_OFFERS.get(self.who, self.who) if path.startswith(OFFERS) else self.who
        return self.everybody.browsers[who]

    def _send_as_carrier(self, method: str, target: str) -> Answer:
        form = {
            "CallSid": "CA" + "0" * 32,
            "From": "+8613700009999",
            "CallStatus": "in-progress",
            "MessageSid": "SM1",
            "Body": "x",
        }
        sent = form if method == "POST" else {}
        url = f"{BASE_URL}{target}"
        if method == "GET":
            url += "?" + "&".join(
                f"{name}={value.replace('+', '%2B')}" for name, value in form.items()
            )
        signature = RequestValidator(TWILIO.auth_token).compute_signature(url, sent)
        headers = {"x-twilio-signature": signature}
        browser = TestClient(self.everybody.hotline.app, base_url=BASE_URL, headers=headers)
        return _read(browser, method, url, data=sent)

    def _send_as_12345(self, method: str, target: str) -> Answer:
        body = b""
        if method == "POST":
            body = json.dumps(make_matter(order_number="GZ-new")).encode()
        else:
            target += "?since=2026-11-01T00:00:00%2B08:00"
        now = self.everybody.hotline.world.clock.now()
        message = SignedMessage(
            method, target, str(int(now.timestamp())), "nonce-of-the-table", "key-1", body
        )
        browser = TestClient(self.everybody.hotline.app, headers=make_headers(SECRET, message))
        return _read(browser, method, target, content=body)

    def fill(self, path: str, number: str = "") -> str:
        """The address with what is there: a role's own, the agent's for everybody else; with
        `number` in place of every row's."""

        def find(found: re.Match[str]) -> str:
            is_number = number and found[1].endswith("_id") and found[1] != "article_id"
            return number if is_number else self._find(path, found[1])

        return re.sub(r"\{(\w+)\}", find, path)

    def _find(self, path: str, name: str) -> str:
        role = self.who.partition("'")[0]
        ids, own = self.everybody.ids, role if role in self.everybody.own else "agent"
        kind = name.removesuffix("_id")
        if name == "contact_id":
            return str(self.everybody.own[own])
        if name == "offer_id":
            return self.everybody.ringing[own]
        if name.endswith("_id") and kind in NUMBERED_OF_ROLE:
            is_callers = path.startswith("/chat/")
            return ids[f"{kind} of {'caller' if is_callers else own}"]
        if name in NUMBERED:
            return ids[NUMBERED[name]]
        if name == "token":
            return self._find_token(path)
        if name == "file":
            return "css/base.css" if path.startswith("/static") else "goodbye.wav"
        return VERBS[path] if name == "verb" else PLAIN_WORDS[name]

    def _find_token(self, path: str) -> str:
        ids = self.everybody.ids
        if path.startswith("/api/chat"):
            return self.everybody.chat_token if self.who == "caller" else "0" * 32
        kinds = {"prompt-calls": "reading token", "texts": "text token"}
        kinds |= {"legs": "leg token of agent"}
        return ids[kinds.get(path.split("/")[2], "contact token of agent")]


def _read(browser: TestClient, method: str, target: str, **body: Any) -> Answer:
    answer = browser.request(method, target, **body)
    browser.cookies.clear()
    return Answer(answer.status_code, answer.content.decode(errors="replace"))


def _make_body(path: str) -> dict[str, Any]:
    if path in JSON:
        return {"json": JSON[path]}
    form = FORM | FORMS.get(path, {})
    if path.endswith(WITH_FILE):
        return {"data": form, "files": {"file": ("a.pdf", b"%PDF-1.4 x")}}
    return {"data": form}


def _open_stream(app: FastAPI, path: str, cookie: str) -> int:
    """The status of a stream, which the reader leaves as soon as it begins."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"accept", b"application/json"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    return asyncio.run(_read_status(app, scope))


async def _read_status(app: FastAPI, scope: dict[str, Any]) -> int:
    begun, status = asyncio.Event(), 0

    async def receive() -> dict[str, Any]:
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        begun.set()

    await asyncio.wait_for(app(scope, receive, send), 10)
    return status
