"""The ladder: how the same seats get from the classic set-up to the best, step by step.

Also what each lever is worth alone (ablations), with fewer second skills, and under more
volume. Steps as CONTRACT section 4; ours is the live engine.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from routing.simulation.metrics import DayMetrics, paired_difference, summarise
from routing.simulation.runs import LIVE, PRODUCT_POLICIES, Progress, Spread, Variant, run_variants
from routing.simulation.scenario import Scenario
from routing.simulation.world import Levers

FAQ_LEVEL = 0.10
ALL_LEVERS = Levers(interpreted=True, callback=True, faq=FAQ_LEVEL, optimised_rota=True)
STEPS: tuple[tuple[str, str, Levers], ...] = (
    ("classic", "classic", Levers()),
    ("known_topic", "silo", Levers()),
    ("pooled", LIVE, Levers()),
    ("interpreted", LIVE, Levers(interpreted=True)),
    ("rota", LIVE, Levers(interpreted=True, optimised_rota=True)),
    ("callback", LIVE, Levers(interpreted=True, optimised_rota=True, callback=True)),
    ("faq", LIVE, ALL_LEVERS),
)
ABLATIONS: tuple[tuple[str, str, Levers], ...] = (
    ("pooled=mod-callcenter-tuned", "mod-callcenter-tuned", replace(ALL_LEVERS, interpreted=False)),
    ("pooled=taskrouter-skip", "taskrouter-skip", replace(ALL_LEVERS, interpreted=False)),
    ("pooled=taskrouter", "taskrouter", replace(ALL_LEVERS, interpreted=False)),
    ("-interpreted", LIVE, replace(ALL_LEVERS, interpreted=False)),
    ("-rota", LIVE, replace(ALL_LEVERS, optimised_rota=False)),
    ("-callback", LIVE, replace(ALL_LEVERS, callback=False)),
    ("-faq", LIVE, replace(ALL_LEVERS, faq=0.0)),
    ("classic+rota", "classic", Levers(optimised_rota=True)),
    (
        "classic+rota+callback+faq",
        "classic",
        Levers(optimised_rota=True, callback=True, faq=FAQ_LEVEL),
    ),
    ("pooled+rota", LIVE, Levers(optimised_rota=True)),
    ("pooled+callback", LIVE, Levers(callback=True)),
)
PEERS = tuple(name for name in PRODUCT_POLICIES if name != LIVE)
Results = dict[str, list[DayMetrics]]
Entry = dict[str, object]


def ladder_variants(
    scenario: Scenario,
    rule: Levers = Levers(),
    ablate: bool = False,
    skills: Sequence[int] = (),
    stress: Sequence[float] = (),
) -> dict[str, list[Variant]]:
    """Every variant that the tables need, under the JSON key of its table.

    `rule` gives the guards of interpreted calls and call-backs, and whether these overtake.
    """

    def make(rows: Sequence[tuple[str, str, Levers]], prefix: str, volume: float) -> list[Variant]:
        return [
            Variant(prefix + name, scenario, policy, _guarded(levers, rule), volume)
            for name, policy, levers in rows
        ]

    tables = {"steps": make(STEPS, "", 1.0)}
    if ablate:
        tables["ablations"] = make(ABLATIONS, "", 1.0)
        tables["peers"] = [Variant(f"peer {p}", scenario, p) for p in PEERS]
        tables["bounds"] = _bounds(scenario)
    if skills:
        tables["skills"] = [Variant(f"skills {n}", scenario.with_skills(n), LIVE) for n in skills]
    if stress:
        tables["stress"] = [v for x in stress for v in make(STEPS, f"{x:g}x ", x)]
    return tables


def _bounds(scenario: Scenario) -> list[Variant]:
    """Pooling at its best: every seat does everything, with and without the levers."""
    pooled = scenario.with_all_skills()
    return [
        Variant("all skills, pooled", pooled, LIVE),
        Variant("all skills, all levers", pooled, LIVE, replace(ALL_LEVERS, interpreted=False)),
    ]


def _guarded(levers: Levers, rule: Levers) -> Levers:
    return replace(
        levers,
        guard_seats=rule.guard_seats,
        callback_guard=rule.callback_guard,
        overtakes=rule.overtakes,
    )


def run_ladder(
    scenario: Scenario,
    tables: dict[str, list[Variant]],
    replications: int,
    seed: int,
    spread: Spread,
    progress: Progress | None = None,
) -> dict[str, object]:
    """The JSON object of `hotline ladder` (CONTRACT section 7)."""
    variants = [each for table in tables.values() for each in table]
    results = run_variants(variants, range(replications), seed, spread, progress)
    report: dict[str, object] = {
        "scenario": scenario.name,
        "replications": replications,
        "seed": seed,
    }
    for key, table in tables.items():
        report[key] = [_entry(variant, results) for variant in table]
    report["paired"] = paired_with(results, "pooled", [v.name for v in tables.get("peers", [])])
    report["step_gains"] = _step_gains(results)
    return report


def _entry(variant: Variant, results: Results) -> Entry:
    entry = summarise(variant.name, results[variant.name])
    entry["policy"], entry["volume"] = variant.policy, variant.volume
    return entry


def _step_gains(results: Results) -> list[Entry]:
    names = [name for name, _, _ in STEPS]
    return [_difference(after, before, results) for before, after in pairwise(names)]


def paired_with(results: Results, ours: str, others: Sequence[str]) -> list[Entry]:
    """Ours minus each other on the same callers, points of `connect`, with 95 % half width."""
    return [_difference(ours, other, results) for other in others]


def _difference(ours: str, other: str, results: Results) -> Entry:
    difference = paired_difference(results[ours], results[other])
    live = paired_difference(results[ours], results[other], "live")
    stayed = paired_difference(results[ours], results[other], "stayed")
    return {
        "name": ours,
        "minus": other,
        "connect": round(difference.mean, 3),
        "ci": round(difference.ci, 3),
        "live": round(live.mean, 3),
        "live_ci": round(live.ci, 3),
        "stayed": round(stayed.mean, 3),
        "stayed_ci": round(stayed.ci, 3),
    }
