"""Ends open streams the moment the process is told to stop.

A server waits for its connections before it tells the application to shut down, and a stream
has no end of its own; so the stop signal is heard here first and passed on.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from types import FrameType

from app.kit.live.broker import Broker

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def close_at_stop_signal(broker: Broker) -> None:
    """Close `broker` at SIGTERM or SIGINT, then let the present handler act.

    Call it in the main thread with the loop running; elsewhere it does nothing. The broker is
    closed from the loop, because a signal may arrive while its lock is held.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        previous = signal.getsignal(number)

        def handle(number: int, frame: FrameType | None, previous: object = previous) -> None:
            loop.call_soon_threadsafe(broker.close)
            if callable(previous):
                previous(number, frame)

        signal.signal(number, handle)
