"""Whether the carrier answers our requests, as the requests themselves tell.

Counts only; when that adds up to "unreachable" is decided by `app.hotline.calls.carrier_watch`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Reach:
    """Requests that were answered (a refusal is an answer) and those that were not."""

    answered: int = 0
    unanswered: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, *, is_answered: bool) -> None:
        """One more request came to its end; any thread."""
        with self._lock:
            if is_answered:
                self.answered += 1
            else:
                self.unanswered += 1
