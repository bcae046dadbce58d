"""The nouns of a Dial, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a Dial rings: a number, `sip:...` or `client:...`."""

    address: str
    url: str | None
    method: str
    status_callback: str | None
    status_method: str
    status_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conference:
    name: str
    is_muted: bool
    beep: str
    starts_on_enter: bool
    ends_on_exit: bool
    label: str
    wait_url: str | None
    wait_method: str
    max_participants: int
    is_recorded: bool
    coach: str
    status_callback: str | None
    status_method: str
    status_events: frozenset[str]
    recording_callback: str | None
    recording_method: str
    recording_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dial:
    targets: tuple[Target, ...]
    conference: Conference | None
    action: str | None
    method: str
    timeout_s: float
    hangs_up_on_star: bool
    time_limit_s: float
    caller_id: str
    answers_on_bridge: bool
