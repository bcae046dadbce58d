"""A connection that came back a moment ago: whether something came on it unasked is seen."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterator

import pytest

from app.kit.storage.engine import has_something_come

BEYOND_SELECT = 1100


@pytest.fixture
def high_pipe() -> Iterator[tuple[int, int]]:
    """A pipe whose reading end has a number that `select` refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard <= BEYOND_SELECT:
        pytest.skip(f"this machine gives a process no more than {hard} descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, BEYOND_SELECT + 50), hard))
    low, writing = os.pipe()
    reading = fcntl.fcntl(low, fcntl.F_DUPFD, BEYOND_SELECT)
    os.close(low)
    yield reading, writing
    os.close(reading)
    os.close(writing)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_came_unasked_is_seen_on_any_descriptor(high_pipe: tuple[int, int]) -> None:
    """A flood of connections makes the database's descriptors large."""
    reading, writing = high_pipe
    assert not has_something_come(reading)
    os.write(writing, b"farewell")
    assert has_something_come(reading)
