"""A party is gone: the one table of what follows, by who it was, how the contact stood, and what
was heard of them.

Pure.  Gone is whoever's own call is in a finished state.  That somebody left the room is a
carrier's wording and may mean anything: then the call's own end says it, or the carrier is asked.
`docs/party_gone.md` is written from here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from app.telephony.endings import is_line_broken, is_over


class Party(StrEnum):
    """Who is gone."""

    CALLER = "caller"
    CALLED_BACK = "called back"
    FIRST_CALL = "first call"
    AGENT = "agent"
    INTERPRETER = "interpreter"
    ADVISER = "adviser"
    RUNG = "rung agent"
    REPLACED = "replaced call"
    FORMER = "former agent"
    SUPERVISOR = "supervisor"
    OUTSIDE = "outside line"


class Stage(StrEnum):
    """How the contact stood."""

    ASKING = "questions"
    CLOSED = "closed line"
    WAITING = "waiting"
    OFFERED = "offered"
    OWED = "call-back owed"
    RUNG_BACK = "being called back"
    TALK = "talk"
    HALF = "half a talk"
    ADVISED = "advice"
    OUTSIDE_IN = "talk with an outside line"
    AFTER = "after the talk"


class Reason(StrEnum):
    """What was heard."""

    LEFT_ROOM = "left the room"
    LEFT_ROOM_OVER = "left the room, call over"
    LEFT_ROOM_BROKEN = "left the room, call failed"
    HUNG_UP = "call over"
    LINE_BROKE = "line broke"
    NOT_THERE = "on the line, not in the room"


class Consequence(StrEnum):
    """What follows."""

    NOTHING = "nothing"
    ASK = "ask the carrier"
    FETCH = "fetch them back"
    PUT_DOWN = "end that call alone"
    AWAIT_MESSAGE = "wait for the message"
    HANG_UP = "end the contact for all"
    END_CONTACT = "end the contact"
    END_TALK = "end the talk"
    TRY_LATER = "call back later"
    FAIL_OFFER = "fail the offer"
    RING_AGAIN = "ring the agent again"
    HOLD = "hold for an interpreter"
    GIVE_BACK = "give the caller back"
    HAND_OVER = "hand over"
    LEAVE_TO_OUTSIDE = "leave them to the outside line"
    OUTSIDE_OVER = "end the outside line's part"


SAYS: Mapping[StrEnum, str] = {
    Party.CALLER: "who called us",
    Party.CALLED_BACK: "whom we rang",
    Party.FIRST_CALL: "the call in which somebody booked who is called back, or was",
    Party.AGENT: "who has the caller: agent or expert, or an interpreter alone with them",
    Party.INTERPRETER: "who interprets beside an agent",
    Party.ADVISER: "who is consulted, and in the room",
    Party.RUNG: "who is offered the contact and has not joined it",
    Party.REPLACED: "a call of somebody who is on the line by a later one",
    Party.FORMER: "who has no part in the contact any more",
    Party.SUPERVISOR: "who listens, coaches or barges in",
    Party.OUTSIDE: "12345 or an emergency centre",
    Stage.ASKING: "the caller hears our questions",
    Stage.CLOSED: "the line is closed, a message is taken",
    Stage.WAITING: "for an agent, also between two of them",
    Stage.OFFERED: "agents are rung, or the two are being joined",
    Stage.OWED: "nobody is on the line, we are to ring",
    Stage.RUNG_BACK: "an agent has taken the call-back",
    Stage.TALK: "agent and caller",
    Stage.HALF: "of agent and interpreter one is missing",
    Stage.ADVISED: "somebody consulted is in the room",
    Stage.OUTSIDE_IN: "an outside line has answered and is in the room",
    Stage.AFTER: "wrap-up, or all is over",
    Reason.LEFT_ROOM: "the room says so, and nothing of the call",
    Reason.LEFT_ROOM_OVER: "the room says so, and that the call is over",
    Reason.LEFT_ROOM_BROKEN: "the room says so, and that the call failed",
    Reason.HUNG_UP: "the call's own end is told, or the carrier was asked",
    Reason.LINE_BROKE: "as before, and the line broke in the talk",
    Reason.NOT_THERE: "the carrier was asked; an agent's call is then ended",
}
"""What each word means, for the page."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: whenever one of the parties is gone at one of the stages for one of the reasons."""

    parties: Collection[Party]
    stages: Collection[Stage]
    reasons: Collection[Reason]
    consequence: Consequence
    why: str


_TALKING = (Stage.TALK, Stage.HALF, Stage.ADVISED, Stage.OUTSIDE_IN)
_OWING = (Stage.OWED, Stage.RUNG_BACK)
_BEFORE = (Stage.ASKING, Stage.CLOSED, Stage.WAITING, Stage.OFFERED, *_OWING)
_IDLE = (*_BEFORE, Stage.AFTER)
_ALL = tuple(Stage)
_ROOM = (Reason.LEFT_ROOM, Reason.LEFT_ROOM_OVER, Reason.LEFT_ROOM_BROKEN)
_CALL = (Reason.HUNG_UP, Reason.LINE_BROKE)
_BROKEN = (Reason.LEFT_ROOM_BROKEN, Reason.LINE_BROKE, Reason.NOT_THERE)
_GONE = (*_BROKEN, Reason.HUNG_UP)
_CALLERS = (Party.CALLER, Party.CALLED_BACK, Party.FIRST_CALL)
_PRESENT = (Party.AGENT, Party.INTERPRETER, Party.ADVISER)
_APART = (Party.FORMER, Party.SUPERVISOR)
P, S, R, C = Party, Stage, Reason, Consequence

