"""B19: every offer says why: candidates, why others were passed, the rule's version."""

from routing.events import (
    AgentBecameNotReady,
    AgentChanged,
    AgentSignedOut,
    DeadlineReached,
    OfferDeclined,
)
from routing.explain import Chosen, PassedOver, explain
from routing.model import DeadlineKind
from routing.settings import RULE_VERSION, Settings
from tests.routing.world import Line, make_agent, make_contact

BOTH = "zh bo"


def explain_contact(line: Line, number: int):
    return explain(line.state, line.offer_of(number))


def reasons(explanation) -> dict[int, PassedOver | None]:
    return {c.agent_id: c.passed_over for c in explanation.candidates}


def test_b19_every_agent_is_a_candidate_and_the_rule_is_named():
    line = Line([make_agent(n) for n in range(1, 8)])
    line.do(AgentBecameNotReady(2, "lunch"))
    line.do(AgentSignedOut(3))
    line.sign_in(make_agent(8, main="lawyer"))
    line.sign_in(make_agent(9, "bo"))
    line.rows.agents[4].permitted = False
    line.do(AgentChanged(make_agent(4, permitted=False)))
    line.ask(make_contact(1))
    line.ask(make_contact(2))
    explanation = explain_contact(line, 2)
    assert explanation.rule == RULE_VERSION
    assert reasons(explanation) == {
        1: PassedOver.BUSY,
        2: PassedOver.NOT_READY,
        3: PassedOver.OFFLINE,
        4: PassedOver.NOT_PERMITTED,
        5: None,
        6: PassedOver.RANKED_LOWER,
        7: PassedOver.RANKED_LOWER,
        8: PassedOver.OTHER_SEAT,
        9: PassedOver.OTHER_LANGUAGE,
    }
    assert (explanation.chosen, explanation.decided_by) == (Chosen.BY_TUPLE, "position")
    assert explanation.sentence_key == "by_tuple.position"


def test_b19_the_part_that_decided_is_named():
    line = Line([make_agent(1, BOTH), make_agent(2)])
    line.ask(make_contact(1))
    explanation = explain_contact(line, 1)
    assert (explanation.agent_ids, explanation.decided_by) == ((2,), "level")
    line = Line([make_agent(1, on_call=True), make_agent(2, BOTH)])
    line.ask(make_contact(1))
    assert explain_contact(line, 1).decided_by == "on_call"


def test_b19_only_one_preferred_declined_on_call_and_interpreted_are_told_apart():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    assert explain_contact(line, 1).chosen is Chosen.ONLY_ONE
    line = Line([make_agent(1), make_agent(2, BOTH)])
    line.ask(make_contact(1, preferred_agent=2))
    assert explain_contact(line, 1).chosen is Chosen.PREFERRED
    line = Line([make_agent(n) for n in (1, 2)], Settings(on_call_after_s=60.0))
    line.sign_in(make_agent(3, on_call=True))
    line.ask(make_contact(1))
    line.do(OfferDeclined(1, 1), 1.0)
    found = reasons(explain_contact(line, 1))
    assert (found[1], found[3]) == (PassedOver.NOT_READY, PassedOver.ON_CALL_LATER)


def test_b19_an_interpreted_call_names_both_and_the_mismatch_is_recorded():
    experts = [make_agent(n, main="lawyer") for n in range(1, 5)]
    line = Line([*experts, make_agent(5, BOTH)])
    line.ask(make_contact(1, "bo", "lawyer"))
    line.do(DeadlineReached(DeadlineKind.INTERPRET, 1), 15.05)
    explanation = explain_contact(line, 1)
    assert (explanation.chosen, explanation.agent_ids) == (Chosen.INTERPRETED, (1, 5))
    assert explanation.waited_s == 15.05
    line.ask(make_contact(2, "zh", "unheard_of"))
    line = Line([make_agent(1)])
    line.ask(make_contact(1, "zh", "unheard_of"))
    assert explain_contact(line, 1).mismatch


def test_explaining_changes_nothing():
    line = Line([make_agent(1), make_agent(2)])
    line.ask(make_contact(1))
    before = line.rows.rebuild(line.state)
    explain_contact(line, 1)
    assert before == line.state
