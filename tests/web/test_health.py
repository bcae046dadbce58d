"""`/health` tells the truth: whether callers can be taken in, and what is lacking."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.doors.webhooks.trouble import SPOOL, take_in_spooled
from app.hotline.dispatch.pulse import look_at_call_control
from app.kit.jobs.queue import connect_redis, look_at_redis
from app.kit.storage import health
from app.kit.web.trouble_pages import list_troubles
from tests.console.installation import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


def ask(hotline: Hotline) -> tuple[int, dict[str, Any]]:
    """A second later, so that it is looked at anew."""
    hotline.wait(2)
    answer = TestClient(hotline.app).get("/health")
    return answer.status_code, answer.json()


def test_a_well_house_says_so(hotline: Hotline) -> None:
    code, told = ask(hotline)
    assert (code, told["status"]) == (200, "ok")
    assert told["parts"] == {"database": "ok", "disk": "ok", "unhandled_calls": "ok"}
    assert told["reasons"] == {}


def test_without_the_database_no_call_is_taken(hotline: Hotline) -> None:
    store = hotline.world.services.store
    store.presence.note_failure(OSError(errno.ENOSPC, "full"), store.clock.now())
    answer = TestClient(hotline.app).get("/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (503, "down")
    assert told["parts"]["database"] == "down"


def test_a_disk_that_is_low_is_named_and_a_full_one_stops(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOW_BYTES", 1 << 62)
    code, told = ask(hotline)
    assert (code, told["status"], told["reasons"]) == (200, "degraded", {"disk": "low"})
    monkeypatch.setattr(health, "EMPTY_BYTES", 1 << 62)
    assert ask(hotline)[0] == 503


def test_it_is_looked_at_once_a_second(hotline: Hotline) -> None:
    looks: list[int] = []
    check = health.HealthCheck(hotline.world.clock)
    check.watch("x", lambda: looks.append(1) or health.WELL)
    check.look()
    check.look()
    assert len(looks) == 1
    hotline.wait(2)
    check.look()
    assert len(looks) == 2


def test_a_database_that_reads_and_does_not_write_is_down(hotline: Hotline) -> None:
    with hotline.world.services.store.engine.begin() as connection:
        connection.execute(text("DROP TABLE health_probes"))
    assert ask(hotline) == (
        503,
        {
            "status": "down",
            "parts": {"database": "down", "disk": "ok", "unhandled_calls": "ok"},
            "reasons": {"database": "OperationalError"},
        },
    )


def test_nobody_queues_behind_a_part_that_does_not_answer(hotline: Hotline) -> None:
    hangs, looks = threading.Event(), []
    check = health.HealthCheck(hotline.world.clock, longest_look_s=0.2)

    def hang() -> health.Finding:
        looks.append(1)
        hangs.wait(5)
        return health.WELL

    check.watch("database", hang)
    check.watch("disk", lambda: health.WELL)
    began = time.monotonic()
    for _ in range(3):
        found = check.look()
        hotline.wait(2)
    assert time.monotonic() - began < 1
    assert found["database"] == health.Finding(health.Health.DOWN, health.NO_ANSWER)
    assert found["disk"] == health.WELL
    assert len(looks) == 1, "one look at a time"
    hangs.set()


def test_calls_that_wait_in_the_file_are_told(hotline: Hotline) -> None:
    spool = hotline.world.services.settings.data_dir / SPOOL
    spool.write_text("cut sho")
    told = TestClient(hotline.app).get("/health").json()
    assert told["parts"]["unhandled_calls"] == "degraded"
    assert take_in_spooled(hotline.world.services.router, spool.parent) == 0, (
        "no line stops the others"
    )
    assert spool.with_suffix(".unreadable").read_text() == "cut sho\n"
    assert ask(hotline)[1]["parts"]["unhandled_calls"] == "ok"


def test_call_control_that_stands_still_is_down(hotline: Hotline) -> None:
    services = hotline.world.services
    assert look_at_call_control(services.store, services.dispatcher) == health.WELL
    services.dispatcher._round_over_s -= 60
    assert look_at_call_control(services.store, services.dispatcher).reason == "stalled"


def test_redis_away_is_told_and_stops_no_call() -> None:
    redis = connect_redis("redis://127.0.0.1:1/0")
    assert look_at_redis(redis).health is health.Health.DEGRADED


def test_staff_are_told_on_every_page_in_their_language_and_what_to_do(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    drolma = hotline.sign_in("drolma")
    assert 'hx-get="/health/banner"' in drolma.get("/console").text
    assert drolma.get("/health/banner").text.strip() == ""
    store = hotline.world.services.store
    store.presence.note_failure(OSError(errno.ENOSPC, "full"), store.clock.now())
    hotline.world.clock.advance_to(store.clock.now() + timedelta(seconds=6))
    store.presence.note_failure(OSError(errno.ENOSPC, "full"), store.clock.now())
    assert "数据库暂时无法写入" in drolma.get("/health/banner?lang=zh").text
    assert "གཞི་གྲངས་མཛོད" in drolma.get("/health/banner?lang=bo").text


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"disk": health.Health.DOWN, "database": health.Health.DOWN}, ["takes nothing any more"]),
        ({"database": health.Health.DOWN, "call_control": health.Health.DOWN}, ["The database"]),
        ({"disk": health.Health.DEGRADED, "redis": health.Health.DEGRADED}, ["Little", "News"]),
        ({"unhandled_calls": health.Health.DEGRADED}, []),
    ],
)
def test_one_cause_is_told_once(bad: dict[str, health.Health], told: list[str]) -> None:
    found = list_troubles({name: health.Finding(state) for name, state in bad.items()})
    assert len(found) == len(told)
    assert all(word in what for word, (what, _) in zip(told, found, strict=True))


def test_a_page_that_cannot_be_served_now_says_so_and_is_no_crash(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hotline.hire("drolma", "bo", "zh")
    drolma = hotline.sign_in("drolma")

    def fail() -> None:
        raise OperationalError("SELECT", {}, psycopg.OperationalError("connection refused"))

    monkeypatch.setattr(hotline.world.services.store, "read", fail)
    page = drolma.get("/console")
    assert page.status_code == 503
    assert "数据库或磁盘暂时无法写入" in page.text
    told = drolma.get("/signed-in", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["error"]["code"]) == (503, "database_away")
    assert "Traceback" not in caplog.text
