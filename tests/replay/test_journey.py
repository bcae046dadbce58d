"""The told journey: one command, one ticket, readable in each language."""

from __future__ import annotations

import pytest

from app.run.cli import main

STEPS = (
    "asks for this language by key: Tibetan",
    "presses 1: we call back",
    "Tashi talks with them",
    "asks for advice (Lawyer)",
    "Sonam takes over",
    "presses 2: Dissatisfied",
    "Somebody must call again: Dissatisfied",
    "One contact, one ticket. Consulted: Lawyer. Handed over to: Lawyer.",
    "Every law of the line holds.",
)


def test_the_journey_is_told_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey"]) == 0
    told = capsys.readouterr().out
    places = [told.find(step) for step in STEPS]
    assert -1 not in places
    assert places == sorted(places)
    assert [told.count(step) for step in STEPS] == [1] * len(STEPS)


@pytest.mark.parametrize(("language", "word"), [("zh", "来电人按2"), ("bo", "ཞུ་མཁན་གྱིས་ 2 མནན")])
def test_it_is_told_in_the_readers_language(
    capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert main(["journey", "--language", language]) == 0
    told = capsys.readouterr().out
    assert word in told
    assert not any(step in told for step in STEPS)
