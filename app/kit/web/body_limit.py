"""Ends a request whose body is larger than anything we take, before it fills memory or disk.

Pure ASGI, outside every route: forms with files are read whole before a route sees them.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.web.guards import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY_BYTES = 24 * 1024 * 1024
"""A little more than the largest file that an editor may bring."""


class BodyTooLarge(Exception):
    """More came than was announced or is taken."""


@dataclass(slots=True)
class BodyLimit:
    """Answers 413 to a body that is announced, or turns out, to be too large."""

    app: ASGIApp
    largest_bytes: int = LARGEST_BODY_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._read_announced(scope) > self.largest_bytes:
            await _refuse(send)
            return
        taken, begun = 0, False

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest_bytes:
                raise BodyTooLarge
            return message

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noted)
        except BodyTooLarge:
            if not begun:
                await _refuse(send)

    def _read_announced(self, scope: Scope) -> int:
        values = [value for name, value in scope["headers"] if name == b"content-length"]
        return int(values[0]) if values and values[0].isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"413"})
