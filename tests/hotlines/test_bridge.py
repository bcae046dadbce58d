"""A matter belongs to the hotline whose secret signed it, and two may have one order number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.doors.bridge12345.models import Referral
from app.kit.settings import BridgeSettings
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.rehearsal.replay.stepped import make_stepped_world
from tests.bridge12345.other_side import SECRET, Operator
from tests.hotlines.two import SECOND
from tests.journeys.cast import START, Hotline

OTHER_SECRET = "agreed between the second 12345 and 12348"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Hotline]:
    bridges = {2: BridgeSettings((OTHER_SECRET,))}
    world = make_stepped_world(
        tmp_path,
        START,
        seed=1,
        bridge12345=BridgeSettings((SECRET,)),
        further_bridges=bridges,
    )
    world.add_hotline(SECOND)
    yield Hotline(world)
    world.close()


def list_orders(installation: Hotline, hotline_id: int) -> list[str]:
    with within(hotline_id), installation.world.services.store.read() as session:
        return list(session.scalars(select(Referral.order_number).order_by(Referral.id)))


def test_a_matter_is_of_the_hotline_whose_secret_signs(installation: Hotline) -> None:
    first, second = Operator(installation), Operator(installation, OTHER_SECRET)
    assert first.announce().status_code == 201
    assert second.announce().status_code == 201
    assert second.announce(key="key-2", order_number="GZ-2").status_code == 201
    assert list_orders(installation, FIRST_HOTLINE) == ["GZ-2026-000017"]
    assert list_orders(installation, 2) == ["GZ-2026-000017", "GZ-2"]
    assert Operator(installation, "nobody agreed on this").announce().status_code == 401
