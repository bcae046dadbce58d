"""The application of this process as an HTTP server without a network.

Requests go through ASGI on one event loop in a thread of its own; whoever asks waits for the
answer.  The loop outlives the requests, so that the threads of synchronous routes are kept.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import httpx
from fastapi import FastAPI

T = TypeVar("T")


@dataclass(slots=True)
class RawAnswer:
    """What the application answered, before anybody reads it."""

    status: int = 500
    content_type: str = ""
    body: bytearray = field(default_factory=bytearray)


class InProcessHttp:
    """A synchronous HTTP client whose server is the application of this process."""

    def __init__(self, app: FastAPI, base_url: str = "http://hotline.localhost") -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="in-process http", daemon=True)
        self._over: asyncio.Future[None] = self._loop.create_future()
        self._thread.start()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url)

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One request, answered before this returns; cookies are kept."""
        return self._run(self._client.request(method, url, **options))

    def send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> RawAnswer:
        """One request without the comforts of a client: several times as fast."""
        return self._run(_call(self._app, _make_scope(method, url, headers), body))

    def close(self) -> None:
        """End the loop behind it."""
        self._run(self._client.aclose())
        self._loop.call_soon_threadsafe(self._over.set_result, None)
        self._thread.join()
        self._loop.close()

    def _live(self) -> None:
        self._loop.run_until_complete(self._over)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def _make_scope(method: str, url: str, headers: dict[str, str]) -> dict[str, Any]:
    parts = urlsplit(url)
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", parts.netloc.encode()), *pairs],
        "server": (parts.hostname, parts.port or 80),
        "client": ("127.0.0.1", 0),
    }


async def _call(app: FastAPI, scope: dict[str, Any], body: bytes) -> RawAnswer:
    answer = RawAnswer()
    request = {"type": "http.request", "body": body, "more_body": False}
    messages = iter((request,))

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            found = dict(message.get("headers", ())).get(b"content-type", b"")
            answer.content_type = found.decode("latin-1")
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception:  # the server's error middleware has answered 500 and logged it
        answer.status = 500
    return answer
