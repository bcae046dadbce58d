"""What an agent notes about the person counts: head start, safe contact, conflicts (B02, B58)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.desks.reports.verify import verify
from app.hotline.contacts.models import Caller, Conflict, Contact
from app.hotline.contacts.safety import ReachAllowed, may_reach
from tests.console.installation import CALLER, Hotline, open_hotline
from tests.console.test_console import answer_call, list_kinds

HTMX = {"hx-request": "true"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("lobsang", "bo", "zh")
    yield hotline
    hotline.world.close()


def contact_of(hotline: Hotline, contact_id: int) -> Contact:
    with hotline.world.services.store.read() as session:
        return session.get_one(Contact, contact_id)


def test_the_marks_are_kept_and_the_next_call_goes_first(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    assert f"/console/contacts/{contact}/person" in drolma.get("/console").text
    page = drolma.post(
        f"/console/contacts/{contact}/person/marks",
        data={"groups": ["elderly", "disabled"], "county": "513328"},
        headers=HTMX,
    ).text
    assert "已保存" in page
    assert 'value="elderly" checked' in " ".join(page.split())
    assert "甘孜县" in drolma.get("/console").text
    drolma.post(f"/console/contacts/{contact}/end")
    drolma.post("/console/not-ready", data={"reason": "break"})
    drolma.post("/console/wrap-up/end")
    hotline.call("+8613912345000")
    hotline.wait(60)
    hotline.call(CALLER)
    drolma.post("/console/ready")
    hotline.wait(3)
    assert contact_of(hotline, 3).state == "offered", "two groups of 60 s beat a minute's wait"


def test_the_roster_is_listed_only_when_somebody_bars_a_colleague(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    path = f"/console/contacts/{contact}/person"
    assert "Lobsang" not in drolma.get(f"/console?part=work&contact={contact}").text
    assert "Lobsang" in drolma.get(f"{path}/others").text
    assert "Lobsang" in drolma.get(path).text, "without a script"
    assert hotline.sign_in("lobsang").get(f"{path}/others").status_code == 404


def test_danger_is_marked_for_this_matter_and_guards_the_person(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    path = f"/console/contacts/{contact}/person"
    assert "不会自动回拨" not in drolma.get(path).text
    assert "不会自动回拨" in drolma.post(f"{path}/marks", data={"danger": "yes"}).text
    row = contact_of(hotline, 1)
    assert row.danger
    assert row.routing["danger"], "a transfer goes before everybody"
    assert "urgency_marked" in list_kinds(hotline)


def test_b58_what_the_person_consented_to_is_kept(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    path = f"/console/contacts/{contact}/person/safety"
    form = {"may": ["call", "neutral"], "safe_from": "09:00", "safe_until": "12:00"}
    assert drolma.post(path, data=form).status_code == 200
    row, now = contact_of(hotline, 1), hotline.world.clock.now()
    assert (row.may_call, row.may_text, row.neutral_words) == (True, False, True)
    assert (row.safe_from, row.safe_until) == (time(9), time(12))
    assert may_reach(row, ReachAllowed.CALL, now)
    assert not may_reach(row, ReachAllowed.TEXT, now)
    refused = drolma.post(path, data={"may": ["call"], "safe_from": "09:00"})
    assert refused.status_code == 422
    assert "请同时填写两个安全时间" in refused.text


def test_a_conflict_counts_in_this_talk_and_is_lifted(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    lobsang.post("/console/ready")
    path = f"/console/contacts/{contact}/person/conflicts"
    assert "Lobsang" in drolma.post(f"{path}/note", data={"agent": "2"}).text
    consult = f"/console/contacts/{contact}/consult"
    assert drolma.post(consult, data={"to": "agent:2"}, headers=HTMX).status_code == 409
    drolma.post(f"{path}/lift", data={"agent": "2"})
    with hotline.world.services.store.read() as session:
        assert list(session.scalars(select(Conflict))) == []
        assert not verify(session, hotline.world.clock.now()).breaches
    assert drolma.post(consult, data={"to": "agent:2"}, headers=HTMX).status_code == 204


@pytest.mark.parametrize(
    "form", [{"groups": ["royalty"]}, {"county": "999999"}, {"groups": ["minor"] * 11}]
)
def test_unknown_codes_are_refused(hotline: Hotline, form: dict[str, object]) -> None:
    drolma, contact = answer_call(hotline)
    answer = drolma.post(f"/console/contacts/{contact}/person/marks", data=form)
    assert answer.status_code == 422
    with hotline.world.services.store.read() as session:
        assert session.get_one(Caller, 1).priority_groups == []


def test_nobody_else_sees_or_changes_it(hotline: Hotline) -> None:
    _, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    assert lobsang.get(f"/console/contacts/{contact}/person").status_code == 404
    path = f"/console/contacts/{contact}/person/marks"
    assert lobsang.post(path, data={"danger": "yes"}).status_code == 404
    assert not contact_of(hotline, 1).danger
