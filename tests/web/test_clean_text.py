"""What is no character is refused at one door, wherever it stands, and never reaches a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.kit.web.clean_text import LONGEST_READ_BYTES, is_unfit_body
from app.rehearsal.replay.stepped import make_stepped_world
from app.run.main import make_app
from tests.console.installation import MONDAY

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
MORE_JSON = {"content-type": "application/vnd.chat+json; charset=utf-8"}
ESCAPED = {"content-type": "multipart/form-data; boundary=x; charset=unicode_escape"}
"""A form may name its encoding, and this one can spell half a character."""
PDF = b"%PDF-1.4"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--x--\r\n'
HALF_IN_UTF_16 = '{"language":"\\ud83d"}'.encode("utf-16")
HALF_A_TEXT = PART % (b"text", b"\\ud83d")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("text")
    world = make_stepped_world(folder, MONDAY, seed=1)
    yield TestClient(make_app(world.services), headers={"accept-language": "zh"})
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
        ("POST", "/api/chat", {"content": b'{"language":"\xed\xa0\xbd"}', "headers": JSON}, "body"),
        (
            "POST",
            "/api/chat",
            {"content": HALF_IN_UTF_16, "headers": JSON},
            "body",
        ),
        ("POST", "/api/chat", {"content": b'{"language":"\\u0000"}', "headers": MORE_JSON}, "body"),
        ("GET", "/chat", {"headers": {"cookie": 'hotline_chat="a\\000b"'}}, "cookie"),
        ("GET", "/chat", {"headers": {"cookie": 'hotline_session="\\000.a.b"'}}, "cookie"),
        ("GET", "/answers?lang=%00", {}, "query"),
        ("GET", "/chat", {"headers": {"accept-language": "zh%00"}}, "accept-language"),
        (
            "POST",
            "/chat/files",
            {"files": {"file": ("a.pdf", PDF)}, "data": {"sender_token": "\0"}},
            "body",
        ),
        ("POST", "/chat/messages", {"content": HALF_A_TEXT, "headers": ESCAPED}, "body"),
    ],
)
def test_text_that_is_none_is_refused_in_words(
    browser: TestClient, method: str, path: str, rest: dict[str, Any], place: str
) -> None:
    answer = browser.request(method, path, **rest)
    assert answer.status_code == 400
    told = answer.json()["error"]
    assert (told["code"], told["place"]) == ("unfit_text", place)
    assert "请重新输入" in told["message"]


@pytest.mark.parametrize("whole", [b'{"a":"\\ud83d\\ude00"}', b'{"a":"\\u0f40"}', b"{", b"[1]"])
def test_whole_characters_pass(whole: bytes) -> None:
    assert not is_unfit_body(whole, b"application/json")


def test_half_a_character_is_found_however_deep() -> None:
    assert is_unfit_body(b'{"a":[{"b\\udc00":1}]}', b"application/json")


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_a_form_longer_than_any_article_is_refused_in_words(
    browser: TestClient, kind: dict[str, str]
) -> None:
    longer = b"a=" + b"x" * LONGEST_READ_BYTES
    told = browser.post("/chat/messages", content=longer, headers=kind)
    unannounced = browser.post("/chat/messages", content=iter([longer, b"x"]), headers=kind)
    for answer in (told, unannounced):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "body_too_long"


@pytest.mark.parametrize(
    "odd",
    [
        (b"[" * 100_000, JSON),
        (b'{"language":' + b"9" * 5000 + b"}", JSON),
        (b'{"language":"\xff"}', JSON),
        (b"\xff\xfe{", JSON),
        (b"&".join(b"a%d=b" % each for each in range(5000)), FORM),
        (b"%ED%A0%BD=%FF", FORM),
        (b"--x\r\n" * 5000, ESCAPED),
        (b"", ESCAPED),
        (PART % (b'file"; filename="a\0.pdf', PDF), ESCAPED),
        (PART % (b'file"; filename="\xed\xa0\xbd.pdf', PDF), ESCAPED),
        (PART % (b"text", b"x" * 2_000_000), ESCAPED),
    ],
    ids=range(11),
)
@pytest.mark.parametrize("path", ["/api/chat", "/chat/messages", "/chat/files", "/sign-in"])
def test_a_body_that_cannot_be_read_is_no_error_of_ours(
    browser: TestClient, path: str, odd: tuple[bytes, dict[str, str]]
) -> None:
    answer = browser.post(path, content=odd[0], headers=odd[1])
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("host", ["\xff[", "[", "a:99999", "a:b", ""])
@pytest.mark.parametrize("path", ["/twilio/voice", "/sign-in", "/api/12345/v1/referrals"])
def test_a_host_or_an_origin_that_is_none_is_no_error_of_ours(
    browser: TestClient, host: str, path: str
) -> None:
    signed = [(b"x-twilio-signature", b"\xff"), (b"x-12348-signature", b"\xff")]
    named = [(b"host", host.encode("latin-1")), (b"origin", f"http://{host}".encode("latin-1"))]
    answer = browser.post(path, content=b"a=b", headers=[*named, *signed])
    assert 400 <= answer.status_code < 500 or answer.status_code == 503, "the bridge may be closed"
