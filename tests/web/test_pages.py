"""What every page does: language, text size, errors, headers, guards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from app.kit.errors import NotFound, Refused
from app.kit.web.templates import make_environment
from tests.web.harness import World, make_world

router = APIRouter()


@router.get("/crash")
def crash() -> None:
    raise RuntimeError("a secret of the inside")


@router.get("/refused")
def refuse() -> None:
    raise Refused("offer_not_pending", offer_id=7)


@router.get("/nothing")
def find_nothing() -> None:
    raise NotFound(what="contact", id=1)


@router.get("/counted/{number}")
def count(number: int) -> int:
    return number


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path, router)


@pytest.fixture
def page(world: World) -> TestClient:
    return world.open_browser()


def test_language_of_the_address_stays(page: TestClient) -> None:
    answer = page.get("/sign-in?next=/console&lang=bo")
    assert '<html lang="bo-CN"' in answer.text
    assert "next=%2Fconsole&amp;lang=zh" in answer.text, "the switch keeps the page"
    assert '<html lang="bo-CN"' in page.get("/sign-in").text
    assert '<html lang="zh-CN"' in page.get("/sign-in?lang=zh").text


def test_language_of_the_browser_is_asked_next(page: TestClient) -> None:
    headers = {"accept-language": "en-GB,bo;q=0.9,zh;q=0.5"}
    assert '<html lang="bo-CN"' in page.get("/sign-in", headers=headers).text
    assert '<html lang="zh-CN"' in page.get("/sign-in", headers={"accept-language": "fr"}).text


def test_large_text_stays(page: TestClient) -> None:
    assert "text-large" in page.get("/sign-in?text=large").text
    assert "text-large" in page.get("/sign-in").text
    assert "text-normal" in page.get("/sign-in?text=normal").text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/crash", 500), ("/refused", 409), ("/nothing", 404), ("/nowhere", 404), ("/counted/x", 422)],
)
@pytest.mark.parametrize(("language", "title"), [("bo", "བསྒྲུབ་མི་ཐུབ"), ("zh", "无法完成")])
def test_errors_are_pages_in_the_readers_language(
    page: TestClient, path: str, status: int, language: str, title: str
) -> None:
    answer = page.get(f"{path}?lang={language}")
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "secret" not in answer.text


def test_programs_get_json(page: TestClient) -> None:
    answer = page.get("/refused", headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "refused"
    assert answer.json()["error"]["reason"] == "offer_not_pending"


def test_fragments_get_a_note(page: TestClient) -> None:
    answer = page.get("/refused", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert answer.text.startswith('<p class="note">')


def test_every_answer_carries_the_guarding_headers(page: TestClient) -> None:
    for path in ("/sign-in", "/nowhere", "/static/css/base.css"):
        headers = page.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert page.get("/sign-in").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({}, False),
    ],
)
def test_forms_of_other_sites_are_refused(
    page: TestClient, headers: dict[str, str], is_refused: bool
) -> None:
    answer = page.post("/sign-in", data={"username": "a", "password": "b"}, headers=headers)
    assert answer.status_code == (403 if is_refused else 401)


def test_training_is_marked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    trained = make_world(tmp_path / "a", training=True).open_browser().get("/sign-in?lang=bo").text
    assert 'class="training"' in trained
    assert "ནང་འཛུལ" in trained
    real = make_world(tmp_path / "b", training=False).open_browser().get("/sign-in?lang=bo").text
    assert 'class="training"' not in real
    assert "ནང་འཛུལ" not in real, "the public sees no drafts outside training"


def test_wrong_method_is_a_named_error(page: TestClient) -> None:
    answer = page.delete("/sign-in")
    assert answer.status_code == 405
    assert "Traceback" not in answer.text


def test_what_an_update_lays_on_the_disk_is_shown_by_the_next_process(tmp_path: Path) -> None:
    """A new template asks for what the code that still runs does not know."""
    page = tmp_path / "desks/console/templates/page.html"
    page.parent.mkdir(parents=True)
    page.write_text("old")
    environment = make_environment(tmp_path)
    assert environment.get_template("console/page.html").render() == "old"
    page.write_text("{{ of_tomorrow }}")
    os.utime(page, (0, 0))
    assert environment.get_template("console/page.html").render() == "old"
