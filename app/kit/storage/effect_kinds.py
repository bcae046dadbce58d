"""Every kind of effect once: how often it is tried, how long between, and what a person does
when it was given up.  A kind that is not here cannot be owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Remedy(StrEnum):
    """What somebody has to see to when an effect was given up."""

    LOOK_AT_TALK = "look_at_talk"
    CLOSE_LINES = "close_lines"
    CHECK_RECORDING = "check_recording"
    REACH_PERSON = "reach_person"
    NOTHING_LOST = "nothing_lost"
    TELL_12345 = "tell_12345"
    TRY_AGAIN = "try_again"
    READ_AGAIN = "read_again"


@dataclass(frozen=True, slots=True)
class EffectKind:
    """`tries` in all; the pause doubles from `first_pause_s` up to `longest_pause_s`."""

    remedy: Remedy
    tries: int
    first_pause_s: float
    longest_pause_s: float

    def find_pause(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts (1 or more) that failed."""
        pause_s = self.first_pause_s * 2.0 ** min(attempts - 1, 20)
        return timedelta(seconds=min(pause_s, self.longest_pause_s))


def _at_once(remedy: Remedy) -> EffectKind:
    """Call control: somebody is on the line, so it is tried for about ten seconds."""
    return EffectKind(remedy, tries=5, first_pause_s=2.0, longest_pause_s=2.0)


def _slowly(remedy: Remedy) -> EffectKind:
    """What may come late: tried for about ten hours."""
    return EffectKind(remedy, tries=16, first_pause_s=15.0, longest_pause_s=3600.0)


EFFECT_KINDS: Mapping[str, EffectKind] = {
    "ring_agents": _at_once(Remedy.LOOK_AT_TALK),
    "ring_leg": _at_once(Remedy.LOOK_AT_TALK),
    "bring_agents_in": _at_once(Remedy.LOOK_AT_TALK),
    "bring_caller_in": _at_once(Remedy.LOOK_AT_TALK),
    "return_caller": _at_once(Remedy.LOOK_AT_TALK),
    "resume_caller": _at_once(Remedy.LOOK_AT_TALK),
    "mix_leg": _at_once(Remedy.LOOK_AT_TALK),
    "stop_ringing": _at_once(Remedy.CLOSE_LINES),
    "end_calls": _at_once(Remedy.CLOSE_LINES),
    "end_leg": _at_once(Remedy.CLOSE_LINES),
    "send_away": _at_once(Remedy.REACH_PERSON),
    "ask_rating": _at_once(Remedy.CLOSE_LINES),
    "pace_recording": _at_once(Remedy.CHECK_RECORDING),
    "stop_recording": _at_once(Remedy.CHECK_RECORDING),
    "serve_deadline": _at_once(Remedy.TRY_AGAIN),
    "ring_for_prompt": _at_once(Remedy.READ_AGAIN),
    "take_in_prompt": _slowly(Remedy.READ_AGAIN),
    "send_text": _slowly(Remedy.REACH_PERSON),
    "send_rating_text": _slowly(Remedy.NOTHING_LOST),
    "fetch_recording": _slowly(Remedy.TRY_AGAIN),
    "fetch_picture": _slowly(Remedy.REACH_PERSON),
    "push_to_12345": _slowly(Remedy.TELL_12345),
    "erase_old_receipts": _slowly(Remedy.TRY_AGAIN),
    "erase_old_recordings": _slowly(Remedy.TRY_AGAIN),
}
