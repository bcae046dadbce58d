"""Several call-backs for one contact: other matters, once more after a talk; proved by verify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.desks.reports.verify import verify
from app.hotline.callbacks.models import Callback
from app.hotline.callbacks.queries import Promise, list_promises
from app.hotline.tickets.models import Ticket
from tests.console.installation import CALLER, Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


@pytest.fixture
def drolma(hotline: Hotline) -> TestClient:
    """Drolma talks with the caller."""
    hotline.hire("drolma", "bo", "zh")
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    hotline.call()
    drolma.post("/console/offers/1/accept")
    hotline.wait(10)
    return drolma


def promises(hotline: Hotline) -> list[Promise]:
    with hotline.world.services.store.read() as session:
        return list_promises(session, 1)


def breaches(hotline: Hotline) -> list[str]:
    with hotline.world.services.store.read() as session:
        return [each.code for each in verify(session, hotline.world.clock.now()).breaches]


def agree(drolma: TestClient, at: str, topic: str = "") -> int:
    form = {"at": at, "topic": topic}
    path = "/console/contacts/1/appointment"
    return drolma.post(path, data=form, headers={"HX-Request": "true"}).status_code


def test_another_matter_is_another_promise_and_each_is_kept_by_itself(
    hotline: Hotline, drolma: TestClient
) -> None:
    for at, topic in (("2026-11-24T09:30", ""), ("2026-11-25T10:00", "03")):
        assert agree(drolma, at, topic) == 204
    assert agree(drolma, "2026-11-24T11:00") == 204, "in one matter the last one holds"
    assert agree(drolma, "2026-11-24T11:00", "no topic") == 422
    page = drolma.get("/console?part=work&contact=1").text
    assert page.index("2026-11-24 11:00") < page.index("2026-11-25 10:00")
    assert [(each.topic, each.state) for each in promises(hotline)] == [
        ("", "owed"),
        ("03", "owed"),
    ]
    first, second = promises(hotline)
    card = drolma.post(f"/callbacks/{second.callback_id}").text
    assert CALLER in card
    assert "劳动" in card
    listed = drolma.get("/callbacks").text
    assert all(f"/callbacks/{each.callback_id}" in listed for each in (first, second))
    result = {"result": "reached", "notes": "已答复"}
    drolma.post(f"/callbacks/{second.callback_id}/result", data=result)
    assert [each.result for each in promises(hotline)] == [None, "reached"]
    assert read_ticket(hotline).state == "open", "the other is still owed"
    again = {"result": "not_reached", "again_at": "2026-11-26T09:00"}
    drolma.post(f"/callbacks/{first.callback_id}/result", data=again)
    third = promises(hotline)[2]
    assert (third.reason, third.result) == ("appointment", None)
    assert read_ticket(hotline).state == "open"
    drolma.post(f"/callbacks/{third.callback_id}/result", data={"result": "reached"})
    assert read_ticket(hotline).state == "closed"
    assert breaches(hotline) == []


def read_ticket(hotline: Hotline) -> Ticket:
    with hotline.world.services.store.read() as session:
        return session.get_one(Ticket, 1)


def test_verify_finds_a_promise_that_nobody_keeps(hotline: Hotline, drolma: TestClient) -> None:
    assert agree(drolma, "2026-11-24T09:30") == 204
    assert agree(drolma, "2026-11-24T09:30", "03") == 204
    ended = {"state": "reached"}
    with hotline.world.services.store.write() as uow:
        uow.session.execute(update(Callback).where(Callback.id == 1).values(**ended))
    assert {"end_and_state_differ"} <= set(breaches(hotline))
    with hotline.world.services.store.write() as uow:
        done = {"state": "reached", "ended_at": uow.now - timedelta(seconds=1)}
        uow.session.execute(update(Callback).where(Callback.id == 1).values(**done))
    assert breaches(hotline) == ["row_differs_from_log"], "nobody said that it was kept"
    with hotline.world.services.store.write() as uow:
        uow.session.delete(uow.session.get_one(Callback, 2))
    assert "log_without_row" in breaches(hotline)


def test_no_two_open_rows_promise_the_same(hotline: Hotline, drolma: TestClient) -> None:
    assert agree(drolma, "2026-11-24T09:30") == 204
    same = Callback(contact_id=1, reason="appointment", asked_at=hotline.world.clock.now())
    with hotline.world.services.store.read() as session:
        session.add(same)
        with pytest.raises(IntegrityError):
            session.flush()
