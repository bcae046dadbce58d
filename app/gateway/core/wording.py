"""How this carrier words what it tells, where carriers differ; by default as Twilio does."""

from __future__ import annotations

from dataclasses import dataclass

Params = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wording:
    """`leave_reason` and `leave_status` replace what a `participant-leave` says (None: Twilio's
    words, "": nothing is said); `is_leave_late` tells it a second after everything else."""

    leave_reason: str | None = None
    leave_status: str | None = None
    is_leave_late: bool = False

    def word_leave(self, status: str, reason: str) -> Params:
        """The parameters of a `participant-leave` beside the common ones."""
        told = {
            "ParticipantCallStatus": status if self.leave_status is None else self.leave_status,
            "ReasonParticipantLeft": reason if self.leave_reason is None else self.leave_reason,
        }
        return [(name, value) for name, value in told.items() if value]
