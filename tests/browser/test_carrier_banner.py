"""The banner comes and goes on an open console by itself, while nobody touches the page."""

from __future__ import annotations

from sqlalchemy import select

from app.hotline.dispatch.models import Hotline as HotlineRow
from tests.browser.people import Stage


def lose_carrier(stage: Stage, *, is_lost: bool) -> None:
    def change() -> None:
        with stage.hotline.hotline.world.services.store.write() as uow:
            row = uow.session.scalars(select(HotlineRow)).one()
            row.carrier_lost_at = uow.now if is_lost else None
            uow.topics.add("carrier")

    stage.hotline.do(change)


def test_the_banner_comes_and_goes_live(stage: Stage) -> None:
    stage.hotline.hire("drolma", "bo", "zh")
    page = stage.sign_in("drolma")
    lose_carrier(stage, is_lost=True)
    page.wait_for_selector(".degraded")
    lose_carrier(stage, is_lost=False)
    page.wait_for_selector(".degraded", state="detached")
    assert stage.problems == []
