"""Whatever people do, no log line of a running installation says who they are or opens
anything: the web with its access log, the worker and the carrier at the level that says most."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyotp
import pytest
from twilio.request_validator import RequestValidator

from app.doors.bridge12345.signing import SignedMessage, make_headers
from app.run.supervisor.ports import take_port
from tests.architecture.sources import ROOT
from tests.supervisor.test_run import PASSWORD, Installation

WITHIN_S = 30.0
NUMBER = "+8613987654321"
WORDS = "我丈夫打我，我叫卓玛"
FORWARDED = "工地欠薪三个月"
SEARCHED = "离婚协议"
SEARCHED_BY_STAFF = "topic-of-a-curious-editor"
BRIDGE_SECRET = "agreed-on-paper-between-12345-and-12348"
TOKEN = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
KEY = "the-key-of-a-house-that-nobody-calls-0123456789"
REFERRALS = "/api/12345/v1/referrals"


@dataclass
class WatchedInstallation:
    """A installation that says all it can, and a second web process with its access log on."""

    installation: Installation
    web: subprocess.Popen[str]
    address: str
    secrets: set[str] = field(default_factory=set)

    def close(self) -> str:
        """End it; everything that was said."""
        self.web.terminate()
        said = self.web.communicate(timeout=WITHIN_S)[0]
        self.installation.process.send_signal(signal.SIGTERM)
        said += self.installation.process.communicate(timeout=WITHIN_S)[0]
        return "\n".join([*self.installation.lines, said])


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[WatchedInstallation]:
    outside = {
        "HOTLINE_LOG_LEVEL": "DEBUG",
        "HOTLINE_SECRET_KEY": KEY,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "BRIDGE12345_SECRET": BRIDGE_SECRET,
        "BRIDGE12345_CALLBACK_URL": "http://127.0.0.1:9/12345",
    }
    installation = Installation(tmp_path, **outside)
    try:
        installation.read_until("ready: ")
        port = take_port()
        command = (sys.executable, "-m", "uvicorn", "app.run.starting:build", "--factory")
        web = subprocess.Popen(
            (*command, "--port", str(port), "--log-level", "debug", "--access-log"),
            cwd=ROOT,
            env=read_environment_of_web(installation),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        watched = WatchedInstallation(installation, web, f"http://127.0.0.1:{port}")
        wait_until(lambda: answers(watched.address))
        yield watched
    finally:
        web.kill()
        installation.end()


def read_environment_of_web(installation: Installation) -> dict[str, str]:
    """With the carrier and the Redis of this installation."""
    commands = installation.find_processes()
    web = next(pid for pid, command in commands.items() if "uvicorn" in command)
    variables = Path(f"/proc/{web}/environ").read_text().split("\0")
    return dict(each.split("=", 1) for each in variables if "=" in each)


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sign-in").is_success
    except httpx.TransportError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < deadline_s
        time.sleep(0.1)


def work_as_staff(watched: WatchedInstallation) -> None:
    """Sign in with a second factor, fail once, look and export."""
    browser = httpx.Client(base_url=watched.address, follow_redirects=True)
    watched.secrets |= {PASSWORD, "wrong-password-of-tashi"}
    browser.post("/sign-in", data={"username": "tashi", "password": "wrong-password-of-tashi"})
    page = browser.post("/sign-in", data={"username": "tashi", "password": PASSWORD}).text
    code = pyotp.TOTP(re.findall(r'id="secret">([A-Z2-7 ]+)<', page)[0].replace(" ", "")).now()
    browser.post("/sign-in/set-up", data={"code": code})
    assert browser.get("/editor/answers.jsonl", params={"topic": SEARCHED_BY_STAFF}).is_success
    assert browser.get("/editor/answers", params={"topic": SEARCHED_BY_STAFF}).is_success
    watched.secrets |= {*browser.cookies.values(), SEARCHED_BY_STAFF}


def write_as_caller(watched: WatchedInstallation) -> None:
    """Chat by page and by program, and search."""
    browser = httpx.Client(base_url=watched.address, follow_redirects=True)
    token = browser.post("/api/chat", json={"language": "zh"}).json()["token"]
    words = {"text": f"{WORDS}，电话{NUMBER}", "sender_token": "x"}
    assert browser.post(f"/api/chat/{token}/messages", json=words).is_success
    assert browser.get(f"/api/chat/{token}", params={"after": "0"}).is_success
    assert browser.post("/chat/messages", data={"text": WORDS}).is_success
    assert browser.get("/answers", params={"q": SEARCHED}).is_success
    watched.secrets |= {token, *browser.cookies.values()}
    watched.secrets |= {httpx.URL("/", params={"q": SEARCHED}).query.decode(), SEARCHED, WORDS}


def knock_as_carrier(watched: WatchedInstallation) -> None:
    """A call, a text, and somebody who pretends."""
    base = watched.installation.address
    for path, form in {
        "/twilio/voice": {"CallSid": "CA" + "7" * 32, "From": NUMBER, "To": "+8612348"},
        "/twilio/messages": {"MessageSid": "SM" + "7" * 32, "From": NUMBER, "Body": WORDS},
    }.items():
        url = f"{base}{path}?Digits={NUMBER[1:]}"
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        target = url.replace(base, watched.address)
        headers = {"x-twilio-signature": signature}
        assert httpx.post(target, data=form, headers=headers).is_success
        assert httpx.post(target, data=form).status_code == 403
        watched.secrets.add(signature)


def forward_as_12345(watched: WatchedInstallation) -> None:
    """A matter, whose number's owner has just called: the worker tells 12345, which is away."""
    matter = {
        "schema": "12345-referral/1",
        "order_number": "GZ-2026-000017",
        "caller_number": NUMBER,
        "caller_name": "卓玛",
        "language": "bo",
        "subject": "拖欠工资",
        "demand": FORWARDED,
        "appeal_type": "consultation",
        "urgency": "normal",
    }
    body, at = json.dumps(matter).encode(), str(int(time.time()))
    headers = make_headers(
        BRIDGE_SECRET, SignedMessage("POST", REFERRALS, at, "nonce-of-a-real-house", "key-1", body)
    )
    told = httpx.post(f"{watched.address}{REFERRALS}", content=body, headers=headers)
    assert told.status_code == 201, told.text
    assert httpx.post(f"{watched.address}{REFERRALS}", content=body).status_code == 401
    watched.secrets |= {FORWARDED, headers["X-12348-Signature"]}


