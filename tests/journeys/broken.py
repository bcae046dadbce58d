"""The carrier port watched: something happens, or breaks, at a chosen request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.telephony.port import Carrier

Watch = Callable[[int, str], None]


def look_on(_number: int, _name: str) -> None:
    """Do nothing."""


class WatchedCarrier:
    """The real adapter; `before` and `after` each request are told its number and name, and may
    raise: then it was not done, or done without an answer."""

    def __init__(self, inner: Carrier, *, before: Watch = look_on, after: Watch = look_on) -> None:
        self._inner = inner
        self.before = before
        self.after = after
        self.names: list[str] = []

    @property
    def count(self) -> int:
        return len(self.names)

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._inner, name)
        if not callable(real):
            return real

        def request(*args: Any, **options: Any) -> Any:
            self.names.append(name)
            number = self.count
            self.before(number, name)
            answer = real(*args, **options)
            self.after(number, name)
            return answer

        return request
