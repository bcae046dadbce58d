"""`hotline fit`: what a log says of callers and seats, and how well that foretells other days.

Fitted: arrivals per half hour and weekday with over-dispersion, patience per priority
(Kaplan–Meier), talk times per kind. Judged: the other days' own arrivals, with drawn talk and
patience and the seats inferred from their busy times, through one queue.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush
from statistics import fmean, pvariance

from routing.planning.call_log import CallLog, LoggedCall
from routing.planning.survival import Survival, estimate_survival
from routing.simulation.people import HALF_HOUR_S

HALF_HOURS = 48
SEAT_QUANTILES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
SURELY_WAITS_S = 15.0  # shorter waits are also seen while seats are free: picking up takes time
QUEUE_SEEN_S = 60.0  # a half hour with less queueing says too little of its seats
PRIORITY_HEAD_START_S = {2: 90.0}


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was learnt from the days fitted on."""

    days: int
    calls_per_half_hour: dict[int, tuple[float, ...]]
    day_cv: float
    dispersion: float
    patience: dict[int, Survival]
    talk_s: dict[str, tuple[float, ...]]
    seat_quantile: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Real and simulated abandonment (percent) and mean wait (s) over the judged days."""

    days: int
    calls: int
    abandoned: float
    abandoned_simulated: float
    mean_wait_s: float
    mean_wait_simulated_s: float

    @property
    def abandoned_error(self) -> float:
        """Simulated minus real, points."""
        return self.abandoned_simulated - self.abandoned

    @property
    def wait_error(self) -> float:
        """Simulated against real mean wait, percent."""
        return 100.0 * (self.mean_wait_simulated_s / self.mean_wait_s - 1.0)


def fit_log(log: CallLog) -> Fitted:
    """Learn from every day of the log, the seats too."""
    fitted = learn_habits(log)
    return replace(fitted, seat_quantile=_best_quantile(fitted, log))


def learn_habits(log: CallLog) -> Fitted:
    """What callers do: when they come, how long they wait and talk. Seats are not inferred."""
    days = log.days()
    waits: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    talks: defaultdict[str, list[float]] = defaultdict(list)
    for call in log.calls:
        waits[call.priority].append((call.wait_s, not call.is_answered))
        if call.is_answered and call.talk_s > 0:
            talks[call.kind].append(call.talk_s)
    by_weekday = _by_weekday(days)
    day_cv, dispersion = _over_dispersion(days)
    return Fitted(
        days=len(days),
        calls_per_half_hour=by_weekday,
        day_cv=day_cv,
        dispersion=dispersion,
        patience={p: estimate_survival(w) for p, w in sorted(waits.items())},
        talk_s={kind: tuple(sorted(t)) for kind, t in sorted(talks.items())},
        seat_quantile=SEAT_QUANTILES[0],
    )


def _best_quantile(fitted: Fitted, log: CallLog) -> float:
    """The reading of busy seats that reproduces abandonment best on the days fitted on."""

    def error(quantile: float) -> float:
        return abs(judge(replace(fitted, seat_quantile=quantile), log).abandoned_error)

    return min(SEAT_QUANTILES, key=error)


def _counts(calls: Sequence[LoggedCall]) -> list[int]:
    counts = [0] * HALF_HOURS
    for call in calls:
        counts[int(call.t // HALF_HOUR_S) % HALF_HOURS] += 1
    return counts


def _by_weekday(days: Mapping[date, Sequence[LoggedCall]]) -> dict[int, tuple[float, ...]]:
    found: defaultdict[int, list[list[int]]] = defaultdict(list)
    for day, calls in days.items():
        found[day.weekday()].append(_counts(calls))
    return {
        weekday: tuple(fmean(column) for column in zip(*rows, strict=True))
        for weekday, rows in sorted(found.items())
    }


def _over_dispersion(days: Mapping[date, Sequence[LoggedCall]]) -> tuple[float, float]:
    """CV of the day factor within weekdays beyond Poisson, and variance ÷ mean of half hours."""
    totals: defaultdict[int, list[int]] = defaultdict(list)
    for day, calls in days.items():
        totals[day.weekday()].append(len(calls))
    factors, ratios = [], []
    for values in totals.values():
        mean = fmean(values)
        if len(values) > 1 and mean > 0:
            spread = pvariance(values) * len(values) / (len(values) - 1)
            factors.append(max(0.0, spread - mean) / mean**2)
    for weekday in totals:
        rows = [_counts(c) for d, c in days.items() if d.weekday() == weekday]
        columns = [column for column in zip(*rows, strict=True) if fmean(column) >= 5]
        ratios += [pvariance(c) * len(c) / (len(c) - 1) / fmean(c) for c in columns if len(c) > 1]
    return (fmean(factors) ** 0.5 if factors else 0.0), (fmean(ratios) if ratios else 1.0)


def infer_seats(calls: Sequence[LoggedCall], quantile: float) -> list[int]:
    """Seats per half hour of one day, from how many talked at once.

    Nobody logs who sat there. The number talking is exceeded only `1 - quantile` of the
    half hour's time; where callers surely wait only those seconds count, since then every seat
    that is there is busy.
    """
    changes: list[tuple[float, int, int]] = []
    for call in calls:
        if call.wait_s > SURELY_WAITS_S:
            changes += [(call.t + SURELY_WAITS_S, 0, 1), (call.answered_t, 0, -1)]
        if call.is_answered:
            changes += [(call.answered_t, 1, 0), (call.answered_t + call.talk_s, -1, 0)]
    all_s = [defaultdict[int, float](float) for _ in range(HALF_HOURS)]
    queued_s = [defaultdict[int, float](float) for _ in range(HALF_HOURS)]
    talking = waiting = 0
    last_t = 0.0
    for t, talk, wait in sorted(changes):
        for k, seconds in _spread(last_t, t):
            all_s[k][talking] += seconds
            if waiting > 0:
                queued_s[k][talking] += seconds
        talking, waiting, last_t = talking + talk, waiting + wait, t
    return [
        _quantile(queued if sum(queued.values()) >= QUEUE_SEEN_S else everything, quantile)
        for queued, everything in zip(queued_s, all_s, strict=True)
    ]


def _quantile(seconds_at: Mapping[int, float], quantile: float) -> int:
    """The number talking that is not exceeded for this share of the time."""
    left_s = quantile * sum(seconds_at.values())
    for count in sorted(seconds_at):
        left_s -= seconds_at[count]
        if left_s <= 1e-9:
            return count
    return 0


def _spread(start: float, end: float) -> list[tuple[int, float]]:
    """Seconds of [start, end] by half hour of the day."""
    parts = []
    while start < end and start < HALF_HOURS * HALF_HOUR_S:
        k = int(start // HALF_HOUR_S)
        until = min(end, (k + 1) * HALF_HOUR_S)
        parts.append((k, until - start))
        start = until
    return parts


def judge(fitted: Fitted, log: CallLog, seed: int = 0) -> Judged:
    """Simulate each day of the log with what was fitted, and compare."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, no secret
    real: list[LoggedCall] = []
    waits: list[float] = []
    lost = 0
    for calls in log.days().values():
        real += calls
        day_waits, day_lost = simulate_day(
            fitted, calls, infer_seats(calls, fitted.seat_quantile), chance
        )
        waits += day_waits
        lost += day_lost
    count = len(real)
    return Judged(
        days=len(log.days()),
        calls=count,
        abandoned=100.0 * sum(not c.is_answered for c in real) / count,
        abandoned_simulated=100.0 * lost / count,
        mean_wait_s=fmean(c.wait_s for c in real),
        mean_wait_simulated_s=fmean(waits),
    )


