"""The lifecycle tables: every move, and nothing else; diagrams in step with the tables."""

from itertools import product

import pytest

from routing.lifecycles import (
    AGENT_MOVES,
    BUSY_STATES,
    CONTACT_MOVES,
    OFFER_MOVES,
    OPEN_OFFER_STATES,
    IllegalMoveError,
    draw,
    require_agent_move,
    require_contact_move,
    require_offer_move,
)
from routing.model import AgentState as A
from routing.model import ContactState as C
from routing.model import OfferState as F

AGENT = {
    A.OFFLINE: {A.READY, A.NOT_READY},
    A.NOT_READY: {A.READY, A.NOT_READY, A.OFFLINE},
    A.READY: {A.OFFERED, A.NOT_READY, A.OFFLINE},
    A.OFFERED: {A.OFFERED, A.ENGAGED, A.READY, A.NOT_READY, A.OFFLINE},
    A.ENGAGED: {A.ENGAGED, A.WRAPPING_UP, A.READY, A.OFFERED, A.NOT_READY, A.OFFLINE},
    A.WRAPPING_UP: {A.WRAPPING_UP, A.ENGAGED, A.OFFERED, A.READY, A.NOT_READY, A.OFFLINE},
}
CONTACT = {
    C.WAITING: {C.WAITING, C.OFFERED, C.ENDED},
    C.OFFERED: {C.CONNECTED, C.WAITING, C.ENDED},
    C.CONNECTED: {C.CONNECTED, C.WAITING, C.WRAPPING_UP, C.ENDED},
    C.WRAPPING_UP: {C.CONNECTED, C.ENDED},
    C.ENDED: set(),
}
OFFER = {
    F.PENDING: {F.ACCEPTED, F.DECLINED, F.NO_ANSWER, F.FAILED, F.WITHDRAWN},
    F.ACCEPTED: {F.CONNECTED, F.FAILED, F.WITHDRAWN},
    F.CONNECTED: set(),
    F.DECLINED: set(),
    F.NO_ANSWER: set(),
    F.FAILED: set(),
    F.WITHDRAWN: set(),
}


@pytest.mark.parametrize(
    ("expected", "moves", "require", "subject"),
    [
        (AGENT, AGENT_MOVES, require_agent_move, "agent"),
        (CONTACT, CONTACT_MOVES, require_contact_move, "contact"),
        (OFFER, OFFER_MOVES, require_offer_move, "offer"),
    ],
)
def test_exactly_these_moves_are_allowed(expected, moves, require, subject):
    assert {old: set(new) for old, new in moves.items()} == expected
    assert all(cause for targets in moves.values() for cause in targets.values())
    for old, new in product(moves, moves):
        if new in expected[old]:
            require(1, old, new)
            continue
        with pytest.raises(IllegalMoveError) as refused:
            require(1, old, new)
        error = refused.value
        assert (error.subject, error.subject_id, error.old, error.new) == (subject, 1, old, new)
        assert str(error) == f"{subject} 1: {old} -> {new}"


def test_busy_agents_and_open_offers():
    assert {A.OFFERED, A.ENGAGED, A.WRAPPING_UP} == BUSY_STATES
    assert {F.PENDING, F.ACCEPTED} == OPEN_OFFER_STATES


def test_a_table_draws_itself():
    drawn = draw({C.WRAPPING_UP: {C.ENDED: "wrap-up ended"}, C.ENDED: {}})
    assert drawn == ("stateDiagram-v2\n    wrapping_up --> ended: wrap-up ended\n    ended --> [*]")
