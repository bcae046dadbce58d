"""What is typed into a ticket, by two who do not see each other, and clicks that come twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.console.installation import Hotline, open_hotline
from tests.console.test_console import HTMX, answer_call, find_offer

NOBODY_ELSE: list[str] = []


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


@pytest.fixture
def drolma(hotline: Hotline) -> TestClient:
    """In the talk of contact 1."""
    return answer_call(hotline)[0]


def write(browser: TestClient, seen: int, **fields: str) -> Any:
    return browser.post("/console/contacts/1/ticket", data={"seen": seen, **fields})


def test_b105_each_field_is_kept_as_typed(drolma: TestClient) -> None:
    told = write(drolma, 0, notes="草场\r\n边界", topic="09").json()
    assert (told["notes"], told["topic"], told["clashes"]) == ("草场\n边界", "09", NOBODY_ELSE)
    page = drolma.get("/console?contact=1").text
    assert '<option value="09" selected>' in page
    assert f'name="seen" value="{told["version"]}"' in page


def test_b105_a_stale_save_wipes_nothing_and_is_told(drolma: TestClient) -> None:
    write(drolma, 0, notes="甲", topic="09")
    late = write(drolma, 0, notes="乙", topic="03")
    assert late.status_code == 409
    told = late.json()
    assert (told["notes"], told["topic"]) == ("甲", "09")
    assert told["clashes"] == ["notes", "topic"]
    assert told["is_own"]
    seen = write(drolma, told["version"], notes="甲\n\n乙")
    assert (seen.status_code, seen.json()["notes"]) == (200, "甲\n\n乙")


def test_b105_other_fields_and_added_words_are_no_clash(drolma: TestClient) -> None:
    write(drolma, 0, notes="甲")
    assert write(drolma, 0, topic="09").status_code == 200
    assert write(drolma, 0, notes="甲又写").status_code == 200, "it holds what it did not see"
    assert write(drolma, 0, notes="甲又写").status_code == 200, "sent again it is one"


def test_b105_a_form_that_cannot_ask_keeps_both(drolma: TestClient) -> None:
    write(drolma, 0, notes="甲")
    drolma.post("/console/contacts/1/close", data={"notes": "乙", "topic": "09", "seen": 0})
    notes = drolma.get("/console/contacts/1/ticket").json()["notes"]
    assert notes.startswith("甲\n\n—— Drolma ")
    assert notes.endswith("\n乙")


def test_b105_the_language_is_not_corrected_over_another_correction(drolma: TestClient) -> None:
    assert write(drolma, 0, language="zh", heard="bo").json()["language"] == "zh"
    late = write(drolma, 0, language="", heard="bo")
    assert late.status_code == 200, "nothing chosen is no correction"
    other = write(drolma, 0, language="bo", heard="")
    assert (other.status_code, other.json()["clashes"]) == (409, ["language"])
    assert other.json()["language"] == "zh"


def test_a_second_click_finds_the_work_done(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    for _ in range(2):
        assert drolma.post("/console/ready", headers=HTMX).status_code == 204
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    for _ in range(2):
        taken = drolma.post(f"/console/offers/{offer}/accept", headers=HTMX)
        assert taken.status_code == 204
        assert '"accepted": {"contact": 1}' in taken.headers["hx-trigger"]
    hotline.wait(5)
    assert drolma.post(f"/console/offers/{offer}/accept", headers=HTMX).status_code == 204
    for path in ("contacts/1/end", "contacts/1/end", "wrap-up/end", "wrap-up/end"):
        assert drolma.post(f"/console/{path}", headers=HTMX).status_code == 204, path
        hotline.wait(2)


def test_declining_twice_is_declining_once(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    hotline.call()
    offer = find_offer(drolma.get("/console?part=desk").text)
    for _ in range(2):
        assert drolma.post(f"/console/offers/{offer}/decline", headers=HTMX).status_code == 204
