"""The callers of a day, with every draw that their fate may need.

All chance of the simulator is here, so that every policy meets the same people (common
random numbers). Drawing follows CONTRACT section 10, numpy's generator seeded per day.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.simulation.scenario import COMMON, DIALECTS, SCARCE, Scenario

HALF_HOUR_S = 1800.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SimulatedCaller:
    """One caller and all draws: what is true, what intake hears, patience, redials, luck."""

    number: int
    t: float
    lang: str
    dialect: str
    topic: str
    heard_lang: str
    heard_topic: str
    service_s: float
    triage_s: float
    patience_s: tuple[float, ...]
    retries: tuple[bool, ...]
    gaps_s: tuple[float, ...]
    u_faq: float
    u_reask: float
    u_callback: float
    u_reach: tuple[float, float]
    u_rona: tuple[float, ...]
    away: float


def draw_day(
    scenario: Scenario, day: int, seed: int = 0, volume: float = 1.0
) -> tuple[SimulatedCaller, ...]:
    """The people of one day. The reference's own days are those of seed 0."""
    rng = np.random.default_rng([scenario.seed_base, day, seed])
    times = _draw_times(scenario, rng, volume)
    n = len(times)
    uniform = rng.random((n, 20))
    normal = rng.standard_normal((n, 2))
    patience = rng.random((n, 6))
    gaps = rng.standard_exponential((n, 3))
    draws = zip(times, uniform, normal, patience, gaps, strict=True)
    return tuple(_make_person(scenario, i, *each) for i, each in enumerate(draws))


def _draw_times(scenario: Scenario, rng: np.random.Generator, volume: float) -> Floats:
    arrivals = scenario.arrivals
    cv2 = arrivals.day_cv**2
    factor = float(rng.gamma(1.0 / cv2, cv2)) if cv2 > 0 else 1.0
    total = sum(arrivals.weights)
    times = []
    for k, weight in enumerate(arrivals.weights):
        mean = arrivals.calls_per_day * factor * volume * weight / total
        count = rng.poisson(mean)
        times.append(rng.uniform(HALF_HOUR_S * k, HALF_HOUR_S * (k + 1), count))
    return np.sort(np.concatenate(times))


def _make_person(
    scenario: Scenario, number: int, t: float, u: Floats, z: Floats, p: Floats, gaps: Floats
) -> SimulatedCaller:
    lang = SCARCE if u[0] < scenario.bo_share else COMMON
    dialect = "" if lang == COMMON else DIALECTS[0] if u[1] < scenario.kham_share else DIALECTS[1]
    topic = _pick_topic(scenario.topic_mix[lang], u[2])
    heard_topic = topic
    if u[3] >= scenario.topic_acc:
        count = len(scenario.topics)
        heard_topic = (topic + 1 + int((count - 1) * u[4])) % count
    other = COMMON if lang == SCARCE else SCARCE
    service, name = scenario.service, scenario.topics[topic]
    mean_s = service.mean_s[name] * (service.bo_mult if lang == SCARCE else 1.0)
    return SimulatedCaller(
        number=number,
        t=float(t),
        lang=lang,
        dialect=dialect,
        topic=name,
        heard_lang=lang if u[5] < scenario.lang_acc else other,
        heard_topic=scenario.topics[heard_topic],
        service_s=mean_s * math.exp(service.sigma * z[0] - service.sigma**2 / 2),
        triage_s=service.triage_s * math.exp(0.3 * z[1] - 0.045),
        patience_s=_patience_of(scenario, lang, p),
        retries=tuple(bool(x < scenario.retry.p) for x in u[6:9]),
        gaps_s=tuple(float(scenario.retry.gap_mean_s * g) for g in gaps),
        u_faq=float(u[9]),
        u_reask=float(u[10]),
        u_callback=float(u[11]),
        u_reach=(float(u[12]), float(u[13])),
        u_rona=tuple(float(x) for x in u[14:19]),
        away=-math.log(1.0 - u[19]),
    )


def _patience_of(scenario: Scenario, lang: str, p: Floats) -> tuple[float, ...]:
    shape = scenario.patience.shape
    scale = scenario.patience.mean_s[lang] / math.gamma(1.0 + 1.0 / shape)
    return tuple(scale * (-math.log(1.0 - float(x))) ** (1.0 / shape) for x in p)


def _pick_topic(weights: Sequence[float], u: float) -> int:
    total, cumulated = sum(weights), 0.0
    for index, weight in enumerate(weights):
        cumulated += weight / total
        if cumulated >= u:
            return index
    return len(weights) - 1
