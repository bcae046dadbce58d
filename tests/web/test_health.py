"""`/health` tells the truth: whether callers can be taken in, and what is lacking."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.storage import health
from tests.console.house import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


def ask(hotline: Hotline) -> tuple[int, dict[str, object]]:
    """A second later, so that it is looked at anew."""
    hotline.wait(2)
    answer = TestClient(hotline.app).get("/health")
    return answer.status_code, answer.json()


def test_a_well_house_says_so(hotline: Hotline) -> None:
    code, told = ask(hotline)
    assert (code, told["status"]) == (200, "ok")
    assert told["parts"] == {"database": "ok", "disk": "ok"}


def test_without_the_database_no_call_is_taken(hotline: Hotline) -> None:
    store = hotline.world.parts.store
    store.presence.note_failure(OSError(errno.ENOSPC, "full"), store.clock.now())
    answer = TestClient(hotline.app).get("/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (503, "down")
    assert told["parts"]["database"] == "down"


def test_a_disk_that_is_low_is_named_and_a_full_one_stops(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOW_BYTES", 1 << 62)
    assert ask(hotline) == (
        200,
        {"status": "degraded", "parts": {"database": "ok", "disk": "degraded"}},
    )
    monkeypatch.setattr(health, "EMPTY_BYTES", 1 << 62)
    assert ask(hotline)[0] == 503


def test_it_is_looked_at_once_a_second(hotline: Hotline) -> None:
    check = health.HealthCheck(hotline.world.parts.store, hotline.world.parts.settings.data_dir)
    first = check.look()
    assert check.look() is first
    hotline.wait(2)
    assert check.look() is not first
