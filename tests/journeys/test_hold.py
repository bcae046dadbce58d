"""Hold and mute: the caller hears music, the agent is not heard, one hang-up ends it for both."""

from __future__ import annotations

from tests.journeys.cast import TASHI, Hotline
from tests.journeys.people import (
    PEMA,
    hang_up,
    hears_music,
    hears_people,
    hold,
    mute,
    start_talk,
)


def test_a_held_caller_hears_music_and_comes_back(hotline: Hotline) -> None:
    start_talk(hotline)
    hold(hotline)
    hotline.run(5)
    assert not hears_people(hotline, PEMA)
    assert hears_music(hotline, PEMA)
    hold(hotline, is_held=False)
    assert hears_people(hotline, PEMA)
    assert hotline.problems() == []


def test_a_muted_agent_is_not_heard(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    mute(hotline, tashi)
    assert not hears_people(hotline, PEMA)
    assert hears_people(hotline, TASHI)
    mute(hotline, tashi, is_muted=False)
    assert hears_people(hotline, PEMA)


def test_the_agents_hanging_up_ends_the_call_for_both(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hang_up(hotline, TASHI)
    assert hotline.contact().state == "wrapping_up"
    assert hotline.agent(tashi).state == "wrapping_up"
    hotline.run(60)  # the caller hears the question after the talk
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
