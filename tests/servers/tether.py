"""Ties a test server to the life of the test run, so that a killed run leaves nothing behind."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `number` to the child when the starting thread ends.

    The tie is lost when the child changes its user afterwards; Popen does so before.
    """

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)

    return tie
