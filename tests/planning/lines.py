"""A small made-up line, written for the tests, in the scenarios' own shape."""

import copy
from pathlib import Path

from app.desks.planning.reading import read_scenario
from routing.simulation.scenario import Scenario

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "scenarios"
MEAN_S = {"general": 240, "lawyer": 420, "notary": 300}
SMALL: dict = {
    "name": "small-line",
    "seed_base": 77,
    "seats": [
        {
            "id": f"{name}-{n}",
            "langs": langs,
            "dialect": dialect,
            "primary": primary,
            "secondary": secondary,
            "blocks": [[8, 12], [13, 18]],
            "blocks_optimised": [[9, 13], [14, 19]],
        }
        for n in (1, 2)
        for name, langs, dialect, primary, secondary in (
            ("g-zh", ["zh"], "", "general", ["notary"]),
            ("g-bi", ["zh", "bo"], "kham", "general", []),
            ("l-zh", ["zh"], "", "lawyer", ["general"]),
            ("l-bi", ["bo", "zh"], "both", "lawyer", ["notary", "general"]),
        )
    ],
    "languages": ["zh", "bo"],
    "lang_mix": {"bo": 0.4, "kham_share_of_bo": 0.7},
    "topics": list(MEAN_S),
    "topic_mix": {"zh": [3, 4, 1], "bo": [4, 3, 1]},
    "arrivals": {
        "calls_per_day": 260,
        "weights_per_half_hour": [0.1] * 16 + [3.0] * 20 + [0.2] * 12,
        "day_cv": 0.2,
    },
    "service": {
        "mean_s": MEAN_S,
        "sigma": 0.7,
        "bo_mult": 1.2,
        "secondary_mult": 1.1,
        "dialect_mult": 1.2,
        "wrap_s": 45,
        "triage_s": 50,
        "transfer_wrap_s": 15,
    },
    "patience": {"dist": "weibull", "shape": 1.0, "mean_s": {"zh": 150, "bo": 160}},
    "retry": {"p": 0.4, "gap_mean_s": 400, "max": 2},
    "intake": {"topic_acc": 0.85, "lang_acc": 0.95},
    "rona": {"p": 0.06, "answer_s": 4, "away_mean_s": 100},
    "faq": {"topic_weight": dict.fromkeys(MEAN_S, 1.0), "reask_p": 0.2},
    "callback": {
        "offer_after_s": 10,
        "accept": 0.6,
        "dial_s": 10,
        "noans_s": 30,
        "reach1": 0.7,
        "reach2": 0.5,
        "retry_s": 300,
        "promise_s": 900,
        "count_within_s": 7200,
        "live_first_until": 0.7,
    },
    "replications": 4,
}


def small_dict() -> dict:
    """A copy that a test may spoil."""
    return copy.deepcopy(SMALL)


def small_line() -> Scenario:
    """The small line, checked."""
    return read_scenario(small_dict())