def simulate_day(
    fitted: Fitted, calls: Sequence[LoggedCall], seats: Sequence[int], chance: random.Random
) -> tuple[list[float], int]:
    """One queue, ranked by asking minus the priority's head start. Returns waits and the lost."""
    events: list[tuple[float, int, int]] = []  # (time, kind, call): 0 asks, 1 talk over, 2 change
    for number, call in enumerate(calls):
        heappush(events, (call.t, 0, number))
    for k in range(HALF_HOURS):
        heappush(events, (k * HALF_HOUR_S, 2, k))
    draws = [_draw(fitted, call, chance) for call in calls]
    queue: list[tuple[float, int]] = []
    waits: list[float] = []
    busy = lost = 0
    while events:
        now, kind, number = heappop(events)
        if kind == 0:
            rank = calls[number].t - PRIORITY_HEAD_START_S.get(calls[number].priority, 0.0)
            heappush(queue, (rank, number))
        elif kind == 1:
            busy -= 1
        there = seats[min(HALF_HOURS - 1, int(now // HALF_HOUR_S))]
        while queue and busy < there:
            _, number = heappop(queue)
            waited_s, (patience_s, talk_s) = now - calls[number].t, draws[number]
            waits.append(min(waited_s, patience_s))
            if waited_s > 0 and waited_s >= patience_s:
                lost += 1
                continue
            busy += 1
            heappush(events, (now + talk_s, 1, number))
    lost += len(queue)
    waits += [draws[number][0] for _, number in queue]
    return waits, lost


def _draw(fitted: Fitted, call: LoggedCall, chance: random.Random) -> tuple[float, float]:
    """Patience and talk for one call, seconds."""
    curve = fitted.patience.get(call.priority) or next(iter(fitted.patience.values()))
    patience_s = curve.draw(chance.random(), chance.expovariate(1.0))
    talks = fitted.talk_s.get(call.kind) or next(iter(fitted.talk_s.values()))
    return patience_s, talks[int(chance.random() * len(talks))]
