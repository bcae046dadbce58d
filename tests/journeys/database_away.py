"""A database that is away for a while, really: locked by somebody else, or refusing connections."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from sqlalchemy import Engine, event, select
from sqlalchemy.engine import make_url

from app.gateway.core.webhooks import Outcome, WebhookRequest
from app.hotline.dispatch.models import Hotline as HotlineRow
from app.kit.storage.away import TRY_AGAIN_AFTER
from app.kit.storage.engine import WRITES
from app.rehearsal.replay.stepped import SteppedWorld
from tests.journeys.cast import Hotline
from tests.journeys.crashing import CrashingWorld, give_fallback


@dataclass(slots=True)
class AwayWorld(CrashingWorld):
    """While down the process lives and answers; what runs beside it can do nothing."""

    def post(self, request: WebhookRequest) -> Outcome:
        return SteppedWorld.post(self, request)

    def come_back(self) -> None:
        """The same process."""


def make_away(hotline: Hotline) -> None:
    world = hotline.world
    give_fallback(world)
    hotline.world = AwayWorld(world.clock, world.services, world.gateway, world.http)
    hotline.world.hear_commits()


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """Nobody can write while the block lasts."""
    with _locked(engine) if engine.dialect.name == "sqlite" else _refusing(engine):
        yield


def go_without(hotline: Hotline, seconds: float) -> None:
    """The database is away for `seconds`."""
    world = hotline.world
    assert isinstance(world, AwayWorld)
    world.down_until = world.clock.now() + timedelta(seconds=seconds) + TRY_AGAIN_AFTER
    with away(world.services.store.engine):
        hotline.run(seconds)
    hotline.run(TRY_AGAIN_AFTER.total_seconds())


@contextmanager
def kept_waiting(hotline: Hotline, seconds: float) -> Iterator[None]:
    """Somebody else holds the lock that routing needs, and lets go after `seconds` of the
    hotline's time, before anybody gives up."""
    engine, clock = hotline.world.services.store.engine, hotline.world.clock
    other = engine.connect().execution_options(hotline=1, **{WRITES: True})
    other.execute(select(HotlineRow.id).with_for_update())

    def let_go() -> None:
        clock.advance(seconds)
        other.rollback()

    timer = threading.Timer(0.3, let_go)
    timer.start()
    yield
    timer.join()
    other.close()


@contextmanager
def _locked(engine: Engine) -> Iterator[None]:
    def be_impatient(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    event.listen(engine, "checkout", be_impatient)
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    event.remove(engine, "checkout", be_impatient)


@contextmanager
def _refusing(engine: Engine) -> Iterator[None]:
    url = make_url(engine.url)
    host, name = str(url.query["host"]), url.database
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')  # type: ignore[arg-type]
        server.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        yield
        server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')  # type: ignore[arg-type]
