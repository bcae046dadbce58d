"""The call-back list: who is on it, who may see a number, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.desks.reports.verify import verify
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.callbacks.actions import CALL_BACK
from app.hotline.callbacks.queries import list_promises
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Deadline
from app.kit.storage.event_log import Event
from tests.console.installation import CALLER, PASSWORD, Hotline, open_hotline

IMPATIENT = PhonePlan(keys=(KeyPress("1"),), hangs_up_after_s=20)


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


@pytest.fixture
def drolma(hotline: Hotline) -> TestClient:
    hotline.call(plan=IMPATIENT)
    hotline.wait(30)
    return hotline.sign_in("drolma")


def list_kinds(hotline: Hotline) -> list[str]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def test_who_hung_up_waiting_is_on_the_list_with_a_masked_number(drolma: TestClient) -> None:
    page = drolma.get("/callbacks").text
    assert "等候中挂断" in page
    assert "139****5678" in page
    assert CALLER not in page
    assert ">1</a>" in drolma.get("/wallboard?part=board").text


def test_seeing_the_number_is_logged(hotline: Hotline, drolma: TestClient) -> None:
    assert CALLER in drolma.post("/callbacks/1").text
    assert "number_shown" in list_kinds(hotline)


def test_reload_shows_nothing_unasked(drolma: TestClient) -> None:
    assert CALLER not in drolma.get("/callbacks/1").text


def test_result_takes_the_person_off_the_list(hotline: Hotline, drolma: TestClient) -> None:
    refused = drolma.post("/callbacks/1/result", data={"result": "perhaps"})
    assert refused.status_code == 422
    page = drolma.post("/callbacks/1/result", data={"result": "reached", "notes": "已答复"}).text
    assert "没有需要回拨的来电" in page
    assert {"callback_finished", "ticket_closed"} <= set(list_kinds(hotline))
    assert drolma.post("/callbacks/1").status_code == 404


def test_editors_may_not_see_it(hotline: Hotline, drolma: TestClient) -> None:
    account = NewAccount("pema", PASSWORD, "Pema", Role.EDITOR)
    add_account(hotline.world.services.store, account)
    assert hotline.sign_in("pema").get("/callbacks").status_code == 403


def test_who_withheld_the_number_is_listed_as_out_of_reach_and_never_overdue(
    hotline: Hotline,
) -> None:
    hotline.call(number="anonymous", plan=IMPATIENT)
    hotline.wait(30)
    with hotline.world.services.store.read() as session:
        [promise] = list_promises(session, 1)
        due = list(session.scalars(select(Deadline).where(Deadline.kind == CALL_BACK.name)))
    assert (promise.reason, promise.due_at) == ("missed", None)
    assert due == []
    hotline.wait(4000)
    page = hotline.sign_in("drolma").get("/callbacks").text
    assert "无法联系" in page
    assert "已超时" not in page


TAKES_CALLBACK = PhonePlan(
    keys=(KeyPress("1", 1.0), KeyPress("1", 12.0, gather=2)), patience_s=None, talk_s=30
)


def test_a_promise_that_is_past_is_a_task_and_whoever_keeps_it_by_hand_is_not_rung_again(
    hotline: Hotline,
) -> None:
    hotline.call(plan=TAKES_CALLBACK)
    hotline.wait(60)
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    pema = hotline.sign_in("pema")
    listed = pema.get("/callbacks").text
    assert "等候时选择回拨" in listed
    assert "已逾期" not in listed
    hotline.wait(1300)
    assert "已逾期：1" in pema.get("/callbacks").text
    assert "已逾期：1" in pema.get("/line").text
    pema.post("/callbacks/1/result", data={"result": "reached", "notes": "已答复"})
    assert "已逾期" not in pema.get("/line").text
    with hotline.world.services.store.read() as session:
        contact = session.get_one(Contact, 1)
    assert (contact.state, contact.outcome) == ("ended", "callback_taken")
    with hotline.world.services.store.read() as session:
        assert verify(session, hotline.world.clock.now()).breaches == ()
