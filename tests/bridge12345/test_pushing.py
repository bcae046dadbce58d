"""Every step is told to 12345 until it is taken; an outage of theirs loses nothing (B95)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.doors.bridge12345.models import Referral, ReferralStep
from app.doors.bridge12345.pushing import plan_reconciliation
from app.doors.bridge12345.writing_actions import ResultDraft, write_result
from app.hotline.contacts.models import Caller
from app.hotline.tickets.actions import close_ticket
from app.kit.storage.event_log import Event
from tests.bridge12345.other_side import ZHUOMA, Operator, Receiver
from tests.journeys.cast import BO, Hotline, caller

RESULT = "已告知可申请法律援助，并转劳动监察。"


def serve(hotline: Hotline, operator: Operator) -> None:
    """Zhuoma is announced, calls and is answered."""
    hotline.staff()
    operator.announce()
    hotline.ring_in(caller(BO, talk_s=40), number=ZHUOMA)
    hotline.run(90)


def close(hotline: Hotline, result: str = RESULT) -> None:
    """The agent writes the result and closes the ticket."""
    with hotline.world.services.store.write() as uow:
        if result:
            referral = uow.session.scalars(select(Referral)).one()
            write_result(uow, referral, ResultDraft(result, referral.result_version, 1))
        close_ticket(uow, hotline.contacts()[-1].id, 1, "03")
    hotline.run(10)


def send_to(hotline: Hotline, url: str) -> None:
    """As after a restart with another address in the settings."""
    object.__setattr__(hotline.world.services.settings.bridge12345, "callback_url", url)


def list_steps(hotline: Hotline) -> list[ReferralStep]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(ReferralStep).order_by(ReferralStep.sequence)))


def test_each_step_is_told_and_signed(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    serve(hotline, operator)
    close(hotline)
    assert receiver.codes() == ["call_arrived", "answered", "closed"]
    assert receiver.forged == 0
    told: dict[str, Any] = receiver.taken[-1]
    assert told["schema"] == "12348-referral-step/1"
    assert (told["order_number"], told["our_number"]) == ("GZ-2026-000017", "12348-000001")
    assert (told["state"], told["contact"]["outcome"]) == ("closed", "answered")
    assert told["result"] == {"topic": "03", "text": RESULT}
    assert receiver.taken[0]["result"] is None
    assert hotline.breaches() == []


def test_the_ticket_s_notes_stay_with_us(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    serve(hotline, operator)
    close(hotline, result="")
    assert receiver.taken[-1]["result"] == {"topic": "03", "text": ""}


def test_b95_failures_are_tried_again_until_taken(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    serve(hotline, operator)
    receiver.statuses = [500, 503, 429]
    close(hotline)
    hotline.run(1200)
    assert receiver.codes() == ["call_arrived", "answered", "closed"]
    tries = [(key, told) for _, key, told in receiver.seen if told["step"]["code"] == "closed"]
    assert len(tries) == 4
    assert all(each == tries[0] for each in tries), "the same key and the same words each time"
    kinds = [event.kind for event in hotline.events("referral_step_refused")]
    assert len(kinds) == 3


def test_b95_an_outage_of_hours_loses_nothing_and_keeps_the_order(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    receiver.statuses = [502] * 12
    serve(hotline, operator)
    close(hotline)
    hotline.run(24 * 3600)
    assert receiver.codes() == ["call_arrived", "answered", "closed"]
    assert all(step.taken_at for step in list_steps(hotline))


def test_b95_an_unreachable_side_is_waited_for(hotline: Hotline, operator: Operator) -> None:
    send_to(hotline, "http://127.0.0.1:9/closed")
    serve(hotline, operator)
    close(hotline)
    hotline.run(600)
    steps = list_steps(hotline)
    assert [step.taken_at for step in steps] == [None, None, None]
    assert (steps[0].attempts > 1, steps[0].last_status) == (True, None)


def test_one_refused_step_does_not_keep_the_next_back(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    receiver.statuses = [422]
    serve(hotline, operator)
    close(hotline)
    assert sorted(receiver.codes()) == ["answered", "call_arrived", "closed"]
    assert receiver.seen[0][0] == 422


def test_closing_twice_is_told_once(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    serve(hotline, operator)
    close(hotline)
    close(hotline, result="")
    operator.announce("key-2", demand="sent once more")
    hotline.run(60)
    assert receiver.codes().count("closed") == 1


def test_the_log_says_who_was_told_what_without_a_word_of_it(
    hotline: Hotline, operator: Operator
) -> None:
    serve(hotline, operator)
    close(hotline)
    taken = hotline.events("referral_step_taken")
    assert [event.data["step"] for event in taken] == ["call_arrived", "answered", "closed"]
    assert taken[-1].data["purpose"] == "referral"
    told: list[Event] = hotline.events()
    assert not any("工" in str(event.data) or "138" in str(event.data) for event in told)


def test_once_a_day_what_was_left_is_sent_again(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    send_to(hotline, "")
    with hotline.world.services.store.write() as uow:
        plan_reconciliation(uow)
    serve(hotline, operator)
    close(hotline)
    send_to(hotline, receiver.url)
    hotline.run(25 * 3600)
    assert receiver.codes() == ["call_arrived", "answered", "closed"]
    (reconciled,) = hotline.events("referrals_reconciled")
    assert reconciled.data == {"behind": 1, "open": 0}


def test_an_erased_person_s_words_are_not_sent(
    hotline: Hotline, operator: Operator, receiver: Receiver
) -> None:
    serve(hotline, operator)
    receiver.statuses = [500]
    close(hotline)
    with hotline.world.services.store.write() as uow:
        uow.session.scalars(select(Caller)).one().person_key = None
    hotline.run(600)
    assert receiver.taken[-1]["result"] == {"topic": "03", "text": ""}


def test_the_list_tells_what_became_of_every_matter(hotline: Hotline, operator: Operator) -> None:
    serve(hotline, operator)
    close(hotline)
    operator.announce("key-2", order_number="GZ-2026-000018", caller_number="13800000013")
    hotline.run(600)
    told = operator.get("since=2026-11-23T00:00:00Z").json()
    first, second = told["referrals"]
    assert told["next_after"] is None
    assert (first["state"], first["result"]["text"]) == ("closed", RESULT)
    assert [step["code"] for step in first["steps"]] == ["call_arrived", "answered", "closed"]
    assert all(step["taken_at"] for step in first["steps"])
    assert (second["state"], second["contact"], second["steps"]) == ("announced", None, [])
    late = operator.get("since=2026-11-23T02:00:00Z").json()
    assert late["referrals"] == []


def test_the_list_comes_in_pages(operator: Operator) -> None:
    for number in range(3):
        operator.announce(f"key-{number}", order_number=f"A-{number}")
    page = operator.get("since=2026-11-23T00:00:00Z&limit=2").json()
    assert [each["order_number"] for each in page["referrals"]] == ["A-0", "A-1"]
    page = operator.get(f"since=2026-11-23T00:00:00Z&after={page['next_after']}").json()
    assert [each["order_number"] for each in page["referrals"]] == ["A-2"]


def test_a_list_without_a_proper_instant_is_refused_with_its_place(operator: Operator) -> None:
    for query in ("limit=5", "since=yesterday", "since=0001-01-01T00:00:00%2B14:00", "limit=0"):
        answer = operator.get(query)
        assert answer.status_code == 422
        assert answer.json()["error"]["place"].startswith("query.")
