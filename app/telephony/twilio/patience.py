"""The official client's way out over a network, which waits a moment when told "too much at once".

A request that the carrier refused so (HTTP 429, https://www.twilio.com/docs/api/errors/20429) was
not carried out: asking again is safe, for placing a call too.  Nothing else is asked again here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

TOO_MANY = 429
PAUSES_S = (0.5, 1.0, 2.0)
LONGEST_PAUSE_S = 3.0
"""Somebody waits for what we ask: a longer pause that the carrier wishes is cut to this."""


class PatientHttpClient(TwilioHttpClient):
    """The official HTTP client; `wait` is given the seconds between two attempts."""

    def __init__(self, timeout: float, wait: Callable[[float], None] = time.sleep) -> None:
        super().__init__(timeout=timeout)
        self._wait = wait

    def request(self, *args: Any, **kwargs: Any) -> Response:
        response = super().request(*args, **kwargs)
        for pause_s in PAUSES_S:
            if response.status_code != TOO_MANY:
                break
            self._wait(_read_pause_s(response, pause_s))
            response = super().request(*args, **kwargs)
        return response


def _read_pause_s(response: Response, otherwise_s: float) -> float:
    """What the carrier asks for in whole seconds, within bounds."""
    told = str((response.headers or {}).get("Retry-After", ""))
    return min(float(told), LONGEST_PAUSE_S) if told.isdecimal() else otherwise_s
