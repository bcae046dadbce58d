"""The buttons of a talk: hold, consult, hand over, outside lines, the dropped caller."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.roles import Role
from app.hotline.callbacks.queries import list_promises
from app.hotline.contacts.models import Contact
from tests.console.installation import CALLER, Hotline, open_hotline
from tests.console.test_console import answer_call, find_offer, list_kinds

HTMX = {"hx-request": "true"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("lobsang", "bo", "zh")
    yield hotline
    hotline.world.close()


def press(browser: TestClient, contact: str, verb: str, **form: str) -> int:
    path = f"/console/contacts/{contact}/{verb}"
    return browser.post(path, data=form, headers=HTMX).status_code


def read_contact(hotline: Hotline) -> Contact:
    with hotline.world.services.store.read() as session:
        return session.get_one(Contact, 1)


def test_a_caller_is_held_and_taken_back(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    assert "让来电人等候" in drolma.get("/console").text
    assert press(drolma, contact, "talk/hold") == 204
    assert "接回来电人" in drolma.get("/console").text
    assert press(drolma, contact, "talk/resume") == 204
    assert press(drolma, contact, "mute", muted="yes") == 204


def test_a_colleague_is_asked_and_takes_the_caller(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    assert press(drolma, contact, "consult", to="seat:general") == 409
    lobsang.post("/console/ready")
    assert press(drolma, contact, "consult", to="seat:general") == 204
    desk = lobsang.get("/console?part=desk").text
    assert "请您提供意见" in desk
    lobsang.post(f"/console/offers/{find_offer(desk)}/accept")
    hotline.wait(10)
    assert press(lobsang, contact, "talk/hand-over") == 403
    assert press(drolma, contact, "talk/hand-over") == 204
    assert read_contact(hotline).agent_id == 2


def test_an_adviser_who_hangs_up_leaves_the_talk_as_it_was(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    lobsang.post("/console/ready")
    press(drolma, contact, "consult", to="agent:2")
    lobsang.post(f"/console/offers/{find_offer(lobsang.get('/console?part=desk').text)}/accept")
    hotline.wait(10)
    lobsang.post(f"/console/contacts/{contact}/end")
    hotline.wait(3)
    assert (read_contact(hotline).state, read_contact(hotline).agent_id) == ("connected", 1)


def test_b59_the_centre_is_rung_and_the_place_is_shown(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    hotline.world.gateway.switch.plans["110"] = PhonePlan(answers_after_s=2)
    assert "来电人位置" in drolma.get("/console").text
    assert press(drolma, contact, "outside", to="911") == 422
    assert press(drolma, contact, "outside", to="110") == 204
    assert press(drolma, contact, "talk/pass-on") == 409
    hotline.wait(10)
    assert press(drolma, contact, "talk/pass-on") == 204
    assert read_contact(hotline).passed_to == "110"


def test_b56_one_click_calls_back_a_dropped_caller(hotline: Hotline) -> None:
    plan = PhonePlan(answers_after_s=1, keys=(KeyPress("1"),))
    hotline.world.gateway.switch.plans[CALLER] = plan
    drolma, contact = answer_call(hotline)
    phones = hotline.world.gateway.switch.phones
    leg = next(leg for leg, phone in phones.items() if phone.number == CALLER)
    hotline.world.gateway.switch.break_line(leg)
    hotline.wait(2)
    assert "通话中断：立即回拨" in drolma.get("/console").text
    assert press(drolma, contact, "call-again") == 204
    hotline.wait(20)
    assert read_contact(hotline).state == "connected"


def test_a_supervisor_listens_coaches_and_leaves(hotline: Hotline) -> None:
    answer_call(hotline)
    hotline.hire("tenzin-s", "zh", role=Role.SUPERVISOR)
    boss = hotline.sign_in("tenzin-s")
    assert "监听" in boss.get("/talks").text
    for how in ("listen", "coach", "barge", "leave"):
        assert boss.post(f"/talks/1/{how}").status_code == 200
        hotline.wait(4)
    assert [kind for kind in list_kinds(hotline) if kind.startswith("supervis")] == [
        *["supervised"] * 3,
        "supervising_ended",
    ]
    assert hotline.sign_in("lobsang").get("/talks").status_code == 403


def test_without_a_free_expert_an_appointment_is_noted(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    assert press(drolma, contact, "appointment", at="2026-11-20T09:30") == 422
    assert press(drolma, contact, "appointment", at="soon") == 422
    assert press(drolma, contact, "appointment", at="9999-12-31T23:59") == 422
    assert press(drolma, contact, "appointment", at="2026-11-25T09:30") == 204
    assert press(drolma, contact, "appointment", at="2026-11-24T09:30") == 204, "they settle on it"
    with hotline.world.services.store.read() as session:
        [promise] = list_promises(session, 1)
    assert promise.reason == "appointment"
    assert promise.due_at == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def test_who_is_free_is_told_by_name_when_somebody_looks(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    assert 'value="seat:' not in drolma.get(f"/console?part=head&contact={contact}").text
    lobsang = hotline.sign_in("lobsang")
    lobsang.post("/console/ready")
    assert 'value="seat:general"' in drolma.get(f"/console?part=head&contact={contact}").text
    names = drolma.get(f"/console/contacts/{contact}/colleagues").text
    assert 'value="agent:2"' in names
    assert 'value="agent:1"' not in names, "not oneself"


def test_who_passed_the_caller_on_no_longer_decides_about_them(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    lobsang.post("/console/ready")
    assert press(drolma, contact, "transfer", to="agent:2") == 204
    assert press(drolma, contact, "end") == 403, "nor while the caller waits"
    lobsang.post(f"/console/offers/{find_offer(lobsang.get('/console?part=desk').text)}/accept")
    hotline.wait(10)
    assert (read_contact(hotline).state, read_contact(hotline).agent_id) == ("connected", 2)
    page = drolma.get(f"/console?contact={contact}").text
    assert "end-contact" not in page
    assert "close-ticket" not in page
    assert press(drolma, contact, "end") == 403
    assert press(drolma, contact, "close", topic="03") == 403
    assert press(drolma, contact, "ticket", notes="what I said") == 200
    assert read_contact(hotline).state == "connected"
    assert "end-contact" in lobsang.get("/console").text
    assert press(lobsang, contact, "end") == 204
    assert press(lobsang, contact, "close", topic="03") == 204


def count(hotline: Hotline, kind: str) -> int:
    return list_kinds(hotline).count(kind)


def test_a_transfer_clicked_twice_is_one(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    hotline.sign_in("lobsang").post("/console/ready")
    assert press(drolma, contact, "transfer", to="seat:general") == 204
    assert press(drolma, contact, "transfer", to="seat:general") == 204
    assert count(hotline, "contact_transferred") == 1
    assert press(drolma, contact, "transfer", to="seat:lawyer") == 403, (
        "another wish comes too late"
    )
    hotline.wait(30)
    assert press(drolma, contact, "transfer", to="seat:general") == 403


def test_asking_a_colleague_twice_rings_them_once(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    hotline.sign_in("lobsang").post("/console/ready")
    assert press(drolma, contact, "consult", to="agent:2") == 204
    assert press(drolma, contact, "consult", to="agent:2") == 204
    assert count(hotline, "advice_asked") == 1
    assert press(drolma, contact, "consult", to="seat:general") == 409
    assert press(drolma, contact, "talk/end-advice") == 204
    assert press(drolma, contact, "consult", to="agent:2") == 204, "asked anew, not a second click"
    assert count(hotline, "advice_asked") == 2


def test_an_outside_line_clicked_twice_is_rung_once(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    assert press(drolma, contact, "outside", to="12345") == 204
    assert press(drolma, contact, "outside", to="12345") == 204
    assert count(hotline, "outside_rung") == 1


def test_handing_over_twice_is_handing_over_once(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    lobsang = hotline.sign_in("lobsang")
    lobsang.post("/console/ready")
    assert press(drolma, contact, "consult", to="agent:2") == 204
    lobsang.post(f"/console/offers/{find_offer(lobsang.get('/console?part=desk').text)}/accept")
    hotline.wait(10)
    assert press(drolma, contact, "talk/hand-over") == 204
    assert press(drolma, contact, "talk/hand-over") == 204, "quietly: it is done"
    assert count(hotline, "handed_over") == 1
    assert (read_contact(hotline).state, read_contact(hotline).agent_id) == ("connected", 2)
    assert press(lobsang, contact, "talk/hand-over") == 409, "nobody was asked to take over"
    hotline.wait(30)
    assert press(drolma, contact, "talk/hand-over") == 403, "by now somebody else's"


def test_passing_on_twice_is_passing_on_once(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    hotline.world.gateway.switch.plans["12345"] = PhonePlan(answers_after_s=2)
    assert press(drolma, contact, "talk/pass-on") == 409, "nobody to pass on to"
    assert press(drolma, contact, "outside", to="12345") == 204
    hotline.wait(15)
    assert press(drolma, contact, "talk/pass-on") == 204
    assert press(drolma, contact, "talk/pass-on") == 204, "quietly: it is done"
    assert count(hotline, "passed_on") == 1
    assert read_contact(hotline).passed_to == "12345"
