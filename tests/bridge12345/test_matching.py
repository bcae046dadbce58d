"""A matter and its call find each other, whichever comes first; nobody announced is forgotten."""

from __future__ import annotations

from app.desks.reports.board import measure_day
from app.desks.reports.facts import KINDS, LoggedEvent, Record, fold_events
from app.doors.bridge12345.models import Referral
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.callbacks.people_actions import Told, tell_result
from routing.facts import only_forwarded
from tests.bridge12345.other_side import ZHUOMA, Operator, Receiver
from tests.journeys.cast import BO, LI, SILENT, ZH, Hotline, caller
from tests.reports.days import make_day

PICKS_UP = PhonePlan(answers_after_s=4, keys=(KeyPress("1", 3.0),), talk_s=40)


def referral(hotline: Hotline) -> Referral:
    with hotline.world.services.store.read() as session:
        return session.query(Referral).one()


def read_records(hotline: Hotline) -> dict[int, Record]:
    return fold_events(
        LoggedEvent(event.at, event.kind, event.contact_id or 0, event.data, event.id)
        for event in hotline.events(*KINDS)
    )


def count_forwarded(hotline: Hotline) -> tuple[int, int]:
    """Contacts counted as forwarded, and all that arrived."""
    facts = [each.facts for each in read_records(hotline).values() if each.is_counted]
    return len(only_forwarded(facts)), len(facts)


