"""Who sits in which room and who can hear a person there."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.gateway.core.switch import LegId, RoomId


@dataclass(frozen=True, slots=True)
class Seat:
    """How one leg is mixed: muted, or heard by one leg alone."""

    is_muted: bool
    whispers_to: LegId | None

    def is_heard_by(self, listener: LegId) -> bool:
        return not self.is_muted and self.whispers_to in (None, listener)


@dataclass(slots=True)
class Rooms:
    """Each change returns, for every leg it may concern, whether a person can be heard."""

    _seats: dict[RoomId, dict[LegId, Seat]] = field(default_factory=dict)

    def put(self, room: RoomId, leg: LegId, seat: Seat) -> dict[LegId, bool]:
        self._seats.setdefault(room, {})[leg] = seat
        return self._meetings(room)

    def take(self, room: RoomId, leg: LegId) -> dict[LegId, bool]:
        seats = self._seats.get(room, {})
        if seats.pop(leg, None) is None:
            return {}
        meetings = {leg: False, **self._meetings(room)}
        if not seats:
            del self._seats[room]
        return meetings

    def rooms_of(self, leg: LegId) -> list[RoomId]:
        return [room for room, seats in self._seats.items() if leg in seats]

    def legs_in(self, room: RoomId) -> list[LegId]:
        return list(self._seats.get(room, {}))

    def _meetings(self, room: RoomId) -> dict[LegId, bool]:
        seats = self._seats[room]
        return {
            listener: any(
                seat.is_heard_by(listener) for other, seat in seats.items() if other != listener
            )
            for listener in seats
        }
