"""An agent's day at the console, over the real application and the stand-in carrier."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.kit.storage.event_log import Event
from app.kit.web.masking import mask_number
from tests.console.installation import CALLER, PASSWORD, Hotline, open_hotline

HTMX = {"hx-request": "true"}


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("wangmo", "bo", "zh")
    yield hotline
    hotline.world.close()


def list_kinds(hotline: Hotline) -> list[str]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def find_offer(page: str) -> str:
    found = re.search(r"/console/offers/(\d+)/accept", page)
    assert found, page
    return found.group(1)


def answer_call(hotline: Hotline) -> tuple[TestClient, str]:
    """Drolma takes a Tibetan call; returns her browser and the contact's id."""
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    drolma.post(f"/console/offers/{offer}/accept")
    hotline.wait(5)
    contact = re.search(r"/console\?contact=(\d+)", drolma.get("/console?part=tabs").text)
    assert contact
    return drolma, contact.group(1)


def test_opening_the_console_brings_the_agent_on_duty_once(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    page = drolma.get("/console").text
    assert "暂离" in page
    assert "刚刚登录" in page
    drolma.get("/console")
    moved = [kind for kind in list_kinds(hotline) if kind == "agent_moved"]
    assert len(moved) == 1, "signing in twice is one sign-in (B41)"


def test_pauses_keep_their_reason(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert "空闲" in drolma.post("/console/ready").text
    page = drolma.post("/console/not-ready", data={"reason": "meeting"}).text
    assert "会议" in page
    refused = drolma.post("/console/not-ready", data={"reason": "no such"}, headers=HTMX)
    assert refused.status_code == 422


def test_call_from_ring_to_closed_ticket(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    page = drolma.get("/console").text
    assert "对话中" in page
    assert "139****5678" in page
    assert CALLER not in page, "numbers are masked"
    assert "藏语" in page
    base = f"/console/contacts/{contact}"
    drolma.post(f"{base}/ticket", data={"notes": "草场边界"})
    drolma.post(f"{base}/end")
    hotline.wait(2)
    page = drolma.get("/console").text
    assert "整理中" in page
    assert "草场边界" in page
    untold = drolma.post(f"{base}/close", data={"topic": ""}, headers=HTMX)
    assert untold.status_code == 422
    form = {"topic": "09", "notes": "草场边界，已解释"}
    page = drolma.post(f"{base}/close", data=form).text
    assert "空闲" in page
    assert "没有未办完的" in page
    assert {"contact_answered", "ticket_closed"} <= set(list_kinds(hotline))


def test_a_contact_is_shown_whole_by_one_answer(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    work = drolma.get(f"/console?part=work&contact={contact}").text
    asked = re.findall(r'hx-get="([^"]+)" hx-trigger="[^"]*load', work)
    assert not asked, "each would be one more request for every call"
    for place in ("head", "referral", "recordings", "texts", "person"):
        assert work.count(f'id="{place}"') == 1, place


def test_a_closed_ticket_leaves_the_page_open(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    base = f"/console/contacts/{contact}"
    drolma.post(f"{base}/end")
    hotline.wait(2)
    closed = drolma.post(f"{base}/close", data={"topic": "09"}, headers=HTMX)
    assert closed.status_code == 204
    assert json.loads(closed.headers["hx-trigger"])["closed"] == {"contact": int(contact)}
    assert "hx-redirect" not in closed.headers


def test_earlier_contacts_are_shown_the_second_time(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    form = {"topic": "09", "notes": "第一次来电"}
    drolma.post(f"/console/contacts/{contact}/end")
    drolma.post(f"/console/contacts/{contact}/close", data=form)
    hotline.wait(60)
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    drolma.post(f"/console/offers/{offer}/accept")
    hotline.wait(5)
    page = drolma.get("/console").text
    assert "第一次来电" in page
    assert "草场·虫草·土地承包" in page


def test_b34_loser_of_a_race_is_told_so(hotline: Hotline) -> None:
    drolma, wangmo = hotline.sign_in("drolma"), hotline.sign_in("wangmo")
    drolma.post("/console/ready")
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    drolma.post(f"/console/offers/{offer}/accept")
    hotline.wait(5)
    late = wangmo.post(f"/console/offers/{offer}/accept", headers=HTMX)
    assert late.status_code == 409
    assert "该来电已不在等待" in late.text


def test_declined_offer_goes_to_somebody_else(hotline: Hotline) -> None:
    drolma, wangmo = hotline.sign_in("drolma"), hotline.sign_in("wangmo")
    drolma.post("/console/ready")
    hotline.wait(1)
    wangmo.post("/console/ready")
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    page = drolma.post(f"/console/offers/{offer}/decline").text
    assert "暂离" in page
    assert find_offer(wangmo.get("/console?part=desk").text) != offer


def test_others_contacts_are_not_to_be_seen(hotline: Hotline) -> None:
    _, contact = answer_call(hotline)
    wangmo = hotline.sign_in("wangmo")
    assert wangmo.get(f"/console?contact={contact}").status_code == 404
    for verb in ("end", "ticket", "close"):
        answer = wangmo.post(f"/console/contacts/{contact}/{verb}", data={"topic": "09"})
        assert answer.status_code == 404, verb


def test_opening_a_card_is_logged(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    drolma.get(f"/console?contact={contact}")
    assert "contact_opened" in list_kinds(hotline)


def test_language_is_corrected_and_the_first_kept(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    drolma.post(f"/console/contacts/{contact}/ticket", data={"language": "zh", "heard": "bo"})
    head = drolma.get(f"/console?part=head&contact={contact}").text
    assert "汉语" in head


def test_signing_out_goes_off_duty(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    drolma.get("/console")
    drolma.post("/console/sign-out")
    assert drolma.get("/console", follow_redirects=False).status_code == 303
    form = {"username": "drolma", "password": PASSWORD}
    drolma.post("/sign-in", data=form)
    assert "刚刚登录" in drolma.get("/console").text


def test_console_speaks_tibetan(hotline: Hotline) -> None:
    drolma, _ = answer_call(hotline)
    page = drolma.get("/console?lang=bo").text
    assert "གླེང་མོལ་བྱེད་བཞིན་པ" in page
    words = re.sub(r"<option.*?</option>|<nav class=\"switch\".*?</nav>", "", page, flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", words), "no Chinese on the Tibetan page"


def test_unknown_part_is_not_found(hotline: Hotline) -> None:
    assert hotline.sign_in("drolma").get("/console?part=secrets").status_code == 404


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613912345678", "139****5678"),
        ("+868362812348", "836***2348"),
        ("12345", "***45"),
        ("", ""),
        ("anonymous", ""),
    ],
)
def test_numbers_are_masked(number: str, shown: str) -> None:
    assert mask_number(number) == shown


def test_several_parts_come_in_one_answer_each_behind_its_name(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    together = drolma.get("/console?part=queue&part=tabs&part=queue").text
    alone = [drolma.get(f"/console?part={part}").text for part in ("queue", "tabs")]
    assert together == f"<!--part queue-->{alone[0]}<!--part tabs-->{alone[1]}"
    assert drolma.get("/console?part=queue&part=vault").status_code == 404
