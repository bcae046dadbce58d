"""One call from ring to end: what everyone hears, what remains."""

from __future__ import annotations

from tests.journeys.cast import BO, LI, VOICEMAIL, ZH, Hotline, caller


def test_a_call_is_answered_in_its_language_and_ends_in_one_class(hotline: Hotline) -> None:
    tashi = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=60))
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.language, contact.agent_id) == ("connected", "bo", tashi)
    assert contact.right_seat_at == contact.answered_at
    hotline.run(60)
    assert hotline.contact().state == "wrapping_up"
    assert hotline.agent(tashi).state == "wrapping_up"
    assert hotline.open_calls() == []
    hotline.run(60)
    assert (hotline.contact().state, hotline.contact().outcome) == ("ended", "answered")
    assert hotline.agent(tashi).state == "ready"
    assert len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_without_a_key_the_caller_still_reaches_a_person(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(None))
    hotline.run(40)
    assert hotline.contact().state == "connected"
    assert hotline.contact().language is None


def test_b57_a_voicemail_never_answers_for_a_person(hotline: Hotline) -> None:
    li = hotline.staff(LI, ("zh",), phone=VOICEMAIL)
    hotline.ring_in(caller(ZH, patience_s=40))
    hotline.run(60)
    assert hotline.contact().answered_at is None
    assert hotline.contact().outcome == "abandoned"
    assert (hotline.agent(li).state, hotline.agent(li).reason) == ("not_ready", "missed")
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
