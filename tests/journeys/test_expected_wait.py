"""B18 and B60: what a waiting caller is told, in their language."""

from __future__ import annotations

from dataclasses import replace

from app.gateway.core.sounds import Media, Speech
from app.hotline.prompts.placeholders import make_placeholders
from tests.journeys.cast import BO, LI, TASHI, ZH, Hotline, caller
from tests.journeys.people import heard_by

PEMA, WANGMO = "+8613812340001", "+8613812340002"
BUSY_S = 3600


def told(hotline: Hotline, number: str) -> list[str]:
    """The prompts (by the name of their recording) or the words that somebody heard."""
    heard = heard_by(hotline, number)
    media = [sound.url.rpartition("/prompts/")[2] for sound in heard if isinstance(sound, Media)]
    return media + [sound.text for sound in heard if isinstance(sound, Speech)]


def has_talked(hotline: Hotline, *, calls: int, talk_s: float) -> None:
    """So many callers were answered and gone."""
    for number in range(calls):
        hotline.ring_in(caller(BO, talk_s=talk_s), f"+86139111100{number:02d}")
        hotline.run(talk_s + 90)


def test_b60_place_and_minutes_are_told_in_the_callers_language(hotline: Hotline) -> None:
    make_placeholders(hotline.world.services.prompts)
    hotline.staff(TASHI)
    has_talked(hotline, calls=5, talk_s=200)
    hotline.ring_in(caller(BO, talk_s=BUSY_S), "+8613911110099")
    hotline.run(30)
    hotline.ring_in(caller(BO, talk_s=60), PEMA)
    hotline.run(60)
    heard = told(hotline, PEMA)
    assert {"bo/place_1.wav", "bo/minutes_5.wav", "bo/press_for_callback.wav"} <= set(heard)
    assert hotline.breaches() == []


def test_b60_no_minutes_are_told_when_nothing_is_known(hotline: Hotline) -> None:
    make_placeholders(hotline.world.services.prompts)
    hotline.staff(TASHI)
    hotline.ring_in(caller(BO, talk_s=BUSY_S), "+8613911110099")
    hotline.run(30)
    hotline.ring_in(caller(BO, talk_s=60), PEMA)
    hotline.run(60)
    assert not [name for name in told(hotline, PEMA) if "minutes" in name or "long" in name]


def test_b18_a_language_nobody_speaks_is_said_and_a_call_back_in_it_offered_by_key(
    hotline: Hotline,
) -> None:
    """Li is there and free, but speaks Chinese only; Tashi comes back later."""
    make_placeholders(hotline.world.services.prompts)
    hotline.staff(LI, ("zh",))
    tashi = hotline.staff(TASHI, is_ready=False)
    leg = hotline.ring_in(caller(BO, talk_s=60), PEMA)
    hotline.run(60)
    heard = told(hotline, PEMA)
    assert {"bo/nobody_speaks.wav", "bo/callback_in_language.wav"} <= set(heard)
    assert "bo/waiting.wav" in heard, "first as everybody, for somebody may come"
    [event] = hotline.events("language_unserved")
    assert (event.contact_id, event.data["language"]) == (1, "bo")
    assert hotline.contact().language_unserved_at is not None
    hotline.world.gateway.switch.press(leg, "1")
    hotline.run(5)
    assert hotline.contact().booked_at is not None
    hotline.world.gateway.switch.plans[PEMA] = replace(caller("1", talk_s=30), answers_after_s=2)
    hotline.make_ready(tashi)
    hotline.run(150)
    assert (hotline.contact().outcome, hotline.contact().language) == ("answered", "bo")
    assert [event.agent_id for event in hotline.events("contact_answered")] == [tashi]
    assert hotline.problems() == []
    assert hotline.breaches() == []


def test_b18_who_is_served_soon_hears_nothing_of_it(hotline: Hotline) -> None:
    hotline.staff(LI, ("zh",))
    hotline.ring_in(caller(ZH, talk_s=20), WANGMO)
    hotline.run(60)
    assert hotline.events("language_unserved") == []
    assert hotline.contact().language_unserved_at is None
