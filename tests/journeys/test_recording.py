"""A talk is recorded with notice, without what the caller cannot hear; it comes home sealed and is
deleted at the carrier, and kept no longer than the rules say."""

from __future__ import annotations

from datetime import timedelta

from app.gateway.core.faults import Faults
from app.gateway.core.sounds import Speech
from app.gateway.simulated.media import measure_wav_s
from app.gateway.simulated.plans import PhonePlan
from app.hotline.calls.outside import Target
from app.hotline.recordings.actions import find_file, listen
from app.hotline.recordings.models import Recording
from app.hotline.recordings.queries import list_recordings
from app.hotline.recordings.retention import erase_old_recordings
from tests.journeys.cast import ACCEPTS, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import (
    LAWYER,
    PEMA,
    break_line,
    call_outside,
    consult,
    hand_over,
    hang_up,
    heard_by,
    hold,
    pass_on,
    start_talk,
)


def record_talks(hotline: Hotline, **rules: object) -> None:
    with hotline.world.services.router.write() as work:
        work.hotline.after_talk = {"records_talks": True, "rating": "off", **rules}


def recordings(hotline: Hotline) -> list[Recording]:
    with hotline.world.services.store.read() as session:
        return list(list_recordings(session, 1))


def heard_s(hotline: Hotline, recording_id: int = 1) -> float:
    """How long the kept sound lasts."""
    services = hotline.world.services
    folder = services.settings.data_dir / "recordings"
    return measure_wav_s(listen(services.store, folder, recording_id, account_id=7))


def words_to(hotline: Hotline, number: str) -> str:
    return "".join(each.text for each in heard_by(hotline, number) if isinstance(each, Speech))


def is_recording(hotline: Hotline) -> bool:
    kept = hotline.world.gateway.carrier.exchange.recordings.values()
    return any(each.running_since is not None for each in kept)


def test_a_talk_is_recorded_from_the_joining_of_the_second(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    began_at = hotline.contact().answered_at
    hotline.run(40)
    assert recordings(hotline) == []
    hang_up(hotline, PEMA)
    hotline.run(5)
    (kept,) = recordings(hotline)
    ended_at = hotline.contact().ended_at
    assert began_at is not None
    assert ended_at is not None
    assert kept.fetched_at is not None
    assert kept.kind == "talk"
    talked_s = (ended_at - began_at).total_seconds()
    assert abs(heard_s(hotline) - talked_s) < 1.5
    folder = hotline.world.services.settings.data_dir / "recordings"
    assert b"RIFF" not in find_file(folder, 1).read_bytes()
    assert hotline.world.gateway.carrier.exchange.recordings == {}, "deleted at the carrier"
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_r29_each_listening_is_logged(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    hang_up(hotline, PEMA)
    hotline.run(5)
    heard_s(hotline)
    heard_s(hotline)
    assert [event.data["account_id"] for event in hotline.events("recording_heard")] == [7, 7]


def test_without_the_setting_nothing_is_recorded(hotline: Hotline) -> None:
    start_talk(hotline, key=ZH)
    assert "录音" not in words_to(hotline, PEMA)
    hang_up(hotline, PEMA)
    hotline.run(90)
    assert recordings(hotline) == []


def test_r27_the_notice_says_that_the_call_is_recorded(hotline: Hotline) -> None:
    record_talks(hotline)
    hotline.staff(TASHI, phone=PhonePlan(answers_after_s=12, keys=ACCEPTS.keys))
    hotline.ring_in(caller(ZH), number=PEMA)
    hotline.run(30)
    assert "录音最多保存三年" in words_to(hotline, PEMA)
    assert "本次通话将录音。" not in words_to(hotline, PEMA), "who was told is not told again"


def test_r27_who_waited_too_short_for_the_notice_is_told_before_the_talk(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline, key=ZH)
    assert words_to(hotline, PEMA).endswith("本次通话将录音。")


def test_what_is_said_beside_a_holding_caller_is_left_out(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    hotline.run(10)
    hold(hotline)
    assert not is_recording(hotline)
    hotline.run(300)
    hold(hotline, is_held=False)
    assert is_recording(hotline)
    hotline.run(10)
    hang_up(hotline, PEMA)
    hotline.run(5)
    assert heard_s(hotline) < 100
    assert hotline.problems() == []


def test_a_consult_is_private_and_the_talk_goes_on_being_recorded(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    consult(hotline, seat="lawyer")
    hotline.run(60)
    assert not is_recording(hotline)
    hand_over(hotline)
    assert is_recording(hotline)


def test_what_caller_and_12345_say_alone_is_not_kept(hotline: Hotline) -> None:
    record_talks(hotline)
    hotline.world.gateway.switch.plans["12345"] = PhonePlan(answers_after_s=2)
    start_talk(hotline)
    call_outside(hotline, Target.GOVERNMENT)
    hotline.run(10)
    pass_on(hotline)
    hotline.run(5)
    assert not is_recording(hotline)
    assert len(recordings(hotline)) == 1


def test_b55_a_broken_line_leaves_two_recordings_on_one_ticket(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    break_line(hotline, TASHI)
    hotline.run(60)
    hang_up(hotline, PEMA)
    hotline.run(5)
    assert [kept.kind for kept in recordings(hotline)] == ["talk", "talk"]
    assert len(hotline.tickets()) == 1


def test_b70_a_recording_that_no_callback_told_is_found_by_asking(open_hotline: Opener) -> None:
    faults = Faults()
    hotline = open_hotline(faults=faults)
    record_talks(hotline)
    start_talk(hotline)
    faults.lost = 1.0
    hang_up(hotline, PEMA)
    hang_up(hotline, TASHI)
    hotline.run(40)  # the repair sees that they have gone
    hotline.run(70)
    (kept,) = recordings(hotline)
    assert kept.fetched_at is not None
    assert hotline.contact().outcome == "answered"


def test_kept_two_years_three_for_legal_aid_then_erased(hotline: Hotline) -> None:
    record_talks(hotline)
    start_talk(hotline)
    hang_up(hotline, PEMA)
    hotline.run(5)
    services = hotline.world.services
    folder = services.settings.data_dir / "recordings"

    def erase_after(days: int) -> int:
        services.store.clock.advance_to(kept_at + timedelta(days=days))  # type: ignore[attr-defined]
        return erase_old_recordings(services.store, services.carrier, folder)

    kept_at = services.store.clock.now()
    assert erase_after(729) == 0
    hotline.change_contact(1, seat="legal_aid")
    assert erase_after(731) == 0
    assert erase_after(3 * 365 + 1) == 1
    assert not find_file(folder, 1).exists()
    assert recordings(hotline)[0].erased_at is not None
    assert erase_after(3 * 365 + 2) == 0
