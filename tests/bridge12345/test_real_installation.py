"""The bridge with real processes: web, dispatcher, Redis and worker, and a server that fails."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from app.doors.bridge12345.signing import SignedMessage, make_headers
from tests.bridge12345.other_side import REFERRALS, SECRET, Receiver, make_matter
from tests.journeys.real_installation import RealInstallation


def test_b95_a_step_reaches_12345_through_the_worker_though_it_fails_at_first(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.statuses = [503]
    extra = {"BRIDGE12345_SECRET": SECRET, "BRIDGE12345_CALLBACK_URL": receiver.url}
    installation = RealInstallation(tmp_path, extra)
    try:
        body = json.dumps(make_matter(call_expected=False)).encode()
        at = str(int(installation.store.clock.now().timestamp()))
        message = SignedMessage("POST", REFERRALS, at, "nonce-of-a-real-request", "key-1", body)
        answer = httpx.post(
            f"http://127.0.0.1:{installation.port}{REFERRALS}",
            content=body,
            headers=make_headers(SECRET, message),
        )
        assert answer.status_code == 201, answer.text
        installation.wait_for(lambda: receiver.codes() == ["callback_planned"], 60)
        assert [status for status, _, _ in receiver.seen] == [503, 200]
        assert receiver.forged == 0
    finally:
        installation.close()
