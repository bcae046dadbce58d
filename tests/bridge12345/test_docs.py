"""The page for 12345's developers tells the truth: its examples are sent, signed and compared."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest

from app.doors.bridge12345.models import Referral
from app.doors.bridge12345.schema import Announcement
from app.doors.bridge12345.signing import SignedMessage, sign
from app.doors.bridge12345.writing_actions import ResultDraft, write_result
from app.hotline.tickets.actions import close_ticket
from app.kit.errors import BadSetting
from app.kit.settings import read_settings
from tests.bridge12345.other_side import REFERRALS, SECRET, ZHUOMA, Operator, Receiver
from tests.journeys.cast import BO, Hotline, caller

PAGE = (Path(__file__).parents[2] / "docs" / "bridge12345.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(json|text)\n(.*?)\n^```", PAGE, re.DOTALL | re.MULTILINE)
ANNOUNCED, ANSWERED, PUSHED = (text for kind, text in BLOCKS if kind == "json")
SIGNED, HEADER = (text for kind, text in BLOCKS if kind == "text")


def test_the_signing_example_is_right() -> None:
    lines = SIGNED.split("\n")
    message = SignedMessage(*lines[1:6], ANNOUNCED.encode())
    assert message.to_text() == SIGNED
    assert f"X-12348-Signature: {sign(SECRET, message)}" == HEADER


def test_the_documented_lines_can_be_signed_by_anybody() -> None:
    """With nothing but the page and a standard library."""

    assert SIGNED.split("\n")[6] == hashlib.sha256(ANNOUNCED.encode()).hexdigest()
    code = hmac.new(SECRET.encode(), SIGNED.encode(), "sha256").hexdigest()
    assert HEADER.endswith(f"v1={code}")


def test_the_examples_are_what_comes(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    answer = operator.post(ANNOUNCED.encode())
    assert answer.json() == json.loads(ANSWERED)
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=40), number=ZHUOMA)
    hotline.run(90)
    with hotline.world.services.store.write() as uow:
        told = json.loads(PUSHED)
        draft = ResultDraft(told["result"]["text"], 0, 1)
        write_result(uow, uow.session.get_one(Referral, 1), draft)
        close_ticket(uow, 1, 1, "03")
    hotline.run(10)
    pushed = receiver.taken[-1]
    assert list(pushed) == list(told)
    assert list(pushed["contact"]) == list(told["contact"])
    for name in ("schema", "our_number", "state", "result", "callback_due_at"):
        assert pushed[name] == told[name]
    assert pushed["step"].keys() == told["step"].keys()


def test_every_field_is_described() -> None:
    names = {field.alias or name for name, field in Announcement.model_fields.items()}
    assert names <= set(re.findall(r"`(\w+)`", PAGE))
    assert f"POST {REFERRALS}" in PAGE


def test_a_secret_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        read_settings({"BRIDGE12345_SECRET": "short", "HOTLINE_DATA_DIR": str(tmp_path)})


def test_two_secrets_are_taken_while_one_changes(tmp_path: Path) -> None:
    new, old = "Vq8f0kT2mZr5Ww1xYb7Hc3Jd9Lg6Np4s", "r4Fz8Kc1Mv6Qx2Tb9Wd5Hg7Jn3Lp0SyA"
    environ = {"BRIDGE12345_SECRET": f"{new}, {old}", "HOTLINE_DATA_DIR": str(tmp_path)}
    assert read_settings(environ).bridge12345.secrets == (new, old)
