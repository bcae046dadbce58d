"""Who waits is told the place in which they are served, not the one in which they came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.hotline.calls.waiting.waiting_actions import name_wait
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import mark_urgency
from app.hotline.dispatch.place_queries import count_waiting_before
from tests.console.installation import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


def write(hotline: Hotline, text: str) -> TestClient:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": text})
    hotline.wait(1)
    return caller


def list_told(hotline: Hotline) -> list[int]:
    """The place that each contact is told, in the order in which they came."""
    with hotline.world.services.store.read() as session:
        contacts = session.scalars(select(Contact).order_by(Contact.id)).all()
        return [count_waiting_before(session, each) + 1 for each in contacts]


def test_danger_is_told_the_first_place_and_others_one_more(hotline: Hotline) -> None:
    first, _, last = (write(hotline, f"我想问一件事 {number}") for number in range(3))
    assert list_told(hotline) == [1, 2, 3]
    with hotline.world.services.router.write() as work:
        mark_urgency(work, work.uow.session.get_one(Contact, 3), is_danger=True)
    assert list_told(hotline) == [2, 3, 1]
    with hotline.world.services.store.write() as uow:
        contact = uow.session.get_one(Contact, 3)
        assert name_wait(uow, contact, []) == ["place_1"]
        chat = first.get(f"/api/chat/{contact.token}").json()
    assert chat["place"] == 1
    assert "马上轮到您" in last.get("/chat").text
    assert re.search(r"第\s*2\s*位", first.get("/chat").text)


def test_a_head_start_is_in_the_place_that_is_told(hotline: Hotline) -> None:
    for number in range(2):
        write(hotline, f"我想问一件事 {number}")
    with hotline.world.services.router.write() as work:
        contact = work.uow.session.get_one(Contact, 2)
        contact.routing = {**contact.routing, "head_starts": ["green_channel"]}
    assert list_told(hotline) == [2, 1]
