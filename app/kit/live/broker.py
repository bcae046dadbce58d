"""Carries "this topic has changed" from the threads that commit to the streams that are open.

Holds nothing that must not be lost: a page that missed a change fetches everything when it
listens again. Slow listeners cost nothing, because changes of one topic merge, and a change costs
nothing to those who did not ask for its topic.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from app.kit.storage.scope import FIRST_HOTLINE, find_current

_MARK = "@"


def mark_topics(hotline_id: int, topics: Iterable[str]) -> frozenset[str]:
    """Those of a hotline beside the first, told from all others' by its number."""
    if hotline_id == FIRST_HOTLINE:
        return frozenset(topics)
    return frozenset(f"{hotline_id}{_MARK}{topic}" for topic in topics)


class Relay(Protocol):
    """Passes changes on to the other processes of the hotline; must never block or raise."""

    def send(self, topics: Iterable[str]) -> None:
        """Pass the change on, or drop it."""
        ...


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream of a hotline's: what changed since it last looked.

    "contact:*" hears every contact; "contact:12" hears what belongs to it, "contact:12/messages".
    """

    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    changed: dict[str, int] = field(default_factory=dict)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def rest(self, longest_s: float | None) -> bool:
        """Wait until something changed, or so long; returns whether something did."""
        try:
            async with asyncio.timeout(longest_s):
                return await self.awake.wait()
        except TimeoutError:
            return False


class Broker:
    """The streams of this process. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self.relay: Relay | None = None
        self.is_closed = False
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._by_topic: dict[str, set[Listener]] = defaultdict(set)
        self._version = 0

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
            for topic in topics:
                for listener in self._find_listeners(topic):
                    if not listener.changed:
                        _wake(listener)
                    listener.changed[topic] = self._version

    @contextmanager
    def hearing(self, topics: Iterable[str]) -> Iterator[Listener]:
        """A listener that is told of every change of these topics while the block lasts."""
        here = find_current() or FIRST_HOTLINE
        listener = Listener(mark_topics(here, topics), asyncio.get_running_loop())
        with self._lock:
            self._listeners.add(listener)
            for topic in listener.topics:
                self._by_topic[topic].add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._forget(listener)

    def take(self, listener: Listener) -> dict[str, int]:
        """What changed since it last looked: versions by topic."""
        with self._lock:
            if not self.is_closed:
                listener.awake.clear()
            changed, listener.changed = listener.changed, {}
        return {topic.rpartition(_MARK)[2]: version for topic, version in changed.items()}

    async def listen(self, topics: Iterable[str]) -> AsyncIterator[tuple[str, int]]:
        """Yield (topic, version) whenever one of `topics` changed, until `close`."""
        with self.hearing(topics) as listener:
            while not self.is_closed:
                await listener.rest(None)
                for topic, version in self.take(listener).items():
                    yield topic, version

    def close(self) -> None:
        """End all streams, so that a server waiting for its connections can stop."""
        self.is_closed = True
        with self._lock:
            for listener in self._listeners:
                _wake(listener)

    def count_listeners(self) -> int:
        """How many streams are open in this process."""
        return len(self._listeners)

    def _find_listeners(self, topic: str) -> Iterator[Listener]:
        whole = topic.partition("/")[0]
        for name in {topic, whole, f"{topic.partition(':')[0]}:*"}:
            yield from self._by_topic.get(name, ())

    def _forget(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        for topic in listener.topics:
            self._by_topic[topic].discard(listener)
            if not self._by_topic[topic]:
                del self._by_topic[topic]


def _wake(listener: Listener) -> None:
    if not listener.loop.is_closed():
        listener.loop.call_soon_threadsafe(listener.awake.set)
