"""Hands owed slow effects to RQ.  Redis lost means late, never lost: the outbox keeps them.

A job is named after its outbox row, so handing it over twice is one job; performing it twice is
prevented by the row.  Never waits long: a request's path may stand behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker

from app.kit.storage.health import WELL, Finding, Health

log = logging.getLogger(__name__)

QUEUE_NAME = "hotline"
PERFORM = "app.run.worker.perform_effect"
REDIS_TIMEOUT_S = 0.5
JOB_TIMEOUT_S = 120


def connect_redis(url: str, timeout_s: float = REDIS_TIMEOUT_S) -> Redis:
    """A client that gives up soon; redis-py's defaults can block for a minute."""
    return Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), 1),
    )


def look_at_redis(redis: Redis) -> Finding:
    """Away, texts and 12345 are late; no call is."""
    try:
        redis.ping()
    except RedisError as error:
        return Finding(Health.DEGRADED, type(error).__name__)
    return WELL


def hand_over(redis: Redis, effect_ids: Sequence[int]) -> bool:
    """Give effects to the workers; False when Redis does not take them now."""
    try:
        queue = Queue(QUEUE_NAME, connection=redis)
        for effect_id in effect_ids:
            queue.enqueue(
                PERFORM,
                effect_id,
                job_id=f"effect-{effect_id}",
                job_timeout=JOB_TIMEOUT_S,
                result_ttl=0,
                failure_ttl=86400,
            )
    except RedisError as error:
        log.warning("slow effects wait: Redis does not take them (%s)", error)
        return False
    return True


def run_worker(url: str) -> None:
    """Work until a signal; one process, no fork for each job."""
    redis = Redis.from_url(url, socket_connect_timeout=5)
    SimpleWorker([Queue(QUEUE_NAME, connection=redis)], connection=redis).work(
        logging_level="WARNING"
    )
