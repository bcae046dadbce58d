"""Two web processes that start together on a database that nobody has used: both come up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from app.doors.webhooks.retention import plan_daily_sweep
from app.hotline.answers.actions import seed_articles
from app.hotline.answers.reviews import plan_review_reminder
from app.hotline.dispatch.models import Deadline, Hotline
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.clock import RunningClock
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault

TOGETHER = 3


def start(url: str, barrier: Barrier) -> tuple[int, int]:
    """Migrate, then look around as a web process does; what is there afterwards."""
    engine = make_engine(url, durable=False)
    barrier.wait()
    migrate(engine)
    store = Store(engine, RunningClock(), Vault("0" * 32))
    barrier.wait()
    with store.write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
        plan_daily_sweep(uow)
        seed_articles(uow)
        plan_review_reminder(uow)
    with store.read() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) for t in (Hotline, Deadline)]
    engine.dispose()
    return counts[0] or 0, counts[1] or 0


def start_together(url: str) -> list[tuple[int, int]]:
    barrier = Barrier(TOGETHER, timeout=60)
    with ThreadPoolExecutor(TOGETHER) as pool:
        return [
            each.result() for each in [pool.submit(start, url, barrier) for _ in range(TOGETHER)]
        ]


@pytest.mark.postgres
def test_several_processes_start_together_on_a_fresh_postgres(empty_postgres_url: str) -> None:
    assert start_together(empty_postgres_url) == [(1, 2)] * TOGETHER
    engine = make_engine(empty_postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "8s"
    engine.dispose()


def test_several_processes_start_together_on_a_fresh_file(tmp_path: Path) -> None:
    assert start_together(f"sqlite:///{tmp_path / 'fresh.db'}") == [(1, 2)] * TOGETHER
