"""How long somebody who waits in writing will probably wait: an honest guess, or none. Pure."""

from __future__ import annotations

import math

USUAL_SERVICE_S = 450.0
"""Talk and after-work together, where nothing better is known (STANDARDS §1)."""


def estimate_wait_min(place: int, free_slots: int, slots: int, service_s: float) -> int | None:
    """Whole minutes until a person takes the one at `place` (from 1); None when nobody is there.

    `slots`: how many conversations those on duty can hold together; `free_slots` of them are
    free. The one at the first place needs one slot to come free, and slots come free evenly.
    """
    if slots <= 0:
        return None
    ahead = place - free_slots
    if ahead <= 0:
        return 1
    return max(1, math.ceil(ahead * service_s / slots / 60))