def has_worked(folder: str) -> bool:
    """Whether the worker has tried something."""
    with sqlite3.connect(Path(folder) / "hotline.db") as database:
        tried = "SELECT count(*) FROM outbox WHERE lane = 'slow' AND attempts > 0"
        return bool(database.execute(tried).fetchone()[0])


def test_no_line_names_a_person_or_opens_anything(watched: WatchedInstallation) -> None:
    add = (sys.executable, "-m", "app.run.cli", "accounts", "add", "tashi", "--role=supervisor")
    subprocess.run(
        add,
        cwd=ROOT,
        env=watched.installation.environment,
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    work_as_staff(watched)
    write_as_caller(watched)
    knock_as_carrier(watched)
    forward_as_12345(watched)
    wait_until(lambda: has_worked(watched.installation.folder))
    said = watched.close()
    for heard in ('"POST /twilio/voice', '"GET /answers', "worker  |", "web     |"):
        assert heard in said, "or nothing was listened to"
    numbers = {NUMBER, NUMBER.removeprefix("+86")}
    secrets = watched.secrets | numbers | {"卓玛", BRIDGE_SECRET, TOKEN, KEY}
    lines = [line for line in said.splitlines() if any(each in line for each in secrets)]
    assert lines == []
    assert re.findall(r"[?&]\w+=.*|Query Params: (?!…).*", said) == []
