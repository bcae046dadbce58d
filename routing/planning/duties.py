"""A week of on-call duties from given people: who is on duty when, by an integer programme.

Each on-call person may be on duty within the hours of their present block, one duty a day of a
fixed length, so many hours a week, with a rest between one duty and the next (also from Sunday
to Monday: the week repeats). Duties go where the office leaves callers over, by drawn half-hour
loads; languages and kinds of work count. Offices' shifts are `rota`'s and stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.planning.programme import Programme
from routing.planning.rota import list_half_hours, list_loads
from routing.simulation.scenario import Blocks, Scenario, SeatSpec

WEEK = 7
SAMPLES, SAMPLE_SEED = 6, 2
LIMIT_S, GAP = 45.0, 0.003
Left = tuple[int, str, str, int]  # half hour, language, topic, callers left over


@dataclass(frozen=True, slots=True)
class DutyRules:
    """What a duty is. STANDARDS R37: about 3.4 hours; 11 hours of rest as for any shift."""

    length_h: float = 3.5
    hours_a_week: float = 14.0
    rest_h: float = 11.0


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: whose (seat id), on which day of the week (Monday 0), hours of the day."""

    seat_id: str
    weekday: int
    starts: float
    ends: float


def list_people(scenario: Scenario) -> list[SeatSpec]:
    """The on-call people."""
    return [seat for seat in scenario.seats if seat.on_call]


def list_starts(seat: SeatSpec, rules: DutyRules) -> list[float]:
    """Hours at which a duty of this person may begin."""
    starts = []
    for begins, ends in seat.blocks:
        count = int((ends - begins - rules.length_h) * 2 + 1e-9) + 1
        starts += [begins + n / 2 for n in range(max(0, count))]
    return starts


def plan_duties(scenario: Scenario, rules: DutyRules, limit_s: float = LIMIT_S) -> list[Duty]:
    """The duties of a week. Raises NoSolutionError."""
    programme = Programme()
    people = list_people(scenario)
    choices: dict[int, Duty] = {}
    on_duty: defaultdict[tuple[str, int, int], dict[int, float]] = defaultdict(dict)
    for person in people:
        own = _add_person(programme, person, rules)
        choices |= own
        for variable, duty in own.items():
            for t in list_half_hours(((duty.starts, duty.ends),)):
                on_duty[person.id, duty.weekday, t][variable] = -1.0
    for sample in _draw_left_over(scenario):
        for weekday in range(WEEK):
            _add_service(programme, people, sample, weekday, on_duty)
    _, values = programme.solve(limit_s, GAP)
    chosen = [duty for variable, duty in choices.items() if values[variable] > 0.5]
    return sorted(chosen, key=lambda duty: (duty.weekday, duty.starts, duty.seat_id))


def _add_person(programme: Programme, person: SeatSpec, rules: DutyRules) -> dict[int, Duty]:
    """One variable per possible duty; a day holds one, a week its hours, a rest lies between."""
    duties: dict[int, Duty] = {}
    for weekday in range(WEEK):
        today: dict[int, float] = {}
        for start in list_starts(person, rules):
            variable = programme.add_variable(0.0, 1.0, is_whole=True)
            duties[variable] = Duty(person.id, weekday, start, start + rules.length_h)
            today[variable] = 1.0
        if today:
            programme.add_row(today, upper=1.0)
    if duties:
        most = float(int(rules.hours_a_week / rules.length_h + 1e-9))
        programme.add_row(dict.fromkeys(duties, 1.0), upper=most)
    for late, early in _too_close(duties, rules):
        programme.add_row({**dict.fromkeys(late, 1.0), **dict.fromkeys(early, 1.0)}, upper=1.0)
    return duties


def _too_close(duties: dict[int, Duty], rules: DutyRules) -> Iterator[tuple[list[int], list[int]]]:
    """Duties from an hour on, and those before an hour of the next day, that leave no rest."""
    for weekday in range(WEEK):
        for end in sorted({duty.ends for duty in duties.values()}):
            until = end + rules.rest_h - 24.0
            late = [v for v, d in duties.items() if d.weekday == weekday and d.ends >= end]
            next_day = (weekday + 1) % WEEK
            early = [v for v, d in duties.items() if d.weekday == next_day and d.starts < until]
            if late and early:
                yield late, early


