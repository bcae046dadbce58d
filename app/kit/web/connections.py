"""Bounds what a connection may cost before it has asked for anything: uvicorn's protocol, with
an end to waiting and a limit to how many there are.

uvicorn waits for ever for a request's head and body, and takes connections until no descriptor
is left.  Here who dawdles is cut off, and when the house is full the one that was refused first,
or else has dawdled longest, makes room: a new caller always gets in.  Named to uvicorn by `--http`.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 10.0
BODY_WITHIN_S = 15.0
SLOWEST_BODY_BYTES_S = 4096
"""What a body beyond the first seconds must bring: a picture over a village's telephone does."""
READ_WITHIN_S = 60.0
"""Whoever does not take in our answer for so long is gone."""
CHECK_EVERY_S = 2.0
BACKLOG = 256
"""Connections that may be accepted at one go, before any of them is looked at."""
OWN_DESCRIPTORS = 200
"""Database, Redis, carrier, files."""
MOST_CONNECTIONS = 2000
GIVE_WAY = "hotline.give_way"
"""The extension of a request's scope by which its connection becomes the first to make room."""

_REFUSED: dict[BoundedProtocol, None] = {}
"""Connections that wait to be told that they are refused, the longest first."""
_DAWDLERS: dict[BoundedProtocol, None] = {}
"""Connections whose request is not whole, the longest first."""


def raise_descriptor_limit() -> int:
    """As many descriptors as we may have; returns how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(50, min(MOST_CONNECTIONS, soft - BACKLOG - OWN_DESCRIPTORS))


class BoundedProtocol(HttpToolsProtocol):
    """One connection: `most` of them at once in a process, none of them dawdling."""

    most = raise_descriptor_limit()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in; make room if the house is full."""
        self._since_s = self.loop.time()
        self._received = 0
        self._rests = False
        self._paused_s: float | None = None
        super().connection_made(transport)
        _DAWDLERS[self] = None
        self._check = self.loop.call_later(CHECK_EVERY_S, self._look)
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._check.cancel()
        _DAWDLERS.pop(self, None)
        _REFUSED.pop(self, None)
        super().connection_lost(exc)
        self._let_go()

    def on_message_begin(self) -> None:
        """A request begins; whoever refuses it can say so."""
        super().on_message_begin()
        self.scope["extensions"] = {GIVE_WAY: self._give_way}  # type: ignore[dict-item]

    def data_received(self, data: bytes) -> None:
        """Note how far the request has come."""
        before = self._stage()
        if self._rests:
            self._rests, self._since_s = False, self.loop.time()
        self._received += len(data)
        super().data_received(data)
        if self._stage() != before:
            self._since_s, self._received = self.loop.time(), 0
            if self._stage() == "served":
                _DAWDLERS.pop(self, None)

    def on_response_complete(self) -> None:
        """From now on the next request is awaited."""
        self._since_s, self._received, self._rests = self.loop.time(), 0, True
        _REFUSED.pop(self, None)  # a proxy's connection serves somebody else next
        _DAWDLERS.pop(self, None)
        _DAWDLERS[self] = None
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The other side does not read."""
        self._paused_s = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It reads again."""
        self._paused_s = None
        super().resume_writing()

    def _stage(self) -> str:
        if self.cycle is None or self.cycle.response_complete:
            return "head"
        return "body" if self.cycle.more_body else "served"

    def _look(self) -> None:
        """Cut off whoever dawdles; one that rests between two requests uvicorn ends in its time."""
        now_s = self.loop.time()
        waited_s, stage = now_s - self._since_s, self._stage()
        if stage == "body":
            is_late = waited_s > BODY_WITHIN_S + self._received / SLOWEST_BODY_BYTES_S
        else:
            is_late = stage == "head" and not self._rests and waited_s > HEAD_WITHIN_S
        if is_late or (self._paused_s is not None and now_s - self._paused_s > READ_WITHIN_S):
            self.transport.abort()
            return
        self._check = self.loop.call_later(CHECK_EVERY_S, self._look)

    def _let_go(self) -> None:
        """Forget what refers back to us, or thousands that came and went would lie about until the
        garbage collector walks through everything, in the midst of a flood."""
        self.cycle = None  # type: ignore[assignment]
        self.scope = None  # type: ignore[assignment]
        self.pipeline.clear()

    def _give_way(self) -> None:
        if self in self.connections:
            _REFUSED[self] = None

    def _make_room(self) -> None:
        """End who was refused or has dawdled longest; where nobody was or does, the newcomer."""
        oldest = next(iter(_REFUSED), None) or next(iter(_DAWDLERS), self)
        _REFUSED.pop(oldest, None)
        _DAWDLERS.pop(oldest, None)
        oldest.connections.discard(oldest)
        oldest.transport.abort()


async def keep_waiting(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    seconds: float,
) -> bool:
    """Let a refused request wait before it is told; it costs no more than its connection, which
    is the first to make room.  False: there is nobody left to tell."""
    if give_way := (scope.get("extensions") or {}).get(GIVE_WAY):
        give_way()
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return True
    return False
