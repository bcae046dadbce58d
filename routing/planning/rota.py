"""A rota of the same people and hours, placed where the callers are.

An integer programme over half-hour loads: each seat keeps its hours and its way of working
(one shift or two with a break) and chooses when. Seats with night hours and on-call people
stay as they are. Loads are drawn: several samples of how many callers are in talk at once, so
that peaks and pooling count as they will. Which seat serves which callers is decided inside,
with second skills and languages.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.planning.forecast import callers_in, language_shares
from routing.planning.programme import Programme
from routing.simulation.people import HALF_HOUR_S
from routing.simulation.scenario import SCARCE, Blocks, Scenario, SeatSpec

EARLIEST_H, LATEST_H = 8.0, 22.0
SECOND_SKILL_WORTH = 0.97
SAMPLES, SAMPLE_SEED = 8, 1
LIMIT_S, GAP = 45.0, 0.003


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """Seats that may stand in for each other: same skills, same hours, same way of working."""

    languages: frozenset[str]
    topics: frozenset[str]
    primary: str
    lengths: tuple[float, ...]


def plan_rota(scenario: Scenario, limit_s: float = LIMIT_S) -> Scenario:
    """The same line with `blocks_optimised` from the programme. Raises NoSolutionError."""
    programme = Programme()
    free: dict[SeatGroup, list[int]] = {}
    cover: defaultdict[tuple[SeatGroup, int], dict[int, float]] = defaultdict(dict)
    fixed: defaultdict[tuple[SeatGroup, int], int] = defaultdict(int)
    for index, spec in enumerate(scenario.seats):
        kind = _kind_of(spec)
        if _is_fixed(spec):
            for t in list_half_hours(spec.blocks):
                fixed[kind, t] += not spec.on_call
        else:
            free.setdefault(kind, []).append(index)
    choices = {kind: _add_shifts(programme, kind, seats, cover) for kind, seats in free.items()}
    _add_service(programme, scenario, cover, fixed)
    _, values = programme.solve(limit_s, GAP)
    return _assign(scenario, free, choices, values)


def _kind_of(seat: SeatSpec) -> SeatGroup:
    lengths = tuple(end - start for start, end in seat.blocks)
    return SeatGroup(frozenset(seat.languages), seat.topics, seat.primary, lengths)


def _is_fixed(seat: SeatSpec) -> bool:
    outside = any(start < EARLIEST_H or end > LATEST_H for start, end in seat.blocks)
    return seat.on_call or outside or not seat.blocks


def list_half_hours(blocks: Blocks) -> Iterator[int]:
    """The half hours of the day that shifts cover."""
    for start, end in blocks:
        yield from range(round(start * 2), round(end * 2))


def shifts_for(lengths: Sequence[float]) -> list[Blocks]:
    """Every way to place shifts of these lengths: same order or turned, breaks of 1 or 2 h."""
    if len(lengths) > 2:
        return []
    if len(lengths) == 1:
        return [((start, start + lengths[0]),) for start in _starts(lengths[0])]
    options: list[Blocks] = []
    for first, second in {(lengths[0], lengths[1]), (lengths[1], lengths[0])}:
        for pause in (1.0, 2.0):
            for start in _starts(first + pause + second):
                middle = start + first + pause
                options.append(((start, start + first), (middle, middle + second)))
    return options


def _starts(span_h: float) -> list[float]:
    count = int((LATEST_H - EARLIEST_H - span_h) * 2) + 1
    return [EARLIEST_H + n / 2 for n in range(max(0, count))]


def _add_shifts(
    programme: Programme,
    kind: SeatGroup,
    seats: Sequence[int],
    cover: defaultdict[tuple[SeatGroup, int], dict[int, float]],
) -> dict[int, Blocks]:
    """One whole variable per way of working: how many of the kind work so."""
    choices: dict[int, Blocks] = {}
    for blocks in sorted(shifts_for(kind.lengths)):
        variable = programme.add_variable(0.0, float(len(seats)), is_whole=True)
        choices[variable] = blocks
        for t in list_half_hours(blocks):
            cover[kind, t][variable] = 1.0
    if choices:
        programme.add_row(dict.fromkeys(choices, 1.0), float(len(seats)), float(len(seats)))
    return choices


def _add_service(
    programme: Programme,
    scenario: Scenario,
    cover: defaultdict[tuple[SeatGroup, int], dict[int, float]],
    fixed: defaultdict[tuple[SeatGroup, int], int],
) -> None:
    """For each sample and half hour: served callers, within what is asked and who is there."""
    rng = np.random.default_rng(SAMPLE_SEED)
    kinds = sorted({kind for kind, _ in (*cover, *fixed)}, key=repr)
    first, last = round(EARLIEST_H * 2), round(LATEST_H * 2)
    for t in (t for t in range(first, last) for _ in range(SAMPLES)):
        used: dict[SeatGroup, dict[int, float]] = {kind: {} for kind in kinds}
        for language, topic, erlangs in list_loads(scenario, t):
            in_talk = rng.poisson(erlangs)
            served: dict[int, float] = {}
            for kind in kinds:
                if in_talk and language in kind.languages and topic in kind.topics:
                    worth = 1.0 if topic == kind.primary else SECOND_SKILL_WORTH
                    variable = programme.add_variable(worth, float(in_talk))
                    served[variable] = used[kind][variable] = 1.0
            if served:
                programme.add_row(served, upper=float(in_talk))
        for kind, terms in used.items():
            on_duty = dict.fromkeys(cover.get((kind, t), {}), -1.0)
            if terms:
                programme.add_row({**terms, **on_duty}, upper=float(fixed.get((kind, t), 0)))


def list_loads(scenario: Scenario, half_hour: int) -> Iterator[tuple[str, str, float]]:
    """Work in erlangs by language and topic, from the forecast."""
    per_s = callers_in(scenario, half_hour) / HALF_HOUR_S
    service = scenario.service
    for language, share in language_shares(scenario).items():
        mix = scenario.topic_mix[language]
        factor = service.bo_mult if language == SCARCE else 1.0
        for topic, weight in zip(scenario.topics, mix, strict=True):
            work_s = service.mean_s[topic] * factor + service.wrap_s
            yield language, topic, per_s * share * weight / sum(mix) * work_s


def _assign(
    scenario: Scenario,
    free: dict[SeatGroup, list[int]],
    choices: dict[SeatGroup, dict[int, Blocks]],
    values: Sequence[float],
) -> Scenario:
    planned = {index: spec.blocks for index, spec in enumerate(scenario.seats)}
    for kind, indexes in free.items():
        chosen = [
            blocks
            for variable, blocks in choices[kind].items()
            for _ in range(round(values[variable]))
        ]
        planned.update(zip(indexes, sorted(chosen), strict=False))
    seats = tuple(
        replace(seat, blocks_optimised=planned[index]) for index, seat in enumerate(scenario.seats)
    )
    return replace(scenario, seats=seats)