def _draw_left_over(scenario: Scenario) -> list[list[Left]]:
    """Samples of callers in talk at once whom the office cannot serve, by half hour."""
    rng = np.random.default_rng(SAMPLE_SEED)
    office = [seat for seat in scenario.seats if not seat.on_call]
    return [
        [row for t in range(48) for row in _leave_over(scenario, office, t, rng)]
        for _ in range(SAMPLES)
    ]


def _leave_over(
    scenario: Scenario, office: Sequence[SeatSpec], t: int, rng: np.random.Generator
) -> Iterator[Left]:
    """The callers of one half hour after the office took all it can (a small programme)."""
    asked = [(lang, topic, int(rng.poisson(e))) for lang, topic, e in list_loads(scenario, t)]
    there = [seat for seat in office if t in set(list_half_hours(seat.blocks_optimised))]
    programme = Programme()
    by_seat: list[dict[int, float]] = [{} for _ in there]
    taken: list[list[int]] = []
    for language, topic, count in asked:
        row: dict[int, float] = {}
        for index, seat in enumerate(there):
            if count and language in seat.languages and topic in seat.topics:
                variable = programme.add_variable(1.0, 1.0)
                row[variable] = by_seat[index][variable] = 1.0
        if row:
            programme.add_row(row, upper=float(count))
        taken.append(list(row))
    for terms in by_seat:
        if terms:
            programme.add_row(terms, upper=1.0)
    values = programme.solve()[1] if programme.gains else []
    for (language, topic, count), variables in zip(asked, taken, strict=True):
        left = count - round(sum(values[v] for v in variables))
        if left > 0:
            yield t, language, topic, left


def _add_service(
    programme: Programme,
    people: Sequence[SeatSpec],
    sample: Sequence[Left],
    weekday: int,
    on_duty: defaultdict[tuple[str, int, int], dict[int, float]],
) -> None:
    """Who is on duty serves who is left over, one at a time."""
    busy: defaultdict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for t, language, topic, count in sample:
        served: dict[int, float] = {}
        for person in people:
            fits = language in person.languages and topic in person.topics
            if fits and (person.id, weekday, t) in on_duty:
                variable = programme.add_variable(1.0, 1.0)
                served[variable] = busy[person.id, t][variable] = 1.0
        if served:
            programme.add_row(served, upper=float(count))
    for (seat_id, t), terms in busy.items():
        programme.add_row({**terms, **on_duty[seat_id, weekday, t]}, upper=0.0)


def take_turns(scenario: Scenario, rules: DutyRules) -> list[Duty]:
    """The same hours without a plan: duties of equal length in turn, each day one slot earlier."""
    duties = []
    most = int(rules.hours_a_week / rules.length_h + 1e-9)
    for number, person in enumerate(list_people(scenario)):
        slots = [s for s in list_starts(person, rules) if _is_slot(person, s, rules)]
        for weekday in range(WEEK) if slots else ():
            if (weekday + number) % WEEK < most:
                start = slots[(number - weekday) % len(slots)]
                duties.append(Duty(person.id, weekday, start, start + rules.length_h))
    return duties


def _is_slot(person: SeatSpec, start: float, rules: DutyRules) -> bool:
    return (start - person.blocks[0][0]) % rules.length_h < 1e-9


def on_weekday(scenario: Scenario, duties: Sequence[Duty], weekday: int) -> Scenario:
    """The line on one day of the week: on-call people only during their duties."""

    def hours(seat: SeatSpec) -> Blocks:
        own = [d for d in duties if d.seat_id == seat.id and d.weekday == weekday]
        return tuple((d.starts, d.ends) for d in own)

    seats = tuple(
        replace(seat, blocks=hours(seat), blocks_optimised=hours(seat)) if seat.on_call else seat
        for seat in scenario.seats
    )
    return replace(scenario, seats=seats)


def find_breaches(duties: Sequence[Duty], rules: DutyRules) -> list[str]:
    """Rules that a week of duties breaks, in words; empty when it may be worked."""
    breaches = []
    for seat_id in dict.fromkeys(duty.seat_id for duty in duties):
        own = sorted((d for d in duties if d.seat_id == seat_id), key=lambda d: d.weekday)
        if sum(d.ends - d.starts for d in own) > rules.hours_a_week + 1e-9:
            breaches.append(f"{seat_id}: more than {rules.hours_a_week:g} hours")
        for duty, after in zip(own, [*own[1:], own[0]], strict=True):
            days = (after.weekday - duty.weekday) % WEEK or WEEK
            if days * 24 + after.starts - duty.ends < rules.rest_h:
                breaches.append(f"{seat_id}: too little rest after day {duty.weekday}")
    return breaches
