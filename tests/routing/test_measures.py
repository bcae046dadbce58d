"""B62, B80–B84: figures, their definitions, and the rolling day."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.facts import (
    ContactFacts,
    is_right_seat,
    only_expert,
    only_forwarded,
    only_language,
    within_window,
)
from routing.measures import (
    ABANDONMENT,
    ANY_SEAT,
    ANY_SEAT_LIVE,
    ANY_SEAT_LIVE_STAYED,
    DEFINITIONS,
    RIGHT_SEAT_LIVE,
    RIGHT_SEAT_WITH_CALLBACK,
    SERVICE_LEVEL_15,
    average_speed_of_answer,
    count_outcomes,
    worst_rolling,
)
from routing.model import Outcome
from tests.routing.world import make_agent, make_contact

HOUR = 3600.0


def fact(asked=0.0, answered=None, right=None, booked=None, outcome=None, **more) -> ContactFacts:
    return ContactFacts(
        arrived_at=asked,
        asked_at=asked,
        answered_at=answered,
        right_seat_at=right,
        booked_at=booked,
        outcome=outcome,
        **more,
    )


RIGHT = fact(0.0, 10.0, 10.0, outcome=Outcome.ANSWERED)
WRONG_SEAT = fact(0.0, 10.0, outcome=Outcome.ANSWERED)
GONE = fact(outcome=Outcome.ABANDONED)
GONE_SOON = fact(outcome=Outcome.ABANDONED_SHORT)
REACHED = fact(0.0, HOUR, HOUR, booked=10.0, outcome=Outcome.ANSWERED)
REACHED_LATE = fact(0.0, 3 * HOUR, 3 * HOUR, booked=10.0, outcome=Outcome.ANSWERED)
SELF_SERVED = ContactFacts(arrived_at=0.0, outcome=Outcome.SELF_SERVED)
DAY = [RIGHT, WRONG_SEAT, GONE, GONE_SOON, REACHED, REACHED_LATE, SELF_SERVED]


@pytest.mark.parametrize(
    ("definition", "counted", "asked"),
    [
        (RIGHT_SEAT_LIVE, 1, 6),
        (ANY_SEAT_LIVE, 2, 6),
        (RIGHT_SEAT_WITH_CALLBACK, 2, 6),
        (ANY_SEAT, 4, 6),
        (SERVICE_LEVEL_15, 2, 6),
        (ABANDONMENT, 2, 6),
        (ANY_SEAT_LIVE_STAYED, 2, 5),
    ],
)
def test_each_definition_counts_what_its_sentence_says(definition, counted, asked):
    figure = definition.measure(DAY)
    assert (figure.numerator, figure.denominator) == (counted, asked)
    assert figure.value == pytest.approx(100.0 * counted / asked)
    assert (figure.definition, figure.version) == (definition.name, 1)


def test_definitions_have_names_and_sentences_of_their_own():
    assert len({d.name for d in DEFINITIONS}) == len(DEFINITIONS)
    assert all(d.sentence.endswith(".") for d in DEFINITIONS)


def test_b82_nobody_asked_is_empty_neither_0_nor_100():
    for definition in DEFINITIONS:
        assert definition.measure([]).value is None
    assert average_speed_of_answer([GONE]).value is None


def test_b81_exactly_at_the_threshold_is_inside():
    at_limit, late = fact(0.0, 15.0), fact(0.0, 15.000001)
    assert SERVICE_LEVEL_15.measure([at_limit, late]).value == 50.0
    assert RIGHT_SEAT_WITH_CALLBACK.measure([fact(0.0, 9.0, 2 * HOUR, booked=0.0)]).value == 100.0


def test_average_speed_of_answer():
    assert average_speed_of_answer([RIGHT, fact(0.0, 20.0), GONE]).value == 15.0


def test_b62_the_classes_sum_to_the_arrived():
    counts = count_outcomes(DAY)
    assert sum(counts.values()) == len(DAY)
    assert counts[Outcome.ANSWERED] == 4


def test_figures_by_language_expert_and_12345():
    facts = [
        fact(language="bo", seat="general"),
        fact(language="zh", seat="lawyer", forwarded_by_12345=True),
    ]
    assert only_language(facts, "bo") == facts[:1]
    assert only_expert(facts, "general") == facts[1:]
    assert only_forwarded(facts) == facts[1:]


def test_b84_the_rolling_day_is_continuous_over_midnight():
    facts = [fact(h * HOUR) for h in range(48)]
    window = within_window(facts, 30 * HOUR)
    assert [f.asked_at / HOUR for f in window] == [float(h) for h in range(7, 31)]


def test_b84_the_worst_rolling_value():
    good = [fact(h * HOUR, h * HOUR + 1, h * HOUR + 1) for h in range(24)]
    bad = [fact(h * HOUR) for h in range(24, 36)]
    worst = worst_rolling(RIGHT_SEAT_LIVE, good + bad)
    assert worst is not None
    end_at, figure = worst
    assert (end_at, figure.numerator, figure.denominator) == (35 * HOUR, 12, 24)
    assert worst_rolling(RIGHT_SEAT_LIVE, []) is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200_000), st.booleans()), min_size=1, max_size=40))
def test_b84_the_worst_value_equals_measuring_each_window_anew(calls):
    facts = [fact(t, t + 1 if ok else None, t + 1 if ok else None) for t, ok in calls]
    worst = worst_rolling(RIGHT_SEAT_LIVE, facts)
    assert worst is not None
    end_at, figure = worst
    again = RIGHT_SEAT_LIVE.measure(within_window(facts, end_at))
    assert figure.value is not None
    assert again.value == pytest.approx(figure.value)


def test_the_right_seat_speaks_the_language_and_holds_the_topic():
    contact = make_contact(1, "bo", "lawyer")
    assert is_right_seat(contact, make_agent(1, "zh bo", "lawyer"))
    assert not is_right_seat(contact, make_agent(1, "zh", "lawyer"))
    assert is_right_seat(contact, make_agent(1, "zh", "lawyer"), interpreted=True)
    assert not is_right_seat(contact, make_agent(1, "zh bo", "general"))
