"""Patience from a log: Kaplan and Meier's estimate, where the answered are censored.

Who was answered after 40 s would have waited at least 40 s: leaving them out would make
people seem far less patient than they are.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """A survival curve: `left[i]` is the share still waiting after `times[i]` seconds.

    Beyond the last hang-up people leave at the log's mean rate (`tail_mean_s`).
    """

    times: tuple[float, ...]
    left: tuple[float, ...]
    tail_mean_s: float

    @property
    def mean_s(self) -> float:
        """Mean patience: the area under the curve, with the tail."""
        total, last_t, last_left = 0.0, 0.0, 1.0
        for t, left in zip(self.times, self.left, strict=True):
            total += (t - last_t) * last_left
            last_t, last_left = t, left
        return total + last_left * self.tail_mean_s

    def draw(self, u: float, tail: float) -> float:
        """Patience for a uniform `u` and, beyond the curve, an exponential of mean 1."""
        gone = [1.0 - left for left in self.left]
        index = bisect_left(gone, u)
        if index < len(self.times):
            return self.times[index]
        return (self.times[-1] if self.times else 0.0) + tail * self.tail_mean_s


def estimate_patience(waits: Sequence[tuple[float, bool]]) -> Patience:
    """From (seconds waited, gave up?) pairs; those who did not give up are censored."""
    exits = sorted(waits)
    at_risk, left = len(exits), 1.0
    times: list[float] = []
    lefts: list[float] = []
    index = 0
    while index < len(exits):
        t = exits[index][0]
        same = index
        gave_up = 0
        while same < len(exits) and exits[same][0] == t:
            gave_up += exits[same][1]
            same += 1
        if gave_up:
            left *= 1.0 - gave_up / at_risk
            times.append(t)
            lefts.append(left)
        at_risk -= same - index
        index = same
    waited_s = sum(t for t, _ in exits)
    abandoned = sum(up for _, up in exits)
    return Patience(tuple(times), tuple(lefts), waited_s / max(1, abandoned))
