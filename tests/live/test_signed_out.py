"""A stream ends with the session that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from app.hotline.accounts.api import list_heard
from app.hotline.accounts.sessions import COOKIE
from tests.console.installation import Hotline, open_hotline

WITHIN_S = 10.0


async def listen_until_signed_out(hotline: Hotline, username: str) -> list[bytes]:
    """What a stream tells, from its beginning to its end."""
    browser = hotline.sign_in(username)
    begun, forever, heard = asyncio.Event(), asyncio.Event(), []

    async def receive() -> MutableMapping[str, Any]:
        await forever.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        heard.append(message.get("body", b""))
        if message.get("body"):
            begun.set()

    cookie = f"{COOKIE}={browser.cookies[COOKIE]}".encode()
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/live",
        "query_string": b"",
        "headers": [(b"cookie", cookie)],
        "client": ("127.0.0.1", 1),
    }
    stream = asyncio.create_task(hotline.app(scope, receive, send))
    await asyncio.wait_for(begun.wait(), WITHIN_S)
    await asyncio.to_thread(browser.post, "/sign-out")
    await asyncio.wait_for(stream, WITHIN_S)
    return heard


def test_a_page_hears_of_what_it_names_and_of_no_other_agent() -> None:
    named = list_heard("queue board:queue contact:12 ticket:12 agent:2 account:1 contact:* evil")
    assert named == {"queue", "board:queue", "contact:12", "ticket:12"}
    assert list_heard("agent:2") == frozenset()
    assert list_heard("") == {"queue", "carrier", "contact:*", "ticket:*"}, "an older page"


def test_a_stream_ends_when_its_session_signs_out(tmp_path: Path) -> None:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    try:
        heard = asyncio.run(listen_until_signed_out(hotline, "drolma"))
    finally:
        hotline.world.close()
    assert b"listening" in b"".join(heard)
    assert heard[-1] == b"", "ended, and not cut"
