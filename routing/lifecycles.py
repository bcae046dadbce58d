"""The three lifecycles as tables: every move that is allowed, and what causes it.

All law about what may follow what is here; the diagrams in README.md are drawn from it.
Never decides who serves whom.
"""

from collections.abc import Mapping
from typing import TypeVar

from routing.model import AgentState, ContactState, OfferState

S = TypeVar("S")


class IllegalMoveError(RuntimeError):
    """The engine tried a move outside the tables: a fault of ours, never of the caller."""

    def __init__(self, subject: str, subject_id: int, old: str, new: str) -> None:
        super().__init__(f"{subject} {subject_id}: {old} -> {new}")
        self.subject, self.subject_id, self.old, self.new = subject, subject_id, old, new


A, C, F = AgentState, ContactState, OfferState

AGENT_MOVES: Mapping[AgentState, Mapping[AgentState, str]] = {
    A.OFFLINE: {A.READY: "signed in", A.NOT_READY: "signed in, not ready"},
    A.NOT_READY: {
        A.READY: "became ready",
        A.NOT_READY: "other reason",
        A.OFFLINE: "signed out",
    },
    A.READY: {
        A.OFFERED: "offered a contact",
        A.NOT_READY: "became not ready",
        A.OFFLINE: "signed out",
    },
    A.OFFERED: {
        A.OFFERED: "another chat offered, or one of two closed",
        A.ENGAGED: "connected",
        A.READY: "offer withdrawn or failed",
        A.NOT_READY: "missed or declined",
        A.OFFLINE: "offer over, shift over",
    },
    A.ENGAGED: {
        A.ENGAGED: "other contact begins or ends, or asked to leave",
        A.WRAPPING_UP: "conversation ended or transferred",
        A.READY: "ended, no wrap-up",
        A.OFFERED: "chat ended while another is offered",
        A.NOT_READY: "ended, asked to leave",
        A.OFFLINE: "ended, shift over",
    },
    A.WRAPPING_UP: {
        A.WRAPPING_UP: "asked to leave",
        A.ENGAGED: "wrap-up ended, chats go on",
        A.OFFERED: "wrap-up ended, a chat is offered",
        A.READY: "wrap-up ended",
        A.NOT_READY: "wrap-up ended, asked to leave",
        A.OFFLINE: "wrap-up ended, shift over",
    },
}

CONTACT_MOVES: Mapping[ContactState, Mapping[ContactState, str]] = {
    C.WAITING: {
        C.WAITING: "enters the queue, or place changed",
        C.OFFERED: "offer made",
        C.ENDED: "left, timed out, or closed",
    },
    C.OFFERED: {
        C.CONNECTED: "second of the two joined",
        C.WAITING: "offer declined, missed, failed, or call-back missed",
        C.ENDED: "left",
    },
    C.CONNECTED: {
        C.CONNECTED: "interpreter or expert changed",
        C.WAITING: "transferred, or agent's line dropped",
        C.WRAPPING_UP: "conversation ended",
        C.ENDED: "ended, no wrap-up",
    },
    C.WRAPPING_UP: {
        C.CONNECTED: "line dropped, called again",
        C.ENDED: "wrap-up ended",
    },
    C.ENDED: {},
}

OFFER_MOVES: Mapping[OfferState, Mapping[OfferState, str]] = {
    F.PENDING: {
        F.ACCEPTED: "accepted by all needed",
        F.DECLINED: "declined",
        F.NO_ANSWER: "deadline reached",
        F.FAILED: "leg failed",
        F.WITHDRAWN: "contact left",
    },
    F.ACCEPTED: {
        F.CONNECTED: "joined",
        F.FAILED: "joining failed",
        F.WITHDRAWN: "contact left, or call-back missed",
    },
    F.CONNECTED: {},
    F.DECLINED: {},
    F.NO_ANSWER: {},
    F.FAILED: {},
    F.WITHDRAWN: {},
}

BUSY_STATES = frozenset({A.OFFERED, A.ENGAGED, A.WRAPPING_UP})
OPEN_OFFER_STATES = frozenset({F.PENDING, F.ACCEPTED})


def require_agent_move(agent_id: int, old: AgentState, new: AgentState) -> None:
    """Raise IllegalMoveError unless the table has the move."""
    if new not in AGENT_MOVES[old]:
        raise IllegalMoveError("agent", agent_id, old, new)


def require_contact_move(contact_id: int, old: ContactState, new: ContactState) -> None:
    """Raise IllegalMoveError unless the table has the move."""
    if new not in CONTACT_MOVES[old]:
        raise IllegalMoveError("contact", contact_id, old, new)


def require_offer_move(offer_id: int, old: OfferState, new: OfferState) -> None:
    """Raise IllegalMoveError unless the table has the move."""
    if new not in OFFER_MOVES[old]:
        raise IllegalMoveError("offer", offer_id, old, new)


def draw(moves: Mapping[S, Mapping[S, str]]) -> str:
    """The table as a Mermaid state diagram, in table order."""
    lines = ["stateDiagram-v2"]
    for old, targets in moves.items():
        lines += [f"    {old} --> {new}: {cause}" for new, cause in targets.items()]
        if not targets:
            lines.append(f"    {old} --> [*]")
    return "\n".join(lines)
