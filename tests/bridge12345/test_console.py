"""What the agent sees of a forwarded matter, and what 12345 reads afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.run.main import make_app
from tests.bridge12345.other_side import ZHUOMA, Operator, Receiver
from tests.journeys.cast import BO, LI, Hotline, caller

PASSWORD = "snow-lion-12348"
PANEL = "/console/contacts/1/referrals"


def sign_in(hotline: Hotline, name: str, agent_id: int) -> TestClient:
    services = hotline.world.services
    add_account(services.store, NewAccount(name, PASSWORD, name, Role.AGENT, agent_id=agent_id))
    browser = TestClient(
        make_app(services), headers={"accept": "text/html", "accept-language": "zh"}
    )
    browser.post("/sign-in", data={"username": name, "password": PASSWORD})
    return browser


@pytest.fixture
def tashi(hotline: Hotline, operator: Operator) -> TestClient:
    """Tashi at the console, talking with Zhuoma, whom 12345 announced."""
    agent_id = hotline.staff()
    operator.announce()
    hotline.ring_in(caller(BO, talk_s=300), number=ZHUOMA)
    hotline.run(30)
    return sign_in(hotline, "tashi", agent_id)


def test_the_console_shows_what_12345_knows(tashi: TestClient) -> None:
    for panel in (tashi.get(PANEL).text, tashi.get("/console?part=work&contact=1").text):
        assert f'hx-get="{PANEL}?part=facts"' in panel
        for words in ("12345 转来", "GZ-2026-000017", "12348-000001", "工地欠薪三个月", "卓玛"):
            assert words in panel
    assert "<h2" not in tashi.get(f"{PANEL}?part=facts").text


def test_it_is_shown_in_tibetan_too(tashi: TestClient) -> None:
    panel = tashi.get(f"{PANEL}?lang=bo").text
    assert "12345 ནས་བརྒྱུད་པ" in panel


def test_other_agents_do_not_see_it(hotline: Hotline, tashi: TestClient) -> None:
    li = sign_in(hotline, "li", hotline.staff(LI, ("zh",)))
    assert li.get(PANEL).status_code == 404
    assert li.post(f"{PANEL}/1/result", data={"result": "x"}).status_code == 404


def test_a_contact_of_its_own_has_no_panel(hotline: Hotline) -> None:
    agent_id = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(30)
    assert sign_in(hotline, "tashi", agent_id).get(PANEL).status_code == 204


def test_the_result_goes_out_when_the_ticket_is_closed(
    hotline: Hotline, tashi: TestClient, receiver: Receiver
) -> None:
    tashi.post(f"{PANEL}/1/result", data={"result": "已告知申请法律援助"})
    tashi.post("/console/contacts/1/close", data={"topic": "03", "notes": "只给自己看"})
    hotline.run(10)
    assert receiver.taken[-1]["result"] == {"topic": "03", "text": "已告知申请法律援助"}
    assert not any("只给自己看" in str(told) for told in receiver.taken)
    panel = tashi.get(PANEL).text
    assert "12345 已收到结果" in panel
    assert not re.search("<textarea", panel)
    late = tashi.post(f"{PANEL}/1/result", data={"result": "other"})
    assert late.status_code == 409


def write(browser: TestClient, seen: int, result: str) -> Any:
    """As the page's script sends it, which can ask."""
    data = {"seen": seen, "result": result}
    return browser.post(f"{PANEL}/1/result", data=data, headers={"accept": "application/json"})


def test_b105_a_stale_result_wipes_nothing_and_is_told(tashi: TestClient) -> None:
    first = write(tashi, 0, "甲\r\n乙").json()
    assert (first["result"], first["version"], first["clashes"]) == ("甲\n乙", 1, [])
    late = write(tashi, 0, "丙")
    assert late.status_code == 409
    told = late.json()
    assert (told["result"], told["clashes"], told["by"]) == ("甲\n乙", ["result"], "tashi")
    assert write(tashi, 0, "甲\n乙，又写").json()["version"] == 2, "it holds what it did not see"
    assert write(tashi, 0, "甲\n乙，又写").json()["version"] == 2, "sent again it is one"
    assert write(tashi, 2, "丙").json()["result"] == "丙"
    assert 'name="seen" value="3"' in tashi.get(PANEL).text
    assert tashi.get(f"{PANEL}/1/result").json()["result"] == "丙"


def test_b105_a_form_that_cannot_ask_keeps_both_results(tashi: TestClient) -> None:
    write(tashi, 0, "甲")
    assert tashi.post(f"{PANEL}/1/result", data={"result": "乙"}).is_success
    kept = tashi.get(f"{PANEL}/1/result").json()["result"]
    assert kept.startswith("甲\n\n—— tashi ")
    assert kept.endswith("\n乙")


def test_b105_what_12345_writes_anew_is_seen_and_wipes_neither_result_nor_language(
    hotline: Hotline, operator: Operator, tashi: TestClient
) -> None:
    heard = {"seen": 0, "language": "zh", "heard": "bo"}
    assert tashi.post("/console/contacts/1/ticket", data=heard).is_success
    write(tashi, 0, "甲")
    operator.announce("key-2", order_number="GZ-2026-000017")
    assert "12345 更改于" not in tashi.get(PANEL).text, "told again it is the same"
    operator.announce("key-3", remark="另有工伤")
    panel = tashi.get(PANEL).text
    assert "另有工伤" in panel
    assert "12345 更改于" in panel
    assert write(tashi, 1, "甲，另有工伤").json()["clashes"] == []
    assert hotline.contact(1).caller.last_language == "zh"


def test_a_referral_of_another_contact_cannot_be_written(tashi: TestClient) -> None:
    assert tashi.post(f"{PANEL}/7/result", data={"result": "x"}).status_code == 404
