"""Satisfaction: the mean with the share that rated beside it, by language, from the log alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.desks.reports.facts import LoggedEvent, fold_events
from app.desks.reports.memory import FactsMemory
from app.desks.reports.satisfaction import measure_satisfaction
from app.gateway.simulated.plans import PhonePlan
from routing.satisfaction import TalkFacts
from tests.journeys.cast import BO, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener, migrated_file, open_on_sqlite, sqlite_url
from tests.journeys.people import hang_up, phone

__all__ = ["migrated_file", "open_on_sqlite", "sqlite_url"]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def talk(contact_id: int, language: str, score: int | None) -> list[LoggedEvent]:
    answered = LoggedEvent(NOON, "contact_answered", contact_id, {"language": language})
    if score is None:
        return [answered]
    later = NOON + timedelta(minutes=5)
    return [answered, LoggedEvent(later, "contact_rated", contact_id, {"score": score})]


def list_talks(events: list[LoggedEvent]) -> list[TalkFacts]:
    return [record.talk for record in fold_events(events).values() if record.talk]


def test_r18_the_share_that_rated_stands_beside_the_mean() -> None:
    events = [*talk(1, "bo", 5), *talk(2, "bo", None), *talk(3, "zh", 2), *talk(4, "zh", 4)]
    everybody, bo, zh = measure_satisfaction(list_talks(events))
    assert (everybody.language, bo.language, zh.language) == ("all", "bo", "zh")
    assert (bo.mean.value, bo.responded.value) == (5.0, 50.0)
    assert (zh.mean.value, zh.satisfied.value, zh.responded.value) == (3.0, 50.0, 100.0)
    assert (everybody.mean.numerator, everybody.mean.denominator) == (11, 3)


def test_b82_nobody_rated_is_empty() -> None:
    (everybody,) = measure_satisfaction([])
    assert (everybody.mean.value, everybody.responded.value) == (None, None)


def test_a_rating_of_the_day_before_makes_no_contact_of_today() -> None:
    late = [LoggedEvent(NOON, "contact_rated", 9, {"score": 1})]
    assert fold_events(late) == {}


def rate_call(hotline: Hotline, language_key: str, number: str, key: str) -> None:
    hotline.ring_in(caller(language_key, talk_s=3600), number=number)
    hotline.run(30)
    hang_up(hotline, TASHI)
    hotline.world.gateway.switch.press(phone(hotline, number).leg, key)
    hotline.run(60)


def test_the_board_shows_what_callers_pressed(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(wrap_up_s=5.0)
    tashi = hotline.staff(phone=PhonePlan(answers_after_s=1, keys=caller("1").keys))
    rate_call(hotline, BO, "+8613812340001", "5")
    hotline.make_ready(tashi) if hotline.agent(tashi).state != "ready" else None
    rate_call(hotline, ZH, "+8613812340002", "3")
    now = hotline.world.clock.now()
    with hotline.world.services.store.read() as session:
        board = FactsMemory().measure(session, now)
    rows = {row.language: (row.mean.value, row.responded.value) for row in board.satisfaction}
    assert rows == {"all": (4.0, 100.0), "bo": (5.0, 100.0), "zh": (3.0, 100.0)}
