"""A closed line: told in the caller's language, a message with a deadline, never lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.gateway.simulated.plans import PhonePlan
from app.hotline.opening.actions import close_by_hand, save_hours, set_emergency
from app.hotline.recordings.actions import find_file, listen
from app.hotline.recordings.models import Recording
from app.rehearsal.replay.stepped import BASE_URL
from tests.journeys.cast import BO, Hotline, caller
from tests.journeys.test_webhook_authentication import VOICE, post

SPEAKS = PhonePlan(keys=caller(BO).keys, message_s=12, patience_s=None, hangs_up_after_s=60)
WEEKDAYS = {"week": {str(day): [["09:00", "12:00"], ["14:00", "18:00"]] for day in range(5)}}


def close(hotline: Hotline, *, is_closed: bool = True) -> None:
    with hotline.world.services.router.write() as work:
        close_by_hand(work, is_closed=is_closed)


def test_b62_b63_a_closed_line_takes_a_message_with_a_deadline(hotline: Hotline) -> None:
    hotline.staff()
    close(hotline)
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    contact, (promise,) = hotline.contact(), hotline.promises()
    assert (contact.outcome, contact.asked_at) == ("left_message", None)
    assert (promise.reason, promise.due_at is not None) == ("message", True)
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_r29_the_message_lies_sealed_and_listening_is_logged(hotline: Hotline) -> None:
    close(hotline)
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    services = hotline.world.services
    folder = services.settings.data_dir / "recordings"
    assert b"RIFF" not in find_file(folder, 1).read_bytes()
    assert listen(services.store, folder, 1, account_id=7).startswith(b"RIFF")
    (heard,) = hotline.events("recording_heard")
    assert heard.data == {"recording_id": 1, "account_id": 7}
    assert hotline.world.gateway.carrier.exchange.recordings == {}


def test_a_message_is_taken_whose_end_is_told_first(hotline: Hotline) -> None:
    """The carrier tells the end of the call and the message side by side, in any order."""
    close(hotline)
    hotline.ring_in(PhonePlan(keys=caller(BO).keys, patience_s=None, message_s=90))
    hotline.run(12)
    [leg] = hotline.legs("caller")
    over = [("CallSid", leg.call_sid or ""), ("CallStatus", "completed")]
    post(hotline, "/twilio/status", over)
    said = [*over, ("RecordingUrl", f"{BASE_URL}/2010-04-01/x/Recordings/RE{7:032}.wav")]
    said += [("RecordingDuration", "9"), ("Digits", "hangup")]
    post(hotline, f"/twilio/contacts/{hotline.contact().token}/message", said)
    assert hotline.contact().outcome == "left_message"
    with hotline.world.services.store.read() as session:
        assert session.scalars(select(Recording.carrier_sid)).one() == f"RE{7:032}"


def test_b62_hanging_up_at_a_closed_line_is_closed(hotline: Hotline) -> None:
    close(hotline)
    hotline.ring_in(PhonePlan(keys=caller(BO).keys, hangs_up_after_s=4))
    hotline.run(60)
    assert hotline.contact().outcome == "closed"
    assert hotline.breaches() == []


def test_b63_a_manual_close_is_undone_by_one_action(hotline: Hotline) -> None:
    hotline.staff()
    close(hotline)
    close(hotline, is_closed=False)
    hotline.ring_in(caller(BO))
    hotline.run(30)
    assert hotline.contact().state == "connected"


def test_b63_shifts_are_kept_in_local_time(hotline: Hotline) -> None:
    hotline.staff()
    with hotline.world.services.router.write() as work:
        save_hours(work, WEEKDAYS)
    hotline.world.run_until(datetime(2026, 11, 23, 4, 30, tzinfo=UTC))  # 12:30 in Ganzi
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    assert hotline.contact().outcome == "left_message"
    assert hotline.promises()[0].due_at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_b64_emergency_mode_opens_the_line_by_one_action(hotline: Hotline) -> None:
    hotline.staff()
    with hotline.world.services.router.write() as work:
        save_hours(work, WEEKDAYS)
        set_emergency(work, is_on=True)
    hotline.world.run_until(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))  # evening
    hotline.ring_in(caller(BO))
    hotline.run(30)
    assert hotline.contact().state == "connected"


def leave_word(hotline: Hotline, length: str) -> None:
    """The carrier tells of a message; the recording lies at the carrier."""
    contact = hotline.contact()
    form = [*VOICE, ("RecordingSid", "RE" + "7" * 32), ("Digits", "hangup")]
    form += [("RecordingDuration", length)] if length else []
    post(hotline, f"/twilio/contacts/{contact.token}/message", form)


def list_messages(hotline: Hotline) -> list[str | None]:
    return [str(event.data["what"]) for event in hotline.events("recording_made")]


def begin_message(hotline: Hotline) -> None:
    close(hotline)
    post(hotline, "/twilio/voice", VOICE)
    post(hotline, f"/twilio/contacts/{hotline.contact().token}/language", [*VOICE, ("Digits", "1")])


def test_b70_a_message_that_is_told_after_its_callers_hanging_up_is_kept(hotline: Hotline) -> None:
    begin_message(hotline)
    post(hotline, "/twilio/status", [*VOICE, ("CallStatus", "completed")])
    for _ in range(2):
        leave_word(hotline, "12")
    assert list_messages(hotline) == ["message"]
    assert hotline.reasons() == ["message"]
    assert hotline.breaches() == []


@pytest.mark.parametrize(("length", "reason"), [("", "message"), ("-1", "message"), ("0", None)])
def test_a_message_of_unknown_length_is_listened_to(
    hotline: Hotline, length: str, reason: str | None
) -> None:
    begin_message(hotline)
    leave_word(hotline, length)
    assert hotline.reasons() == ([] if reason is None else [reason])
    assert hotline.contact().outcome == ("left_message" if reason else "closed")
    assert hotline.breaches() == []


def test_a_message_for_a_call_that_was_never_asked_for_one_is_none(hotline: Hotline) -> None:
    post(hotline, "/twilio/voice", VOICE)
    post(hotline, "/twilio/status", [*VOICE, ("CallStatus", "completed")])
    leave_word(hotline, "12")
    assert list_messages(hotline) == []
