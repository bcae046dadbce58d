"""A hotline with a bridge, the operator who sends, and the server that is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kit.settings import BridgeSettings
from app.rehearsal.replay.stepped import make_stepped_world
from tests.bridge12345.other_side import SECRET, Operator, Receiver, receive_pushes
from tests.journeys.cast import START, Hotline


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """12345's server."""
    with receive_pushes() as receiver:
        yield receiver


@pytest.fixture
def hotline(tmp_path: Path, receiver: Receiver) -> Iterator[Hotline]:
    """A hotline that has agreed on a secret with 12345."""
    bridge = BridgeSettings((SECRET,), receiver.url)
    world = make_stepped_world(tmp_path, START, 1, calls_per_second=100, bridge12345=bridge)
    yield Hotline(world)
    world.close()


@pytest.fixture
def operator(hotline: Hotline) -> Operator:
    """12345's program."""
    return Operator(hotline)
