"""How long people wait and talk, estimated from a call log; every draw takes its own chance.

Patience is seen whole only in those who hung up; of those who were answered we know that it was
longer than their wait (censored).  Kaplan and Meier's estimate (1958) uses both.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from app.rehearsal.replay.call_log import Ending, RealCall

LEAST_HANG_UPS = 30
"""A type with fewer is estimated from all types together."""


@dataclass(frozen=True, slots=True)
class Survival:
    """Share of people still patient after each time: `shares[i]` after `times_s[i]` seconds.

    Whoever outlasts the estimate stays: nobody was seen to give up later.
    """

    times_s: tuple[int, ...]
    shares: tuple[float, ...]

    def share_after(self, waited_s: float) -> float:
        """The share still waiting after `waited_s`."""
        index = bisect_right(self.times_s, waited_s)
        return self.shares[index - 1] if index else 1.0

    def draw_above(self, waited_s: float, chance: Random) -> float:
        """A patience in seconds, or infinity, of somebody who has waited `waited_s` already."""
        level = chance.random() * self.share_after(waited_s)
        first = bisect_right(self.times_s, waited_s)
        for index in range(first, len(self.times_s)):
            if self.shares[index] <= level:
                return float(self.times_s[index])
        return math.inf


def estimate_survival(waits: Iterable[tuple[int, bool]]) -> Survival:
    """Kaplan–Meier over pairs of (seconds waited, whether the person gave up then)."""
    gave_up: dict[int, int] = defaultdict(int)
    leaving: dict[int, int] = defaultdict(int)
    for waited_s, is_hang_up in waits:
        leaving[waited_s] += 1
        gave_up[waited_s] += is_hang_up
    at_risk, share = sum(leaving.values()), 1.0
    times_s, shares = [], []
    for waited_s in sorted(leaving):
        if gave_up[waited_s]:
            share *= 1 - gave_up[waited_s] / at_risk
            times_s.append(waited_s)
            shares.append(share)
        at_risk -= leaving[waited_s]
    return Survival(tuple(times_s), tuple(shares))


@dataclass(frozen=True, slots=True)
class Habits:
    """What a log tells of its callers, by type; "" stands for all types together."""

    patience: dict[str, Survival]
    talks_s: dict[str, tuple[int, ...]]

    def patience_of(self, call_type: str) -> Survival:
        """The patience of a type, or of everybody where too few hung up."""
        return self.patience.get(call_type) or self.patience[""]

    def draw_talk_s(self, call_type: str, chance: Random) -> float:
        """The length of one answered call of the type, taken at random."""
        lengths = self.talks_s.get(call_type) or self.talks_s[""]
        return float(chance.choice(lengths)) if lengths else 60.0


def learn_habits(calls: Iterable[RealCall]) -> Habits:
    """Estimate patience and talk from the whole log.

    Those who left before they queued tell nothing of waiting, and an answered call without a
    recorded length nothing of talking.
    """
    waits: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    talks: dict[str, list[int]] = defaultdict(list)
    for call in calls:
        if call.ending is Ending.PHANTOM:
            continue
        for key in (call.type, ""):
            if call.ending is Ending.AGENT or call.queued_s > 0:
                waits[key].append((call.queued_s, call.ending is Ending.HANG))
            if call.ending is Ending.AGENT and call.talked_s > 0:
                talks[key].append(call.talked_s)
    patience = {
        key: estimate_survival(seen)
        for key, seen in waits.items()
        if key == "" or sum(is_hang_up for _, is_hang_up in seen) >= LEAST_HANG_UPS
    }
    patience.setdefault("", estimate_survival(()))
    return Habits(patience, {"": (), **{key: tuple(seen) for key, seen in talks.items()}})