RULES = (
    Rule(
        _CALLERS, _TALKING, (R.LEFT_ROOM_OVER, R.LEFT_ROOM_BROKEN), C.HANG_UP, "the caller is gone"
    ),
    Rule(_CALLERS, _TALKING, (R.LEFT_ROOM,), C.ASK, "their own call says whether they are gone"),
    Rule(_CALLERS, _BEFORE, _ROOM, C.ASK, "we moved them back to the music: nothing cuts them off"),
    Rule(_CALLERS, (S.AFTER,), _ROOM, C.NOTHING, "we let them go ourselves"),
    Rule(_CALLERS, _TALKING, (R.NOT_THERE,), C.FETCH, "the agent waits in the room"),
    Rule(_CALLERS, _IDLE, (R.NOT_THERE,), C.NOTHING, "they are where they should be"),
    Rule((P.FIRST_CALL,), _ALL, _CALL, C.PUT_DOWN, "the call-back goes on"),
    Rule((P.CALLER,), (S.CLOSED,), _CALL, C.AWAIT_MESSAGE, "what they said may be on its way"),
    Rule(
        *((P.CALLER,), [each for each in _ALL if each is not S.CLOSED], _CALL),
        *(C.HANG_UP, "the caller is gone; a call-back that is owed stays owed"),
    ),
    Rule((P.CALLED_BACK,), _TALKING, _CALL, C.END_TALK, "one of the two hung up"),
    Rule((P.CALLED_BACK,), (S.RUNG_BACK,), _CALL, C.TRY_LATER, "nobody was reached"),
    Rule(
        (P.CALLED_BACK,),
        (S.OWED, S.AFTER),
        _CALL,
        C.NOTHING,
        "the next try is planned, or it is over",
    ),
    Rule(
        *((P.CALLED_BACK,), (S.ASKING, S.CLOSED, S.WAITING, S.OFFERED), _CALL),
        *(C.END_CONTACT, "the caller is gone"),
    ),
    Rule((P.RUNG,), _ALL, _CALL, C.FAIL_OFFER, "it goes to somebody else"),
    Rule(
        *((*_PRESENT, P.RUNG, *_APART), _TALKING, (R.LEFT_ROOM, R.LEFT_ROOM_OVER)),
        *(C.ASK, "the end of their call says how they went"),
    ),
    Rule((*_PRESENT, P.RUNG, *_APART), _IDLE, _ROOM, C.NOTHING, "nobody is with them"),
    Rule((*_PRESENT, P.RUNG, *_APART), _IDLE, (R.NOT_THERE,), C.NOTHING, "nobody is with them"),
    Rule((*_PRESENT, *_APART), _IDLE, _CALL, C.NOTHING, "the talk is over, or has not begun"),
    Rule(
        *((P.RUNG, *_APART), _TALKING, (R.LEFT_ROOM_BROKEN, R.NOT_THERE)),
        *(C.NOTHING, "the talk goes on without them"),
    ),
    Rule(_APART, _TALKING, _CALL, C.NOTHING, "the talk goes on without them"),
    Rule((P.REPLACED,), _ALL, tuple(Reason), C.NOTHING, "they are on the line by the later call"),
    Rule((P.ADVISER,), _TALKING, _GONE, C.GIVE_BACK, "the agent goes on with the caller"),
    Rule(
        *((P.INTERPRETER,), (S.TALK, S.ADVISED, S.OUTSIDE_IN), _GONE),
        *(C.HOLD, "somebody else is asked to interpret at once"),
    ),
    Rule(
        *((P.AGENT, P.INTERPRETER), (S.HALF,), _GONE),
        *(C.RING_AGAIN, "the caller is never alone in silence"),
    ),
    Rule((P.AGENT,), (S.ADVISED,), _GONE, C.HAND_OVER, "who was consulted has the caller (B50)"),
    Rule(
        (P.AGENT,), (S.OUTSIDE_IN,), _GONE, C.LEAVE_TO_OUTSIDE, "the two are not torn apart (B59)"
    ),
    Rule((P.AGENT,), (S.TALK,), _BROKEN, C.RING_AGAIN, "a broken line ends no talk (B55)"),
    Rule((P.AGENT,), (S.TALK,), (R.HUNG_UP,), C.END_TALK, "one of the two hung up (B53)"),
    Rule((P.OUTSIDE,), _ALL, (*_ROOM, R.NOT_THERE), C.NOTHING, "their call says whether they left"),
    Rule((P.OUTSIDE,), _ALL, _CALL, C.OUTSIDE_OVER, "after the passing on that ends the call"),
)

PARTY_GONE: Mapping[tuple[Party, Stage, Reason], Consequence] = {
    case: rule.consequence
    for rule in RULES
    for case in product(rule.parties, rule.stages, rule.reasons)
}


def read_room_reason(call_status: str) -> Reason:
    """What it says that somebody left the room, with the state of their call as the room has it."""
    if is_line_broken(call_status, ""):
        return Reason.LEFT_ROOM_BROKEN
    return Reason.LEFT_ROOM_OVER if is_over(call_status) else Reason.LEFT_ROOM
