"""A supervisor without a place on the roster notes a phone and listens; nobody is put through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.agents.models import Agent
from app.hotline.calls.models import Leg
from tests.console.installation import PASSWORD, Hotline, open_hotline
from tests.console.test_console import answer_call

BOSS = "+8613900000099"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    add_account(hotline.world.services.store, NewAccount("pema", PASSWORD, "Pema", Role.SUPERVISOR))
    add_account(hotline.world.services.store, NewAccount("tenzin", PASSWORD, "Tenzin", Role.EDITOR))
    hotline.world.gateway.switch.plans[BOSS] = PhonePlan(answers_after_s=1, keys=(KeyPress("1"),))
    yield hotline
    hotline.world.close()


def test_a_supervisor_notes_a_phone_and_is_rung_into_the_talk(hotline: Hotline) -> None:
    answer_call(hotline)
    pema = hotline.sign_in("pema")
    assert "请在“我的账号”中登记" in pema.get("/talks").text
    assert pema.post("/talks/1/listen").status_code == 403
    page = pema.post("/account/phone", data={"phone": "+86 139 0000 0099"}).text
    assert f'value="{BOSS}"' in page
    assert "请在“我的账号”中登记" not in pema.get("/talks").text
    assert pema.post("/talks/1/listen").status_code == 200
    hotline.wait(5)
    with hotline.world.services.store.read() as session:
        leg = session.scalars(select(Leg).where(Leg.role == "supervisor")).one()
        assert (leg.state, leg.is_muted) == ("joined", True)


def test_the_phone_alone_is_never_offered_a_call(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    pema.post("/account/phone", data={"phone": BOSS})
    pema.post("/account/phone", data={"phone": "sip:pema@example.test"})
    hotline.call()
    hotline.wait(30)
    with hotline.world.services.store.read() as session:
        agents = list(session.scalars(select(Agent).order_by(Agent.id)))
        assert [(agent.is_enabled, agent.state) for agent in agents][-1] == (False, "offline")
        assert len(agents) == 2, "a second phone takes the place of the first"
        assert list(session.scalars(select(Leg).where(Leg.role != "caller"))) == []
    assert "Pema" not in pema.get("/wallboard").text.split("坐席</h2>")[1]
    assert pema.post("/sign-out").status_code == 200


@pytest.mark.parametrize("typed", ["", "12", "my phone", "http://x"])
def test_what_is_no_phone_is_refused_in_words(hotline: Hotline, typed: str) -> None:
    answer = hotline.sign_in("pema").post("/account/phone", data={"phone": typed})
    assert answer.status_code == 422
    assert "请输入电话号码，或以 sip: 开头的地址" in answer.text


def test_an_editor_notes_a_phone_and_hears_no_talk(hotline: Hotline) -> None:
    tenzin = hotline.sign_in("tenzin")
    assert "只在您用电话录制提示音时振铃" in tenzin.get("/account").text
    assert tenzin.post("/account/phone", data={"phone": BOSS}).status_code == 200
    assert tenzin.get("/talks").status_code == 403
