"""Calls the application once a small request is whole: what never ends costs next to nothing.

Pure ASGI, outside all else: of a body that a form or the carrier sends, everything is taken in
first; a larger one is passed on as it comes.  Whoever hangs up before has asked for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.web.guards import ASGIApp, Message, Receive, Scope, Send

TAKEN_IN_FIRST_BYTES = 128 * 1024


@dataclass(slots=True)
class WholeBody:
    """Holds a request back until its body is there, or is more than a form."""

    app: ASGIApp
    taken_in_first_bytes: int = TAKEN_IN_FIRST_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _announces_body(scope):
            await self.app(scope, receive, send)
            return
        parts: list[Message] = []
        size = 0
        while size <= self.taken_in_first_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message)
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        parts.reverse()

        async def receive_again() -> Message:
            return parts.pop() if parts else await receive()

        await self.app(scope, receive_again, send)


def _announces_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )
