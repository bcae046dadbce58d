"""`hotline verify` is believed only because it finds every way of breaking a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.desks.reports.following import follow_to_the_end
from app.desks.reports.verify import Verdict, verify
from app.rehearsal.replay.proving import proving
from app.run.cli import main
from tests.journeys.cast import BO, LI, SILENT, ZH, Hotline, caller

BREAKS = {
    "DELETE FROM tickets WHERE contact_id = 1": "not_one_ticket",
    "DELETE FROM events WHERE kind = 'ticket_opened' AND contact_id = 1": "not_one_ticket",
    "UPDATE contacts SET outcome = NULL WHERE id = 1": "ended_without_outcome",
    "UPDATE contacts SET outcome = 'abandoned' WHERE id = 1": "row_differs_from_log",
    "UPDATE contacts SET state = 'waiting' WHERE id = 1": "nobody_on_the_line",
    "DELETE FROM participants WHERE contact_id = 1": "nobody_took_part",
    "UPDATE participants SET until_at = NULL WHERE contact_id = 1": "takes_part_otherwise",
    "UPDATE contacts SET asked_at = arrived_at WHERE id = 1": "row_differs_from_log",
    "UPDATE contacts SET answered_at = NULL WHERE id = 1": "row_differs_from_log",
    "UPDATE contacts SET agent_id = 2 WHERE id = 1": "row_differs_from_log",
    "UPDATE events SET kind = 'x' WHERE kind = 'contact_arrived' AND contact_id = 1": (
        "row_without_log"
    ),
    "UPDATE agents SET state = 'engaged' WHERE id = 1": "busy_with_nothing",
    "UPDATE agents SET misses = 2 WHERE id = 1": "row_differs_from_log",
    "UPDATE offers SET state = 'pending' WHERE id = 1": "row_differs_from_log",
    "UPDATE offer_seats SET has_accepted = false WHERE offer_id = 1": "row_differs_from_log",
    "DELETE FROM offer_seats WHERE offer_id = 1": "row_differs_from_log",
    "DELETE FROM events WHERE kind = 'offer_joining'": "illegal_move",
    "DELETE FROM events WHERE kind = 'offer_made'": "never_made",
    "UPDATE outbox SET done_at = NULL WHERE kind = 'ring_agents'": "effect_still_owed",
    "INSERT INTO events (at, kind, contact_id, data) SELECT at, kind, contact_id, data"
    " FROM events WHERE kind = 'contact_asked'": "asked_twice",
    "INSERT INTO events (at, kind, contact_id, data) SELECT at, kind, contact_id, data"
    " FROM events WHERE kind = 'contact_answered'": "answered_twice",
    'UPDATE events SET data = \'{"state": "ended", "outcome": "abandoned"}\''
    " WHERE id = (SELECT max(id) FROM events WHERE kind = 'contact_moved' AND contact_id = 1)": (
        "outcome_changed"
    ),
    'UPDATE events SET data = \'{"channel": "voice", "from": "+8613812340001"}\''
    " WHERE kind = 'contact_arrived' AND contact_id = 1": "personal_data_in_log",
    "UPDATE events SET data = '{\"characters\": \"\u7231\"}' WHERE kind = 'language_set'": (
        "personal_data_in_log"
    ),
    "UPDATE contacts SET routing = '{}' WHERE id = 1": "start_of_waiting_changed",
    "UPDATE contact_facts SET outcome = 'abandoned' WHERE contact_id = 1": "row_differs_from_log",
    "UPDATE contact_facts SET verdicts = 0 WHERE contact_id = 1": "row_differs_from_log",
    "UPDATE contact_facts SET contact_id = 9 WHERE contact_id = 1": "row_without_log",
    "DELETE FROM contact_facts WHERE contact_id = 2": "log_without_row",
    "UPDATE log_cursors SET position = position + 1": "followed_beyond_the_log",
}


@pytest.fixture
def finished(tmp_path: Path) -> Iterator[Hotline]:
    """Two callers, two agents, everything over."""
    hotline = Hotline.open(tmp_path)
    hotline.staff()
    hotline.staff(LI, ("zh",))
    hotline.ring_in(caller(BO, talk_s=30))
    hotline.ring_in(caller(ZH, talk_s=30), "+8613812340002")
    hotline.run(200)
    follow_to_the_end(hotline.world.services.store)
    yield hotline
    hotline.world.close()


def judge(hotline: Hotline) -> Verdict:
    with hotline.world.services.store.read() as session:
        return verify(session, hotline.world.clock.now() + timedelta(minutes=5))


def test_an_orderly_day_breaks_no_law(finished: Hotline) -> None:
    verdict = judge(finished)
    assert verdict.breaches == ()
    assert (verdict.contacts, verdict.lost, verdict.classes) == (2, 0, {"answered": 2})
    assert [balance.arrived for balance in verdict.balances] == [2]


@pytest.mark.parametrize(("statement", "code"), BREAKS.items())
def test_every_break_is_found(finished: Hotline, statement: str, code: str) -> None:
    with finished.world.services.store.write() as uow:
        uow.session.execute(text(statement.replace(":", "\\:")))
    assert code in {breach.code for breach in judge(finished).breaches}


def test_b108_a_phone_that_rings_is_no_breach(tmp_path: Path) -> None:
    hotline = Hotline.open(tmp_path)
    hotline.staff(phone=SILENT)
    hotline.ring_in(caller(BO))
    hotline.run(10)
    assert hotline.contact().state == "offered"
    verdict = judge(hotline)
    assert (verdict.breaches, verdict.classes) == ((), {"live": 1})
    with hotline.world.services.store.write() as uow:
        uow.session.execute(text("UPDATE contacts SET offer_id = NULL WHERE id = 1"))
    assert [breach.code for breach in judge(hotline).breaches] == ["row_differs_from_log"]
    hotline.world.close()


def test_b108_the_laws_are_proved_while_the_hotline_works(finished: Hotline) -> None:
    store = finished.world.services.store
    with proving(store, 0.001) as proof:
        while proof.checks < 3:
            finished.ring_in(caller(BO, talk_s=5))
            finished.run(30)
        with store.write() as uow:
            uow.session.execute(text("DELETE FROM tickets WHERE contact_id = 1"))
        while not proof.broken:
            finished.run(0.1)
    assert "contact 1: not_one_ticket" in proof.breaches[0]
    with proving(store, None) as never:
        pass
    assert never.checks == 0


def test_law_3_two_callers_at_once(finished: Hotline) -> None:
    """Contact 2 is told as connected to the agent of contact 1 while that talk goes on."""
    with finished.world.services.store.write() as uow:
        told = uow.session.execute(
            text("SELECT id, data FROM events WHERE kind = 'contact_moved' AND contact_id = 2")
        ).all()
        for event_id, data in told:
            swapped = json.loads(data) | {
                "seat_agent": 1 if json.loads(data)["state"] == "connected" else None
            }
            uow.session.execute(
                text("UPDATE events SET data = :data WHERE id = :id"),
                {"data": json.dumps(swapped), "id": event_id},
            )
    codes = {breach.code for breach in judge(finished).breaches}
    assert "two_callers_at_once" in codes


def test_the_command_prints_counts_and_fails_on_a_breach(
    finished: Hotline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", finished.world.services.settings.database_url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "q7Vd-93kf-Lw2x-Zt8m-Rb5c-Hn4j-Ys6p")
    assert main(["verify"]) == 0
    assert "lost     0" in capsys.readouterr().out
    with finished.world.services.store.write() as uow:
        uow.session.execute(text("DELETE FROM tickets WHERE contact_id = 2"))
    assert main(["verify", "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert [(b["subject"], b["id"]) for b in printed["breaches"]] == [("contact", 2)]
