"""B95, told once as a whole, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotline.tickets.actions import close_ticket
from app.kit.settings import BridgeSettings
from app.rehearsal.replay.stepped import make_stepped_world
from tests.bridge12345.other_side import SECRET, ZHUOMA, Operator, Receiver
from tests.journeys.cast import BO, START, Hotline, caller


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hotline(
    request: pytest.FixtureRequest, tmp_path: Path, receiver: Receiver
) -> Iterator[Hotline]:
    url = ""
    if request.param == "postgres":
        url = str(request.getfixturevalue("empty_postgres_url"))
    bridge = BridgeSettings((SECRET,), receiver.url)
    world = make_stepped_world(
        tmp_path, START, 1, database_url=url, calls_per_second=100, bridge12345=bridge
    )
    yield Hotline(world)
    world.close()


def test_b95_sent_twice_is_one_leg_and_one_ticket_and_an_outage_loses_nothing(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    hotline.staff()
    operator.announce("key-1")
    operator.announce("key-1")
    hotline.ring_in(caller(BO, talk_s=40), number=ZHUOMA)
    hotline.run(30)
    operator.announce("key-2", remark="sent once more, while they talk")
    receiver.statuses = [503] * 8
    hotline.run(60)
    with hotline.world.services.store.write() as uow:
        close_ticket(uow, 1, 1, "03")
    hotline.run(8 * 3600)
    assert len(hotline.contacts()) == len(hotline.tickets()) == len(hotline.legs("caller")) == 1
    assert receiver.codes() == ["call_arrived", "answered", "closed"]
    listed = operator.get("since=2026-11-23T00:00:00Z").json()["referrals"]
    assert [step["taken_at"] is not None for step in listed[0]["steps"]] == [True] * 3
    assert hotline.breaches() == []
    assert hotline.problems() == []
