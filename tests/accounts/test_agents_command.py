"""`hotline agents add`: a person on the roster and their account, both or neither."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from app.hotline.accounts.models import Account
from app.hotline.agents.models import Agent
from app.kit.settings import read_settings
from app.kit.storage.opening import open_store
from app.run.cli import main


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/agents.db")
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "a key that is long enough for the tests")
    assert main(["migrate"]) == 0


def add(monkeypatch: pytest.MonkeyPatch, password: str, name: str = "lhamo") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["agents", "add", name, "--languages", "zh,bo"])


def count() -> tuple[int, int]:
    store = open_store(read_settings())
    with store.read() as session:
        found = (
            len(list(session.scalars(select(Agent)))),
            len(list(session.scalars(select(Account)))),
        )
    store.engine.dispose()
    return found


def test_a_bad_password_or_a_taken_name_adds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert add(monkeypatch, "short") != 0
    assert count() == (0, 0)
    assert add(monkeypatch, "a good long password of hers") == 0
    assert count() == (1, 1)
    assert add(monkeypatch, "another good long password") != 0
    assert count() == (1, 1)