def test_a_call_after_its_announcement_is_forwarded(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    operator.announce()
    hotline.run(600)
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.ring_in(caller(BO), number="+8613800000099")
    hotline.run(60)
    first, second = hotline.contacts()
    assert (first.forwarded_by_12345, second.forwarded_by_12345) == (True, False)
    assert (referral(hotline).state, referral(hotline).contact_id) == ("matched", first.id)
    assert count_forwarded(hotline) == (1, 2)
    assert hotline.breaches() == []


def test_an_announcement_after_its_call_finds_it(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.run(30)
    operator.announce()
    assert hotline.contact().forwarded_by_12345
    assert referral(hotline).contact_id == 1
    hotline.run(300)
    assert count_forwarded(hotline) == (1, 1)
    assert hotline.breaches() == []


def test_a_call_too_long_ago_is_another_matter(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.run(7300)
    operator.announce()
    assert referral(hotline).contact_id is None


def test_who_presses_nothing_is_served_in_the_language_told(
    hotline: Hotline, operator: Operator
) -> None:
    hotline.staff(LI, ("zh",))
    tashi = hotline.staff()
    operator.announce(language="bo")
    hotline.ring_in(caller(None), number=ZHUOMA)
    hotline.run(60)
    contact = hotline.contact()
    assert (contact.language, contact.language_source) == ("bo", "referral")
    assert contact.agent_id == tashi
    assert hotline.breaches() == []


def test_a_pressed_key_is_believed_more(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    operator.announce(language="bo")
    hotline.ring_in(caller(ZH), number=ZHUOMA)
    hotline.run(30)
    assert (hotline.contact().language, hotline.contact().language_source) == ("zh", "key")


def test_the_language_told_later_reaches_who_still_waits(
    hotline: Hotline, operator: Operator
) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.staff(LI, ("zh",), is_ready=False)
    hotline.ring_in(caller(None), number=ZHUOMA)
    hotline.run(30)
    operator.announce(language="bo")
    assert (hotline.contact().language, hotline.contact().language_source) == ("bo", "referral")
    hotline.make_ready(tashi)
    hotline.run(30)
    assert hotline.contact().agent_id == tashi
    assert hotline.breaches() == []


def test_who_never_calls_is_called_back(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    tashi = hotline.staff()
    hotline.world.gateway.switch.plans[ZHUOMA] = PICKS_UP
    operator.announce()
    hotline.run(7199)
    assert hotline.contacts() == []
    hotline.run(3600)
    left, again = hotline.contacts()
    assert (left.outcome, left.asked_at, left.forwarded_by_12345) == ("left_message", None, True)
    assert (again.direction, again.outcome, again.agent_id) == ("callback", "answered", tashi)
    (promise,) = hotline.promises(left.id)
    assert (promise.reason, promise.result) == ("referral", "reached")
    assert receiver.codes() == ["callback_planned", "answered"]
    assert count_forwarded(hotline) == (1, 1), "our own call-back is in no rate"
    assert hotline.breaches() == []


def test_without_a_call_to_come_somebody_calls_back_at_once(
    hotline: Hotline, operator: Operator
) -> None:
    operator.announce(call_expected=False)
    hotline.run(1)
    assert hotline.reasons() == ["referral"]


def test_an_emergency_waits_five_minutes_only(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    hotline.world.gateway.switch.plans[ZHUOMA] = PICKS_UP
    operator.announce(urgency="emergency")
    hotline.run(400)
    assert ZHUOMA in hotline.rung()


def test_danger_in_the_words_of_12345_waits_five_minutes_and_comes_first(
    hotline: Hotline, operator: Operator
) -> None:
    """B100: the operator set no urgency; what they wrote down tells it."""
    hotline.ring_in(caller(BO), number="+8613800000099")
    operator.announce(subject="求助", demand="来电人称丈夫酒后持刀追打，现躲在邻居家，很害怕。")
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.run(30)
    first, endangered = hotline.contacts()
    assert (first.danger, endangered.danger) == (False, True)
    alarms = hotline.events("danger_recognised")
    assert [(each.contact_id, each.data["source"]) for each in alarms] == [(2, "referral")]
    hotline.staff()
    hotline.run(30)
    assert hotline.contacts()[1].answered_at is not None
    assert hotline.breaches() == []


def test_a_number_abroad_is_left_to_people(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    operator.announce(caller_number="+977 1 4411111", call_expected=False)
    hotline.run(7200)
    assert hotline.reasons() == ["referral"]
    assert hotline.rung() == []


def test_who_is_not_reached_by_itself_is_left_to_people(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    hotline.staff()
    hotline.world.gateway.switch.plans[ZHUOMA] = SILENT
    operator.announce(call_expected=False)
    hotline.run(7200)
    again = hotline.contacts()[-1]
    assert again.outcome == "callback_unreached"
    assert hotline.reasons(again.id) == ["referral"]
    with hotline.world.services.router.write() as work:
        tell_result(
            work, None, hotline.promises(again.id)[0].callback_id, Told("not_reached", "三次未接通")
        )
    hotline.run(10)
    assert receiver.codes() == ["callback_planned", "not_reached", "closed"]
    assert receiver.taken[-1]["callback_result"] == "not_reached"
    assert hotline.breaches() == []


def test_the_board_counts_them_apart(hotline: Hotline, operator: Operator) -> None:
    hotline.staff()
    operator.announce()
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.ring_in(caller(BO), number="+8613800000099")
    hotline.run(60)
    day = make_day(read_records(hotline))
    board = measure_day(day, hotline.world.clock.now())
    assert (board.today.asked, board.forwarded.today.asked) == (2, 1)


def test_b95_a_missed_call_and_its_call_back_are_one_matter(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    tashi = hotline.staff(is_ready=False)
    operator.announce()
    hotline.ring_in(caller(BO, patience_s=30), number=ZHUOMA)
    hotline.run(60)
    hotline.world.gateway.switch.plans[ZHUOMA] = PICKS_UP
    hotline.make_ready(tashi)
    hotline.run(3600)
    again = hotline.contacts()[-1]
    assert (again.direction, again.outcome) == ("callback", "answered")
    assert referral(hotline).contact_id == again.id
    assert receiver.codes() == ["call_arrived", "not_reached", "answered"]


def test_who_calls_again_after_a_missed_call_goes_on_with_the_matter(
    hotline: Hotline, operator: Operator
) -> None:
    tashi = hotline.staff(is_ready=False)
    operator.announce()
    hotline.ring_in(caller(BO, patience_s=30), number=ZHUOMA)
    hotline.run(60)
    hotline.make_ready(tashi)
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.run(60)
    assert referral(hotline).contact_id == hotline.contacts()[-1].id
    assert len(hotline.contacts()) == 2


def test_a_corrected_number_is_followed_until_the_call_has_come(
    hotline: Hotline, operator: Operator
) -> None:
    hotline.staff()
    operator.announce("key-1", caller_number="13900000000")
    operator.announce("key-2")
    hotline.ring_in(caller(BO), number=ZHUOMA)
    hotline.run(30)
    assert referral(hotline).contact_id == 1
