"""Every address of the house, tried by everybody: nobody reaches what is not theirs, and no
number that is typed into an address is an error of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.actions import NewAccount, add_account
from app.accounts.roles import Role
from app.storage.event_log import Event
from tests.console.house import PASSWORD, Hotline, open_hotline
from tests.console.test_console import answer_call

Address = tuple[str, str]
PEOPLE = {"drolma": Role.AGENT, "norbu": Role.EXPERT, "pema": Role.SUPERVISOR}
AT_A_DESK = {"ed": Role.EDITOR, "adm": Role.ADMIN}
SIGNED = ("/twilio/", "/api/12345/")
PUBLIC = ("/answers", "/api/chat", "/chat", "/health", "/sign-in", "/widget.js")
ENDLESS = {"/live", "/chat/live"}
ANYBODYS_WORDS = {
    "verb": "hold",
    "how": "listen",
    "name": "notice",
    "language": "bo",
    "kind": "csv",
    "article_id": "x",
    "token": "x",
}
FORM = {
    "to": "12345",
    "notes": "x",
    "text": "x",
    "language": "bo",
    "muted": "yes",
    "topic": "03",
    "at": "2026-11-24T09:30",
    "agent": "1",
    "groups": "",
    "danger": "yes",
    "result": "reached",
    "helped": "yes",
    "question": "which law",
}


def list_addresses(routes: Any) -> Iterator[Address]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_addresses(route.original_router.routes)
        elif hasattr(route, "methods"):
            yield from ((method, route.path) for method in route.methods - {"HEAD"})


def fill(path: str, number: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: ANYBODYS_WORDS.get(found[1], number), path)


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """Drolma talks with a caller; the others have nothing to do with it."""
    hotline = open_hotline(tmp_path_factory.mktemp("who"))
    for name, role in PEOPLE.items():
        hotline.hire(name, "bo", "zh", role=role)
    for name, role in AT_A_DESK.items():
        add_account(hotline.world.parts.store, NewAccount(name, PASSWORD, name, role))
    answer_call(hotline)
    yield hotline
    hotline.world.close()


@pytest.fixture(scope="module")
def addresses(hotline: Hotline) -> list[Address]:
    found = list_addresses(hotline.app.routes)
    return [each for each in found if not each[1].startswith(SIGNED) and each[1] not in ENDLESS]


def open_as(hotline: Hotline, name: str = "") -> TestClient:
    browser = hotline.sign_in(name) if name else hotline.open_browser()
    return TestClient(
        hotline.app,
        headers=dict(browser.headers),
        cookies=browser.cookies,
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def test_without_a_session_only_the_public_pages_answer(
    hotline: Hotline, addresses: list[Address]
) -> None:
    stranger, let_in = open_as(hotline), []
    for method, path in addresses:
        if path == "/" or path.startswith(PUBLIC):
            continue
        answer = stranger.request(method, fill(path, "1"))
        if not answer.headers.get("location", "").startswith("/sign-in"):
            let_in.append((method, path, answer.status_code))
    assert let_in == [("POST", "/sign-out", 303), ("GET", "/callbacks/{contact_id}", 303)]


def test_nobody_reaches_a_colleagues_contact(hotline: Hotline, addresses: list[Address]) -> None:
    expert, reached = open_as(hotline, "norbu"), []
    before = count_looks(hotline)
    for method, path in addresses:
        if path.startswith(("/console/contacts/{", "/recordings", "/talks", "/callbacks/{")):
            answer = expert.request(method, fill(path, "1"), data=FORM)
            if answer.status_code < 400:
                reached.append((method, path, answer.status_code))
    assert reached == [("GET", "/callbacks/{contact_id}", 303)], "which shows nothing"
    seen = expert.get("/console", params={"contact": "1"})
    assert seen.status_code == 404
    assert count_looks(hotline) == before, "the log tells of nobody who saw nothing"


def count_looks(hotline: Hotline) -> int:
    with hotline.world.parts.store.read() as session:
        return session.query(Event).where(Event.kind == "contact_opened").count()


@pytest.mark.parametrize("name", [*PEOPLE, *AT_A_DESK])
@pytest.mark.parametrize("number", ["9" * 30, str(2**31), "-1", "999999"])
def test_a_number_that_nothing_has_is_no_error_of_ours(
    hotline: Hotline, addresses: list[Address], name: str, number: str
) -> None:
    browser, form = open_as(hotline, name), FORM | dict.fromkeys(("shift", "version"), number)
    failed = []
    for method, path in addresses:
        if "_id}" in path or path in {"/line/rota/drop", "/line/rules/restore"}:
            answer = browser.request(method, fill(path, number), data=form)
            if answer.status_code >= 500:
                failed.append((method, path, answer.status_code))
    assert failed == []
    assert browser.get("/console", params={"contact": number}).status_code < 500
