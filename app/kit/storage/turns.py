"""Who writes next: the telephone before the pages of staff, those before the public's.

A request's patience is set once, at the door (`app.kit.web.bulkheads`), and travels with it
into the thread that serves it; what nobody set (call control, deadlines, commands) is the
telephone's.
"""

from __future__ import annotations

import heapq
import threading
from contextvars import ContextVar
from enum import IntEnum
from itertools import count


class Patience(IntEnum):
    """How long somebody can be made to wait; less goes first."""

    TELEPHONE = 0
    STAFF = 1
    PUBLIC = 2


PATIENCE: ContextVar[Patience] = ContextVar("patience", default=Patience.TELEPHONE)
PUBLIC_WRITERS = 2
"""Where the database arbitrates: so many of the public's transactions may be open at once."""


class Turns:
    """The lock of a database with one writer: reentrant, given to the least patient who waits."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._holder: int | None = None
        self._depth = 0
        self._arrivals = count()
        self._waiting: list[tuple[Patience, int, int, threading.Event]] = []

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self, blocking: bool = True) -> bool:
        """Take the lock, in turn; False when it is held and nobody is to wait."""
        me = threading.get_ident()
        with self._mutex:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return True
            if not blocking:
                return False
            mine = threading.Event()
            heapq.heappush(self._waiting, (PATIENCE.get(), next(self._arrivals), me, mine))
        mine.wait()
        return True

    def release(self) -> None:
        """Give it to the next, or let go of it."""
        with self._mutex:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                next_one = heapq.heappop(self._waiting)
                self._holder, self._depth = next_one[2], 1
                next_one[3].set()
            else:
                self._holder = None


class Turnstile:
    """Holds back the public alone: for a database that lets many write at once."""

    def __init__(self) -> None:
        self._public = threading.BoundedSemaphore(PUBLIC_WRITERS)
        self._inside = threading.local()

    def __enter__(self) -> None:
        depth = getattr(self._inside, "depth", 0)
        if not depth and PATIENCE.get() is Patience.PUBLIC:
            self._public.acquire()
        self._inside.depth = depth + 1

    def __exit__(self, *_: object) -> None:
        self._inside.depth -= 1
        if not self._inside.depth and PATIENCE.get() is Patience.PUBLIC:
            self._public.release()
