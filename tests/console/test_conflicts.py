"""The list of conflicts of interest: who may not serve whom, filtered, lifted with a reason."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.hotline.contacts.models import Conflict
from app.kit.storage.event_log import Event
from tests.console.installation import CALLER, Hotline
from tests.console.test_console import answer_call

LIST = "/line/conflicts"


@pytest.fixture
def contact(hotline: Hotline) -> str:
    """Drolma talks with a caller and notes that Lobsang must not serve them."""
    hotline.hire("lobsang", "bo", "zh")
    drolma, contact = answer_call(hotline)
    form = {"agent": "3", "reason": "kin"}
    drolma.post(f"/console/contacts/{contact}/person/conflicts/note", data=form)
    return contact


def list_events(hotline: Hotline, kind: str) -> list[Event]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(Event).where(Event.kind == kind)))


def count_conflicts(hotline: Hotline) -> int:
    with hotline.world.services.store.read() as session:
        return len(list(session.scalars(select(Conflict))))


def test_the_list_says_who_why_since_when_by_whom_and_which_ticket(
    pema: TestClient, contact: str
) -> None:
    page = pema.get(LIST).text
    for told in ("Lobsang", "与当事人有近亲属或密切关系", "Drolma", f"/line/tickets/{contact}"):
        assert told in page
    assert CALLER not in page, "numbers are masked"
    assert CALLER[-4:] in page
    ticket = pema.get(f"/line/tickets/{contact}").text
    assert CALLER not in ticket
    assert CALLER[-4:] in ticket


def test_it_is_filtered_by_expert(pema: TestClient, hotline: Hotline, contact: str) -> None:
    drolma = hotline.sign_in("drolma")
    drolma.post(f"/console/contacts/{contact}/person/conflicts/note", data={"agent": "1"})
    assert pema.get(LIST).text.count("/lift") == 2
    assert pema.get(f"{LIST}?agent=3").text.count("/lift") == 1
    assert pema.get(f"{LIST}?agent=").text.count("/lift") == 2
    assert pema.get(f"{LIST}?agent=x").status_code == 422


def test_one_noted_in_error_is_lifted_with_a_reason_in_the_log(
    pema: TestClient, hotline: Hotline, contact: str
) -> None:
    hotline.sign_in("lobsang").post("/console/ready")
    drolma = hotline.sign_in("drolma")
    consult = (f"/console/contacts/{contact}/consult", {"to": "agent:3"}, {"hx-request": "true"})
    path, form, htmx = consult
    assert drolma.post(path, data=form, headers=htmx).status_code == 409
    for _ in range(2):
        page = pema.post(f"{LIST}/1/lift", data={"reason": "noted_in_error"})
    assert "记录有误" in page.text
    assert count_conflicts(hotline) == 0
    (lifted,) = list_events(hotline, "conflict_lifted")
    assert (lifted.agent_id, str(lifted.contact_id)) == (3, contact)
    assert (lifted.data["reason"], lifted.data["account_id"]) == ("noted_in_error", 1)
    assert drolma.post(path, data=form, headers=htmx).status_code == 204


def test_no_reason_no_lifting(pema: TestClient, hotline: Hotline, contact: str) -> None:
    assert pema.post(f"{LIST}/1/lift", data={"reason": "because"}).status_code == 422
    assert count_conflicts(hotline) == 1


def test_a_look_at_a_ticket_is_logged(pema: TestClient, hotline: Hotline, contact: str) -> None:
    pema.get(f"/line/tickets/{contact}")
    (read,) = list_events(hotline, "ticket_read")
    assert (str(read.contact_id), read.data["account_id"]) == (contact, 1)
    assert pema.get("/line/tickets/77").status_code == 404


def test_agents_do_not_see_the_list(hotline: Hotline, contact: str) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.get(LIST).status_code == 403
    assert drolma.get(f"/line/tickets/{contact}").status_code == 403
