"""The supervisors' block list: add, list, lift, in words; agents may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotline.accounts.roles import Role
from tests.console.installation import Hotline, open_hotline

FORM = {"number": "༡༣༩ 1234 5678", "reason": "nuisance", "days": "30"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    yield hotline
    hotline.world.close()


def test_a_supervisor_blocks_and_lifts(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    assert "没有被屏蔽的号码" in pema.get("/blocked").text
    listed = pema.post("/blocked", data=FORM).text
    assert "139****5678" in listed
    assert "13912345678" not in listed
    assert "Pema" in listed
    assert "反复无事来电" in listed
    assert "没有被屏蔽的号码" in pema.post("/blocked/1/lift").text
    assert pema.post("/blocked/9/lift").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"number": "rubbish"}, {"reason": "dislike"}, {"days": "10000"}, {"days": "3"}]
)
def test_what_cannot_be_taken_is_refused(hotline: Hotline, wrong: dict[str, str]) -> None:
    pema = hotline.sign_in("pema")
    assert pema.post("/blocked", data=FORM | wrong).status_code == 422
    assert "没有被屏蔽的号码" in pema.get("/blocked").text


def test_agents_may_not(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.get("/blocked").status_code == 403
    assert drolma.post("/blocked", data=FORM).status_code == 403
