"""`hotline plan`: forecast, seats needed, a rota of the same hours, and what it would reach.

Erlang A says how many; the simulator with the live engine judges, on days that nothing was
planned on.
"""

from routing.planning.duties import DutyRules
from routing.planning.duty_plan import make_duty_plan
from routing.planning.forecast import as_rows, forecast_day
from routing.planning.rota import plan_rota
from routing.simulation.metrics import paired_difference, summarise
from routing.simulation.runs import Progress, Spread, Variant, run_variants
from routing.simulation.scenario import Blocks, Scenario
from routing.simulation.world import Levers

NEW_DAYS_FROM = 10_000  # days beyond any that a scenario was calibrated or planned on


def make_plan(
    scenario: Scenario,
    target: float,
    replications: int,
    seed: int = 0,
    spread: Spread = map,
    limit_s: float = 60.0,
    progress: Progress | None = None,
    rules: DutyRules = DutyRules(),
) -> dict[str, object]:
    """The plan as JSON: forecast rows, the rota, the duties, and the rate before and after."""
    forecast = forecast_day(scenario, target / 100.0)
    planned = plan_rota(scenario, limit_s)
    before = Variant("present rota", planned, levers=Levers(interpreted=True))
    after = Variant("planned rota", planned, levers=Levers(interpreted=True, optimised_rota=True))
    days = range(NEW_DAYS_FROM, NEW_DAYS_FROM + replications)
    results = run_variants([before, after], days, seed, spread, progress)
    gain = paired_difference(results[after.name], results[before.name])
    return {
        "scenario": scenario.name,
        "replications": replications,
        "seed": seed,
        "target": target,
        "forecast": as_rows(forecast),
        "seat_hours_needed": _seat_hours_needed(scenario, target),
        "seat_hours_given": _seat_hours_given(scenario),
        "rota": [
            {
                "seat": seat.id,
                "on_call": seat.on_call,
                "present": _as_text(seat.blocks),
                "planned": _as_text(seat.blocks_optimised),
            }
            for seat in planned.seats
        ],
        "steps": [summarise(v.name, results[v.name]) for v in (before, after)],
        "gain": round(gain.mean, 2),
        "gain_ci": round(gain.ci, 2),
        "duty_plan": make_duty_plan(planned, rules, days, seed, spread, limit_s, progress),
    }


def _seat_hours_needed(scenario: Scenario, target: float) -> dict[str, float]:
    rows = forecast_day(scenario, target / 100.0)
    hours = {lang: sum(row.seats[lang] for row in rows) / 2 for lang in rows[0].seats}
    return {**hours, "pooled": sum(row.seats_pooled for row in rows) / 2}


def _seat_hours_given(scenario: Scenario) -> dict[str, float]:
    def hours(on_call: bool) -> float:
        seats = (s for s in scenario.seats if s.on_call is on_call)
        return sum(end - start for seat in seats for start, end in seat.blocks)

    return {"on_shift": hours(False), "on_call": hours(True)}


def _as_text(blocks: Blocks) -> str:
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in blocks)


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"
