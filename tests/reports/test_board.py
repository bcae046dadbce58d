"""The wallboard's figures: from events to windows, languages, hours; then the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.desks.reports.board import measure_day
from app.desks.reports.chart import HEIGHT, WIDTH, draw_chart
from app.desks.reports.facts import LoggedEvent, fold_events
from app.desks.reports.views import BoardView, DayView, WaitingLine
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.waiting.topic_actions import set_topic_keys
from routing.model import Outcome
from tests.console.installation import Hotline, open_hotline
from tests.reports.days import make_day

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 on the line's clock


def tell(contact_id: int, at: datetime, kind: str, **data: object) -> LoggedEvent:
    return LoggedEvent(at, kind, contact_id, data)


def call(
    contact_id: int, at: datetime, language: str, *, answered: bool, right: bool = True
) -> list[LoggedEvent]:
    later = at + timedelta(seconds=10)
    events = [
        tell(contact_id, at, "contact_arrived", channel="voice"),
        tell(contact_id, at, "contact_asked", language=language, seat="general"),
    ]
    if answered:
        events.append(
            tell(contact_id, later, "contact_answered", right_seat=right, language=language)
        )
    outcome = Outcome.ANSWERED if answered else Outcome.ABANDONED
    events.append(tell(contact_id, later, "contact_moved", state="ended", outcome=outcome))
    return events


def chat(contact_id: int, at: datetime, replied_after_s: float | None) -> list[LoggedEvent]:
    events = [
        tell(contact_id, at, "contact_arrived", channel="chat"),
        tell(contact_id, at, "message_sent", sender="caller"),
        tell(contact_id, at, "contact_asked", language="bo", seat="general"),
        tell(contact_id, at, "message_sent", sender="hotline"),
    ]
    if replied_after_s is not None:
        for later_s in (replied_after_s, replied_after_s + 500):
            later = at + timedelta(seconds=later_s)
            events.append(tell(contact_id, later, "message_sent", sender="agent"))
    return events


def board_of(*calls: list[LoggedEvent], now: datetime = NOON) -> DayView:
    return measure_day(make_day(fold_events(event for events in calls for event in events)), now)


def test_a_written_contact_is_replied_to_within_three_minutes_by_a_person() -> None:
    at = NOON - timedelta(hours=1)
    board = board_of(
        chat(1, at, 180),
        chat(2, at, 181),
        chat(3, at, None),
        [*call(4, at, "bo", answered=True), tell(4, at, "message_sent", sender="agent")],
    )
    (figure,) = [each for each in board.today.others if each.definition == "first_reply_180"]
    assert (figure.numerator, figure.denominator, figure.version) == (1, 3, 1)


def test_rates_of_a_day_by_language() -> None:
    board = board_of(
        call(1, NOON - timedelta(hours=1), "bo", answered=True),
        call(2, NOON - timedelta(hours=1), "bo", answered=False),
        call(3, NOON - timedelta(minutes=5), "zh", answered=True),
        call(4, NOON - timedelta(minutes=4), "zh", answered=True, right=False),
    )
    assert (board.today.asked, board.today.answered) == (4, 3)
    assert board.today.headline.value == 50.0
    assert [figure.value for figure in board.today.others] == [75.0, 50.0, 75.0, None]
    bo, zh, unknown = board.languages
    assert (bo.today.headline.value, zh.today.headline.value) == (50.0, 50.0)
    assert unknown.today.headline.value is None
    assert dict(board.outcomes) == {Outcome.ANSWERED: 3, Outcome.ABANDONED: 1}


def test_b82_nobody_asked_is_empty() -> None:
    board = board_of()
    assert board.today.headline.value is None
    assert board.rolling.headline.value is None


def test_b84_rolling_day_goes_on_over_midnight() -> None:
    last_evening = NOON - timedelta(hours=14)
    board = board_of(
        call(1, last_evening, "bo", answered=True), call(2, NOON, "bo", answered=False)
    )
    assert board.today.asked == 1
    assert board.rolling.asked == 2
    assert board.rolling.headline.value == 50.0


def test_b81_exactly_fifteen_seconds_is_inside() -> None:
    events = [
        tell(1, NOON, "contact_asked", language="zh"),
        tell(1, NOON + timedelta(seconds=15), "contact_answered", right_seat=True, language="zh"),
    ]
    assert board_of(events, now=NOON + timedelta(minutes=1)).today.others[2].value == 100.0


def test_open_contacts_are_in_the_sum() -> None:
    board = board_of([tell(1, NOON, "contact_arrived")], call(2, NOON, "zh", answered=True))
    assert board.still_open + sum(count for _, count in board.outcomes) == board.today.arrived == 2


def test_the_first_instants_stay() -> None:
    events = call(1, NOON, "bo", answered=True)
    again = tell(1, NOON + timedelta(hours=1), "contact_answered", right_seat=False, language="zh")
    first, second = fold_events(events)[1].facts, fold_events([*events, again])[1].facts
    assert (first.answered_at, first.right_seat_at) == (second.answered_at, second.right_seat_at)


def test_hours_hold_every_asking_of_the_day() -> None:
    calls = [
        call(n, NOON - timedelta(minutes=57 * n), "zh", answered=n % 2 == 0) for n in range(20)
    ]
    board = board_of(*calls)
    assert sum(hour.asked for hour in board.hours) == 20
    assert sum(hour.answered for hour in board.hours) == 10


def test_chart_stays_inside_its_frame() -> None:
    calls = [call(n, NOON - timedelta(minutes=n), "zh", answered=True) for n in range(200)]
    chart = draw_chart(board_of(*calls).hours)
    assert len(chart.bars) == 24
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert all(0 <= bar.asked_y <= HEIGHT for bar in chart.bars)
    assert chart.standard_y < chart.plan_y
    assert draw_chart(board_of().hours).rate_points == ""


def test_longest_wait_is_the_first_in_line() -> None:
    line = WaitingLine(1, "voice", "bo", "general", "waiting", NOON)
    assert BoardView(board_of(), (line,), ()).longest_wait_at == NOON


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


def test_the_rate_moves_with_a_real_call(hotline: Hotline) -> None:
    browser = hotline.sign_in("drolma")
    assert "–" in browser.get("/wallboard?part=board").text
    hotline.call(plan=PhonePlan(keys=(KeyPress("1"),), hangs_up_after_s=30))
    page = browser.get("/wallboard?part=board").text
    assert "最长等候" in page
    assert "<title>" not in page, "a part is no page"
    hotline.wait(40)
    page = browser.get("/wallboard").text
    assert "0.0 %" in page
    assert "right_seat_live v1" in page, "a figure names its definition (law 6)"
    assert "等候中挂断" in page


def test_the_second_key_stands_on_the_board_where_it_is_asked(hotline: Hotline) -> None:
    browser = hotline.sign_in("drolma")
    assert "第二按键" not in browser.get("/wallboard").text
    with hotline.world.services.router.write() as work:
        set_topic_keys(work, {"1": "03"})
    page = browser.get("/wallboard?part=board").text
    assert "第二按键" in page
    assert "0/0" in page
    keys = (KeyPress("1"), KeyPress("1", gather=2))
    hotline.call(plan=PhonePlan(keys=keys, talk_s=20))
    hotline.wait(20)
    page = browser.get("/wallboard?part=board").text
    assert "topic_key_pressed v1" in page
    assert "1/1" in page


def test_the_board_is_for_staff(hotline: Hotline) -> None:
    answer = hotline.open_browser().get("/wallboard", follow_redirects=False)
    assert answer.status_code == 303


def test_our_own_call_backs_are_in_no_figure() -> None:
    ours = [
        tell(7, NOON, "contact_arrived", direction="callback"),
        tell(7, NOON, "contact_asked", direction="callback", language="bo"),
    ]
    board = board_of(ours, call(8, NOON, "bo", answered=True))
    assert (board.today.arrived, board.today.headline.value) == (1, 100.0)


def test_booked_call_back_counts_apart_from_the_live_rate() -> None:
    later = NOON + timedelta(minutes=20)
    events = [
        tell(1, NOON, "contact_asked", language="bo", direction="inbound"),
        tell(1, NOON, "contact_noted", language="bo", booked_at=NOON.timestamp()),
        tell(1, later, "contact_answered", right_seat=True, language="bo"),
    ]
    board = board_of(events, now=later)
    assert board.today.headline.value == 0.0
    assert board.today.others[1].value == 100.0
