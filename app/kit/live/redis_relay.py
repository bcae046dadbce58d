"""Passes changes between the processes of a hotline over Redis publish/subscribe.

Redis gone: changes of other processes are not heard, open pages fall back to polling, and
nothing here waits for it on a request's path. One thread sends, one listens.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections.abc import Iterable

from redis import Redis
from redis.exceptions import RedisError

from app.kit.live.broker import Broker
from app.kit.storage.health import WELL, Finding, Health

CHANNEL = "hotline:live"
KEPT_UNSENT = 1000
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
logger = logging.getLogger(__name__)


class RedisRelay:
    """A `Relay` over one channel; every process ignores what it said itself."""

    def __init__(self, broker: Broker, url: str) -> None:
        self._broker = broker
        self._redis = Redis.from_url(
            url, socket_timeout=2, socket_connect_timeout=1, decode_responses=True
        )
        self._process = secrets.token_hex(8)
        self._unsent: queue.Queue[frozenset[str] | None] = queue.Queue(KEPT_UNSENT)
        self._stopping = threading.Event()
        self._is_dropping = False
        self._threads = [
            threading.Thread(target=self._send_all, name="live-send", daemon=True),
            threading.Thread(target=self._hear_all, name="live-hear", daemon=True),
        ]

    def start(self) -> None:
        """Begin to pass changes on in both directions."""
        self._broker.relay = self
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads within their time-outs."""
        self._stopping.set()
        self._offer(None)
        for thread in self._threads:
            thread.join(timeout=5)
        self._redis.close()

    def is_running(self) -> bool:
        """Whether both threads live."""
        return all(thread.is_alive() for thread in self._threads)

    def send(self, topics: Iterable[str]) -> None:
        """Queue the change; when Redis is slow or gone the newest wait and the rest is dropped."""
        self._offer(frozenset(topics))

    def _offer(self, item: frozenset[str] | None) -> None:
        try:
            self._unsent.put_nowait(item)
            self._is_dropping = False
        except queue.Full:
            if not self._is_dropping:
                logger.warning("live changes are dropped: Redis does not take them")
            self._is_dropping = True

    def _send_all(self) -> None:
        while (topics := self._unsent.get()) is not None and not self._stopping.is_set():
            try:
                self._redis.publish(CHANNEL, " ".join((self._process, *sorted(topics))))
            except RedisError:
                self._stopping.wait(SHORTEST_PAUSE_S)
            except Exception:  # no descriptor left, for one: the next change may go through
                logger.exception("a live change was not sent")
                self._stopping.wait(SHORTEST_PAUSE_S)

    def _hear_all(self) -> None:
        pause_s = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._hear_until_lost()
                pause_s = SHORTEST_PAUSE_S
            except Exception as error:
                if not isinstance(error, RedisError):
                    logger.exception("live changes of other processes are not heard just now")
                self._stopping.wait(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _hear_until_lost(self) -> None:
        channels = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with channels as channel:
            channel.subscribe(CHANNEL)
            while not self._stopping.is_set():
                message = channel.get_message(timeout=1)
                if message:
                    self._hear(str(message["data"]))

    def _hear(self, text: str) -> None:
        process, *topics = text.split(" ")
        if process != self._process:
            self._broker.deliver(frozenset(topics))


def look_at_relay(relay: RedisRelay) -> Finding:
    """Without its threads open pages show what other processes change some seconds late."""
    return WELL if relay.is_running() else Finding(Health.DEGRADED, "thread_ended")
