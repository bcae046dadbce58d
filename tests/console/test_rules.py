"""The rules' page: validated with place and reason, kept as versions, losing nobody (B13, B73)."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.desks.line.queries import find_hotline
from app.desks.line.rules_form import list_differences
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Deadline
from app.hotline.dispatch.queries import read_stored_rules, read_topic_seats
from app.hotline.dispatch.rules import read_rules
from routing.settings import Settings
from tests.console.installation import Hotline
from tests.console.test_console import find_offer


def read_form(page: str) -> dict[str, str]:
    """What a browser would send of the rules' form, untouched."""
    form = page[page.index('<form method="post" action="/line/rules"') :]
    form = form[: form.index("</form>")]
    texts = dict(re.findall(r'name="([^"]+)" value="([^"]*)" inputmode', form))
    texts |= dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', form):
        chosen = re.search(r'value="([^"]+)" selected', options)
        assert chosen
        texts[name] = chosen[1]
    return texts | {"interpreted.enabled": "yes"}


def post(pema: TestClient, **changes: str) -> tuple[int, str]:
    form = read_form(pema.get("/line/rules").text)
    named = {name.replace("__", "."): value for name, value in changes.items()}
    assert set(named) <= set(form), "every field is on the page"
    answer = pema.post("/line/rules", data=form | named)
    return answer.status_code, answer.text


def present(hotline: Hotline) -> Settings:
    with hotline.world.services.store.read() as session:
        return read_stored_rules(find_hotline(session))


def test_the_untouched_form_changes_nothing(hotline: Hotline, pema: TestClient) -> None:
    status, page = post(pema)
    assert status == 200
    assert present(hotline) == Settings()
    assert "Pema" not in page.split("版本", 1)[1], "no version was made"


def test_what_is_typed_is_in_force_and_a_version_with_who_and_when(
    hotline: Hotline, pema: TestClient
) -> None:
    _, page = post(pema, ring_s="15", longest_wait_s="", callback_guard_seats="3")
    rules = present(hotline)
    assert (rules.ring_s, rules.longest_wait_s, rules.callback_guard_seats) == (15, None, 3)
    versions = " ".join(page.split("<h2", 8)[-1].split())
    assert "坐席电话振铃: 15" in versions
    assert "Pema" in versions
    assert "2026-11-23 09:00" in versions


@pytest.mark.parametrize(
    ("place", "typed", "sentence"),
    [
        ("ring_s", "0", "坐席电话振铃: 必须在 1 与 120 之间"),
        ("ring_s", "ten", "坐席电话振铃: 请输入数字"),
        ("ring_s", "nan", "坐席电话振铃: 必须在 1 与 120 之间"),
        ("longest_wait_s", "5", "最长等候（留空为不限）: 比坐席振铃时间还短"),
        ("misses_to_break", "2.5", "连续漏接几次后转为休息: 请输入数字"),
        ("head_starts__group:elderly", "-1", "优先提前量 · 老年人: 必须在 0 与 86400 之间"),
        ("head_starts__language:bo", "90000", "优先提前量 · 藏语: 必须在 0 与 86400 之间"),
        ("topics__03", "plumber", "事项与坐席类型 · 03 劳动人事·欠薪: 没有这种坐席"),
    ],
)
def test_b13_a_bad_value_is_refused_with_place_and_reason(
    hotline: Hotline, pema: TestClient, place: str, typed: str, sentence: str
) -> None:
    status, page = post(pema, **{place: typed})
    assert status == 422
    assert sentence in page
    assert present(hotline) == Settings()


def test_the_topics_table_is_kept(hotline: Hotline, pema: TestClient) -> None:
    post(pema, topics__03="legal_aid")
    with hotline.world.services.store.read() as session:
        row = find_hotline(session)
        assert row.topic_seats == {"03": "legal_aid"}
        assert read_topic_seats(row)["01"] == "lawyer"


def test_an_earlier_version_is_put_in_force_again(hotline: Hotline, pema: TestClient) -> None:
    post(pema, ring_s="15")
    _, page = post(pema, ring_s="20")
    versions = re.findall(r'name="version" value="(\d+)"', page)
    pema.post("/line/rules/restore", data={"version": versions[-1]})
    assert present(hotline) == Settings()


def test_two_supervisors_do_not_overwrite_each_other(hotline: Hotline, pema: TestClient) -> None:
    post(pema, wrap_up_s="30")
    old = read_form(pema.get("/line/rules").text)
    post(pema, ring_s="15")
    answer = pema.post("/line/rules", data=old | {"ring_s": "20"})
    assert answer.status_code == 409
    assert "他人修改了规则" in answer.text
    assert present(hotline).ring_s == 15


def test_b73_changed_rules_lose_nobody_and_begin_no_waiting_anew(
    hotline: Hotline, pema: TestClient
) -> None:
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    hotline.call()
    drolma.post(f"/console/offers/{find_offer(drolma.get('/console?part=desk').text)}/accept")
    hotline.wait(5)
    hotline.call("+8613912340002")
    hotline.wait(30)
    before = snapshot(hotline)
    post(pema, **{"wrap_up_s": "5", "ring_s": "20", "head_starts__language:bo": "0"})
    assert snapshot(hotline) == before
    drolma.post("/console/contacts/1/end")
    hotline.wait(10)
    assert find_offer(drolma.get("/console?part=desk").text) == "2", "the new wrap-up counts"
    assert snapshot(hotline)["asked"] == before["asked"]


def snapshot(hotline: Hotline) -> dict[str, object]:
    """Everything that a change of the rule must not touch."""
    with hotline.world.services.store.read() as session:
        contacts = list(session.scalars(select(Contact).order_by(Contact.id)))
        agents = list(session.scalars(select(Agent).order_by(Agent.id)))
        deadlines = session.scalars(select(Deadline).order_by(Deadline.kind, Deadline.subject_id))
        return {
            "asked": [contact.asked_at for contact in contacts],
            "states": [contact.state for contact in contacts],
            "agents": [(agent.state, agent.until_at, agent.misses) for agent in agents],
            "deadlines": [(each.kind, each.subject_id, each.due_at) for each in deadlines],
        }


def test_a_stored_setting_that_means_nothing_any_more_is_passed_over() -> None:
    stored = {"ring_s": 15.0, "callback_yields_share": 0.5}
    assert read_rules(stored) == Settings(ring_s=15.0)
    assert [place for place, _ in list_differences({}, stored)] == ["ring_s"]
