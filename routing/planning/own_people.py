"""The people of the real line as seats of a scenario, with the hours that they really keep.

Hours are those half hours in which a person was on duty on at least half of the days on which
they came at all. Who never came yet gets the office's hours, and the page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from routing.hours import LINE_TIME
from routing.simulation.scenario import BOTH_DIALECTS, COMMON, DIALECTS, SCARCE

HALF_HOURS = 48
HALF_HOUR = timedelta(minutes=30)
OFFICE_HOURS = [[9.0, 12.0], [14.0, 18.0]]
DUTY_HOURS = [[8.0, 22.0]]
USUAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """One of the roster."""

    agent_id: int
    name: str
    languages: tuple[str, ...]
    varieties: tuple[str, ...]
    main_seat: str
    second_seats: tuple[str, ...]
    is_on_call: bool

    @property
    def seat_id(self) -> str:
        """The name of the person's seat in a scenario."""
        return f"agent-{self.agent_id}"


@dataclass(frozen=True, slots=True)
class PresenceMove:
    """An agent's new state."""

    at: datetime
    agent_id: int
    state: str


def learn_hours(moves: Iterable[PresenceMove], until_at: datetime) -> dict[int, list[list[float]]]:
    """The usual hours of each person who was ever on duty, as hours of the day."""
    since: dict[int, datetime] = {}
    seen: defaultdict[int, defaultdict[date, set[int]]] = defaultdict(lambda: defaultdict(set))
    for move in moves:
        begun_at = since.pop(move.agent_id, None)
        if begun_at is not None:
            _mark(seen[move.agent_id], begun_at, move.at)
        if move.state != "offline":
            since[move.agent_id] = move.at
    for agent_id, begun_at in since.items():
        _mark(seen[agent_id], begun_at, until_at)
    found = {agent_id: _usual_hours(days) for agent_id, days in seen.items()}
    return {agent_id: hours for agent_id, hours in found.items() if hours}


def _mark(days: defaultdict[date, set[int]], begun_at: datetime, ended_at: datetime) -> None:
    """Note the half hours of which at least half fell into the stretch."""
    at = begun_at.astimezone(LINE_TIME) + HALF_HOUR / 2
    at = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
    while at + HALF_HOUR / 2 <= ended_at:
        days[at.date()].add(at.hour * 2 + at.minute // 30)
        at += HALF_HOUR


def _usual_hours(days: defaultdict[date, set[int]]) -> list[list[float]]:
    need = USUAL_SHARE * len(days)
    usual = [k for k in range(HALF_HOURS) if sum(k in day for day in days.values()) >= need]
    hours: list[list[float]] = []
    for k in usual if days else ():
        if hours and hours[-1][1] == k / 2:
            hours[-1][1] = (k + 1) / 2
        else:
            hours.append([k / 2, (k + 1) / 2])
    return hours


def make_seats(
    people: Sequence[RosterPerson], hours: dict[int, list[list[float]]], topics: Sequence[str]
) -> list[dict[str, object]]:
    """The scenario's seats; kinds of work that the scenario does not know are left out."""
    seats: list[dict[str, object]] = []
    for person in people:
        languages = [each for each in (COMMON, SCARCE) if each in person.languages]
        if not languages or person.main_seat not in topics:
            continue
        default = DUTY_HOURS if person.is_on_call else OFFICE_HOURS
        seats.append(
            {
                "id": person.seat_id,
                "langs": languages,
                "dialect": _dialect_of(person),
                "primary": person.main_seat,
                "secondary": [
                    s for s in person.second_seats if s in topics and s != person.main_seat
                ],
                "blocks": hours.get(person.agent_id, default),
                "on_call": person.is_on_call,
            }
        )
    return seats


def _dialect_of(person: RosterPerson) -> str:
    if SCARCE not in person.languages:
        return ""
    known = [dialect for dialect in DIALECTS if dialect in person.varieties]
    return known[0] if len(known) == 1 else BOTH_DIALECTS
