"""The hours' page: every action by a form, every refusal with its place in the reader's words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.desks.line.queries import find_hotline
from app.hotline.dispatch.queries import read_emergency
from tests.console.installation import Hotline


def stored(hotline: Hotline) -> dict[str, Any]:
    with hotline.world.services.store.read() as session:
        return dict(find_hotline(session).hours)


def test_several_shifts_a_day_are_typed_as_people_write_them(
    hotline: Hotline, pema: TestClient
) -> None:
    form = {"day_0": "8:30-12:00，14:00–18:00", "day_6": "00:00-24:00", "keeps_holidays": "yes"}
    page = pema.post("/line/hours/week", data=form).text
    assert stored(hotline)["week"] == {
        "0": [["08:30", "12:00"], ["14:00", "18:00"]],
        "6": [["00:00", "00:00"]],
    }
    assert 'value="08:30-12:00, 14:00-18:00"' in page
    assert 'value="00:00-24:00"' in page
    assert "修改了开放时间 · Pema" in page


def test_shifts_in_full_width_figures_are_understood(hotline: Hotline, pema: TestClient) -> None:
    form = {"day_0": "９：００－１２：００，１４：００～１７：３０", "day_1": "9:00到２４：００"}
    assert pema.post("/line/hours/week", data=form).status_code == 200
    assert stored(hotline)["week"] == {
        "0": [["09:00", "12:00"], ["14:00", "17:30"]],
        "1": [["09:00", "00:00"]],
    }


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day_2": "8:00-12:00 11:00-13:00"}, "周三 · 2: 与另一班次重叠或顺序不对"),
        ({"day_2": "12:00-8:00"}, "周三 · 1: 结束早于开始"),
        ({"day_2": "00:00-23:59"}, "周三 · 1: 23:59 起关闭；如到午夜请写 24:00"),
        ({"day_4": "from nine"}, "周五 · 1: 请按 08:30-12:00"),
        ({"day_4": "08:00-12:00 25:00-26:00"}, "周五 · 2: 没有这个时刻"),
        ({}, "开放时间: 至少需要一个班次"),
    ],
)
def test_b63_a_bad_week_is_refused_with_its_place_and_what_was_typed_stays(
    hotline: Hotline, pema: TestClient, form: dict[str, str], sentence: str
) -> None:
    before = stored(hotline)
    answer = pema.post("/line/hours/week", data=form or {"day_0": ""})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{text}"' in answer.text for text in form.values())
    assert stored(hotline) == before


def test_b63_closed_by_hand_and_open_again_by_one_action_each(
    hotline: Hotline, pema: TestClient
) -> None:
    asked = pema.post("/line/hours/by-hand", data={"closed": "yes"}).text
    assert "现有 0 人在等待" in asked
    assert "is_closed_by_hand" not in stored(hotline), "one click closes nothing"
    sure = {"closed": "yes", "sure": "yes"}
    assert "手动关闭" in pema.post("/line/hours/by-hand", data=sure).text
    assert "撤销" in pema.get("/carrier").text, "every page of a supervisor undoes it"
    assert stored(hotline)["is_closed_by_hand"]
    pema.post("/line/hours/by-hand", data={"closed": ""})
    assert not stored(hotline)["is_closed_by_hand"]


def test_own_holidays_and_make_up_days_beside_the_state_councils(
    hotline: Hotline, pema: TestClient
) -> None:
    pema.post("/line/hours/days/add", data={"day": "2026-11-24", "works_like": ""})
    page = pema.post("/line/hours/days/add", data={"day": "2026-11-28", "works_like": "1"}).text
    assert "按此日上班 周二" in page
    assert stored(hotline)["own_make_up_days"] == {"2026-11-28": 1}
    pema.post("/line/hours/days/drop", data={"day": "2026-11-24"})
    assert stored(hotline)["own_holidays"] == []
    refused = pema.post("/line/hours/days/add", data={"day": "yesterday", "works_like": ""})
    assert "日期: 这不是有效的日期或时间" in refused.text


def test_an_exception_is_announced_and_lifted(hotline: Hotline, pema: TestClient) -> None:
    ends = {"from": "2026-11-23T08:00", "until": "2026-11-23T12:00"}
    page = pema.post("/line/hours/exceptions/add", data={**ends, "is_open": ""}).text
    assert "例外时段" in page
    assert "下次开放 2026-11-23 12:00" in page
    (each,) = stored(hotline)["exceptions"]
    pema.post("/line/hours/exceptions/drop", data={"from": each["from"], "until": each["until"]})
    assert stored(hotline)["exceptions"] == []
    turned = {"from": ends["until"], "until": ends["from"], "is_open": "yes"}
    assert "例外时段 · 1: 结束早于开始" in pema.post("/line/hours/exceptions/add", data=turned).text


def test_b64_the_emergency_is_planned_begun_and_ended(hotline: Hotline, pema: TestClient) -> None:
    plan = {"announcement": "emergency_disaster", "head_start_group:minor": "10"}
    pema.post("/line/hours/emergency/plan", data=plan)
    kept = read_emergency(stored(hotline))
    assert (kept.announcement, kept.calls_everyone) == ("emergency_disaster", False)
    assert kept.head_starts == {"group:minor": 600.0}
    assert "应急模式" in pema.post("/line/hours/emergency", data={"on": "yes", "sure": "yes"}).text
    assert stored(hotline)["is_emergency"]
    pema.post("/line/hours/emergency", data={"on": ""})
    assert not stored(hotline)["is_emergency"]


@pytest.mark.parametrize("typed", ["many", "-1", "1441", "nan"])
def test_b13_a_head_start_out_of_range_is_refused(
    hotline: Hotline, pema: TestClient, typed: str
) -> None:
    form = {"announcement": "emergency", "head_start_topic:03": typed}
    answer = pema.post("/line/hours/emergency/plan", data=form)
    assert answer.status_code == 422
    assert "03 劳动" in answer.text
    assert "emergency" not in stored(hotline)


def test_only_those_who_run_the_line_may_change_it(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.get("/line/hours").status_code == 403
    assert drolma.post("/line/hours/emergency", data={"on": "yes"}).status_code == 403
    assert "is_emergency" not in stored(hotline)


def test_two_supervisors_do_not_undo_each_others_week_unseen(
    hotline: Hotline, pema: TestClient
) -> None:
    """Both opened the page; the second is told, and nothing is lost."""
    seen = re.findall(r'name="based_on" value="(\w+)"', pema.get("/line/hours").text)
    week, plan = ({"based_on": state} for state in seen)
    assert pema.post("/line/hours/week", data=week | {"day_0": "08:00-12:00"}).status_code == 200
    late = pema.post("/line/hours/week", data=week | {"day_0": "", "day_1": "09:00-10:00"})
    assert (late.status_code, "他人修改了开放时间" in late.text) == (409, True)
    assert stored(hotline)["week"] == {"0": [["08:00", "12:00"]]}
    form = plan | {"announcement": "emergency_disaster"}
    answers = [pema.post("/line/hours/emergency/plan", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
