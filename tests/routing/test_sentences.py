"""B19: the reason of an offer as one sentence, in every language."""

import json

import pytest

from app.hotline.dispatch.explanation import TOLD_IN_FULL, describe_choice
from app.kit.i18n import Catalogues, Language
from app.kit.i18n.catalogue import Domain
from app.kit.web.choices import (
    PASSED_OVER,
    SENTENCES,
    list_candidates,
    tell_choice,
    tell_passed_over,
)
from routing.explain import Chosen, PassedOver
from routing.matching import SEAT_KEY_PARTS
from routing.model import AgentState
from tests.routing.world import Line, make_agent, make_contact

NAMES = {1: "Tashi", 2: "Li"}


def explained() -> dict:
    line = Line([make_agent(1, "zh bo"), make_agent(2)])
    line.ask(make_contact(1))
    return describe_choice(line.state, line.offer_of(1))


def test_every_reason_has_words():
    assert set(PASSED_OVER) == {str(code) for code in PassedOver}
    kinds = {str(c) for c in Chosen if c is not Chosen.BY_TUPLE}
    parts = {f"by_tuple.{part}" for part in SEAT_KEY_PARTS if part != "id"}
    assert set(SENTENCES) == kinds | parts


def test_the_stored_reason_is_json():
    stored = json.loads(json.dumps(explained()))
    assert stored["sentence_key"] == "by_tuple.level"
    assert stored["agent_ids"] == [2]


@pytest.mark.parametrize(
    ("language", "expected"),
    [(Language.EN, "Li goes first"), (Language.ZH, "Li 优先"), (Language.BO, "Li སྔོན་ལ།")],
)
def test_it_is_told_in_the_readers_language(language, expected):
    translator = Catalogues.load().translator(language, Domain.MESSAGES)
    assert tell_choice(explained(), NAMES, translator).startswith(expected)
    assert tell_choice({}, NAMES, translator) == ""
    assert tell_passed_over("busy", translator)


def test_of_a_large_line_everybody_is_still_told_and_why_not():
    busy = [make_agent(n, state=AgentState.NOT_READY) for n in range(50, 100)]
    line = Line([make_agent(n) for n in range(1, 50)] + busy)
    line.ask(make_contact(1))
    stored = json.loads(json.dumps(describe_choice(line.state, line.offer_of(1))))
    assert len(stored["candidates"]) == TOLD_IN_FULL
    assert stored["candidates"][0]["is_chosen"]
    told = {each["agent_id"]: each["passed_over"] for each in list_candidates(stored)}
    assert sorted(told) == list(range(1, 100))
    assert {told[n] for n in range(50, 100)} == {"not_ready"}
    assert len(json.dumps(stored)) < 4000
