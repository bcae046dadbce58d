"""What a simulated telephone, and the person holding it, will do.  Durations in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateway.core.switch import Refusal


@dataclass(frozen=True, slots=True)
class KeyPress:
    """Press `keys` `after_s` after the line began to listen for the `gather`-th time.

    `gather` None counts from the answer instead.  Several keys follow each other by 0.3 s.
    """

    keys: str
    after_s: float = 2.0
    gather: int | None = 1


@dataclass(frozen=True, slots=True)
class PhonePlan:
    """One plan serves telephones that call and telephones that are called.

    Called: `refusal` turns the call away, else it is answered `answers_after_s` after the first
    ring (None: never), by a person or a machine (`answered_by`, Twilio's words).
    On the line: hangs up `hangs_up_after_s` after the start, or after `patience_s` at a stretch
    without another person to be heard, or after `talk_s` in all together with one; each None is
    never.  When recorded it speaks for `message_s`.  Asked for a key once the talk is over, it
    presses `key_after_talk` (empty: none).
    """

    answers_after_s: float | None = 4.0
    refusal: Refusal | None = None
    answered_by: str = "human"
    keys: tuple[KeyPress, ...] = ()
    patience_s: float | None = None
    talk_s: float | None = None
    hangs_up_after_s: float | None = None
    message_s: float = 8.0
    key_after_talk: str = ""


KEY_AFTER_TALK_S = 3.0
"""So long somebody thinks before they press it."""

NEVER_ANSWERS = PhonePlan(answers_after_s=None)
CLIENT = PhonePlan(answers_after_s=2.0)
"""What a browser (`client:NAME`) without a plan does: it is picked up, and no key is pressed."""
NO_SUCH_NUMBER = PhonePlan(refusal=Refusal.FAILED)
"""What a number without a plan does."""
