"""What a small line should do first: each step's gain alone, at several volumes.

Measured on the same callers: the office alone, then with on-call people, interpreted calls
(by guard), call-backs, answers without a person, and all together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routing.simulation.ladder import FAQ_LEVEL
from routing.simulation.metrics import paired_difference, summarise
from routing.simulation.runs import Progress, Spread, Variant, run_variants
from routing.simulation.scenario import Scenario
from routing.simulation.world import Levers

OFFICE, ON_CALL = "office alone", "on-call people"
CALLBACK, FAQ, ALL = "call-backs", "answers without a person", "all together"
WORDS = {
    ON_CALL: "let duty lawyers' telephones ring when nobody in the office who fits is free",
    CALLBACK: "offer a call-back after ten seconds of waiting",
    FAQ: "answer common questions without a person",
    ALL: "do all of these",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One way to run the line."""

    name: str
    has_on_call: bool
    levers: Levers


def make_steps(guards: Sequence[int]) -> list[Step]:
    """The office, each step alone, the interpreted call by guard on both, and all together."""
    best_guard = min(guards)
    both = Levers(interpreted=True, guard_seats=best_guard, callback=True, faq=FAQ_LEVEL)
    steps = [
        Step(OFFICE, False, Levers()),
        Step(ON_CALL, True, Levers()),
        Step(CALLBACK, False, Levers(callback=True)),
        Step(FAQ, False, Levers(faq=FAQ_LEVEL)),
    ]
    for guard in guards:
        levers = Levers(interpreted=True, guard_seats=guard)
        steps.append(Step(f"interpreted, guard {guard}", False, levers))
    for guard in guards:
        levers = Levers(interpreted=True, guard_seats=guard)
        steps.append(Step(f"on-call + interpreted, guard {guard}", True, levers))
    steps.append(Step("on-call + call-backs", True, Levers(callback=True)))
    return [*steps, Step(ALL, True, both)]


def measure_first_steps(
    scenario: Scenario,
    callers: Sequence[float],
    guards: Sequence[int],
    replications: int,
    seed: int = 0,
    spread: Spread = map,
    progress: Progress | None = None,
) -> dict[str, object]:
    """The table by volume and step, each with its paired gain over the office alone."""
    steps = make_steps(guards)
    variants = [_make_variant(scenario, step, volume) for volume in callers for step in steps]
    results = run_variants(variants, range(replications), seed, spread, progress)
    rows = []
    for volume in callers:
        base = results[_name(steps[0], volume)]
        for step in steps:
            days = results[_name(step, volume)]
            gain = paired_difference(days, base)
            entry = summarise(_name(step, volume), days)
            entry |= {"step": step.name, "callers": volume, "on_call": step.has_on_call}
            entry |= {"gain": round(gain.mean, 2), "gain_ci": round(gain.ci, 2)}
            rows.append(entry)
    return {
        "scenario": scenario.name,
        "replications": replications,
        "seed": seed,
        "steps": rows,
        "advice": [advise(rows, volume) for volume in callers],
    }


def _name(step: Step, volume: float) -> str:
    return f"{volume:g} callers: {step.name}"


def _make_variant(scenario: Scenario, step: Step, callers: float) -> Variant:
    line = scenario if step.has_on_call else scenario.without_on_call()
    return Variant(_name(step, callers), line.with_calls(callers), levers=replace(step.levers))


def advise(rows: Sequence[dict[str, object]], callers: float) -> str:
    """In words: the single steps by gain, those whose interval holds 0 left out."""
    alone = {ON_CALL, CALLBACK, FAQ}
    gains = []
    for row in rows:
        if row["callers"] != callers:
            continue
        step, gain, ci = str(row["step"]), float(str(row["gain"])), float(str(row["gain_ci"]))
        single = step in alone or step.startswith("interpreted")
        if single and gain > ci:
            gains.append((gain, step))
    gains.sort(reverse=True)
    if not gains:
        return f"{callers:g} callers a day: no single step helps measurably."
    words = [f"{WORDS.get(step, step)} (+{gain:.1f} points)" for gain, step in gains]
    return f"{callers:g} callers a day: " + "; then ".join(words) + "."
