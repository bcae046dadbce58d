"""A hotline with a supervisor, Pema, and an agent, Drolma, for the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.hotline.accounts.roles import Role
from tests.console.installation import Hotline, open_hotline


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


@pytest.fixture
def pema(hotline: Hotline) -> TestClient:
    return hotline.sign_in("pema")
