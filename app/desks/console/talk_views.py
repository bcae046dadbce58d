"""What the console shows of a telephone talk under way: who is in it and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.hotline.callbacks.queries import Promise


@dataclass(frozen=True, slots=True)
class FreeColleague:
    """Somebody who could be consulted or take the caller now."""

    agent_id: int
    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class TalkView:
    """The talk; `advice` is "", "ringing" or "talking", `outside` the line that was rung.

    `leads` says whether the agent is the one who decides about the caller; `is_in` whether they
    take part as that one or as an adviser, and may hang up.
    """

    leads: bool = False
    is_in: bool = False
    is_held: bool = False
    is_muted: bool = False
    advice: str = ""
    outside: str = ""
    outside_answered: bool = False
    may_call_again: bool = False
    seats: tuple[str, ...] = ()
    """Kinds of seat with somebody free."""
    agreed: tuple[Promise, ...] = ()
    """Times at which the person is to be called, as agreed with them."""


@dataclass(frozen=True, slots=True)
class LiveTalk:
    """One telephone talk as a supervisor sees it; `presence` is what they do in it, or ""."""

    contact_id: int
    agent_name: str
    language: str | None
    since_at: datetime | None
    presence: str
