"""B50, B52: consulting beside the talk, and handing over to whoever was consulted."""

from routing.decisions import RefuseCode
from routing.events import (
    AdviceAsked,
    AdviceEnded,
    AgentBecameNotReady,
    ContactHandedOver,
    ConversationEnded,
    DeadlineReached,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
)
from routing.model import AgentState, ContactState, DeadlineKind
from tests.routing.test_order import talk
from tests.routing.world import Line, make_agent, make_contact, refusals


def consult(*, is_answered: bool = True) -> Line:
    """Agent 1 talks with contact 1 and consults the lawyer, agent 2."""
    line = Line([make_agent(1, "zh bo"), make_agent(2, "zh", "lawyer")])
    line.ask(make_contact(1))
    talk(line, 1, 3.0)
    line.do(AdviceAsked(1, seat="lawyer"), 10.0)
    if is_answered:
        offer = line.offer_of(1)
        line.do(OfferAccepted(offer.id, 2), 13.0)
        line.do(OfferConnected(offer.id), 14.0)
    return line


def test_b50_the_adviser_is_engaged_and_the_seat_keeps_the_contact():
    line = consult()
    contact = line.contact(1)
    assert (contact.state, contact.seat_agent, contact.adviser) == (ContactState.CONNECTED, 1, 2)
    assert line.agent(2).state is AgentState.ENGAGED


def test_b50_handed_over_the_adviser_is_the_seat_and_the_first_wraps_up():
    line = consult()
    asked_at = line.contact(1).asked_at
    line.do(ContactHandedOver(1), 30.0)
    contact = line.contact(1)
    assert (contact.seat_agent, contact.adviser, contact.transfers) == (2, None, 1)
    assert (contact.asked_at, contact.excluded_agents) == (asked_at, (1,))
    assert line.agent(1).state is AgentState.WRAPPING_UP


def test_b50_declined_or_unanswered_the_talk_is_as_it_was():
    for how in ("declined", "lapsed"):
        line = consult(is_answered=False)
        offer = line.offer_of(1)
        if how == "declined":
            line.do(OfferDeclined(offer.id, 2), 12.0)
        else:
            line.do(DeadlineReached(DeadlineKind.OFFER, offer.id), 20.0)
        contact = line.contact(1)
        assert (contact.state, contact.seat_agent) == (ContactState.CONNECTED, 1)
        assert (contact.adviser, contact.offer_id) == (None, None)
        assert line.agent(2).state is AgentState.NOT_READY


def test_b50_ended_advice_lets_the_adviser_go_ringing_or_talking():
    ringing = consult(is_answered=False)
    ringing.do(AdviceEnded(1), 12.0)
    assert ringing.agent(2).state is AgentState.READY
    talking = consult()
    talking.do(AdviceEnded(1), 30.0)
    assert talking.agent(2).state is AgentState.WRAPPING_UP
    assert refusals(talking.do(AdviceEnded(1), 31.0)) == [RefuseCode.NO_ADVICE]


def test_b52_nobody_there_is_refused_before_it_starts():
    line = Line([make_agent(1, "zh bo"), make_agent(2, "zh", "lawyer")])
    line.ask(make_contact(1))
    talk(line, 1, 3.0)
    line.do(AgentBecameNotReady(2, "break"), 4.0)
    named, any_lawyer = AdviceAsked(1, agent_id=2), AdviceAsked(1, seat="lawyer")
    assert refusals(line.do(named, 5.0)) == [RefuseCode.TARGET_UNAVAILABLE]
    assert refusals(line.do(any_lawyer, 5.0)) == [RefuseCode.TARGET_UNAVAILABLE]


def test_b53_the_end_of_the_talk_frees_the_adviser_too():
    line = consult()
    line.do(ConversationEnded(1), 40.0)
    assert line.agent(1).state is AgentState.WRAPPING_UP
    assert line.agent(2).state is AgentState.WRAPPING_UP
    assert line.contact(1).adviser is None
