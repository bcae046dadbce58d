"""The carrier port watched: something happens, or breaks, at a chosen request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from app.telephony.port import CallFact, Carrier, Mix, OutgoingCall, RoomFact


@dataclass(slots=True)
class WatchedCarrier:
    """The real adapter; before (or after) the n-th request something happens or breaks.

    `before` and `after` are called with the number of the request and its name.
    """

    inner: Carrier
    before: Callable[[int, str], None] = lambda _n, _name: None
    after: Callable[[int, str], None] = lambda _n, _name: None
    count: int = 0
    names: list[str] = field(default_factory=list)

    @contextmanager
    def _watched(self, name: str) -> Iterator[None]:
        self.count += 1
        number = self.count
        self.names.append(name)
        self.before(number, name)
        yield
        self.after(number, name)

    def place_call(self, call: OutgoingCall) -> str:
        with self._watched("place_call"):
            return self.inner.place_call(call)

    def end_call(self, call_sid: str) -> None:
        with self._watched("end_call"):
            self.inner.end_call(call_sid)

    def move_call(self, call_sid: str, url: str) -> None:
        with self._watched("move_call"):
            self.inner.move_call(call_sid, url)

    def take_from_queue(self, queue_sid: str, call_sid: str, url: str) -> None:
        with self._watched("take_from_queue"):
            self.inner.take_from_queue(queue_sid, call_sid, url)

    def find_calls(self, to: str, since: datetime) -> list[CallFact]:
        with self._watched("find_calls"):
            return self.inner.find_calls(to, since)

    def fetch_call(self, call_sid: str) -> CallFact:
        with self._watched("fetch_call"):
            return self.inner.fetch_call(call_sid)

    def list_room(self, room: str) -> RoomFact:
        with self._watched("list_room"):
            return self.inner.list_room(room)

    def mix_call(self, conference_sid: str, call_sid: str, mix: Mix) -> None:
        with self._watched("mix_call"):
            self.inner.mix_call(conference_sid, call_sid, mix)

    def ensure_queue(self, name: str, size: int) -> str:
        with self._watched("ensure_queue"):
            return self.inner.ensure_queue(name, size)
