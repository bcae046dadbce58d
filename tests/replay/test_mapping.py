"""A mapping is taken whole or refused with its place (B75)."""

from __future__ import annotations

from typing import Any

import pytest

from app.kit.errors import BadInput
from app.rehearsal.replay.mapping import MAPPING, make_mapping, read_mapping

PLAIN: dict[str, Any] = {
    "types": {"PS": {"language": "zh", "topic": "general"}, "PE": {"language": "bo"}},
    "agents": {"by_half_hour": [1] * 48},
}


def test_the_shipped_mapping_is_good() -> None:
    mapping = read_mapping(MAPPING)
    assert mapping.types["PE"].language == "bo"
    assert [group.languages for group in mapping.groups] == [("zh",), ("bo", "zh")]


def test_without_languages_agents_speak_all_that_callers_do() -> None:
    assert make_mapping(PLAIN).groups[0].languages == ("zh", "bo")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"types": {}}, "types"),
        ({"types": {"PS": {"language": "en"}}}, "types.PS.language"),
        ({"types": {"PS": {"topic": "dentist"}}}, "types.PS.topic"),
        ({"types": {"PS": {"tone": "kind"}}}, "types.PS.tone"),
        ({"agents": {"by_half_hour": [1] * 47}}, "agents.by_half_hour"),
        ({"agents": {"by_half_hour": [1] * 47 + [-1]}}, "agents.by_half_hour[47]"),
        ({"agents": {"by_half_hour": [0] * 48}}, "agents.by_half_hour"),
        ({"agents": {}}, "agents.by_half_hour"),
        ({"manners": {"miss_share": 2}}, "manners.miss_share"),
        ({"rules": {"ring_z": 1}}, "ring_z"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_b75_a_mistake_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_mapping(PLAIN | change)
    assert refused.value.facts["place"] == place
