"""What if: a few changes to a line, and the rate before and after on the same callers.

For the supervisors' page: pure values in, an answer in seconds out. Changes are small and
named; each is checked and refused with its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from routing.planning.plan import NEW_DAYS_FROM
from routing.simulation.metrics import DayMetrics, Mean, column, mean_of, paired_difference
from routing.simulation.runs import QUICK, Progress, Spread, Variant, run_variants
from routing.simulation.scenario import COMMON, SCARCE, Blocks, Scenario, SeatSpec
from routing.simulation.world import Levers


class ChangeRefusedError(ValueError):
    """A change that does not fit the line: which part of it, a stable code, the value."""

    def __init__(self, place: str, code: str, value: str) -> None:
        super().__init__(f"{place}: {code} ({value})")
        self.place, self.reason, self.value = place, code, value


SHOWN = ("live", "connect", "zh", "bo", "sl15", "asa_s")


@dataclass(frozen=True, slots=True)
class AddSeat:
    """One more seat; hours of day, as ((9, 12),)."""

    primary: str
    is_bilingual: bool
    blocks: Blocks
    secondary: tuple[str, ...] = ()
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class AddSkill:
    """A second skill for one seat."""

    seat_id: str
    topic: str


@dataclass(frozen=True, slots=True)
class RemoveSeat:
    """One seat fewer."""

    seat_id: str


@dataclass(frozen=True, slots=True)
class SetLevers:
    """Call-backs, interpreted calls, answers without a person."""

    levers: Levers


@dataclass(frozen=True, slots=True)
class SwitchLever:
    """One lever on or off, the others as they are."""

    lever: Literal["callback", "interpreted"]
    is_on: bool


Change = AddSeat | AddSkill | RemoveSeat | SetLevers | SwitchLever


@dataclass(frozen=True, slots=True)
class Answer:
    """Before, after and their paired difference, by metric."""

    before: Mapping[str, Mean]
    after: Mapping[str, Mean]
    difference: Mapping[str, Mean]
    days: int


def apply_change(scenario: Scenario, levers: Levers, change: Change) -> tuple[Scenario, Levers]:
    """The changed line. Raises ChangeRefusedError for an unknown seat or topic."""
    match change:
        case SetLevers(chosen):
            return scenario, chosen
        case SwitchLever("callback", is_on):
            return scenario, replace(levers, callback=is_on)
        case SwitchLever(_, is_on):
            return scenario, replace(levers, interpreted=is_on)
        case AddSeat():
            return replace(scenario, seats=(*scenario.seats, _new_seat(scenario, change))), levers
        case RemoveSeat(seat_id):
            _require_seat(scenario, seat_id)
            kept = tuple(seat for seat in scenario.seats if seat.id != seat_id)
            return replace(scenario, seats=kept), levers
        case AddSkill(seat_id, topic):
            _require_seat(scenario, seat_id)
            _require_topic(scenario, topic)
            seats = tuple(_with_skill(s, topic) if s.id == seat_id else s for s in scenario.seats)
            return replace(scenario, seats=seats), levers


def _new_seat(scenario: Scenario, change: AddSeat) -> SeatSpec:
    for topic in (change.primary, *change.secondary):
        _require_topic(scenario, topic)
    if not all(0 <= start < end <= 24 for start, end in change.blocks):
        raise ChangeRefusedError("blocks", "not_hours_of_a_day", str(change.blocks))
    return SeatSpec(
        id=f"new-{len(scenario.seats) + 1}",
        languages=(COMMON, SCARCE) if change.is_bilingual else (COMMON,),
        dialect="both" if change.is_bilingual else "",
        primary=change.primary,
        secondary=change.secondary,
        blocks=change.blocks,
        blocks_optimised=change.blocks,
        on_call=change.on_call,
    )


def _with_skill(seat: SeatSpec, topic: str) -> SeatSpec:
    return seat if topic in seat.topics else replace(seat, secondary=(*seat.secondary, topic))


def _require_seat(scenario: Scenario, seat_id: str) -> None:
    if seat_id not in {seat.id for seat in scenario.seats}:
        raise ChangeRefusedError("seat_id", "unknown_seat", seat_id)


def _require_topic(scenario: Scenario, topic: str) -> None:
    if topic not in scenario.topics:
        raise ChangeRefusedError("topic", "unknown_topic", topic)


def answer_what_if(
    scenario: Scenario,
    levers: Levers,
    changes: Sequence[Change],
    days: int = 20,
    seed: int = 0,
    spread: Spread = map,
    progress: Progress | None = None,
) -> Answer:
    """Simulate the line as it is and with all changes together, on the same days."""
    changed, changed_levers = scenario, levers
    for change in changes:
        changed, changed_levers = apply_change(changed, changed_levers, change)
    variants = [
        Variant("before", scenario, QUICK, levers),
        Variant("after", changed, QUICK, changed_levers),
    ]
    span = range(NEW_DAYS_FROM, NEW_DAYS_FROM + days)
    results = run_variants(variants, span, seed, spread, progress)
    before, after = results["before"], results["after"]
    differences = {key: paired_difference(after, before, key) for key in SHOWN}
    return Answer(_means(before), _means(after), differences, days)


def _means(days: Sequence[DayMetrics]) -> dict[str, Mean]:
    return {key: mean_of(column(days, key)) for key in SHOWN}


def lacks_second_skill(scenario: Scenario) -> list[str]:
    """Seats with one skill only: the rule needs at least one real second skill per seat."""
    return [seat.id for seat in scenario.seats if not seat.secondary]
