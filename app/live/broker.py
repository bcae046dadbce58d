"""Carries "this topic has changed" from the threads that commit to the streams that are open.

Holds nothing that must not be lost: a page that missed a change fetches everything when it
listens again. Slow listeners cost nothing, because changes of one topic merge.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol


class Relay(Protocol):
    """Passes changes on to the other processes of the hotline; must never block or raise."""

    def send(self, topics: Iterable[str]) -> None:
        """Pass the change on, or drop it."""
        ...


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: what changed since it last looked. "contact:*" hears every contact."""

    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    changed: dict[str, int] = field(default_factory=dict)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def hears(self, topic: str) -> bool:
        """Tell whether the stream asked for `topic` or for all of its kind."""
        return topic in self.topics or f"{topic.split(':')[0]}:*" in self.topics


class Broker:
    """The streams of this process. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self.relay: Relay | None = None
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._version = 0
        self._is_closed = False

    def publish(self, topics: Iterable[str]) -> None:
        """Tell this process's streams and, over the relay, those of the others."""
        topics = frozenset(topics)
        self.deliver(topics)
        if self.relay and topics:
            self.relay.send(topics)

    def deliver(self, topics: Collection[str]) -> None:
        """Tell this process's streams only."""
        with self._lock:
            self._version += 1
            for listener in self._listeners:
                wanted = {topic for topic in topics if listener.hears(topic)}
                if wanted:
                    listener.changed.update(dict.fromkeys(wanted, self._version))
                    _wake(listener)

    async def listen(self, topics: Iterable[str]) -> AsyncIterator[tuple[str, int]]:
        """Yield (topic, version) whenever one of `topics` changed, until `close`."""
        listener = Listener(frozenset(topics), asyncio.get_running_loop())
        with self._lock:
            self._listeners.add(listener)
        try:
            while not self._is_closed:
                await listener.awake.wait()
                for topic, version in self._take(listener).items():
                    yield topic, version
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams, so that a server waiting for its connections can stop."""
        self._is_closed = True
        with self._lock:
            for listener in self._listeners:
                _wake(listener)

    def count_listeners(self) -> int:
        """How many streams are open in this process."""
        return len(self._listeners)

    def _take(self, listener: Listener) -> dict[str, int]:
        with self._lock:
            listener.awake.clear()
            changed, listener.changed = listener.changed, {}
        return changed


def _wake(listener: Listener) -> None:
    if not listener.loop.is_closed():
        listener.loop.call_soon_threadsafe(listener.awake.set)
