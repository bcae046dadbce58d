"""What the planning page shows, put together from the database. Holds no state but the past of
whole days, which does not change during a day."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.desks.planning.default_line import default_line
from app.desks.planning.own_history import (
    Hours,
    midnight_before,
    read_history,
    read_hours,
    read_line,
)
from app.desks.planning.queries import list_call_events
from app.desks.planning.reading import read_scenario
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.unit_of_work import Store
from routing.planning.own_line import Json, Knowledge, describe_sources
from routing.planning.own_log import list_first_asks
from routing.planning.own_people import RosterPerson
from routing.planning.redials import WITHIN_S
from routing.planning.today import Today, compare_today
from routing.settings import Settings
from routing.simulation.scenario import Scenario

HOURS_KEPT = timedelta(minutes=10)


@dataclass(slots=True)
class HistoryMemory:
    """The past until last midnight, read once a day; people's hours, read every ten minutes.

    A page that waits for its answer looks every second: it must not read a month each time.
    """

    _day: date | None = None
    _knowledge: Knowledge | None = None
    _hours: Hours | None = None
    _hours_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, store: Store, *, training: bool) -> Knowledge:
        """What the line's own days say."""
        with self._lock:
            today = midnight_before(store.clock.now()).date()
            if self._knowledge is None or self._day != today:
                self._knowledge = read_history(store, training=training)
                self._day = today
            return self._knowledge

    def read_hours(self, store: Store) -> Hours:
        """The hours that people usually keep."""
        with self._lock:
            now = store.clock.now()
            if self._hours is None or self._hours_at is None or now - self._hours_at > HOURS_KEPT:
                self._hours, self._hours_at = read_hours(store), now
            return self._hours


@dataclass(frozen=True, slots=True)
class LineView:
    """The line as the page and its questions see it."""

    json: Json
    scenario: Scenario
    people: tuple[RosterPerson, ...]
    knowledge: Knowledge
    sources: Mapping[str, bool]
    rules: Settings

    @property
    def interprets(self) -> bool:
        """Whether the line makes interpreted calls now."""
        return self.rules.interpreted.enabled

    @property
    def calls_back(self) -> bool:
        """Whether waiting callers are offered a call-back now."""
        return self.rules.callback_offer_after_s is not None

    @property
    def has(self) -> list[str]:
        """The levers of today, as `hotline what-if --has` takes them."""
        levers = {"interpreted": self.interprets, "callback": self.calls_back}
        levers["overtake"] = self.rules.callback_overtakes_after_s is not None
        guards = {
            "guard": self.rules.interpreted.guard_seats,
            "callback-guard": self.rules.callback_guard_seats,
        }
        kept = [f"{name}={seats}" for name, seats in guards.items() if seats is not None]
        return [*(name for name, is_on in levers.items() if is_on), *kept]

    @property
    def seats(self) -> list[tuple[str, str]]:
        """Each seat of the line: its id, and the person's name where there is one."""
        names = {person.seat_id: person.name for person in self.people}
        return [(seat.id, names.get(seat.id, seat.id)) for seat in self.scenario.seats]

    @property
    def lacking(self) -> list[str]:
        """Names of those without a second skill: the rule needs one real one per seat."""
        names = dict(self.seats)
        return [names[s.id] for s in self.scenario.seats if not s.secondary]


def read_line_view(store: Store, memory: HistoryMemory, *, training: bool) -> LineView:
    """The line as it is now."""
    knowledge = memory.read(store, training=training)
    line, people, rules = read_line(store, knowledge, memory.read_hours(store), "own-line")
    sources = describe_sources(default_line(), knowledge, line)
    return LineView(line, read_scenario(line), tuple(people), knowledge, sources, rules)


def read_today(store: Store, view: LineView, *, training: bool) -> Today:
    """Today's half hours."""
    now = store.clock.now()
    midnight = midnight_before(now)
    with store.read() as session:
        events = list_call_events(session, midnight, now, training=training)
    asks = list_first_asks(events, WITHIN_S)
    now_s = (now - midnight).total_seconds()
    weekday = now.astimezone(LINE_TIME).weekday()
    return compare_today(view.scenario, view.knowledge, weekday, asks, now_s)
