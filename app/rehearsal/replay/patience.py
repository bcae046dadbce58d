"""How long people wait and talk, estimated from a call log; every draw takes its own chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from app.rehearsal.replay.call_log import Ending, RealCall
from routing.planning.survival import Survival, estimate_survival

LEAST_HANG_UPS = 30
"""A type with fewer is estimated from all types together."""


@dataclass(frozen=True, slots=True)
class CallerHabits:
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


def learn_habits(calls: Iterable[RealCall]) -> CallerHabits:
    """Estimate patience and talk from the whole log.

    Those who left before they queued tell nothing of waiting, and an answered call without a
    recorded length nothing of talking.
    """
    waits: dict[str, list[tuple[float, bool]]] = defaultdict(list)
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
    return CallerHabits(patience, {"": (), **{key: tuple(seen) for key, seen in talks.items()}})
