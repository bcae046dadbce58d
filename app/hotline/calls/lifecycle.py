"""The life of a leg as a table: callbacks arrive late, twice and in any order, and only move a
leg along these entries; anything else is recorded as ignored (B70)."""

from __future__ import annotations

from enum import StrEnum


class LegState(StrEnum):
    """`planned` is committed before the carrier is asked; `unknown` after no clear answer."""

    PLANNED = "planned"
    UNKNOWN = "unknown"
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    QUEUED = "queued"
    JOINING = "joining"
    JOINED = "joined"
    ENDED = "ended"


_ORDER = tuple(LegState)
_BACK = {  # the few ways back: leaving a queue or a room without hanging up
    LegState.QUEUED: {LegState.ANSWERED},
    LegState.JOINING: {LegState.ANSWERED, LegState.QUEUED},
    LegState.JOINED: {LegState.ANSWERED, LegState.QUEUED, LegState.JOINING},
}
MOVES: dict[LegState, frozenset[LegState]] = {
    state: frozenset(_ORDER[i + 1 :]) | frozenset(_BACK.get(state, ()))
    for i, state in enumerate(_ORDER)
}


def may_move(present: str, to: LegState) -> bool:
    """Whether a leg in state `present` may become `to`."""
    return to in MOVES[LegState(present)]


LIVE = frozenset(LegState) - {LegState.ENDED}
"""States of a leg that the carrier may still hold open."""
