"""Lets every request ask for its hotline alone: said once at the door, it holds for all that the
request does, in whatever thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.kit.storage.hotlines import Hotlines
from app.kit.storage.scope import within
from app.kit.web.bulkheads import CHAT_COOKIE, read_cookies
from app.kit.web.guards import ASGIApp, Receive, Scope, Send

_WITH_TOKEN = re.compile(r"/(?:twilio/(?:contacts|legs|rooms|texts|prompt-calls)|api/chat)/([^/]+)")
_SIGNED = ("/twilio/", "/api/12345/")
"""Their doors know who asks once they have read what is signed."""
_CHAT = "/chat"


@dataclass(slots=True)
class AskedHotline:
    """`find_staffs` reads the hotline of who is signed in from the session's signed cookie."""

    app: ASGIApp
    hotlines: Hotlines
    find_staffs: Callable[[Mapping[str, str]], int | None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hotline_id = self._find(scope) if scope["type"] == "http" else None
        if hotline_id is None:
            await self.app(scope, receive, send)
            return
        with within(hotline_id):
            await self.app(scope, receive, send)

    def _find(self, scope: Scope) -> int | None:
        """None where there is one hotline, and where it shows later."""
        if not self.hotlines.has_several:
            return None
        path: str = scope["path"]
        if found := _WITH_TOKEN.match(path):
            return self.hotlines.find_by_token(found[1])
        if path.startswith(_SIGNED):
            return None
        cookies = read_cookies(scope)
        is_chat = path == _CHAT or path.startswith(f"{_CHAT}/")
        if is_chat and CHAT_COOKIE in cookies:
            return self.hotlines.find_by_token(cookies[CHAT_COOKIE])
        staffs = None if is_chat else self.find_staffs(cookies)
        return self.hotlines.find_by_host(_read_host(scope)) if staffs is None else staffs


def _read_host(scope: Scope) -> str:
    named: list[bytes] = [value for name, value in scope["headers"] if name == b"host"]
    return named[0].decode("latin-1").partition(":")[0] if named else ""
