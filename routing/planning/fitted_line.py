"""A fitted log as a scenario file, so that simulate and plan can be run on it.

Kinds of call become topics; calls in the minority language (by default kind PE) become the
scarce language's. What a log cannot tell (redials, call-backs, silence) gets stated defaults.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

from routing.planning.call_log import CallLog
from routing.planning.fit import HALF_HOURS, Fitted, infer_seats
from routing.planning.redials import Redials
from routing.simulation.scenario import COMMON, SCARCE

MINORITY_KIND = "PE"
Json = dict[str, object]


def scenario_of(name: str, fitted: Fitted, log: CallLog, redials: Redials | None = None) -> Json:
    """The scenario as JSON; `description` says which values are not from the log."""
    kinds = [k for k in fitted.talk_s if k != MINORITY_KIND]
    means = {k: round(fmean(fitted.talk_s[k]), 1) for k in kinds}
    rows = list(fitted.calls_per_half_hour.values())
    weights = [round(fmean(column), 4) for column in zip(*rows, strict=True)]
    minority = sum(c.kind == MINORITY_KIND for c in log.calls) / max(1, len(log.calls))
    counts = [float(len(fitted.talk_s[k])) for k in kinds]
    patience_s = round(fmean(p.mean_s for p in fitted.patience.values()), 1)
    return {
        "name": name,
        "seed_base": 19990101,
        "seats": _seats(fitted, log, kinds),
        "languages": [COMMON, SCARCE],
        "lang_mix": {"bo": round(minority, 4), "kham_share_of_bo": 1.0},
        "topics": kinds,
        "topic_mix": {COMMON: counts, SCARCE: counts},
        "arrivals": {
            "calls_per_day": round(sum(weights), 1),
            "weights_per_half_hour": weights,
            "day_cv": round(fitted.day_cv, 3),
        },
        "service": {"mean_s": means, "sigma": log_sd(fitted.talk_s), **_SERVICE_DEFAULTS},
        "patience": {
            "dist": "weibull",
            "shape": 1.0,
            "mean_s": {COMMON: patience_s, SCARCE: patience_s},
        },
        **_DEFAULTS,
        "retry": _retry(redials),
        "faq": {"topic_weight": dict.fromkeys(kinds, 1.0), "reask_p": 0.15},
        "replications": 20,
        "description": [
            "Fitted: arrivals, talk times, patience, seats by half hour.",
            "Redials are fitted where caller ids exist.",
            "Not in the log, defaults: intake, rona, faq, callback, dialects, multipliers.",
        ],
    }


_SERVICE_DEFAULTS = {
    "bo_mult": 1.0,
    "secondary_mult": 1.0,
    "dialect_mult": 1.0,
    "wrap_s": 0,
    "triage_s": 60,
    "transfer_wrap_s": 0,
}
_DEFAULTS: Json = {
    "intake": {"topic_acc": 1.0, "lang_acc": 1.0},
    "rona": {"p": 0.0, "answer_s": 4, "away_mean_s": 120},
    "callback": {
        "offer_after_s": 10,
        "accept": 0.55,
        "dial_s": 10,
        "noans_s": 30,
        "reach1": 0.85,
        "reach2": 0.6,
        "retry_s": 600,
        "promise_s": 1200,
        "count_within_s": 7200,
        "live_first_until": 0.7,
    },
}


def _retry(redials: Redials | None) -> Json:
    if redials is None or not redials.abandoned:
        return {"p": 0.0, "gap_mean_s": 600, "max": 2}
    return {"p": round(redials.p, 3), "gap_mean_s": round(redials.gap_mean_s, 1), "max": 2}


def log_sd(talk_s: Mapping[str, Sequence[float]]) -> float:
    """Standard deviation of the logarithms of talk times, over all kinds."""
    logs = [math.log(t) for talks in talk_s.values() for t in talks]
    return round(pstdev(logs), 3) if logs else 0.0


def _seats(fitted: Fitted, log: CallLog, kinds: Sequence[str]) -> list[Json]:
    """One seat per simultaneous talker of an average day; the first speaks both languages."""
    days = [infer_seats(calls, fitted.seat_quantile) for calls in log.days().values()]
    present = [round(fmean(column)) for column in zip(*days, strict=True)]
    return [
        {
            "id": f"seat-{n + 1}",
            "langs": [COMMON, SCARCE] if n < 2 else [COMMON],
            "dialect": "both" if n < 2 else "",
            "primary": kinds[0],
            "secondary": list(kinds[1:]),
            "blocks": _blocks([count > n for count in present]),
        }
        for n in range(max(present))
    ]


def _blocks(on_duty: Sequence[bool]) -> list[list[float]]:
    blocks: list[list[float]] = []
    for k in range(HALF_HOURS):
        if not on_duty[k]:
            continue
        if blocks and blocks[-1][1] == k / 2:
            blocks[-1][1] = (k + 1) / 2
        else:
            blocks.append([k / 2, (k + 1) / 2])
    return blocks
