"""Kinds of writing that every reader stumbles over, each with what is meant beside it."""

from __future__ import annotations

import pytest

from knowledge.proofreading import proofread


@pytest.mark.parametrize(
    "text",
    [
        "ཞུ་མཁན་གྱིས་མི་སྒུག་བཞིན་ཡོད།",
        "མི་འཚོལ་བ།",
        "མི་མངགས་ཀུང་སིས་གླ་ཆ་བཅད།",
        "མི་བསྡུ་སྐབས།",
        "མི་སྐྱོབ་ན་120།",
        "གཉིས་ཀས་མི་ཤི་བའམ།",
    ],
)
def test_a_person_before_a_verb_reads_as_a_negation(text: str) -> None:
    assert any("negation" in fault for fault in proofread(text, "bo"))


@pytest.mark.parametrize(
    "text", ["ཆུ་ལ་མི་འགྲོ།", "ཁ་པར་གཏོང་མི་ཆོག", "ལས་བྱེད་པ་འཚོལ་བ།", "ཁྱིམ་མི་འཛིན་བཟུང་བྱས།", "མི་དམངས་ཁྲིམས་ཁང།"]
)
def test_what_is_meant_as_a_negation_or_a_compound_stands(text: str) -> None:
    assert proofread(text, "bo") == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("ཟླ་7གྱི་གླ་ཆ", True),
        ("ཟླ་7ཡི་གླ་ཆ", False),
        ("12348ཀྱིས་ལན་འདེབས", True),
        ("12348ཡིས་ལན་འདེབས", False),
        ("12345ཡིས་མི་ལེན", True),
        ("122འམ་110", False),
        ("122 ཡང་ན་110ལ", True),
        ("ལོ་1གི་ནང", True),
        ("ལོ་20ཡི་ནང", True),
        ("ལོ་3གྱི་ནང", True),
        ("མི་10འམ", True),
        ("ལོ་1000གི", True),
        ("ལོ་4ཀྱི", False),
    ],
)
def test_a_particle_fits_the_number_as_it_is_read(text: str, fits: bool) -> None:
    assert (proofread(text, "bo") == []) is fits


def test_one_kind_of_digit_one_shad() -> None:
    assert proofread("༡ གནོན་རོགས།", "bo")
    assert proofread("མ་ཚིམ།།", "bo")
    assert proofread("མ་ཚིམ། །", "bo")
    assert proofread("མ་ཚིམ།", "bo", is_label=True)
    assert proofread("མ་ཚིམ", "bo", is_label=True) == []


def test_words_given_up_do_not_come_back_and_their_neighbours_stand() -> None:
    assert proofread("每次来访", "zh")
    assert proofread("今天的联系", "zh") == []
    assert proofread("110ལ་ཁ་པར་རྒྱོབས།", "bo")
    assert proofread("(མ་ཡིག་ཡིན།", "bo")
    assert proofread("སྤྲོད་པའམ་ཡིག་ཆ་འཇུག་རོགས།", "bo") == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("རྒན་རྒོན་གྱིས", True),
        ("རྒན་རྒོན་ཀྱིས", False),
        ("ཡོ་བསྲང་གི", True),
        ("ཡོ་བསྲང་ཀྱི", False),
        ("འབྲེལ་བ་གྱིས།", True),
    ],
)
def test_a_particle_fits_the_syllable_before_it(text: str, fits: bool) -> None:
    assert (proofread(text, "bo") == []) is fits
