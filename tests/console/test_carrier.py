"""The banner of a carrier that is away: on the pages that must know, in words, gone by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.hotline.accounts.roles import Role
from app.hotline.dispatch.models import Hotline as HotlineRow
from tests.console.installation import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    yield hotline
    hotline.world.close()


def lose_carrier(hotline: Hotline, *, is_lost: bool) -> None:
    with hotline.world.services.store.write() as uow:
        row = uow.session.scalars(select(HotlineRow)).one()
        row.carrier_lost_at = uow.now if is_lost else None


def test_everybody_is_told_what_to_do_and_when_it_is_over(hotline: Hotline) -> None:
    drolma, pema = hotline.sign_in("drolma"), hotline.sign_in("pema")
    assert drolma.get("/carrier").text.strip() == ""
    lose_carrier(hotline, is_lost=True)
    assert "请保持就绪" in drolma.get("/carrier").text
    assert "请检查本单位网络" in pema.get("/carrier").text
    assert "ཁ་པར་ཀུང་སི" in drolma.get("/carrier?lang=bo").text
    lose_carrier(hotline, is_lost=False)
    assert pema.get("/carrier").text.strip() == ""


@pytest.mark.parametrize(
    ("who", "path"), [("drolma", "/console"), ("pema", "/wallboard"), ("pema", "/callbacks")]
)
def test_the_pages_listen_for_it(hotline: Hotline, who: str, path: str) -> None:
    assert 'data-live="carrier"' in hotline.sign_in(who).get(path).text


def test_nobody_else_may_see_it(hotline: Hotline) -> None:
    assert hotline.open_browser().get("/carrier", follow_redirects=False).status_code in {303, 401}
