"""The studio's page rings the reader's own phone and tells how it stands, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from tests.console.installation import PASSWORD, Hotline, open_hotline

OWN = "+8613900000099"
READS = PhonePlan(
    answers_after_s=1,
    keys=(KeyPress("1", 6.0), KeyPress("#", 5.0, gather=2), KeyPress("1", 6.0, gather=3)),
    message_s=60,
)


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    add_account(hotline.world.services.store, NewAccount("tenzin", PASSWORD, "Tenzin", Role.EDITOR))
    hotline.hire("drolma", "bo", "zh")
    hotline.world.gateway.switch.plans[OWN] = READS
    yield hotline
    hotline.world.close()


def test_the_page_follows_the_call_and_shows_the_recording(hotline: Hotline) -> None:
    tenzin = hotline.sign_in("tenzin")
    tenzin.post("/account/phone", data={"phone": OWN})
    assert "用电话录音" in tenzin.get("/studio/waiting").text
    page = tenzin.post("/studio/waiting/bo/call").text
    assert "12348正在拨打您的电话" in page
    assert 'hx-get="/studio/waiting/bo/call"' in page
    assert 'hx-get="/studio/waiting/zh/call"' not in page, "one call, one place on the page"
    hotline.wait(5)
    piece = tenzin.get("/studio/waiting/bo/call")
    assert "请在提示音后朗读文字" in piece.text
    assert "hx-refresh" not in piece.headers
    hotline.wait(40)
    assert tenzin.get("/studio/waiting/bo/call").headers["hx-refresh"] == "true"
    page = tenzin.get("/studio/waiting").text
    assert "您的电话录音已收到并启用" in page
    assert "电话录音 · Tenzin" in page
    assert tenzin.get("/prompts/bo/waiting.wav").content.startswith(b"RIFF")
    hotline.wait(900)
    assert "您的电话录音已收到并启用" not in tenzin.get("/studio/waiting").text


def test_who_hangs_up_is_told_that_nothing_has_changed(hotline: Hotline) -> None:
    hotline.world.gateway.switch.plans[OWN] = PhonePlan(answers_after_s=1, hangs_up_after_s=4)
    tenzin = hotline.sign_in("tenzin")
    tenzin.post("/account/phone", data={"phone": OWN})
    tenzin.post("/studio/waiting/bo/call")
    hotline.wait(30)
    page = tenzin.get("/studio/waiting").text
    assert "没有保留录音" in page
    assert tenzin.get("/prompts/bo/waiting.wav").status_code == 404


def test_a_phone_that_nobody_answers_is_told(hotline: Hotline) -> None:
    hotline.world.gateway.switch.plans[OWN] = PhonePlan(answers_after_s=None)
    tenzin = hotline.sign_in("tenzin")
    tenzin.post("/account/phone", data={"phone": OWN})
    tenzin.post("/studio/waiting/bo/call")
    hotline.wait(60)
    assert "没有打通您的电话" in tenzin.get("/studio/waiting").text


def test_a_take_that_is_refused_says_why(hotline: Hotline) -> None:
    keys = (READS.keys[0], KeyPress("#", 9.0, gather=2), READS.keys[2])
    hotline.world.gateway.switch.plans[OWN] = PhonePlan(1, keys=keys, message_s=60)
    tenzin = hotline.sign_in("tenzin")
    tenzin.post("/account/phone", data={"phone": OWN})
    tenzin.post("/studio/notice/zh/call")
    hotline.wait(60)
    assert "来电人要听的时间过长" in tenzin.get("/studio/notice").text


def test_without_a_phone_the_page_says_where_to_note_one(hotline: Hotline) -> None:
    tenzin = hotline.sign_in("tenzin")
    answer = tenzin.post("/studio/waiting/bo/call")
    assert answer.status_code == 409
    assert "请在“我的账号”中登记" in answer.text


def test_only_staff_of_the_studio_are_rung(hotline: Hotline) -> None:
    assert hotline.sign_in("drolma").post("/studio/waiting/bo/call").status_code == 403
    assert hotline.open_browser().post("/studio/waiting/bo/call").url.path == "/sign-in"
    tenzin = hotline.sign_in("tenzin")
    assert tenzin.post("/studio/nothing/bo/call").status_code == 404
    assert tenzin.get("/studio/waiting/en/call").status_code == 404
