"""What is no character is refused at one door, wherever it stands, and never reaches a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import make_app
from app.replay.stepped import make_stepped_world
from app.web.clean_text import is_unfit_body
from tests.console.house import MONDAY

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("text")
    world = make_stepped_world(folder, MONDAY, seed=1)
    yield TestClient(make_app(world.parts), headers={"accept-language": "zh"})
    world.close()


@pytest.mark.parametrize(
    ("method", "path", "rest", "place"),
    [
        ("GET", "/api/chat/a%00b", {}, "path"),
        ("GET", "/answers/a%00b", {}, "path"),
        ("GET", "/answers?q=a%00b", {}, "query"),
        ("GET", "/chat", {"headers": {"cookie": "hotline_chat=a%00b"}}, "cookie"),
        ("POST", "/sign-in", {"content": b"username=a%00&password=b", "headers": FORM}, "body"),
        (
            "POST",
            "/chat/messages",
            {"content": b"sender_token=%00", "headers": FORM},
            "body",
        ),
        ("POST", "/api/chat", {"content": b'{"language":"\\u0000"}', "headers": JSON}, "body"),
        ("POST", "/api/chat", {"content": b'{"language":"\\ud83d"}', "headers": JSON}, "body"),
    ],
)
def test_text_that_is_none_is_refused_in_words(
    browser: TestClient, method: str, path: str, rest: dict[str, Any], place: str
) -> None:
    answer = browser.request(method, path, **rest)
    assert answer.status_code == 422
    told = answer.json()["error"]
    assert (told["code"], told["place"]) == ("unfit_text", place)
    assert "请重新输入" in told["message"]


@pytest.mark.parametrize("whole", [b'{"a":"\\ud83d\\ude00"}', b'{"a":"\\u0f40"}', b"{", b"[1]"])
def test_whole_characters_pass(whole: bytes) -> None:
    assert not is_unfit_body(whole, b"application/json")


def test_half_a_character_is_found_however_deep() -> None:
    assert is_unfit_body(b'{"a":[{"b\\udc00":1}]}', b"application/json")
