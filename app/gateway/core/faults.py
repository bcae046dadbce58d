"""What goes wrong between carrier and application, drawn from a seeded generator.

Each share is a probability between 0 and 1.  All zero, the default, is a faultless carrier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(slots=True)
class Faults:
    """The mixture of faults of one run.

    `lost`, `repeated` and `late` concern status callbacks (late ones also overtake each other);
    `documents_repeated` makes a request for TwiML arrive twice; `rest_failed` answers a REST
    request with 500 before doing anything, `rest_unanswered` does the work and never answers.
    """

    lost: float = 0.0
    repeated: float = 0.0
    late: float = 0.0
    late_up_to_s: float = 30.0
    documents_repeated: float = 0.0
    rest_failed: float = 0.0
    rest_unanswered: float = 0.0
    chance: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - a simulation

    def happens(self, share: float) -> bool:
        """Draw once; a share of zero draws nothing, so unused faults do not shift the others."""
        return share > 0 and self.chance.random() < share

    def draw_callback_delays_s(self) -> list[float]:
        """When the copies of one status callback go out: empty if it is lost."""
        if self.happens(self.lost):
            return []
        copies = 2 if self.happens(self.repeated) else 1
        return [
            self.chance.uniform(0, self.late_up_to_s) if self.happens(self.late) else 0.0
            for _ in range(copies)
        ]
