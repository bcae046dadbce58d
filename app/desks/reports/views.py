"""What the wallboard shows, as plain values. A figure carries its definition (law 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from routing.measures import Figure
from routing.model import Outcome

PLAN_PERCENT = 90.0
"""The prefecture's plan for 2025."""
STANDARD_PERCENT = 95.0
"""GB/T 33358-2016: at least this in every continuous 24 hours."""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody who waits for a person."""

    contact_id: int
    channel: str
    language: str | None
    seat: str
    state: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AgentTile:
    """One agent on the board."""

    agent_id: int
    name: str
    languages: tuple[str, ...]
    seat: str
    state: str
    reason: str | None
    since_at: datetime | None
    is_on_call: bool = False


@dataclass(frozen=True, slots=True)
class WindowView:
    """The figures over one window; `headline` is the one held against plan and standard."""

    arrived: int
    asked: int
    answered: int
    headline: Figure
    others: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language's share today and over 24 hours; `language` None is not known."""

    language: str | None
    today: WindowView
    rolling: WindowView


@dataclass(frozen=True, slots=True)
class ForwardedRow:
    """The share of contacts that 12345 handed over, counted apart."""

    today: WindowView
    rolling: WindowView


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """How satisfied the people of one language were ("all": everybody), and how many said so."""

    language: str | None
    mean: Figure
    satisfied: Figure
    responded: Figure


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour of the chart: callers who asked in it and were answered; `begun_at` its start."""

    begun_at: datetime
    asked: int
    answered: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class DayView:
    """The board's figures over today and the last day, at one instant."""

    at: datetime
    today: WindowView
    rolling: WindowView
    languages: tuple[LanguageRow, ...]
    forwarded: ForwardedRow
    hours: tuple[HourBar, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    still_open: int
    satisfaction: tuple[SatisfactionRow, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board at one instant."""

    day: DayView
    waiting: tuple[WaitingLine, ...]
    agents: tuple[AgentTile, ...]
    callbacks_owed: int = 0
    callbacks_late: int = 0

    @property
    def longest_wait_at(self) -> datetime | None:
        """Since when the one who waits longest has waited."""
        return self.waiting[0].asked_at if self.waiting else None

    @property
    def states(self) -> dict[str, int]:
        """How many agents are in each state."""
        counts: dict[str, int] = {}
        for agent in self.agents:
            counts[agent.state] = counts.get(agent.state, 0) + 1
        return counts
