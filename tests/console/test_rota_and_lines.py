"""The rota's page and the outside lines' page: what is noted there is what is rung."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Caller
from tests.console.installation import Hotline
from tests.console.test_console import answer_call, list_kinds

HTMX = {"hx-request": "true"}
NOW = {"starts": "2026-11-23T08:30", "ends": "2026-11-23T12:00"}


@pytest.fixture
def lawyer(hotline: Hotline) -> int:
    with hotline.world.services.store.write() as uow:
        new = NewAgent("Lawyer Li", ("zh",), "lawyer", address="+8613900000077", on_call=True)
        return add_agent(uow, new).id


def state_of(hotline: Hotline, agent_id: int) -> str:
    with hotline.world.services.store.read() as session:
        return session.get_one(Agent, agent_id).state


def test_a_shift_brings_on_duty_and_its_removal_off(
    hotline: Hotline, pema: TestClient, lawyer: int
) -> None:
    assert "听班但未排班： Lawyer Li" in " ".join(pema.get("/line/rota").text.split())
    page = pema.post("/line/rota", data={"agent": lawyer, **NOW, "county": "513328"}).text
    assert "甘孜县" in page
    assert "正在听班" in page
    hotline.wait(2)
    assert state_of(hotline, lawyer) == "ready"
    pema.post("/line/rota/drop", data={"shift": 1})
    hotline.wait(2)
    assert state_of(hotline, lawyer) == "offline"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "2026-11-23T08:00"}, "结束: 结束早于开始"),
        ({"starts": "soon"}, "开始: 这不是有效的日期或时间"),
        ({"starts": "0001-01-01T00:00"}, "开始: 这不是有效的日期或时间"),
        ({"ends": "9999-12-31T23:59"}, "结束: 这不是有效的日期或时间"),
        ({"agent": "1"}, "人员: 此人不是听班人员"),
        ({"county": "999999"}, "县（市）: 没有这个县"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_place(
    pema: TestClient, lawyer: int, changes: dict[str, str], sentence: str
) -> None:
    answer = pema.post("/line/rota", data={"agent": str(lawyer), **NOW, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nobody_is_planned_twice_at_one_time(pema: TestClient, lawyer: int) -> None:
    pema.post("/line/rota", data={"agent": lawyer, **NOW})
    again = pema.post("/line/rota", data={"agent": lawyer, **NOW})
    assert "此人该时段已排班" in again.text
    after = {"agent": lawyer, "starts": NOW["ends"], "ends": "2026-11-23T18:00"}
    assert pema.post("/line/rota", data=after).status_code == 200


def test_b59_the_callers_county_has_its_own_centre(hotline: Hotline, pema: TestClient) -> None:
    pema.post("/line/outside", data={"target": "110", "number": "0836 000 0000"})
    form = {"target": "110", "county": "513328", "number": "0836-752-0110"}
    assert "08367520110" in pema.post("/line/outside", data=form).text
    drolma, contact = answer_call(hotline)
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Caller, 1).county = "513328"
    drolma.post(f"/console/contacts/{contact}/outside", data={"to": "110"}, headers=HTMX)
    hotline.wait(3)
    calls = hotline.world.gateway.carrier.exchange.calls.values()
    assert "08367520110" in [call.to_number for call in calls]


def test_a_number_is_removed_and_a_bad_one_refused(hotline: Hotline, pema: TestClient) -> None:
    form = {"target": "120", "county": "513301", "number": "0836 120"}
    pema.post("/line/outside", data=form)
    assert "0836120" not in pema.post("/line/outside/drop", data={"line": "120:513301"}).text
    assert {"outside_line_set", "outside_line_dropped"} <= set(list_kinds(hotline))
    bad = pema.post("/line/outside", data=form | {"number": "ask the centre"})
    assert bad.status_code == 422
    assert "号码: 请输入国内电话号码" in bad.text
