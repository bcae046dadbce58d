"""B19: a supervisor reads why each offer went to whom it did, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotline.accounts.roles import Role
from app.hotline.dispatch.models import Offer
from tests.console.installation import CALLER, Hotline, open_hotline
from tests.console.test_console import answer_call


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("lobsang", "bo", "zh")
    hotline.hire("wang", "zh")
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    yield hotline
    hotline.world.close()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_b19_candidates_why_not_the_deciding_part_and_the_rule(hotline: Hotline) -> None:
    hotline.sign_in("wang").post("/console/ready")
    drolma, _ = answer_call(hotline)
    drolma.get("/console")
    page = flat(hotline.sign_in("pema").get("/line/offers/1").text)
    assert '<p lang="bo">སྐབས་དེར་ཁོམ་ཞིང་འོས་པ་ Drolma' in page
    assert '<p lang="zh">当时空闲且符合条件的只有 Drolma' in page
    assert "<td>Drolma</td><td><span" in page
    assert "<td>Wang</td><td>不会该语言" in page
    assert "<td>Lobsang</td><td>未签入" in page
    assert "least-flexible-first/1" in page


def test_b19_who_came_later_is_told_in_what(hotline: Hotline) -> None:
    hotline.sign_in("lobsang").post("/console/ready")
    hotline.wait(30)
    hotline.sign_in("drolma").post("/console/ready")
    hotline.call()
    page = flat(hotline.sign_in("pema").get("/line/offers/1").text)
    assert "<td>Drolma</td><td>排序在后: 空闲时间较短" in page


def test_the_list_leads_to_every_contact_and_names_no_caller(hotline: Hotline) -> None:
    answer_call(hotline)
    page = hotline.sign_in("pema").get("/line/offers").text
    assert 'href="/line/offers/1"' in page
    for shown in (page, hotline.sign_in("pema").get("/line/offers/1").text):
        assert CALLER not in shown
        assert "5678" not in shown, "a supervisor needs no number to judge an offer"


def test_an_offer_without_an_explanation_says_so(hotline: Hotline) -> None:
    answer_call(hotline)
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Offer, 1).explanation = {}
    pema = hotline.sign_in("pema")
    assert "未保存说明" in pema.get("/line/offers/1").text
    assert pema.get("/line/offers/99").status_code == 404


def test_agents_are_not_shown_why(hotline: Hotline) -> None:
    assert hotline.sign_in("drolma").get("/line/offers").status_code == 403
