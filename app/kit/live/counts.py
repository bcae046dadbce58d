"""Counts that all web processes share, in Redis, each forgotten when its time is over.

Redis gone: nothing is counted here, and every process goes by what it counts itself.
"""

from __future__ import annotations

import logging

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PREFIX = "hotline:count:"
WAIT_S = 0.5
logger = logging.getLogger(__name__)


class SharedCounts:
    """`url` is that of the Redis server; nobody waits for it longer than a second."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=WAIT_S,
            socket_connect_timeout=WAIT_S,
            retry=Retry(NoBackoff(), 0),
        )

    def count(self, name: str, within_s: int) -> int:
        """Count one more of `name`; how many there were since the first, at most `within_s` ago."""
        try:
            with self._redis.pipeline() as steps:
                steps.set(PREFIX + name, 0, ex=within_s, nx=True)
                steps.incr(PREFIX + name)
                return int(steps.execute()[-1])
        except (RedisError, OSError) as error:
            logger.warning("%s: tries are counted by this process alone", type(error).__name__)
            return 0

    def forget(self, name: str) -> None:
        """Begin anew."""
        try:
            self._redis.delete(PREFIX + name)
        except (RedisError, OSError) as error:
            logger.warning("%s: earlier tries still count", type(error).__name__)
