"""The bench of crashes: it runs, nobody is lost, and its judge finds what it is there to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.calls.caller_actions import add_caller_leg
from app.hotline.contacts.actions import Arrival, arrive
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.facts import AGENT_MOVED
from app.hotline.dispatch.models import Offer
from app.kit.clock import SteppedClock
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.rehearsal.replay.crashes.bench import CrashLoad, make_rows, strike_installation
from app.rehearsal.replay.crashes.findings import Judge
from app.rehearsal.replay.crashes.installation import PlacedCall
from app.rehearsal.replay.crashes.people import Placed
from app.rehearsal.replay.crashes.watching import Recovery

AT = datetime(2026, 11, 28, 8, tzinfo=UTC)
NUMBER = "+8613800000001"
DOWN = Recovery("web", AT, AT, 4.0, AT + timedelta(seconds=4), 5.0)


def second(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


CALL = PlacedCall("CA1", NUMBER, "+8612348", True, second(-10), second(2), 0.0)
CALLER = Placed(NUMBER, patience_s=12, talk_s=5)


def test_web_redis_and_worker_are_killed_and_nobody_is_lost(tmp_path: Path) -> None:
    kinds = ("redis", "worker", "web")
    load = CrashLoad(kinds, 1, 7, agents=4, call_every_s=2.5, warm_up_s=3, between_s=(0.1, 0.5))
    struck = strike_installation(tmp_path, "", load, lambda _: None)
    assert struck.findings == ()
    assert struck.breaches == ()
    assert struck.answered > 0
    assert struck.is_well
    assert not replace(struck, outcomes={"failed": struck.callers}).is_well, "nobody was answered"
    assert [(row.kind, row.strikes) for row in make_rows(struck)] == [(kind, 1) for kind in kinds]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    engine = make_engine(f"sqlite:///{tmp_path / 'judged.db'}", durable=False)
    migrate(engine)
    return Store(engine, SteppedClock(AT), Vault("a secret that is long enough"))


def end_with(store: Store, outcome: str) -> int:
    with store.write() as uow:
        contact = arrive(uow, Arrival("voice", NUMBER))
        add_caller_leg(uow, contact, f"CA{contact.id}")
        contact.state, contact.outcome = ContactStage.ENDED, outcome
        return contact.id


def judge(
    store: Store, call: PlacedCall = CALL, caller: Placed = CALLER, recovery: Recovery = DOWN
) -> list[tuple[str, str]]:
    found = Judge(store, [call], [caller], [recovery]).list_findings()
    store.engine.dispose()
    return [(each.fault, each.kind) for each in found]


def test_who_hung_up_while_we_were_down_has_not_given_up(store: Store) -> None:
    end_with(store, "abandoned")
    assert judge(store) == [("wrong", "web")]


def test_what_is_right_is_no_finding(store: Store) -> None:
    end_with(store, "failed")
    assert judge(store) == []


def test_who_hung_up_once_we_were_back_may_have_given_up(store: Store) -> None:
    end_with(store, "abandoned")
    assert judge(store, replace(CALL, ended_at=second(6))) == []


def test_who_hung_up_while_a_strike_left_us_standing_may_have_given_up(store: Store) -> None:
    end_with(store, "abandoned")
    assert judge(store, recovery=replace(DOWN, kind="disk", was_down=False)) == []


def test_a_call_without_a_contact_is_lost(store: Store) -> None:
    assert judge(store) == [("lost", "web")]


def test_a_contact_that_never_ends_is_lost(store: Store) -> None:
    contact_id = end_with(store, "failed")
    with store.write() as uow:
        uow.session.get_one(Contact, contact_id).state = ContactStage.WAITING
    assert judge(store) == [("lost", "web")]


def test_who_was_ready_to_wait_longer_was_cut_off(store: Store) -> None:
    end_with(store, "failed")
    assert judge(store, caller=replace(CALLER, patience_s=60)) == [("lost", "web")]


def test_a_talk_that_counts_as_none_is_wrong(store: Store) -> None:
    end_with(store, "failed")
    assert judge(store, replace(CALL, talked_s=5.0)) == [("wrong", "web")]


def test_two_contacts_of_one_call_are_doubled(store: Store) -> None:
    end_with(store, "failed")
    end_with(store, "failed")
    assert judge(store) == [("doubled", "web")]


def test_two_offers_at_once_and_a_phone_that_nobody_knows_of_are_doubled(store: Store) -> None:
    contact_id = end_with(store, "failed")
    with store.write() as uow:
        for number, closed_at in ((1, second(3)), (2, second(4))):
            uow.session.add(
                Offer(
                    id=number,
                    contact_id=contact_id,
                    state="failed",
                    made_at=second(number),
                    deadline_at=second(9),
                    closed_at=closed_at,
                )
            )
    assert judge(store) == [("doubled", "web")]
    rung = replace(CALL, sid="CA9", is_inbound=False, created_at=second(1))
    found = Judge(store, [CALL, rung], [CALLER], [DOWN]).list_findings()
    assert [each.fault for each in found] == ["doubled", "doubled"]


def test_an_agent_who_always_picks_up_misses_nothing(store: Store) -> None:
    end_with(store, "failed")
    with store.write() as uow:
        agent_id = add_agent(
            uow, NewAgent("Person", ("zh",), "general", address="+8613900000001")
        ).id
        uow.record(AGENT_MOVED, agent_id=agent_id, state="not_ready", reason="missed", misses=1)
    assert judge(store) == [("wrong", "web")]
