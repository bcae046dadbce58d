"""The life of a call-back as a table: what may follow what, who may make it so, and why.

All law about a promise is here; the actions only ask.  Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args


class CallbackState(StrEnum):
    """How a promise to reach somebody again stands; those without a way on are its ends.

    `owed`: promised, and on the list.  `ringing`: the person's phone rings, or they are being
    let into the room.  `tried`: rung in vain, to be rung again.  `unreached`: the line gave up;
    `not_reached`: people did.  `withdrawn`: another promise took its place.
    """

    OWED = "owed"
    RINGING = "ringing"
    TRIED = "tried"
    REACHED = "reached"
    UNREACHED = "unreached"
    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"
    CAME_AGAIN = "came_again"
    WITHDRAWN = "withdrawn"


Reason = Literal[
    "booked", "missed", "message", "referral", "could_not_handle", "dissatisfied", "appointment"
]
"""Why somebody is to be called back."""
REASONS: tuple[str, ...] = get_args(Reason)


class By(StrEnum):
    """Who moves a call-back: the line by itself, people who call by hand, or the person."""

    LINE = "line"
    PEOPLE = "people"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of the table: who may make the move, and what causes it."""

    by: frozenset[By]
    cause: str


S = CallbackState


def _by(*who: By, cause: str) -> Move:
    return Move(frozenset(who), cause)


_ENDS: Mapping[CallbackState, Move] = {
    S.REACHED: _by(By.LINE, By.PEOPLE, cause="talked to"),
    S.UNREACHED: _by(By.LINE, cause="the line gave up"),
    S.NOT_REACHED: _by(By.PEOPLE, cause="somebody tried and gave up"),
    S.NOT_WANTED: _by(By.PEOPLE, cause="nobody is to call"),
    S.CAME_AGAIN: _by(By.PERSON, cause="reached us by themself"),
    S.WITHDRAWN: _by(By.PEOPLE, cause="another time was agreed"),
}
_RING: Mapping[CallbackState, Move] = {
    S.RINGING: _by(By.LINE, cause="an agent is there: the person is rung")
}
MOVES: Mapping[CallbackState, Mapping[CallbackState, Move]] = {
    S.OWED: {**_RING, **_ENDS},
    S.RINGING: {S.TRIED: _by(By.LINE, cause="nobody picked up, to be rung again"), **_ENDS},
    S.TRIED: {**_RING, **_ENDS},
    **{end: {} for end in _ENDS},
}
OPEN = frozenset(state for state, ways in MOVES.items() if ways)


def may_move(present: str, to: CallbackState, by: By) -> bool:
    """Whether a call-back that stands at `present` may become `to` by that hand."""
    move = MOVES[CallbackState(present)].get(to)
    return move is not None and by in move.by
