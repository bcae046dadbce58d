"""The optional price rule: a seat costs what the callers it could serve next would lose.

Same as `hotline` but for the seat key (CONTRACT section 2, "Price rule"). Measured a few
tenths of a point above the plain rule; it needs a forecast, the plain one does not.
"""

from dataclasses import replace

from routing.simulation.calls import Call, SeatState, has_wrong_dialect
from routing.simulation.people import HALF_HOUR_S
from routing.simulation.policies import PLAIN_POLICIES, Floor, Policy, SeatKey
from routing.simulation.scenario import COMMON, SCARCE, Scenario

SCARCITY = 0.6
SCARCE_WEIGHT = 1.5
WRONG_DIALECT_PENALTY = 0.05
SECOND_SKILL_PENALTY = 0.02


def make_price_policy(scenario: Scenario) -> Policy:
    """The policy with prices from the scenario's own forecast."""
    rule = _PriceRule(scenario)
    return replace(PLAIN_POLICIES["hotline-plain"], seat_key=rule.seat_key)


class _PriceRule:
    """Shares and means of the scenario, looked up at each choice."""

    def __init__(self, scenario: Scenario) -> None:
        self._service, self._arrivals = scenario.service, scenario.arrivals
        self._total = sum(scenario.arrivals.weights)
        self._weights = {
            (lang, topic): share * weight / sum(mix) * factor
            for lang, share, factor in (
                (COMMON, 1.0 - scenario.bo_share, 1.0),
                (SCARCE, scenario.bo_share, SCARCE_WEIGHT),
            )
            for mix in (scenario.topic_mix[lang],)
            for topic, weight in zip(scenario.topics, mix, strict=True)
        }

    def seat_key(self, floor: Floor, call: Call, seat: SeatState) -> SeatKey:
        """(price + penalty, idle-since)."""
        wrong = has_wrong_dialect(seat, call.lang, call.dialect)
        second = call.topic != seat.spec.primary
        price = self._arrivals_per_s(floor.now) * self._work_s(call, wrong, second)
        price *= self._scarcity(floor, seat)
        penalty = WRONG_DIALECT_PENALTY * wrong + SECOND_SKILL_PENALTY * second
        return (price + penalty, seat.idle_since)

    def _arrivals_per_s(self, now: float) -> float:
        weight = self._arrivals.weights[int(now // HALF_HOUR_S) % 48]
        return self._arrivals.calls_per_day * weight / self._total / HALF_HOUR_S

    def _work_s(self, call: Call, wrong: bool, second: bool) -> float:
        service = self._service
        mean_s = service.mean_s[call.topic] * (service.bo_mult if call.lang == SCARCE else 1.0)
        factor = service.secondary_mult if second else 1.0
        return (mean_s + service.wrap_s) * factor * (service.dialect_mult if wrong else 1.0)

    def _scarcity(self, floor: Floor, seat: SeatState) -> float:
        total = 0.0
        idle = list(floor.idle_seats())
        for lang in seat.languages:
            speakers = [s for s in idle if lang in s.languages]
            for topic in seat.topics:
                count = sum(topic in s.topics for s in speakers)
                total += self._weights[lang, topic] * SCARCITY ** (count - 1)
        return total
