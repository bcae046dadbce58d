"""How long people wait before they give up, from a log: Kaplan and Meier's estimate (1958).

Patience is seen whole only in those who hung up. Who was answered after 40 s would have waited at
least 40 s (censored): leaving them out would make people seem far less patient than they are.
`scipy.stats.ecdf` finds the same curve, and a test says so; it is not called, since whoever
imports it for these few lines pays a second and 58 MB, the web process too.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survival:
    """A survival curve: `shares[i]` still wait after `times_s[i]` seconds.

    Beyond the last hang-up people leave at the log's mean rate (`tail_mean_s`) or, for
    `draw_above`, stay: nobody was seen to give up later.
    """

    times_s: tuple[float, ...]
    shares: tuple[float, ...]
    tail_mean_s: float

    @property
    def mean_s(self) -> float:
        """Mean patience: the area under the curve, with the tail."""
        total, last_s, last_share = 0.0, 0.0, 1.0
        for time_s, share in zip(self.times_s, self.shares, strict=True):
            total += (time_s - last_s) * last_share
            last_s, last_share = time_s, share
        return total + last_share * self.tail_mean_s

    def draw(self, u: float, tail: float) -> float:
        """Patience for a uniform `u` and, beyond the curve, an exponential of mean 1."""
        gone = [1.0 - share for share in self.shares]
        index = bisect_left(gone, u)
        if index < len(self.times_s):
            return self.times_s[index]
        return (self.times_s[-1] if self.times_s else 0.0) + tail * self.tail_mean_s

    def share_after(self, waited_s: float) -> float:
        """The share still waiting after `waited_s`."""
        index = bisect_right(self.times_s, waited_s)
        return self.shares[index - 1] if index else 1.0

    def draw_above(self, waited_s: float, u: float) -> float:
        """Patience in seconds, or infinity, of somebody who has waited `waited_s` already."""
        level = u * self.share_after(waited_s)
        for index in range(bisect_right(self.times_s, waited_s), len(self.times_s)):
            if self.shares[index] <= level:
                return float(self.times_s[index])
        return math.inf


def estimate_survival(waits: Iterable[tuple[float, bool]]) -> Survival:
    """From (seconds waited, gave up then?) pairs; those who did not give up are censored."""
    waits = list(waits)
    leaving = Counter(waited_s for waited_s, _ in waits)
    gave_up = Counter(waited_s for waited_s, is_hang_up in waits if is_hang_up)
    at_risk, share = len(waits), 1.0
    times_s: list[float] = []
    shares: list[float] = []
    for waited_s in sorted(leaving):
        if gave_up[waited_s]:
            share *= 1.0 - gave_up[waited_s] / at_risk
            times_s.append(waited_s)
            shares.append(share)
        at_risk -= leaving[waited_s]
    waited_s = sum(sorted(waited_s for waited_s, _ in waits))
    return Survival(tuple(times_s), tuple(shares), waited_s / max(1, gave_up.total()))
