"""The clairvoyant bound: what a planner who knew every caller in advance could connect.

A linear programme over one day of first attempts, no redials, interpreted calls or call-backs
(CONTRACT section 5, `clairvoyant_bound_no_retry`). No rule can do better on these callers.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from routing.planning.programme import Programme
from routing.simulation.people import SimulatedCaller
from routing.simulation.scenario import SCARCE, Blocks, Scenario, SeatSpec
from routing.simulation.world import HOUR_S

GRID_S = 10.0
PICK_UP_S = 4.0


@dataclass(frozen=True, slots=True)
class SeatClass:
    """Seats that are alike in everything that matters here."""

    languages: frozenset[str]
    dialect: str
    primary: str
    topics: frozenset[str]
    blocks: Blocks


def clairvoyant_bound(
    scenario: Scenario,
    people: Sequence[SimulatedCaller],
    optimised_rota: bool,
    limit_s: float = 300.0,
) -> float:
    """Percent of the day's callers that could be connected at their first attempt."""
    programme = Programme()
    occupied: defaultdict[tuple[SeatClass, int, int], dict[int, float]] = defaultdict(dict)
    classes = _classes_of(scenario, optimised_rota)
    for person in people:
        starts: dict[int, float] = {}
        for each in classes:
            if person.lang in each.languages and person.topic in each.topics:
                _add_starts(programme, scenario, person, each, starts, occupied)
        if starts:
            programme.add_row(starts, upper=1.0)
    for (seat_class, _, _), terms in occupied.items():
        programme.add_row(terms, upper=float(classes[seat_class]))
    if not programme.gains:
        return 0.0
    best, _ = programme.solve(limit_s)
    return 100.0 * best / len(people)


def _classes_of(scenario: Scenario, optimised_rota: bool) -> dict[SeatClass, int]:
    counts: defaultdict[SeatClass, int] = defaultdict(int)
    for seat in scenario.seats:
        counts[_class_of(seat, optimised_rota)] += 1
    return dict(counts)


def _class_of(seat: SeatSpec, optimised_rota: bool) -> SeatClass:
    blocks = seat.blocks_optimised if optimised_rota else seat.blocks
    languages = frozenset(seat.languages)
    return SeatClass(languages, seat.dialect, seat.primary, seat.topics, blocks)


def _add_starts(
    programme: Programme,
    scenario: Scenario,
    person: SimulatedCaller,
    seat: SeatClass,
    starts: dict[int, float],
    occupied: defaultdict[tuple[SeatClass, int, int], dict[int, float]],
) -> None:
    length = math.ceil((PICK_UP_S + _talk_s(scenario, person, seat) + 60.0) / GRID_S)
    for number, (opens, closes) in enumerate(seat.blocks):
        begin_s, end_s = opens * HOUR_S, closes * HOUR_S
        first = max(person.t, begin_s)
        last = min(person.t + person.patience_s[0] - PICK_UP_S, end_s)
        if last < first or first >= end_s:
            continue
        last_cell = math.ceil(end_s / GRID_S) - 1
        for b in range(math.floor(first / GRID_S), math.floor(last / GRID_S) + 1):
            if GRID_S * b >= end_s:
                break
            variable = programme.add_variable(1.0, 1.0)
            starts[variable] = 1.0
            for m in range(b + 1, min(b + length - 1, last_cell) + 1):
                occupied[seat, number, m][variable] = 1.0


def _talk_s(scenario: Scenario, person: SimulatedCaller, seat: SeatClass) -> float:
    service = scenario.service
    talk_s = person.service_s
    if person.topic != seat.primary:
        talk_s *= service.secondary_mult
    if person.lang == SCARCE and seat.dialect not in (person.dialect, "both"):
        talk_s *= service.dialect_mult
    return talk_s
