"""Bounds what a connection may cost before it has asked for anything: uvicorn's protocol, with
an end to waiting and a limit to how many there are.

uvicorn waits for ever for a request's head and body, and takes connections until no descriptor
is left.  Here who dawdles is cut off, and when the house is full whoever has dawdled longest
makes room: a new caller always gets in.  Named to uvicorn by `--http`.
"""

from __future__ import annotations

import asyncio
import resource

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
MOST_CONNECTIONS = 1000


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
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note how far the request has come."""
        before = self._stage()
        self._received += len(data)
        super().data_received(data)
        if self._stage() != before:
            self._since_s, self._received = self.loop.time(), 0
            if self._stage() == "served":
                _DAWDLERS.pop(self, None)

    def on_response_complete(self) -> None:
        """From now on the next request is awaited."""
        self._since_s, self._received = self.loop.time(), 0
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
        """Cut off whoever dawdles."""
        now_s = self.loop.time()
        waited_s, stage = now_s - self._since_s, self._stage()
        if stage == "body":
            is_late = waited_s > BODY_WITHIN_S + self._received / SLOWEST_BODY_BYTES_S
        else:
            is_late = stage == "head" and waited_s > HEAD_WITHIN_S
        if is_late or (self._paused_s is not None and now_s - self._paused_s > READ_WITHIN_S):
            self.transport.abort()
            return
        self._check = self.loop.call_later(CHECK_EVERY_S, self._look)

    def _make_room(self) -> None:
        """End who has dawdled longest; where nobody dawdles, the newcomer."""
        oldest = next(iter(_DAWDLERS), self)
        _DAWDLERS.pop(oldest, None)
        oldest.connections.discard(oldest)
        oldest.transport.abort()
