"""B13: settings that are out of range or contradictory are refused, with their place."""

from dataclasses import replace

import pytest

from routing.settings import (
    InterpretedSettings,
    Settings,
    SettingsRefusedError,
    check_settings,
    require_valid,
)
from routing.state import State
from routing.topics import DEFAULT_TOPIC_SEATS, check_topic_seats, seat_for_topic

GOOD = Settings()


def test_the_defaults_are_valid():
    assert check_settings(GOOD) == []
    assert require_valid(GOOD) is GOOD


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"ring_s": 0.5}, "ring_s", "outside_1_120"),
        ({"ring_s": 121.0}, "ring_s", "outside_1_120"),
        ({"wrap_up_s": -1.0}, "wrap_up_s", "outside_0_3600"),
        ({"short_abandon_s": 61.0}, "short_abandon_s", "outside_0_60"),
        ({"longest_wait_s": 5.0}, "longest_wait_s", "shorter_than_ring_s"),
        ({"misses_to_break": 0}, "misses_to_break", "outside_1_20"),
        ({"ring_together": 11}, "ring_together", "outside_1_10"),
        ({"callback_guard_seats": -1}, "callback_guard_seats", "outside_0_10000"),
        (
            {"callback_overtakes_after_s": -1.0},
            "callback_overtakes_after_s",
            "outside_0_604800",
        ),
        ({"callback_promise_s": 0.0}, "callback_promise_s", "outside_1_604800"),
        ({"default_seat": "nowhere"}, "default_seat", "unknown_seat"),
        ({"common_language": "fr"}, "common_language", "unknown_language"),
        ({"languages": ("zh", "bo", "zh")}, "languages", "repeated"),
        ({"seats": ("general", " ")}, "seats[1]", "blank"),
        ({"head_starts": {"language:fr": 1.0}}, "head_starts.language:fr", "unknown_language"),
        ({"head_starts": {"x": -1.0}}, "head_starts.x", "outside_0_86400"),
        ({"head_starts": {"x": 86401.0}}, "head_starts.x", "outside_0_86400"),
        (
            {"interpreted": InterpretedSettings(after_s=-1.0)},
            "interpreted.after_s",
            "outside_0_3600",
        ),
        (
            {"interpreted": InterpretedSettings(guard_seats=-1)},
            "interpreted.guard_seats",
            "outside_0_10000",
        ),
        (
            {"interpreted": InterpretedSettings(language="fr")},
            "interpreted.language",
            "unknown_language",
        ),
        (
            {"interpreted": InterpretedSettings(language="zh")},
            "interpreted.language",
            "is_common_language",
        ),
    ],
)
def test_b13_each_bad_setting_is_named(change, place, code):
    problems = check_settings(replace(GOOD, **change))
    assert (place, code) in [(p.place, p.code) for p in problems]


def test_b13_no_seats_at_all_are_refused():
    places = [p.place for p in check_settings(replace(GOOD, seats=(), languages=()))]
    assert {"seats", "languages", "default_seat", "common_language"} <= set(places)


def test_b13_a_state_is_never_built_on_bad_settings():
    with pytest.raises(SettingsRefusedError) as refused:
        State.build(replace(GOOD, ring_s=0.0))
    assert refused.value.problems[0].place == "ring_s"


def test_limits_themselves_are_inside():
    assert check_settings(replace(GOOD, ring_s=1.0, ring_together=10, misses_to_break=1)) == []
    assert check_settings(replace(GOOD, longest_wait_s=10.0)) == []
    off = InterpretedSettings(enabled=False, language="fr")
    assert check_settings(replace(GOOD, interpreted=off)) == []


def test_topic_codes_lead_to_kinds_of_seat():
    assert check_topic_seats(DEFAULT_TOPIC_SEATS, GOOD.seats) == []
    assert seat_for_topic(DEFAULT_TOPIC_SEATS, "15", "general") == "notary"
    assert seat_for_topic(DEFAULT_TOPIC_SEATS, "77", "general") == "general"
    assert seat_for_topic(DEFAULT_TOPIC_SEATS, None, "general") == "general"


def test_b13_a_topic_without_a_kind_of_seat_is_refused_with_its_place():
    table = {**DEFAULT_TOPIC_SEATS, "03": "nobody"}
    del table["99"]
    problems = {(p.place, p.code) for p in check_topic_seats(table, GOOD.seats)}
    assert problems == {("topics.03", "unknown_seat"), ("topics.99", "missing")}
