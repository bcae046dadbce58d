"""The carrier does not answer: people are told on every page, and told when it is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.gateway.core.faults import Faults
from app.hotline.dispatch.models import Hotline as HotlineRow
from app.kit.storage.unit_of_work import Committed
from tests.journeys.cast import ZH, Hotline, caller
from tests.journeys.conftest import Opener


def lost_at(hotline: Hotline) -> datetime | None:
    with hotline.world.services.store.read() as session:
        return session.scalar(select(HotlineRow.carrier_lost_at))


def run_in_steps(hotline: Hotline, seconds: int) -> None:
    """Time passes; every few seconds somebody looks around, as where clocks run."""
    for _ in range(seconds // 5):
        hotline.run(5)


def test_an_unreachable_carrier_is_noticed_and_found_again(open_hotline: Opener) -> None:
    faults = Faults()
    hotline = open_hotline(faults=faults)
    hotline.staff()
    told: list[Committed] = []
    hotline.world.services.store.listen(told.append)
    faults.rest_failed = 1.0
    hotline.ring_in(caller(ZH, patience_s=3000))
    run_in_steps(hotline, 60)
    assert lost_at(hotline) is not None
    assert [done for done in told if "carrier" in done.topics], "open pages hear of it"
    faults.rest_failed = 0.0
    run_in_steps(hotline, 60)
    assert lost_at(hotline) is None
    kinds = [event.kind for event in hotline.events("carrier_lost", "carrier_found")]
    assert kinds == ["carrier_lost", "carrier_found"], "said once each"


def test_a_single_failure_is_no_trouble(open_hotline: Opener) -> None:
    faults = Faults()
    hotline = open_hotline(faults=faults)
    hotline.staff()
    faults.rest_failed = 1.0
    hotline.ring_in(caller(ZH, talk_s=20))
    hotline.run(4)
    faults.rest_failed = 0.0
    run_in_steps(hotline, 90)
    assert hotline.events("carrier_lost") == []


def test_a_refusal_is_an_answer(hotline: Hotline) -> None:
    reach = hotline.world.services.carrier.reach
    hotline.world.services.carrier.delete_recording("RE" + "0" * 32)
    assert (reach.answered, reach.unanswered) == (1, 0)
